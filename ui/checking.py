"""查验: a paper's code scanned in, pasted, on a picture or by number; how it stands, large, with what it should say."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import scratch
from app.progress import Progress
from app.session import Session
from ui import choosing, desktop, pictures, tokens
from ui.outcome import Outcome
from ui.pages import Services, notice
from ui.paper_keys import PaperKeys
from ui.parts import Part

if TYPE_CHECKING:
    from app.papers.verdicts import Verdict

PURPOSE = "checking"
_KINDS = "图片和 PDF (*.jpg *.jpeg *.png *.bmp *.tif *.tiff *.webp *.pdf)"
_DRESS = {
    "good": ("circle-check", "good", "strip"),
    "unsure": ("circle-help", "warning", "card"),
    "bad": ("triangle-alert", "danger", "refusal"),
}
_BOX, _ICON = 152, 32
_LOWER = 4  # so that the small label and the large value stand on one line


class CodeBox(QPlainTextEdit):
    """What a scanner types or a person pastes; `whole()` with the last line of a statement, `picture(image)` pasted."""

    whole = Signal()
    picture = Signal(QImage)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(False)  # A dropped picture is the part's.
        self.setTabChangesFocus(True)
        self.setFixedHeight(_BOX)
        self.setAccessibleName("二维码里的文字")
        self.setPlaceholderText("点一下这里，用扫码枪扫证书上的二维码；或者粘贴手机扫出的文字、粘贴截图。")
        self.textChanged.connect(self._look)

    def _look(self) -> None:
        from app.papers.statement_lines import looks_whole

        if looks_whole(self.toPlainText()):
            self.whole.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasImage() and not source.hasText():
            self.picture.emit(QImage(source.imageData()))
            return
        super().insertFromMimeData(source)


class CheckingPart(QWidget):
    """On the left what is to be checked, the page for others and the keys; on the right how it stands."""

    def __init__(self, session: Session, services: Services, outcome: Outcome) -> None:
        super().__init__()
        self._session, self._services, self._outcome = session, services, outcome
        self.verdicts: list[Verdict] = []
        self._left = Part()
        self._ways()
        self._page()
        self.keys = PaperKeys(session, services, outcome)
        self._left.column.addWidget(self.keys)
        self._shown = QScrollArea(widgetResizable=True)
        self._shown.setFrameShape(QFrame.Shape.NoFrame)
        self._shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shown.setAccessibleName("查验结果")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._left, 1)
        line.addWidget(self._shown, 1)
        self.clear()

    def _ways(self) -> None:
        self._left.heading("扫描或粘贴")
        self.box = CodeBox()
        self.box.whole.connect(self._scanned)
        self.box.picture.connect(self._pasted)
        self._left.column.addWidget(self.box)
        self._left.line(
            self._button("查验", self.check_text, main=True),
            self._button("选图片……", self.choose),
            self._button("清空", self.clear),
        )
        self._left.sentence("照片、扫描件和 PDF 也可以直接拖到这里。查验不用上网，照片不会传出去。")
        self._left.heading("按证书编号查")
        self.number = QLineEdit(placeholderText="如 结业〔2026〕000123号，或 2026 123")
        self.number.returnPressed.connect(self.check_number)
        self._left.line(self.number, self._button("查编号", self.check_number), label="证书编号", stretch=self.number)

    def _page(self) -> None:
        self._left.heading("给别的单位查验")
        self._left.sentence(
            "没有装薪火的单位，可以用查验网页：一个文件，拷过去用浏览器打开就能查，不用上网。更换密钥、添加公钥以后要重新生成。"
        )
        self._left.line(self._button("生成查验网页……", self.write_page))

    def _button(self, text: str, act: Callable[[], None], *, main: bool = False) -> QPushButton:
        button = QPushButton(text)
        if main:
            button.setProperty("kind", "main")
        button.clicked.connect(lambda: act())
        return button

    # -- checking

    def check_text(self) -> None:
        """Check what stands in the box; a single line that is no statement is taken for a number."""
        text = self.box.toPlainText().strip()
        if text and "\n" not in text and not text.startswith("薪火"):
            self._by_number(text)
            return

        def work(session: Session, progress: Progress) -> "list[Verdict]":
            from app.papers import statements

            return [statements.check(session, text)]

        self._read(work)

    def check_number(self) -> None:
        """Look a number up in the register."""
        self._by_number(self.number.text())

    def _by_number(self, number: str) -> None:
        def work(session: Session, progress: Progress) -> "list[Verdict]":
            from app.papers import statements

            return statements.by_number(session, number)

        self._read(work)

    def _read(self, work: "Callable[[Session, Progress], list[Verdict]]") -> None:
        self._outcome.hide()
        self._services.reads.run(work, title="正在查验", done=self.show_verdicts, failed=self._refused)

    def _scanned(self) -> None:
        self.check_text()
        # The next scan takes the place of this one.
        self.box.selectAll()

    def choose(self) -> None:
        """Choose a picture or a PDF."""
        path = choosing.file(self, self._services.settings, PURPOSE, "选择证书的照片、扫描件或 PDF", _KINDS)
        if path is not None:
            self.check_file(path)

    def check_file(self, path: Path) -> None:
        """Find the codes in a file and check each."""
        self._outcome.hide()

        def work(session: Session, progress: Progress) -> "list[Verdict]":
            from app.papers import scanning

            return scanning.check_file(session, path, progress=progress)

        self._services.jobs.run(work, title="正在找二维码", done=self.show_verdicts, failed=self._refused)

    def _pasted(self, image: QImage) -> None:
        path = scratch.folder() / f"{uuid4().hex}.png"
        image.save(str(path))
        self._outcome.hide()

        def work(session: Session, progress: Progress) -> "list[Verdict]":
            from app.papers import scanning

            try:
                return scanning.check_file(session, path, progress=progress)
            finally:
                scratch.wipe(path)

        self._services.jobs.run(work, title="正在找二维码", done=self.show_verdicts, failed=self._refused)

    def on_files(self, paths: Sequence[Path]) -> bool:
        """A dropped picture or PDF is checked; other files are not for here."""
        from app.papers.scanning import SUFFIXES

        if len(paths) != 1 or paths[0].suffix.lower() not in SUFFIXES:
            return False
        self.check_file(paths[0])
        return True

    def _refused(self, problem: BaseException) -> None:
        self._nothing()
        self._outcome.refused(problem)

    # -- what is shown

    def clear(self) -> None:
        """Begin anew."""
        self.box.clear()
        self.number.clear()
        self._nothing()
        self.box.setFocus()

    def _nothing(self) -> None:
        self.verdicts = []
        self._shown.setWidget(notice("search", "还没有查验证书。", "查验的结果显示在这里，请拿着纸逐项核对。"))

    def show_verdicts(self, verdicts: "list[Verdict]") -> None:
        """Show how each paper stands, one card a paper."""
        self.verdicts = verdicts
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        for one in verdicts:
            column.addWidget(_card(one))
        column.addStretch(1)
        self._shown.setWidget(inner)
        inner.setAutoFillBackground(False)

    def write_page(self) -> None:
        """Write the page for checking in a browser."""
        settings = self._services.settings
        path = choosing.target(self, settings, PURPOSE, "生成查验网页", "网页 (*.html)", "证书查验.html")
        if path is None:
            return
        out = path

        def work(session: Session, progress: Progress) -> int:
            from app.papers import check_page

            return check_page.write(session, out)

        self._services.jobs.run(
            work,
            title="正在生成查验网页",
            done=lambda count: self._outcome.done(
                f"查验网页已写好，有 {count} 个公钥。",
                f"文件：{out}。请告诉用它的单位打电话来核对网页上的指纹。",
                [("打开", lambda: desktop.show(out, self._outcome.say_refused))],
            ),
            failed=self._outcome.refused,
        )

    def reload(self) -> None:
        """Read the keys again; a verdict stays as it was given."""
        self.keys.reload()

    def focus_search(self) -> None:
        """Be ready for a scanner."""
        self.box.setFocus()
        self.box.selectAll()


def _card(verdict: "Verdict") -> QFrame:
    picture, colour, role = _DRESS[verdict.weight]
    card = QFrame()
    card.setProperty("role", role)
    icon = QLabel()
    pictures.dress(icon, picture, colour, _ICON)
    title, advice = _words(verdict.title, "title"), _words(verdict.advice)
    words = QVBoxLayout()
    words.setSpacing(tokens.GRID)
    words.addWidget(title)
    words.addWidget(advice)
    words.addLayout(_facts(verdict))
    line = QHBoxLayout(card)
    line.setContentsMargins(16, 16, 16, 16)
    line.setSpacing(12)
    line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(words, 1)
    return card


def _facts(verdict: "Verdict") -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 8, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(tokens.GRID)
    grid.setColumnStretch(1, 1)
    for row, (label, value) in enumerate(verdict.facts):
        named = _words(label, "secondary")
        named.setContentsMargins(0, _LOWER, 0, 0)
        grid.addWidget(named, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_words(value, "heading"), row, 1)
    return grid


def _words(text: str, role: str = "") -> QLabel:
    label = QLabel(text, wordWrap=role != "secondary")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label
