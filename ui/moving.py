"""Moving teachers: the small dialog that asks how, where to, from when and by which document."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import moving, records
from app.records import Invalid, Values
from app.session import Session
from ui.forms import Form
from ui.people import organisation_picker

_NAMED = 3


class MoveDialog(QDialog):
    """`chosen(values)` once what was filled in can be read; the move itself is the page's."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, session: Session, names: Sequence[str]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("办理调动")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        more = f"等 {len(names)} 人" if len(names) > _NAMED else ""
        who = QLabel(f"办理：{'、'.join(names[:_NAMED])}{more}", wordWrap=True)
        who.setProperty("role", "heading")
        words = QLabel(
            "履历、学时、结对、证书等全部内容随人走：下次给有关学校生成文件时，新学校得到全部，原学校只留下数字。",
            wordWrap=True,
        )
        words.setProperty("role", "secondary")
        self.form = Form(moving.ENTITY, session, pickers={"organisations": organisation_picker(session)}, parent=self)
        self._word = QLabel(wordWrap=True)
        self._word.setProperty("role", "fault")
        self._word.hide()
        page = QFrame()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(8)
        column.addWidget(who)
        column.addWidget(words)
        column.addWidget(self.form, 1)
        column.addWidget(self._word)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(page, 1)
        outer.addWidget(self._foot(len(names)))
        window = parent.window()
        self.resize(min(window.width() - 48, 560), min(window.height() - 48, 420))
        self.form.fill({"since": session.today().isoformat()})
        self.form.focus_first()

    def _foot(self, count: int) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "footer")
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        self.go = QPushButton(f"办理 {count} 人")
        self.go.setProperty("kind", "main")
        self.go.clicked.connect(self.choose)
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 8, 16, 8)
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.go)
        return foot

    def choose(self) -> None:
        """Read what is there; say beside each field what is wrong with it."""
        session = self.form.session
        try:
            values: Values = {"since": session.today().isoformat()}
            values |= records.read(moving.ENTITY, self.form.changed_texts(), session)
            records.validate(session, moving.ENTITY, values, values)
        except Invalid as invalid:
            rest = self.form.show_faults([*invalid.faults, *self.form.missing()])
            self._word.setText("".join(rest))
            self._word.setVisible(bool(rest))
            return
        self.chosen.emit(values)
        self.accept()
