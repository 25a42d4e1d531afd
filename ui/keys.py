"""The part 密钥 of 设置: how the keys stand, the recovery kit, new keys, the root kept offline."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QLabel, QPushButton

from app import dates
from app.progress import Progress
from app.session import Session
from ui import choosing, desktop, kit, messages
from ui.exchange.sending import PURPOSE
from ui.jobs import Work
from ui.outcome import Outcome
from ui.pages import Services
from ui.parts import Part

if TYPE_CHECKING:
    from app.exchange.custody import Standing
    from app.exchange.kit import Kit
    from app.exchange.mail import Made

T = TypeVar("T")

_BACK_UP = "请马上重新备份一次：以前的备份里没有新的密钥。"


class KeysPart(Part):
    """At the county the kit and the root besides the keys; at a school the keys alone."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        self.standing: Standing | None = None
        self.outcome = Outcome()
        self.column.addWidget(self.outcome)
        self.heading("密钥")
        self.sentence(
            "密钥保存在数据文件旁边的 .key 文件里，用来加密、签名交给对方的文件。它和数据文件要放在一起，备份时会一同备份。"
        )
        self.said = QLabel("正在读取……", wordWrap=True)
        self.column.addWidget(self.said)
        self.buttons: dict[str, QPushButton] = {}
        if session.is_county:
            self._county()
        self._both()

    def _county(self) -> None:
        self.heading("恢复资料")
        self.sentence(
            "县里的电脑坏了、丢了，要靠恢复资料重新开始；没有它，各校都要重新加入。请写一份到U盘，再打印一份在纸上，"
            "像公章一样保管，不要和电脑放在一起。"
        )
        self.kit_said = QLabel(wordWrap=True)
        self.column.addWidget(self.kit_said)
        self.line(
            self._button("kit", "写到U盘……", self.write_kit, main=True),
            self._button("print", "生成打印用的 PDF……", self.print_kit),
        )
        self.heading("根密钥")
        self.sentence(
            "根密钥只在更换县里的密钥和恢复时用得着。恢复资料做好以后，可以把它从这台电脑上删掉，只留在恢复资料里："
            "电脑丢了，别人也不能冒充本县。以前的备份里还有它，请一并保管好或销毁。"
        )
        self.root_said = QLabel(wordWrap=True)
        self.column.addWidget(self.root_said)
        self.line(self._button("offline", "根密钥只留在恢复资料里……", self.take_offline))

    def _both(self) -> None:
        self.heading("更换密钥")
        county = self._session.is_county
        self.sentence(
            "怀疑密钥被别人得到，或换了经办人，可以更换密钥。"
            + ("各校接收下一个文件时自动认得新的密钥，不用重新加入；路上的文件照样打得开。" if county else "")
            + ("" if county else "下一次上报时县里自动认得新的密钥，不用重新加入；路上的文件照样打得开。")
        )
        buttons = [self._button("change", "更换密钥……", self.change)]
        if county:
            buttons.append(self._button("rebuild", "用恢复资料重建……", self.rebuild))
        self.line(*buttons)
        if county:
            self.sentence("密钥文件没有了或打不开时，用恢复资料重建。学校不用重新加入。")
        else:
            self.heading("重新加入")
            self.computers = QLabel(wordWrap=True)
            self.column.addWidget(self.computers)
            self.sentence(
                "换了电脑、恢复了备份、密钥打不开，或县里要求重新加入，请向县里要一个新的邀请文件，在这里选择它。"
                "本校的数据和没有上报的修改都留着。要再添一台电脑，请在那台电脑上用邀请文件加入。"
            )
            self.line(self._button("join", "用邀请文件重新加入……", self.join_again))

    def _button(self, name: str, text: str, act: Callable[[], None], *, main: bool = False) -> QPushButton:
        button = self.buttons[name] = QPushButton(text)
        if main:
            button.setProperty("kind", "main")
        button.clicked.connect(lambda: act())
        return button

    # -- how they stand

    def tell(self) -> None:
        """Read how the keys stand, and say so."""

        def look(session: Session, progress: Progress) -> "Standing":
            from app.exchange import custody

            return custody.status(session)

        self._services.reads.run(look, title="正在读取密钥", done=self._show, failed=self._missing)

    def _show(self, standing: "Standing") -> None:
        self.standing = standing
        since = f"现在的密钥从 {dates.in_words(standing.since)}起使用。" if standing.since else "还没有县里的证明。"
        former = f"以前的 {standing.former} 个留着，用来打开晚到的文件。" if standing.former else ""
        sealed = "打开数据文件要输入口令。" if standing.sealed else ""
        self.said.setText(f"指纹 {standing.fingerprint}　{since}{former}{sealed}")
        writable = not self._session.store.read_only
        for button in self.buttons.values():
            button.setEnabled(writable)
        if not standing.is_county:
            self.computers.setText(f"县里登记的本校电脑：{standing.computers}。" if standing.computers else "")
            return
        made = standing.kit_made
        self.kit_said.setText(
            f"最近一次在 {dates.in_words(made)}制作。" if made else "还没有做过恢复资料，请现在就做。"
        )
        self.root_said.setText(
            "根密钥在这台电脑上。" if standing.root_here else "根密钥只在恢复资料里，这台电脑上没有。"
        )
        self.buttons["offline"].setEnabled(writable and standing.root_here and made is not None)

    def _missing(self, problem: BaseException) -> None:
        self.outcome.refused(problem)
        self.said.setText("密钥现在打不开。")
        for name, button in self.buttons.items():
            button.setEnabled(name in ("rebuild", "join") and not self._session.store.read_only)

    # -- the kit

    def write_kit(self) -> None:
        """Write the kit to a stick under a passphrase."""

        def ask(given: "Kit | None") -> None:
            sheet = kit.PassphraseSheet(self)
            sheet.given.connect(lambda passphrase: self._write(passphrase, given))
            sheet.open()

        self._with_root("制作恢复资料", "下一步", ask)

    def _write(self, passphrase: str, given: "Kit | None") -> None:
        folder = choosing.folder(self, self._services.settings, kit.PURPOSE, "恢复资料写到哪里")
        if folder is None:
            return
        place = folder

        def work(session: Session, progress: Progress) -> Path:
            from app.exchange import custody

            return custody.write_kit(session, place, passphrase, given)

        self._run(work, "正在写恢复资料", self._written)

    def _written(self, path: Path) -> None:
        self.outcome.done(
            "恢复资料已写好并核对。",
            f"{path.name}，在 {path.parent}。请拔出U盘，像公章一样保管；口令写在纸上，和U盘分开。",
        )

    def print_kit(self) -> None:
        """Write the kit as a PDF to print."""

        def make(given: "Kit | None") -> None:
            name = f"{self._session.name}-恢复资料.pdf"
            path = choosing.target(self, self._services.settings, kit.PURPOSE, "恢复资料", "PDF (*.pdf)", name)
            if path is None:
                return
            target = path

            def work(session: Session, progress: Progress) -> Path:
                from app.exchange import custody

                return custody.print_kit(session, target, given)

            self._run(work, "正在生成恢复资料", self._printable)

        self._with_root("打印恢复资料", "下一步", make)

    def _printable(self, path: Path) -> None:
        self.outcome.done(
            "恢复资料已生成，请打印。",
            f"{path.name}，在 {path.parent}。打印以后请删除这个文件，并清空回收站。",
            [("打开", lambda: desktop.show(path, self.outcome.say_refused))],
        )

    # -- the root, and new keys

    def take_offline(self) -> None:
        """Take the root out of the key file, once the kit was read."""

        def work(given: "Kit") -> Callable[[Session, Progress], None]:
            def run(session: Session, progress: Progress) -> None:
                from app.exchange import custody

                custody.take_offline(session, given)

            return run

        self._ask_kit(
            "根密钥只留在恢复资料里",
            "请先证明恢复资料确实能用：读一遍它，读得出来，才会把根密钥从这台电脑上删掉。",
            "删掉这台电脑上的根密钥",
            lambda given: self._run(
                work(given),
                "正在删除根密钥",
                lambda _none: self.outcome.done(
                    "根密钥只留在恢复资料里了。", "以前的备份里还有它，请把旧备份和恢复资料一样保管，或者销毁。"
                ),
            ),
        )

    def change(self) -> None:
        """Make new working keys."""
        whom = "各校" if self._session.is_county else "县里"
        if not messages.ask(
            self,
            "更换密钥吗？",
            f"换好以后，{whom}接收下一个文件时会自动认得新的密钥。以前的密钥留着，用来打开晚到的文件。",
            "更换密钥",
            "先不换",
        ):
            return

        def go(given: "Kit | None") -> None:
            def work(session: Session, progress: Progress) -> None:
                from app.exchange import custody

                custody.change(session, given)

            self._run(
                work,
                "正在更换密钥",
                lambda _none: self.outcome.done(
                    "密钥已更换。", f"{whom}接收下一个文件时会自动认得新的密钥。{_BACK_UP}"
                ),
            )

        self._with_root("更换密钥要用恢复资料", "更换密钥", go)

    def rebuild(self) -> None:
        """Make the keys anew from the kit."""

        def go(given: "Kit") -> None:
            def work(session: Session, progress: Progress) -> Path | None:
                from app.exchange import custody

                return custody.rebuild(session, given)

            self._run(work, "正在重建密钥", self._rebuilt)

        self._ask_kit(
            "用恢复资料重建密钥",
            "密钥文件没有了或打不开时才需要。重建以后，各校接收下一个文件时会自动认得新的密钥，不用重新加入。",
            "重建密钥",
            go,
        )

    def join_again(self) -> None:
        """Answer a new invite with the data this school has."""
        path = choosing.file(self, self._services.settings, PURPOSE, "选择邀请文件", "邀请文件 (*.xhb)")
        if path is None:
            return
        invite = path

        def work(session: Session, progress: Progress) -> "Made":
            from app.exchange import membership

            folder = invite.parent if os.access(invite.parent, os.W_OK) else session.path.parent
            return membership.join(invite, session.path, folder, operator=session.operator)

        self._run(work, "正在生成加入申请", self._asked)

    def _asked(self, made: "Made") -> None:
        self.outcome.done(
            f"加入申请已写好，请交给{made.to_name}，并打电话核对八位数字：{made.code}",
            f"{made.path.name}，在 {made.path.parent}。县里屏幕上的数字要和这里完全一样。",
        )

    def _rebuilt(self, aside: Path | None) -> None:
        kept = f"原来的密钥文件改名为“{aside.name}”。" if aside else ""
        self.outcome.done("密钥已重建。", f"{kept}请给各校生成文件。{_BACK_UP}")

    def _with_root(self, heading: str, go: str, then: "Callable[[Kit | None], None]") -> None:
        """Go on at once while the root is here, else ask for the kit first."""
        if self.standing is None or not self.standing.is_county or self.standing.root_here:
            then(None)
            return
        self._ask_kit(heading, "根密钥只在恢复资料里，请拿出恢复资料。", go, then)

    def _ask_kit(self, heading: str, words: str, go: str, then: "Callable[[Kit], None]") -> None:
        sheet = kit.KitSheet(self, self._services.settings, heading, words, go, county=self._session.name)
        sheet.given.connect(then)
        sheet.open()

    def _run(self, work: Work[T], title: str, done: Callable[[T], None]) -> None:
        def finished(result: T) -> None:
            done(result)
            self.tell()

        self._services.jobs.run(work, title=title, done=finished, failed=self.outcome.refused)
