"""Many files in one go: taken one by one with the wrong ones set aside, or written for many schools."""

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.exchange.files import EXTENSION
from app.problems import SHOWN, Cancelled, Question
from app.progress import Progress, silent
from app.session import Session

if TYPE_CHECKING:
    from app.exchange.mail import Made
    from app.exchange.receiving import Taken

State = Literal["refused", "person", "join", "ready", "taken", "repeated", "elsewhere", "stopped"]

STATES: dict[State, str] = {
    "refused": "不能接收",
    "person": "等人决定",
    "join": "加入申请",
    "ready": "可以接收",
    "taken": "已接收",
    "repeated": "以前接收过",
    "elsewhere": "不用接收",
    "stopped": "没有处理",
}
"""What came of a file, as lists name it; what a person should look at comes first."""

ASIDE = "未接收"
"""The folder into which files that cannot be taken are moved, beside them."""

DONE = "已接收"
"""The folder into which a watched folder's files go when they were taken."""

REASONS = "未接收的原因.txt"

_DEEPEST = 3
_KIND_ORDER = {"join": 0, "up": 1, "down": 1, "more": 2}
_KIND_LABELS = {"join": "加入申请", "up": "上报", "down": "下发", "more": "附件", "invite": "邀请"}


@dataclass(frozen=True)
class Line:
    """One file: what came of it, from whom it says it is, and one sentence about it.

    `site`, `who`, `kind`, `created`, `number`, `package` (its id), `to` (a site) and `to_name` are what its clear
    header says, empty where that cannot be read; `conflicts` is how many it would bring or has brought, `copy` the
    name of the copy that was made of the data from before it.
    """

    path: Path
    state: State
    said: str
    site: str = ""
    who: str = ""
    kind: str = ""
    created: str = ""
    number: int = 0
    package: str = ""
    to: str = ""
    to_name: str = ""
    conflicts: int = 0
    copy: str = ""

    @property
    def kind_label(self) -> str:
        """What kind of file it is, as lists name it."""
        return _KIND_LABELS.get(self.kind, "")


@dataclass(frozen=True)
class Batch:
    """All files of one go, in the order they were dealt with; `stopped` when a person stopped before the end."""

    lines: Sequence[Line]
    stopped: bool = False

    def count(self, *states: State) -> int:
        """How many files came out so."""
        return sum(one.state in states for one in self.lines)

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        parts = [f"{label} {self.count(state)} 个" for state, label in STATES.items() if self.count(state)]
        return f"共 {len(self.lines)} 个文件：{'，'.join(parts)}。" if parts else "没有文件。"


@dataclass(frozen=True)
class Aside:
    """What was moved out of the way (from, to), and what had to stay and why."""

    moved: Sequence[tuple[Path, Path]]
    stayed: Sequence[tuple[Path, str]]


@dataclass(frozen=True)
class Written:
    """The files written, and for whom none could be and why."""

    made: "Sequence[Made]"
    left: Sequence[tuple[str, str]] = ()
    stopped: bool = False


# -- receiving


def find(paths: Iterable[Path]) -> list[Path]:
    """The exchange files meant by `paths`: a file itself, a folder those in it and in its folders, each once.

    What was set aside earlier, and hidden folders, are left out.
    """
    return list(dict.fromkeys(file for path in paths for file in (_inside(path) if path.is_dir() else [path])))


def look(session: Session, paths: Iterable[Path], progress: Progress = silent) -> Batch:
    """Rehearse every file by itself, without writing anything; in the order in which `take` would take them."""
    return _each(session, paths, progress, rehearse=True)


def take(session: Session, paths: Iterable[Path], progress: Progress = silent) -> Batch:
    """Take file after file, each whole or not at all; a stop falls between two files and keeps those taken.

    Requests to join wait for a person, who has to compare the digits; so does what asks for a person's word.
    """
    return _each(session, paths, progress, rehearse=False)


def set_aside(lines: Iterable[Line], now: datetime) -> Aside:
    """Move the files that cannot be taken into a folder beside them, with their reasons; nothing is deleted."""
    moved: list[tuple[Path, Path]] = []
    stayed: list[tuple[Path, str]] = []
    for one in lines:
        if one.state != "refused":
            continue
        try:
            moved.append((one.path, move_into(one.path, ASIDE)))
            _note_reason(one, now)
        except OSError:
            stayed.append((one.path, "这个位置不能写入，文件留在原处。"))
    return Aside(moved, stayed)


