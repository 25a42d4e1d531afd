"""Taking over a set of rules: which one, what it would change row by row, whose standing changes, and one act."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from app.problems import SHOWN
from app.rules import files, service
from app.rules.files import Line, RuleSet
from app.session import Session
from ui import choosing, messages
from ui.pages import Services
from ui.rules.seeing import see
from ui.sheet import Sheet

KINDS = f"薪火规则文件 (*{files.ENDING})"
PURPOSE = "rules"
_HEIGHT = 280
_STATES = {
    files.NEW: "新增",
    files.LATER: "新版本",
    files.CHANGED: "有变化",
    files.SAME: "相同",
    files.REFUSED: "不能采用",
}


class AdoptSheet(Sheet):
    """`taken(count, title)` when rules were taken over."""

    taken = Signal(int, str)

    def __init__(self, parent: QWidget, session: Session, services: Services, path: Path | None = None) -> None:
        super().__init__(parent, "采用规则", "采用规则", "看影响并采用……", width=860)
        self.session, self.services = session, services
        self.made: RuleSet | None = None
        self.lines: list[Line] = []
        self.sets = QComboBox()
        self.sets.setAccessibleName("哪一套规则")
        for one in files.shipped():
            self.sets.addItem(one.title, one.name)
        self.sets.currentIndexChanged.connect(lambda: self._choose_shipped())
        other = QPushButton("从文件……")
        other.clicked.connect(self._choose_file)
        top = QHBoxLayout()
        top.addWidget(self.sets, 1)
        top.addWidget(other)
        self.column.addLayout(top)
        self.about = QLabel(wordWrap=True)
        self.about.setProperty("role", "secondary")
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.column.addWidget(self.about)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["规则", "变化", "意思"])
        self.tree.setRootIsDecorated(False)
        self.tree.setMinimumHeight(_HEIGHT)
        self.tree.setColumnWidth(0, 250)
        self.tree.setColumnWidth(1, 72)
        self.tree.currentItemChanged.connect(lambda now, _before: self._tell(now))
        self.tree.itemChanged.connect(lambda _item, _column: self._count())
        self.column.addWidget(self.tree)
        self.words = QLabel(wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setMinimumHeight(60)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self.words)
        if path is None:
            self._choose_shipped()
        else:
            self._read(path)

    # -- which set

    def _choose_shipped(self) -> None:
        if self.sets.currentData():
            self._show(files.shipped_set(str(self.sets.currentData())))

    def _choose_file(self) -> None:
        path = choosing.file(self, self.services.settings, PURPOSE, "选择规则文件", KINDS)
        if path:
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            made = files.read_file(path)
        except SHOWN as problem:
            self.refused(problem)
            return
        self.refuse("")
        self.sets.blockSignals(True)
        if self.sets.findData("") < 0:
            self.sets.addItem("", "")
        self.sets.setItemText(self.sets.findData(""), f"{made.title}（{path.name}）")
        self.sets.setCurrentIndex(self.sets.findData(""))
        self.sets.blockSignals(False)
        self._show(made)

    def _show(self, made: RuleSet) -> None:
        self.made, self.lines = made, files.plan(self.session, made)
        told = (
            made.remark,
            f"{made.county}，{made.made_on} 做的。" if made.county else "",
            f"{files.counts(self.lines)}。",
        )
        self.about.setText("".join(filter(None, told)))
        self.tree.blockSignals(True)
        self.tree.clear()
        for line in self.lines:
            item = QTreeWidgetItem(
                self.tree, [str(line.row["title"] or ""), _STATES[line.state], line.says or line.reason]
            )
            takes = line.state not in (files.SAME, files.REFUSED)
            if takes:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(0, Qt.CheckState.Checked)
        self.tree.blockSignals(False)
        self._tell(None)
        self._count()

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        """The row in full below the list."""
        if item is None:
            self.words.setText("点一行，这里写明它从哪天起、依据什么、原来是什么。")
            return
        line = self.lines[self.tree.indexOfTopLevelItem(item)]
        row = line.row
        parts = [
            f"从 {row['start_date']} 起" + (f"，到 {row['end_date']} 为止" if row["end_date"] else ""),
            f"依据：{row['document']}" if row["document"] else "",
            f"原来：{line.old_says}" if line.state == files.CHANGED else "",
            str(row["remark"] or ""),
            line.reason,
        ]
        self.words.setText("　".join(filter(None, parts)))

    def _chosen(self) -> set[int]:
        items = (self.tree.topLevelItem(place) for place in range(self.tree.topLevelItemCount()))
        return {
            place
            for place, one in enumerate(items)
            if one is not None
            and one.flags() & Qt.ItemFlag.ItemIsUserCheckable
            and one.checkState(0) is Qt.CheckState.Checked
        }

    def _count(self) -> None:
        self.go.setEnabled(bool(self._chosen()))

    # -- taking it

    def on_go(self) -> None:
        chosen = self._chosen()
        rows = files.rows_to_write(one for place, one in enumerate(self.lines) if place in chosen)
        after = service.rows_with(self.session, rows)
        see(self, self.services, after, "采用", partial(self._take, chosen))

    def _take(self, chosen: set[int]) -> None:
        assert self.made is not None
        try:
            count = files.take(self.session, self.made, chosen)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self.taken.emit(count, self.made.title)
        self.accept()
