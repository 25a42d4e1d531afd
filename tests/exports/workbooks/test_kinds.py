import io
import zipfile
from pathlib import Path

import pytest
import xlwt

from exports.problems import ExportProblem
from exports.workbooks.kinds import Kind, Limits, kind_of

LIMITS = Limits()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def an_xls() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("名册").write(0, 0, "姓名")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def a_zip(*names: str, content: bytes = b"<x/>") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return packed.getvalue()


def renamed(ole: bytes, name: str) -> bytes:
    """The compound file with its workbook stream under another name."""
    at = ole.index("Workbook".encode("utf-16-le"))
    written = name.encode("utf-16-le")
    entry = written.ljust(64, b"\0") + (len(written) + 2).to_bytes(2, "little")
    return ole[:at] + entry + ole[at + 66 :]


def refusal(folder: Path, content: bytes, name: str = "名册.xlsx", limits: Limits = LIMITS) -> ExportProblem:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(ExportProblem) as caught:
        kind_of(path, limits)
    assert caught.value.advice
    return caught.value


@pytest.mark.parametrize("name", ["名册.xls", "名册.xlsx", "名册.et", "名册"])
def test_an_old_workbook_is_one_whatever_its_ending(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(an_xls())
    assert kind_of(tmp_path / name, LIMITS) is Kind.WORKBOOK


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (a_zip("[Content_Types].xml", "xl/workbook.xml"), Kind.WORKBOOK),
        (a_zip("mimetype", "content.xml"), Kind.WORKBOOK),
        ("姓名,学校\n张三,一小".encode("gb18030"), Kind.DELIMITED),
        ("BM,姓名\n1,张三".encode(), Kind.DELIMITED),
        ("姓名,备注\n张三,<table>".encode(), Kind.DELIMITED),
        ("\ufeff<html><table><tr><td>姓名".encode(), Kind.WEB_PAGE),
        ("<meta charset=gbk><table><tr><td>姓名".encode("gbk"), Kind.WEB_PAGE),
        ("姓名\t学校\r\n张三\t一小".encode("utf-16-le"), Kind.DELIMITED),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', Kind.XML_WORKBOOK),
    ],
)
def test_the_content_tells_how_to_read_a_file(tmp_path: Path, content: bytes, kind: Kind) -> None:
    (tmp_path / "名册.xls").write_bytes(content)
    assert kind_of(tmp_path / "名册.xls", LIMITS) is kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PNG, "一张图片"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "一张图片"),
        (b"BM" + (1000).to_bytes(4, "little") + bytes(40), "一张图片"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "一张图片"),
        (b"\x00\x00\x00\x18ftypheic", "手机拍的照片"),
        (b"%PDF-1.7\n", "PDF"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"{\\rtf1 abc}", "Word"),
        (a_zip("[Content_Types].xml", "word/document.xml"), "Word"),
        (a_zip("[Content_Types].xml", "ppt/presentation.xml"), "演示文稿"),
        (a_zip("Index/Document.iwa"), "Numbers"),
        (a_zip("一小.xlsx", "二小.xlsx"), "压缩包"),
        (renamed(an_xls(), "WordDocument"), "Word"),
        (b"\x01\x00\x02\x00\x00\x00", "表格以外"),
        (b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\n", "SYLK"),
        (b'TABLE\r\n0,1\r\n"EXCEL"\r\n', "DIF"),
        (b'<?xml version="1.0"?><data/>', "XML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "网页"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(40), "格式太旧"),
        (b"\x09\x08\x08\x00\x00\x05\x05\x00" + bytes(40), "格式太旧"),
        (renamed(an_xls(), "Else"), "没有工作表"),
        (b"", "空的"),
        (b" \r\n\r\n", "空的"),
        (an_xls()[:100], "没有工作表"),
        (a_zip("xl/workbook.xml")[:-30], "不完整"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refusal(tmp_path, content).title


def test_a_password_is_told_with_the_way_to_take_it_off(tmp_path: Path) -> None:
    at = an_xls().index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    filepass = an_xls()[:at] + b"\x2f\x00" + an_xls()[at + 2 :]
    locked_entry = bytearray(a_zip("xl/workbook.xml"))
    locked_entry[locked_entry.index(b"PK\x01\x02") + 8] |= 1
    manifest = b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
    for content in (
        filepass,
        a_zip("content.xml", "META-INF/manifest.xml", content=manifest),
        bytes(locked_entry),
    ):
        problem = refusal(tmp_path, content)
        assert "密码" in problem.title
        assert "清除密码" in problem.advice


def test_a_workbook_under_a_password_is_known_as_one(tmp_path: Path) -> None:
    (tmp_path / "名册.xlsx").write_bytes(renamed(an_xls(), "EncryptedPackage"))
    assert kind_of(tmp_path / "名册.xlsx", LIMITS) is Kind.SEALED


def test_a_zip_that_claims_four_gigabytes_is_not_opened(tmp_path: Path) -> None:
    bomb = bytearray(a_zip("[Content_Types].xml", "xl/workbook.xml"))
    at = bomb.rindex(b"PK\x01\x02") + 24
    bomb[at : at + 4] = (0xFFFFFFFE).to_bytes(4, "little")
    problem = refusal(tmp_path, bytes(bomb))
    assert "太大" in problem.title
    assert "4,096.0 MB" in problem.title


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    assert "太大" in refusal(tmp_path, an_xls(), limits=Limits(file_bytes=1000)).title


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="文件夹"):
        kind_of(tmp_path, LIMITS)
    with pytest.raises(ExportProblem, match="找不到这个文件"):
        kind_of(tmp_path / "没有.xlsx", LIMITS)


def test_the_shadow_of_an_open_workbook_is_told_from_the_workbook(tmp_path: Path) -> None:
    problem = refusal(tmp_path, b"\x06admin".ljust(165, b" "), "~$名册.xlsx")
    assert "临时文件" in problem.title


def test_a_disk_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> bytes:
        raise OSError(5, "input/output", str(path))

    (tmp_path / "名册.xlsx").write_bytes(an_xls())
    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(ExportProblem, match=r"优盘可能有问题"):
        kind_of(tmp_path / "名册.xlsx", LIMITS)


def test_a_file_another_program_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "denied", str(path))

    (tmp_path / "名册.xlsx").write_bytes(an_xls())
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ExportProblem, match=r"正被其他程序使用.*关闭它"):
        kind_of(tmp_path / "名册.xlsx", LIMITS)


def test_a_zip_of_millions_of_nothing_is_not_even_listed(tmp_path: Path) -> None:
    bomb = tmp_path / "名册.xlsx"
    bomb.write_bytes(b"PK\x03\x04" + b"PK\x01\x02".ljust(46, b"\0") * 60_000)
    with pytest.raises(ExportProblem, match=r"太大.*小文件"):
        kind_of(bomb, Limits())


def test_a_text_that_ends_within_a_letter_is_told_as_incomplete(tmp_path: Path) -> None:
    cut = tmp_path / "名册.csv"
    cut.write_bytes("姓名,学校\n张三,城关小学".encode()[:-2])
    with pytest.raises(ExportProblem, match="不完整"):
        kind_of(cut, Limits())
