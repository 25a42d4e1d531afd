"""One version of a rule in a sheet: its name, dates and source, its parameters, and its sentence while one types."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app import codes, records
from app.problems import SHOWN, Problem
from app.records import Invalid, Values
from app.rules import items, kinds, service, wording
from app.rules.records import ENTITY
from app.rules.service import Version
from app.session import Session
from ui import messages
from ui.forms import Form
from ui.pages import Services
from ui.rules.parts import ItemForm, Unfit, scrolled
from ui.rules.seeing import see
from ui.sheet import Sheet

_WIDTH = 860
_HEIGHT = 430
_ROOM = 300
"""Pixels of a low window that the heading, the sentence and the buttons need."""


class RuleEditor(Sheet):
    """A new rule of a kind, the version `base` put right, or (`later`) a version that follows it from a day on.

    `saved(id)` after it was written.
    """

    saved = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        services: Services,
        kind: str,
        base: Version | None = None,
        *,
        later: bool = False,
    ) -> None:
        label = codes.table("rule_kind").label_of(kind)
        heading = f"新增规则：{label}" if base is None else f"从某天起改：{base.title}" if later else base.title
        super().__init__(parent, f"规则：{label}", heading, "看影响并保存……", width=_WIDTH)
        self.session, self.services = session, services
        self.kind, self.base, self.later = kind, base, later
        self._words(base, later=later)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        names = ("title", "start_date", "end_date", "document", "sentence", "remark")
        self.form = Form(
            ENTITY, session, pickers={}, parent=self, fields=[one for one in ENTITY.fields if one.name in names]
        )
        self.form.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        said = base.said if base and base.said is not None else items.begun(kinds.KINDS[kind])
        self.items = ItemForm(said)
        self.items.changed.connect(self._tell)
        head = QLabel("参数")
        head.setProperty("role", "group")
        head.setContentsMargins(0, 12, 0, 0)
        names_first = base is None or later
        for widget in (self.form, head, self.items) if names_first else (head, self.items, self.form):
            column.addWidget(widget)
        column.addStretch(1)
        area = scrolled(inside)
        area.setFixedHeight(max(200, min(_HEIGHT, parent.window().height() - _ROOM)))
        self.column.addWidget(area)
        strip = QFrame()
        strip.setProperty("role", "strip")
        told = QVBoxLayout(strip)
        told.setContentsMargins(12, 8, 12, 8)
        self.sentence_label = QLabel(wordWrap=True)
        self.sentence_label.setAccessibleName("这条规则的意思")
        told.addWidget(self.sentence_label)
        self.column.addWidget(strip)
        self._fill(base, later=later)
        self._tell()

    def _words(self, base: Version | None, *, later: bool) -> None:
        if base is None:
            return
        if later:
            self.sentence(
                f"原来的版本（{base.since} 起）管到新版本生效的前一天，以前的仍按它算。换了依据文件的，请一起改，照新文件填写原文。"
            )
        else:
            self.sentence("这是改正这个版本：从它生效那天起都按改过的重新算。政策变了，请用“从某天起改……”。")

    def _fill(self, base: Version | None, *, later: bool) -> None:
        if base is None:
            self.form.fill({})
            self.form.suggest("start_date", self.session.today().isoformat())
            return
        row = dict(records.get(self.session, ENTITY, base.id))
        if later:
            row.update(start_date=None, end_date=None, sentence=None)
        self.form.fill(row)

    def _tell(self) -> None:
        said = self.items.peek()
        self.sentence_label.setText(wording.sentence(said) if said is not None else "还有没填好的内容。")

    # -- saving

    def on_go(self) -> None:
        """Look at what it would do; a person takes it there, or comes back."""
        self.refuse("")
        try:
            row = self._row()
        except Unfit:
            self.refuse("还有没填好的内容，", "请看每一项下面的说明。")
            return
        except Invalid as invalid:
            self._say(invalid)
            return
        except SHOWN as problem:
            self.refused(problem)
            return
        after = service.rows_with(self.session, [row])
        see(self, self.services, after, "保存", partial(self._write, row), nothing=self.accept)

    def _row(self) -> dict[str, Any]:
        """The row as it would be; raises Unfit, Invalid and Problem."""
        said = self.items.value()
        unsound = service.unsound(said)
        if unsound:
            raise Problem("".join(unsound), "")
        typed = records.read(ENTITY, self.form.changed_texts(), self.session)
        changes: Values = {**typed, "parameters": kinds.written(said)}
        if self.base is None:
            changes = {"start_date": self.session.today().isoformat(), **changes, "kind": self.kind}
            changes["code"] = service.new_code(self.session, str(changes.get("title") or ""))
            pk = "new"
        elif self.later:
            start = changes.pop("start_date", None)
            if not start:
                raise Problem("请填写生效日期。", "新版本从那天起生效。")
            changes = service.successor(self.session, self.base.id, date.fromisoformat(str(start)), changes)
            pk = "new"
        else:
            pk = self.base.id
        whole = {**(dict(records.get(self.session, ENTITY, pk)) if pk != "new" else {}), **changes}
        records.validate(self.session, ENTITY, whole, changes)
        return {"id": pk, **changes}

    def _write(self, row: dict[str, Any]) -> None:
        changes = {name: value for name, value in row.items() if name != "id"}
        try:
            pk = service.save(self.session, None if row["id"] == "new" else str(row["id"]), changes)
        except Invalid as invalid:
            self._say(invalid)
            return
        except SHOWN as problem:
            self.refused(problem)
            return
        self.saved.emit(pk)
        self.accept()

    def _say(self, invalid: Invalid) -> None:
        """At the fields, and below them too: these may be out of sight."""
        self.form.show_faults(invalid.faults)
        self.refuse("".join(one.reason for one in invalid.faults))

    def reject(self) -> None:
        """Close; asks once when something would be lost."""
        begun = self.base.said if self.base and self.base.said is not None else items.begun(kinds.KINDS[self.kind])
        if (self.form.dirty or self.items.peek() != begun) and not messages.ask(
            self, "还有没保存的内容。", "离开后这些内容就没有了。", "不保存，离开", "继续填写"
        ):
            return
        super().reject()
