"""What importing a workbook would do, row by row: new, changed, the same, faulty, or a question for a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app import hours, organisations, teachers
from app.importing import mapping, remembering
from app.importing.cells import Rules
from app.importing.checking import Checking
from app.importing.finding import NEW, Organisations, tight
from app.importing.kinds import KINDS, ListKind
from app.importing.matching import Answers, Matcher
from app.importing.matching_parts import Keyed
from app.importing.matching_rolls import Staff, Units
from app.importing.previews import Preview, PreviewRow
from app.importing.reading import Opened, TableChoice, TableRead, open_file, read_rows, read_tables
from app.pause import without_collector
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import importing as stored

_A_NAME = 4
"""A school is told by so many characters of its name at least: short forms stand in other words too."""

_ROWS_TRIED = 300

_NAMED = 6
"""So many of those who are missing are named."""


def preview(
    session: Session,
    kind: str,
    source: Path | Opened,
    *,
    tables: Sequence[TableChoice] | None = None,
    fixed: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Preview:
    """Say, row by row, what importing a workbook would do; nothing is written.

    `source` is a file or one that was read before; `tables` are those that a person placed and the columns he chose,
    None: as found; `fixed` are texts by column that hold for every row that says nothing else.
    A workbook without any such table gives a preview without tables.
    """
    with without_collector():
        return _previewed(session, kind, source, tables, fixed or {}, progress)


def _previewed(
    session: Session,
    kind: str,
    source: Path | Opened,
    tables: Sequence[TableChoice] | None,
    fixed: Mapping[str, str],
    progress: Progress,
) -> Preview:
    listed = wanted(session, kind)
    # Before anything that is compared is read: what changes meanwhile makes the preview too old.
    revision = stored.revision(session.store)
    matcher = _matcher(session, listed)
    opened = source if isinstance(source, Opened) else open_file(source, progress=progress, meanwhile=matcher.read)
    progress(0, 0, "核对每一行")
    rules = Rules(session.today(), opened.workbook.date1904, hours.worth(session))
    read = read_tables(listed, opened, lambda labels: remembering.remembered(session, kind, labels), tables)
    sheet_rows = read_rows(listed, read, rules, fixed, matcher.known)
    places = _places(matcher.references.units, read, session.organisation)
    for row in sheet_rows:
        if places[row.table] and not matcher.references.units.named(row.group):
            row.group, row.above = places[row.table], True
    checking = Checking(session, listed, matcher, read, sheet_rows, tuple(places))
    rows = checking.all(session, progress)
    notes = _notes(checking, opened, read, rows)
    return Preview(kind, opened, read, rows, revision, notes, {}, dict(fixed), checking)


def again(
    session: Session,
    made: Preview,
    tables: Sequence[TableChoice] | None = None,
    fixed: Mapping[str, str] | None = None,
    *,
    progress: Progress = silent,
) -> Preview:
    """The preview anew, its tables placed or its columns chosen by a person, or with other `fixed` texts.

    None: as they were. An answer stays while the row says the same of whom it means, and that one is still there.
    """
    placed = [one.choice for one in made.tables] if tables is None else tables
    said = made.fixed if fixed is None else fixed
    fresh = preview(session, made.kind, made.opened, tables=placed, fixed=said, progress=progress)
    if [(row.sheet, row.number) for row in made.rows] != [(row.sheet, row.number) for row in fresh.rows]:
        return fresh
    # With another column for the names the same row may mean somebody else: then it is asked anew.
    there = {
        index: one
        for index, one in made.answers.items()
        if made.checking.identity(index) == fresh.checking.identity(index)
    }
    if fresh.revision == made.revision:
        return answer(session, fresh, there)
    return _answered_again(session, fresh, there)


def _answered_again(session: Session, fresh: Preview, answers: Mapping[int, Answers]) -> Preview:
    """The preview with those answers that are still asked for: what was meant may have gone since."""
    while True:
        again = {
            row.index: {row.doubt.field: said}
            for row in fresh.rows
            if row.doubt
            and (said := answers.get(row.index, {}).get(row.doubt.field))
            and row.doubt.field not in fresh.answers.get(row.index, {})
            and (row.doubt.may_be_new if said == NEW else said in {one.pk for one in row.doubt.candidates})
        }
        if not again:
            return fresh
        fresh = answer(session, fresh, again)


def wanted(session: Session, kind: str) -> ListKind:
    """The kind of list of that name, if this office may import it; raises Problem."""
    if kind not in KINDS:
        known = "、".join(f"{one.name}（{one.label}）" for one in KINDS.values())
        raise Problem(f"还不能导入“{kind}”。", f"可以导入的有：{known}。")
    if KINDS[kind].county_only and not session.is_county:
        raise Problem(f"{KINDS[kind].label}由县里登记，本校不能导入。", "请把名单报给县局经办人。")
    return KINDS[kind]


def answer(session: Session, made: Preview, answers: Mapping[int, Answers]) -> Preview:
    """The preview after a person answered questions: row → field of the doubt → id of the record meant, or NEW."""
    merged = {**made.answers, **{index: {**made.answers.get(index, {}), **one} for index, one in answers.items()}}
    rows = list(made.rows)
    for index in made.checking.forget(answers):
        rows[index] = made.checking.one(session, index, merged.get(index, {}))
    return replace(made, rows=tuple(rows), answers=merged)


def ask_again(session: Session, made: Preview, indices: Iterable[int]) -> Preview:
    """The preview with the answers about these rows taken back: their questions stand again."""
    again = frozenset(indices)
    kept = {index: one for index, one in made.answers.items() if index not in again}
    return answer(session, replace(made, answers=kept), {index: {} for index in again})


def fitting(session: Session, opened: Opened, *, progress: Progress = silent) -> tuple[str, ...]:
    """The kinds of list that this office may import and of which the workbook holds a table, the likeliest first."""
    known = _known_columns(session, opened, progress)
    return tuple(sorted((name for name, count in known.items() if count), key=lambda name: -known[name]))


def likelier(session: Session, made: Preview, *, progress: Progress = silent) -> str | None:
    """The kind of list that knows more of the file's columns than the one it is read as; None when there is none."""
    if made.tables and not made.unmapped:
        return None
    known = _known_columns(session, made.opened, progress)
    best = max(known, key=lambda name: known[name])
    return best if known[best] > known.get(made.kind, 0) else None


