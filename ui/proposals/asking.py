"""The dialog 申请更改: which field, what it is now, what it shall be, why, and scans that prove it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import attachments, proposals, records, reviewing
from app.fields import Field, Kind, Unreadable, Value
from app.problems import SHOWN, Problem
from app.records import Invalid
from app.session import Session
from ui import choosing, messages, tokens
from ui.attachments import Added, add_all
from ui.choices import Picker
from ui.editors import Editor, editor_for
from ui.pages import Services
from ui.people import pickers

PURPOSE = "proposals"
SCANS = f"扫描件和照片 ({' '.join(f'*{one}' for one in sorted(attachments.SUFFIXES))})"
_LABEL = 84
_WIDTH = 520


def can_ask(session: Session, services: Services, table: str, pk: str) -> list[Field]:
    """The fields of a record that may be asked for here and that a person can fill in."""
    known = pickers(session, services.people)
    return [field for field in proposals.can_be_asked(session, table, pk) if _can_be_typed(field, known)]


def _can_be_typed(field: Field, known: Mapping[str, Picker]) -> bool:
    return field.kind is not Kind.REFERENCE or (field.refers_to or "") in known


def ask(
    parent: QWidget,
    session: Session,
    services: Services,
    table: str,
    pk: str,
    column: str | None = None,
    *,
    objection: bool = False,
) -> None:
    """Open the dialog for a record (at one field of it); says so when nothing of it can be asked for.

    `objection`: about a field the school writes itself, where the county has settled a value.
    """
    try:
        entity = proposals.entity_of(table)
        if entity is None:
            raise Problem("这种记录不能申请更改。", "请联系县局经办人。")
        row = records.get(session, entity, pk)
        fields = can_ask(session, services, table, pk)
        if objection and column:
            known = pickers(session, services.people)
            fields = [
                field
                for field in entity.fields
                if field.name == column and proposals.can_change(table, column) and _can_be_typed(field, known)
            ]
        if not fields:
            raise Problem("这条记录没有要申请更改的内容。", "本校能填的，打开记录直接修改；其他的请联系县局经办人。")
    except SHOWN as problem:
        messages.show_problem(parent, problem)
        return
    dialog = AskDialog(
        parent,
        session,
        pickers(session, services.people),
        fields,
        column or fields[0].name,
        row,
        title=f"{entity.label}：{proposals.called(session, table, pk)}",
        send=lambda name, text, reason: proposals.propose(session, table, pk, name, text, reason, objection=objection),
        choose=lambda: choosing.files(parent, services.settings, PURPOSE, "选择扫描件", SCANS),
    )
    dialog.sent.connect(lambda pk: _sent(services, pk, dialog.scans, "已提出申请"))
    dialog.open()


def ask_again(parent: QWidget, session: Session, services: Services, pk: str) -> None:
    """Open the dialog for the next version of a proposal."""
    try:
        one = reviewing.get(session, pk)
        entity, field = proposals.entity_of(one.table), proposals.field_of(one.table, one.column)
        if entity is None or field is None:
            raise Problem("这种记录不能申请更改。", "请联系县局经办人。")
        row = records.get(session, entity, one.pk)
    except SHOWN as problem:
        messages.show_problem(parent, problem)
        return
    dialog = AskDialog(
        parent,
        session,
        pickers(session, services.people),
        [field],
        field.name,
        row,
        title=f"{entity.label}：{one.about}",
        send=lambda name, text, reason: proposals.resubmit(session, pk, text, reason),
        choose=lambda: choosing.files(parent, services.settings, PURPOSE, "选择扫描件", SCANS),
    )
    dialog.start_from(one.value, one.reason, f"县里的意见：{one.comment}" if one.comment else "")
    dialog.sent.connect(lambda pk: _sent(services, pk, dialog.scans, "已重新申请"))
    dialog.open()


def _sent(services: Services, pk: str, scans: Sequence[Path], what: str) -> None:
    """Attach the scans in the lane for long work (a large scan takes a moment), then say what was done."""
    if not scans:
        services.toast(f"{what}，下次上报时交给县里", "撤销", services.undo)
        return

    def done(added: Added) -> None:
        if added.left:
            reasons = "\n".join(f"{name}：{reason}" for name, reason in added.left)
            messages.say(None, f"{what}，但有 {len(added.left)} 个扫描件没有附上。", reasons)
        else:
            services.toast(f"{what}，附上 {len(added.names)} 个扫描件，下次上报时交给县里")

    services.jobs.run(
        lambda session, progress: add_all(session, proposals.ENTITY.table, pk, scans, attachments.SCAN, progress),
        title="正在附上扫描件",
        done=done,
    )


class AskDialog(QDialog):
    """`sent(id)` once the proposal is written. Scans that were chosen are attached to it."""

    sent = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        known: Mapping[str, Picker],
        fields: Sequence[Field],
        column: str,
        row: Mapping[str, Value],
        *,
        title: str,
        send: Callable[[str, str, str], str],
        choose: Callable[[], list[Path]],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("申请更改")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._session, self._known, self._row = session, known, row
        self._fields = {field.name: field for field in fields}
        self._send, self._choose = send, choose
        self.scans: list[Path] = []
        self.item = QComboBox()
        for field in fields:
            self.item.addItem(field.label, field.name)
        self.item.setAccessibleName("项目")
        self.item.setEnabled(len(fields) > 1)
        self.now = QLabel(wordWrap=True)
        self.now.setTextFormat(Qt.TextFormat.PlainText)
        self.editor: Editor | None = None
        self.reason = QPlainTextEdit(tabChangesFocus=True, placeholderText="依据哪个文件、哪张证书")
        self.reason.setFixedHeight(72)
        self.reason.setAccessibleName("理由")
        self.said = QLabel(wordWrap=True)
        self.said.setProperty("role", "secondary")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.hide()
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("role", "fault")
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.hide()
        self.attach = QPushButton("附上扫描件……")
        self.attach.clicked.connect(self._add_scans)
        self.named = QLabel(wordWrap=True)
        self.named.setProperty("role", "secondary")
        self.named.setTextFormat(Qt.TextFormat.PlainText)
        self.submit = QPushButton("提出申请")
        self.submit.setProperty("kind", "main")
        self.submit.clicked.connect(self.send)
        self._lay_out(title)
        self.item.setCurrentIndex(max(self.item.findData(column), 0))
        self.item.currentIndexChanged.connect(lambda _index: self._show_field())
        self._show_field()
        self.resize(min(parent.window().width() - 48, _WIDTH), self.sizeHint().height())

    def _lay_out(self, title: str) -> None:
        page = QFrame()
        page.setProperty("role", "page")
        head = QLabel(title, wordWrap=True)
        head.setProperty("role", "heading")
        head.setTextFormat(Qt.TextFormat.PlainText)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(tokens.GRID)
        self._grid.setColumnMinimumWidth(0, _LABEL)
        self._grid.setColumnStretch(1, 1)
        for line, (label, widget) in enumerate(
            (("项目", self.item), ("现在", self.now), ("申请改为", None), ("理由", self.reason))
        ):
            words = QLabel(label)
            words.setProperty("role", "secondary")
            self._grid.addWidget(words, line, 0, Qt.AlignmentFlag.AlignTop)
            if widget is not None:
                self._grid.addWidget(widget, line, 1)
        scans = QHBoxLayout()
        scans.addWidget(self.attach)
        scans.addWidget(self.named, 1)
        self._grid.addLayout(scans, 4, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(tokens.GRID)
        column.addWidget(head)
        column.addWidget(self.said)
        column.addLayout(self._grid)
        column.addWidget(self.fault)
        column.addStretch(1)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.submit)
        column.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def start_from(self, value: Value, reason: str, said: str) -> None:
        """Begin with what was asked for before, under the county's words about it."""
        assert self.editor is not None
        self.editor.set(value)
        self.reason.setPlainText(reason)
        self.said.setText(said)
        self.said.setVisible(bool(said))

    def choose_item(self, column: str) -> None:
        """Choose the field to be changed."""
        self.item.setCurrentIndex(self.item.findData(column))

    @property
    def field(self) -> Field:
        """The field that is chosen."""
        return self._fields[str(self.item.currentData())]

    def _show_field(self) -> None:
        field = self.field
        if self.editor is not None:
            self._grid.removeWidget(self.editor.widget)
            self.editor.widget.hide()
            self.editor.widget.deleteLater()
        self.editor = editor_for(field, self._known, self)
        self.editor.widget.setAccessibleName("申请改为")
        self._grid.addWidget(self.editor.widget, 2, 1)
        QWidget.setTabOrder(self.item, self.editor.widget)
        QWidget.setTabOrder(self.editor.widget, self.reason)
        value = self._row.get(field.name)
        self.now.setText(proposals.shown(self._session, field, value) or "（空）")
        self.editor.set(value)
        self.editor.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self._refuse("")

    def _add_scans(self) -> None:
        self.scans += [path for path in self._choose() if path not in self.scans]
        self.named.setText("、".join(path.name for path in self.scans))

    def send(self) -> None:
        """Write the proposal; what is wrong is said in place."""
        assert self.editor is not None
        try:
            pk = self._send(self.field.name, self.editor.text(), self.reason.toPlainText())
        except Invalid as invalid:
            self._refuse("".join(fault.reason for fault in invalid.faults))
            return
        except Unreadable as reason:
            self._refuse(str(reason))
            return
        except SHOWN as problem:
            self._refuse(f"{problem.title}{problem.advice}")
            return
        self.sent.emit(pk)
        self.accept()

    def _refuse(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.setVisible(bool(text))
