"""The form of a class: its programme is chosen, or made in the same go."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app import records, training
from app.fields import Value
from app.session import Session
from ui.choices import Choice, Picker
from ui.forms import Form

_NEW_PROGRAMME = (
    "title", "level", "category", "form", "organiser", "topic", "for_role", "for_stage", "for_subject", "series_days",
)  # fmt: skip


def programme_picker(session: Session) -> Picker:
    """Finds programmes by any part of their title or organiser, the newest first."""

    def find(text: str) -> list[Choice]:
        wanted = text.strip()
        return [
            Choice(
                str(row["id"]),
                str(row["title"]),
                "　".join(str(row[name]) for name in ("year", "organiser") if row[name]),
            )
            for row in training.programmes(session)
            if not wanted or wanted in f"{row['title']} {row['organiser'] or ''} {row['year'] or ''}"
        ]

    def name(pk: str) -> str:
        return str(records.get(session, training.PROGRAMME, pk)["title"])

    return Picker(find, name, "输入项目名称查找")


class RunForm(Form):
    """While a programme is chosen, the fields of a new one are out of the way."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        pickers = {"programmes": programme_picker(session)}
        super().__init__(training.RUN, session, pickers=pickers, parent=parent)
        self.rows["programme_id"].editor.changed.connect(self._look_at_programme)
        self.rows["programme_id"].editor.left.connect(self._look_at_programme)

    def fill(self, values: Mapping[str, Value]) -> None:
        super().fill(values)
        self._look_at_programme()

    def suggest(self, name: str, value: Value) -> None:
        super().suggest(name, value)
        self._look_at_programme()

    def _look_at_programme(self) -> None:
        chosen = bool(self._text_of(self.rows["programme_id"]))
        for name in _NEW_PROGRAMME:
            row = self.rows[name]
            if chosen and not row.isHidden():
                row.editor.set(None)
                row.say("")
            row.setVisible(not chosen)
