"""Receiving files: one with its preview, a school's request with its code; many are handed on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from PySide6.QtWidgets import QWidget

from app.exchange.files import EXTENSION
from app.problems import Problem
from app.progress import Progress
from app.session import Session
from ui import messages
from ui.pages import Services
from ui.preview import Change, Item, PreviewDialog, PreviewPane, Proposal

if TYPE_CHECKING:
    from app.exchange.batch import Batch
    from app.exchange.receiving import Taken

KINDS = f"薪火交换文件 (*{EXTENSION})"
_BAD = frozenset({"conflict", "rejected", "answered"})


class Agreed(TypedDict, total=False):
    """What a person has agreed to about a file, by the names that `receiving.take` has for it."""

    trust_revoked: bool
    register: bool


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
    """What came of receiving: the files taken and those left, how many had been taken before, and whether a person
    stopped before the end."""

    taken: Sequence[Received]
    left: Sequence[Left] = ()
    stopped: bool = False
    repeated: int = 0


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
        # Not before it is wanted: the page paints without it.
        from app.exchange import batch

        wanted = batch.find(paths)
        if not wanted:
            self._refused(Problem(f"这里没有 {EXTENSION} 文件。", "请选择别的单位发来的交换文件，或放着它们的文件夹。"))
        elif len(wanted) == 1:
            self._look_at_one(wanted[0])
        else:
            from ui.exchange.many import ManyReceiver

            many = ManyReceiver(
                self._services, self._parent, self._on_many, lambda path: self._look_at_one(path), self._refused
            )
            many.receive(wanted)

    def _on_many(self, batch: "Batch") -> None:
        self._done(
            Answer(
                [Received(one.site, one.who, one.kind, one.said) for one in batch.lines if one.state == "taken"],
                [Left(one.path, one.said) for one in batch.lines if one.state not in ("taken", "repeated")],
                stopped=batch.stopped,
                repeated=batch.count("repeated"),
            )
        )

    # -- one file

    def _look_at_one(self, path: Path, agreed: Agreed | None = None) -> None:
        def look(session: Session, progress: Progress) -> "tuple[Taken, Proposal]":
            from app.exchange import receiving

            taken = receiving.preview(session, path, progress, **(agreed or {}))
            # Made here: a first file brings thousands of rows, and this is the thread with time for them.
            return taken, proposal_of(taken, path)

        self._services.jobs.run(
            look,
            title=f"正在读取{path.name}",
            done=partial(self._show_one, path, agreed or {}),
            failed=partial(self._ask, path, agreed or {}),
        )

    def _ask(self, path: Path, agreed: Agreed, problem: BaseException) -> None:
        """Some refusals are questions: a person who has telephoned the school may take the file all the same."""
        from app.exchange import signers

        more: Agreed
        if isinstance(problem, signers.Revoked):
            more, yes = {"trust_revoked": True}, "已核实，预览这个文件"
        elif isinstance(problem, signers.Unregistered):
            more, yes = {"register": True}, "已核实，登记并预览"
        else:
            self._refused(problem)
            return
        if messages.ask(self._parent, problem.title, problem.advice, yes, "不接收"):
            self._look_at_one(path, {**agreed, **more})
        else:
            self._refused(problem)

    def _show_one(self, path: Path, agreed: Agreed, looked: "tuple[Taken, Proposal]") -> None:
        taken, proposal = looked
        if taken.code:
            from ui.exchange.joining import JoinDialog

            joining = JoinDialog(self._parent, taken.header.from_name, taken.code)
            joining.accepted.connect(lambda: self._take(path, agreed))
            joining.differing.connect(lambda: self._throw_away(path))
            joining.open()
            return
        hint = "有冲突的先保留县里的内容，两边的值都会记下来。" if taken.report.counts.get("conflict") else ""
        pane = PreviewPane(proposal, accept="全部接收", hint=hint)
        self._open(f"接收{taken.header.from_name}的文件", pane, path, agreed)

    # -- taking

    def _open(self, title: str, pane: PreviewPane, path: Path, agreed: Agreed) -> None:
        dialog = PreviewDialog(self._parent, title, pane)
        dialog.accepted.connect(lambda: self._take(path, agreed))
        dialog.open()

    def _throw_away(self, path: Path) -> None:
        """The digits differ: the request and the invite it answers are of no use any more."""
        self._services.jobs.run(
            lambda session, progress: _reject(session, path),
            title="正在作废加入申请",
            done=lambda name: self._refused(
                Problem(
                    f"没有同意{name}加入，这个申请和它的邀请已经作废。",
                    "请在名单里重新邀请它，把新的邀请文件当面交给学校，再请学校重新申请。",
                )
            ),
            failed=self._refused,
        )

    def _take(self, path: Path, agreed: Agreed) -> None:
        self._services.jobs.run(
            lambda session, progress: _take_one(session, path, progress, agreed),
            title="正在接收",
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


def _take_one(session: Session, path: Path, progress: Progress, agreed: Agreed) -> Answer:
    from app.exchange import receiving

    return Answer([_received(receiving.take(session, path, progress, **agreed))])


def _reject(session: Session, path: Path) -> str:
    from app.exchange import files, mail, membership

    return membership.reject(session, files.read(path, mail.MOST), path.name)


def _received(taken: "Taken") -> Received:
    header = taken.header
    sentence = f"{header.from_name}已加入。" if taken.code else taken.report.sentence
    return Received(header.from_site, header.from_name, header.kind, sentence)
