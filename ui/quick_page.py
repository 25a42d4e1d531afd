"""The page of records whose detail holds a small form, or makes room for a pane: what was begun is not lost on the way."""

from ui.quick_form import QuickForm
from ui.record_page import RecordPage
from ui.side_pane import SidePane


class QuickPage(RecordPage):
    """A page whose detail holds a `QuickForm` and may give its place to a `SidePane`: what was begun there for one
    record is not lost on the way to another."""

    quick: QuickForm | None = None

    @property
    def _pane(self) -> SidePane | None:
        """What stands in the place of the detail besides its form: enrolment, attendance, places …"""
        shown = self.side.currentWidget()
        return shown if isinstance(shown, SidePane) else None

    def _show_pane(self, pane: SidePane, pk: str) -> None:
        """Put a pane in the place of the detail and begin there for a record."""
        if self.side.indexOf(pane) < 0:
            pane.closed.connect(self._close_form)
            self.side.addWidget(pane)
        self.side.setCurrentWidget(pane)
        self._fit()
        pane.open(pk)

    def _leave_quick(self) -> bool:
        return self.quick is None or self.quick.isHidden() or self.quick.close_asking()

    def _leave_form(self) -> bool:
        pane = self._pane
        if pane is not None:
            return pane.leave()
        return self._leave_quick() and super()._leave_form()

    def _on_chosen(self, pk: str) -> None:
        pane = self._pane
        if pane is not None and pane.pk and pane.pk != pk:
            before = pane.pk
            if not pane.leave():
                self._choose_quietly(before)
                return
            self._choose_quietly(pk)
        if self.quick and self.quick.owner not in (None, pk) and not self._leave_quick():
            self._choose_quietly(self.quick.owner)
            return
        super()._on_chosen(pk)

    def on_save(self) -> None:
        pane = self._pane
        if pane is not None:
            pane.save()
        elif self.quick and not self.quick.isHidden() and not self._form_open():
            self.quick.save()
        else:
            super().on_save()

    def on_escape(self) -> bool:
        if self._pane is not None:
            self._leave_form()
            return True
        if self.quick and not self.quick.isHidden():
            self._leave_quick()
            return True
        return super().on_escape()
