"""Which column of a sheet is which field, how sure that is, and why: a doubtful one waits for a person's word."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from app.fields import Field, Kind
from app.importing.contents import Looks, contradicts, looks_of, supports
from app.importing.likeness import (
    NEAREST,
    NONE_BELOW,
    PADDED,
    SAME,
    Likeness,
    called,
    likenesses,
    names_of,
    remark_of,
    speaks_of_others,
    speaks_of_people,
)
from app.importing.repeated import Names, after_whom, first_and_highest
from exports.workbooks.headers import label_forms
from exports.workbooks.sheets import letters as letters

if TYPE_CHECKING:
    from exports.workbooks.sheets import Cell

Confidence = Literal["chosen", "template", "remembered", "exact", "likely", "doubtful", "none"]

ROW_ID = "id"
"""The hidden column of a pre-filled template that says which record a row is; a column of that key is its field."""

HELPER = "!"
"""Keys of a template's own checking columns begin with it: they hold formulas and are never imported."""

FIXED = "="
"""Keys of the columns that a pre-filled template has written itself begin with it; a field's name follows."""

LIKELY = 90

_SERIAL = frozenset[str]().union(
    *map(label_forms, ("序号", "行号", "No.", "序", "项次", "顺序号", "编号", "排序", "顺序"))
)
_CHECKS = label_forms("检查") | label_forms("检查结果")
_NEUTRAL_GROUPS = ("基本", "个人", "教师", "任职", "任教", "工作", "岗位", "联系", "信息", "情况", "其他")
_BY_CONTENT = 65
_NO_FIELD = "没有对应的项目"


@dataclass(frozen=True)
class ColumnMatch:
    """One column of the sheet (0-based) and the field it is taken for.

    Of a doubtful one `field` is the best guess, not imported until a person says so. `percent` (0..100) is what is
    shown, `others` are the next best fields, `reason` says why in words.
    """

    column: int
    heading: str
    field: str | None
    confidence: Confidence
    percent: int
    others: tuple[str, ...] = ()
    reason: str = ""

    @property
    def imported(self) -> bool:
        """Whether the column is imported without a person's further word."""
        return self.field is not None and self.confidence not in ("doubtful", "none")


@dataclass(frozen=True, slots=True)
class _Claim:
    """That a column is a field, with how much speaks for it."""

    column: int
    field: str
    percent: int
    reason: str
    synonym: bool = False

    @property
    def confidence(self) -> Confidence:
        return "exact" if self.percent >= SAME else "likely" if self.percent >= LIKELY else "doubtful"


def match_columns(
    fields: Sequence[Field],
    labels: Sequence[str],
    samples: Mapping[int, Sequence["Cell"]] | None = None,
    *,
    template: Mapping[int, str] | None = None,
    remembered: Mapping[str, str | None] | None = None,
    chosen: Mapping[int, str | None] | None = None,
) -> tuple[ColumnMatch, ...]:
    """One match for every column that has a heading or cells, in the order of the columns.

    `labels` are the headings as `find_tables` gives them (a heading under a group is "任职/职称"), `samples` the cells
    of each column in the same few rows, `template` what the hidden row says of columns, `remembered` what was done
    with the same headings last time (keys as `heading_keys` makes them), `chosen` what a person said now; a field
    None is a column not imported.
    A field is given once, in this order: chosen, template, remembered, then the best by heading and contents.
    """
    samples = samples or {}
    looks = {column: looks_of(cells) for column, cells in samples.items()}
    filled = {column for column, cells in samples.items() if any(cell is not None and cell != "" for cell in cells)}
    columns = sorted(filled | {column for column, label in enumerate(labels) if label})
    done = dict(_settled(fields, labels, template or {}, remembered or {}, chosen or {}))
    done = {column: _doubted(fields, one, looks, samples) for column, one in done.items()}
    open_columns = [column for column in columns if column not in done]
    taken = {one.field: column for column, one in done.items() if one.field}
    claims = list(_claims(fields, labels, open_columns, looks, samples))
    sure = {claim.column for claim in claims if claim.percent >= LIKELY}
    for claim in _best_first(claims, fields):
        if claim.percent < LIKELY and claim.column in sure:
            continue  # It is known what this column is; that it stands twice does not make it another thing.
        if claim.column not in done and claim.field not in taken and claim.percent >= NONE_BELOW:
            taken[claim.field] = claim.column
            done[claim.column] = _match(claim, labels, claims)
    for column in open_columns:
        if column not in done:
            done[column] = _left_out(column, _at(labels, column), fields, claims, taken)
    return tuple(done[column] for column in sorted(done))


