"""`attachments` on the command line: added, listed, saved, renamed, removed; and the files they travel in."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main

Run = Callable[..., Any]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs a command on the county's file and gives its JSON; a refusal gives its title."""

    def go(*arguments: object, file: str = "county.xinhuo") -> Any:
        code = main(["--file", str(tmp_path / file), *(str(one) for one in arguments), "--json"])
        said = capsys.readouterr().out
        assert code in (0, 1), said
        return json.loads(said)

    return go


def a_pdf(folder: Path, name: str, size: int = 10) -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.4\n" + random.Random(name).randbytes(size) + b"\nstartxref\n9\n%%EOF\n")
    return path


@pytest.fixture
def teacher(run: Run, tmp_path: Path) -> str:
    """A county with one school that has joined and one teacher."""
    run("--operator", "王敏", "new", "示范县教育局")
    run("set", "organisations", "new", "name=城关小学", "code=2199000001", "kind=3")
    pk = str(run("set", "teachers", "new", "name=张三", "work=2199000001")["id"])
    invite = run("exchange", "invite", "--to", "2199000001", "--out", tmp_path)["path"]
    join = run("exchange", "join", invite, "--out", tmp_path, file="school.xinhuo")["path"]
    run("exchange", "apply", join)
    return pk


def test_a_paper_is_added_listed_renamed_saved_removed_and_brought_back(run: Run, teacher: str, tmp_path: Path) -> None:
    paper = a_pdf(tmp_path, "毕业证.pdf")
    (pk,) = run("attachments", "add", "teachers", teacher, paper, "--kind", "document")["ids"]
    run("attachments", "set", pk, "--name", "本科毕业证", "--remark", "原件在档案室")
    (row,) = run("attachments", "list", "teachers", teacher)
    assert (row["id"], row["name"], row["remark"], row["is_here"]) == (pk, "本科毕业证.pdf", "原件在档案室", 1)
    saved = Path(run("attachments", "save", pk, "--out", tmp_path)["file"])
    assert (saved.name, saved.read_bytes()) == ("本科毕业证.pdf", paper.read_bytes())
    run("attachments", "remove", pk)
    assert run("attachments", "list", "teachers", teacher) == []
    run("undo")
    assert [one["id"] for one in run("attachments", "list", "teachers", teacher)] == [pk]


def test_the_figures_and_tidying(run: Run, teacher: str, tmp_path: Path) -> None:
    run("attachments", "add", "teachers", teacher, a_pdf(tmp_path, "一.pdf"), a_pdf(tmp_path, "二.pdf"))
    found = run("attachments", "list")
    assert (found["attachments"], found["contents"], found["missing"], found["unnamed"]) == (2, 2, 0, 0)
    assert run("attachments", "tidy") == {"contents": 0, "bytes": 0}
    assert "没有写明" in run("attachments", "list", "teachers")["refused"]


def test_what_does_not_fit_into_one_file_is_named(run: Run, teacher: str, tmp_path: Path) -> None:
    assert run("attachments", "limit") == {"megabytes": 20}
    assert run("attachments", "limit", "1") == {"megabytes": 1}
    papers = [a_pdf(tmp_path, f"{number}.pdf", 400_000) for number in range(5)]
    run("attachments", "add", "teachers", teacher, *papers)
    made = run("exchange", "pack", "--to", "2199000001", "--out", tmp_path)
    assert len(made["more"]) == 2
    for path in (made["more"][1], made["path"], made["more"][0]):
        assert run("exchange", "apply", path, file="school.xinhuo")["attached"] >= 1
    assert run("attachments", "list", file="school.xinhuo")["missing"] == 0


def test_people_read_how_many_files_there_are(
    run: Run, teacher: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("attachments", "limit", "1")
    run("attachments", "add", "teachers", teacher, *(a_pdf(tmp_path, f"{n}.pdf", 400_000) for n in range(3)))
    file = ["--file", str(tmp_path / "county.xinhuo")]
    assert main([*file, "exchange", "pack", "--to", "2199000001", "--out", str(tmp_path)]) == 0
    assert "共 2 个文件，请都交给城关小学" in capsys.readouterr().out
    assert main([*file, "attachments", "list", "teachers", teacher]) == 0
    assert "扫描件" in capsys.readouterr().out
    assert main([*file, "attachments", "list"]) == 0
    assert "附件 3 个，内容 3 份" in capsys.readouterr().out
