"""The small page shown when no file was named: open one, make a county's, or join a county as a school."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app import session as sessions
from app.problems import SHOWN
from ui import messages, pictures, tokens
from ui.recents import recent

KINDS = "薪火数据文件 (*.xinhuo)"


class StartPage(QWidget):
    """`chosen(path)` when there is a file to open. `join` is what a school with an invitation does."""

    chosen = Signal(object)

    def __init__(self, settings: QSettings, join: Callable[[QWidget], Path | None] | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._join = join
        self.setWindowTitle("薪火")
        self.resize(760, 520)
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(520)
        self._column = QVBoxLayout(card)
        self._column.setContentsMargins(24, 24, 24, 24)
        self._column.setSpacing(tokens.GRID)
        self._add_title()
        self._add_recent(recent(settings))
        self._choice("folder-open", "打开数据文件……", self._open)
        self.county = NewCounty()
        self.county.made.connect(self._take)
        self.county.hide()
        self._choice("plus", "新建县级数据文件", self._toggle_county)
        self._column.addWidget(self.county)
        joining = self._choice("users", "学校：用县里给的邀请文件加入", self._on_join)
        joining.setEnabled(join is not None)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)

    def _add_title(self) -> None:
        line = QHBoxLayout()
        flame = QLabel()
        pictures.dress(flame, "flame", "accent", 28)
        title = QLabel("薪火")
        title.setProperty("role", "title")
        line.addWidget(flame)
        line.addWidget(title, 1)
        words = QLabel("教师发展管理：教师、师徒结对、工作室、培训学时")
        words.setProperty("role", "secondary")
        self._column.addLayout(line)
        self._column.addWidget(words)
        self._column.addSpacing(tokens.GRID)

    def _add_recent(self, paths: Sequence[Path]) -> None:
        if not paths:
            return
        label = QLabel("最近打开")
        label.setProperty("role", "group")
        self._column.addWidget(label)
        for path in paths:
            button = self._choice("clock", f"{path.stem}　　{path.parent}", partial(self._take, path))
            button.setToolTip(str(path))
            button.setText(button.fontMetrics().elidedText(button.text(), Qt.TextElideMode.ElideMiddle, 400))
        self._column.addSpacing(tokens.GRID)

    def _choice(self, picture: str, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(f"  {text}")
        button.setProperty("kind", "choice")
        pictures.dress(button, picture, "accent", 20)
        button.clicked.connect(lambda: act())
        self._column.addWidget(button)
        return button

    def _open(self) -> None:
        path = messages.choose_file(self, "打开数据文件", KINDS)
        if path:
            self._take(path)

    def _toggle_county(self) -> None:
        self.county.setVisible(self.county.isHidden())
        if not self.county.isHidden():
            self.county.name.setFocus()

    def _on_join(self) -> None:
        path = self._join(self) if self._join else None
        if path:
            self._take(path)

    def _take(self, path: Path) -> None:
        self.chosen.emit(path)


class NewCounty(QFrame):
    """The two things a new county file needs to know. `made(path)` once it is there."""

    made = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.name = QLineEdit(placeholderText="如：示范县教育体育局")
        self.operator = QLineEdit(placeholderText="您的姓名")
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("role", "fault")
        self.fault.hide()
        make = QPushButton("选择保存位置并新建……")
        make.setProperty("kind", "main")
        make.clicked.connect(self._make)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(4)
        for text, editor in (("单位名称", self.name), ("经办人", self.operator)):
            label = QLabel(text)
            label.setBuddy(editor)
            column.addWidget(label)
            column.addWidget(editor)
        column.addWidget(self.fault)
        column.addSpacing(4)
        column.addWidget(make, 0, Qt.AlignmentFlag.AlignLeft)

    def _make(self) -> None:
        name = self.name.text().strip()
        self.fault.setVisible(not name)
        if not name:
            self.fault.setText("请填写单位名称，它会出现在证书和报表上。")
            return
        path = messages.choose_target(self, "新建县级数据文件", KINDS, f"{name}.xinhuo")
        if path is None:
            return
        path = path if path.suffix == ".xinhuo" else path.with_name(path.name + ".xinhuo")
        try:
            sessions.create_county(path, name, operator=self.operator.text().strip()).close()
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self.made.emit(path)
