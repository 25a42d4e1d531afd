"""Schools that can prove they had joined, but that the county's data does not know: found, confirmed, registered."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.progress import Progress
from app.session import Session
from ui import choosing
from ui.exchange import sending
from ui.lists import Empty, ListPane
from ui.outcome import Outcome
from ui.pages import Services
from ui.rows import Column
from ui.sheet import Sheet

if TYPE_CHECKING:
    from app.exchange.recovering import Found

_STANDS = {"unknown": "可以登记", "known": "已经登记", "unfit": "不能用"}
_COLUMNS = (
    Column("stand", "情况", 72),
    Column("name", "学校", 144),
    Column("created", "生成时间", 128),
    Column("reason", "说明", 272),
    Column("file", "文件", 160),
)
_NAMES = ("id", *(column.name for column in _COLUMNS))


class RegisterSheet(Sheet):
    """What was found; `confirmed([Found])` for the ticked schools that can be registered."""

    confirmed = Signal(object)

    def __init__(self, parent: QWidget, found: "Sequence[Found]") -> None:
        super().__init__(parent, "登记以前加入过的学校", "核对这些学校", "", width=900)
        order = [*_STANDS]
        first = sorted(found, key=lambda one: order.index(one.stand))
        self._found = {str(number): one for number, one in enumerate(first)}
        self.sentence(
            "这些文件里带着县里以前签发的证明，已经核对无误。请逐所核实确实是本县的学校、现在还在用这个数据文件，再登记。"
            "登记以后接收它们的文件，学校不用重新加入。"
        )
        self.list = ListPane(
            _COLUMNS, _NAMES, unit="个文件", empty=Empty("没有文件", "请选择学校的上报文件。"), filters=("stand",)
        )
        self.list.setMinimumHeight(280)
        self.column.addWidget(self.list)
        self.list.put(
            (pk, _STANDS[one.stand], one.name, one.created.replace("T", " ")[:16], one.reason, one.path.name)
            for pk, one in self._found.items()
        )
        self.list.rows.ticked_changed.connect(self._tell)
        self._tell()

    def _ticked(self) -> "list[Found]":
        return [one for pk, one in self._found.items() if pk in self.list.rows.ticked and one.stand == "unknown"]

    def _tell(self) -> None:
        count = len(self._ticked())
        self.go.setText(f"登记 {count} 所学校" if count else "登记")
        self.go.setEnabled(bool(count))

    def on_go(self) -> None:
        self.confirmed.emit(self._ticked())
        self.accept()


def choose_and_register(parent: QWidget, services: Services, outcome: Outcome, then: Callable[[], None]) -> None:
    """Have a person choose the schools' files, show which schools they prove, and register those confirmed."""
    folder = choosing.folder(parent, services.settings, sending.PURPOSE, "学校的上报文件在哪个文件夹里")
    if folder is None:
        return
    place = folder

    def look(session: Session, progress: Progress) -> "list[Found]":
        from app.exchange import batch, recovering

        return recovering.look(session, batch.find([place]), progress)

    def show(found: "list[Found]") -> None:
        if not found:
            outcome.say_refused("这里没有学校的文件。", "请各校各生成一个上报文件，放进同一个文件夹，再选这个文件夹。")
            return
        sheet = RegisterSheet(parent, found)
        sheet.confirmed.connect(register)
        sheet.open()

    def register(found: "list[Found]") -> None:
        def work(session: Session, progress: Progress) -> "list[Found]":
            from app.exchange import recovering

            return recovering.register(session, found, progress)

        services.jobs.run(work, title=f"正在登记 {len(found)} 所学校", done=done, failed=outcome.refused)

    def done(registered: "list[Found]") -> None:
        outcome.done(
            f"已登记 {len(registered)} 所学校，并接收了它们的文件。",
            "请给它们生成文件；学校接收以后再上报一次，它们手里的内容就会报回来，在待核对里核对。",
        )
        then()

    services.jobs.run(look, title="正在读取学校的文件", done=show, failed=outcome.refused)
