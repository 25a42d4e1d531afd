"""Numbers of papers: the pattern of each kind, and giving the next number, inside the writing block, to each paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app import codes, office, records
from app.fields import Fault, Field, Kind, Owner
from app.papers import patterns
from app.problems import Problem
from app.records import Entity, Values
from app.session import Session
from storage import certificates as stored
from storage.store import Row, Rows, Store

_COUNTY = Owner.COUNTY


def pattern_faults(values: Values) -> list[Fault]:
    """One pattern by itself: it makes numbers that cannot be taken for others."""
    found = [Fault("pattern", reason) for reason in patterns.faults(str(values.get("pattern") or ""))]
    start = values.get("start")
    if isinstance(start, int) and start < 1:
        found.append(Fault("start", "起始号从 1 开始，请核对。"))
    return found


PATTERN = Entity(
    "number_patterns",
    "编号规则",
    (
        Field("kind", "证书种类", Kind.CODE, codes="paper_kind", required=True, owner=_COUNTY),
        Field("pattern", "编号样式", required=True, owner=_COUNTY, width=30),
        Field("start", "起始号", Kind.COUNT, required=True, owner=_COUNTY, width=8),
        Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
    ),
    pattern_faults,
)


def block_faults(values: Values) -> list[Fault]:
    """One block by itself: it does not end before it begins."""
    first, last = values.get("first"), values.get("last")
    if isinstance(first, int) and isinstance(last, int) and last < first:
        return [Fault("last", "末号小于首号，请核对。")]
    return []


BLOCK = Entity(
    "number_blocks",
    "编号段",
    (
        Field("kind", "证书种类", Kind.CODE, codes="paper_kind", required=True, owner=_COUNTY),
        Field("year", "年份", Kind.YEAR, required=True, owner=_COUNTY, width=6),
        Field("site", "发证单位编号", required=True, owner=_COUNTY, unsaid=True),
        Field("computer", "电脑", required=True, owner=_COUNTY, unsaid=True),
        Field("organisation_id", "发证单位", Kind.REFERENCE, refers_to="organisations", owner=_COUNTY, width=18),
        Field("pattern", "编号样式", required=True, owner=_COUNTY, width=30),
        Field("first", "首号", Kind.COUNT, required=True, owner=_COUNTY, width=8),
        Field("last", "末号", Kind.COUNT, required=True, owner=_COUNTY, width=8),
        Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
    ),
    block_faults,
)


# -- patterns


def pattern_among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """A pattern among the others: one for each kind."""
    if any(row["kind"] == values.get("kind") and row["id"] != pk for row in stored.patterns(rows)):
        return [Fault("kind", "这种证书已经有编号规则了，请修改那一条。")]
    return []


@dataclass(frozen=True)
class Pattern:
    """How numbers of a kind are made: `own` tells whether the county has set it or it is the usual one."""

    kind: str
    pattern: str = patterns.DEFAULT
    start: int = 1
    own: bool = False


def pattern_of(source: Store | Rows, kind: str) -> Pattern:
    """The pattern of a kind."""
    for row in stored.patterns(source):
        if row["kind"] == kind and not patterns.faults(str(row["pattern"])):
            return Pattern(kind, str(row["pattern"]), int(row["start"]), own=True)
    return Pattern(kind)


def numbered_kinds() -> list[str]:
    """The kinds of papers that bear a number."""
    from app.papers import registry

    return [name for name, kind in registry.KINDS.items() if kind.numbered]


def all_patterns(session: Session) -> list[Pattern]:
    """The pattern of every kind that bears a number."""
    return [pattern_of(session.store, kind) for kind in numbered_kinds()]


def set_pattern(session: Session, kind: str, pattern: str, start: int = 1) -> None:
    """Number papers of a kind otherwise from now on; those issued keep their numbers, and none comes again.

    Raises Problem at a school, for a kind that bears no number, and (`Invalid`) for a pattern that makes none.
    """
    _numbered(kind)
    if not session.is_county:
        raise Problem("编号规则由县里管理。", "需要修改请联系县局经办人。")
    before = next((row for row in stored.patterns(session.store) if row["kind"] == kind), None)
    changes: Values = {"kind": kind, "pattern": pattern.strip(), "start": start}
    records.save(session, PATTERN, str(before["id"]) if before else None, changes, pattern_among)


def example(session: Session, kind: str, pattern: str, start: int = 1, on: date | None = None) -> str:
    """The next number that this office would give under a pattern; raises Problem where it makes none."""
    found = patterns.faults(pattern)
    if found:
        raise Problem(found[0], "")
    day = on or session.today()
    with session.store.reading():
        return Numbers(session, session.store).look(Pattern(kind, pattern, start, own=True), day)


def _numbered(kind: str) -> None:
    from app.papers import registry

    if not registry.kind(kind).numbered:
        raise Problem(f"{registry.kind(kind).label}不编号。", "请选择要编号的证书种类。")


# -- giving numbers


@dataclass(frozen=True)
class Given:
    """A number with the series it is of and its serial."""

    number: str
    series: str
    serial: int


class Numbers:
    """The next numbers of this office, given inside one writing block (or only looked at while reading).

    At the county none that lies in a block given away; at a school only those of this computer's own blocks.
    """

    def __init__(self, session: Session, source: Store | Rows) -> None:
        self._session, self._source = session, source
        self._patterns: dict[str, Pattern] = {}
        self._last: dict[str, int] = {}
        """Counter → the highest serial known to be given, so that the register is looked through once."""

    def give(self, kind: str, on: date) -> Given:
        """The next number of a kind for a paper issued on a day; counted, so that nobody gives it again.

        Raises Problem at a school that has no block left.
        """
        if self._session.is_county:
            refuse_if_forgotten(self._session, self._pattern(kind), on.year)
            made, counter = self._of_county(self._pattern(kind), on)
        else:
            made, counter = self._of_block(kind, on)
        self._last[counter] = made.serial
        stored.never_below(self._source, {counter: made.serial})
        return made

    def look(self, pattern: Pattern, on: date) -> str:
        """The number that would come next under a pattern."""
        return self._of_county(pattern, on)[0].number

    def _of_county(self, pattern: Pattern, on: date) -> tuple[Given, str]:
        template = patterns.of_month(self.template(pattern, on.year), on.month)
        series = patterns.series(template)
        if series not in self._last:
            self._last[series] = max(
                floor_of(self._source, self._session.site, pattern, series, on.year), pattern.start - 1
            )
        serial = self._last[series] + 1
        while True:
            number = patterns.number(template, serial)
            block = next((one for one in self._given_away if one.serial_of(number) is not None), None)
            if block is not None:
                inside = block.serial_of(number) or 0
                serial += max(1, block.last - inside + 1) if block.series_of(number) == series else 1
            elif stored.is_taken(self._source, number):
                serial += 1
            else:
                return Given(number, series, serial), series

    def template(self, pattern: Pattern, year: int, *, code: str | None = None) -> str:
        """A pattern in one year at this office, or at one with another code."""
        from app.papers import registry

        return patterns.filled(
            pattern.pattern,
            word=office.number_word(self._session),
            kind=registry.kind(pattern.kind).word,
            year=year,
            code=self._code if code is None else code,
        )

    def _pattern(self, kind: str) -> Pattern:
        if kind not in self._patterns:
            self._patterns[kind] = pattern_of(self._source, kind)
        return self._patterns[kind]

    @cached_property
    def _given_away(self) -> list[patterns.Range]:
        return ranges(self._source)

    @cached_property
    def _code(self) -> str:
        row = self._session.store.row("organisations", self._session.organisation or "")
        return str((row or {}).get("code") or "")

    # -- a school

    def _of_block(self, kind: str, on: date) -> tuple[Given, str]:
        for block in self._blocks:
            if block["kind"] != kind or block["year"] != on.year:
                continue
            its = range_of(block)
            template = patterns.of_month(its.template, on.month)
            counter = counter_of(block)
            if counter not in self._last:
                self._last[counter] = used_to(self._source, block, self._session.site)
            serial = self._last[counter] + 1
            while serial <= its.last and stored.is_taken(self._source, patterns.number(template, serial)):
                serial += 1
            if serial <= its.last:
                number = patterns.number(template, serial)
                return Given(number, patterns.series(template), serial), counter
        raise self._none_left(kind, on.year)

    def refuse_without(self, kind: str, on: date) -> None:
        """Raise Problem at a school that was never given numbers of a kind: nothing need be looked at then."""
        if not self._session.is_county and not any(one["kind"] == kind for one in self._blocks):
            raise self._none_left(kind, on.year)

    @cached_property
    def _blocks(self) -> list[Row]:
        return own_blocks(self._session, self._source)

    def _none_left(self, kind: str, year: int) -> Problem:
        label = codes.table("paper_kind").label_of(kind)
        had = [one for one in self._blocks if one["kind"] == kind]
        if any(one["year"] == year for one in had):
            last = max(int(one["last"]) for one in had if one["year"] == year)
            return Problem(
                f"{label} {year} 年的编号段用完了（到 {last} 号为止）。",
                "没有发出任何一份。请县里再给一段编号，接收县里的文件以后再打印。",
            )
        if had:
            return Problem(f"本校没有 {year} 年的{label}编号段。", "请县里给一段今年的编号，接收以后再打印。")
        elsewhere = [one for one in stored.blocks(self._source) if one["site"] == self._session.site]
        if any(one["kind"] == kind for one in elsewhere):
            return Problem(
                f"{label}的编号段是给本校另一台电脑的。", "请在那台电脑上打印，或者请县里给这台电脑另给一段。"
            )
        return Problem(f"{label}由县里统一编号、发放。", "请把数据上报县里，由县里打印；或者请县里给本校一段编号。")


def refuse_if_forgotten(session: Session, pattern: Pattern, year: int) -> None:
    """Raise Problem where a county that lost its data would begin at 1 again what was given before.

    What its schools bring back tells of their teachers' papers alone: only a person knows where to go on.
    """
    lost = session.begun_anew and (year <= session.created.year or "{年}" not in pattern.pattern)
    if lost and pattern.start == 1:
        label = codes.table("paper_kind").label_of(pattern.kind)
        raise Problem(
            f"本县的数据是重建的，不知道{label}以前发到了几号。",
            "请按发过的证书，在“编号规则”里把起始号设得比以前的都大，再打印；不然会重号。",
        )


def floor_of(source: Store | Rows, site: str, pattern: Pattern, series: str, year: int) -> int:
    """The highest serial of a series that the county is known to have given itself, 0 where none is."""
    found = stored.counted(source, series), stored.highest(source, series, site)
    if pattern.pattern != patterns.DEFAULT:
        return max(found)
    # Before there were patterns the counter of a kind and year went by these two.
    return max(*found, stored.counted(source, f"{pattern.kind}-{year}"))


def ranges(source: Store | Rows) -> list[patterns.Range]:
    """All serials that were ever given away."""
    return [patterns.Range(pattern, first, last) for pattern, first, last in stored.given_ranges(source)]


def range_of(block: Row) -> patterns.Range:
    """The serials of a block."""
    return patterns.Range(str(block["pattern"]), int(block["first"]), int(block["last"]))


def counter_of(block: Row) -> str:
    """Under which name a computer counts what it has given of its block."""
    return counter_named(str(block["id"]))


def counter_named(pk: str) -> str:
    """The same by the block's id."""
    return f"block {pk}"


