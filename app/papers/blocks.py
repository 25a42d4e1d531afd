"""Blocks of numbers (编号段): the county gives a range of serials to one computer of a school, and sees what is used."""

from collections.abc import Iterator
from dataclasses import dataclass

from app import codes, records
from app.papers import numbering, paper_keys, patterns
from app.problems import Problem
from app.session import Session
from storage import certificates as stored
from storage import exchange as stored_exchange
from storage.store import Row, Rows

MOST = 10_000
"""Numbers of one block: it is for a year."""


@dataclass(frozen=True)
class Computer:
    """A computer of a school that numbers may be given to: its verifying key, and what it is called."""

    site: str
    key: str
    organisation_id: str
    school: str
    label: str


@dataclass(frozen=True)
class Block:
    """A block as it stands: how many of its numbers are known here to be given (`used`), and how many are left.

    `computer` is what the county calls the computer ("" at a school), `mine` whether it is this very one; `numbers`
    are the first and the last as they will read.
    """

    id: str
    kind: str
    year: int
    school: str
    computer: str
    first: int
    last: int
    used: int
    left: int
    numbers: tuple[str, str]
    mine: bool

    @property
    def kind_label(self) -> str:
        """What papers of the kind are called."""
        return codes.table("paper_kind").label_of(self.kind)


def computers(session: Session) -> list[Computer]:
    """Every computer in use of every school that has joined, by school."""
    _county_only(session)
    found = [
        Computer(str(site["id"]), key, str(site["organisation_id"]), str(site["name"]), str(row["label"]))
        for site in stored_exchange.sites(session.store)
        for key, row in stored_exchange.site_keys(session.store, str(site["id"])).items()
        if row["state"] == "active"
    ]
    return sorted(found, key=lambda one: (one.school, one.label))


def listed(session: Session) -> list[Block]:
    """The county's: every block given. A school's: its own, those of its other computers too."""
    rows = stored.blocks(session.store)
    if not session.is_county:
        rows = [row for row in rows if row["site"] == session.site]
    own = {str(row["id"]) for row in numbering.own_blocks(session, session.store)} if not session.is_county else set()
    labels = _labels(session)
    return [_block(session, row, labels, mine=str(row["id"]) in own) for row in rows]


def _block(session: Session, row: Row, labels: dict[str, str], *, mine: bool) -> Block:
    its = numbering.range_of(row)
    used_to = numbering.used_to(session.store, row, str(row["site"]))
    template = patterns.of_month(its.template, session.today().month)
    return Block(
        id=str(row["id"]),
        kind=str(row["kind"]),
        year=int(row["year"]),
        school=str(row["office"]),
        computer=labels.get(str(row["computer"]), ""),
        first=its.first,
        last=its.last,
        used=used_to - its.first + 1,
        left=its.last - used_to,
        numbers=(patterns.number(template, its.first), patterns.number(template, its.last)),
        mine=mine,
    )


def _labels(session: Session) -> dict[str, str]:
    if not session.is_county:
        return {}
    return {
        key: str(row["label"])
        for site in stored_exchange.sites(session.store)
        for key, row in stored_exchange.site_keys(session.store, str(site["id"])).items()
    }


def give(
    session: Session, kind: str, computer: Computer, count: int, *, year: int | None = None, first: int | None = None
) -> str:
    """Give a computer the next `count` serials of a kind and year, or those from `first`; returns the block's id.

    The county itself never gives them from then on, nor anybody else. Raises Problem at a school, for a kind without
    numbers, for a size that is none, and for serials that were given already.
    """
    from app.papers import registry

    _county_only(session)
    its = registry.kind(kind)
    if not its.numbered:
        raise Problem(f"{its.label}不编号，学校随时可以打印。", "不需要编号段。")
    if first is not None and first < 1:
        raise Problem(f"编号从 1 开始，不能从 {first} 号给起。", "请改首号，或者不写首号，由程序接着往后给。")
    if not 0 < count <= MOST:
        raise Problem(f"一段编号最少 1 个，最多 {MOST:,} 个。", "用完了可以再给一段。")
    of_year = year or session.today().year
    # What a school issues is signed by its computer: every office is told the key that proves it.
    paper_keys.note_computer(session, computer.key, computer.site, computer.school)
    with session.writing(f"给{computer.school}{its.label}编号 {count} 个") as rows:
        pattern = numbering.pattern_of(rows, its.name)
        numbering.refuse_if_forgotten(session, pattern, of_year)
        template = numbering.Numbers(session, rows).template(pattern, of_year, code=_code(session, computer))
        given_to = _given_to(session, rows, pattern, template, of_year)
        begin = first or max(given_to, _last_given_away(rows, template)) + 1
        wanted = patterns.Range(template, begin, begin + count - 1)
        _refuse_given(rows, wanted)
        _refuse_counted(rows, wanted, pattern, given_to)
        values: records.Values = {
            "kind": its.name, "year": of_year, "site": computer.site, "computer": computer.key,
            "organisation_id": computer.organisation_id, "pattern": template, "first": wanted.first, "last": wanted.last,
        }  # fmt: skip
        found = numbering.block_faults(values)
        if found:
            raise records.Invalid(numbering.BLOCK, found)
        return rows.insert("number_blocks", values)


def find(session: Session, school: str, label: str = "") -> Computer:
    """The computer of a school by the school's name, id or site, and by its own label where the school has several."""
    found = [one for one in computers(session) if school in (one.school, one.organisation_id, one.site)]
    if not found:
        raise Problem(f"“{school}”没有已加入的电脑。", "请先邀请这所学校，等它加入以后再给它编号。")
    named = [one for one in found if label in ("", one.label)]
    if len(named) != 1:
        names = "、".join(one.label for one in found)
        raise Problem(f"请说明是“{school}”的哪一台电脑。", f"它有：{names}。")
    return named[0]


