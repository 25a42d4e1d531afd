"""审核 at the county: pass or return one proposal, those ticked, or all that a filter shows."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app import proposals, reviewing
from app.session import Session
from ui import messages, tokens
from ui.lists import Empty, Ids
from ui.outcome import Outcome
from ui.pages import Services
from ui.proposals.listing import ProposalsPart

if TYPE_CHECKING:
    from app.reviewing import Decided, Proposal


class ReviewPart(ProposalsPart):
    """The list of proposals with the county's two answers; `changed` after something was decided."""

    def __init__(self, session: Session, services: Services, outcome: Outcome) -> None:
        self._outcome = outcome
        super().__init__(
            session,
            services,
            empty=Empty("没有更改申请", "学校申请更改由县里填写的内容时，会列在这里。"),
            acts=(("通过", self.accept), ("退回……", self.send_back)),
        )
        self.buttons["通过"].setProperty("kind", "main")

    def may(self, act: str, one: "Proposal") -> bool:
        if act == "通过":
            return one.status in (proposals.OPEN, proposals.RETURNED)
        return one.status == proposals.OPEN

    def accept(self, ids: Ids) -> None:
        """Pass these in one act; one whose field has changed since is asked about first."""
        over = False
        if len(ids) == 1 and self._by_id[ids[0]].moved:
            one = self._by_id[ids[0]]
            over = messages.ask(
                self,
                f"{one.about}的{one.label}在学校申请之后又改过。",
                f"现在是“{one.now or '空'}”，通过后改为“{one.new or '空'}”。",
                "仍然通过",
                "先不通过",
            )
            if not over:
                return
        self._decide(ids, proposals.PASSED, "", over)

    def send_back(self, ids: Ids) -> None:
        """Return these in one act, with one reason for all."""
        dialog = ReturnDialog(self, len(ids))
        dialog.said.connect(lambda reason: self._decide(ids, proposals.RETURNED, reason, False))
        dialog.open()

    def _decide(self, ids: Ids, verdict: str, comment: str, over: bool) -> None:
        # What is decided about is what was shown: another version may come in while the list is open.
        seen = {pk: self._by_id[pk].version for pk in ids}
        self._services.jobs.run(
            lambda session, progress: reviewing.decide(
                session, ids, verdict, comment, over=over, seen=seen, progress=progress
            ),
            title=f"正在审核 {len(ids)} 个申请",
            done=lambda decided: self._tell(decided, verdict),
            failed=self._outcome.refused,
        )

    def _tell(self, decided: "Decided", verdict: str) -> None:
        self.list.rows.untick_all()
        names = "；".join(f"{one.name}：{one.reason.rstrip('。')}" for one in decided.left[:5])
        more = f"……等 {len(decided.left)} 个" if len(decided.left) > 5 else ""
        left = f"没有处理：{names}{more}。" if decided.left else ""
        what = proposals.STATUSES[verdict]
        if not decided.done:
            self._outcome.say_refused("没有处理任何申请。", left)
        else:
            advice = "学校接收下一个县里的文件后会看到。"
            self._outcome.done(f"已{what} {decided.done} 个申请。", advice + left)
        self.changed.emit()


class ReturnDialog(QDialog):
    """Asks why proposals are returned; `said(reason)`."""

    said = Signal(str)

    def __init__(self, parent: QWidget, count: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("退回申请")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.reason = QPlainTextEdit(tabChangesFocus=True, placeholderText="缺什么、怎么改，学校要看得懂")
        self.reason.setFixedHeight(96)
        self.reason.setAccessibleName("退回的理由")
        self.button = QPushButton("退回")
        self.button.setProperty("kind", "main")
        self.button.setEnabled(False)
        self.reason.textChanged.connect(lambda: self.button.setEnabled(bool(self.reason.toPlainText().strip())))
        self.button.clicked.connect(self._say)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        page = QFrame()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(tokens.GRID)
        words = QLabel(f"退回 {count} 个申请的理由：" if count > 1 else "退回的理由：")
        column.addWidget(words)
        column.addWidget(self.reason)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.button)
        column.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        self.resize(min(parent.window().width() - 48, 440), self.sizeHint().height())
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self) -> None:
        self.said.emit(self.reason.toPlainText())
        self.accept()
