"""The keys that sign papers, in 查验: whose they are and since when, to give out, to add knowingly and to stop."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.papers import paper_keys
from app.papers.paper_keys import PaperKey
from app.problems import SHOWN
from app.session import Session
from ui import choosing, messages, tokens
from ui.outcome import Outcome
from ui.pages import Services

PURPOSE = "paper keys"
_KIND = "薪火公钥 (*.txt)"


class PaperKeys(QWidget):
    """A line a key; the county adds another county's, and stops those of others."""

    def __init__(self, session: Session, services: Services, outcome: Outcome) -> None:
        super().__init__()
        self._session, self._services, self._outcome = session, services, outcome
        self.stops: dict[str, QPushButton] = {}
        head = QLabel("认得的公钥")
        head.setProperty("role", "group")
        self.said = QLabel(wordWrap=True)
        self.said.setProperty("role", "secondary")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(tokens.GRID)
        self._grid.setColumnStretch(0, 1)
        self.offer, self.add = QPushButton("导出本单位的公钥……"), QPushButton("添加外县的公钥……")
        self.offer.clicked.connect(self.write_offer)
        self.add.clicked.connect(self.take_offer)
        if not session.is_county:
            self.add.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.GRID)
        for button in (self.offer, self.add):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addWidget(head)
        column.addWidget(self.said)
        column.addLayout(self._grid)
        column.addLayout(buttons)
        self.reload()

    def reload(self) -> None:
        """Read the keys anew."""
        while item := self._grid.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.stops = {}
        keys = paper_keys.listed(self._session)
        for row, key in enumerate(keys):
            self._line(row, key)
        own = any(key.site == self._session.site and key.end is None for key in keys)
        self.offer.setEnabled(own)
        self.said.setText(
            "签名用这些公钥核对。停用日期以后签发的证书不认，以前签发的仍然有效。"
            if keys
            else "还没有公钥：县里发出第一份带查验二维码的证书时自动登记，随下发文件到各校。"
        )

    def _line(self, row: int, key: PaperKey) -> None:
        until = f"，{key.end} 停用" if key.end else ""
        whose = QLabel(f"{key.name}\n{key.start} 启用{until}", wordWrap=True)
        digits = QLabel(f"指纹 {key.fingerprint}")
        for label in (whose, digits):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(whose, row, 0)
        self._grid.addWidget(digits, row, 1)
        if self._session.is_county and key.end is None and key.site != self._session.site:
            stop = self.stops[key.id] = QPushButton("停用")
            stop.setAccessibleName(f"停用{key.name}的公钥")
            stop.clicked.connect(partial(self._stop, key))
            self._grid.addWidget(stop, row, 2)

    def write_offer(self) -> None:
        """Write this office's key to a file for another county."""
        name = f"{self._session.name}-证书公钥.txt"
        path = choosing.target(self, self._services.settings, PURPOSE, "导出本单位的公钥", _KIND, name)
        if path is None:
            return
        try:
            key = paper_keys.write_offer(self._session, path)
        except SHOWN as problem:
            self._outcome.refused(problem)
            return
        self._outcome.done("公钥已写好，可以交给外县。", f"文件：{path}。请打电话让对方核对指纹：{key.fingerprint}")

    def take_offer(self) -> None:
        """Add another county's key, once its fingerprint was compared."""
        path = choosing.file(self, self._services.settings, PURPOSE, "选择外县的公钥文件", _KIND)
        if path is None:
            return
        try:
            key = paper_keys.load_offer(path)
            if not messages.ask(
                self,
                f"认“{key.name}”的公钥吗？",
                f"指纹 {key.fingerprint}。请用你自己知道的电话号码打给对方核对，完全一样才添加："
                "添加以后，本县和各校都会认用它签的证书。",
                "核对过，添加",
                "先不添加",
            ):
                return
            paper_keys.add(self._session, key)
        except SHOWN as problem:
            self._outcome.refused(problem)
            return
        self.reload()
        self._outcome.done(f"已添加{key.name}的公钥。", "各校接收下一个下发文件以后也认得。")

    def _stop(self, key: PaperKey) -> None:
        if not messages.ask(
            self,
            f"停用“{key.name}”的公钥吗？",
            "以后签发的证书不再认，以前签发的仍然有效。停用以后不能恢复。",
            "停用",
            "先不停用",
        ):
            return
        try:
            paper_keys.stop(self._session, key.id)
        except SHOWN as problem:
            self._outcome.refused(problem)
            return
        self.reload()
        self._outcome.done(f"已停用{key.name}的公钥。", "各校接收下一个下发文件以后也不再认。")