def move_into(path: Path, name: str) -> Path:
    """Move a file into the folder `name` beside it, never over another file; OSError when that cannot be."""
    folder = path.parent / name
    folder.mkdir(exist_ok=True)
    target, number = folder / path.name, 2
    while target.exists():
        target = folder / f"{path.stem}-{number}{path.suffix}"
        number += 1
    path.rename(target)
    return target


def write_report(batch: Batch, out: Path, progress: Progress = silent) -> None:
    """What came of every file, as a workbook."""
    from exports.workbooks.facts import ColumnFacts, SheetFacts
    from exports.workbooks.writing import write_workbook

    heads = (("state", "结果"), ("who", "单位"), ("kind", "类别"), ("created", "生成时间"), ("said", "说明"))
    columns = (*(ColumnFacts(key, label) for key, label in heads), ColumnFacts("path", "文件"))
    rows = [
        (STATES[one.state], one.who, one.kind_label, one.created.replace("T", " ")[:16], one.said, str(one.path))
        for one in batch.lines
    ]
    write_workbook(out, [SheetFacts("接收结果", batch.sentence, columns, rows)], progress=progress)


def _inside(folder: Path) -> list[Path]:
    found: list[Path] = []
    # Folders that cannot be opened (a stick formatted by Windows has one) are passed over.
    for here, folders, files in os.walk(folder):
        deep = len(Path(here).relative_to(folder).parts)
        folders[:] = sorted(
            name for name in folders if deep < _DEEPEST and name not in (ASIDE, DONE) and not name.startswith(".")
        )
        found += [Path(here) / name for name in sorted(files) if is_exchange_file(name)]
    return found


def for_office(paths: Iterable[Path], site: str) -> int:
    """How many of these files are for an office, as far as their clear headers tell; quick, and only for showing."""
    from app.exchange.package import glance

    heads = (glance(path) for path in paths)
    return sum(one is not None and one.to_site == site and one.from_site != site for one in heads)


def is_exchange_file(name: str) -> bool:
    """Whether a file of this name may be an exchange file; what other programs hide is none."""
    return name.lower().endswith(EXTENSION) and not name.startswith((".", "~"))


def _each(session: Session, paths: Iterable[Path], progress: Progress, *, rehearse: bool) -> Batch:
    # Else each file would be told as one that cannot be taken, and moved out of the live office's sight.
    session.store.refuse_if_read_only()
    files = find(paths)
    heads = []
    for number, path in enumerate(files):
        progress(number, len(files), f"读取 {path.name}")
        heads.append(head(path))
    heads = in_order(heads)
    joins = {one.site for one in heads if one.kind == "join"}
    lines: list[Line] = []
    for number, one in enumerate(heads):
        try:
            progress(number, len(heads), one.path.name)
        except Cancelled:
            if rehearse:
                raise
            rest = [replace(left, state="stopped", said="已停止，没有处理。") for left in heads[number:]]
            return Batch([*lines, *rest], stopped=True)
        if one.state != "refused":
            # One copy for the whole go: what it is from before, and not a hundred of them.
            copied = any(line.copy for line in lines)
            one = deal(session, one, joins, rehearse=rehearse, keep_copy=not copied)
        lines.append(one)
    return Batch(lines)


def head(path: Path) -> Line:
    """A file as its clear header describes it, or why even that cannot be read."""
    from app.exchange.package import glance, peek

    try:
        header = peek(path)
    except SHOWN as problem:
        # Of a file cut short it can often still be told whose it is: that office is asked to send it again.
        front = glance(path)
        return Line(path, "refused", _words(problem), who=front.from_name if front else "")
    return Line(
        path,
        "ready",
        "",
        site=header.from_site,
        who=header.from_name,
        kind=header.kind,
        created=header.created,
        number=header.number or 0,
        package=header.package_id,
        to=header.to_site,
        to_name=header.to_name,
    )


def in_order(lines: Iterable[Line]) -> list[Line]:
    """The order in which files are best taken."""
    return sorted(lines, key=_order)


def _order(one: Line) -> tuple[int, str, int, int, str, str]:
    """Requests to join first, then office by office in the order the files were made (a clock may be wrong: the
    protocol takes any order, this is only the kindest one)."""
    return (
        0 if one.kind == "join" else 1 if one.state != "refused" else 2,
        one.who,
        _KIND_ORDER.get(one.kind, 2),
        one.number,
        one.created,
        one.package or one.path.name,
    )


