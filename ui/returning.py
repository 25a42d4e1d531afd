"""Why an enrolment is returned: one sentence that the school will read."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.sheet import Sheet


class ReturnDialog(Sheet):
    """`chosen(reason)` once there is one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, count: int) -> None:
        super().__init__(parent, "退回报名", f"退回 {count} 人的报名", "退回")
        self.sentence("名额退还给学校，不再计学时。理由会随下发的文件告诉学校。")
        self.reason = QLineEdit(placeholderText="例如：不是本次培训的对象")
        self.reason.setAccessibleName("退回的理由")
        self.column.addWidget(self.reason)

    def on_go(self) -> None:
        """Take the reason, or say that one is wanted."""
        text = self.reason.text().strip()
        if not text:
            self.fault.setText("请写明退回的理由。")
            self.fault.show()
            return
        self.chosen.emit(text)
        self.accept()
