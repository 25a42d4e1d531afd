"""Asked for the key of an encrypted file: the password, the recovery code from paper, or the county's recovery kit."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app import recovery_code, unlocking
from app.problems import SHOWN
from app.unlocking import Locked
from ui import tokens
from ui.kit import KitSheet
from ui.sheet import Sheet
from ui.typed_lines import TypedLines

if TYPE_CHECKING:
    from app.exchange.kit import Kit

_FREE = 3
"""Wrong attempts before there is a pause; each further one doubles it."""
_FIRST_PAUSE, _LONGEST_PAUSE = 5, 60
_PASSWORD, _CODE, _KIT = "password", "code", "kit"


def offered(parent: QWidget, settings: QSettings, problem: BaseException, then: Callable[[], None]) -> bool:
    """Whether a refusal was that a file is locked: it is asked for its key then, and `then` called once it is open."""
    if not isinstance(problem, Locked):
        return False
    sheet = UnlockSheet(parent, settings, problem)
    sheet.opened.connect(then)
    sheet.open()
    return True


class UnlockSheet(Sheet):
    """`opened()` once the key is at hand: whoever wanted the file opens it again."""

    opened = Signal()

    def __init__(self, parent: QWidget, settings: QSettings, locked: Locked) -> None:
        super().__init__(parent, "打开加密的数据文件", locked.title, "打开", width=560)
        self._settings, self._locked = settings, locked
        self.wrong = 0
        self._left = 0
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        if locked.doubtful:
            self.sentence(locked.advice)
        elif not locked.has_password:
            self.sentence(
                "文件没有坏。从别的电脑拷来的、重装过系统的、换了登录用户的，都会这样：密钥留在原来的电脑上。"
                "请拿出打印好的恢复码；输入一次，以后在这台电脑上就直接打开。"
            )
        number = self.sentence(f"密钥编号　{recovery_code.number_of(locked.ident)}（和恢复码那张纸上的一样）")
        number.setProperty("role", "secondary")
        self.ways: dict[str, QToolButton] = {}
        self._stack = QStackedWidget()
        chips = QHBoxLayout()
        if locked.has_password:
            self._add_way(chips, _PASSWORD, "打开口令", self._password_page())
        self._add_way(chips, _CODE, "恢复码", self._code_page())
        if locked.path.with_name(locked.path.name + ".key").exists():
            self._add_way(chips, _KIT, "县里的恢复资料", self._kit_page())
        chips.addStretch(1)
        self.column.addLayout(chips)
        self.column.addWidget(self._stack)
        self.choose_way(next(iter(self.ways)))

    def _add_way(self, chips: QHBoxLayout, name: str, label: str, page: QWidget) -> None:
        button = self.ways[name] = QToolButton()
        button.setText(label)
        button.setProperty("kind", "chip")
        button.clicked.connect(lambda: self.choose_way(name))
        chips.addWidget(button)
        self._stack.addWidget(page)

    def _password_page(self) -> QWidget:
        page, column = _page()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self.on_go)
        label = QLabel("打开口令")
        label.setBuddy(self.password)
        self.password.setAccessibleName("打开口令")
        column.addWidget(label)
        column.addWidget(self.password)
        column.addWidget(_quiet("忘了口令，可以用恢复码打开，再到“设置→数据保护”里更换或取消口令。"))
        column.addStretch(1)
        return page

    def _code_page(self) -> QWidget:
        page, column = _page()
        self.code = TypedLines(recovery_code.LINES, recovery_code.NAME)
        column.addWidget(self.code)
        if self._locked.has_password:
            column.addWidget(_quiet("这样打开以后口令还在：可以到“设置→数据保护”里更换或取消它。"))
        column.addStretch(1)
        return page

    def _kit_page(self) -> QWidget:
        page, column = _page()
        column.addWidget(
            _quiet(
                "恢复码也找不到了，县里的恢复资料能打开本县的数据文件，也能打开各校交来的数据文件，要连同旁边的 .key 文件。"
            )
        )
        column.addStretch(1)
        return page

    def choose_way(self, name: str) -> None:
        """By password, by what is typed from paper, or by the county's kit."""
        self.way = name
        self._stack.setCurrentIndex([*self.ways].index(name))
        for one, button in self.ways.items():
            tokens.mark(button, "chosen", one == name)
        self.refuse("")
        self._tell_go()
        {_PASSWORD: self._focus_password, _CODE: self.code.editor.setFocus, _KIT: self.go.setFocus}[name]()

    def _focus_password(self) -> None:
        self.password.setFocus()

    def on_go(self) -> None:
        if self._left:
            return
        path = self._locked.path
        if self.way == _KIT:
            self._ask_kit()
        elif self.way == _PASSWORD:
            typed = self.password.text()
            # No store keeps the key of a file with a password: the window holds it meanwhile.
            self._attempt(lambda: unlocking.hold(unlocking.with_password(path, typed)))
        else:
            self._attempt(lambda: unlocking.hold(unlocking.with_code(path, self.code.text())))

    def _ask_kit(self) -> None:
        sheet = KitSheet(
            self,
            self._settings,
            "用恢复资料打开数据文件",
            "请拿出县里的恢复资料。打开以后，密钥留在这台电脑上，请马上重新打印恢复码。",
            "打开",
            # The lines from paper do not hold the county's name, and nothing here asks for it.
            county="本县",
        )
        sheet.given.connect(self._with_kit)
        sheet.open()

    def _with_kit(self, kit: "Kit") -> None:
        self._attempt(lambda: unlocking.hold(unlocking.with_kit(self._locked.path, kit)))

    def _attempt(self, bring: Callable[[], None]) -> None:
        try:
            bring()
        except SHOWN as problem:
            self.wrong += 1
            self.refused(problem)
            self._wait()
            return
        self.opened.emit()
        self.accept()

    # -- a growing pause between wrong attempts, never a closed door

    def _wait(self) -> None:
        if self.wrong < _FREE:
            return
        self._left = min(_FIRST_PAUSE << (self.wrong - _FREE), _LONGEST_PAUSE)
        self._clock.start()
        self._tell_go()

    def _tick(self) -> None:
        self._left -= 1
        if not self._left:
            self._clock.stop()
        self._tell_go()

    def _tell_go(self) -> None:
        self.go.setEnabled(not self._left)
        words = "下一步" if self.way == _KIT else "打开"
        self.go.setText(f"请等 {self._left} 秒" if self._left else words)


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 4, 0, 0)
    column.setSpacing(tokens.GRID)
    return page, column


def _quiet(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setProperty("role", "secondary")
    return label
