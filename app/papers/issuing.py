"""Issuing papers: numbered, signed, registered and written all in one go; drafts before, reprints and reissues after."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app import certificates, organisations, roster
from app.papers import content, placing, printings
from app.papers.kinds import NUMBER, Due, PaperKind
from app.papers.numbering import Numbers
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import certificates as stored
from storage.store import Row, Rows

if TYPE_CHECKING:
    from app.papers.statements import Signer
    from exports.papers.design import Design
    from exports.papers.facts import Facts
    from exports.papers.writing import Options

_MOMENTS = frozenset({"hours"})
"""Kinds that tell of a moment: a later one takes nothing from those before."""


@dataclass(frozen=True)
class Wish:
    """How papers are to be made: the design's name ("" the chosen one), on pre-printed paper or not and shifted by how
    many mm, the day until which they are valid (ISO 8601; None: as the kind says), and with a list to sign for or not."""

    design: str = ""
    preprinted: bool = False
    offset: tuple[float, float] = (0.0, 0.0)
    valid_until: str | None = None
    sign_list: bool = False


USUAL = Wish()


@dataclass(frozen=True)
class Issued:
    """What was written: the files (a list to sign for comes last), the numbers in the order of the papers (none where
    the kind bears none), how many papers, and how many of them were printed before (`again`)."""

    paths: tuple[Path, ...]
    numbers: tuple[str, ...]
    count: int
    again: int = 0


@dataclass(frozen=True)
class Draft:
    """Papers as they will be, marked as not valid: the PDF and how many papers it is of."""

    pdf: bytes
    papers: int


@dataclass(frozen=True)
class _Paper:
    """One paper of a batch as it will be printed, and the row of the register that it is ("" none)."""

    facts: "Facts"
    number: str = ""
    again: bool = False
    teacher_id: str | None = None


# -- before


def draft(
    session: Session, kind: str, ids: Sequence[str], *, wish: Wish | None = None, progress: Progress = silent
) -> Draft:
    """The papers of some rows as they will print, marked as a preview; nothing is numbered or noted.

    Raises Problem for rows without a paper, ExportProblem for what cannot be printed.
    """
    from exports.papers.writing import paper_bytes

    its, wish = _kind(kind), wish or USUAL
    due = due_of(session, its, ids)
    progress(0, len(due), "正在排版")
    design = _design(session, kind, wish)[1]
    facts = (content.numbered(one.facts, "", session.name, session.today(), _until(one, wish)) for one in due)
    blank = "（生成时编号）" if its.numbered else ""
    jobs = [(design, replace(one, texts={**one.texts, NUMBER: blank})) for one in facts]
    return Draft(paper_bytes(jobs, replace(_options(wish), draft=True)), len(due))


def test_sheet(session: Session, kind: str, out: Path, *, wish: Wish | None = None) -> None:
    """Write a sheet with rulers and the outlines of a design, to see by how much a print on pre-printed paper is off."""
    from exports.papers import writing
    from exports.saving import save

    wish = wish or USUAL
    save(out, writing.test_sheet(_design(session, kind, wish)[1], _options(wish)))


def due_of(session: Session, kind: PaperKind, ids: Sequence[str], progress: Progress = silent) -> list[Due]:
    """The papers of some rows (see `PaperKind.due`), each once, by school and name; raises Problem where there is none."""
    found: dict[str, Due] = {}
    for done, pk in enumerate(ids):
        progress(done, len(ids), "正在核对")
        found.update({one.subject_id: one for one in kind.due(session, pk)})
    if not found:
        raise Problem("没有可以打印的内容。", "请先选择要打印的人或项目。")
    order = _order(session)
    return sorted(found.values(), key=lambda one: order(one.teacher_id))


# -- issuing


def issue(
    session: Session,
    kind: str,
    ids: Sequence[str],
    out: Path,
    *,
    wish: Wish | None = None,
    way: str = printings.FILE,
    copies: int = 1,
    progress: Progress = silent,
) -> Issued:
    """Issue papers of one kind and write them: one PDF when `out` ends in .pdf, else one file a paper into a folder.

    Numbers are given and registered in the same act in which the papers are drawn, and papers are put in place only
    once it stands: a refused batch, or one that is cut off, uses none. A paper that says the same as one issued before
    is printed again under its number; one that says otherwise takes its place. Kinds without a number are printed
    alike, and all of it is noted (打印记录). Raises Problem at a school for numbers that the county has not given it.
    """
    its, wish = _kind(kind), wish or USUAL
    _refuse_past(session, wish)
    if its.numbered:
        Numbers(session, session.store).refuse_without(its.name, session.today())
    due = due_of(session, its, ids, progress)
    name, design = _design(session, kind, wish)

    def register(rows: Rows) -> list[_Paper]:
        if not its.numbered:
            none = [content.numbered(one.facts, "", session.name, session.today(), _until(one, wish)) for one in due]
            return [_Paper(facts, teacher_id=one.teacher_id) for facts, one in zip(none, due, strict=True)]
        return _Registrar(session, rows, its, wish, name).papers(due)

    verb = "发放" if its.numbered else "打印"
    return _write(session, its, f"{verb}{its.label} {len(due)} 份", register, design, out, wish, way, copies, progress)


def reprint(
    session: Session,
    ids: Sequence[str],
    out: Path,
    *,
    wish: Wish | None = None,
    way: str = printings.FILE,
    copies: int = 1,
    progress: Progress = silent,
) -> Issued:
    """Print papers of the register again as they were, under their numbers; `ids` are rows of the register of one kind.

    Raises Problem for papers that are void or another office's, and for those of an earlier program whose content has
    changed since.
    """
    found = _own(session, ids)
    kinds = {str(row["kind"]) for row in found}
    if len(kinds) != 1:
        raise Problem("选中的证书不是同一种。", "请一种一种地重印。")
    its, wish = _kind(kinds.pop()), wish or USUAL
    design = _design_of(session, found[0], wish)
    _refuse_void(found, "不能再印")
    papers = [_printed_before(session, its, row) for row in found]
    label = f"重印{its.label} {len(papers)} 份"

    def register(rows: Rows) -> list[_Paper]:
        _refuse_void(stored.some(rows, ids), "不能再印")
        return papers

    return _write(session, its, label, register, design, out, wish, way, copies, progress)


def reissue(
    session: Session,
    pk: str,
    out: Path,
    reason: str,
    *,
    wish: Wish | None = None,
    way: str = printings.FILE,
    copies: int = 1,
    progress: Progress = silent,
) -> Issued:
    """Issue a paper that was lost or spoilt once more, as it was but under a new number; the old one is void.

    Raises Problem without a reason, for a void paper and for another office's.
    """
    why = _reason(reason, "补发")
    _refuse_past(session, wish or USUAL)
    (row,) = _own(session, [pk])
    _refuse_void([row], "不能补发")
    its, wish = _kind(str(row["kind"])), wish or USUAL
    design = _design_of(session, row, wish)

    before = _printed_before(session, its, row)
    until = wish.valid_until or row["valid_until"]

    def register(rows: Rows) -> list[_Paper]:
        # Another window may have issued it meanwhile: only within the block does the register stand still.
        _refuse_void(stored.some(rows, [pk]), "不能补发")
        return [_Registrar(session, rows, its, wish, str(row["design"] or "")).once_more(row, before.facts, until, why)]

    return _write(session, its, f"补发{its.label} 1 份", register, design, out, wish, way, copies, progress)


def void(session: Session, ids: Sequence[str], reason: str) -> int:
    """Declare papers void, for a reason that stays with them; returns how many. The county may do so with any paper.

    Raises Problem without a reason, at a school for papers of another office, and for those that are void already.
    """
    why = _reason(reason, "作废")
    found = _there(session, ids) if session.is_county else _own(session, ids)
    _refuse_void(found, "不用再作废")
    label = f"{found[0]['number']}" if len(found) == 1 else f"{len(found)} 份"
    by = session.operator or "未署名"
    with session.writing(f"作废证书：{label}") as rows:
        _refuse_void(stored.some(rows, ids), "不用再作废")
        for row in found:
            remark = f"{why}（{by}，{session.today()}）"
            rows.update("certificates", str(row["id"]), {"status": certificates.VOID, "remark": remark})
    return len(found)


# -- the register


class _Registrar:
    """Gives numbers and writes the register, for one batch inside its writing block."""

    def __init__(self, session: Session, rows: Rows, kind: PaperKind, wish: Wish, design: str) -> None:
        self._session, self._rows, self._kind, self._wish, self._design = session, rows, kind, wish, design
        self._numbers = Numbers(session, rows)
        self._signer: Signer | None = None
        if kind.signed:
            from app.papers import statements

            self._signer = statements.signer(session, rows)

    def papers(self, due: Iterable[Due]) -> list[_Paper]:
        """The papers of a batch, each with its number."""
        return [self._paper(one) for one in due]

    def _paper(self, one: Due) -> _Paper:
        before = stored.standing(self._rows, self._kind.name, one.subject_id)
        until = _until(one, self._wish)
        ours = [row for row in before if certificates.is_ours(self._session, row)]
        same = next((row for row in ours if self._is_same(row, one, until)), None)
        if same is not None:
            return _Paper(_as_registered(one.facts, same), str(same["number"]), again=True, teacher_id=one.teacher_id)
        # 学时证明 tell a moment each; of any other kind there is one valid paper for one thing.
        replaced = [] if self._kind.name in _MOMENTS else before
        self._refuse_others(replaced)
        made = self._register(one.facts, one.teacher_id, one.subject_id, until)
        for row in replaced:
            self._replace(row, f"内容有变动，已由{made.number}代替")
        return made

    def once_more(self, row: Row, facts: "Facts", until: str | None, reason: str) -> _Paper:
        """A paper of the register under a new number."""
        made = self._register(facts, row["teacher_id"], row["subject_id"], until, str(row["number"]))
        self._replace(row, f"{reason}，已由{made.number}代替", certificates.REISSUED)
        return made

    def _is_same(self, row: Row, one: Due, until: str | None) -> bool:
        if row["issuer"] != self._session.name or not content.is_same(row, one):
            return False
        if until is not None:
            return bool(row["valid_until"] == until)
        return certificates.state(row, self._session.today()).code == certificates.VALID

    def _refuse_others(self, before: Sequence[Row]) -> None:
        theirs = next((row for row in before if not certificates.is_ours(self._session, row)), None)
        if theirs is None:
            return
        advice = "要由县里另发，请先作废那一份。" if self._session.is_county else "要由本校另发，请县里先作废那一份。"
        raise Problem(
            f"{theirs['name']}的{self._kind.label}已由{theirs['issuer']}发放，编号 {theirs['number']}。", advice
        )

    def _register(
        self, facts: "Facts", teacher_id: str | None, subject_id: str, until: str | None, replaces: str | None = None
    ) -> _Paper:
        if teacher_id is None:
            raise Problem(f"{facts.who}没有登记是发给哪位教师的，不能编号。", "请先补上教师，再打印。")
        today = self._session.today()
        given = self._numbers.give(self._kind.name, today)
        name = facts.texts.get("姓名") or facts.who
        statement = self._signed(given.number, name, content.in_short(facts), today, until)
        self._rows.insert(
            "certificates",
            {
                "kind": self._kind.name, "number": given.number, "teacher_id": teacher_id, "subject_id": subject_id,
                "name": name, "issuer": self._session.name, "issued_on": today.isoformat(),
                "facts": content.kept(facts), "status": certificates.VALID, "site": self._session.site,
                "series": given.series, "serial": given.serial, "valid_until": until, "design": self._design or None,
                "statement": statement or None, "replaces": replaces,
            },
        )  # fmt: skip
        printed = content.numbered(facts, given.number, self._session.name, today, until, statement)
        return _Paper(printed, given.number, teacher_id=teacher_id)

    def _signed(self, number: str, name: str, about: str, today: date, until: str | None) -> str:
        if self._signer is None:
            return ""
        return self._signer.sign(
            kind=self._kind.name, number=number, name=name, about=about, issuer=self._session.name,
            issued_on=today, valid_until=date.fromisoformat(until) if until else None,
        )  # fmt: skip

    def _replace(self, row: Row, remark: str, status: str = certificates.VOID) -> None:
        self._rows.update("certificates", str(row["id"]), {"status": status, "remark": remark})


def _as_registered(facts: "Facts", row: Row) -> "Facts":
    return content.numbered(
        facts, str(row["number"]), str(row["issuer"]), row["issued_on"], row["valid_until"], str(row["statement"] or "")
    )


def _printed_before(session: Session, kind: PaperKind, row: Row) -> _Paper:
    """A paper as the register keeps it; its pictures, and papers of an earlier program, from what it is about."""
    kept = content.read(row["facts"], {})
    if kept is None or content.has_pictures(row["facts"]):
        now = next((one for one in _due_now(session, kind, row)), None)
        if kept is not None:
            kept = content.read(row["facts"], now.facts.pictures if now else {})
        elif now is not None and content.is_same(row, now):
            kept = now.facts
    if kept is None:
        raise Problem(
            f"{row['number']}是旧版本打印的，内容后来有变动，不能照原样重印。",
            "请在名单里选这个人重新发放，会编新的号。",
        )
    return _Paper(_as_registered(kept, row), str(row["number"]), again=True, teacher_id=str(row["teacher_id"]))


def _due_now(session: Session, kind: PaperKind, row: Row) -> list[Due]:
    try:
        return [one for one in kind.due(session, str(row["subject_id"])) if one.subject_id == row["subject_id"]]
    except Problem:
        # What it was about is not here any more, or gives no paper now: the register still knows what it said.
        return []


def _there(session: Session, ids: Sequence[str]) -> list[Row]:
    wanted = list(dict.fromkeys(ids))
    found = stored.some(session.store, wanted)
    if not found or len(found) < len(wanted):
        raise Problem("登记簿里找不到选中的证书。", "请刷新列表再看。")
    return found


def _own(session: Session, ids: Sequence[str]) -> list[Row]:
    found = _there(session, ids)
    theirs = next((row for row in found if not certificates.is_ours(session, row)), None)
    if theirs is not None:
        raise Problem(f"{theirs['number']}是{theirs['issuer']}发的，本单位不能办理。", f"请联系{theirs['issuer']}。")
    return found


def _refuse_void(found: Sequence[Row], so: str) -> None:
    gone = next((row for row in found if row["status"] != certificates.VALID), None)
    if gone is not None:
        raise Problem(
            f"{gone['number']}已经作废，{so}。", f"原因：{gone['remark']}" if gone["remark"] else "请看它的备注。"
        )


def _refuse_past(session: Session, wish: Wish) -> None:
    # A year written wrong would hand out papers that nobody takes.
    if wish.valid_until and wish.valid_until < session.today().isoformat():
        raise Problem(f"有效期至 {wish.valid_until}，已经过去了，没有发出任何一份。", "请改有效期，或者不填。")


def _reason(text: str, act: str) -> str:
    clean = " ".join(text.split()).strip("。；，")
    if not clean:
        raise Problem(f"{act}要写明原因。", "例如“遗失”“姓名打错”“重复发放”。它会留在登记簿里。")
    return clean


# -- writing


def _write(
    session: Session,
    kind: PaperKind,
    label: str,
    register: Callable[[Rows], list[_Paper]],
    design: "Design",
    out: Path,
    wish: Wish,
    way: str,
    copies: int,
    progress: Progress,
) -> Issued:
    """Register and draw in one act, and put the files in place once it stands."""
    from app.papers import sign_lists
    from exports.papers.writing import write_paper_files, write_papers

    one_file = out.suffix.lower() == ".pdf"
    listing = wish.sign_list and kind.numbered
    with placing.aside(out, one_file=one_file) as folder:
        with session.writing(label) as rows:
            papers = register(rows)
            jobs = [(design, one.facts) for one in papers]
            options = _options(wish)
            if one_file:
                drawn = [folder / out.name]
                write_papers(jobs, drawn[0], options=options, progress=progress)
            else:
                drawn = write_paper_files(jobs, folder, options=options, progress=progress)
            if listing:
                given = [(one.number, one.facts.texts.get("姓名", ""), one.teacher_id or "") for one in papers]
                drawn.append(sign_lists.write(session, kind, given, folder, _stem(out, kind, papers)))
            numbers = tuple(one.number for one in papers if one.number)
            real = way if one_file or way == printings.PRINTER else printings.FILES
            printings.record(
                session, rows, kind.name, label, len(papers), numbers=numbers, way=real, copies=copies
            )  # fmt: skip
        paths = placing.put(drawn, out.parent if one_file else out)
    return Issued(tuple(paths), numbers, len(papers), sum(one.again for one in papers))


def _stem(out: Path, kind: PaperKind, papers: Sequence[_Paper]) -> str:
    """What the list to sign is called after: the file, or in a folder the kind and the first number, as papers are."""
    return out.stem if out.suffix.lower() == ".pdf" else f"{kind.label} {_in_name(papers[0].number)}"


def _in_name(number: str) -> str:
    return re.sub(r'[<>:"/\\|?*]', "-", number)


def _options(wish: Wish) -> "Options":
    from exports.papers.writing import Options

    return Options(preprinted=wish.preprinted, offset=wish.offset)


# -- small things


def may_make(session: Session, kind: PaperKind) -> bool:
    """Whether this office may make papers of a kind: what bears a number, a school only from a block of its own."""
    if session.is_county or not kind.numbered:
        return True
    return any((one["site"], one["kind"]) == (session.site, kind.name) for one in stored.blocks(session.store))


def _kind(name: str) -> PaperKind:
    from app.papers import registry

    return registry.kind(name)


def _design(session: Session, kind: str, wish: Wish) -> "tuple[str, Design]":
    from app.papers import designs

    if wish.design:
        return wish.design, designs.of_name(session, kind, wish.design)[1]
    return designs.chosen(session, kind)


def _design_of(session: Session, row: Row, wish: Wish) -> "Design":
    """The design a paper was printed with, where there still is one of that name; else the one in use."""
    from app.papers import designs

    name = wish.design or str(row["design"] or "")
    kind = str(row["kind"])
    names = {str(one["name"]) for one in designs.of_kind(session, kind)} | {one.name for one in designs.shipped(kind)}
    return _design(session, kind, replace(wish, design=name if name in names else ""))[1]


def _until(one: Due, wish: Wish) -> str | None:
    return wish.valid_until or one.term


def _order(session: Session) -> Callable[[str | None], tuple[int, str, int]]:
    """How papers are sorted: by school as the list of units has them, then by name as the roster has them."""
    at = {name: place for place, name in enumerate(roster.COLUMNS)}
    schools = {str(row["name"]): place for place, row in enumerate(organisations.listed(session))}
    places = {
        str(row[at["id"]]): (
            schools.get(str(row[at["work_name"]]), len(schools)),
            str(row[at["work_name"]] or ""),
            place,
        )
        for place, row in enumerate(roster.listed(session))
    }
    nobody = (len(schools) + 1, "", 0)
    return lambda teacher: places.get(teacher or "", nobody)
