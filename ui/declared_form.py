"""The form of a declared item: shows while it is filled in what the rule gives for it and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app import declarations, records
from app.declarations import FEEDING, GRANTED, REVIEW
from app.fields import Field, Unreadable, Value, hours_text
from app.session import Session
from ui.choices import Picker
from ui.forms import Form

FIELDS: Sequence[Field] = tuple(field for field in declarations.FIELDS if field.name not in REVIEW)
"""What a person fills in; the rest is written by reviewing."""

_TELLING = ("teacher_id", *(name for name in FEEDING if name not in ("category", "hours")))
"""What the hours that a rule gives hang on."""

_WORDS = ("title", "grouping", "venue")
NO_RULE = "没有折算这一项的办法，学时由县里认定。"


class DeclarationForm(Form):
    """Puts what the rule gives into 申报学时, as long as nobody typed something else there."""

    def __init__(self, session: Session, pickers: Mapping[str, Picker], parent: QWidget) -> None:
        super().__init__(declarations.ENTITY, session, pickers=pickers, parent=parent, fields=FIELDS)
        self._pk: str | None = None
        self._granted = False
        self._offered = ""
        for name in _TELLING:
            self.rows[name].editor.left.connect(self._propose)

    def fill(self, values: Mapping[str, Value]) -> None:
        super().fill(values)
        self._pk = str(values["id"]) if values.get("id") else None
        self._granted = values.get("state") == GRANTED
        fixed = {*FEEDING, "teacher_id"} if self._granted else {"teacher_id"} if self._pk else set()
        if self._granted and not self.session.is_county:
            fixed |= {*_WORDS}
        for name, row in self.rows.items():
            row.editor.lock(name in fixed)
        self._offered = ""
        self._propose()

    def _propose(self) -> None:
        """Say what the rule gives for what is there now."""
        row = self.rows["hours"]
        if self._granted:
            row.hint("县里已经认定，不能再改。")
            return
        given = declarations.proposed(self.session.store, self._pk, self._told())
        row.hint(given.why or (NO_RULE if self._said("kind") and self._said("done_on") else ""))
        offer = hours_text(given.whole) if given.whole is not None else ""
        if self._said("hours") == self._offered != offer and self._is_open():
            row.editor.set(given.whole)
            self._on_changed()
        self._offered = offer

    def _is_open(self) -> bool:
        """Whether a person is writing: a record that is only shown is not changed by showing it."""
        return self.dirty or self._pk is None

    def _said(self, name: str) -> str:
        try:
            return self.rows[name].editor.text()
        except Unreadable:
            return ""

    def _told(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in _TELLING:
            try:
                values[name] = records.parsed(self.session, self.rows[name].field, self._said(name))
            except Unreadable:
                values[name] = None
        return values
