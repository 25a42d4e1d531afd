"""Texts of documents: kept, chosen, shared as files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import records
from app import session as sessions
from app.documents import texts
from app.problems import Problem
from app.records import Invalid
from app.session import Session
from tests.app.conftest import County


@pytest.mark.parametrize("kind", ["annual", "case", "reminder"])
def test_every_kind_of_document_has_a_text_that_comes_with_the_program(county: County, kind: str) -> None:
    found = texts.chosen(county.session, kind)
    assert found.pk is None and len(found.body) > 150


def test_a_copy_is_used_once_it_is_chosen_and_no_more_once_it_is_deleted(county: County) -> None:
    pk = texts.copy(county.session, texts.chosen(county.session, "annual"))
    assert texts.chosen(county.session, "annual").pk is None
    texts.choose(county.session, "annual", pk)
    assert texts.chosen(county.session, "annual").pk == pk
    assert [one.chosen for one in texts.listed(county.session) if one.kind == "annual"] == [False, True]
    texts.delete(county.session, pk)
    assert texts.chosen(county.session, "annual").pk is None


def test_only_one_text_of_a_kind_is_used(county: County) -> None:
    base = texts.chosen(county.session, "case")
    first, second = (texts.copy(county.session, base) for _ in range(2))
    texts.choose(county.session, "case", first)
    texts.choose(county.session, "case", second)
    assert [one.pk for one in texts.listed(county.session) if one.kind == "case" and one.chosen] == [second]


def test_saving_can_be_undone(county: County) -> None:
    pk = texts.copy(county.session, texts.chosen(county.session, "annual"))
    before = texts.get(county.session, pk).body
    texts.save(county.session, pk, {"body": "标题\n\n别的内容。\n"})
    records.undo_last(county.session)
    assert texts.get(county.session, pk).body == before


def test_two_texts_of_a_kind_do_not_have_one_name(county: County) -> None:
    pk = texts.copy(county.session, texts.chosen(county.session, "annual"), "我县年报")
    assert texts.free_name(county.session, "annual", "我县年报") == "我县年报（2）"
    other = texts.copy(county.session, texts.chosen(county.session, "annual"), "我县年报")
    with pytest.raises(Invalid, match="已经有名为“我县年报”的文稿"):
        texts.save(county.session, other, {"name": "我县年报"})
    assert texts.get(county.session, "我县年报").pk == pk


def test_a_school_cannot_change_texts(school_session: Session) -> None:
    with pytest.raises(Problem, match="文稿由县里管理"):
        texts.copy(school_session, texts.chosen(school_session, "annual"))


def test_a_text_goes_to_another_county_as_a_file(county: County, tmp_path: Path) -> None:
    out = tmp_path / "年报.txt"
    base = texts.chosen(county.session, "annual")
    texts.to_file(base, out)
    assert out.read_text("utf-8").startswith("文稿种类：年度报告\n文稿名称：年度报告\n\n{年}年度")
    found = texts.from_file(out)
    assert (found.kind, found.name, found.body) == ("annual", "年度报告", base.body)
    assert texts.get(county.session, texts.take(county.session, found)).body == base.body


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_any_plain_text_can_be_taken(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "开学通知.txt"
    path.write_bytes("关于开学的通知\r\n\r\n各学校：\r\n按时开学。".encode(encoding))
    found = texts.from_file(path)
    assert (found.kind, found.name, found.body) == ("other", "开学通知", "关于开学的通知\n\n各学校：\n按时开学。\n")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01PK\x03\x04", b"PK\x03\x04\x00\x00"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(Problem):
        texts.from_file(path)
    with pytest.raises(Problem, match="打不开"):
        texts.from_file(tmp_path / "没有.txt")


def test_an_unknown_text_is_refused_with_those_there_are(county: County) -> None:
    with pytest.raises(Problem) as refused:
        texts.get(county.session, "没有这篇")
    assert "年度报告（自带）" in refused.value.advice


@pytest.fixture
def school_session(tmp_path: Path) -> Iterator[Session]:
    with sessions.create_school(tmp_path / "校.xinhuo", "城关小学", site="b" * 32, organisation="a" * 32) as made:
        yield made
