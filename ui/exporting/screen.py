"""A list as it stands on screen, written as a workbook: for lists that are not made of records alone."""

from functools import partial

from app import exporting
from ui import choosing
from ui.exporting.steps import tell
from ui.lists import ListPane
from ui.pages import Services


def write(pane: ListPane, services: Services, title: str) -> None:
    """Write the rows and columns in sight, what is masked there masked here too."""
    names = {column.name: place for place, column in enumerate(pane.rows.columns)}
    shown = [names[name] for name, _ in pane.shown_columns()]
    columns = [(pane.rows.columns[place].label, pane.rows.columns[place].align == "right") for place in shown]
    texts = [pane.rows.texts(row) for row in range(len(pane.rows.order))]
    rows = [[text[place] for place in shown] for text in texts]
    out = choosing.target(pane, services.settings, choosing.LISTS, f"导出{title}", choosing.WORKBOOK, f"{title}.xlsx")
    if out is None:
        return
    services.jobs.run(
        lambda session, progress: exporting.export_texts(session, title, columns, rows, out, progress=progress),
        title=f"正在导出{title}",
        done=partial(tell, services, out),
    )
