"""Asking what whole ID and telephone numbers are wanted for, for whom, and under which password they leave."""

from collections.abc import Callable

from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app import leaving
from app.leaving import Purpose
from app.problems import SHOWN
from ui import recents, tokens
from ui.sheet import Sheet

_USUAL = ("报送上级部门", "本单位存档", "与本人核对")
_KEPT, _MOST = "leaving/purposes", 6
_RECEIVER = "leaving/receiver"


class PurposeSheet(Sheet):
    """`done(purpose)` once everything is said; what was said last is offered the next time."""

    def __init__(
        self, parent: QWidget, settings: QSettings, title: str, done: Callable[[Purpose], None], *, first: str = ""
    ) -> None:
        """`first` is the purpose to begin with."""
        super().__init__(parent, title, "完整的身份证号和电话，给谁、做什么用？", "继续……", width=560)
        self._settings, self._done = settings, done
        self.sentence("写在这里的会记入操作记录，请不要写教师的姓名和号码。")
        line = QLineEdit(placeholderText="如：报送省继续教育平台")
        self.text = QComboBox(editable=True)
        self.text.setLineEdit(line)
        self.text.addItems([*dict.fromkeys((*([first] if first else ()), *recents.listed(settings, _KEPT), *_USUAL))])
        self.text.setCurrentText(first)
        self.text.setAccessibleName("用途")
        self.receiver = QLineEdit("" if first else str(settings.value(_RECEIVER) or ""))
        self.receiver.setPlaceholderText("接收的单位或系统，可以不填")
        self.receiver.setAccessibleName("给哪个单位")
        self.closed = QCheckBox("给文件加打开密码（推荐）")
        self.closed.setChecked(True)
        self.closed.toggled.connect(self._on_closed)
        self.password = QLineEdit(leaving.suggested_password())
        self.password.setAccessibleName("打开密码")
        self.copy = QPushButton("复制", autoDefault=False)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.password.text()))
        self._line = QHBoxLayout()
        self._line.setSpacing(tokens.GRID)
        self._line.addWidget(self.password, 1)
        self._line.addWidget(self.copy)
        self.why = QLineEdit(placeholderText="如：省平台不能上传加密的文件")
        self.why.setAccessibleName("为什么不加")
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(12)
        self.form.setVerticalSpacing(tokens.GRID)
        self.form.addRow("用途", self.text)
        self.form.addRow("给哪个单位", self.receiver)
        self.form.addRow("", self.closed)
        self.form.addRow("打开密码", self._line)
        self.form.addRow("为什么不加", self.why)
        self.form.setRowVisible(self.why, False)
        self.column.addLayout(self.form)
        self.advice = self.sentence(
            "请把密码抄下来或复制，另外告诉对方（例如打电话），不要和文件一起发。密码忘了，这个文件就打不开了，只能再导出一次。"
        )
        self.advice.setProperty("role", "secondary")
        self.text.setFocus()

    def on_go(self) -> None:
        try:
            said = leaving.purpose(
                self.text.currentText(),
                self.receiver.text(),
                password=self.password.text() if self.closed.isChecked() else "",
                why_open="" if self.closed.isChecked() else self.why.text(),
            )
        except SHOWN as problem:
            self.refused(problem)
            return
        kept = [said.text, *(one for one in recents.listed(self._settings, _KEPT) if one != said.text)]
        self._settings.setValue(_KEPT, kept[:_MOST])
        self._settings.setValue(_RECEIVER, said.receiver)
        self.accept()
        self._done(said)

    def _on_closed(self, on: bool) -> None:
        self.form.setRowVisible(self._line, on)
        self.form.setRowVisible(self.why, not on)
        self.advice.setVisible(on)
        self.refuse("")
        self.adjustSize()
