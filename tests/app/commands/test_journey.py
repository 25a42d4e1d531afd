"""The main job end to end through the command line: Excel in, exchange between two offices, papers out."""

import json
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from app import recovery_code, unlocking
from app.__main__ import main
from app.session import open_session


@pytest.fixture
def xinhuo(capsys: pytest.CaptureFixture[str]):
    def run(*arguments: object) -> dict:
        code = main([*(str(one) for one in arguments), "--json"])
        out = capsys.readouterr().out
        assert code == 0, out
        return json.loads(out)

    return run


def workbook(path: Path, header: list[str], rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["2026年花名册"])
    book.active.append(header)
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_from_a_roster_to_a_certificate_between_two_offices(xinhuo, tmp_path: Path) -> None:
    county, school, stick = tmp_path / "county.xinhuo", tmp_path / "school.xinhuo", tmp_path / "U盘"
    stick.mkdir()
    xinhuo("--file", county, "--operator", "王敏", "new", "示范县教育局")

    # Excel in: first the schools, then the people.
    schools = workbook(
        stick / "学校.xlsx", ["学校名称", "学校标识码"], [["城关小学", "2199000001"], ["清水小学", "2199000002"]]
    )
    assert xinhuo("--file", county, "import", "organisations", schools, "--preview")["counts"]["new"] == 2
    assert xinhuo("--file", county, "import", "organisations", schools, "--apply")["applied"]["new"] == 2
    people = workbook(
        stick / "教师.xlsx",
        ["姓名", "任教学校", "出生年月", "联系电话"],
        [["张𬭎", "城关小学", "1985.07", "13900000001"], ["单丽", "清水小学", "1990年3月", "13900000002"]],
    )
    assert xinhuo("--file", county, "import", "teachers", people, "--apply")["applied"]["new"] == 2

    # The school joins by file, both sides showing the same code.
    invite = xinhuo("--file", county, "exchange", "invite", "--to", "2199000001", "--out", stick)["path"]
    join = xinhuo("--file", school, "--operator", "李娜", "exchange", "join", invite, "--out", stick)
    assert xinhuo("--file", county, "exchange", "preview", join["path"])["code"] == join["code"]
    assert xinhuo("--file", county, "exchange", "apply", join["path"])["code"] == join["code"]
    down = xinhuo("--file", county, "exchange", "pack", "--to", "2199000001", "--out", stick)["path"]
    xinhuo("--file", school, "exchange", "apply", down)
    (zhang,) = xinhuo("--file", school, "list", "teachers")
    assert zhang["name"] == "张𬭎"

    # The school edits and reports; the county looks, then takes.
    xinhuo("--file", school, "set", "teachers", zhang["id"], "phone=13900000009")
    xinhuo("--file", school, "set", "teachers", "new", "name=买买提•艾力", "work=2199000001")
    assert xinhuo("--file", school, "exchange", "status")["pending"] == 2
    up = xinhuo("--file", school, "exchange", "pack", "--to", "county", "--out", stick)["path"]
    preview = xinhuo("--file", county, "exchange", "preview", up)
    assert preview["counts"] == {"changed": 1, "new": 2}
    assert xinhuo("--file", county, "exchange", "apply", up)["counts"] == preview["counts"]
    assert xinhuo("--file", county, "exchange", "apply", up)["repeated"] == 2

    # One more file back, and both hold the same of what they share.
    down = xinhuo("--file", county, "exchange", "pack", "--to", "2199000001", "--out", stick)["path"]
    xinhuo("--file", school, "exchange", "apply", down)
    assert xinhuo("--file", school, "exchange", "status")["pending"] == 0
    at_county = [row for row in xinhuo("--file", county, "list", "teachers") if row["work_name"] == "城关小学"]
    assert at_county == xinhuo("--file", school, "list", "teachers")

    # Paper out.
    programme = _training(county)
    xinhuo(
        "--file",
        county,
        "set",
        "training",
        "new",
        f"teacher_id={zhang['id']}",
        f"class_id={programme}",
        "hours=24",
        "result=合格",
    )
    (row,) = xinhuo("--file", county, "list", "training")
    assert row["hours"] == 24
    paper = xinhuo("--file", county, "paper", "issue", "completion", row["id"], "-o", stick / "结业.pdf")
    pdf = pypdfium2.PdfDocument(paper["paths"][0])
    text = pdf[0].get_textpage().get_text_bounded()
    pdf.close()
    assert "张𬭎" in text
    (certificate,) = xinhuo("--file", county, "list", "certificates")
    assert certificate["number"] in text
    for file in (county, school):
        assert xinhuo("--file", file, "check")["ok"] is True


def _training(county: Path) -> str:
    from app import training
    from app.session import open_session

    with open_session(county) as session:
        programme = training.save_programme(session, None, {"title": "教学能力提升", "level": "4", "category": "2"})
        return training.save_class(
            session,
            None,
            {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240, "start_date": "2026-07-06",
             "end_date": "2026-07-10"},
        )  # fmt: skip


def test_a_file_for_somebody_else_is_refused_and_changes_nothing(xinhuo, tmp_path: Path, capsys) -> None:
    county = tmp_path / "county.xinhuo"
    xinhuo("--file", county, "new", "示范县教育局")
    for code, name in (("2199000001", "城关小学"), ("2199000002", "清水小学")):
        xinhuo("--file", county, "set", "organisations", "new", f"name={name}", f"code={code}")
        invite = xinhuo("--file", county, "exchange", "invite", "--to", code, "--out", tmp_path)["path"]
        join = xinhuo("--file", tmp_path / f"{code}.xinhuo", "exchange", "join", invite, "--out", tmp_path)["path"]
        xinhuo("--file", county, "exchange", "apply", join)
    down = xinhuo("--file", county, "exchange", "pack", "--to", "2199000001", "--out", tmp_path)["path"]
    other = tmp_path / "2199000002.xinhuo"
    before = other.read_bytes()
    assert main(["--file", str(other), "exchange", "apply", down]) == 1
    assert "是给城关小学的，不是给清水小学的" in capsys.readouterr().err
    assert other.read_bytes() == before


def test_a_file_with_a_password_asks_for_it_each_time(xinhuo, tmp_path: Path, capsys, monkeypatch) -> None:
    county = tmp_path / "county.xinhuo"
    xinhuo("--file", county, "new", "示范县教育局")
    xinhuo("--file", county, "set", "organisations", "new", "name=城关小学", "code=2199000001")
    with open_session(county) as session:
        recovery_code.print_code(session, tmp_path)
        unlocking.set_password(session, "春风化雨润物无声")
    assert main(["--file", str(county), "list", "organisations"]) == 1
    assert "口令" in capsys.readouterr().err
    monkeypatch.setenv("XINHUO_PASSPHRASE", "春风化雨润物无声")
    xinhuo("--file", county, "exchange", "invite", "--to", "2199000001", "--out", tmp_path)