def heading_keys(labels: Sequence[str]) -> tuple[str, ...]:
    """Each heading as it is remembered: without spaces, stars and width; the second 学历 of a sheet is "学历#2"."""
    counted: dict[str, int] = {}
    keys = []
    for label in labels:
        key = max(label_forms(label), key=len, default="")
        counted[key] = counted.get(key, 0) + 1
        keys.append(f"{key}#{counted[key]}" if key and counted[key] > 1 else key)
    return tuple(keys)


def _settled(
    fields: Sequence[Field],
    labels: Sequence[str],
    template: Mapping[int, str],
    remembered: Mapping[str, str | None],
    chosen: Mapping[int, str | None],
) -> Iterator[tuple[int, ColumnMatch]]:
    """What needs no comparing: said by a person, by the hidden row of a template, or last time."""
    known = {one.name for one in fields} | {ROW_ID}
    seen: set[int] = set()
    taken: set[str] = set()

    def once(column: int, field: str | None, confidence: Confidence, reason: str) -> ColumnMatch | None:
        if column in seen or field in taken or not (field is None or field in known):
            return None
        seen.add(column)
        taken.update({field} if field else ())
        return ColumnMatch(column, _at(labels, column), field, confidence, 100, reason=reason)

    said = [(column, field, "chosen", "由人指定" if field else "已选择不导入") for column, field in chosen.items()]
    keys = {column: key.removeprefix(FIXED) for column, key in template.items() if not key.startswith(HELPER)}
    said += [(column, key, "template", "按模板") for column, key in keys.items()]
    for column, key in enumerate(heading_keys(labels)):
        if key and key in remembered:
            words = "与上次相同" if remembered[key] else "与上次相同：不导入"
            said.append((column, remembered[key], "remembered", words))
    for column, field, confidence, reason in said:
        match = once(column, field, confidence, reason)  # type: ignore[arg-type]
        if match is not None:
            yield column, match
    for column, key in template.items():
        if key.startswith(HELPER) and column not in seen:
            yield column, ColumnMatch(column, _at(labels, column), None, "none", 0, reason="检查列")


def _doubted(
    fields: Sequence[Field], match: ColumnMatch, looks: Mapping[int, Looks], samples: Mapping[int, Sequence["Cell"]]
) -> ColumnMatch:
    """What was right last time is asked again when the cells now say otherwise."""
    field = next((one for one in fields if one.name == match.field), None)
    look, cells = looks.get(match.column, ""), samples.get(match.column, ())
    if field is None or match.confidence != "remembered" or not contradicts(field, look, cells):
        return match
    return replace(match, confidence="doubtful", percent=70, reason=f"上次是“{field.label}”，但内容像{look}")


def _claims(
    fields: Sequence[Field],
    labels: Sequence[str],
    columns: Sequence[int],
    looks: Mapping[int, Looks],
    samples: Mapping[int, Sequence["Cell"]],
) -> Iterator[_Claim]:
    """Everything that speaks for some column being some field."""
    by_name = {one.name: one for one in fields}
    names = {one.name: names_of(one) for one in fields}
    groups = _groups(labels)
    # What is settled already is out of the count: an open 学历 beside one that a person chose stands alone.
    open_labels = [label if column in columns else "" for column, label in enumerate(labels)]
    twice = (*first_and_highest(names, by_name, open_labels, groups, samples), *after_whom(names, by_name, labels))
    family = {one.column: _Claim(one.column, one.field, one.percent, one.reason) for one in twice}
    for column in columns:
        label, cells, look = _at(labels, column), samples.get(column, ()), looks.get(column, "")
        if column in family:
            yield family[column]
            continue
        found = _alike(label, names, groups)
        for name, likeness in found.items():
            yield _weighed(column, label, by_name[name], likeness, look, cells)
        yield from _by_content(column, label, fields, found, look)


def _groups(labels: Sequence[str]) -> frozenset[str]:
    """What stands over several columns, other than a heading with a stroke in it (学历/学位) that stands twice."""
    above = [label.rpartition("/")[0] for label in set(labels) if "/" in label]
    return frozenset(group for group in above if above.count(group) > 1 or group in labels)


