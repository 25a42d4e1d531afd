"""The part 关于 of 设置: the version, the licences, and the log for whoever maintains the program."""

import shutil
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPlainTextEdit, QPushButton

from app import about
from ui import choosing, messages
from ui.pages import Services
from ui.parts import Part

LOG = "xinhuo.log"
_NOTICE_HEIGHT = 260
_LIST_WIDTH = 320


def log_file() -> Path:
    """Where the program writes down its own mistakes."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(folder) / LOG


class AboutPart(Part):
    """What the program is, and how to hand its log on."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.heading("薪火")
        self.column.addWidget(QLabel(f"县域教师发展管理　版本 {about.version()}"))
        self.sentence("教师、师徒结对、名师工作室和继续教育学时，都记在本单位自己的数据文件里；不需要联网。")
        self.heading("运行日志")
        self.sentence("程序自己出问题时会记下经过，里面没有姓名和其他个人信息。需要时可以导出，交给维护人员。")
        self.export_log = QPushButton("导出运行日志……")
        self.export_log.clicked.connect(self.take_out_log)
        self.line(self.export_log)
        self.heading("许可")
        self.sentence(
            "薪火以 Apache License 2.0 发布，可以自由使用、复制和修改。其中用到的字体、数据和程序库各有自己的许可："
        )
        self._licences = about.licences()
        self.licences = QListWidget()
        self.licences.setAccessibleName("许可列表")
        self.licences.setFixedSize(_LIST_WIDTH, _NOTICE_HEIGHT)
        self.licences.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.licences.addItems(["许可说明", *map(_said, self._licences)])
        self.licence = QPlainTextEdit(readOnly=True)
        self.licence.setAccessibleName("许可全文")
        self.licence.setFixedHeight(_NOTICE_HEIGHT)
        self.licences.currentRowChanged.connect(self._show_licence)
        side_by_side = QHBoxLayout()
        side_by_side.addWidget(self.licences)
        side_by_side.addWidget(self.licence, 1)
        self.column.addLayout(side_by_side)
        self.licences.setCurrentRow(0)

    def _show_licence(self, row: int) -> None:
        self.licence.setPlainText(about.text_of(self._licences[row - 1]) if row > 0 else about.notices())

    def take_out_log(self) -> None:
        """Copy the log to where a person wants it."""
        source = log_file()
        if not source.is_file():
            self._services.toast("还没有运行日志：程序没有遇到过问题")
            return
        target = choosing.target(self, self._services.settings, "log", "导出运行日志", "运行日志 (*.log)", LOG)
        if target is None:
            return
        try:
            shutil.copyfile(source, target)
        except OSError:
            messages.say(self, f"写不进“{target.parent}”。", "可能是文件夹只读或U盘已拔出。请换个位置再试。")
            return
        self._services.toast(f"已导出运行日志：{target.name}")


def _said(licence: about.Licence) -> str:
    named = f"{licence.name} {licence.version}".rstrip()
    return f"{named}（{licence.inside}）　{licence.licence}" if licence.inside else f"{named}　{licence.licence}"
