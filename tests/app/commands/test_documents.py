"""`document` on the command line."""

import json
from pathlib import Path

import pytest

from app.__main__ import main
from tests.app.conftest import County
from tests.exports import pdf_text

Printed = pytest.CaptureFixture[str]


def said(printed: Printed, county: County, *arguments: object, code: int = 0) -> str:
    assert main(["--file", str(county.session.path), "document", *map(str, arguments)]) == code
    heard = printed.readouterr()
    return heard.out if code == 0 else heard.out + heard.err


def test_a_document_is_made_with_its_facts_and_they_are_remembered(county: County, capsys: Printed) -> None:
    out = county.folder / "年报.pdf"
    said(capsys, county, "make", "annual", "--out", out, "--set", "style=full", "--set", "number=示教发〔2026〕12号")
    assert "示教发〔2026〕12号2026年度教师队伍建设工作报告" in pdf_text.pages(out)[0]
    facts = json.loads(said(capsys, county, "facts", "annual", "--json"))
    assert {"name": "number", "label": "发文字号", "value": "示教发〔2026〕12号"}.items() <= facts[2].items()
    said(capsys, county, "make", "annual", "--out", county.folder / "又.pdf")
    assert (county.folder / "又.pdf").read_bytes() == out.read_bytes()


def test_texts_are_listed_taken_used_exported_and_deleted(county: County, tmp_path: Path, capsys: Printed) -> None:
    source = tmp_path / "我县通知.txt"
    source.write_text("文稿种类：年度报告\n文稿名称：我县年报\n\n标题\n\n有教师{教师总数}。\n", encoding="utf-8")
    said(capsys, county, "take", source)
    said(capsys, county, "use", "我县年报")
    rows = json.loads(said(capsys, county, "list", "--json"))
    assert next(row["name"] for row in rows if row["chosen"]) == "我县年报"
    said(capsys, county, "export", "我县年报", "--out", tmp_path / "b.txt")
    assert (tmp_path / "b.txt").read_text("utf-8") == source.read_text("utf-8")
    assert "有教师{教师总数}" in said(capsys, county, "text", "annual")
    source.write_text("标题\n\n有{教师总书}。\n", encoding="utf-8")
    said(capsys, county, "save", "annual", source)
    assert "{教师总书}" in said(capsys, county, "check", "annual", code=1)
    said(capsys, county, "delete", "我县年报")
    assert "不能删除" in said(capsys, county, "delete", "annual", code=1)


def test_saving_a_text_of_the_program_keeps_it_as_ones_own(county: County, tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "a.txt").write_text("标题\n\n正文。\n", encoding="utf-8")
    said(capsys, county, "save", "case", tmp_path / "a.txt")
    assert said(capsys, county, "text", "case") == "标题\n\n正文。\n\n"


def test_places_are_found_by_a_word(county: County, capsys: Printed) -> None:
    out = said(capsys, county, "places", "学时")
    assert "{培训学时}" in out and "{教师总数}" not in out


def test_what_cannot_be_done_is_said(county: County, tmp_path: Path, capsys: Printed) -> None:
    assert "看不懂" in said(capsys, county, "make", "annual", "--out", tmp_path / "a.pdf", "--set", "style", code=1)
    assert "没有要催报的" in said(
        capsys, county, "make", "reminder", "--out", tmp_path / "a.pdf", "--school", "城关小学", code=1
    )
