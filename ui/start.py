"""The small page shown when no file was named: open one, make a county's, or join a county as a school."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.progress import Progress
from ui import choosing, messages, pictures, tokens
from ui.jobs import Lane, ProgressStrip
from ui.recents import recent

if TYPE_CHECKING:
    from app.exchange.kit import Kit
    from app.exchange.mail import Made
    from ui.exchange.requesting import JoinCounty

KINDS = "薪火数据文件 (*.xinhuo)"
_PURPOSE, _COPIES = "office", "copies"
_WIDTH = 520


class StartPage(QWidget):
    """`chosen(path)` when there is an old file to open, `founded(path)` when one is new on this computer: a new
    county's, one begun anew, or a school's that asks to join."""

    chosen, founded = Signal(object), Signal(object)

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self.lane = Lane(None, self)
        self.joining: JoinCounty | None = None
        self.setWindowTitle("薪火")
        self.resize(QSize(760, 520).boundedTo(self.screen().availableSize()))
        self._card = QFrame()
        self._card.setProperty("role", "card")
        self._card.setFixedWidth(_WIDTH)
        self._column = QVBoxLayout(self._card)
        self._column.setContentsMargins(24, 24, 24, 24)
        self._column.setSpacing(tokens.GRID)
        self._add_title()
        self._add_recent(recent(settings))
        self._choice("folder-open", "打开数据文件……", self._open)
        self.county = NewCounty(settings, self.lane)
        self.county.made.connect(self.founded)
        self.county.hide()
        self._choice("plus", "新建县级数据文件", self._toggle_county)
        self._column.addWidget(self.county)
        self._choice("users", "学校：用县里给的邀请文件加入", self.toggle_joining)
        self._choice("history", "换了电脑、电脑坏了：从备份恢复……", self.restore)
        self._lost = self._choice("triangle-alert", "县里的数据没有了：用恢复资料重建县级数据", self.recover)
        body = QWidget()
        # Between stretches rather than aligned: an aligned card would not grow with its wrapped lines.
        self._middle = QHBoxLayout()
        self._middle.addStretch(1)
        self._middle.addWidget(self._card)
        self._middle.addStretch(1)
        column = QVBoxLayout(body)
        column.addStretch(1)
        column.addLayout(self._middle)
        column.addStretch(2)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setWidget(body)
        self._scroll.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(ProgressStrip(self.lane))

    def _add_title(self) -> None:
        line = QHBoxLayout()
        flame = QLabel()
        pictures.dress(flame, "flame", "accent", 28)
        title = QLabel("薪火")
        title.setProperty("role", "title")
        line.addWidget(flame)
        line.addWidget(title, 1)
        words = QLabel("教师发展管理：教师、师徒结对、工作室、培训学时")
        words.setProperty("role", "secondary")
        self._column.addLayout(line)
        self._column.addWidget(words)
        self._column.addSpacing(tokens.GRID)

    def _add_recent(self, paths: Sequence[Path]) -> None:
        if not paths:
            return
        label = QLabel("最近打开")
        label.setProperty("role", "group")
        self._column.addWidget(label)
        for path in paths:
            button = self._choice("clock", f"{path.stem}　　{path.parent}", partial(self._take, path))
            button.setToolTip(str(path))
            button.setText(button.fontMetrics().elidedText(button.text(), Qt.TextElideMode.ElideMiddle, 400))
        self._column.addSpacing(tokens.GRID)

    def _choice(self, picture: str, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(f"  {text}")
        button.setProperty("kind", "choice")
        pictures.dress(button, picture, "accent", 20)
        button.clicked.connect(lambda: act())
        self._column.addWidget(button)
        return button

    def _open(self) -> None:
        path = choosing.file(self, self._settings, _PURPOSE, "打开数据文件", KINDS)
        if path:
            self._take(path)

    def _toggle_county(self) -> None:
        self.county.setVisible(self.county.isHidden())
        if not self.county.isHidden():
            self.county.name.setFocus()
            self._bring_into_sight(self.county)

    def toggle_joining(self) -> None:
        """Open or fold what a school with an invite fills in."""
        if self.joining is None:
            from ui.exchange.requesting import JoinCounty

            self.joining = JoinCounty(self._settings, self.lane)
            self.joining.joined.connect(self._on_joined)
            self.joining.hide()
            self._column.insertWidget(self._column.indexOf(self._lost), self.joining)
        self.joining.setVisible(self.joining.isHidden())
        if not self.joining.isHidden():
            self.joining.choose.setFocus()
            self._bring_into_sight(self.joining)

    def show_invite(self, path: Path) -> None:
        """Say whom an invite is for, and ask what joining needs."""
        if self.joining is None or self.joining.isHidden():
            self.toggle_joining()
        if self.joining:
            self.joining.take_invite(path)

    def restore(self, copy: Path | None = None) -> None:
        """Put a copy back where no file is open, as on a new computer: which, and where it shall lie from now on."""
        source = copy or choosing.file(self, self._settings, _COPIES, "选择备份", KINDS)
        if source is None:
            return
        target = self._place_for(source)
        if target is not None:
            self._restore(source, target)

    def _place_for(self, copy: Path) -> Path | None:
        """Where a copy is to be put; not where it would be lost together with it, or taken for one."""
        from app.backups import naming, places

        def avoided(folder: Path) -> bool:
            return folder == copy.parent or places.lies_with(folder, copy)

        name = naming.original(copy.name)
        target = choosing.target(self, self._settings, _PURPOSE, "恢复到哪里", KINDS, name, avoided)
        while target is not None and places.lies_with(target.parent, copy):
            if not messages.ask(
                self,
                "这个位置和备份在一起，没有恢复。",
                "正在用的数据文件要放在电脑硬盘上，如“文档”；放在备份的U盘或文件夹里，U盘丢了就一起没有。",
                "另选位置……",
                "不恢复",
            ):
                return None
            target = choosing.target(self, self._settings, _PURPOSE, "恢复到哪里", KINDS, name, avoided)
        return target

    def _restore(self, source: Path, target: Path) -> None:
        def work(progress: Progress) -> None:
            from app.backups import restoring

            restoring.restore(source, target, progress=progress)

        def failed(problem: BaseException) -> None:
            from ui.unlocking import offered

            if not offered(self, self._settings, problem, lambda: self._restore(source, target)):
                messages.report_bug(self, problem)

        self.lane.run(
            lambda _none, progress: work(progress),
            title="正在恢复",
            done=lambda _: self.chosen.emit(target),
            failed=failed,
        )

    def recover(self, path: Path | None = None) -> None:
        """Begin a county anew from its recovery kit, when its data is lost altogether; `path`: the kit's file."""
        from ui.kit import KitSheet

        sheet = KitSheet(
            self,
            self._settings,
            "用恢复资料重建县级数据",
            "县里的数据文件和备份都没有了才用。重建的数据文件是空的：请各校各上报一次，登记以后接收，再给它们生成文件，"
            "来往两次，学校手里的内容就会报回来。还有备份的，请打开备份。",
            "选择保存位置并重建……",
            county=None,
        )
        sheet.given.connect(self._recover)
        sheet.open()
        if path is not None:
            sheet.take_file(path)

    def _recover(self, kit: "Kit") -> None:
        from app.backups import places

        title, name = "新的县级数据文件", f"{kit.county}.xinhuo"
        path = choosing.target(self, self._settings, _PURPOSE, title, KINDS, name, places.holds_copies)
        if path is None:
            return
        target = path

        def begin() -> None:
            from app.exchange import recovering

            recovering.recover_county(kit, target).close()

        self.lane.run(
            lambda _none, progress: begin(), title="正在重建县级数据", done=lambda _: self.founded.emit(target)
        )

    def _on_joined(self, path: Path, made: "Made") -> None:
        from ui.exchange.requesting import JoinedCard

        self._card.hide()
        self.joined = JoinedCard(made)
        self.joined.setFixedWidth(_WIDTH)
        self.joined.begun.connect(lambda: self.founded.emit(path))
        self._middle.insertWidget(1, self.joined)

    def _bring_into_sight(self, part: QWidget) -> None:
        # Only once the layout has given it its place.
        QTimer.singleShot(0, part, lambda: self._scroll.ensureWidgetVisible(part))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.lane.close()
        super().closeEvent(event)

    def _take(self, path: Path) -> None:
        self.chosen.emit(path)


