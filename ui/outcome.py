"""What came of the last thing done on a page, said in place: done and what comes next, or why it could not be."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from app.problems import SHOWN
from ui import messages, pictures, tokens

Next = Sequence[tuple[str, Callable[[], None]]]


class Outcome(QFrame):
    """A strip that stays until the next thing is done or it is closed; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QLabel()
        self.title = QLabel(wordWrap=True)
        self.advice = QLabel(wordWrap=True)
        for label in (self.title, self.advice):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.buttons: list[QPushButton] = []
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.advice)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(16, 8, 8, 8)
        self._line.setSpacing(12)
        self._line.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addLayout(words, 1)
        self._close = QPushButton()
        self._close.setProperty("kind", "quiet")
        self._close.setAccessibleName("关闭提示")
        pictures.dress(self._close, "x", "secondary", 16)
        self._close.clicked.connect(self.hide)
        self._line.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def done(self, title: str, advice: str = "", then: Next = ()) -> None:
        """It was done; `then` are the next steps."""
        self._say("strip", "circle-check", "good", title, advice, then)

    def refused(self, problem: BaseException) -> None:
        """It could not be done: the refusal as it is. What is not a refusal is our bug and reported as one."""
        if not isinstance(problem, SHOWN):
            messages.report_bug(self.window(), problem)
            return
        self.say_refused(problem.title, problem.advice)

    def say_refused(self, title: str, advice: str) -> None:
        """It could not be done, in words of the page's own."""
        self._say("refusal", "triangle-alert", "danger", title, advice, ())

    def _say(self, role: str, picture: str, colour: str, title: str, advice: str, then: Next) -> None:
        tokens.mark(self, "role", role)
        pictures.dress(self._picture, picture, colour, 18)
        self.title.setText(title)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        for old in self.buttons:
            self._line.removeWidget(old)
            old.deleteLater()
        self.buttons = []
        for text, act in then:
            button = QPushButton(text)
            button.clicked.connect(lambda _=False, act=act: act())
            self._line.insertWidget(self._line.count() - 1, button, 0, Qt.AlignmentFlag.AlignTop)
            self.buttons.append(button)
        self.show()
