"""The part 数据保护 of 设置: how the file is protected, the recovery code, a password, old plain copies, a new key."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app import dates, encrypting, protection, recovery_code, unlocking
from app.problems import Problem
from app.progress import Progress
from app.protection import Standing
from app.session import Session
from ui import choosing, desktop, messages
from ui.outcome import Outcome
from ui.pages import Services
from ui.parts import Part
from ui.sheet import Sheet
from ui.typed_lines import TypedLines

PURPOSE = "code"
_AFTER = "打印以后请删除这个文件，并清空回收站；把纸装进信封封好，放进保险柜，不要和电脑放在一起。"


class ProtectionPart(Part):
    """At every office the same: its file, its code on paper, its password, and what lies about unprotected."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        self.standing: Standing | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.outcome = Outcome()
        self.column.addWidget(self.outcome)
        self.heading("数据文件")
        self.said = self._label("正在读取……")
        self.kept = self.sentence()
        self.heading("恢复码")
        self.sentence(
            "数据文件和备份拿到别的电脑上，要输入恢复码才打得开。它是纸上的三行字，像银行卡密码一样保管：装进信封封好，放进保险柜。"
        )
        self.code_said = self._label()
        self.line(self._button("code", "打印恢复码……", self.print_code, main=True))
        self.heading("打开口令")
        self.sentence(
            "可以不设。设了以后，每次打开都要输入，这台电脑不再保存密钥：几个人合用一台电脑、一个登录用户的，建议设。忘了口令，用恢复码打开。"
        )
        self.password_said = self._label()
        self.line(
            self._button("password", "设置打开口令……", self.set_password),
            self._button("no_password", "取消打开口令……", self.take_password),
        )
        self.plain_heading = QLabel("没有加密的旧副本")
        self.plain_heading.setProperty("role", "group")
        self.plain_heading.setContentsMargins(0, 8, 0, 0)
        self.column.addWidget(self.plain_heading)
        self.plain_said = self._label()
        self.line(
            self._button("encrypt", "加密这些副本", self.encrypt_copies),
            self._button("wipe", "彻底删除这些副本……", self.wipe_copies),
        )
        self.heading("更换数据密钥")
        self.sentence(
            "存着数据文件的U盘丢了、恢复码被别人看到了，可以更换数据密钥：数据文件用新的密钥重新加密，要重新打印恢复码。"
            "丢掉的那一份和以前的备份还是用原来的密钥，原来的恢复码打得开它们；以前的备份还要用的，请留着原来那张恢复码。"
        )
        self.line(self._button("change", "更换数据密钥……", self.change_key))
        self.fill(None)

    def _label(self, text: str = "") -> QLabel:
        label = QLabel(text, wordWrap=True)
        self.column.addWidget(label)
        return label

    def _button(self, name: str, text: str, act: Callable[[], None], *, main: bool = False) -> QPushButton:
        button = self.buttons[name] = QPushButton(text)
        if main:
            button.setProperty("kind", "main")
        button.clicked.connect(lambda: act())
        return button

    # -- how it stands

    def tell(self) -> None:
        """Read how the file is protected, and say so."""

        self._services.reads.run(
            lambda session, progress: protection.standing(session),
            title="正在读取数据保护的情况",
            done=self.fill,
            failed=self.outcome.refused,
        )

    def fill(self, standing: Standing | None) -> None:
        """Say how it stands; None while it is being read."""
        self.standing = standing
        ready = standing is not None and standing.encrypted
        writable = not self._session.store.read_only
        self.buttons["code"].setEnabled(ready)
        for name in ("password", "change"):
            self.buttons[name].setEnabled(ready and writable)
        for name in ("no_password", "encrypt", "wipe"):
            self.buttons[name].setEnabled(writable)
        self._fill_plain(standing.plain if standing else ())
        self.buttons["no_password"].setVisible(standing is not None and standing.asks)
        if standing is None:
            return
        self.said.setText(
            f"数据文件和它的备份都已加密，拷走了也打不开。密钥编号　{standing.number}"
            if standing.encrypted
            else "数据文件还没有加密：它所在的位置不能写入。请把它复制到这台电脑的磁盘上再打开，打开时会加密。"
        )
        self.kept.setText(_where(standing) if standing.encrypted else "")
        printed = standing.printed
        self.code_said.setText(
            f"{dates.in_words(date.fromisoformat(printed))}打印过。"
            if printed
            else "还没有打印过。这台电脑坏了、丢了，没有恢复码，文件和备份谁也打不开。"
        )
        self.password_said.setText(self._password_words(standing.asks))
        self.buttons["password"].setText("更换打开口令……" if standing.asks else "设置打开口令……")

    def _password_words(self, asks: bool) -> str:
        if not asks:
            return "现在没有打开口令。"
        if unlocking.is_opened_otherwise(self._session):
            return "现在设有打开口令。这次没有用它打开：忘了的，可以在这里更换或取消，不用输入原来的口令。"
        return "现在设有打开口令。"

    def _fill_plain(self, plain: tuple[Path, ...]) -> None:
        for widget in (self.plain_heading, self.plain_said, self.buttons["encrypt"], self.buttons["wipe"]):
            widget.setVisible(bool(plain))
        names = "、".join(path.name for path in plain[:6]) + ("等" if len(plain) > 6 else "")
        self.plain_said.setText(
            f"数据文件旁边有 {len(plain)} 个以前版本留下的副本没有加密，谁都读得到：{names}。请加密；用不着的，彻底删除。"
            "U盘和别处的旧备份也请找出来，销毁或另行保管。"
        )

    # -- the code

    def print_code(self) -> None:
        """Write the recovery code as a PDF to print."""
        print_code(self, self._session, self._services, self._printed, self.outcome.refused)

    def _printed(self, path: Path) -> None:
        self.outcome.done(
            "恢复码已生成，请打印。",
            f"{path.name}，在 {path.parent}。{_AFTER}",
            [("打开", lambda: desktop.show(path, self.outcome.say_refused))],
        )
        self.tell()

    # -- the password

    def set_password(self) -> None:
        """Have every opening ask for a password."""
        try:
            unlocking.refuse_unprinted(self._session)
        except Problem as problem:
            self.outcome.refused(problem)
            return
        sheet = PasswordSheet(self, self._session)
        sheet.given.connect(self._set)
        sheet.open()

    def _set(self, password: str) -> None:
        self._run(
            lambda session: _with_password(session, password),
            "正在设置打开口令",
            "打开口令已更换。" if unlocking.asks_password(self._session) else "打开口令已设好。",
            "下次打开这个数据文件时要输入。请记牢；忘了口令，要靠打印好的恢复码。",
        )

    def take_password(self) -> None:
        """Have this computer keep the key again."""
        if messages.ask(
            self,
            "取消打开口令吗？",
            "以后在这台电脑上直接打开，不用输入；这台电脑会保存密钥。以前的备份带着的口令不变。",
            "取消打开口令",
            "先不取消",
        ):
            if unlocking.needs_proof(self._session):
                sheet = ProofSheet(self, self._session)
                sheet.given.connect(self._take)
                sheet.open()
            else:
                self._take()

    def _take(self) -> None:
        self._run(
            lambda session: unlocking.set_password(session, None),
            "正在取消打开口令",
            "打开口令已取消。",
            "以后在这台电脑上直接打开。",
        )

    # -- old copies that anybody can read

    def encrypt_copies(self) -> None:
        """Encrypt them under the file's key."""

        def done(left: list[Path]) -> None:
            if left:
                names = "、".join(path.name for path in left)
                self.outcome.say_refused("有的副本没有加密成。", f"{names}：可能已经损坏，或正被别的程序打开。")
            else:
                self.outcome.done("旧副本已加密。", "它们和数据文件用同一把密钥、同一张恢复码。")
            self.tell()

        self._services.jobs.run(
            encrypting.encrypt_copies, title="正在加密旧副本", done=done, failed=self.outcome.refused
        )

    def wipe_copies(self) -> None:
        """Overwrite and delete them, after asking."""
        if self.standing is None or not messages.ask(
            self,
            f"彻底删除这 {len(self.standing.plain)} 个旧副本吗？",
            "先覆盖再删除，不进回收站，找不回来。删除之前请确认新的备份是好的。",
            "彻底删除",
            "先不删除",
        ):
            return
        self._run(
            encrypting.wipe_copies,
            "正在删除旧副本",
            "旧副本已彻底删除。",
            "固态硬盘和U盘可能还留有痕迹；报废电脑时，请按保密要求处理硬盘。",
        )

    # -- a new key

    def change_key(self) -> None:
        """Close the window, encrypt the file anew, and come back."""
        if messages.ask(
            self,
            "更换数据密钥吗？",
            "窗口会先关闭，整个数据文件用新的密钥重新加密，再打开。换好以后请马上打印新的恢复码，再备份一次。"
            "设有打开口令的，要重新设置。",
            "更换数据密钥",
            "先不换",
        ):
            self._services.rekey()

    def _run(self, act: Callable[[Session], None], title: str, done: str, advice: str) -> None:
        def finished(_none: None) -> None:
            self.outcome.done(done, advice)
            self.tell()

        def work(session: Session, progress: Progress) -> None:
            act(session)

        self._services.jobs.run(work, title=title, done=finished, failed=self.outcome.refused)