def deal(session: Session, one: Line, joins: Collection[str] = (), *, rehearse: bool, keep_copy: bool = True) -> Line:
    """Take or rehearse one file whose header was read; `joins`: sites whose request to join waits as well."""
    from app.exchange import receiving

    try:
        if one.site == session.site:
            return replace(one, state="elsewhere", said="这是本单位自己发出的文件，交给对方就可以了。")
        if not session.is_county and one.to != session.site and one.kind != "invite":
            # It may well be on its way to them; at the county nothing is on its way to anybody else.
            return replace(one, state="elsewhere", said=f"这个文件是给{one.to_name}的，不用在这里接收。")
        if was_taken(session, one):
            return replace(
                one,
                state="repeated",
                said=(
                    "这个加入申请以前已经办理过（同意或作废），不用再办理。"
                    if one.kind == "join"
                    else "这个文件以前已经接收过，没有再接收。"
                ),
            )
        if one.kind == "join":
            code = receiving.preview(session, one.path).code
            return replace(one, state="join", said=f"校验码 {code}：与学校通电话核对一致后，单独接收这个文件。")
        work = receiving.preview if rehearse else partial(receiving.take, keep_copy=keep_copy)
        taken = work(session, one.path)
    except SHOWN as problem:
        return _refused(session, one, problem, joins)
    return _said(one, taken, "ready" if rehearse else "taken")


def _said(one: Line, taken: "Taken", state: State) -> Line:
    if taken.report.repeated and not taken.report.counts:
        return replace(one, state="repeated", said="里面的内容以前都已经收到过。")
    if state == "ready" and taken.report.removal:
        return replace(one, state="person", said=taken.report.removal.sentence)
    conflicts = taken.report.counts.get("conflict", 0)
    copy = taken.copy.name if taken.copy else ""
    return replace(one, state=state, said=taken.report.sentence, conflicts=conflicts, copy=copy)


def _refused(session: Session, one: Line, problem: BaseException, joins: Collection[str]) -> Line:
    ours = one.to == session.site
    if ours and one.site in joins and one.kind != "join" and not _has_joined(session, one.site):
        words = f"{one.who}还没有加入：请先接收它的加入申请，再接收这个文件。"
        return replace(one, state="person", said=words)
    state: State = "person" if isinstance(problem, Question) else "refused"
    return replace(one, state=state, said=_words(problem))


def was_taken(session: Session, one: Line) -> bool:
    """Whether this very file was taken here before, under whatever name."""
    from storage import exchange as stored

    return one.package in stored.packages_taken(session.store)


def _has_joined(session: Session, site: str) -> bool:
    from storage import exchange as stored

    found = stored.site(session.store, site)
    return found is not None and found["state"] == "joined"


def _words(problem: BaseException) -> str:
    return f"{getattr(problem, 'title', '')}{getattr(problem, 'advice', '')}"


def _note_reason(one: Line, now: datetime) -> None:
    path = one.path.parent / ASIDE / REASONS
    # Notepad of an old Windows takes UTF-8 for something else without the mark.
    mark = "" if path.exists() else "\ufeff"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{mark}{now:%Y-%m-%d %H:%M}　{one.path.name}：{one.said}\n")


# -- sending


def one_by_one(names: Sequence[str], write: Callable[[int], "Made"], progress: Progress) -> Written:
    """Write a file for each name; every file is whole or not there, and a stop keeps those already written."""
    made: list[Made] = []
    left: list[tuple[str, str]] = []
    for number, name in enumerate(names):
        try:
            progress(number, len(names), name)
            made.append(write(number))
        except Cancelled:
            return Written(made, [*left, *((one, "已停止") for one in names[number:])], stopped=True)
        except SHOWN as problem:
            left.append((name, _words(problem)))
    return Written(made, left)


def pack_for(session: Session, sites: Sequence[tuple[str, str]], folder: Path, progress: Progress = silent) -> Written:
    """The county's files for schools given as (site id, name); one that cannot be written keeps back no other."""
    from app.exchange import packing

    session.store.refuse_if_read_only()
    return one_by_one([name for _, name in sites], lambda n: packing.pack(session, sites[n][0], folder), progress)