class NewCounty(QFrame):
    """The two things a new county file needs to know. `made(path)` once it is there."""

    made = Signal(object)

    def __init__(self, settings: QSettings, lane: Lane) -> None:
        super().__init__()
        self._settings = settings
        self._lane = lane
        self.name = QLineEdit(placeholderText="如：示范县教育体育局")
        self.operator = QLineEdit(placeholderText="您的姓名")
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("role", "fault")
        self.fault.hide()
        make = QPushButton("选择保存位置并新建……")
        make.setProperty("kind", "main")
        make.clicked.connect(self._make)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(4)
        for text, editor in (("单位名称", self.name), ("经办人", self.operator)):
            label = QLabel(text)
            label.setBuddy(editor)
            column.addWidget(label)
            column.addWidget(editor)
        column.addWidget(self.fault)
        words = QLabel("学时要求等规则先采用全国通用的，以后在“规则”页里改成本县的。", wordWrap=True)
        words.setProperty("role", "secondary")
        column.addWidget(words)
        column.addSpacing(4)
        column.addWidget(make, 0, Qt.AlignmentFlag.AlignLeft)

    def _make(self) -> None:
        name = self.name.text().strip()
        self.fault.setVisible(not name)
        if not name:
            self.fault.setText("请填写单位名称，它会出现在证书和报表上。")
            return
        from app.backups import places

        title = "新建县级数据文件"
        path = choosing.target(self, self._settings, _PURPOSE, title, KINDS, f"{name}.xinhuo", places.holds_copies)
        if path is None:
            return
        target, operator = path, self.operator.text().strip()

        def found() -> None:
            from app.exchange import membership
            from app.rules import files

            with membership.found_county(target, name, operator=operator) as session:
                files.adopt_national(session)

        self._lane.run(lambda _none, progress: found(), title="正在新建数据文件", done=lambda _: self.made.emit(target))
