"""Receiving files: one with its preview, a school's request with its code, many or a whole folder at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.exchange.files import EXTENSION
from app.problems import SHOWN, Cancelled, Problem
from app.progress import Progress
from app.session import Session
from ui.pages import Services
from ui.preview import Change, Item, PreviewDialog, PreviewPane, Proposal

if TYPE_CHECKING:
    from app.exchange.receiving import Taken

KINDS = f"薪火交换文件 (*{EXTENSION})"
_BAD = frozenset({"conflict", "rejected", "answered"})


@dataclass(frozen=True)
class Received:
    """A file that was taken: from whom, and in one sentence what it changed."""

    site: str
    name: str
    kind: str
    sentence: str


@dataclass(frozen=True)
class Left:
    """A file that was not taken, and why."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Answer:
    """What came of receiving: the files taken and those left, and whether a person stopped before the end."""

    taken: Sequence[Received]
    left: Sequence[Left] = ()
    stopped: bool = False


@dataclass(frozen=True)
class _Looked:
    """A file that was looked at: what it would bring, or why it cannot be taken."""

    path: Path
    taken: "Taken | None"
    reason: str = ""


class Receiver:
    """Receives for one page: `done` gets the answer, `refused` why nothing was taken."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        done: Callable[[Answer], None],
        refused: Callable[[BaseException], None],
    ) -> None:
        self._services = services
        self._parent = parent
        self._done = done
        self._refused = refused

    def receive(self, paths: Iterable[Path]) -> None:
        """Look at the files (a folder stands for those in it), show what they bring, and take them when told to."""
        wanted = list(dict.fromkeys(file for path in paths for file in _files_of(path)))
        if not wanted:
            self._refused(Problem(f"这里没有 {EXTENSION} 文件。", "请选择别的单位发来的交换文件，或放着它们的文件夹。"))
        elif len(wanted) == 1:
            self._look_at_one(wanted[0])
        else:
            self._look_at_many(wanted)

    # -- one file

    def _look_at_one(self, path: Path) -> None:
        def look(session: Session, progress: Progress) -> "tuple[Taken, Proposal]":
            from app.exchange import receiving

            taken = receiving.preview(session, path, progress)
            # Made here: a first file brings thousands of rows, and this is the thread with time for them.
            return taken, proposal_of(taken, path)

        self._services.jobs.run(
            look, title=f"正在读取{path.name}", done=partial(self._show_one, path), failed=self._refused
        )

    def _show_one(self, path: Path, looked: "tuple[Taken, Proposal]") -> None:
        taken, proposal = looked
        if taken.code:
            from ui.exchange.joining import JoinDialog

            joining = JoinDialog(self._parent, taken.header.from_name, taken.code)
            joining.accepted.connect(lambda: self._take([path]))
            joining.open()
            return
        hint = "有冲突的先保留县里的内容，两边的值都会记下来。" if taken.report.counts.get("conflict") else ""
        pane = PreviewPane(proposal, accept="全部接收", hint=hint)
        self._open(f"接收{taken.header.from_name}的文件", pane, [path])

    # -- many files

    def _look_at_many(self, paths: Sequence[Path]) -> None:
        self._services.jobs.run(
            lambda session, progress: [*_look(session, paths, progress)],
            title=f"正在读取 {len(paths)} 个文件",
            done=self._show_many,
            failed=self._refused,
        )

    def _show_many(self, looked: Sequence[_Looked]) -> None:
        ready = sorted(
            (one for one in looked if one.taken and not one.taken.code),
            key=lambda one: one.taken.header.created if one.taken else "",
        )
        accept = f"接收 {len(ready)} 个文件" if ready else ""
        joins = any(one.taken and one.taken.code for one in looked)
        hint = "加入申请要与学校通电话核对，请逐个接收。" if joins else ""
        pane = PreviewPane(_proposal_of_many(looked), accept=accept, decline="取消" if accept else "关闭", hint=hint)
        self._open("批量接收", pane, [one.path for one in ready])

    # -- taking

    def _open(self, title: str, pane: PreviewPane, paths: Sequence[Path]) -> None:
        dialog = PreviewDialog(self._parent, title, pane)
        dialog.accepted.connect(lambda: self._take(paths))
        dialog.open()

    def _take(self, paths: Sequence[Path]) -> None:
        alone = len(paths) == 1
        self._services.jobs.run(
            lambda session, progress: (
                _take_one(session, paths[0], progress) if alone else _take_many(session, paths, progress)
            ),
            title="正在接收" if alone else f"正在接收 {len(paths)} 个文件",
            done=self._done,
            failed=self._refused,
        )


def proposal_of(taken: "Taken", path: Path) -> Proposal:
    """What one file would change, as the preview shows it: what is to be looked at comes first."""
    from app.exchange.report import KIND_LABELS

    order = sorted(KIND_LABELS, key=lambda kind: kind not in _BAD)
    items = [
        Item(
            entry.kind,
            entry.about,
            entry.title,
            entry.note,
            [Change(line.label, line.old, line.new) for line in entry.lines],
        )
        for entry in taken.report.entries
    ]
    items.sort(key=lambda item: item.kind not in _BAD)
    when = taken.header.created.replace("T", " ")[:16]
    return Proposal(
        title=f"{taken.header.from_name}在 {when} 生成的文件　{path.name}",
        sentence=taken.report.sentence,
        kinds={kind: KIND_LABELS[kind] for kind in order},
        items=items,
        bad=_BAD,
        sides={"conflict": ("县里的", "学校的")},
    )


def _proposal_of_many(looked: Sequence[_Looked]) -> Proposal:
    items = [
        Item(
            "refused" if one.taken is None else "join" if one.taken.code else "ready",
            one.taken.header.from_name if one.taken else one.path.name,
            one.path.name if one.taken else "",
            _said(one),
        )
        for one in looked
    ]
    items.sort(key=lambda item: ("refused", "join", "ready").index(item.kind))
    ready = sum(item.kind == "ready" for item in items)
    return Proposal(
        title="批量接收",
        sentence=f"共 {len(items)} 个文件，其中 {ready} 个可以接收。",
        kinds={"refused": "不能接收", "join": "加入申请", "ready": "可以接收"},
        items=items,
        bad=frozenset({"refused"}),
        who="单位",
        what="",
        who_width=168,
    )


def _said(one: _Looked) -> str:
    if one.taken is None:
        return one.reason
    return "请逐个接收，与学校通电话核对校验码。" if one.taken.code else one.taken.report.sentence


def _look(session: Session, paths: Sequence[Path], progress: Progress) -> Iterable[_Looked]:
    from app.exchange import receiving

    for number, path in enumerate(paths):
        progress(number, len(paths), path.name)
        try:
            yield _Looked(path, receiving.preview(session, path))
        except SHOWN as problem:
            yield _Looked(path, None, f"{problem.title}{problem.advice}")


def _take_one(session: Session, path: Path, progress: Progress) -> Answer:
    from app.exchange import receiving

    return Answer([_received(receiving.take(session, path, progress))])


def _take_many(session: Session, paths: Sequence[Path], progress: Progress) -> Answer:
    """Take file after file; each is taken whole or not at all, and a stop keeps those already taken."""
    from app.exchange import receiving

    taken: list[Received] = []
    left: list[Left] = []
    for number, path in enumerate(paths):
        try:
            progress(number, len(paths), path.name)
            taken.append(_received(receiving.take(session, path)))
        except Cancelled:
            return Answer(taken, [*left, *(Left(one, "已停止") for one in paths[number:])], stopped=True)
        except SHOWN as problem:
            left.append(Left(path, f"{problem.title}{problem.advice}"))
    return Answer(taken, left)


def _received(taken: "Taken") -> Received:
    header = taken.header
    sentence = f"{header.from_name}已加入。" if taken.code else taken.report.sentence
    return Received(header.from_site, header.from_name, header.kind, sentence)


def _files_of(path: Path) -> list[Path]:
    return sorted(path.glob(f"*{EXTENSION}")) if path.is_dir() else [path]
