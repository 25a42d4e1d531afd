"""A list with the chosen record beside it: what the parts of a page share that only show and decide, without a form."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

from app.session import Session
from ui.details import DetailPane
from ui.lists import Ids, ListPane
from ui.pages import Services

RECORD_PAGES = {
    "teachers": "teachers", "organisations": "settings", "studios": "studios", "pairs": "mentoring",
    "declarations": "ledger",
    **dict.fromkeys(
        ("members", "studio_plans", "studio_activities", "outputs", "studio_assessments", "links"), "studios"
    ),
    **dict.fromkeys(("courses", "bases", "volunteering"), "ledger"),
    **dict.fromkeys(("honours", "assessments", "observations", "plans", "credentials"), "portfolio"),
}  # fmt: skip
"""Tables whose records have a page of their own, and its name."""

_LEAST = 220


class BesidePart(QWidget):
    """Subclasses make `list` and `detail`, then call `place`; `show_detail` shows the current row."""

    list: ListPane
    detail: DetailPane

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        self.buttons: dict[str, QPushButton] = {}

    def place(self, name: str, width: int) -> None:
        """Lay both out, the detail `width` wide; `name` is what the list's look is remembered under."""
        self.list.remember(self._services.settings, name)
        self.list.setMinimumWidth(_LEAST)
        self.list.chosen.connect(lambda _pk: self.show_detail())
        self.list.rows.modelReset.connect(self.show_detail)
        splitter = QSplitter(childrenCollapsible=False, handleWidth=1)
        splitter.addWidget(self.list)
        splitter.addWidget(self.detail)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([width * 2, width])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)

    def offer(self, acts: Sequence[tuple[str, Callable[[Ids], None]]]) -> None:
        """Put acts for the chosen row beside its detail, as `buttons`."""
        for text, run in acts:
            button = self.buttons[text] = QPushButton(text)
            button.clicked.connect(lambda _=False, run=run: self.run_here(run))
            self.detail.put_button(button)

    def run_here(self, run: Callable[[Ids], None]) -> None:
        """Do something with the current row, if there is one."""
        pk = self.list.grid.current_id
        if pk:
            run([pk])

    def narrow(self, text: str) -> None:
        """Show only the rows that say `text` somewhere."""
        rows = self.list.rows
        found = [str(row[0]) for place, row in enumerate(rows.all) if text in "\t".join(rows.texts_of(place))]
        self.list.search(found if text else None)

    def show_detail(self) -> None:
        """Show the current row."""
        raise NotImplementedError
