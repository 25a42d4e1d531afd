"""Registering one activity of volunteers' service for many units: what and when above, the numbers of each below."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import catalogue, organisations, records
from app.records import Invalid, Values
from app.session import Session
from ui import messages
from ui.forms import Form
from ui.pages import Services

_ASKED = ("title", "held_on")
_UNIT, _PEOPLE, _TIMES = range(3)

Units = list[tuple[str, Values]]


def serve(page: QWidget, session: Session, services: Services) -> None:
    """Ask what, when and how many, then write it in the lane; can be undone."""
    dialog = ServingDialog(page, session)
    dialog.chosen.connect(partial(_enter, page, services))
    dialog.open()


def _enter(page: QWidget, services: Services, common: Values, units: Units) -> None:
    def tell(count: int) -> None:
        services.toast(f"已登记 {count:,} 个单位的志愿服务", "撤销", services.undo)

    services.jobs.run(
        lambda session, progress: catalogue.save_batch(session, common, units),
        title="正在登记志愿服务",
        done=tell,
        failed=partial(messages.report_bug, page),
    )


class ServingDialog(QDialog):
    """`chosen(common, units)` once what was filled in can be read and some unit has a number."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("批量登记志愿服务")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._session = session
        fields = [one for one in catalogue.VOLUNTEERING.fields if one.name in _ASKED]
        self.form = Form(catalogue.VOLUNTEERING, session, pickers={}, parent=self, fields=fields)
        self.form.fill({})
        self.form.suggest("held_on", session.today().isoformat())
        self.search = QLineEdit(placeholderText="单位名称", clearButtonEnabled=True)
        self.search.setAccessibleName("查找单位")
        self.search.textChanged.connect(self._find)
        self._units = [
            (str(row["id"]), str(row["name"])) for row in organisations.listed(session) if not row["closed_on"]
        ]
        self.table = QTableWidget(len(self._units), 3)
        self.table.setAccessibleName("各单位的人数和人次")
        self.table.setHorizontalHeaderLabels(["单位", "人数", "人次"])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(True)
        self.table.setProperty("kind", "entry")
        self.table.setEditTriggers(QTableWidget.EditTrigger.AllEditTriggers)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setSectionResizeMode(_UNIT, QHeaderView.ResizeMode.Stretch)
        for place, (_pk, name) in enumerate(self._units):
            unit = QTableWidgetItem(name)
            unit.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.table.setItem(place, _UNIT, unit)
            for column in (_PEOPLE, _TIMES):
                number = QTableWidgetItem("")
                number.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(place, column, number)
        self.table.itemChanged.connect(lambda _: self._count())
        self._word = QLabel(wordWrap=True)
        self._word.setProperty("role", "fault")
        self._word.hide()
        self.go = QPushButton("登记")
        self.go.setProperty("kind", "main")
        self.go.clicked.connect(self.choose)
        self._lay_out()
        window = parent.window()
        self.resize(min(window.width() - 48, 720), min(window.height() - 32, 680))
        self._count()

    def _lay_out(self) -> None:
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self._word, 1)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.form)
        column.addWidget(QLabel("在参加的单位后面填写人数和人次，没有参加的留空："))
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def _find(self, text: str) -> None:
        for place, (_pk, name) in enumerate(self._units):
            self.table.setRowHidden(place, text.strip() not in name)

    def _filled(self) -> list[int]:
        return [place for place in range(len(self._units)) if self._text(place, _PEOPLE) or self._text(place, _TIMES)]

    def _text(self, place: int, column: int) -> str:
        item = self.table.item(place, column)
        return item.text().strip() if item else ""

    def _count(self) -> None:
        count = len(self._filled())
        self.go.setText(f"登记 {count:,} 个单位" if count else "登记")
        self.go.setEnabled(bool(count))

    def choose(self) -> None:
        """Read what is there; say what is wrong with it, beside its field or below with the unit's name."""
        try:
            common = records.read(catalogue.VOLUNTEERING, self.form.changed_texts(), self._session)
            missing = self.form.missing()
            if missing:
                raise Invalid(catalogue.VOLUNTEERING, missing)
        except Invalid as invalid:
            self._say("".join(self.form.show_faults([*invalid.faults, *self.form.missing()])))
            return
        units: Units = []
        for place in self._filled():
            pk, name = self._units[place]
            try:
                values = records.read(catalogue.VOLUNTEERING, self._numbers(place), self._session)
                records.validate(self._session, catalogue.VOLUNTEERING, {**common, **values}, values)
            except Invalid as invalid:
                self._say(f"{name}：{''.join(fault.reason for fault in invalid.faults)}")
                self.table.setCurrentCell(place, _TIMES)
                return
            units.append((pk, values))
        self.chosen.emit(common, units)
        self.accept()

    def _numbers(self, place: int) -> dict[str, object]:
        return {"people": self._text(place, _PEOPLE), "times": self._text(place, _TIMES)}

    def _say(self, text: str) -> None:
        self._word.setText(text)
        self._word.setVisible(bool(text))
