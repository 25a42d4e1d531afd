"""List, detail and form together: the page most features are, declared by what it reads, shows and saves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedWidget, QWidget

from app import records
from app.fields import Value
from app.problems import SHOWN
from app.records import Entity, Values
from app.session import Session
from ui import messages
from ui.details import Acts, DetailPane, Sheet
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Page, Services, Shown
from ui.people import form_pickers
from ui.rows import Column

if TYPE_CHECKING:
    from ui.attachments import Attachments
    from ui.forms import Form, FormPane

_QUIET = 120
"""Milliseconds a row stays current before its detail is read: holding an arrow key down stays quick."""

_AFTER_PAINT = 50

_DETAIL = (280, 0.34, 400)
_FORM = (420, 0.62, 700)
"""Least width, part of the page, and greatest width of the right side."""

_LIST_LEAST = 220

Tuples = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Records:
    """What a page of records is made of; every function is the feature's own.

    `names`: the values of a row as `read` gives them, the id first. `read` runs in another thread with a
    session of its own. `first` reads the rows to paint before the rest and how many there are in all.
    `filters`: names of columns that get a chip. `acts` are offered for ticked rows.
    `locked` says why this office can only look; "" where it may write. `attached`: its records take attachments.
    """

    entity: Entity
    unit: str
    columns: Sequence[Column]
    names: Sequence[str]
    read: Callable[[Session], Tuples]
    load: Callable[[Session, str], Mapping[str, Value]]
    save: Callable[[Session, str | None, Values], str]
    sheet: Callable[[Session, str], Sheet]
    empty: str
    search: str = "输入文字查找"
    filters: Sequence[str] = ()
    tables: frozenset[str] = frozenset()
    delete: Callable[[Session, str], None] | None = None
    first: Callable[[Session], tuple[Tuples, int]] | None = None
    locked: str = ""
    attached: bool = False


class RecordPage(Page):
    """A page over `Records`. Subclasses add what is special: how to find, what a new record begins with."""

    def __init__(self, session: Session, services: Services, what: Records, *, title: str) -> None:
        # Before anything is typed, not when it is to be saved.
        what = replace(what, locked="".join(session.store.refusal)) if session.store.refusal else what
        super().__init__(session, services, title=title, search=what.search, new=f"新增{what.entity.label}")
        self.what = what
        self.tables = what.tables | {what.entity.table} | ({"attachments"} if what.attached else set())
        self._next_choice: str | None = None
        self._widths: dict[str, int] = {}
        self.list = ListPane(
            what.columns,
            what.names,
            unit=what.unit,
            empty=self._empty(),
            filters=what.filters,
            acts=self.acts(),
            row_acts=() if session.store.read_only else self.row_acts(),
        )
        self.list.remember(services.settings, what.entity.table)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self.edit)
        self.list.cleared.connect(self.search.clear)
        self.list.rows.modelReset.connect(self._on_rows)
        self.detail = DetailPane(f"在左边点一条{what.entity.label}记录，这里显示它的详细情况。")
        self.detail.edit.clicked.connect(self._edit_current)
        self.form: FormPane | None = None
        self.attachments: Attachments | None = None
        self.side = QStackedWidget()
        self.side.addWidget(self.detail)
        self.splitter = QSplitter(childrenCollapsible=False, handleWidth=1)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.splitterMoved.connect(self._on_moved)
        self.list.setMinimumWidth(_LIST_LEAST)
        self.body.addWidget(self.splitter, 1)
        if what.locked:
            self.new.hide()
            self.detail.edit.hide()
        self.ask_button = QPushButton("申请更改……")
        self.ask_button.clicked.connect(lambda: self.ask_for(self.list.grid.current_id or ""))
        if what.locked and not session.store.read_only:
            self.detail.put_button(self.ask_button)
        else:
            self.ask_button.hide()
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self.show_detail)
        if self.more_acts():
            self.more.show()
        self._begin()

    def _empty(self) -> Empty:
        """What an empty list says: a whole roster comes from a workbook, where the program can read one."""
        if self.what.locked:
            return Empty(f"还没有{self.what.entity.label}", self.what.locked)
        label, bring_in = self.what.entity.label, self.services.bring_in.get(self.what.entity.table)
        if bring_in:
            return Empty(f"还没有{label}", self.what.empty, "从 Excel 导入……", bring_in)
        return Empty(f"还没有{label}", self.what.empty, f"新增{label}", self.on_new)

    # -- what subclasses may say

    def acts(self) -> Sequence[Act]:
        """What can be done with ticked rows."""
        export = self.services.take_out.get(self.what.entity.table)
        return (Act("导出", lambda ids: export(ids, self.list.shown_columns())),) if export else ()

    def row_acts(self) -> Sequence[Act]:
        """What can be done with one row."""
        if self.what.locked:
            return (Act("申请更改……", lambda ids: self.ask_for(ids[0])),)
        made = [Act("编辑", lambda ids: self.edit(ids[0]))]
        if self.what.delete:
            made.append(Act("删除", lambda ids: self.delete(ids[0])))
        return made

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """Import and export, where the program can."""
        table, made = self.what.entity.table, list[tuple[str, Callable[[], None]]]()
        if table in self.services.bring_in and not self.what.locked:
            made.append(("从 Excel 导入……", self.services.bring_in[table]))
            if self.services.bring_in_any:
                made.append(("从 Excel 导入其他名单……", self.services.bring_in_any))
        if table in self.services.templates and not self.what.locked:
            made.append(("导出导入模板……", self.services.templates[table]))
        if table in self.services.take_out:
            take_out = self.services.take_out[table]
            made.append(("导出列表中的全部……", lambda: take_out(self.list.rows.ids(), self.list.shown_columns())))
        return made

    def make_form(self, parent: QWidget) -> "Form":
        """The form, made when it is first wanted."""
        from ui.forms import Form

        people = form_pickers(self.session, self.services.people)
        return Form(self.what.entity, self.session, pickers=people, parent=parent)

    def defaults(self) -> Mapping[str, Value]:
        """What a new record begins with."""
        return {}

    def matching(self, text: str) -> Ids | None:
        """Ids of those `text` fits; None when that cannot be said yet. Looks through what the list shows."""
        words = text.lower().split()
        rows = self.list.rows
        return [
            str(row[0])
            for place, row in enumerate(rows.all)
            if all(word in "\t".join(rows.texts_of(place)).lower() for word in words)
        ]

    # -- rows

    def _begin(self) -> None:
        if self.what.first:
            rows, total = self.what.first(self.session)
            self.list.put(rows, total)
            if total == len(rows):
                return
        # After the first paint: reading shares the processor with it.
        QTimer.singleShot(_AFTER_PAINT, self, self.reload)

    def reload(self) -> None:
        """Read the rows again in the quiet lane."""
        read = self.what.read
        self.services.reads.run(
            lambda session, progress: read(session), title=f"正在读取{self.what.entity.label}", done=self._put
        )

    def _put(self, rows: Tuples) -> None:
        self.list.put(rows)
        if self._next_choice and self._choose_quietly(self._next_choice):
            self._next_choice = None
        if self.search.text().strip():
            self.on_search(self.search.text().strip())

    def on_shown(self) -> None:
        self.list.grid.setFocus()

    def on_search(self, text: str) -> None:
        self.list.search(self.matching(text) if text else None)

    def on_changed(self, tables: frozenset[str]) -> None:
        if tables != {"attachments"}:
            self.reload()
        if self.side.currentWidget() is self.detail:
            self.show_detail()
        elif self.form and self.form.pk and not self.form.form.dirty:
            try:
                self.form.show_record(self.form.pk)
            except SHOWN:
                self._close_form()

    # -- detail

    def _on_chosen(self, pk: str) -> None:
        if self._form_open() and self.form and self.form.pk != pk:
            if not self.form.may_leave():
                self._choose_quietly(self.form.pk)
                return
            self._close_form()
        self._quiet.start()

    def _on_rows(self) -> None:
        if self.side.currentWidget() is self.detail and self.list.grid.current_id is None:
            self.detail.clear()

    def _choose_quietly(self, pk: str | None) -> bool:
        self.list.grid.blockSignals(True)
        found = self.list.grid.choose(pk)
        self.list.grid.blockSignals(False)
        return found

    def show_detail(self) -> None:
        """Show the current row's record beside the list."""
        pk = self.list.grid.current_id
        if pk is None:
            self.detail.clear()
            return
        try:
            sheet = self.what.sheet(self.session, pk)
        except SHOWN:
            self.detail.clear()
            return
        self.detail.show_sheet(sheet, self.detail_acts(pk))
        if self.what.attached:
            self._show_attachments(pk)

    def _show_attachments(self, pk: str) -> None:
        from ui.attachments import Attachments, portrait

        table = self.what.entity.table
        if self.attachments is None:
            # Made with the first detail, not with the window.
            self.attachments = Attachments(self.session, self.services, table)
            self.detail.put_below(self.attachments)
        self.attachments.show_record(pk)
        self.detail.show_portrait(portrait(self.session, table, pk, self.devicePixelRatioF()))

    def detail_acts(self, pk: str) -> Acts:
        """What stands under 更多 beside the record that is shown."""
        if self.what.locked:
            return []
        made: list[tuple[str, Callable[[], None]]] = []
        if not self.session.is_county and self._may_ask(pk):
            made.append(("申请更改……", lambda: self.ask_for(pk)))
        if self.what.delete:
            made.append(("删除", lambda: self.delete(pk)))
        return made

    def _ask_for_field(self, name: str) -> None:
        if self.form and self.form.pk:
            self.ask_for(self.form.pk, name)

    def _may_ask(self, pk: str) -> bool:
        from ui.proposals.asking import can_ask

        return bool(can_ask(self.session, self.services, self.what.entity.table, pk))

    def ask_for(self, pk: str, column: str | None = None) -> None:
        """Let a person ask the county to change what this office cannot write of a record."""
        from ui.proposals.asking import ask

        ask(self, self.session, self.services, self.what.entity.table, pk, column)

    def show_record(self, pk: str) -> None:
        """Open a record another page points to, whatever is being searched for here."""
        if not self._leave_form():
            return
        if self.list.rows.row_of(pk) is None:
            self.search.clear()
            self.list.clear_conditions()
        if self.list.grid.choose(pk):
            self.show_detail()
        else:
            self._next_choice = pk
            self.reload()

    def show_part(self, shown: Shown) -> None:
        if not self._leave_form():
            return
        self.search.clear()
        self.list.clear_conditions()
        for name, value in shown.conditions.items():
            self.list.narrow(name, value)
        if shown.ids is not None:
            self.list.show_only(shown.words, shown.ids)

    # -- form

    def on_new(self) -> None:
        if self.what.locked:
            self.services.toast(self.what.locked)
        elif self._leave_form():
            self._form_pane().open_new(self.defaults())
            self._show_form()

    def edit(self, pk: str) -> None:
        """Put the form of a record in the place of its detail."""
        if self.what.locked or (self._form_open() and self.form and self.form.pk == pk):
            return
        if not self._leave_form():
            return
        try:
            self._form_pane().show_record(pk)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self._show_form()
        self._form_pane().form.focus_first()

    def delete(self, pk: str) -> None:
        """Delete a record after asking; can be undone."""
        label = self.what.entity.label
        try:
            name = records.called(self.session, self.what.entity, self.what.load(self.session, pk))
            if self.what.delete and messages.ask(
                self, f"要删除{label}“{name}”吗？", "删除后可以用“撤销”找回。", "删除", "不删除"
            ):
                self.what.delete(self.session, pk)
                self.services.toast(f"已删除{label}：{name}", "撤销", self.services.undo)
        except SHOWN as problem:
            messages.show_problem(self, problem)

    def on_files(self, paths: Sequence[Path]) -> bool:
        if self.attachments is not None and self.list.grid.current_id and self.attachments.take_dropped(paths):
            return True
        bring_in = self.services.bring_in.get(self.what.entity.table)
        if bring_in is None:
            return False
        bring_in(paths[0])
        return True

    def on_save(self) -> None:
        if self._form_open() and self.form:
            self.form.save()

    def on_escape(self) -> bool:
        if self._form_open():
            self._leave_form()
            return True
        return super().on_escape()

    def may_leave(self) -> bool:
        return self._leave_form()

    def _edit_current(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            self.edit(pk)

    def _form_open(self) -> bool:
        return self.form is not None and self.side.currentWidget() is self.form

    def _form_pane(self) -> "FormPane":
        if self.form is None:
            from ui.forms import FormPane

            what, session = self.what, self.session
            self.form = FormPane(
                self.make_form,
                load=lambda pk: what.load(session, pk),
                save=lambda pk, changes: what.save(session, pk, changes),
                parent=self.side,
            )
            self.form.form.asked.connect(self._ask_for_field)
            self.form.saved.connect(self._on_saved)
            self.form.closed.connect(self._close_form)
            self.side.addWidget(self.form)
        return self.form

    def _show_form(self) -> None:
        self.side.setCurrentWidget(self._form_pane())
        self._fit()

    def _leave_form(self) -> bool:
        return not self._form_open() or self.form is None or self.form.leave()

    def _close_form(self) -> None:
        self.side.setCurrentWidget(self.detail)
        self._fit()
        self.show_detail()
        self.list.grid.setFocus()

    def _on_saved(self, pk: str) -> None:
        self._next_choice = pk
        self._choose_quietly(pk)
        name = records.called(self.session, self.what.entity, self.what.load(self.session, pk))
        self.services.toast(f"已保存：{name}", "撤销", self.services.undo)

    # -- widths

    def _fit(self) -> None:
        """Give the right side the width of what it shows: as it was left, else its part of the page."""
        kind = self._kind()
        least, part, most = _FORM if kind == "form" else _DETAIL
        whole = self.splitter.width()
        side = self._widths.get(kind) or max(least, min(int(whole * part), most))
        side = min(side, whole - _LIST_LEAST)
        self.splitter.setSizes([whole - side, side])

    def _on_moved(self) -> None:
        self._widths[self._kind()] = self.splitter.sizes()[1]

    def _kind(self) -> str:
        return "detail" if self.side.currentWidget() is self.detail else "form"

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
