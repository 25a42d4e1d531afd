"""The part 备份 of 设置: a verified copy of the whole file, and a look over the data."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import checks
from app.session import Session
from ui import choosing, desktop, messages, pictures
from ui.moments import moment
from ui.pages import Services
from ui.parts import Part

_PURPOSE = "backup"


class BackupPart(Part):
    """Where backups go, the last one, and what checking the data found."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        self.heading("备份")
        self.sentence(
            "备份是整个数据文件核对过的副本，连同交换文件用的密钥。请存到U盘或另一个磁盘上，改动多的时候多备份几次。"
        )
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
        self.heading("检查数据")
        self.sentence("从头到尾检查数据文件：是否完整，记录之间是否对得上，学时汇总是否正确。不改动任何内容。")
        self.check_button = QPushButton("检查数据")
        self.check_button.clicked.connect(self.check)
        self.line(self.check_button)
        self._findings = QVBoxLayout()
        self.column.addLayout(self._findings)
        self._shown: QWidget | None = None
        self.tell()

    def tell(self) -> None:
        """Say where backups go and when the last one was made."""
        folder = self._folder()
        self.folder.setText(str(folder) if folder else "还没有选择")
        last = self._session.last_backup
        self.last.setText(f"最近备份：{moment(last, self._session.today())}" if last else "还没有备份过")

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
        self._services.jobs.run(
            lambda session, progress: checks.backup(session, target), title="正在备份", done=self._on_backed_up
        )

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

    def _folder(self) -> Path | None:
        kept = str(self._services.settings.value(f"folders/{_PURPOSE}") or "")
        return Path(kept) if kept else None

    def _on_backed_up(self, path: Path) -> None:
        self.tell()
        self._services.renamed()
        self._services.toast(f"已备份并核对：{path.name}", "打开文件夹", lambda: _open(path.parent))


def _open(folder: Path) -> None:
    desktop.show(folder)
