"""The part 备份与检查 of 设置: copies made by themselves and where, one made at once, all there are, and a look over the data."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import checks
from app.backups import keeping, places, standing
from app.backups.keeping import Habits
from app.problems import SHOWN
from app.session import Session
from ui import agreeing, choosing, desktop, messages, pictures
from ui.moments import moment
from ui.pages import Services
from ui.parts import Part

if TYPE_CHECKING:
    from app.backups.automatic import Round

_PURPOSE, _SECOND = "backup", "second"


class BackupPart(Part):
    """Where copies go, the last ones, and what checking the data found."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        self._telling = False
        self._absent = ""
        self._add_automatic()
        self._add_by_hand()
        self.heading("恢复")
        self.sentence("看看有哪些备份，每一份里有什么、是不是完好。恢复以前先告诉您会有哪些变化。")
        self.copies = QPushButton("查看备份和恢复……")
        self.copies.clicked.connect(self.show_copies)
        self.line(self.copies)
        self.heading("检查数据")
        self.sentence("从头到尾检查数据文件：是否完整，记录之间是否对得上，学时汇总是否正确。不改动任何内容。")
        self.check_button = QPushButton("检查数据")
        self.check_button.clicked.connect(self.check)
        self.line(self.check_button)
        self._findings = QVBoxLayout()
        self.column.addLayout(self._findings)
        self._shown: QWidget | None = None
        self.tell()
        self.look_for_second()

    def _add_automatic(self) -> None:
        self.heading("自动备份")
        self.sentence(
            "改动以后薪火自己备份，写好后打开核对过：窗口开着时隔一段时间备份一次，关闭时再备份一次。"
            "每天留最早和最后各一份，留七天；再往前每周一份留四周，每月一份留十二个月，更早的自动删去。"
        )
        self.warning = QLabel(wordWrap=True)
        self.warning.setProperty("role", "fault")
        self.column.addWidget(self.warning)
        self.automatic = QCheckBox("自动备份")
        self.automatic.toggled.connect(self.set_habits)
        self.every, self.warn = QComboBox(), QComboBox()
        for hours, words in keeping.EVERY.items():
            self.every.addItem(words, hours)
        for days in keeping.WARN_DAYS:
            self.warn.addItem(f"{days} 天", days)
        for box in (self.every, self.warn):
            box.currentIndexChanged.connect(self.set_habits)
        self.line(self.automatic, self.every, label="开着时")
        self.own = QLabel(wordWrap=True)
        open_own = QPushButton("打开文件夹")
        open_own.clicked.connect(lambda: desktop.show(places.ready_own()))
        self.line(self.own, open_own, label="本机", stretch=self.own)
        self.second = QLabel(wordWrap=True)
        self.choose_second = QPushButton("选择U盘或共享……")
        self.choose_second.clicked.connect(self.take_second)
        self.drop_second = QPushButton("不再使用")
        self.drop_second.clicked.connect(self.leave_second)
        self.line(self.second, self.choose_second, self.drop_second, label="第二个位置", stretch=self.second)
        after = QLabel("没有备份到电脑外面，就提醒")
        self.line(self.warn, after, label="超过")

    def _add_by_hand(self) -> None:
        self.heading("立即备份")
        self.sentence("在选定的文件夹里另存一份，不会自动删去。连同交换文件用的密钥，几个文件要放在一起。")
        self.folder = QLabel(wordWrap=True)
        choose = QPushButton("选择文件夹……")
        choose.clicked.connect(self.choose)
        self.line(self.folder, choose, label="存放位置", stretch=self.folder)
        self.now = QPushButton("立即备份")
        self.now.setProperty("kind", "main")
        self.now.clicked.connect(self.back_up)
        self.last = QLabel()
        self.last.setProperty("role", "secondary")
        self.line(self.now, self.last)

    def tell(self) -> None:
        """Say where copies go and when the last ones were made."""
        habits, stands, today = keeping.habits(self._session), standing.standing(self._session), self._session.today()
        self._telling = True
        self.automatic.setChecked(habits.automatic)
        _choose(self.every, habits.every, f"每 {habits.every} 小时")
        _choose(self.warn, habits.warn, f"{habits.warn} 天")
        self.every.setEnabled(habits.automatic)
        self._telling = False
        own, there = stands.own, stands.second
        self.own.setText(f"{places.own()}\n" + (f"最近一份：{moment(own, today)}" if own else "还没有备份过"))
        chosen = places.second(self._session)
        if chosen is None:
            self.second.setText("还没有选择：电脑坏了，本机的备份会一起没有")
        else:
            said = f"最近一份：{moment(there, today)}" if there else "还没有备份过，插上它就自动备份"
            self.second.setText("\n".join(filter(None, (str(chosen.path), said, self._absent))))
        self.drop_second.setVisible(chosen is not None)
        self.warning.setText(f"{stands.warning}。")
        self.warning.setVisible(bool(stands.warning))
        folder = self._folder()
        self.folder.setText(str(folder) if folder else "还没有选择")
        last = self._session.last_backup
        self.last.setText(f"最近备份：{moment(last, today)}" if last else "还没有备份过")

    def look_for_second(self) -> None:
        """Find out in the quiet lane whether the second place is there now: a share may be slow to answer."""

        def tell(absent: str) -> None:
            self._absent = absent
            self.tell()

        self._services.reads.run(
            lambda session, _: places.absent(session), title="正在查找第二个位置", done=tell, failed=lambda _: None
        )

    # -- copies made by themselves

    def set_habits(self) -> None:
        """Keep how copies are to be made."""
        if self._telling:
            return
        wanted = Habits(self.automatic.isChecked(), int(self.every.currentData()), int(self.warn.currentData()))
        try:
            keeping.set_habits(self._session, wanted)
        except SHOWN as problem:
            messages.show_problem(self, problem)
        self.tell()
        self._services.renamed()

    def take_second(self) -> None:
        """Have a person choose the second place, and make the first copy there."""
        folder = choosing.folder(
            self, self._services.settings, _SECOND, "选择第二个备份位置（U盘、移动硬盘或共享文件夹）"
        )
        if folder is None:
            return
        chosen = agreeing.done(self, lambda agreed: places.choose(self._session, folder, agreed=agreed), no="另选一个")
        if chosen is None:
            return
        self.tell()

        def work(session: Session) -> "Round":
            from app.backups import automatic

            return automatic.go_round(session)

        self._services.jobs.run(lambda session, _: work(session), title="正在备份", done=self._on_round)

    def leave_second(self) -> None:
        """Copies go to no second place any more."""
        if messages.ask(
            self,
            "不再备份到第二个位置？",
            "那里已有的备份都留着。电脑坏了，本机的备份会一起没有，最好另选一个位置。",
            "不再使用",
            "继续使用",
        ):
            places.forget(self._session)
            self._absent = ""
            self.tell()
            self._services.renamed()

    def _on_round(self, found: "Round") -> None:
        self._absent = found.absent
        self.tell()
        self._services.renamed()
        if found.failed:
            messages.say(self, "没有备份成。", found.failed[0])
        elif found.wrote:
            self._services.toast(f"已备份并核对，共 {len(found.wrote)} 处")

    # -- one made by hand

    def choose(self) -> Path | None:
        """Have a person choose where backups go."""
        folder = choosing.folder(self, self._services.settings, _PURPOSE, "选择存放备份的文件夹")
        self.tell()
        return folder

    def back_up(self) -> None:
        """Write a backup in the lane, after asking where when nobody has said."""
        folder = self._folder() or self.choose()
        if folder is None:
            return
        if not folder.is_dir():
            messages.say(self, f"找不到文件夹“{folder}”。", "如果它在U盘上，请插好U盘再试；或者另选一个文件夹。")
            return
        target = folder

        def work(session: Session) -> Path:
            from app.backups import making

            return making.by_hand(session, target)

        self._services.jobs.run(lambda session, _: work(session), title="正在备份", done=self._on_backed_up)

    def _folder(self) -> Path | None:
        kept = str(self._services.settings.value(f"folders/{_PURPOSE}") or "")
        return Path(kept) if kept else None

    def _on_backed_up(self, path: Path) -> None:
        self.tell()
        self._services.renamed()
        self._services.toast(f"已备份并核对：{path.name}", "打开文件夹", lambda: desktop.show(path.parent))

    def show_copies(self) -> None:
        """Open the list of all copies."""
        from ui.backups.copies import CopiesDialog

        CopiesDialog(self, self._session, self._services).open()

    # -- checking

    def check(self) -> None:
        """Look over the data in the lane."""
        self._services.jobs.run(
            lambda session, progress: checks.check(session), title="正在检查数据", done=self.show_findings
        )

    def show_findings(self, findings: Sequence[checks.Finding]) -> None:
        """Say what was found, each with what to do."""
        if self._shown:
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = QWidget()
        grid = QGridLayout(self._shown)
        grid.setContentsMargins(0, 8, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(2, 1)
        for row, one in enumerate(findings):
            picture = QLabel()
            pictures.dress(picture, *(("circle-check", "good") if one.ok else ("triangle-alert", "warning")), 16)
            grid.addWidget(picture, row, 0)
            grid.addWidget(QLabel(one.label), row, 1)
            detail = QLabel(one.detail, wordWrap=True)
            detail.setProperty("role", "secondary")
            grid.addWidget(detail, row, 2)
        self._findings.addWidget(self._shown)


def _choose(box: QComboBox, value: int, words: str) -> None:
    """Show a value, also one that was set by a command and is not among the usual ones."""
    place = box.findData(value)
    if place < 0:
        box.addItem(words, value)
        place = box.count() - 1
    box.setCurrentIndex(place)
