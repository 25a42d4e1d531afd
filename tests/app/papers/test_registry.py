"""Every kind of paper: what it may say, and that it prints with every design that comes with the program."""

import dataclasses

import pytest

from app import codes
from app.papers import designs, registry
from app.papers.kinds import ISSUED_ON, ISSUER, NUMBER, VALID_UNTIL
from app.problems import Problem
from exports.papers.design import Code, Form, Picture, Table, Text
from exports.papers.facts import Facts
from exports.papers.filling import fill, named
from exports.papers.writing import Options, faults, paper_bytes
from tests.app.conftest import County
from tests.app.exchange.offices import Two
from tests.app.papers.peopled import peopled
from tests.exports.pdf_text import pages

SHIPPED = [(kind, one.name) for kind in registry.KINDS for one in designs.shipped(kind)]
GIVEN = {NUMBER: "示教〔2026〕000123号", ISSUER: "示范县教育局", ISSUED_ON: "2026年11月21日", VALID_UNTIL: ""}


def design_of(kind: str, name: str):
    return next(one.design for one in designs.shipped(kind) if one.name == name)


def plain(text: str) -> str:
    return "".join(text.split())


def said(kind: str, design, facts: Facts) -> set[str]:
    """The facts that a design names, as they are to be found on the sheets."""
    found = set()
    for element in design.elements:
        if isinstance(element, Text):
            found |= {facts.texts[item] for item in named(element.text) if item in facts.texts}
        elif isinstance(element, Form):
            found |= {fill(cell.text, facts.texts) for line in element.lines for cell in line}
        elif isinstance(element, Table):
            items = [item for column in element.columns for item in named(column.text)]
            found |= {row[item] for row in facts.lists[element.rows] for item in items if item in row}
            found |= {line["数"] for line in facts.lists.get(element.sums, ())}
    return {plain(one) for one in found if one.strip()}


def test_every_kind_of_the_code_table_is_there_with_a_design_and_an_example() -> None:
    assert list(registry.KINDS) == [one.code for one in codes.table("paper_kind").codes]
    for name, kind in registry.KINDS.items():
        assert kind.name == name
        assert kind.label == codes.table("paper_kind").label_of(name)
        assert designs.shipped(name), name
        assert all(one.design.kind == name for one in designs.shipped(name))


def test_names_of_items_are_not_given_twice() -> None:
    for kind in registry.KINDS.values():
        names = [one.name for one in kind.items]
        assert len(names) == len(set(names)), kind.name
        assert set(GIVEN) <= set(names) if kind.numbered else not set(GIVEN) & set(names)


def test_only_kinds_with_a_number_carry_a_code() -> None:
    assert all(kind.numbered for kind in registry.KINDS.values() if kind.signed)
    for kind, name in SHIPPED:
        carries = any(isinstance(element, Code) for element in design_of(kind, name).elements)
        assert carries == registry.KINDS[kind].signed, name


def test_words_of_numbers_tell_the_kinds_apart() -> None:
    words = [kind.word for kind in registry.KINDS.values() if kind.word]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(("kind", "name"), SHIPPED)
def test_the_example_prints_with_every_design_and_says_what_it_says(kind: str, name: str) -> None:
    facts, design = registry.sample(kind), design_of(kind, name)
    assert faults([(design, facts)]) == []
    text = plain("".join(pages(paper_bytes([(design, facts)]))))
    assert [one for one in said(kind, design, facts) if one not in text] == []


def test_somebody_may_be_given_a_paper_of_every_kind_and_it_says_their_facts(county: County) -> None:
    made = peopled(county)
    for kind in registry.KINDS.values():
        rows = kind.candidates(county.session)
        assert rows, kind.name
        assert all({"id", "name", "school_name", "about", "issued"} <= set(row) for row in rows), kind.name
        for due in (one for row in rows for one in kind.due(county.session, str(row["id"]))):
            assert due.kind == kind.name
            # What a paper says is what the example says, so that a design made by the example fits.
            given = set(GIVEN) if kind.numbered else set()
            assert set(due.facts.texts) == {one.name for one in kind.items} - given, kind.name
            assert set(due.facts.lists) == {one.name for one in kind.lists}, kind.name
            for one in kind.lists:
                assert all(set(row) == {item.name for item in one.items} for row in due.facts.lists[one.name]), one.name
            assert set(due.facts.pictures) <= set(kind.pictures)
            facts = dataclasses.replace(due.facts, texts={**due.facts.texts, **GIVEN})
            for shipped in designs.shipped(kind.name):
                assert faults([(shipped.design, facts)]) == []
                text = plain("".join(pages(paper_bytes([(shipped.design, facts)]))))
                assert [one for one in said(kind.name, shipped.design, facts) if one not in text] == [], shipped.name
    assert made.new


def test_a_school_prints_what_is_about_its_own_people(two: Two) -> None:
    at_school = {name: kind.candidates(two.school) for name, kind in registry.KINDS.items()}
    assert at_school["dossier"] and at_school["roster"]
    for name, rows in at_school.items():
        for row in rows:
            assert registry.KINDS[name].due(two.school, str(row["id"])), name
    assert at_school["transfer"] == []


def test_a_design_asks_for_no_picture_that_its_kind_does_not_have() -> None:
    for kind, name in SHIPPED:
        asked = {one.fact for one in design_of(kind, name).elements if isinstance(one, Picture) and one.fact}
        assert asked <= set(registry.KINDS[kind].pictures)


def test_there_is_a_design_for_folded_and_one_for_pre_printed_paper() -> None:
    every = [design_of(*one) for one in SHIPPED]
    assert any(one.fold and (one.width, one.height) == (420, 297) for one in every)
    (preprinted,) = [one for one in every if any(element.printed for element in one.elements)]
    # What the paper has already is words and lines, never a fact.
    assert all(not named(one.text) for one in preprinted.elements if isinstance(one, Text) and one.printed)
    job = (preprinted, registry.sample(preprinted.kind))
    on_blank, on_printed = ("".join(pages(paper_bytes([job], Options(preprinted=one)))) for one in (False, True))
    assert "结业证书" in on_blank and "修完规定课程" in on_blank
    assert "结业证书" not in on_printed and "修完规定课程" not in on_printed
    assert "买买提·艾力" in on_printed and "2026年7月6日至7月10日" in on_printed


def test_an_unknown_kind_names_those_there_are() -> None:
    with pytest.raises(Problem, match="completion"):
        registry.kind("奖学金")
    assert registry.kind("聘书").name == "appointment"
