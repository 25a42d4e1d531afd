"""Looks over a whole batch before its first sheet: facts a design asks for in vain, characters nothing prints, texts
without room."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from exports.papers.design import AnyElement, Design, Form, Seal, Table, Text
from exports.papers.facts import Facts, Texts
from exports.papers.filling import fill, named
from exports.papers.laying import SHEET, SHEETS
from exports.papers.tables import ROW
from exports.papers.wording import called
from exports.preflight import Checked
from exports.typefaces import Role, normalise

_SUM_ITEMS = ("项目", "数")


@dataclass(frozen=True)
class Asked:
    """What a design prints: its own words, items of the paper with role and the element that names them, tables."""

    words: tuple[Checked, ...]
    items: tuple[tuple[str, Role, str], ...]
    tables: tuple[Table, ...]


def asked(design: Design) -> Asked:
    """What a paper of the design will say: looked up once for a batch."""
    words: list[Checked] = []
    items: dict[tuple[str, Role], str] = {}
    for element in design.elements:
        label = called(element)
        known = {SHEET, SHEETS} if element.place != "flow" else set()
        for text, role in _texts(element):
            words.append(_own(label, text, role))
            items.update({(item, role): label for item in named(text) if item not in known})
        if isinstance(element, Table):
            for column in element.columns:
                words += [_own(label, column.heading, "hei"), _own(label, column.text, element.role)]
                items.update({(item, "hei"): label for item in named(column.heading)})
        if isinstance(element, Seal):
            words.append(Checked("版式", label, element.label, "song"))
    tables = tuple(element for element in design.elements if isinstance(element, Table))
    return Asked(tuple(words), tuple((item, role, label) for (item, role), label in items.items()), tables)


def _own(label: str, text: str, role: Role) -> Checked:
    """The words of a text of the design without its items."""
    return Checked("版式", label, _line(normalise(fill(text, dict.fromkeys(named(text), " ")))), role)


def unknown(design: Asked, facts: Facts) -> list[str]:
    """What the design names and the paper does not have, as sentences."""
    found = [f"版式的{label}里有不认识的项目“{{{item}}}”" for item, _, label in design.items if item not in facts.texts]
    for table in design.tables:
        label = called(table)
        lists = [name for name in (table.rows, table.sums) if name and name not in facts.lists]
        found += [f"版式的{label}要用的名单“{name}”，这里没有" for name in lists]
        for row in facts.lists.get(table.rows, ())[:1]:
            items = [item for column in table.columns for item in named(column.text)]
            lacking = [item for item in items if item != ROW and item not in row and item not in facts.texts]
            found += [f"版式的{label}里有不认识的项目“{{{item}}}”" for item in lacking]
    return list(dict.fromkeys(found))


def printed(batch: Sequence[tuple[Asked, Facts]]) -> Iterator[Checked]:
    """Every text that a batch will print, for the pre-flight: the designs' own words once, then paper by paper."""
    seen: set[int] = set()
    for design, facts in batch:
        if id(design) not in seen:
            seen.add(id(design))
            yield from design.words
        for item, role, _ in design.items:
            yield Checked(facts.who, item, _line(facts.texts.get(item, "")), role)
        for table in design.tables:
            yield from _listed(table, facts)


def _listed(table: Table, facts: Facts) -> Iterator[Checked]:
    items = sorted({item for column in table.columns for item in named(column.text)})
    for number, row in enumerate(facts.lists.get(table.rows, ()), 1):
        yield from _row(facts.who, f"{table.rows}第{number}行的", items, row, table.role)
    for row in facts.lists.get(table.sums, ()) if table.sums else ():
        yield from _row(facts.who, f"{table.sums}的", _SUM_ITEMS, row, "hei")


def _row(who: str, before: str, items: Iterable[str], row: Texts, role: Role) -> Iterator[Checked]:
    return (Checked(who, before + item, _line(row[item]), role) for item in items if item in row)


def _line(text: str) -> str:
    return text.replace("\n", " ")


def _texts(element: AnyElement) -> Iterator[tuple[str, Role]]:
    """Texts that may name items of the paper, with the role each prints in."""
    match element:
        case Text():
            yield element.text, element.role
        case Form():
            for cell in (cell for line in element.lines for cell in line):
                yield cell.text, "hei" if cell.label else element.role
        case Table():
            yield from ((column.heading, "hei") for column in element.columns)
