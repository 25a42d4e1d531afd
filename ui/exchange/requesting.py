"""A school asks to join: it chooses its invite, makes its own file, and gets the digits to compare by telephone."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from app import dates
from app.problems import SHOWN
from ui import choosing, desktop, messages, tokens
from ui.exchange.joining import code_label
from ui.exchange.sending import PURPOSE
from ui.jobs import Lane

if TYPE_CHECKING:
    from app.exchange.joining import Invite
    from app.exchange.mail import Made

_INVITE = "邀请文件 (*.xhb)"
_DATA = "薪火数据文件 (*.xinhuo)"


class JoinCounty(QFrame):
    """The invite, who works here, and where the file goes. `joined(path, made)` once file and request are there."""

    joined = Signal(object, object)

    def __init__(self, settings: QSettings, lane: Lane) -> None:
        super().__init__()
        self._settings = settings
        self._lane = lane
        self._invite: Path | None = None
        self._school = ""
        self.choose = QPushButton("选择邀请文件……")
        self.choose.clicked.connect(self._choose)
        self.said = QLabel("县里会给每所学校一个邀请文件，文件名里有学校的名称。", wordWrap=True)
        self.said.setProperty("role", "secondary")
        self.operator = QLineEdit(placeholderText="您的姓名")
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("role", "fault")
        self.fault.hide()
        self.again = QPushButton("使用现有数据……")
        self.again.setEnabled(False)
        self.again.setToolTip("本校已经有数据文件：换了电脑、恢复了备份，或密钥打不开了")
        self.again.clicked.connect(self._make_again)
        self.make = QPushButton("选择保存位置并加入……")
        self.make.setProperty("kind", "main")
        self.make.setEnabled(False)
        self.make.clicked.connect(self._make)
        who = QLabel("经办人")
        who.setBuddy(self.operator)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(6)
        line = QHBoxLayout()
        line.addWidget(self.choose)
        line.addStretch(1)
        column.addLayout(line)
        for widget in (self.said, who, self.operator, self.fault):
            column.addWidget(widget)
        line = QHBoxLayout()
        line.addWidget(self.make)
        line.addWidget(self.again)
        line.addStretch(1)
        column.addLayout(line)
        aside = QLabel(
            "本校第一次用薪火，或再添一台电脑，选择保存位置。换了电脑、恢复了备份、密钥打不开，请使用现有数据，"
            "原来的内容和没有上报的修改都留着。",
            wordWrap=True,
        )
        aside.setProperty("role", "secondary")
        column.addWidget(aside)

    def take_invite(self, path: Path) -> None:
        """Look into an invite and say whom it is for."""

        def look() -> "Invite":
            from app.exchange import membership

            return membership.look_at_invite(path)

        self.fault.hide()
        self._lane.run(
            lambda _none, progress: look(),
            title=f"正在读取{path.name}",
            done=lambda invite: self._say(path, invite),
            failed=self._refused,
        )

    def _choose(self) -> None:
        path = choosing.file(self, self._settings, PURPOSE, "选择邀请文件", _INVITE)
        if path:
            self.take_invite(path)

    def _say(self, path: Path, invite: "Invite") -> None:
        self._invite, self._school = path, invite.organisation.name
        self.said.setText(f"{invite.county.name}邀请{self._school}加入。邀请到 {dates.in_words(invite.expires)}为止。")
        tokens.mark(self.said, "role", "group")
        self.choose.setText("换一个邀请文件……")
        self.make.setEnabled(True)
        self.again.setEnabled(True)
        self.operator.setFocus()

    def _make(self) -> None:
        invite = self._invite
        if invite is None:
            return
        from app.backups import places

        def avoided(folder: Path) -> bool:
            # The invite came on a stick, which goes back to the county.
            return folder == invite.parent or places.lies_with(folder, invite)

        name, title = f"{self._school}.xinhuo", "本校数据文件放在哪里"
        path = choosing.target(self, self._settings, "office", title, _DATA, name, avoided)
        if path:
            self._join(invite, path)

    def _make_again(self) -> None:
        path = choosing.file(self, self._settings, "office", "本校现有的数据文件", _DATA)
        if path and self._invite:
            self._join(self._invite, path)

    def _join(self, invite: Path, path: Path) -> None:
        database, operator = path, self.operator.text().strip()
        # The request goes where the invite came from, most often a stick on its way back to the county.
        folder = invite.parent if os.access(invite.parent, os.W_OK) else database.parent

        def join() -> "Made":
            from app.exchange import membership

            return membership.join(invite, database, folder, operator=operator)

        def refused(problem: BaseException) -> None:
            from ui.unlocking import offered

            # A school's own file that came from another computer.
            if not offered(self, self._settings, problem, lambda: self._join(invite, database)):
                self._refused(problem)

        self.fault.hide()
        self._lane.run(
            lambda _none, progress: join(),
            title="正在生成加入申请",
            done=lambda made: self.joined.emit(database, made),
            failed=refused,
        )

    def _refused(self, problem: BaseException) -> None:
        if not isinstance(problem, SHOWN):
            messages.report_bug(self.window(), problem)
            return
        self.fault.setText(f"{problem.title}{problem.advice}")
        self.fault.show()


class JoinedCard(QFrame):
    """What to do with the request that was just written. `begun` when the person goes on to the window."""

    begun = Signal()

    def __init__(self, made: "Made") -> None:
        super().__init__()
        self.setProperty("role", "card")
        heading = QLabel("加入申请已经写好")
        heading.setProperty("role", "heading")
        words = QLabel(
            f"请把加入申请交给{made.to_name}，并在电话里核对下面的八位数字：县里屏幕上的要和这里的完全一样。",
            wordWrap=True,
        )
        self.code = code_label(made.code or "")
        place = QLabel(f"加入申请：{made.path}", wordWrap=True)
        place.setProperty("role", "secondary")
        after = QLabel(
            "县里同意后会发来第一个文件，在“数据交换”里接收，就能看到本校的教师。八位数字在那里也能看到。",
            wordWrap=True,
        )
        after.setProperty("role", "secondary")
        show = QPushButton("打开所在文件夹")
        show.clicked.connect(lambda: desktop.show(made.path.parent))
        self.begin = QPushButton("开始使用")
        self.begin.setProperty("kind", "main")
        self.begin.clicked.connect(self.begun)
        buttons = QHBoxLayout()
        buttons.addWidget(show)
        buttons.addStretch(1)
        buttons.addWidget(self.begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        for widget in (heading, words, self.code, place, after):
            column.addWidget(widget)
        column.addLayout(buttons)
