"""Lists and layouts on the command line."""

import json
from typing import Any

import openpyxl
import pytest

from app.__main__ import main


def run(capsys: pytest.CaptureFixture[str], county: Any, *arguments: object) -> tuple[int, str, str]:
    code = main(["--file", str(county.session.path), *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def cells(path: Any) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path).active.values)


def test_a_list_is_written_with_the_columns_said(county, tmp_path, capsys) -> None:
    out = tmp_path / "册.xlsx"
    code, said, _err = run(
        capsys, county, "export", "teachers", "--out", out, "--columns", "name=教师,phone", "--title", "名册"
    )
    assert code == 0
    assert said.strip() == f"已写好：{out}（2 行），身份证号和电话遮住了中间几位"
    assert ("张𬭎", "139****0001") in cells(out)
    assert cells(out)[:2] == [("名册", None), ("教师", "联系电话")]
    whole = ("--whole-ids", "--purpose", "报送省平台", "--no-password", "平台不收加密的文件")
    run(capsys, county, "export", "teachers", "--out", out, "--columns", "name,phone", *whole, "--title", "")
    assert cells(out)[0] == ("姓名", "联系电话")
    assert ("张𬭎", "13900000001") in cells(out)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "先说明用途"),
        (("--purpose", " "), "先说明用途"),
        (("--purpose", "报送省平台"), "还没有打开密码"),
        (("--purpose", "找 13900000001 本人", "--no-password", "急用"), "不要写号码"),
    ],
)
def test_whole_numbers_are_refused_without_a_purpose_and_a_password(county, tmp_path, capsys, more, said) -> None:
    out = tmp_path / "册.xlsx"
    code, _said, refused = run(capsys, county, "export", "teachers", "--out", out, "--whole-ids", *more)
    assert code == 1 and said in refused
    assert not out.exists()


def test_a_password_in_the_environment_closes_the_file_and_opens_it(county, tmp_path, capsys, monkeypatch) -> None:
    out = tmp_path / "册.xlsx"
    monkeypatch.setenv("XINHUO_WORKBOOK_PASSWORD", "qinghe-2026")
    code, *_ = run(capsys, county, "export", "teachers", "--out", out, "--whole-ids", "--purpose", "报送省平台")
    assert code == 0 and out.read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    code, said, _ = run(capsys, county, "import", "teachers", out, "--json")
    assert code == 0 and json.loads(said)["counts"]["same"] == 2
    monkeypatch.delenv("XINHUO_WORKBOOK_PASSWORD")
    code, _said, refused = run(capsys, county, "import", "teachers", out)
    assert code == 1 and "加了密码" in refused


def test_what_is_listed_on_the_terminal_is_masked_unless_a_purpose_was_said(county, capsys) -> None:
    code, said, _ = run(capsys, county, "list", "teachers", "--json")
    assert code == 0 and "13900000001" not in said and "139****0001" in said
    code, said, _ = run(capsys, county, "list", "teachers", "--json", "--whole-ids", "--purpose", "核对信息")
    assert code == 0 and "13900000001" in said
    assert run(capsys, county, "list", "teachers", "--whole-ids")[0] == 1
    run(capsys, county, "set", "teachers", county.zhang, "phone=13900000008")
    for words in ((), ("--json",)):
        _code, said, _ = run(capsys, county, "history", "teachers", county.zhang, *words)
        assert "139****0008" in said and "13900000008" not in said


def test_a_list_is_written_whole_for_some_ids(county, tmp_path, capsys) -> None:
    out = tmp_path / "册.xlsx"
    code, said, _err = run(capsys, county, "export", "teachers", "--out", out, "--for", county.shan, "--json")
    assert code == 0 and json.loads(said) == {"file": str(out), "rows": 1, "masked": True}
    assert len(cells(out)) == 3


def test_a_layout_is_made_listed_used_shared_renamed_and_removed(county, tmp_path, capsys) -> None:
    out, shared = tmp_path / "册.xlsx", tmp_path / "省平台.json"
    assert run(capsys, county, "layout", "make", "teachers", "省平台", "--columns", "subject:both=学科,name")[0] == 0
    assert "省平台" in run(capsys, county, "layout", "list")[1]
    assert "共 0 条" in run(capsys, county, "layout", "list", "pairs")[1]
    assert run(capsys, county, "export", "teachers", "--layout", "省平台", "--out", out)[0] == 0
    assert ("13-语文", "张𬭎") in cells(out)
    assert run(capsys, county, "layout", "save", "teachers", "省平台", "--out", shared)[0] == 0
    code, _said, err = run(capsys, county, "layout", "take", shared)
    assert code == 1 and "已经有名为“省平台”的导出格式" in err
    assert run(capsys, county, "layout", "take", shared, "--name", "市平台")[0] == 0
    assert run(capsys, county, "layout", "rename", "teachers", "市平台", "国家平台")[0] == 0
    assert run(capsys, county, "layout", "remove", "teachers", "省平台")[0] == 0
    listed = json.loads(run(capsys, county, "layout", "list", "--json")[1])
    assert [one["name"] for one in listed] == ["国家平台"]
    assert run(capsys, county, "export", "teachers", "--layout", "省平台", "--out", out)[0] == 1


def test_a_layout_is_made_from_a_receivers_sheet(county, tmp_path, capsys) -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "工作单位", "鞋码"])
    book.save(tmp_path / "空表.xlsx")
    made = ("layout", "make", "teachers", "省平台", "--headings", tmp_path / "空表.xlsx", "--title", "采集表")
    code, said, _err = run(capsys, county, *made)
    assert code == 0
    assert "3 列" in said and "留作空列的：鞋码。" in said


def test_the_columns_of_a_list_are_told_with_their_forms(county, capsys) -> None:
    code, said, _err = run(capsys, county, "layout", "columns", "attendance")
    assert code == 0
    assert "teacher_id.work" in said and "- 名称，code 代码，both 代码-名称" in said
    found = json.loads(run(capsys, county, "layout", "columns", "teachers", "--json")[1])
    assert found[0] == {"key": "name", "label": "姓名", "forms": {}}
