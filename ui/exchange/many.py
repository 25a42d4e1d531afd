"""Receiving many files at once: what each is and would bring, then what came of it, as one list with filters."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QHBoxLayout, QHeaderView, QLabel, QPushButton, QVBoxLayout

from app.exchange.batch import ASIDE, STATES, Aside, Batch, Line
from app.progress import Progress
from app.session import Session
from ui import choosing
from ui.exchange.history import moment
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Services
from ui.rows import Column

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_COLUMNS = (
    Column("state", "结果", 88),
    Column("who", "单位", 144),
    Column("kind", "类别", 72),
    Column("created", "生成时间", 128),
    Column("said", "说明", 360),
    Column("file", "文件", 260),
)
_NAMES = ("id", *(column.name for column in _COLUMNS))
_SAID = 5
"""The column that takes the room there is."""

_WIDEST, _HIGHEST, _AROUND = 1180, 700, 48


class FilesDialog(QDialog):
    """The files of one go. `taking(aside)`: take them, and whether wrong ones are moved away; `alone(path)`: receive
    this one by itself; `keeping`: save the list."""

    taking = Signal(bool)
    alone = Signal(object)
    keeping = Signal()

    def __init__(self, parent: "QWidget", batch: Batch, *, over: bool, note: str = "") -> None:
        """`over`: these are the results; otherwise the files were only looked at."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("接收结果" if over else "批量接收")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.batch = batch
        self.list = ListPane(
            _COLUMNS,
            _NAMES,
            unit="个文件",
            empty=Empty("没有文件", "这里没有可以接收的交换文件。"),
            filters=("state", "who"),
            row_acts=(Act("单独接收……", self._receive_alone),),
            ticks=False,
        )
        self.list.grid.horizontalHeader().setSectionResizeMode(_SAID, QHeaderView.ResizeMode.Stretch)
        self.list.opened.connect(lambda pk: self._receive_alone([pk]))
        self.list.put(_row(number, one) for number, one in enumerate(batch.lines))
        self.sentence = QLabel(batch.sentence, wordWrap=True)
        self.sentence.setProperty("role", "heading")
        self.note = QLabel(note, wordWrap=True)
        self.note.setProperty("role", "secondary")
        self.note.setVisible(bool(note))
        self.aside = QCheckBox(f"把不能接收的文件移到“{ASIDE}”文件夹")
        self.main = QPushButton()
        self.main.setProperty("kind", "main")
        self.keep = QPushButton("保存清单……")
        self.keep.clicked.connect(self.keeping)
        self.leave = QPushButton("关闭")
        self.leave.clicked.connect(self.reject)
        self._offer(over)
        self._lay_out()
        window = parent.window()
        self.resize(min(window.width() - _AROUND, _WIDEST), min(window.height() - _AROUND, _HIGHEST))
        self.list.setFocus()

    def _offer(self, over: bool) -> None:
        """What there is to decide: taking those that fit, or at least moving away those that do not."""
        ready, wrong = self.batch.count("ready"), self.batch.count("refused")
        self.aside.setVisible(bool(ready and wrong) and not over)
        if ready and not over:
            self.main.setText(f"接收 {ready:,} 个文件")
            self.main.clicked.connect(lambda: self._take(self.aside.isChecked()))
            self.leave.setText("取消")
        elif wrong and not over:
            self.main.setText(f"把不能接收的文件移到“{ASIDE}”文件夹")
            self.main.clicked.connect(lambda: self._take(True))
        else:
            self.main.hide()

    def _lay_out(self) -> None:
        head, foot = QFrame(), QFrame()
        head.setProperty("role", "header")
        foot.setProperty("role", "footer")
        words = QVBoxLayout(head)
        words.setContentsMargins(16, 12, 16, 12)
        words.setSpacing(4)
        words.addWidget(self.sentence)
        words.addWidget(self.note)
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(8)
        line.addWidget(self.aside)
        line.addStretch(1)
        for button in (self.keep, self.leave, self.main):
            line.addWidget(button)
        page = QFrame()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((head, 0), (self.list, 1), (foot, 0)):
            column.addWidget(part, stretch)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(page)

    def _take(self, aside: bool) -> None:
        self.accept()
        self.taking.emit(aside)

    def _receive_alone(self, ids: Ids) -> None:
        one = self.batch.lines[int(ids[0])]
        if one.state in ("join", "person", "ready", "stopped"):
            self.reject()
            self.alone.emit(one.path)


