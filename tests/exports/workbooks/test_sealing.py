import io
import random
import zipfile
from pathlib import Path

import pytest

from exports.problems import ExportProblem, PasswordNeeded
from exports.workbooks.facts import ColumnFacts, SheetFacts
from exports.workbooks.reading import read_workbook
from exports.workbooks.sealing import opened, sealed
from exports.workbooks.writing import write_workbook

PASSWORD = "清河2026Ab"
ROSTER = SheetFacts(
    "教师", "", (ColumnFacts("name", "姓名"), ColumnFacts("id", "身份证号")), [("张三", "11010519491231002X")]
)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sealed") / "教师.xlsx"
    write_workbook(path, [ROSTER], password=PASSWORD)
    return path


def test_a_sealed_workbook_is_read_with_its_password(closed: Path) -> None:
    book = read_workbook(closed, password=PASSWORD)
    assert book.sheets[0].rows[-1] == ("张三", "11010519491231002X")


def test_nothing_of_the_content_stands_in_the_sealed_file(closed: Path) -> None:
    content = closed.read_bytes()
    assert content.startswith(b"\xd0\xcf\x11\xe0")
    for text in ("张三", "11010519491231002X", "sharedStrings"):
        assert text.encode() not in content and text.encode("utf-16-le") not in content


def test_without_a_password_it_is_asked_for(closed: Path) -> None:
    with pytest.raises(PasswordNeeded) as caught:
        read_workbook(closed)
    assert not caught.value.wrong and "请输入" in caught.value.advice


@pytest.mark.parametrize("password", ["清河2026ab", "清河2026Ab ", "x"])
def test_another_password_is_said_to_be_wrong(closed: Path, password: str) -> None:
    with pytest.raises(PasswordNeeded) as caught:
        read_workbook(closed, password=password)
    assert caught.value.wrong


@pytest.mark.parametrize("at", [0.3, 0.6, 0.9])
def test_a_damaged_one_is_refused_and_never_read_half(closed: Path, tmp_path: Path, at: float) -> None:
    content = bytearray(closed.read_bytes())
    place = int(len(content) * at)
    content[place : place + 64] = bytes(one ^ 0xFF for one in content[place : place + 64])
    (tmp_path / "坏.xlsx").write_bytes(content)
    with pytest.raises(ExportProblem):
        read_workbook(tmp_path / "坏.xlsx", password=PASSWORD)
    (tmp_path / "短.xlsx").write_bytes(closed.read_bytes()[: int(len(content) * at)])
    with pytest.raises(ExportProblem):
        read_workbook(tmp_path / "短.xlsx", password=PASSWORD)


def test_a_bomb_under_a_password_is_a_bomb(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", random.Random(1).randbytes(5000))
    bomb = bytearray(packed.getvalue())
    at = bomb.index(b"PK\x01\x02") + 24
    assert len(bomb) > 4096
    bomb[at : at + 4] = (0xFFFFFFF0).to_bytes(4, "little")
    (tmp_path / "弹.xlsx").write_bytes(sealed(bytes(bomb), PASSWORD))
    with pytest.raises(ExportProblem, match="太大"):
        read_workbook(tmp_path / "弹.xlsx", password=PASSWORD)


def test_what_is_under_the_password_must_be_a_workbook(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", bytes(5000))
    (tmp_path / "文.xlsx").write_bytes(sealed(packed.getvalue(), PASSWORD))
    with pytest.raises(ExportProblem, match="Word"):
        read_workbook(tmp_path / "文.xlsx", password=PASSWORD)


@pytest.mark.parametrize("password", ["口令 Ｂ😀", "x" * 200])
def test_whatever_the_password_the_workbook_comes_back_as_it_was(password: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", random.Random(2).randbytes(9000))
    assert opened(sealed(packed.getvalue(), password), password) == packed.getvalue()