def _known_columns(session: Session, opened: Opened, progress: Progress) -> dict[str, int]:
    """How well each kind of list that this office may import knows the file's columns: their percents added up."""
    may = [one for one in KINDS.values() if session.is_county or not one.county_only]
    top = _top(opened)
    known: dict[str, int] = {}
    for number, kind in enumerate(may):
        progress(number, len(may), "看看是哪一种名单")
        tables = read_tables(kind, top, lambda _: {})
        known[kind.name] = sum(one.percent for table in tables for one in table.matches if one.imported)
    return known


def _top(opened: Opened) -> Opened:
    """The first rows of every sheet: what the columns are stands there, and all kinds are tried on them."""
    sheets = tuple(replace(one, rows=one.rows[:_ROWS_TRIED]) for one in opened.workbook.sheets)
    return replace(opened, workbook=replace(opened.workbook, sheets=sheets))


def alike(made: Preview, index: int) -> list[int]:
    """The doubtful rows that ask the same question about the same words as this one, itself included."""
    doubt = made.rows[index].doubt
    if doubt is None:
        return []
    return [
        row.index for row in made.rows if row.doubt and (row.doubt.field, row.doubt.said) == (doubt.field, doubt.said)
    ]


def obvious(made: Preview) -> dict[int, Answers]:
    """The answers that take the only candidate wherever there is just one and nothing speaks against it."""
    return {
        row.index: {row.doubt.field: row.doubt.candidates[0].pk}
        for row in made.rows
        if row.doubt and len(row.doubt.candidates) == 1 and not row.doubt.alone
    }


