"""数据交换 at a school: what is to be reported to the county, what came from there, and the files so far."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.entities import ENTITIES
from app.progress import Progress
from app.session import Session
from ui import choosing, pictures, tokens
from ui.exchange import sending
from ui.exchange.answers import AnswersPart
from ui.exchange.history import HistoryPart, moment
from ui.exchange.joining import code_label
from ui.exchange.receiving import KINDS, Answer, Receiver
from ui.exchange.undoing import Undoer
from ui.exchange.watching import WatchLine, watch_acts
from ui.outcome import Outcome
from ui.pages import Page, Services
from ui.proposals.own import OwnPart
from ui.sticks import StickStrip
from ui.tabs import Tabs

if TYPE_CHECKING:
    from app.exchange.hearing import Answer as CountyAnswer
    from app.exchange.mail import Made
    from app.exchange.overview import FileLine, Waiting
    from app.reviewing import Proposal

_HISTORY_LEAST = 132
_LINES = 3
"""Acts that are named in the pane; the rest is counted."""


@dataclass(frozen=True)
class State:
    """How the exchange of a school stands."""

    county: str
    code: str | None
    adopted: int
    waiting: "Sequence[Waiting]"
    files: "Sequence[FileLine]"
    proposals: "Sequence[Proposal]"
    answers: "Sequence[CountyAnswer]"
    contents: tuple[int, int] = (0, 0)
    """Of attachments: how many the county lacks and are here, and how many are lacking here."""


def read(session: Session) -> State:
    """The state, read in another thread."""
    from app import reviewing
    from app.exchange import enclosing, hearing, overview

    return State(
        session.county_name,
        session.join_code,
        session.adopted_number,
        overview.waiting(session),
        overview.files(session),
        reviewing.listed(session),
        hearing.answers(session),
        enclosing.waiting(session),
    )


class SchoolPage(Page):
    """Two panes side by side, the history below; a file may be dropped anywhere."""

    tables = frozenset(ENTITIES)
    help = (
        "左边是本校改过、县里还没有答复的内容：生成上报文件，用U盘、微信或邮件交给县里。"
        "右边接收县里发来的文件：可以点按钮选择，也可以把文件直接拖进窗口。"
        "“县里的答复”里是县里没有全部采用的操作：用了谁填的、为什么；不同意可以仍要更改。"
        "“更改申请”里是本校申请县里更改的内容，被退回的在那里重新申请。"
    )

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="数据交换")
        self.outcome = Outcome()
        self.up = Pane("upload", "要报给县里的", "生成上报文件……", self.send)
        self.down = Pane("download", "县里发来的", "接收文件……", self.choose)
        self.joining = JoiningStrip()
        self.history = HistoryPart()
        self.undoer = Undoer(services, self, self.outcome, self.reload)
        self.history.undo.connect(self.undoer.ask)
        self.own = OwnPart(session, services)
        self.own.changed.connect(self.reload)
        self.answers = AnswersPart(session, services)
        self.tabs = Tabs()
        self.receiver = Receiver(services, self, self._on_received, self.outcome.refused)
        self.stick = StickStrip(services.reads, self, sending.PURPOSE)
        self.stick.receiving.connect(lambda root: self.receiver.receive([root]))
        self.stick.writing.connect(self._send_to)
        self.watch = WatchLine(services.watcher(), self.receiver.receive)
        self.more.show()
        self._lay_out()
        self.reload()

    def _lay_out(self) -> None:
        panes = QHBoxLayout()
        panes.setContentsMargins(16, 12, 16, 12)
        panes.setSpacing(16)
        panes.addWidget(self.up, 1)
        panes.addWidget(self.down, 1)
        head = QLabel("收发记录")
        head.setProperty("role", "group")
        head.setContentsMargins(16, 0, 16, 4)
        self.history.setMinimumHeight(_HISTORY_LEAST)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.joining)
        column.addLayout(panes)
        column.addWidget(head)
        column.addWidget(self.history, 1)
        # On a low screen the page scrolls rather than push the window over the screen's edge.
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(content)
        scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.tabs.add("files", "上报与接收", lambda: scroll)
        self.tabs.add("answers", "县里的答复", lambda: self.answers)
        self.tabs.add("proposals", "更改申请", lambda: self.own)
        self.tabs.choose("files")
        self.body.addWidget(self.stick)
        self.body.addWidget(self.outcome)
        self.body.addWidget(self.tabs, 1)
        self.body.addWidget(self.watch)

    def reload(self) -> None:
        """Read the state in the quiet lane."""
        self.services.reads.run(lambda session, progress: read(session), title="正在读取收发记录", done=self._put)

    def show_record(self, pk: str) -> None:
        """Open a part by its name."""
        if pk in self.tabs.buttons:
            self.tabs.choose(pk)

    def on_changed(self, tables: frozenset[str]) -> None:
        self.reload()

    def on_files(self, paths: Sequence[Path]) -> bool:
        if self.tabs.current == "proposals" and self.own.scans.take_dropped(paths):
            return True
        self.receiver.receive(paths)
        return True

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return watch_acts(self, self.services)

    def send(self) -> None:
        """Write the file for the county into a folder that a person chooses."""
        folder = choosing.folder(self, self.services.settings, sending.PURPOSE, "上报文件写到哪里")
        if folder is not None:
            self._send_to(folder)

    def _send_to(self, place: Path) -> None:
        def work(session: Session, progress: Progress) -> "Made":
            from app.exchange import packing

            return packing.pack(session, "county", place, progress=progress)

        self.services.jobs.run(work, title="正在生成上报文件", done=self._on_sent, failed=self.outcome.refused)

    def choose(self) -> None:
        """Receive files that a person chooses."""
        paths = choosing.files(self, self.services.settings, sending.PURPOSE, "接收文件", KINDS)
        if paths:
            self.receiver.receive(paths)

    def _on_sent(self, made: "Made") -> None:
        sending.tell(self.outcome, sending.Written([made]), "上报文件", f"请交给{made.to_name}。")
        self.stick.sticks.recount()
        self.reload()

    def _on_received(self, answer: Answer) -> None:
        sentence = "".join(one.sentence for one in answer.taken)
        left = sending.reasons([f"{one.path.name}（{one.reason}）" for one in answer.left])
        self.stick.sticks.recount()
        if answer.repeated and not (answer.taken or answer.left):
            self.outcome.done("这些文件以前都已经接收过。", "里面没有新的内容，不用再接收。")
            return
        if not answer.taken:
            self.outcome.say_refused("没有接收任何文件。", left or "这里没有给本单位的文件。")
            return
        waiting = self.session.waiting
        then = [("生成上报文件……", self.send)] if waiting else []
        more = f"另外还有 {waiting} 次操作要报给县里。" if waiting else ""
        self.outcome.done(
            f"已接收{answer.taken[0].name}的文件。", sentence + more + (f"没有接收：{left}" if left else ""), then
        )

    def _put(self, state: State) -> None:
        self.joining.show_code(state.code, state.county)
        self._put_up(state)
        came = next((one for one in state.files if one.incoming), None)
        self.down.say(
            f"已接收到第 {state.adopted} 号文件" if state.adopted else "还没有接收过县里的文件",
            "把文件拖进窗口里的任何地方，或者点下面的按钮选择。",
            [(came.text, moment(came.at))] if came else [],
            "",
        )
        self.history.put(state.files)
        self.answers.put(state.answers)
        said = len(state.answers)
        self.tabs.rename("answers", f"县里的答复 {said:,}" if said else "县里的答复")
        self.own.put(state.proposals)
        returned = sum(one.status == "returned" for one in state.proposals)
        self.tabs.rename("proposals", f"更改申请 {returned:,}" if returned else "更改申请")

    def _put_up(self, state: State) -> None:
        count = len(state.waiting)
        if count:
            title, advice = f"{count:,} 次操作，县里还没有答复", "上报后，县里发回的文件会带来答复。"
        elif any(state.contents):
            title, advice = "没有要上报的操作，有附件要补", _contents_text(*state.contents)
        elif state.adopted:
            title, advice = "没有要上报的内容", "本校修改的内容，县里都已经答复。"
        else:
            title, advice = "还没有可以上报的内容", "先接收县里发来的第一个文件，里面有本校的教师。"
        lines = [(one.reason, moment(one.at)) for one in state.waiting[:_LINES]]
        self.up.say(title, advice, lines, f"……还有 {count - _LINES:,} 次" if count > _LINES else "")
        tokens.mark(self.up.button, "kind", "main" if count or any(state.contents) else "")


def _contents_text(asked: int, lacking: int) -> str:
    theirs = f"县里还缺 {asked:,} 个附件的内容，会随上报文件补发。" if asked else ""
    ours = f"本校还缺 {lacking:,} 个附件的内容，上报后县里会补发。" if lacking else ""
    return theirs + ours


class Pane(QFrame):
    """One direction: what there is, how much, and the button for it."""

    def __init__(self, picture: str, title: str, button: str, act: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        flag = QLabel()
        pictures.dress(flag, picture, "accent", 20)
        heading = QLabel(title)
        heading.setProperty("role", "group")
        self.amount = QLabel(wordWrap=True)
        self.amount.setProperty("role", "heading")
        self.advice = QLabel(wordWrap=True)
        self.advice.setProperty("role", "secondary")
        self.button = QPushButton(button)
        self.button.setProperty("kind", "main")
        self.button.clicked.connect(lambda: act())
        head = QHBoxLayout()
        head.setSpacing(tokens.GRID)
        head.addWidget(flag)
        head.addWidget(heading, 1)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.amount)
        column.addWidget(self.advice)
        column.addLayout(self._lines)
        column.addStretch(1)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def say(self, amount: str, advice: str, lines: Sequence[tuple[str, str]], more: str) -> None:
        """`lines` are what on the left, when on the right."""
        self.amount.setText(amount)
        self.advice.setText(advice)
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget:
                widget.deleteLater()
        for what, when in [*lines, *([(more, "")] if more else [])]:
            self._lines.addWidget(_line(what, when))


class JoiningStrip(QFrame):
    """Until the county's first file was taken: what to do with the request, and the digits to compare."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(16, 8, 16, 8)
        self._line.setSpacing(24)
        self._words = QLabel(wordWrap=True)
        self.code: QLabel | None = None
        self._line.addWidget(self._words, 1)
        self.hide()

    def show_code(self, code: str | None, county: str) -> None:
        """None: the school has joined."""
        self.setVisible(bool(code))
        if code is None:
            return
        self._words.setText(
            f"本校正在等{county}同意加入：请把加入申请文件交给{county}，并在电话里核对这八位数字。"
            "县里同意后会发来第一个文件，请在这里接收。"
        )
        if self.code is None:
            self.code = code_label(code)
            self._line.insertWidget(0, self.code)


def _line(what: str, when: str) -> QFrame:
    line = QFrame()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    text = QLabel(what, wordWrap=True)
    text.setTextFormat(Qt.TextFormat.PlainText)
    aside = QLabel(when)
    aside.setProperty("role", "secondary")
    row.addWidget(text, 1)
    row.addWidget(aside)
    return line
