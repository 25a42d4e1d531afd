"""People who were entered twice, from the command line."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app import teachers
from app.__main__ import main
from app.session import create_school
from tests.app.conftest import county
from tests.app.merging.conftest import Twice, twice

__all__ = ["county", "twice"]

Run = Callable[..., Any]


@pytest.fixture
def xinhuo(twice: Twice, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object, code: int = 0, words: bool = False) -> Any:
        form = () if words else ("--json",)
        assert main(["--file", str(twice.session.path), *map(str, arguments), *form]) == code
        said = capsys.readouterr().out
        return said if words else json.loads(said)

    return run


def test_couples_are_listed_and_can_be_told_apart(twice: Twice, xinhuo: Run) -> None:
    (found,) = xinhuo("duplicates")["couples"]
    assert {found["one"]["id"], found["other"]["id"]} == {twice.one, twice.two}
    assert "姓名、出生日期相同" in xinhuo("duplicates", words=True)
    assert xinhuo("duplicates", "--apart", twice.one, twice.two)["couples"] == []
    assert "已记为不是同一人" in xinhuo("duplicates", "--all", words=True)
    assert len(xinhuo("duplicates", "--apart", twice.one, twice.two, "--again")["couples"]) == 1


def test_two_are_merged_after_a_look_and_taken_apart_again(twice: Twice, xinhuo: Run) -> None:
    told = xinhuo("merge", twice.one, twice.two, "--take", "phone=other", "--preview", words=True)
    assert "联系电话：139****0003 | 139****0002 → 139****0002" in told and "没有写入" in told
    assert "两边都有：师德　一班，学时 16 | 8" in told
    assert teachers.get(twice.session, twice.two)["phone"] == "13900000002"
    done = xinhuo("merge", twice.one, twice.two, "--take", "phone=other")["merged"]
    assert (done["kept"], done["other"], done["hours"]) == (twice.one, twice.two, 320)
    assert teachers.get(twice.session, twice.one)["phone"] == "13900000002"
    (gone,) = xinhuo("deleted")["deleted"]
    assert gone["into"] == "已与张三（城关小学）合并为一人"
    assert xinhuo("unmerge", "张三")["id"] == twice.two
    assert teachers.get(twice.session, twice.two)["phone"] == "13900000002"
    assert teachers.get(twice.session, twice.one)["phone"] == "13900000003"


def test_a_record_of_the_other_entry_may_be_taken(twice: Twice, xinhuo: Run) -> None:
    shown = xinhuo("merge", twice.one, twice.two, "--preview")["merged"]
    (one,) = [each["pk"] for each in shown["joined"] if each["differing"]]
    assert xinhuo("merge", twice.one, twice.two, "--take-record", one)["merged"]["hours"] == 240


@pytest.mark.parametrize(
    ("more", "said"),
    [(("--take", "phone"), "看不懂"), (("--take", "phone=left"), "看不懂"), (("--take", "nmae=other"), "没有“nmae”")],
)
def test_what_cannot_be_meant_is_refused(twice: Twice, xinhuo: Run, more: tuple[str, ...], said: str) -> None:
    assert said in xinhuo("merge", twice.one, twice.two, *more, code=1)["refused"]


def test_a_school_lists_its_own_and_is_sent_to_the_county(
    twice: Twice, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    path = tmp_path / "校.xinhuo"
    with create_school(path, "城关小学", site="b" * 32, organisation="a" * 32, operator="李娜") as school:
        with school.writing("收到县里的文件") as rows:
            rows.insert("organisations", {"id": "a" * 32, "name": "城关小学", "kind": "3"})
        both = [teachers.save(school, None, {"name": "曾伟", "work": "a" * 32}) for _ in range(2)]
    assert main(["--file", str(path), "duplicates"]) == 0
    assert "合并由县里办理" in capsys.readouterr().out
    assert main(["--file", str(path), "merge", *both]) == 1
    assert "合并由县里办理" in capsys.readouterr().err
