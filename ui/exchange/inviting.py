"""Choosing the schools to invite, among those that have not joined; a school not registered yet is registered here."""

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app import organisations
from app.fields import Field, Kind
from app.problems import SHOWN
from app.records import Invalid
from app.session import Session
from ui.lists import Empty, ListPane, ticked_in_order
from ui.rows import Column

_BUREAU = "1"
"""Code of the organisation that is the county itself."""

_COLUMNS = (
    Column("name", "单位", 200),
    Column("code", "学校标识码", 112),
    Column("kind", "类别", 104, field=Field("kind", "类别", Kind.CODE, codes="organisation_kind")),
    Column("township", "乡镇（街道）", 104),
    Column("teachers", "教师", 56, "right"),
)
_NAMES = ("id", *(column.name for column in _COLUMNS))


class InviteDialog(QDialog):
    """`chosen([(organisation id, name)])` when a person has ticked some and says so."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, session: Session, *, but: Collection[str]) -> None:
        """`but`: ids of the organisations that have joined already."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("邀请学校")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._session, self._but = session, frozenset(but)
        self.search = QLineEdit(placeholderText="单位名称、标识码或乡镇", clearButtonEnabled=True)
        self.search.textChanged.connect(self._find)
        self.list = ListPane(
            _COLUMNS,
            _NAMES,
            unit="个单位",
            empty=Empty(
                "没有可以邀请的单位", "所有登记过的单位都已经加入；还没有登记的学校，在上面填名称，点“登记并勾选”。"
            ),
            filters=("kind",),
        )
        self.list.cleared.connect(self.search.clear)
        self._put()
        self.list.rows.ticked_changed.connect(self._count)
        self.invite = QPushButton()
        self.invite.setProperty("kind", "main")
        self.invite.clicked.connect(self._choose)
        page = QFrame()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.list, 1)
        column.addWidget(self._foot())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        window = parent.window()
        self.resize(min(window.width() - 48, 720), min(window.height() - 48, 600))
        self._count()

    def _head(self) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(16, 0, 16, 0)
        words = QLabel(
            "勾选要邀请的单位，每个单位会有一个邀请文件，60 天内有效。再次邀请会使以前的邀请文件作废。", wordWrap=True
        )
        words.setProperty("role", "secondary")
        column.addWidget(words)
        column.addWidget(self.search)
        column.addLayout(self._new_school())
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("role", "fault")
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.hide()
        column.addWidget(self.fault)
        return head

    def _new_school(self) -> QHBoxLayout:
        """For a school that is not in the list: its name and code are enough to begin with."""
        label = QLabel("名单里没有的学校：")
        self.name = QLineEdit(placeholderText="学校名称")
        self.name.setAccessibleName("学校名称")
        self.code = QLineEdit(placeholderText="学校标识码，可以以后再填")
        self.code.setAccessibleName("学校标识码")
        self.register = QPushButton("登记并勾选")
        self.register.setAutoDefault(False)
        self.register.clicked.connect(self._register)
        for editor in (self.name, self.code):
            editor.returnPressed.connect(self._register)
        line = QHBoxLayout()
        line.addWidget(label)
        line.addWidget(self.name, 3)
        line.addWidget(self.code, 2)
        line.addWidget(self.register)
        return line

    def _put(self) -> None:
        self.list.put(
            tuple(row[name] for name in _NAMES)
            for row in organisations.listed(self._session)
            if row["kind"] != _BUREAU and row["id"] not in self._but and not row["closed_on"]
        )

    def _register(self) -> None:
        name, code = self.name.text().strip(), self.code.text().strip()
        try:
            pk = organisations.save(self._session, None, {"name": name, **({"code": code} if code else {})})
        except Invalid as invalid:
            self._refuse("".join(fault.reason for fault in invalid.faults))
            return
        except SHOWN as problem:
            self._refuse(f"{problem.title}{problem.advice}")
            return
        self._refuse("")
        for editor in (self.name, self.code, self.search):
            editor.clear()
        self.list.clear_conditions()
        self._put()
        row = self.list.rows.row_of(pk)
        if row is not None:
            self.list.rows.tick([row], True)
        self.name.setFocus()

    def _refuse(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.setVisible(bool(text))

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "footer")
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        # Enter registers the school that was just typed; it invites nobody.
        for button in (cancel, self.invite):
            button.setAutoDefault(False)
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 8, 16, 8)
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.invite)
        return foot

    def _find(self, text: str) -> None:
        rows, wanted = self.list.rows, text.strip()
        found = [str(row[0]) for place, row in enumerate(rows.all) if wanted in "\t".join(rows.texts_of(place))]
        self.list.search(found if wanted else None)

    def _count(self) -> None:
        count = len(self.list.rows.ticked)
        self.invite.setText(f"生成 {count} 个邀请文件……" if count else "生成邀请文件……")
        self.invite.setEnabled(bool(count))

    def _choose(self) -> None:
        names = {str(row[0]): str(row[1]) for row in self.list.rows.all}
        self.chosen.emit([(pk, names[pk]) for pk in ticked_in_order(self.list.rows)])
        self.accept()
