"""A small dialog as most questions need it: a heading, sentences, what to fill in, why not, and two buttons."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.problems import SHOWN
from ui import messages, tokens


class Sheet(QDialog):
    """`self.column` takes what is to be filled in; `self.go` is the button that does it, given to `on_go`.

    Neither button answers Enter by itself: what these dialogs do is not done by a stray key.
    """

    def __init__(
        self, parent: QWidget, title: str, heading: str, go: str, *, no: str = "取消", width: int = 520
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        page = QFrame()
        page.setProperty("role", "page")
        head = QLabel(heading, wordWrap=True)
        head.setProperty("role", "heading")
        head.setTextFormat(Qt.TextFormat.PlainText)
        self.column = QVBoxLayout()
        self.column.setSpacing(tokens.GRID)
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("role", "fault")
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.hide()
        self.go = QPushButton(go)
        self.go.setProperty("kind", "main")
        self.go.clicked.connect(lambda: self.on_go())
        self.no = QPushButton(no)
        self.no.clicked.connect(self.reject)
        self.foot = QHBoxLayout()
        self.foot.addStretch(1)
        for button in (self.no, self.go):
            button.setAutoDefault(False)
            self.foot.addWidget(button)
        inside = QVBoxLayout(page)
        inside.setContentsMargins(24, 20, 24, 16)
        inside.setSpacing(12)
        inside.addWidget(head)
        inside.addLayout(self.column)
        inside.addWidget(self.fault)
        inside.addLayout(self.foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        self.setFixedWidth(min(width, max(parent.window().width() - 48, 360)))

    def sentence(self, text: str) -> QLabel:
        """Add a sentence."""
        label = QLabel(text, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.column.addWidget(label)
        return label

    def on_go(self) -> None:
        """The main button was pressed."""
        self.accept()

    def refuse(self, title: str, advice: str = "") -> None:
        """Say in place why not."""
        self.fault.setText(f"{title}{advice}")
        self.fault.setVisible(bool(title))
        self.adjustSize()

    def refused(self, problem: BaseException) -> None:
        """Say a refusal in place; what is none is our bug and reported as one."""
        if not isinstance(problem, SHOWN):
            messages.report_bug(self.window(), problem)
            return
        self.refuse(problem.title, problem.advice)
