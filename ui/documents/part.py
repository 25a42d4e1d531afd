"""The part 文稿 of the page 证书与报表: the texts there are, one of them open, and beside it the sheets it becomes."""

from collections import Counter
from dataclasses import replace

from PySide6.QtCore import QMargins, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.documents import heads, making, texts
from app.documents.places import Fault
from app.documents.texts import Text
from app.problems import SHOWN
from app.progress import Progress
from app.records import Values
from app.session import Session
from ui import messages, pictures, tokens
from ui.documents import acts
from ui.documents.editor import Editor
from ui.flow import Flow
from ui.outcome import Outcome
from ui.pages import Services
from ui.sheets import Sheets

_LIST_WIDTH = 200
_YEARS = 8
_PAUSE = 700
"""Milliseconds after the last change before the sheets are made anew."""
_SHOWN_FAULTS = 2


class DocumentsPart(QSplitter):
    """`text` is the one that is open; what is written is kept by 保存 only, and asked about before another is opened."""

    def __init__(self, session: Session, services: Services, outcome: Outcome) -> None:
        super().__init__(childrenCollapsible=False, handleWidth=1)
        self.session, self.services, self.outcome = session, services, outcome
        self.text: Text = texts.chosen(session, "annual")
        self.head: Values = {}
        self.faults: list[Fault] = []
        self._working = self._again = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.look)
        self.addWidget(self._list_side())
        self.addWidget(self._text_side())
        self.addWidget(self._sheet_side())
        for index, share in enumerate((0, 5, 4)):
            self.setStretchFactor(index, share)
        self.setSizes([_LIST_WIDTH, 500, 480])
        self.reload()
        self.open(self.text)

    # -- how it is laid out

    def _list_side(self) -> QFrame:
        side = QFrame()
        side.setMinimumWidth(120)
        self.list = QListWidget()
        self.list.setAccessibleName("文稿")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)
        self.new = QPushButton("新建文稿……")
        self.new.clicked.connect(lambda: acts.ask_new(self))
        self.take = QPushButton("从文件采用……")
        self.take.clicked.connect(lambda: acts.take(self))
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.list, 1)
        for button in (self.new, self.take):
            if not self.session.is_county:
                button.hide()
            column.addWidget(button)
        return side

    def _text_side(self) -> QFrame:
        side = QFrame()
        self.title = QLabel(wordWrap=True)
        self.title.setProperty("role", "heading")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.year = QComboBox()
        self.year.setAccessibleName("文稿的年份")
        this = self.session.today().year
        for one in range(this, this - _YEARS, -1):
            self.year.addItem(f"{one} 年", one)
        self.year.currentIndexChanged.connect(lambda _: self.look())
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.year)
        self.editor = Editor()
        self.editor.textChanged.connect(self._on_typed)
        self.word = QLabel(wordWrap=True)
        self.word.setProperty("role", "fault")
        self.word.setTextFormat(Qt.TextFormat.PlainText)
        self.word.hide()
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addWidget(self._tools())
        column.addWidget(self.editor, 1)
        column.addWidget(self.word)
        column.addWidget(self._foot())
        return side

    def _tools(self) -> QFrame:
        self.insert = QPushButton("插入……")
        self.insert.setToolTip("插入数字、表和图")
        self.insert.clicked.connect(lambda: acts.ask_place(self))
        self.facts = QPushButton("公文要素……")
        self.facts.setToolTip("红头、发文字号、主送、署名和日期、抄送")
        self.facts.clicked.connect(lambda: acts.ask_head(self))
        self.back, self.forth = QToolButton(), QToolButton()
        for button, picture, words, act, signal in (
            (self.back, "undo-2", "撤销", self.editor.undo, self.editor.undoAvailable),
            (self.forth, "redo-2", "重做", self.editor.redo, self.editor.redoAvailable),
        ):
            pictures.dress(button, picture, "secondary", 16)
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setEnabled(False)
            button.clicked.connect(act)
            signal.connect(button.setEnabled)
        self.save = QPushButton("保存")
        self.save.setToolTip("Ctrl+S")
        self.save.clicked.connect(lambda: acts.save(self))
        self.more = QPushButton("更多")
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        pictures.dress(self.more, "chevron-down", "secondary", 14)
        self.menu = QMenu(self.more)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self.menu)
        return _flowing(self.insert, self.facts, self.back, self.forth, self.save, self.more)

    def _foot(self) -> QFrame:
        self.copy = QPushButton("存为文本……")
        self.copy.clicked.connect(lambda: acts.write(self, ".txt"))
        self.print = QPushButton("打印……")
        self.print.clicked.connect(lambda: acts.ask_printer(self))
        self.pdf = QPushButton("存为 PDF……")
        self.pdf.setProperty("kind", "main")
        self.pdf.clicked.connect(lambda: acts.write(self, ".pdf"))
        return _flowing(self.pdf, self.print, self.copy)

    def _sheet_side(self) -> QFrame:
        side = QFrame()
        side.setProperty("role", "desk")
        self.sheets = Sheets(small=False)
        self.before, self.after = QPushButton("上一页"), QPushButton("下一页")
        for button, step in ((self.before, -1), (self.after, 1)):
            button.clicked.connect(lambda _=False, step=step: self.turn(step))
        line = QHBoxLayout()
        line.setContentsMargins(12, 4, 12, 8)
        line.addStretch(1)
        line.addWidget(self.before)
        line.addWidget(self.after)
        line.addStretch(1)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sheets, 1)
        column.addLayout(line)
        return side

    def turn(self, step: int) -> None:
        """Bring the sheet before or after this one into sight."""
        self.sheets.turn_to(self.sheets.number + step)
        self.before.setEnabled(self.sheets.number > 0)
        self.after.setEnabled(self.sheets.number + 1 < self.sheets.count)

    def _fill_menu(self) -> None:
        self.menu.clear()
        for words, act in acts.more(self):
            self.menu.addAction(words).triggered.connect(lambda _=False, act=act: act())

    # -- which text is open

    @property
    def asked_year(self) -> int:
        """The year whose figures are put in."""
        return int(self.year.currentData())

    @property
    def now(self) -> Text:
        """The open text as it is written now."""
        return replace(self.text, body=self.editor.body)

    def reload(self) -> None:
        """Read the list again; the open text stays as it is being written."""
        self.list.clear()
        labels = dict(texts.kinds())
        found = texts.listed(self.session)
        several = Counter(one.kind for one in found)
        for one in found:
            used = "（在用）" if one.chosen and several[one.kind] > 1 else ""
            item = QListWidgetItem(f"{one.name}{used}")
            item.setToolTip(f"{labels[one.kind]}：{one.name}{used}")
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.list.addItem(item)
            if (one.pk, one.kind) == (self.text.pk, self.text.kind):
                self.list.setCurrentItem(item)
                if not self.editor.dirty and one != self.text:
                    self.open(one)

    def open(self, text: Text) -> None:
        """Open a text; what was being written in another is gone."""
        self.text, self.head = text, heads.of(self.session, text)
        self.editor.open(text.body, writable=self.session.is_county)
        self.title.setText(text.name)
        for button in (self.insert, self.save, self.back, self.forth):
            button.setVisible(self.session.is_county)
        self.tell()
        self.sheets.number = 0
        self.sheets.say("正在排版……")
        self.look()

    def open_id(self, pk: str) -> None:
        """Open the text with this id, listed anew."""
        self.text = texts.get(self.session, pk)
        self.editor.document().setModified(False)
        self.reload()
        self.open(self.text)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        chosen: Text = item.data(Qt.ItemDataRole.UserRole)
        if (chosen.pk, chosen.kind) == (self.text.pk, self.text.kind):
            return
        if self.may_leave():
            self.open(chosen)
        else:
            self.reload()

    def may_leave(self) -> bool:
        """Whether what is written may go; asks once."""
        return not self.editor.dirty or messages.ask(
            self, "文稿有改动还没有保存。", "离开后这些改动就没有了。", "不保存，离开", "继续填写"
        )

    def on_save(self) -> None:
        """Ctrl+S."""
        if self.session.is_county:
            acts.save(self)

    def tell(self) -> None:
        """Say whether there is something to save."""
        self.save.setEnabled(self.editor.dirty)

    # -- the sheets it becomes

    def _on_typed(self) -> None:
        self.tell()
        self._pause.start()

    def look(self) -> None:
        """Make the sheets anew in the quiet lane; only the last wish counts."""
        if self._working:
            self._again = True
            return
        self._working = True
        text, year, head = self.now, self.asked_year, dict(self.head)

        def work(session: Session, progress: Progress) -> tuple[list[Fault], bytes]:
            found = making.faults(session, text, year)
            return found, b"" if found else making.preview(session, text, year, head=head, progress=progress)

        self.services.reads.run(work, title="正在排版", done=self._put, failed=self._refuse)

    def _put(self, made: tuple[list[Fault], bytes]) -> None:
        self.faults, pdf = made
        self.editor.places.mark({one.place for one in self.faults})
        said = [f"第 {one.line} 行的“{one.place}”：{one.reason}" for one in self.faults[:_SHOWN_FAULTS]]
        more = len(self.faults) - _SHOWN_FAULTS
        self._say("\n".join([*said, f"另有 {more} 处。"] if more > 0 else said))
        if pdf:
            self.sheets.put(pdf)
        elif not self.sheets.count:
            self.sheets.say("文稿里有填不进数字的地方，改好以后这里显示纸上的样子。")
        self.turn(0)
        self._next()

    def _refuse(self, problem: BaseException) -> None:
        if isinstance(problem, SHOWN):
            self._say(f"{problem.title}{problem.advice}")
        else:
            messages.report_bug(self.window(), problem)
        self._next()

    def _say(self, words: str) -> None:
        self.word.setText(words.strip())
        self.word.setVisible(bool(words.strip()))

    def _next(self) -> None:
        self._working = False
        if self._again:
            self._again = False
            self.look()


def _flowing(*widgets: QWidget) -> QFrame:
    """Buttons in a line, in two where the window is narrow."""
    made = QFrame()
    line = Flow(made, spacing=tokens.GRID, margins=QMargins())
    for one in widgets:
        line.addWidget(one)
    return made