def _given_to(session: Session, rows: Rows, pattern: numbering.Pattern, template: str, year: int) -> int:
    """The highest serial that the county gave itself, in whichever month; one less than the first where it gave none."""
    floors = (
        numbering.floor_of(rows, session.site, pattern, series, year) for series in patterns.every_series(template)
    )
    return max(pattern.start - 1, *floors)


def _last_given_away(rows: Rows, template: str) -> int:
    name = patterns.series(template)
    return max((last for other, _, last in stored.given_ranges(rows) if patterns.series(other) == name), default=0)


def _refuse_counted(rows: Rows, wanted: patterns.Range, pattern: numbering.Pattern, given_to: int) -> None:
    """Numbers of papers that were deleted with their teacher are in no register, and were printed all the same."""
    every = patterns.every_series(wanted.template)
    ours = [int(row["serial"]) for row in stored.serials(rows) if row["series"] in every and row["serial"]]
    if wanted.last >= min(pattern.start, *ours, given_to + 1) and wanted.first <= given_to:
        raise Problem(
            f"{wanted.first}—{wanted.last} 号里有的可能已经用过了：县里已经用到 {given_to} 号。",
            "请从更大的号开始，或者不写首号，由程序接着往后给。",
        )


def _refuse_given(rows: Rows, wanted: patterns.Range) -> None:
    meets = next((one for one in numbering.ranges(rows) if one.meets(wanted)), None)
    if meets is not None:
        raise Problem(
            f"{wanted.first}—{wanted.last} 号里有的已经给出去了（{meets.first}—{meets.last}）。",
            "请从更大的号开始，或者不写首号，由程序接着往后给。",
        )
    number = min(stored.taken(rows, wanted.numbers()), default="")
    number = number or next((one for one in stored.offered_numbers(rows) if wanted.serial_of(one)), "")
    if number:
        raise Problem(
            f"{wanted.first}—{wanted.last} 号里有的已经用过了，例如{number}。",
            "请从更大的号开始，或者不写首号，由程序接着往后给。",
        )


def _code(session: Session, computer: Computer) -> str:
    row = session.store.row("organisations", computer.organisation_id)
    return str((row or {}).get("code") or "")


def _county_only(session: Session) -> None:
    if not session.is_county:
        raise Problem("编号段由县里给。", "需要编号段，请联系县局经办人。")


# -- gaps


@dataclass(frozen=True)
class Gap:
    """Serials of a series that stand on no paper of the register, and why as far as it is known here."""

    kind: str
    series: str
    first: int
    last: int
    why: str


def gaps(session: Session, kind: str | None = None) -> list[Gap]:
    """The serials that are missing in the register, series by series, up to the last one given.

    At a school that has blocks only: what lies within those of this computer.
    """
    by_series: dict[tuple[str, str], list[int]] = {}
    for row in stored.serials(session.store):
        series, serial = (row["series"], row["serial"]) if row["series"] else patterns.usual(str(row["number"]))
        if kind in (None, row["kind"]) and series and serial:
            by_series.setdefault((str(row["kind"]), str(series)), []).append(int(serial))
    given = stored.blocks(session.store)
    erased = stored.erased_numbers(session.store)
    return [gap for key, serials in by_series.items() for gap in _gaps(session, *key, serials, given, erased)]


def _gaps(
    session: Session, kind: str, series: str, serials: list[int], given: list[Row], erased: set[str]
) -> Iterator[Gap]:
    its = [row for row in given if _is_of(row, kind, series)]
    if session.is_county:
        start = numbering.pattern_of(session.store, kind).start
        first, end = min(start, *serials), max(*serials, stored.counted(session.store, series))
    else:
        mine = [row for row in its if row["site"] == session.site]
        if not mine:
            return
        first = min(int(row["first"]) for row in mine)
        end = max(numbering.used_to(session.store, row, session.site) for row in mine)
        its = [row for row in its if row["site"] != session.site]
    known = sorted({one for one in serials if first <= one <= end})
    before = first - 1
    for serial in [*known, end + 1]:
        if serial > before + 1:
            yield from _split(kind, series, before + 1, serial - 1, its, erased)
        before = serial


def _split(kind: str, series: str, first: int, last: int, its: list[Row], erased: set[str]) -> Iterator[Gap]:
    """A stretch of missing serials, parted where the reason changes."""
    at = first
    for row in sorted(its, key=lambda one: int(one["first"])):
        begin, end = max(at, int(row["first"])), min(last, int(row["last"]))
        if begin > end:
            continue
        if begin > at:
            yield Gap(kind, series, at, begin - 1, _own_reason(series, at, erased))
        yield Gap(kind, series, begin, end, f"给了{row['office']}的编号段，学校没有用到或还没有上报")
        at = end + 1
    if at <= last:
        yield Gap(kind, series, at, last, _own_reason(series, at, erased))


def _own_reason(series: str, serial: int, erased: set[str]) -> str:
    widths = (patterns.number(series.replace("{流水号}", f"{{流水号:{width}}}"), serial) for width in range(1, 13))
    if not erased.isdisjoint(widths):
        return "证书随人员登记一起删除了"
    return "登记簿里没有：数据从备份恢复过，备份以后发的还没有找回来"


def _is_of(row: Row, kind: str, series: str) -> bool:
    template = str(row["pattern"])
    months = range(1, 13) if "{月}" in template else (0,)
    return row["kind"] == kind and any(patterns.series(patterns.of_month(template, one)) == series for one in months)
