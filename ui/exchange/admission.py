"""Inviting from the county's page: schools for the first time or again, one more computer, one in place of a lost one."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.progress import Progress
from app.session import Session
from ui import choosing
from ui.exchange import sending
from ui.outcome import Outcome
from ui.pages import Services

if TYPE_CHECKING:
    from app.exchange.computers import Computer
    from app.exchange.mail import Made

School = tuple[str, str]
"""A school by the id of its organisation, and its name."""


class Inviter:
    """Invites for one page; `then` once files were written."""

    def __init__(self, services: Services, parent: QWidget, outcome: Outcome, then: Callable[[], None]) -> None:
        self._services = services
        self._parent = parent
        self._outcome = outcome
        self._then = then

    def invite(self, schools: Sequence[School]) -> None:
        """An invite file for each; a school that had joined gets one for the computer that replaces all it had."""
        place = self._folder()
        if place is None:
            return
        self._services.jobs.run(
            lambda session, progress: sending.invite(session, schools, place, progress),
            title=f"正在给 {len(schools)} 所学校生成邀请文件",
            done=self._tell,
            failed=self._outcome.refused,
        )

    def add_computer(self, school: School) -> None:
        """An invite file for one more computer."""
        place = self._folder()
        if place is None:
            return

        def work(session: Session, progress: Progress) -> "Made":
            from app.exchange import membership

            return membership.invite(session, school[0], place, second=True)

        self._write(work, "请在新添的电脑上打开薪火，选择加入；原来的电脑照常使用。两台电脑各自上报、各自接收。")

    def replace_lost(self, school: School) -> None:
        """Show the computers of a school; take the lost ones out of use, and invite anew."""
        from ui.exchange.computers import LostSheet

        def look(session: Session, progress: Progress) -> "list[Computer]":
            from app.exchange import computers

            return computers.of(session, computers.site_of(session, school[0]))

        def show(found: "list[Computer]") -> None:
            if not found:
                self._outcome.say_refused(f"{school[1]}还没有加入，没有电脑可以停用。", "请先邀请它加入。")
                return
            sheet = LostSheet(self._parent, school[1], found)
            sheet.chosen.connect(lambda keys: self._replace(school, keys))
            sheet.open()

        self._services.jobs.run(look, title="正在读取学校的电脑", done=show, failed=self._outcome.refused)

    def _replace(self, school: School, lost: list[str]) -> None:
        place = self._folder()
        if place is None:
            self._outcome.say_refused("还没有停用。", "停用时要同时生成新的邀请文件，请选一个文件夹或U盘再试。")
            return

        def work(session: Session, progress: Progress) -> "Made":
            from app.exchange import membership

            return membership.replace_lost(session, school[0], place, lost)

        self._write(
            work,
            "丢失的电脑已经停用。请把邀请文件交给学校，在新电脑上打开薪火，选择加入；有备份的，选择使用现有数据。",
        )

    def _write(self, work: "Callable[[Session, Progress], Made]", hand_over: str) -> None:
        def done(made: "Made") -> None:
            sending.tell(self._outcome, sending.Written([made]), "邀请文件", hand_over)
            self._then()

        self._services.jobs.run(work, title="正在生成邀请文件", done=done, failed=self._outcome.refused)

    def _folder(self) -> Path | None:
        return choosing.folder(self._parent, self._services.settings, sending.PURPOSE, "邀请文件写到哪里")

    def _tell(self, written: sending.Written) -> None:
        sending.tell(self._outcome, written, "邀请文件", "请交给学校，在学校电脑上打开薪火后选择加入。")
        self._then()
