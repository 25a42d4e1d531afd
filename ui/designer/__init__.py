"""The designer (版式设计): a window in which a clerk lays out how the papers of a kind look."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.session import Session

if TYPE_CHECKING:
    from ui.designer.window import DesignerWindow
    from ui.pages import Services
    from ui.window import MainWindow


def open_designer(
    parent: QWidget, session: Session, services: "Services", kind: str, pk: str | None = None
) -> "DesignerWindow":
    """Open it on the design that papers of a kind are made with, or on the kept one `pk`; one window a kind.

    Raises Problem for a kind that is none.
    """
    from ui.designer.window import DesignerWindow

    for window in parent.window().findChildren(DesignerWindow):
        if window.kind.name == kind and window.isVisible():
            window.raise_()
            window.activateWindow()
            return window
    made = DesignerWindow(parent.window(), session, services, kind, pk)
    main = _main_window(parent)
    if main is not None:
        main.closed.connect(made.leave)
    made.show()
    return made


def _main_window(widget: QWidget) -> "MainWindow | None":
    """The office's window that a widget, or the dialog it is in, belongs to."""
    from ui.window import MainWindow

    above: QWidget | None = widget
    while above is not None and not isinstance(above, MainWindow):
        above = above.parentWidget()
    return above
