"""`exchange preview`, `apply`, `files` and `undo` on two offices that have joined."""

import json
from typing import Any

import pytest

from app import teachers
from app.__main__ import main
from app.exchange import packing
from tests.app.exchange.offices import CODE, Two, of


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    code = main([*(str(one) for one in arguments), "--json"])
    out = capsys.readouterr().out
    assert code == 0, out
    return json.loads(out)


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main([str(one) for one in arguments])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def test_a_field_is_not_taken_by_its_place(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002", "email": "zhang@example.com"})
    path, county = two.up(), two.county.path
    place = f"teachers/{two.zhang}"
    _code, words = said(capsys, "--file", county, "exchange", "preview", path)
    assert f"　{place}" in words and "这是预览" in words
    shown = asked(capsys, "--file", county, "exchange", "preview", path, "--decline", f"{place}/phone")
    taken = asked(capsys, "--file", county, "exchange", "apply", path, "--decline", f"{place}/phone")
    assert taken["entries"] == shown["entries"] and taken["counts"] == {"changed": 1, "rejected": 1}
    assert [line["column"] for one in taken["entries"] for line in one["lines"]] == ["email", "phone"]
    assert of(two.county, two.zhang)["phone"] == "13900000001"


@pytest.mark.parametrize("text", ["teachers", "teachers/", "a/b/c/d", "/x/phone", "teachers/x/"])
def test_a_place_that_is_none_is_refused(two: Two, capsys: pytest.CaptureFixture[str], text: str) -> None:
    code, words = said(capsys, "--file", two.county.path, "exchange", "preview", two.up(), "--decline", text)
    assert code == 1 and "不是一项内容" in words


def test_a_file_that_takes_away_much_needs_the_word(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    with two.county.writing("调走") as rows:
        rows.execute("UPDATE postings SET end_date = '2026-09-01'")
    path = packing.pack(two.county, CODE, two.folder, complete=True).path
    shown = asked(capsys, "--file", two.school.path, "exchange", "preview", path)
    assert shown["removal"]["rows"] > 0 and "张三" in shown["removal"]["about"]
    code, words = said(capsys, "--file", two.school.path, "exchange", "apply", path)
    assert code == 1 and "会拿走本校" in words
    assert asked(capsys, "--file", two.school.path, "exchange", "apply", path, "--allow-removal")["applied"]


def test_a_file_is_listed_and_taken_back_by_its_number(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    county = two.county.path
    asked(capsys, "--file", county, "exchange", "apply", two.up())
    (newest, *_rest) = asked(capsys, "--file", county, "exchange", "files")
    assert newest["undoable"] and not newest["undone"]
    tried = asked(capsys, "--file", county, "exchange", "undo", newest["id"], "--preview")
    assert (tried["undone"], tried["records"]) == (False, 1)
    assert asked(capsys, "--file", county, "exchange", "undo", newest["id"])["undone"]
    assert of(two.county, two.zhang)["phone"] == "13900000001"
    (newest, *_rest) = asked(capsys, "--file", county, "exchange", "files")
    assert newest["undone"] and newest["text"].endswith("（已撤销）")
    code, words = said(capsys, "--file", county, "exchange", "undo", newest["id"])
    assert code == 1 and "已经撤销过" in words