def used_to(source: Store | Rows, block: Row, site: str) -> int:
    """The highest serial of a block that is known to be given, one less than its first where none is."""
    known = _registered(range_of(block), stored.numbers_of(source, site))
    return max(known, stored.counted(source, counter_of(block)))


def highest_given(source: Store | Rows, site: str) -> dict[str, int]:
    """Block → its highest serial in the register, of the blocks of a site of which any is given."""
    blocks = [one for one in stored.blocks(source) if one["site"] == site]
    numbers = stored.numbers_of(source, site) if blocks else []
    found = {str(one["id"]): _registered(range_of(one), numbers) for one in blocks}
    return {str(one["id"]): found[str(one["id"])] for one in blocks if found[str(one["id"])] >= one["first"]}


def _registered(its: patterns.Range, numbers: Iterable[str]) -> int:
    serials = (its.serial_of(number) for number in numbers)
    return max((serial for serial in serials if serial is not None), default=its.first - 1)


def own_blocks(session: Session, source: Store | Rows) -> list[Row]:
    """The blocks of this very computer, the lowest first."""
    mine = [one for one in stored.blocks(source) if one["site"] == session.site]
    if not mine:
        return []
    from app.exchange import keyring

    ring = keyring.of(session)
    # A computer that has made new keys is still the same one.
    own = {ring.working.public.sign, *(one.public.sign for one in (ring.certificate, *ring.chain) if one)}
    return sorted((one for one in mine if one["computer"] in own), key=lambda one: (one["year"], one["first"]))


def used_up(store: Store) -> dict[str, int]:
    """Counter → last number, of all that an office's file has given: its own, of its blocks, and given away."""
    found = stored.last_numbers(store)
    if store.fact("role") == "school":
        return found
    for pattern, _first, last in stored.given_ranges(store):
        # A county put back from before it gave a block away would give these numbers itself.
        for series in patterns.every_series(pattern):
            found[series] = max(found.get(series, 0), last)
    return found


def close_own_blocks(store: Store) -> None:
    """Give no more numbers of the blocks this computer has: it cannot know how many were given already.

    A copy from before was put in an empty place, so what was issued after it was made may be known nowhere here.
    """
    if store.fact("role") == "school":
        mine = [one for one in stored.blocks(store) if one["site"] == store.fact("site")]
        stored.never_below(store, {counter_of(one): int(one["last"]) for one in mine})
