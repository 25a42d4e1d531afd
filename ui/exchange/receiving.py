"""Receiving files: one with its preview, a school's request with its code; many are handed on."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
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
from ui.preview import PreviewDialog, Proposal

if TYPE_CHECKING:
    from app.exchange.batch import Batch
    from app.exchange.plan import Choice
    from app.exchange.receiving import Taken
    from ui.exchange.changes import Person
    from ui.exchange.previewing import FilePane

_DONE = frozenset({"taken", "repeated", "elsewhere"})
"""Files with which nothing is left to do."""

KINDS = f"薪火交换文件 (*{EXTENSION})"
_BAD = frozenset({"conflict", "rejected", "answered"})


class Agreed(TypedDict, total=False):
    """What a person has agreed to about a file, by the names that `receiving.take` has for it."""

    trust_revoked: bool
    register: bool


@dataclass(frozen=True)
class Looked:
    """A file that was looked at, and what its preview shows: made where there is time for thousands of rows."""

    taken: "Taken"
    proposal: Proposal
    people: "Sequence[Person]"


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

        named = list(paths)
        if not any(path.is_dir() for path in named):
            self._look(named)
            return
        # A full stick takes long to look through.
        self._services.jobs.run(
            lambda session, progress: batch.find(named), title="正在查找文件", done=self._look, failed=self._refused
        )

    def _look(self, wanted: Sequence[Path]) -> None:
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
                [Left(one.path, one.said) for one in batch.lines if one.state not in _DONE],
                stopped=batch.stopped,
                repeated=batch.count("repeated"),
            )
        )

    # -- one file

    def _look_at_one(self, path: Path, agreed: Agreed | None = None) -> None:
        def look(session: Session, progress: Progress) -> Looked:
            from app.exchange import receiving

            return looked_at(receiving.preview(session, path, progress, **(agreed or {})), path)

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

    def _show_one(self, path: Path, agreed: Agreed, looked: Looked) -> None:
        taken = looked.taken
        if taken.code:
            from ui.exchange.joining import JoinDialog

            joining = JoinDialog(self._parent, taken.header.from_name, taken.code)
            joining.accepted.connect(lambda: self._take(path, agreed))
            joining.differing.connect(lambda: self._throw_away(path))
            joining.open()
            return
        from ui.exchange.previewing import FilePane

        hint = (
            "有冲突的先保留县里的内容，两边的值都会记下来，等县里核对。" if taken.report.counts.get("conflict") else ""
        )
        pane = FilePane(looked.proposal, taken.report.entries, looked.people, hint=hint)
        dialog = PreviewDialog(self._parent, f"接收{taken.header.from_name}的文件", pane)
        dialog.accepted.connect(lambda: self._decided(path, agreed, taken, pane))
        dialog.open()

    # -- taking

    def _decided(self, path: Path, agreed: Agreed, taken: "Taken", pane: "FilePane") -> None:
        removal = taken.report.removal
        if removal is not None:
            advice = "学校调出的教师会这样离开。如果不该拿走这么多，先不要接收，请打电话问县里。"
            if not messages.ask(self._parent, removal.sentence, advice, "已核实，接收", "不接收"):
                self._refused(Problem("没有接收这个文件。", "没有改动任何内容。"))
                return
        self._take(path, agreed, taken, pane.choices, removal_agreed=removal is not None)

    def _failed(self, path: Path, agreed: Agreed, problem: BaseException) -> None:
        """Where the data moved while a person was reading, what the file would do now is shown instead."""
        from app.exchange import receiving

        if not isinstance(problem, receiving.Outdated):
            self._refused(problem)
            return
        looked = looked_at(problem.taken, path)
        notes = (f"{problem.title}{problem.advice}",)
        self._show_one(path, agreed, replace(looked, proposal=replace(looked.proposal, notes=notes)))

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

    def _take(
        self,
        path: Path,
        agreed: Agreed,
        expected: "Taken | None" = None,
        decline: "Collection[Choice]" = (),
        *,
        removal_agreed: bool = False,
    ) -> None:
        def work(session: Session, progress: Progress) -> Answer:
            from app.exchange import receiving

            taken = receiving.take(
                session, path, progress, **agreed, decline=decline, removal_agreed=removal_agreed, expected=expected
            )
            return Answer([_received(taken)])

        self._services.jobs.run(work, title="正在接收", done=self._done, failed=partial(self._failed, path, agreed))


def looked_at(taken: "Taken", path: Path) -> Looked:
    """What one file would change, as the preview shows it: what is to be looked at comes first."""
    from app.exchange.report import KIND_LABELS
    from ui.exchange.changes import grouped

    order = sorted(KIND_LABELS, key=lambda kind: kind not in _BAD)
    when = taken.header.created.replace("T", " ")[:16]
    removal = taken.report.removal
    proposal = Proposal(
        title=f"{taken.header.from_name}在 {when} 生成的文件　{path.name}",
        sentence=taken.report.sentence,
        kinds={kind: KIND_LABELS[kind] for kind in order},
        notes=(removal.sentence,) if removal else (),
        bad=_BAD,
        sides={
            "conflict": ("县里的", "学校的"),
            "rejected": ("县里的", "学校的"),
            "answered": ("本校填写", "现在"),
        },
    )
    return Looked(taken, proposal, grouped(taken.report.entries, _BAD))


def _reject(session: Session, path: Path) -> str:
    from app.exchange import files, mail, membership

    return membership.reject(session, files.read(path, mail.MOST), path.name)


def _received(taken: "Taken") -> Received:
    header = taken.header
    sentence = f"{header.from_name}已加入。" if taken.code else taken.report.sentence
    if taken.copy:
        sentence += f"接收前的数据已备份为「{taken.copy.name}」。"
    return Received(header.from_site, header.from_name, header.kind, sentence)
