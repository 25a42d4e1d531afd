"""How papers are to be made: design, validity, file or printer, pre-printed paper and its offsets."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSettings, QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.fields import Field, Kind, Unreadable, parse
from ui import printers, tokens
from ui.printers import SIDES, TRAYS, Wanted

WAYS = {"file": "一个 PDF 文件", "files": "每份一个 PDF 文件", "printer": "直接打印"}
_WIDE = 288
_FARTHEST = 40.0
"""Millimetres that a print on pre-printed paper can be shifted."""
_MOST_COPIES = 99
_UNTIL = Field("valid_until", "有效期至", Kind.DATE)


@dataclass(frozen=True)
class Choice:
    """What was chosen: the design's name, a key of `WAYS`, how to print, `until` ISO 8601 or None, offsets in mm."""

    design: str
    way: str
    printer: Wanted
    until: str | None
    preprinted: bool
    offset: tuple[float, float]
    sign_list: bool


class PaperOptions(QFrame):
    """`changed` when the paper itself would be another; `way_changed` when it only goes elsewhere."""

    changed = Signal()
    way_changed = Signal()
    test = Signal()
    lay_out_design = Signal()

    def __init__(self, settings: QSettings, kind: str, designs: Sequence[str], chosen: str, *, numbered: bool) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setFixedWidth(_WIDE)
        self._settings, self._kind = settings, kind
        self.design = QComboBox()
        self.design.setAccessibleName("版式")
        self.put_designs(designs, chosen)
        self.design.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.arrange = _link("设计版式……", self.lay_out_design.emit)
        self.until = QLineEdit(placeholderText="没有期限", clearButtonEnabled=True)
        self.until.setAccessibleName("有效期至")
        self.until.editingFinished.connect(self._read_until)
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("role", "fault")
        self.fault.hide()
        self._until: str | None = None
        self.ways = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        for way, words in WAYS.items():
            button = self.buttons[way] = QRadioButton(words)
            self.ways.addButton(button)
            button.clicked.connect(self._show_way)
        self._printing = self._printer_part()
        self.sign_list = QCheckBox("另出一张领取签收表")
        self.sign_list.setVisible(numbered)
        self.preprinted = QCheckBox("用预印好的纸（套打）")
        self.preprinted.setToolTip("版式里注明“预印纸上已有”的内容不再印出来。")
        self.across, self.down = _shift("左右"), _shift("上下")
        self.try_one = _link("试打一张……", self.test.emit)
        self._fill(numbered)
        self.preprinted.toggled.connect(self._on_preprinted)
        for box in (self.across, self.down):
            box.valueChanged.connect(self._keep_offset)

    def _fill(self, numbered: bool) -> None:
        form = QFormLayout()
        form.setSpacing(tokens.GRID)
        form.addRow("版式", self.design)
        form.addRow("", self.arrange)
        if numbered:
            form.addRow("有效期至", self.until)
            form.addRow("", self.fault)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(tokens.GRID)
        column.addLayout(form)
        column.addWidget(_heading("怎么出"))
        for button in self.buttons.values():
            column.addWidget(button)
        column.addWidget(self._printing)
        column.addWidget(self.sign_list)
        column.addWidget(_heading("纸张"))
        column.addWidget(self.preprinted)
        line = QHBoxLayout()
        line.addWidget(self.across)
        line.addWidget(self.down)
        column.addLayout(line)
        column.addWidget(self.try_one)
        column.addStretch(1)
        kept = self._settings.value(f"papers/{self._kind}/preprinted")
        self.preprinted.setChecked(str(kept) == "true")
        for name, box in (("across", self.across), ("down", self.down)):
            box.setValue(float(str(self._settings.value(f"papers/{self._kind}/{name}") or 0)))
        self.buttons["file"].setChecked(True)
        self._show_way()

    def _printer_part(self) -> QWidget:
        part = QWidget()
        form = QFormLayout(part)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(tokens.GRID)
        before = printers.remembered(self._settings, "papers")
        self.printer, self.sides, self.tray, self.copies = QComboBox(), QComboBox(), QComboBox(), QSpinBox()
        for name in printers.names():
            self.printer.addItem(name, name)
        for box, words in ((self.sides, SIDES), (self.tray, TRAYS)):
            for key, label in words.items():
                box.addItem(label, key)
        self.copies.setRange(1, _MOST_COPIES)
        chosen = ((self.printer, before.printer), (self.sides, before.sides), (self.tray, before.tray))
        for box, key in chosen:
            box.setCurrentIndex(max(box.findData(key), 0))
        rows: tuple[tuple[str, QWidget], ...] = (
            ("打印机", self.printer), ("份数", self.copies), ("单双面", self.sides), ("纸盒", self.tray),
        )  # fmt: skip
        for label, widget in rows:
            widget.setAccessibleName(label)
            form.addRow(label, widget)
        return part

    # -- what is chosen

    @property
    def choice(self) -> Choice:
        """The choice as it stands."""
        return Choice(
            design=str(self.design.currentData() or ""),
            way=self.way,
            printer=Wanted(
                str(self.printer.currentData() or ""),
                str(self.sides.currentData()),
                str(self.tray.currentData()),
                self.copies.value(),
            ),
            until=self._until,
            preprinted=self.preprinted.isChecked(),
            offset=(self.across.value(), self.down.value()) if self.preprinted.isChecked() else (0.0, 0.0),
            sign_list=self.sign_list.isChecked() and not self.sign_list.isHidden(),
        )

    @property
    def way(self) -> str:
        """Where the papers go: a key of `WAYS`."""
        return next((way for way, button in self.buttons.items() if button.isChecked()), "file")

    @property
    def ready(self) -> bool:
        """Whether what is chosen can be done: there is a printer, and the day can be read."""
        return self.fault.isHidden() and (self.way != "printer" or self.printer.count() > 0)

    def put_designs(self, designs: Sequence[str], chosen: str) -> None:
        """Offer these designs, one of them chosen; says nothing."""
        with QSignalBlocker(self.design):
            self.design.clear()
            for name in designs:
                self.design.addItem(name, name)
            self.design.setCurrentIndex(max(self.design.findData(chosen), 0))

    def _read_until(self) -> None:
        text = self.until.text().strip()
        try:
            day = parse(_UNTIL, text)
        except Unreadable as reason:
            self.fault.setText(str(reason))
            self.fault.show()
        else:
            self.fault.hide()
            self._until = str(day) if day else None
            self.until.setText(self._until or "")
            self.changed.emit()
        self.way_changed.emit()

    def _show_way(self) -> None:
        self._printing.setVisible(self.way == "printer")
        self.way_changed.emit()

    def _on_preprinted(self, on: bool) -> None:
        self._settings.setValue(f"papers/{self._kind}/preprinted", on)
        for box in (self.across, self.down):
            box.setEnabled(on)
        self.changed.emit()

    def _keep_offset(self) -> None:
        for name, box in (("across", self.across), ("down", self.down)):
            self._settings.setValue(f"papers/{self._kind}/{name}", box.value())
        self.changed.emit()


def _shift(label: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox(prefix=f"{label} ", suffix=" 毫米", decimals=1, singleStep=0.5)
    box.setEnabled(False)
    box.setAccessibleName(f"{label}移动")
    box.setRange(-_FARTHEST, _FARTHEST)
    return box


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "group")
    return label


def _link(text: str, run: object) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "link")
    button.clicked.connect(run)
    return button