def _alike(label: str, names: Names, groups: frozenset[str]) -> dict[str, Likeness]:
    """How alike the heading is to each field: as a whole, and by its part under a group."""
    every = [one for several in names.values() for one in several]
    group, slash, last = label.rpartition("/")
    found = likenesses(label.replace("/", ""), every)
    remark = remark_of(label)
    if remark and called(remark, every):
        # 最高学历（学位）is two things in one, unless both are the same one.
        two = {name: one for name, one in found.items() if one.percent > NEAREST and not called(remark, names[name])}
        found.update({name: replace(one, percent=NEAREST) for name, one in two.items()})
    if not slash:
        return found
    grouped = group in groups or (any(word in group for word in _NEUTRAL_GROUPS) and not called(group, every))
    for name, one in likenesses(last, every).items():
        above = group.replace("/", "")
        foreign = one.foreign or (speaks_of_people if grouped else speaks_of_others)(above, one.name.text)
        most = NONE_BELOW - 5 if foreign else SAME if grouped or called(group, names[name]) else NEAREST - 9
        percent = min(one.percent, most)
        if name not in found or found[name].percent < percent:
            found[name] = replace(one, percent=percent, foreign=foreign)
    return found


def _weighed(column: int, label: str, field: Field, likeness: Likeness, look: Looks, cells: Sequence["Cell"]) -> _Claim:
    """The likeness of the heading, weighed with what the cells look like."""
    percent, text, synonym = likeness.percent, likeness.name.text, likeness.name.synonym
    if look and percent >= NONE_BELOW and contradicts(field, look, cells):
        return _Claim(column, field.name, min(percent, 70), f"表头是“{label}”，但内容像{look}", synonym)
    if percent >= SAME:
        return _Claim(column, field.name, SAME, f"是“{field.label}”的别名" if synonym else "名称相同", synonym)
    near = f"与“{text}”相近" if not synonym else f"与“{field.label}”的别名“{text}”相近"
    if NONE_BELOW <= percent < LIKELY and not likeness.foreign and supports(field, look, cells):
        raised = min(PADDED, percent + 28)
        return _Claim(column, field.name, raised, f"{near}，内容也相符（{raised}%）", synonym)
    return _Claim(column, field.name, percent, f"{near}（{percent}%）", synonym)


def _by_content(
    column: int, label: str, fields: Sequence[Field], found: Mapping[str, Likeness], look: Looks
) -> Iterator[_Claim]:
    """Identity numbers and telephones are what they are, whatever stands over them: worth asking."""
    kind = {"身份证号": Kind.ID_NUMBER, "手机号": Kind.PHONE}.get(look)
    for field in fields:
        names = "".join((field.label, *field.synonyms))
        if kind is None or field.kind is not kind or speaks_of_others(label, names):
            continue
        if field.name not in found or found[field.name].percent < _BY_CONTENT:
            said = f"表头是“{label}”，但内容像{look}" if label else f"没有表头，内容像{look}"
            yield _Claim(column, field.name, _BY_CONTENT, said, synonym=True)


def _best_first(claims: Iterable[_Claim], fields: Sequence[Field]) -> list[_Claim]:
    order = {one.name: place for place, one in enumerate(fields)}
    return sorted(claims, key=lambda one: (-one.percent, one.synonym, one.column, order[one.field]))


def _match(claim: _Claim, labels: Sequence[str], claims: Sequence[_Claim]) -> ColumnMatch:
    rivals = [one for one in claims if one.column == claim.column and one.field != claim.field]
    rivals.sort(key=lambda one: -one.percent)
    others = tuple(one.field for one in rivals[:3])
    heading = _at(labels, claim.column)
    if claim.percent < SAME or claim.synonym:
        near = [one for one in rivals if one.percent >= LIKELY and one.percent >= claim.percent - 2]
        if near:
            return ColumnMatch(
                claim.column, heading, claim.field, "doubtful", NEAREST, others, "不止一个项目有这个名称"
            )
    return ColumnMatch(claim.column, heading, claim.field, claim.confidence, claim.percent, others, claim.reason)


def _left_out(
    column: int, label: str, fields: Sequence[Field], claims: Sequence[_Claim], taken: Mapping[str, int]
) -> ColumnMatch:
    """A column that no field is left for, and why."""
    own = sorted((one for one in claims if one.column == column), key=lambda one: -one.percent)
    others = tuple(one.field for one in own[:3])
    if own and own[0].percent >= NONE_BELOW and own[0].field in taken:
        named = next(one.label for one in fields if one.name == own[0].field)
        said = f"“{named}”已由 {letters(taken[own[0].field])} 列提供"
        return ColumnMatch(column, label, None, "none", 0, others, said)
    if label_forms(label) & _CHECKS:
        return ColumnMatch(column, label, None, "none", 0, reason="检查列")
    if label_forms(label) & _SERIAL:
        return ColumnMatch(column, label, None, "none", 0, reason="序号列")
    return ColumnMatch(column, label, None, "none", 0, others, _NO_FIELD if label else "没有表头")


def _at(labels: Sequence[str], column: int) -> str:
    return labels[column] if column < len(labels) else ""
