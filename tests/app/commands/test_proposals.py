"""更改申请 by command line: asked at a school, passed and returned at the county, over files between them."""

import json
from pathlib import Path

import pytest

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


@pytest.fixture
def offices(xinhuo, tmp_path: Path) -> tuple[Path, Path, Path]:
    """A county and 城关小学, joined and up to date, and the stick between them."""
    county, school, stick = tmp_path / "county.xinhuo", tmp_path / "school.xinhuo", tmp_path / "U盘"
    stick.mkdir()
    xinhuo("--file", county, "--operator", "王敏", "new", "示范县教育局")
    xinhuo("--file", county, "set", "organisations", "new", "name=城关小学", "code=2199000001", "kind=3")
    for name in ("张𬭎", "单丽"):
        xinhuo("--file", county, "set", "teachers", "new", f"name={name}", "work=城关小学")
    invite = xinhuo("--file", county, "exchange", "invite", "--to", "2199000001", "--out", stick)["path"]
    join = xinhuo("--file", school, "--operator", "李娜", "exchange", "join", invite, "--out", stick)
    xinhuo("--file", county, "exchange", "apply", join["path"])
    down = xinhuo("--file", county, "exchange", "pack", "--to", "2199000001", "--out", stick)["path"]
    xinhuo("--file", school, "exchange", "apply", down)
    return county, school, stick


def sent(xinhuo, sender: Path, to: str, receiver: Path, stick: Path) -> None:
    made = xinhuo("--file", sender, "exchange", "pack", "--to", to, "--out", stick)["path"]
    xinhuo("--file", receiver, "exchange", "apply", made)


def test_asked_returned_asked_again_and_passed(xinhuo, offices: tuple[Path, Path, Path]) -> None:
    county, school, stick = offices
    shan, zhang = (row["id"] for row in xinhuo("--file", school, "list", "teachers"))
    add = ("--file", school, "proposals", "add", "teachers")
    first = xinhuo(*add, zhang, "honour=县级骨干", "--reason", "县文件")["id"]
    second = xinhuo(*add, shan, "honour=市级骨干", "--reason", "市文件")["id"]
    sent(xinhuo, school, "county", county, stick)

    listed = xinhuo("--file", county, "proposals", "list", "--status", "待审", "--school", "城关小学")
    assert {row["id"] for row in listed} == {first, second}
    assert xinhuo("--file", county, "exchange", "status")["proposals"] == 2
    done = xinhuo("--file", county, "proposals", "return", first, "--comment", "请附文件")
    assert (done["done"], done["left"]) == (1, [])
    done = xinhuo("--file", county, "proposals", "pass", "--item", "最高骨干称号")
    assert done["done"] == 1
    sent(xinhuo, county, "2199000001", school, stick)

    (back,) = xinhuo("--file", school, "proposals", "list", "--status", "returned")
    assert (back["id"], back["comment"]) == (first, "请附文件")
    assert xinhuo("--file", school, "proposals", "resubmit", first, "市级骨干", "--reason", "更正")["version"] == 2
    assert xinhuo("--file", school, "proposals", "withdraw", first)["withdrawn"] == 1
    told = xinhuo("--file", school, "proposals", "show", first)
    assert [step["what"] for step in told["story"]] == ["第 1 次申请", "县里退回", "第 2 次申请", "撤回申请"]
    with open_session(county) as session:
        assert session.store.row("teachers", shan)["honour"] == "市级骨干"


def test_a_command_says_what_it_needs(offices: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    county, school, _stick = offices
    for arguments, said in (
        (("--file", county, "proposals", "pass"), "没有说处理哪些申请"),
        (("--file", county, "proposals", "pass", "--school", "没有这所"), "没有符合条件的待审申请"),
        (("--file", school, "proposals", "add", "teachers", "x", "honour", "--reason", "y"), "看不懂“honour”"),
        (("--file", school, "proposals", "show", "x"), "找不到这条更改申请记录"),
    ):
        assert main([str(one) for one in arguments]) == 1
        assert said in capsys.readouterr().err


def test_the_list_in_words_has_a_line_for_each(
    xinhuo, offices: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _county, school, _stick = offices
    zhang = xinhuo("--file", school, "list", "teachers")[1]["id"]
    pk = xinhuo("--file", school, "proposals", "add", "teachers", zhang, "honour=县级骨干", "--reason", "县文件")["id"]
    assert main(["--file", str(school), "proposals", "list"]) == 0
    out = capsys.readouterr().out
    assert "张𬭎" in out and "最高骨干称号" in out and "待审" in out
    assert main(["--file", str(school), "proposals", "show", pk]) == 0
    assert "第 1 次申请 李娜 改为 县级骨干；县文件" in capsys.readouterr().out


def test_a_number_that_county_and_school_disagree_about_is_masked_in_words_and_in_json(
    xinhuo, offices: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    county, school, stick = offices
    pk = xinhuo("--file", county, "list", "teachers")[0]["id"]
    xinhuo("--file", county, "set", "teachers", pk, "phone=13900001111")
    xinhuo("--file", school, "set", "teachers", pk, "phone=13900002222")

    def said(*command: object) -> str:
        told = json.dumps(xinhuo(*command), ensure_ascii=False)
        assert main([str(one) for one in command]) == 0
        return told + capsys.readouterr().out

    sending = xinhuo("--file", school, "exchange", "pack", "--to", "county", "--out", stick)["path"]
    preview = said("--file", county, "exchange", "preview", sending)
    assert preview.count("139****2222") == 2 and "13900002222" not in preview
    xinhuo("--file", county, "exchange", "apply", sending)
    conflicts = said("--file", county, "exchange", "conflicts")
    assert conflicts.count("139****1111") == conflicts.count("139****2222") == 2
    assert "13900001111" not in conflicts and "13900002222" not in conflicts
    xinhuo("--file", county, "exchange", "resolve", "all", "--take", "county")
    sent(xinhuo, county, "2199000001", school, stick)
    add = ("--file", school, "proposals", "add", "teachers", pk, "phone=13900007777")
    asked = xinhuo(*add, "--reason", "换号", "--objection")["id"]
    story = said("--file", school, "proposals", "show", asked)
    assert story.count("139****7777") == 5 and "13900007777" not in story
