"""Before a school is let in: its name, and the eight digits to compare by telephone."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

_WIDTH = 460


class JoinDialog(QDialog):
    """Asks whether both screens show the same; nothing is let in without that. `differing` when they do not."""

    differing = Signal()

    def __init__(self, parent: QWidget, name: str, code: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("加入申请")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        page = QFrame()
        page.setProperty("role", "page")
        heading = QLabel(f"{name}申请加入", wordWrap=True)
        heading.setProperty("role", "heading")
        self.code = code_label(code)
        words = QLabel(
            "请与学校电话核对：学校电脑上显示的八位数字要和这里的完全一样。"
            "电话号码用平时存着的。不一样，说明文件可能在路上被人换过：点“不一致”，这个申请和邀请就都作废。",
            wordWrap=True,
        )
        self.agree = QPushButton("数字一样，同意加入")
        self.agree.setProperty("kind", "main")
        self.agree.clicked.connect(self.accept)
        later = QPushButton("先不加入")
        later.clicked.connect(self.reject)
        self.differs = QPushButton("不一致")
        self.differs.clicked.connect(self._throw_away)
        # Enter must not let anybody in: the digits are to be read first.
        for button in (self.agree, later, self.differs):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.differs)
        buttons.addStretch(1)
        buttons.addWidget(later)
        buttons.addWidget(self.agree)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        for widget in (heading, self.code, words):
            column.addWidget(widget)
        column.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        # A label that wraps tells its height only once it knows its width.
        words.setFixedWidth(_WIDTH - 48)
        self.setFixedWidth(_WIDTH)
        later.setFocus()

    def _throw_away(self) -> None:
        self.differing.emit()
        self.reject()


def code_label(code: str) -> QLabel:
    """The eight digits, large enough to read out."""
    label = QLabel(code, alignment=Qt.AlignmentFlag.AlignCenter)
    label.setProperty("role", "code")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAccessibleName(f"校验码 {code}")
    return label
