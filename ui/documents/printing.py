"""Asking how a document is to be printed: which printer, one side or both, how many copies."""

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QSpinBox, QWidget

from ui import printers
from ui.printers import SIDES, TRAYS, Wanted
from ui.sheet import Sheet

PURPOSE = "documents"
_MOST_COPIES = 500


class PrinterSheet(Sheet):
    """`wanted(Wanted)` when it is to be printed."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, settings: QSettings, what: str) -> None:
        super().__init__(parent, "打印文稿", f"打印“{what}”", "打印", width=440)
        self._settings = settings
        before = printers.remembered(settings, PURPOSE)
        self.printer, self.sides, self.tray, self.copies = QComboBox(), QComboBox(), QComboBox(), QSpinBox()
        for name in printers.names():
            self.printer.addItem(name, name)
        for box, words in ((self.sides, SIDES), (self.tray, TRAYS)):
            for key, label in words.items():
                box.addItem(label, key)
        # Official documents are printed on both sides (GB/T 9704-2012, 6.1).
        known = settings.value(f"printing/{PURPOSE}/sides")
        chosen = (
            (self.printer, before.printer),
            (self.sides, before.sides if known else "long"),
            (self.tray, before.tray),
        )
        for box, value in chosen:
            box.setCurrentIndex(max(box.findData(value), 0) if box.count() else -1)
        self.copies.setRange(1, _MOST_COPIES)
        form = QFormLayout()
        rows = (("打印机", self.printer), ("份数", self.copies), ("单双面", self.sides), ("纸盒", self.tray))
        for label, widget in rows:
            widget.setAccessibleName(label)
            form.addRow(label, widget)
        self.column.addLayout(form)
        if not self.printer.count():
            self.sentence("这台电脑上没有打印机，请先存为 PDF，再到有打印机的电脑上打印。")
            self.go.setEnabled(False)

    def on_go(self) -> None:
        """Hand over what was chosen, and remember it."""
        said = Wanted(
            str(self.printer.currentData()), str(self.sides.currentData()), str(self.tray.currentData()),
            self.copies.value(),
        )  # fmt: skip
        printers.remember(self._settings, PURPOSE, said)
        self.wanted.emit(said)
        self.accept()
