"""The recovery kit at the window: making one, and asking for one, as a file or as lines typed from paper."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.problems import SHOWN
from ui import choosing, tokens
from ui.sheet import Sheet
from ui.typed_lines import TypedLines

if TYPE_CHECKING:
    from app.exchange.kit import Kit

PURPOSE = "kit"
KINDS = "薪火恢复资料 (*.xhkit)"


class PassphraseSheet(Sheet):
    """A new passphrase, typed twice, for the kit file. `given(passphrase)`."""

    given = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "恢复资料", "给恢复资料定一个口令", "选择U盘并写入……", width=460)
        self.sentence(
            "没有口令打不开这份恢复资料，忘了也没有办法找回。请把口令写在纸上，和U盘分开保管。至少 8 个字符。"
        )
        self.first, self.second = QLineEdit(), QLineEdit()
        for label, editor in (("口令", self.first), ("再输一次", self.second)):
            editor.setEchoMode(QLineEdit.EchoMode.Password)
            named = QLabel(label)
            named.setBuddy(editor)
            editor.setAccessibleName(label)
            self.column.addWidget(named)
            self.column.addWidget(editor)
        self.first.setFocus()

    def on_go(self) -> None:
        from app.exchange.kit import PASSPHRASE_LEAST

        if self.first.text() != self.second.text():
            self.refuse("两次输入的口令不一样。", "请重新输入。")
        elif len(self.first.text().strip()) < PASSPHRASE_LEAST:
            self.refuse(f"口令太短，至少要 {PASSPHRASE_LEAST} 个字符。", "可以用一句只有自己记得的话，连同数字。")
        else:
            self.given.emit(self.first.text())
            self.accept()


class KitSheet(Sheet):
    """Asks for the kit. `given(kit)` once it could be read; what was typed wrong is said with its line and group."""

    given = Signal(object)

    def __init__(
        self, parent: QWidget, settings: QSettings, heading: str, words: str, go: str, *, county: str | None
    ) -> None:
        """`county` is the county's name; None asks for it where the lines from paper do not tell it."""
        super().__init__(parent, "恢复资料", heading, go, width=560)
        self._settings, self._county = settings, county
        self._path: Path | None = None
        self.sentence(words)
        self.ways: dict[str, QToolButton] = {}
        self._stack = QStackedWidget()
        line = QHBoxLayout()
        for name, label, page in (
            ("file", "U盘上的恢复资料", self._file_page()),
            ("paper", "纸上的恢复密钥", self._paper_page()),
        ):
            button = self.ways[name] = QToolButton()
            button.setText(label)
            button.setProperty("kind", "chip")
            button.clicked.connect(lambda _=False, name=name: self.choose_way(name))
            line.addWidget(button)
            self._stack.addWidget(page)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addWidget(self._stack)
        self.choose_way("file")

    def choose_way(self, name: str) -> None:
        """By file, or by what is typed from paper."""
        self.way = name
        self._stack.setCurrentIndex([*self.ways].index(name))
        for one, button in self.ways.items():
            tokens.mark(button, "chosen", one == name)
        self.refuse("")

    def _file_page(self) -> QWidget:
        page, column = _page()
        self.choose = QPushButton("选择恢复资料……")
        self.choose.clicked.connect(self._choose)
        self.named = QLabel("以 .xhkit 结尾的文件", wordWrap=True)
        self.named.setProperty("role", "secondary")
        line = QHBoxLayout()
        line.addWidget(self.choose)
        line.addWidget(self.named, 1)
        column.addLayout(line)
        self.passphrase = QLineEdit(placeholderText="制作恢复资料时定的口令")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.returnPressed.connect(self.on_go)
        label = QLabel("口令")
        label.setBuddy(self.passphrase)
        column.addWidget(label)
        column.addWidget(self.passphrase)
        column.addStretch(1)
        return page

    def _paper_page(self) -> QWidget:
        from app.exchange.kit import LINES

        page, column = _page()
        self.name = QLineEdit(placeholderText="如：示范县教育体育局")
        if self._county is None:
            label = QLabel("单位名称")
            label.setBuddy(self.name)
            column.addWidget(label)
            column.addWidget(self.name)
        self.typed = TypedLines(LINES, "恢复密钥")
        self.lines = self.typed.editor
        column.addWidget(self.typed)
        column.addStretch(1)
        return page

    def _choose(self) -> None:
        path = choosing.file(self, self._settings, PURPOSE, "选择恢复资料", KINDS)
        if path:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Use this kit file; its passphrase comes next."""
        self._path = path
        self.named.setText(path.name)
        self.passphrase.setFocus()

    def on_go(self) -> None:
        try:
            kit = self._read()
        except SHOWN as problem:
            self.refused(problem)
            return
        if kit:
            self.given.emit(kit)
            self.accept()

    def _read(self) -> "Kit | None":
        from app.exchange import kit

        if self.way == "paper":
            county = self._county or self.name.text().strip()
            if not county:
                self.refuse("请填写单位名称。", "它会出现在证书和报表上。")
                return None
            return kit.read_lines(self.typed.text(), county)
        if self._path is None:
            self.refuse("请先选择恢复资料。")
            return None
        return kit.load(self._path, self.passphrase.text())


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 4, 0, 0)
    column.setSpacing(tokens.GRID)
    return page, column
