"""The page of records whose detail holds a small form: what was begun there is not lost on the way."""

from ui.quick_form import QuickForm
from ui.record_page import RecordPage


class QuickPage(RecordPage):
    """A page whose detail holds a `QuickForm`: what was begun there for one record is not lost on the way to another."""

    quick: QuickForm | None = None

    def _leave_quick(self) -> bool:
        return self.quick is None or self.quick.isHidden() or self.quick.close_asking()

    def _leave_form(self) -> bool:
        return self._leave_quick() and super()._leave_form()

    def _on_chosen(self, pk: str) -> None:
        if self.quick and self.quick.owner not in (None, pk) and not self._leave_quick():
            self._choose_quietly(self.quick.owner)
            return
        super()._on_chosen(pk)

    def on_save(self) -> None:
        if self.quick and not self.quick.isHidden() and not self._form_open():
            self.quick.save()
        else:
            super().on_save()

    def on_escape(self) -> bool:
        if self.quick and not self.quick.isHidden():
            self._leave_quick()
            return True
        return super().on_escape()