class ManyReceiver:
    """Looks at many files, shows them, takes those that fit, and shows what came of them.

    `done(batch)` when files were dealt with; `alone(path)` receives a single file, as it asks for a person;
    `refused` gets why the whole could not be.
    """

    def __init__(
        self,
        services: Services,
        parent: "QWidget",
        done: Callable[[Batch], None],
        alone: Callable[[Path], None],
        refused: Callable[[BaseException], None],
    ) -> None:
        self._services = services
        self._parent = parent
        self._done = done
        self._alone = alone
        self._refused = refused

    def receive(self, paths: Sequence[Path]) -> None:
        """Look at all of them; nothing is written before a person has seen the list."""

        def work(session: Session, progress: Progress) -> Batch:
            from app.exchange import batch

            return batch.look(session, paths, progress)

        self._services.jobs.run(
            work, title=f"正在读取 {len(paths)} 个文件", done=self._show_looked, failed=self._refused
        )

    def _show_looked(self, batch: Batch) -> None:
        hint = "加入申请要与学校通电话核对：双击那一行，单独接收。" if batch.count("join") else ""
        dialog = FilesDialog(self._parent, batch, over=False, note=hint)
        dialog.taking.connect(lambda aside: self._take([one.path for one in batch.lines], aside))
        self._open(dialog)

    def _take(self, paths: Sequence[Path], aside: bool) -> None:
        def work(session: Session, progress: Progress) -> tuple[Batch, Aside | None]:
            from app.exchange import batch

            found = batch.take(session, paths, progress)
            return found, batch.set_aside(found.lines, session.now()) if aside else None

        self._services.jobs.run(
            work,
            title=f"正在接收 {len(paths)} 个文件",
            done=lambda found: self._show_taken(*found),
            failed=self._refused,
        )

    def _show_taken(self, batch: Batch, aside: Aside | None) -> None:
        self._done(batch)
        self._open(FilesDialog(self._parent, batch, over=True, note=_moved(aside)))

    def _open(self, dialog: FilesDialog) -> None:
        dialog.alone.connect(self._alone)
        dialog.keeping.connect(lambda: self._keep(dialog))
        dialog.open()

    def _keep(self, dialog: FilesDialog) -> None:
        out = choosing.target(dialog, self._services.settings, "papers", "保存清单", choosing.WORKBOOK, "接收结果.xlsx")
        if out is None:
            return
        target, batch = out, dialog.batch

        def work(session: Session, progress: Progress) -> None:
            from app.exchange.batch import write_report

            write_report(batch, target, progress)

        self._services.jobs.run(
            work,
            title="正在保存清单",
            done=lambda _: self._services.toast(f"清单已保存：{target.name}"),
        )


def _moved(aside: Aside | None) -> str:
    if aside is None or not (aside.moved or aside.stayed):
        return ""
    parts = [f"{len(aside.moved)} 个文件已移到旁边的“{ASIDE}”文件夹，原因写在里面的文本文件里。"] if aside.moved else []
    if aside.stayed:
        parts.append(f"{len(aside.stayed)} 个文件没有移动：{aside.stayed[0][1]}")
    return "".join(parts)


def _row(number: int, one: Line) -> tuple[str, ...]:
    return (
        str(number), STATES[one.state], one.who, one.kind_label, moment(one.created), one.said, one.path.name,
    )  # fmt: skip