def all_new(made: Preview) -> dict[int, Answers]:
    """The answers that take every doubtful row for somebody new, where that may be."""
    return {row.index: {row.doubt.field: NEW} for row in made.rows if row.doubt and row.doubt.may_be_new}


def _places(units: Organisations, tables: Sequence[TableRead], own: str | None) -> list[str]:
    """For each table the unit that the lines over it name, or those over another table of its sheet; "" for none."""
    named = [_named_above(units, one, own) for one in tables]
    of_sheet: dict[int, str] = {}
    for one, name in zip(tables, named, strict=True):
        if name:
            of_sheet.setdefault(one.sheet, name)
    return [name or of_sheet.get(one.sheet, "") for one, name in zip(tables, named, strict=True)]


def _named_above(units: Organisations, table: TableRead, own: str | None) -> str:
    """The one unit, but for this office itself, whose name stands in the lines over a table; "" for none or several."""
    lines = [tight(one.text) for one in table.table.skipped if one.number < table.table.header_rows.start]
    found = {
        name: pks[0]
        for name, pks in units.by_name.items()
        if len(name) >= _A_NAME and len(pks) == 1 and pks[0] != own and any(name in line for line in lines)
    }
    # 清水小学 stands in 清水小学附属幼儿园 too: the longer name was meant.
    longest = [name for name in found if not any(name != other and name in other for other in found)]
    return units.name_of(found[longest[0]]) if len(longest) == 1 else ""


def _notes(
    checking: Checking, opened: Opened, tables: Sequence[TableRead], rows: Sequence[PreviewRow]
) -> tuple[str, ...]:
    from exports.workbooks.pages import DICTIONARY

    notes = list(opened.workbook.warnings)
    hidden = [sheet.name for sheet in opened.workbook.sheets if sheet.hidden and sheet.rows]
    shown = [name for name in hidden if name != DICTIONARY]
    if shown:
        notes.append(f"隐藏的工作表没有读：{'、'.join(shown)}。")
    for one, place in zip(tables, checking.places, strict=True):
        if place and not any(name == "work" or name.endswith(".work") for name in one.fields.values()):
            notes.append(f"“{one.sheet_name}”没有学校一列，按表头上面写的“{place}”登记。")
        if one.table.unlabelled:
            named = "、".join(mapping.letters(column) for column in one.table.unlabelled)
            notes.append(f"“{one.sheet_name}”的 {named} 列有内容、没有表头，没有导入。")
    if checking.left_open:
        notes.append("结束日期还没有到的，先不登记结束；到期时请登记“返回编制学校”。")
    if checking.dropped:
        entity = checking.kind.entity
        labels = "、".join(one.label for one in entity.fields if one.name in checking.dropped)
        notes.append(f"{labels}不由本单位填写，没有导入；要更改请提出申请。")
    missing = _missing(checking, rows)
    if missing:
        named = "、".join(missing[:_NAMED]) + ("等" if len(missing) > _NAMED else "")
        notes.append(f"名册里有、表里没有的 {len(missing)} 人（{named}）不受影响，不会删除。")
    return tuple(notes)


def _missing(checking: Checking, rows: Sequence[PreviewRow]) -> list[str]:
    """Names of those on the roll of the schools in the file whom the file does not have."""
    if checking.kind.name != "teachers":
        return []
    people = checking.matcher.references.people.rows
    there = {row.pk for row in rows if row.pk}
    there |= {one.pk for row in rows if row.doubt for one in row.doubt.candidates}
    schools = {people[pk]["work"] for pk in there if pk in people}
    return [str(row["name"]) for pk, row in people.items() if row["work"] in schools and pk not in there]


def _matcher(session: Session, kind: ListKind) -> Matcher:
    """The one that finds records of this kind."""
    if kind.entity is teachers.ENTITY:
        return Staff(session)
    return Units(session) if kind.entity is organisations.ENTITY else Keyed(session, kind)
