"""附件 beside a record: small pictures of what was added, buttons to look, save elsewhere and remove, and a way to add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from app import attachments, codes
from app.problems import SHOWN, Cancelled
from app.progress import Progress
from app.records import Values
from app.session import Session
from ui import choosing, desktop, messages, pictures, tokens
from ui.pages import Services

if TYPE_CHECKING:
    from ui.quick_form import QuickForm

PURPOSE = "attachments"
"""Under this the folder of added and saved files is remembered."""

_THUMB = QSize(44, 44)
_PORTRAIT = QSize(60, 80)
_PICTURED = 24
"""Attachments of one record that get a small picture; further ones a drawing."""
_PIXELS = 100_000_000
_WAYS = (
    (attachments.SCAN, "扫描件（图片或 PDF）……"),
    (attachments.PHOTO, "照片……"),
    (attachments.DOCUMENT, "文件（PDF）……"),
)


@dataclass(frozen=True)
class Added:
    """What came of adding files: names of those added, and those left with the reason."""

    names: Sequence[str]
    left: Sequence[tuple[str, str]] = ()


class Attachments(QWidget):
    """The attachments of one record of `table`."""

    def __init__(self, session: Session, services: Services, table: str) -> None:
        super().__init__()
        self._session = session
        self._services = services
        self._table = table
        self._pk: str | None = None
        self.naming: QuickForm | None = None
        self._title = QLabel("附件")
        self._title.setProperty("role", "group")
        self.add = QPushButton("添加附件")
        self.add.setProperty("kind", "quiet")
        pictures.dress(self.add, "plus", "accent", 14)
        self.ways = QMenu(self.add)
        for kind, text in _WAYS:
            self.ways.addAction(text).triggered.connect(lambda _=False, kind=kind: self._choose(kind))
        self.add.setMenu(self.ways)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.add)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 16)
        column.setSpacing(tokens.GRID)
        column.addLayout(head)
        column.addLayout(self._lines)
        column.addStretch(1)

    def show_record(self, pk: str) -> None:
        """Show what this record has."""
        if self.naming is not None and pk != self._pk:
            self.naming.hide()
        self._pk = pk
        rows = attachments.listed(self._session, self._table, pk)
        self._title.setText(f"附件　{len(rows)} 个" if rows else "附件")
        while self._lines.count():
            item = self._lines.takeAt(0)
            old = item.widget() if item else None
            if old:
                old.hide()
                old.deleteLater()
        for place, row in enumerate(rows):
            self._lines.addWidget(self._line(row, pictured=place < _PICTURED))
        if not rows:
            nothing = QLabel("还没有附件。点“添加附件”，或者把照片、扫描件、PDF 拖到这里。", wordWrap=True)
            nothing.setProperty("role", "secondary")
            self._lines.addWidget(nothing)

    # -- adding

    def take(self, paths: Sequence[Path], kind: str = attachments.SCAN) -> bool:
        """Add files to the record that is shown; False when there is none."""
        pk, table = self._pk, self._table
        if pk is None:
            return False
        record = pk
        self._services.jobs.run(
            lambda session, progress: add_all(session, table, record, paths, kind, progress),
            title="正在添加附件",
            done=self._tell,
        )
        return True

    def take_dropped(self, paths: Sequence[Path]) -> bool:
        """Add files that were dropped, if they are pictures and PDF all of them."""
        fitting = bool(paths) and all(path.suffix.lower() in attachments.SUFFIXES for path in paths)
        return fitting and self.take(paths)

    def _choose(self, kind: str) -> None:
        endings = attachments.PICTURE_SUFFIXES if kind == attachments.PHOTO else attachments.SUFFIXES
        if kind == attachments.DOCUMENT:
            endings = frozenset({".pdf"})
        what = {attachments.PHOTO: "图片", attachments.DOCUMENT: "PDF"}.get(kind, "图片和 PDF")
        kinds = f"{what} ({' '.join(f'*{ending}' for ending in sorted(endings))})"
        paths = choosing.files(self, self._services.settings, PURPOSE, "添加附件", kinds)
        if paths:
            self.take(paths, kind)

    def _tell(self, added: Added) -> None:
        if len(added.names) == 1:
            self._services.toast(f"已添加附件：{added.names[0]}", "撤销", self._services.undo)
        elif added.names:
            self._services.toast(f"已添加 {len(added.names)} 个附件")
        if added.left:
            reasons = "\n".join(f"{name}：{reason}" for name, reason in added.left)
            messages.say(self.window(), f"有 {len(added.left)} 个文件没有添加。", reasons)

    # -- one of them

    def _line(self, row: Mapping[str, Any], *, pictured: bool) -> QWidget:
        line = QFrame()
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(tokens.GRID)
        across.addWidget(self._thumb(row, pictured))
        name = QLabel(str(row["name"]), wordWrap=True)
        about = QLabel(self._about(row), wordWrap=True)
        about.setProperty("role", "secondary" if row["is_here"] else "fault")
        words = QVBoxLayout()
        words.setSpacing(0)
        for label in (name, about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            words.addWidget(label)
        across.addLayout(words, 1)
        pk = str(row["id"])
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for picture, text, act, needed in (
            ("eye", "查看", self.open, True),
            ("download", "另存为", self.save_as, True),
            ("pencil", "改名", self.rename, False),
            ("trash-2", "删除", self.remove, False),
        ):
            button = QToolButton()
            button.setProperty("kind", "quiet")
            button.setToolTip(text)
            button.setAccessibleName(f"{text}{row['name']}")
            button.setEnabled(bool(row["is_here"]) or not needed)
            pictures.dress(button, picture, "secondary", 14)
            button.clicked.connect(lambda _=False, act=act: self._act(act, pk))
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(buttons)
        return line

    def _about(self, row: Mapping[str, Any]) -> str:
        if not row["is_here"]:
            other = "学校" if self._session.is_county else "县里"
            return f"内容还没有收到，已在下次文件中请{other}补发"
        kind = codes.table("attachment_kind").label_of(str(row["kind"]))
        when = str(row["at"] or "")[:10]
        return "　".join(part for part in (kind, _size_text(int(row["size"])), when, str(row["remark"] or "")) if part)

    def _thumb(self, row: Mapping[str, Any], pictured: bool) -> QWidget:
        frame = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        frame.setFixedSize(_THUMB)
        data = attachments.picture(self._session, str(row["id"])) if pictured and row["is_here"] else None
        shown = picture_of(data, _THUMB, self.devicePixelRatioF()) if data else None
        if shown is not None:
            frame.setPixmap(shown)
        else:
            pictures.dress(frame, "file-text" if row["is_here"] else "circle-help", "secondary", 24)
        return frame

    def _act(self, act: Any, pk: str) -> None:
        try:
            act(pk)
        except SHOWN as problem:
            messages.show_problem(self.window(), problem)

    def open(self, pk: str) -> None:
        """Look at one with the program that belongs to it."""
        desktop.show(attachments.open_copy(self._session, pk))

    def save_as(self, pk: str) -> None:
        """Save one where a person says."""
        row = next(row for row in attachments.listed(self._session, self._table, self._pk or "") if row["id"] == pk)
        name = attachments.file_name(row)
        kinds = f"{'PDF' if name.endswith('.pdf') else '图片'} (*{Path(name).suffix})"
        target = choosing.target(self, self._services.settings, PURPOSE, "另存附件", kinds, name)
        if target is not None:
            attachments.save_as(self._session, pk, target)
            self._services.toast(f"已写好：{target.name}", "打开文件夹", partial(desktop.show, target.parent))

    def rename(self, pk: str) -> None:
        """Open the small form for its name and remark."""
        if self.naming is None:
            from ui.quick_form import QuickForm

            self.naming = QuickForm(
                attachments.ENTITY, ("name", "remark"), self._session, save=self._save_name, stays=False
            )
            self._column.insertWidget(1, self.naming)
        row = next(row for row in attachments.listed(self._session, self._table, self._pk or "") if row["id"] == pk)
        self.naming.open(pk, {"name": row["name"], "remark": row["remark"]})

    def _save_name(self, pk: str, values: Values) -> str:
        made = attachments.save(self._session, pk, values)
        self._services.toast("已改名", "撤销", self._services.undo)
        return made

    def remove(self, pk: str) -> None:
        """Remove one; can be undone."""
        attachments.remove(self._session, pk)
        self._services.toast("已删除这个附件", "撤销", self._services.undo)


def add_all(session: Session, table: str, pk: str, paths: Sequence[Path], kind: str, progress: Progress) -> Added:
    """Add file after file, each an act of its own; a PDF among scans is a scan, and a stop keeps those already added."""
    names: list[str] = []
    left: list[tuple[str, str]] = []
    for number, path in enumerate(paths):
        try:
            progress(number, len(paths), path.name)
            attachments.attach(session, table, pk, path, kind, progress=progress)
            names.append(path.name)
        except Cancelled:
            left += [(one.name, "已停止") for one in paths[number:]]
            break
        except SHOWN as problem:
            left.append((path.name, f"{problem.title}{problem.advice}"))
    return Added(names, left)


def portrait(session: Session, table: str, pk: str, ratio: float) -> QPixmap | None:
    """The newest photograph of a record, small, or None."""
    data = attachments.photo_of(session, table, pk)
    return picture_of(data, _PORTRAIT, ratio) if data else None


def picture_of(data: bytes, size: QSize, ratio: float) -> QPixmap | None:
    """A JPEG made to fit `size` (device-independent pixels); None when it is none or is absurdly large.

    It may have come from elsewhere: only the one reader is let near it, and it is measured before it is unpacked.
    """
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"jpeg"))
    reader.setAutoDetectImageFormat(False)
    whole = reader.size()
    if not whole.isValid() or whole.width() * whole.height() > _PIXELS:
        return None
    reader.setScaledSize(whole.scaled(size * ratio, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        return None
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made


def _size_text(size: int) -> str:
    return f"{max(1, size // 1024):,} KB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"
