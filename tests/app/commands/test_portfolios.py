"""Honours, assessments, observations and credentials on the command line."""

import json
from typing import Any

import pytest

from app.__main__ import main


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(one) for one in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def asked(capsys: pytest.CaptureFixture[str], county: Any, *arguments: object) -> Any:
    code, out, err = run(capsys, "--file", county.session.path, "--json", *arguments)
    assert code == 0, err
    return json.loads(out)


def test_an_honour_is_set_listed_and_its_history_told(county, capsys: pytest.CaptureFixture[str]) -> None:
    honour = (f"teacher_id={county.shan}", "title=县优秀教师", "level=县级", "awarded_on=2025年9月")
    pk = asked(capsys, county, "set", "honours", "new", *honour)["id"]
    code, out, _err = run(capsys, "--file", county.session.path, "list", "honours")
    assert code == 0 and "县级" in out and "2025-09" in out
    asked(capsys, county, "set", "honours", pk, "level=33")
    assert asked(capsys, county, "history", "honours", pk)[0]["new"] == "市级"


def test_the_same_honour_again_wants_a_word(county, capsys: pytest.CaptureFixture[str]) -> None:
    honour = ("set", "honours", "new", f"teacher_id={county.shan}", "title=县优秀教师", "awarded_on=2025-09")
    asked(capsys, county, *honour)
    code, _out, err = run(capsys, "--file", county.session.path, *honour)
    assert code == 1 and "已经登记过" in err
    asked(capsys, county, *honour, "--agreed")
    assert len(asked(capsys, county, "list", "honours")) == 2


def test_a_whole_school_is_assessed_and_who_was_left_out_is_named(county, capsys: pytest.CaptureFixture[str]) -> None:
    asked(
        capsys, county, "set", "assessments", "new", f"teacher_id={county.zhang}", "kind=2", "year=2025", "grade=优秀"
    )
    assess = ("assess", "--kind", "年度考核", "--year", "2025", "--grade", "称职", "--document", "青教〔2026〕3号")
    assert asked(capsys, county, *assess, "--school", "城关小学") == {"written": 0, "there": ["张𬭎"], "barred": []}
    assert asked(capsys, county, *assess, county.shan, county.zhang)["written"] == 1
    _code, out, _err = run(capsys, "--file", county.session.path, "list", "assessments")
    assert "年度考核" in out and "合格" in out and "优秀" in out


def test_a_school_nobody_knows_and_nobody_at_all_are_refused(county, capsys: pytest.CaptureFixture[str]) -> None:
    assess = ("--file", county.session.path, "assess", "--kind", "师德", "--year", "2025", "--grade", "合格")
    code, _out, err = run(capsys, *assess, "--school", "没有的学校")
    assert code == 1 and "找不到" in err
    code, _out, err = run(capsys, *assess)
    assert code == 1 and "还没有选教师" in err


def test_a_failed_year_of_ethics_bars_a_good_one(county, capsys: pytest.CaptureFixture[str]) -> None:
    run(
        capsys,
        "--file",
        county.session.path,
        "assess",
        "--kind",
        "师德",
        "--year",
        "2025",
        "--grade",
        "不合格",
        county.shan,
    )
    code, out, _err = run(
        capsys,
        "--file",
        county.session.path,
        "assess",
        "--kind",
        "年度",
        "--year",
        "2025",
        "--grade",
        "合格",
        county.shan,
    )
    assert code == 0 and "不得评为合格" in out and "单丽" in out


def test_observations_and_credentials_are_listed_in_words(county, capsys: pytest.CaptureFixture[str]) -> None:
    term = ("school_year=2025-2026学年", "term=上学期", "periods=12")
    asked(capsys, county, "set", "observations", "new", f"teacher_id={county.shan}", *term)
    asked(capsys, county, "set", "credentials", "new", f"teacher_id={county.shan}", "stage=小学", "subject=语文")
    _code, out, _err = run(capsys, "--file", county.session.path, "list", "observations")
    assert "2025—2026 学年" in out and "第一学期" in out
    _code, out, _err = run(capsys, "--file", county.session.path, "list", "credentials")
    assert "小学" in out and "语文" in out


def test_a_record_stays_with_its_teacher(county, capsys: pytest.CaptureFixture[str]) -> None:
    pk = asked(capsys, county, "set", "credentials", "new", f"teacher_id={county.shan}", "number=1")["id"]
    code, _out, err = run(capsys, "--file", county.session.path, "set", "credentials", pk, f"teacher_id={county.zhang}")
    assert code == 1 and "登记以后不能换" in err
