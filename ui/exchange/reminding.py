"""The schools to remind (催报): who and since when, copied as a message or saved to print."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QHeaderView, QLabel, QPushButton, QSpinBox, QVBoxLayout

from app.exchange import reminding, standing
from app.problems import SHOWN
from app.progress import Progress
from app.session import Session
from ui import choosing, desktop
from ui.lists import Act, Empty, Ids, ListPane
from ui.outcome import Outcome
from ui.pages import Services
from ui.rows import Column

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_COLUMNS = (
    Column("name", "学校", 168),
    Column("phone", "电话", 112),
    Column("last_in", "最近上报", 96),
    Column("days", "已过天数", 80, "right"),
    Column("missing", "缺什么", 320),
)
_NAMES = ("id", *(column.name for column in _COLUMNS))
_WIDTH, _HEIGHT, _AROUND = 900, 560, 48


class RemindDialog(QDialog):
    """The list with its three ways out; how many days count is kept for the office."""

    def __init__(self, parent: "QWidget", session: Session, services: Services) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(reminding.TITLE)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._session = session
        self._services = services
        self.days = QSpinBox(minimum=1, maximum=366, suffix=" 天")
        self.days.setValue(standing.remind_days(session))
        self.days.valueChanged.connect(self._on_days)
        self.list = ListPane(
            _COLUMNS,
            _NAMES,
            unit="所",
            empty=Empty("没有要催报的学校", "所有学校都按时上报了。"),
            ticks=False,
            row_acts=(Act("给这所学校的催报通知……", self._notify),),
        )
        self.list.grid.horizontalHeader().setSectionResizeMode(len(_COLUMNS), QHeaderView.ResizeMode.Stretch)
        self.outcome = Outcome()
        self.copy = QPushButton("复制催报文字")
        self.copy.clicked.connect(self._copy)
        self.notices = QPushButton("催报通知……")
        self.notices.setToolTip("每所学校一份通知，按公文格式")
        self.notices.clicked.connect(lambda: self._notify(None))
        self.workbook = QPushButton("保存为工作簿……")
        self.workbook.clicked.connect(lambda: self._save(".xlsx", choosing.WORKBOOK))
        self.paper = QPushButton("保存为 PDF……")
        self.paper.setProperty("kind", "main")
        self.paper.clicked.connect(lambda: self._save(".pdf", "PDF (*.pdf)"))
        self._lay_out()
        window = parent.window()
        self.resize(min(window.width() - _AROUND, _WIDTH), min(window.height() - _AROUND, _HEIGHT))
        self._fill()
        self.list.setFocus()

    def _lay_out(self) -> None:
        head, foot = QFrame(), QFrame()
        head.setProperty("role", "header")
        foot.setProperty("role", "footer")
        top = QHBoxLayout(head)
        top.setContentsMargins(16, 10, 16, 10)
        top.setSpacing(8)
        words = QLabel("这么久没有上报的学校：")
        words.setBuddy(self.days)
        top.addWidget(words)
        top.addWidget(self.days)
        top.addStretch(1)
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(8)
        line.addStretch(1)
        leave = QPushButton("关闭")
        leave.clicked.connect(self.reject)
        for button in (leave, self.copy, self.notices, self.workbook, self.paper):
            line.addWidget(button)
        page = QFrame()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((head, 0), (self.outcome, 0), (self.list, 1), (foot, 0)):
            column.addWidget(part, stretch)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(page)

    def _fill(self) -> None:
        found = reminding.listed(self._session)
        self.list.put((one.site, one.name, one.phone, one.last_in, one.days, one.missing) for one in found)
        for button in (self.copy, self.notices, self.workbook, self.paper):
            button.setEnabled(bool(found))

    def _on_days(self, days: int) -> None:
        try:
            standing.set_remind_days(self._session, days)
        except SHOWN as problem:
            self.outcome.refused(problem)
            return
        self._fill()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(reminding.message(self._session))
        self.outcome.done("催报文字已复制。", "可以粘贴到微信群里。")

    def _save(self, ending: str, kinds: str) -> None:
        name = f"{reminding.TITLE}{self._session.today()}{ending}"
        target = choosing.target(self, self._services.settings, "papers", "保存催报名单", kinds, name)
        if target is None:
            return
        out = target

        def work(session: Session, progress: Progress) -> int:
            return reminding.write(session, out, progress)

        self._services.jobs.run(
            work,
            title="正在生成催报名单",
            done=lambda count: self.outcome.done(
                f"已保存：{out.name}（{count} 所）",
                "",
                [("打开", lambda: desktop.show(out, self.outcome.say_refused))],
            ),
            failed=self.outcome.refused,
        )

    def _notify(self, sites: Ids | None) -> None:
        """A notice (催报通知) for each of these schools, or for all, in one PDF."""
        name = f"催报通知{self._session.today()}.pdf"
        target = choosing.target(self, self._services.settings, "papers", "保存催报通知", "PDF (*.pdf)", name)
        if target is None:
            return
        out, year = target, self._session.today().year

        def work(session: Session, progress: Progress) -> int:
            from app.documents import making, places

            return making.make(session, places.REMINDER, year, out, sites=sites, progress=progress).documents

        self._services.jobs.run(
            work,
            title="正在生成催报通知",
            done=lambda count: self.outcome.done(
                f"已保存：{out.name}（{count} 份）",
                "通知的文字在“证书与报表”的“文稿”里修改。",
                [("打开", lambda: desktop.show(out, self.outcome.say_refused))],
            ),
            failed=self.outcome.refused,
        )
