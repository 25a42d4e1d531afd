"""Writing a template: empty, or with the people already in it, for a class or a year that a person chooses."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QComboBox, QRadioButton, QWidget

from ui import choosing, desktop
from ui.pages import Services
from ui.sheet import Sheet

if TYPE_CHECKING:
    from app.templates import Filling, Offer


def ask(services: Services, window: QWidget, kind: str, labels: Mapping[str, str], class_id: str = "") -> None:
    """See in the lane what there is to fill a template with, ask which one it shall be, and write it.

    `labels` are the kinds that can be asked for; `class_id` is the class that is chosen already.
    """
    from app import templates

    def show(found: "Offer") -> None:
        sheet = TemplateSheet(window, kind, labels, found, class_id)
        sheet.accepted.connect(lambda: _write(services, window, sheet.kind, sheet.file_name, sheet.filling()))
        sheet.open()

    services.jobs.run(lambda session, progress: templates.offer(session), title="正在查看名册", done=show)


class TemplateSheet(Sheet):
    """Asks which template: of which list, empty or filled, for which class or year."""

    def __init__(
        self, parent: QWidget, kind: str, labels: Mapping[str, str], found: "Offer", class_id: str = ""
    ) -> None:
        super().__init__(parent, "导出模板", "要哪一种模板？", "导出……")
        self._found = found
        self.kinds = self._box("名单", labels.items())
        self.kinds.setCurrentIndex(self.kinds.findData(kind))
        self._ways = QButtonGroup(self)
        self._by_school = False
        self.empty = self._way("空白的：从头填写，用来登记新的内容")
        self.filled = self._way("")
        self.of_class = self._way("带上一个班次和参训的人：只填学时和结果")
        self.classes = self._box("班次", found.classes)
        self.of_year = self._way("带上一个年度和全体教师：师德考核、年度考核各一张表，只填等次")
        self.years = self._box("年度", [(str(year), f"{year} 年") for year in found.years])
        for way, box in ((self.of_class, self.classes), (self.of_year, self.years)):
            way.toggled.connect(box.setEnabled)
        self.schools = self._box("哪些人", [("", "全县的人"), *((pk, f"只要{name}的人") for pk, name in found.schools)])
        note = self.sentence(
            "带 * 的列必填；填错的格子会标红，第一行写明哪一行要改。带人员的模板请不要改姓名，填好后照样导入。"
        )
        note.setProperty("role", "secondary")
        self.kinds.currentIndexChanged.connect(self._look_at_kind)
        self._look_at_kind()
        if class_id:
            self.classes.setCurrentIndex(self.classes.findData(class_id))

    @property
    def kind(self) -> str:
        """The list that was chosen."""
        return str(self.kinds.currentData())

    def filling(self) -> "Filling | None":
        """With what the template shall come; None for an empty one."""
        from app.templates import Filling

        school = str(self.schools.currentData()) if self.schools.isEnabled() else ""
        if self.of_class.isChecked():
            return Filling(class_id=str(self.classes.currentData()), school=school or None)
        if self.of_year.isChecked():
            return Filling(year=int(self.years.currentData()), school=school or None)
        return Filling(school=school or None) if self.filled.isChecked() else None

    @property
    def file_name(self) -> str:
        """What the workbook is called unless a person calls it otherwise."""
        before = ""
        if self.of_class.isChecked():
            before = choosing.fit_name(self.classes.currentText())[:40] + " "
        elif self.of_year.isChecked():
            before = self.years.currentText()
        at = self.schools.currentIndex() if self.schools.isEnabled() else 0
        whose = f"{choosing.fit_name(self._found.schools[at - 1][1])} " if at > 0 else ""
        return f"{whose}{before}{self.kinds.currentText()}登记表.xlsx"

    def _look_at_kind(self) -> None:
        """Show the ways there are for this list, and propose the one with most in it already."""
        kind, found = self.kind, self._found
        rows = found.rows(kind)
        self.filled.setText(_words(kind, rows))
        by_class, by_year = kind == "attendance" and bool(found.classes), kind == "assessments"
        there = {self.empty: True, self.filled: rows > 0, self.of_class: by_class, self.of_year: by_year and rows > 0}
        for way, is_there in there.items():
            way.setVisible(is_there)
        self.classes.setVisible(there[self.of_class])
        self.years.setVisible(there[self.of_year])
        self.schools.setVisible(rows > 0 and kind != "organisations" and bool(found.schools))
        self._by_school = not self.schools.isHidden()
        [way for way, is_there in there.items() if is_there][-1].setChecked(True)
        self._look_at_way()
        self.adjustSize()

    def _look_at_way(self) -> None:
        """An empty template is nobody's."""
        self.schools.setEnabled(self._by_school and not self.empty.isChecked())

    def _way(self, text: str) -> QRadioButton:
        button = QRadioButton(text)
        self._ways.addButton(button)
        button.toggled.connect(self._look_at_way)
        self.column.addWidget(button)
        return button

    def _box(self, name: str, choices: Iterable[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for value, text in choices:
            box.addItem(text, value)
        self.column.addWidget(box)
        return box


def _words(kind: str, rows: int) -> str:
    if kind == "organisations":
        return f"带上已登记的 {rows:,} 个单位：补齐空着的项目"
    if kind == "teachers":
        return f"带上已登记的 {rows:,} 位教师：补齐空着的项目"
    return f"带上 {rows:,} 位教师，每人一行：没有要填的行空着就行"


def _write(services: Services, window: QWidget, kind: str, name: str, filling: "Filling | None") -> None:
    from app import templates

    path = choosing.target(window, services.settings, choosing.LISTS, "导出模板", choosing.WORKBOOK, name)
    if path is None:
        return
    out: Path = path
    services.jobs.run(
        lambda session, progress: templates.write(session, kind, out, filling=filling, progress=progress),
        title="正在生成模板",
        done=lambda _: desktop.offer(services.toast, f"已写好模板：{out.name}", out),
    )