def _with_password(session: Session, password: str) -> None:
    unlocking.set_password(session, password)
    if session.store.key:
        # No store keeps it any more, and this window is still open on the file and its copies.
        unlocking.hold(session.store.key)


def print_code(
    parent: QWidget,
    session: Session,
    services: Services,
    done: Callable[[Path], None],
    failed: Callable[[BaseException], None],
) -> None:
    """Ask where the recovery code goes as a PDF, and write it in the lane."""
    path = choosing.target(parent, services.settings, PURPOSE, "恢复码", "PDF (*.pdf)", f"{session.name}-恢复码.pdf")
    if path is None:
        return
    target = path

    services.jobs.run(
        lambda session, progress: recovery_code.print_code(session, target),
        title="正在生成恢复码",
        done=done,
        failed=failed,
    )


class Proof(QWidget):
    """The present password, or the recovery code from paper where it was forgotten."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("现在的口令")
        self.label = QLabel("现在的口令")
        self.label.setBuddy(self.password)
        self.code = TypedLines(recovery_code.LINES, recovery_code.NAME)
        self.code.hide()
        self.forgotten = QPushButton("忘了口令，输入恢复码")
        self.forgotten.setProperty("kind", "quiet")
        self.forgotten.setAutoDefault(False)
        self.forgotten.clicked.connect(lambda: self._take_code())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.label, self.password, self.code, self.forgotten):
            column.addWidget(widget)

    def _take_code(self) -> None:
        for widget in (self.label, self.password, self.forgotten):
            widget.hide()
        self.code.show()
        self.code.editor.setFocus()
        self.window().adjustSize()

    def prove(self) -> None:
        """Raise Problem for what is neither."""
        if self.code.isHidden():
            unlocking.prove_password(self._session, self.password.text())
        else:
            unlocking.prove_code(self._session, self.code.text())


class ProofSheet(Sheet):
    """Asks for the present password, or the recovery code. `given()` once it was right."""

    given = Signal()

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent, "打开口令", "取消以前，请先输入现在的口令", "取消打开口令", no="先不取消", width=560)
        self.proof = Proof(session)
        self.column.addWidget(self.proof)
        self.proof.password.setFocus()

    def on_go(self) -> None:
        try:
            self.proof.prove()
        except Problem as problem:
            self.refused(problem)
            return
        self.given.emit()
        self.accept()


class PasswordSheet(Sheet):
    """A new password, typed twice, after the one there is. `given(password)`."""

    given = Signal(str)

    def __init__(self, parent: QWidget, session: Session) -> None:
        self._session = session
        change = unlocking.asks_password(session)
        heading = "更换数据文件的打开口令" if change else "给数据文件定一个打开口令"
        super().__init__(parent, "打开口令", heading, "更换打开口令" if change else "设置打开口令", width=560)
        self.sentence(
            "以后每次打开这个数据文件都要输入它。至少 8 个字符，不要用单位名称、姓名、电话。"
            "忘了口令，只能用打印好的恢复码打开。"
        )
        self.first, self.second = QLineEdit(), QLineEdit()
        self.proof = Proof(session) if unlocking.needs_proof(session) else None
        if self.proof:
            self.column.addWidget(self.proof)
        for label, editor in (("新的口令" if change else "口令", self.first), ("再输一次", self.second)):
            editor.setEchoMode(QLineEdit.EchoMode.Password)
            named = QLabel(label)
            named.setBuddy(editor)
            editor.setAccessibleName(label)
            self.column.addWidget(named)
            self.column.addWidget(editor)
        (self.proof.password if self.proof else self.first).setFocus()

    def on_go(self) -> None:
        if self.first.text() != self.second.text():
            self.refuse("两次输入的口令不一样。", "请重新输入。")
            return
        try:
            unlocking.refuse_weak(self._session, self.first.text())
            if self.proof:
                self.proof.prove()
        except Problem as problem:
            self.refused(problem)
            return
        self.given.emit(self.first.text())
        self.accept()


class OfferCode(Sheet):
    """Shown once an office's file is new on this computer: print its recovery code now."""

    def __init__(self, parent: QWidget, session: Session, services: Services) -> None:
        super().__init__(parent, "恢复码", "请打印恢复码", "打印恢复码……", no="以后再说", width=520)
        self._session, self._services = session, services
        self._path: Path | None = None
        self.words = self.sentence(
            "数据文件已经加密，密钥在这台电脑上，平时打开不用输入什么。电脑坏了、丢了或重装了系统，要靠纸上的恢复码打开数据文件和备份；"
            "没有它，谁也打不开。请现在打印，装进信封封好，放进保险柜。"
            "以后可以在“设置→数据保护”里打印；没有打印之前，工作台会一直提醒。"
        )

    def on_go(self) -> None:
        if self._path:
            desktop.show(self._path, self.refuse)
        else:
            print_code(self, self._session, self._services, self._printed, self.refused)

    def _printed(self, path: Path) -> None:
        self._path = path
        self.words.setText(f"恢复码已生成，请打印：{path.name}，在 {path.parent}。{_AFTER}")
        self.go.setText("打开")
        self.no.setText("好了")
        self.refuse("")


def _where(standing: Standing) -> str:
    if standing.kept:
        return (
            "设有打开口令，但是这台电脑还存着密钥，口令可以绕过：上次没有设完，或者用恢复码打开过旧备份。"
            "请点“更换打开口令……”再设一次。"
        )
    if standing.asks:
        return "设有打开口令：这台电脑不保存密钥，每次打开时输入。"
    words = f"密钥保存在：{standing.store.words}。"
    return words if standing.store.safe else f"{words}几个人合用这台电脑的，建议设打开口令。"
