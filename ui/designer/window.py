"""The designer's window: which design is open, the tools, the sheet between its two sides, what is amiss, and saving."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QMargins, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.fields import Field, Kind
from app.papers import designing, designs, laying
from app.papers.designing import Doubt
from app.problems import SHOWN
from app.session import Session
from ui import choosing, desktop, messages, pictures, tokens
from ui.designer import drafts
from ui.designer.acting import KINDS, Acts
from ui.designer.canvas import Canvas
from ui.designer.document import Document
from ui.designer.drafts import Draft
from ui.designer.library import Library
from ui.designer.preview import Placed, Preview
from ui.designer.properties import Properties
from ui.designer.sides import LeftSide
from ui.editors import ReferenceEditor
from ui.flow import Flow
from ui.pages import Services

_PICTURES = "图片 (*.png *.jpg *.jpeg *.bmp *.webp)"
_KEEP_AFTER = 2000
"""Milliseconds after the last change before what is not saved is kept beside the program."""
_RIGHT = 300
_CLICK = ("cut", "copy", "paste", "duplicate", "remove", "", "front", "forward", "backward", "back")
_ALIGN = ("left", "center", "right", "", "top", "middle", "bottom", "", "spread across", "spread down")
_ORDER = ("front", "forward", "backward", "back")


class DesignerWindow(QWidget):
    """One kind of paper's designs. At a school everything can be looked at and nothing changed."""

    def __init__(self, parent: QWidget, session: Session, services: Services, kind: str, pk: str | None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.session, self.services = session, services
        self._left = False
        self.kind = designing.kind_of(kind)
        self.document = Document(designs.chosen(session, kind)[1], self)
        self.canvas = Canvas(self.document)
        self.acts = Acts(self.document, self.kind, self.canvas)
        self.left = LeftSide(self.document, self.kind)
        self.properties = Properties(self.document, self.kind)
        self.preview = Preview(self.document, self.kind, services.reads, self)
        self.library = Library(self)
        self._keeping = QTimer(self, singleShot=True, interval=_KEEP_AFTER)
        self._keeping.timeout.connect(self.keep_draft)
        self._lay_out()
        self._connect()
        self._bind_keys()
        self.lock(not session.is_county)
        self.setWindowTitle(f"版式设计：{self.kind.label} - 薪火")
        room = self.screen().availableSize()
        self.resize(QSize(1320, 740).boundedTo(room))
        self.library.open(pk if pk is not None else designs.chosen_id(session, kind))
        self._offer_draft()
        self.canvas.setFocus()

    # -- laying out

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._tools())
        self.strip = self._strip()
        column.addWidget(self.strip)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self.properties.setFixedWidth(_RIGHT)
        for widget in (self.left, self._sheet(), self.properties):
            middle.addWidget(widget, 0 if widget in (self.left, self.properties) else 1)
        column.addLayout(middle, 1)

    def _head(self) -> QFrame:
        head = QFrame()
        head.setProperty("role", "header")
        line = QHBoxLayout(head)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(tokens.GRID)
        title = QLabel(self.kind.label)
        title.setProperty("role", "heading")
        line.addWidget(title)
        line.addWidget(self.library.box, 2)
        line.addWidget(self.library.state)
        line.addStretch(1)
        words = QLabel("预览")
        editor = ReferenceEditor(Field("whose", "预览", Kind.REFERENCE), self.preview.picker(), self)
        editor.widget.setMinimumWidth(150)
        editor.widget.setMaximumWidth(220)
        editor.widget.setClearButtonEnabled(True)
        editor.widget.setAccessibleName("用谁的内容预览")
        editor.left.connect(partial(self._on_whose, editor))
        editor.widget.textChanged.connect(lambda text: None if text else self.preview.show_with(""))
        words.setBuddy(editor.widget)
        self.whose = editor
        line.addWidget(words)
        line.addWidget(editor.widget, 1)
        self.undo = self._tool("undo-2", "撤销", self.document.stack.undo)
        self.redo = self._tool("redo-2", "重做", self.document.stack.redo)
        self.save_button = QPushButton("保存")
        self.save_button.setProperty("kind", "main")
        self.save_button.clicked.connect(lambda: self.library.save())
        self.save_as = QPushButton("另存为……")
        self.save_as.clicked.connect(lambda: self.library.save_as())
        self.more = QPushButton("更多")
        self.more.setMenu(self.library.menu)
        for button in (self.undo, self.redo, self.save_as, self.more, self.save_button):
            line.addWidget(button)
        return head

    def _tools(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "header")
        line = Flow(bar, spacing=4, margins=QMargins(12, 4, 12, 4))
        words = QLabel("放入")
        words.setProperty("role", "secondary")
        line.addWidget(words)
        self.inserts: dict[str, QPushButton] = {}
        for what, label in KINDS.items():
            button = self.inserts[what] = QPushButton(label)
            button.setProperty("kind", "quiet")
            button.clicked.connect(lambda _=False, what=what: self._put_in(what))
            line.addWidget(button)
        for label, names in (("对齐", _ALIGN), ("层次", _ORDER)):
            button = QPushButton(label)
            button.setProperty("kind", "quiet")
            button.setMenu(self.acts.menu(button, names))
            line.addWidget(button)
        return bar

    def _tool(self, picture: str, words: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        pictures.dress(button, picture, "accent")
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(lambda: act())
        return button

    def _strip(self) -> QFrame:
        strip = QFrame()
        strip.setProperty("role", "strip")
        line = QHBoxLayout(strip)
        line.setContentsMargins(12, 6, 12, 6)
        self.strip_words = QLabel(wordWrap=True)
        self.strip_yes = QPushButton("接着改")
        self.strip_no = QPushButton("不要了")
        self.strip_no.setProperty("kind", "quiet")
        line.addWidget(self.strip_words, 1)
        line.addWidget(self.strip_yes)
        line.addWidget(self.strip_no)
        strip.hide()
        return strip

    def _sheet(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.doubts = QListWidget()
        self.doubts.setAccessibleName("要看一看的")
        self.doubts.setWordWrap(True)
        self.doubts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubts.setMaximumHeight(92)
        self.doubts.itemActivated.connect(self._go_to)
        self.doubts.itemClicked.connect(self._go_to)
        self.doubts.hide()
        column.addWidget(self.canvas, 1)
        column.addWidget(self.doubts)
        column.addWidget(self._foot())
        return middle

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "footer")
        line = QHBoxLayout(foot)
        line.setContentsMargins(12, 4, 12, 4)
        line.setSpacing(4)
        self.said = QLabel()
        self.said.setProperty("role", "secondary")
        self.said.setMinimumWidth(1)
        line.addWidget(self.said, 1)
        self.sheet_of = QLabel()
        self.sheet_of.setProperty("role", "secondary")
        self.before, self.after = (QPushButton(words) for words in ("上一页", "下一页"))
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.percent = QLabel()
        self.percent.setProperty("role", "secondary")
        smaller, larger, whole = (QPushButton(words) for words in ("缩小", "放大", "整页"))
        smaller.clicked.connect(lambda: self.canvas.magnify(1 / 1.25))
        larger.clicked.connect(lambda: self.canvas.magnify(1.25))
        whole.clicked.connect(self.canvas.fit)
        for widget in (self.sheet_of, self.before, self.after, self.percent, smaller, larger, whole):
            if isinstance(widget, QPushButton):
                widget.setProperty("kind", "quiet")
            line.addWidget(widget)
        return foot

    # -- what hears what

    def _connect(self) -> None:
        self.document.changed.connect(self._keeping.start)
        self.document.changed.connect(self.tell)
        self.document.selected.connect(self.tell)
        # Methods, not lambdas: the stack empties itself when all this goes, and nobody is to hear of that.
        self.document.stack.indexChanged.connect(self.tell)
        self.document.stack.cleanChanged.connect(self.tell)
        self.canvas.typed.connect(self.type_here)
        self.canvas.zoomed.connect(self.tell)
        self.canvas.menu.connect(self._menu)
        self.left.elements.typed.connect(self.type_here)
        self.left.fields.wanted.connect(self.put_field)
        self.properties.logo.connect(self.choose_picture)
        self.preview.drawn.connect(self._put_sheets)
        self.preview.found.connect(self._put_doubts)

    def _bind_keys(self) -> None:
        def key(sequence: QKeySequence | QKeySequence.StandardKey | str, act: Callable[[], object]) -> None:
            QShortcut(QKeySequence(sequence), self).activated.connect(act)

        key(QKeySequence.StandardKey.Save, self.library.save)
        key(QKeySequence.StandardKey.Undo, self.document.stack.undo)
        key(QKeySequence.StandardKey.Redo, self.document.stack.redo)
        key("Ctrl+Y", self.document.stack.redo)
        key("F1", self.help)

    def lock(self, locked: bool) -> None:
        """Let everything be looked at only."""
        self.canvas.locked = self.acts.locked = self.properties.locked = locked
        self.acts.tell()
        self.properties.refresh()
        for button in (*self.inserts.values(), self.save_button, self.save_as):
            button.setVisible(not locked)
        if locked:
            self.strip_words.setText("版式由县里管理，本校只能查看和打印。需要修改请联系县局经办人。")
            self.strip_yes.hide()
            self.strip_no.hide()
            self.strip.show()

    def help(self) -> None:
        """Say what this window is for, and the keys."""
        messages.say(
            self,
            "版式设计",
            "中间是这张纸印出来的样子。点一下选中，拖动移动，拖边上的小方块改大小；双击文字就能改。"
            "棕色虚线的会随内容往下排。左边双击一个项目就放进去。要整齐，选中几个再用“对齐”。\n\n"
            "方向键 移 0.5 毫米　Ctrl+方向键 移 0.1 毫米　按住 Alt 拖不靠齐　Ctrl+点 多选　Ctrl+C、Ctrl+V 复制粘贴　"
            "Ctrl+D 再来一个　Delete 删除　Ctrl+Z 撤销　Ctrl+Y 重做　Ctrl+S 保存　Ctrl+滚轮 缩放",
        )

    def tell(self, *_: object) -> None:
        """Say what is so now: what can be undone, what is chosen, which sheet, how large."""
        stack = self.document.stack
        for button, can, text in (
            (self.undo, stack.canUndo(), f"撤销：{stack.undoText()}"),
            (self.redo, stack.canRedo(), f"重做：{stack.redoText()}"),
        ):
            button.setEnabled(can)
            button.setToolTip(text if can else text.partition("：")[0])
        self.library.tell()
        self.said.setText(self._chosen_words())
        count = self.canvas.count
        self.sheet_of.setText(f"第 {self.canvas.number + 1} 页，共 {count} 页")
        for widget in (self.sheet_of, self.before, self.after):
            widget.setVisible(count > 1)
        self.before.setEnabled(self.canvas.number > 0)
        self.after.setEnabled(self.canvas.number < count - 1)
        self.percent.setText(f"{self.canvas.zoom}%")

    def _chosen_words(self) -> str:
        chosen = self.document.chosen
        if len(chosen) > 1:
            return f"选中了 {len(chosen)} 个"
        if not chosen:
            return ""
        box = laying.box_of(chosen[0])
        return f"{laying.name_of(chosen[0])}　左 {box.x:g}　上 {box.y:g}　宽 {box.width:g}　高 {box.height:g} 毫米"

    # -- acts of the window

    def _put_in(self, what: str) -> None:
        self.acts.put_in(what)
        if what == "picture":
            self.choose_picture()
        elif what == "text":
            self.type_here()

    def put_field(self, name: str) -> None:
        """Put a field where the text of the chosen element is typed; without one, in a text of its own."""
        if self.properties.locked:
            return
        words = self.properties.words
        if self.document.only is not None and words is not None:
            words.insert(f"{{{name}}}")
            words.widget.setFocus()
        else:
            self.acts.put_field(name)

    def type_here(self) -> None:
        """Bring the cursor to where the chosen element's text is typed."""
        words = self.properties.words
        if words is not None and not self.properties.locked:
            words.widget.setFocus()
            words.widget.selectAll()

    def choose_picture(self) -> None:
        """A picture file for the chosen picture, made small."""
        place = self.document.only
        if place is None:
            return
        path = choosing.file(self, self.services.settings, "logos", "选择图片", _PICTURES)
        if path is None:
            return
        room = designing.room(self.document.design, place)
        self.services.jobs.run(
            lambda _session, _progress: designing.picture(path, room),
            title="正在读取图片",
            done=partial(self._put_picture, place),
            failed=self._refused,
        )

    def _put_picture(self, place: int, data: bytes) -> None:
        if place < len(self.document.design.elements):
            self.document.change("换图片", laying.changed(self.document.design, {place}, data=data, fact=""))

    def _refused(self, error: BaseException) -> None:
        messages.report_bug(self, error)

    def _on_whose(self, editor: ReferenceEditor) -> None:
        try:
            self.preview.show_with(editor.text())
        except ValueError as reason:
            self.said.setText(str(reason))

    def _menu(self, where: QPoint) -> None:
        self.acts.menu(self.canvas, _CLICK).popup(where)

    # -- the sheet and what is amiss

    def _put_sheets(self, pdf: bytes, placed: Placed) -> None:
        self.canvas.put(pdf, placed)
        self.tell()

    def _turn(self, step: int) -> None:
        self.canvas.turn_to(self.canvas.number + step)
        self.tell()

    def _put_doubts(self, doubts: list[Doubt]) -> None:
        self.doubts.clear()
        for one in doubts:
            item = QListWidgetItem(one.words)
            item.setData(Qt.ItemDataRole.UserRole, one.place)
            item.setIcon(pictures.icon("triangle-alert", tokens.of(self).warning, 16))
            self.doubts.addItem(item)
        self.doubts.setVisible(bool(doubts))

    def _go_to(self, item: QListWidgetItem) -> None:
        place = item.data(Qt.ItemDataRole.UserRole)
        if place is not None:
            self.document.select({int(place)})

    def test_print(self) -> None:
        """A sheet to hold over pre-printed paper, as a PDF."""
        name = f"试打 {self.library.name}.pdf"
        out = choosing.target(self, self.services.settings, "papers", "试打一张", "PDF 文件 (*.pdf)", name)
        if out is None:
            return
        try:
            designing.write_test_sheet(self.document.design, out)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        desktop.offer(self.toast, f"已写好试打页：{out.name}", out)

    def toast(self, text: str, action_text: str | None = None, action: Callable[[], None] | None = None) -> None:
        """Say something in passing in this window."""
        messages.toast(self, text, action_text, action)

    # -- drafts, leaving

    def keep_draft(self) -> None:
        """Keep what is not saved, so that a crash loses nothing."""
        if self.document.dirty and not self.properties.locked:
            drafts.keep(self.session.site, self.kind.name, self._draft())

    def _draft(self) -> Draft:
        return Draft(self.library.pk, self.library.name, self.document.design)

    def drop_draft(self) -> None:
        """What was kept is saved or given up."""
        self._keeping.stop()
        if not self.properties.locked:
            self.strip.hide()
        drafts.drop(self.session.site, self.kind.name)

    def _offer_draft(self) -> None:
        draft = None if self.properties.locked else drafts.kept(self.session.site, self.kind.name)
        if draft is None:
            return
        self.strip_words.setText(f"“{draft.name}”上次改了还没有保存。")
        self.strip_yes.clicked.connect(partial(self._take_draft, draft))
        self.strip_no.clicked.connect(self._give_up_draft)
        self.strip.show()

    def _take_draft(self, draft: Draft) -> None:
        # What was changed since the window opened would go: that is asked about as when leaving.
        if not self.may_leave():
            return
        self.strip.hide()
        self.library.open_draft(draft)

    def _give_up_draft(self) -> None:
        self.strip.hide()
        self.drop_draft()

    def may_leave(self) -> bool:
        """Whether what is open may be left: asks once when something is not saved."""
        if not self.document.dirty or self.properties.locked:
            return True
        if not messages.ask(self, "版式改了还没有保存。", "离开后这些改动就没有了。", "不保存，离开", "继续修改"):
            return False
        self.drop_draft()
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_leave():
            event.ignore()
            return
        self._left = True
        self.preview.close()
        self.canvas.forget()
        self._keeping.stop()
        event.accept()

    def hideEvent(self, event: QHideEvent) -> None:
        """Gone with the window it belongs to, nobody asked: what is not saved is kept for the next time."""
        if not self._left:
            self.keep_draft()
        super().hideEvent(event)

    def leave(self) -> None:
        """The program is being closed: go without asking, what is not saved is kept."""
        if not self._left:
            self.keep_draft()
            self._left = True
            self.document.stack.setClean()
            self.close()
