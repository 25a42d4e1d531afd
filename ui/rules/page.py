"""The 规则 page: every rule with its sentence and its versions; the county edits them, a school looks at them."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget

from app import codes, records
from app.fields import Field, Kind, Unreadable, parse
from app.problems import SHOWN
from app.rules import files, service
from app.rules.records import ENTITY
from app.rules.service import Version
from app.session import Session
from ui import choosing, messages
from ui.details import Acts, Fact, Section, Sheet
from ui.lists import Act, Empty
from ui.pages import Services
from ui.record_page import RecordPage, Records, Tuples
from ui.rows import Column
from ui.rules.adopting import KINDS, PURPOSE, AdoptSheet
from ui.rules.editor import RuleEditor
from ui.rules.seeing import see
from ui.sheet import Sheet as Dialog

NAMES = ("id", "kind", "title", "state", "since", "until", "says", "document", "code")
COLUMNS = (
    Column("kind", "种类", 108),
    Column("title", "规则", 180),
    Column("state", "现在", 72),
    Column("says", "意思", 270),
    Column("since", "生效", 96),
    Column("until", "到", 88, hidden=True),
    Column("document", "依据文件", 180, hidden=True),
    Column("code", "编号", 110, hidden=True),
)
LOCKED = "规则由县里制定，随县里的文件发到学校，这里可以查看。"


def listed(session: Session) -> Tuples:
    """Every rule once, in the order of `NAMES`."""
    return [
        (one.id, one.kind_label, one.title, one.state, one.since, one.until, one.says, one.document, one.code)
        for one in service.listed(session)
    ]


class RulesPage(RecordPage):
    """A list of rules; what is edited is edited in a sheet, with a look at what it would do."""

    help = (
        "这里是全县按它办事的规则：学时要求、折算办法、师徒结对和工作室的条件，每条有生效日期、依据文件和一句话的意思。"
        "政策变了，用“从某天起改……”，以前的仍按原来的算；写错了，用“编辑”改正。保存以前会列出谁的达标情况会变。"
        "规则随县里的文件发到学校；也可以存成文件给别的县。"
    )

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=ENTITY,
            unit="条",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=lambda session, pk: dict(records.get(session, ENTITY, pk)),
            save=service.save,
            sheet=self.sheet,
            empty="",
            search="规则名称、意思或依据文件",
            filters=("kind", "state"),
            locked="" if session.is_county else LOCKED,
        )
        super().__init__(session, services, what, title="规则")
        self.later = QPushButton("从某天起改……")
        self.later.clicked.connect(lambda: self._on_current(self.begin))
        if not session.is_county:
            self.later.hide()
        self.detail.put_button(self.later)
        self.ask_button.hide()
        self.more.setVisible(True)

    # -- what the page says

    def _empty(self) -> Empty:
        if self.what.locked:
            return Empty("还没有规则", "县里定了规则、给本校生成文件以后，这里就能看到。")
        return Empty(
            "还没有规则",
            "先采用默认规则：全国性文件的学时要求，和区县常用的做法；每一条都可以改成本县的。",
            "采用默认规则",
            self.adopt_national,
        )

    def sheet(self, session: Session, pk: str) -> Sheet:
        """One rule: the version that was chosen, its source, and all its versions."""
        one = service.version(session, pk)
        every = service.of_code(session, one.code)
        until = f"，到 {one.until} 为止" if one.until else "，一直用到有新版本"
        facts = [
            Fact("意思", one.says),
            Fact("生效", f"{one.since} 起{until}"),
            Fact("依据文件", one.document),
            Fact("原文", one.sentence),
            Fact("备注", one.remark),
            Fact("编号", one.code),
        ]
        lines = [(f"{each.since} 起（{each.state}）：{each.says}", "") for each in every]
        return Sheet(
            title=one.title,
            subtitle=f"{one.kind_label}　{one.state}",
            facts=[fact for fact in facts if fact.text],
            sections=[Section("各个版本", lines)] if len(every) > 1 else [],
            history=lambda: service.history(session, pk),
            note=service.NOT_READ if one.said is None else "",
        )

    def detail_acts(self, pk: str) -> Acts:
        one = service.version(self.session, pk)
        self.detail.edit.setEnabled(one.said is not None)
        self.later.setEnabled(one.said is not None)
        made: list[tuple[str, Callable[[], None]]] = []
        if not self.what.locked:
            for each in service.of_code(self.session, one.code):
                if each.id != pk and each.said is not None:
                    made.append((f"编辑 {each.since} 起的版本……", partial(self.edit, each.id)))
            made += [("到某天为止……", lambda: self.end(pk)), ("删除……", lambda: self.remove(pk))]
        return [*made, ("把这条规则存成文件……", lambda: self.write([one.code]))]

    def acts(self) -> Sequence[Act]:
        return (Act("导出规则……", self._write_ticked),)

    def row_acts(self) -> Sequence[Act]:
        if self.what.locked:
            return ()
        return (
            Act("编辑", lambda ids: self.edit(ids[0])),
            Act("从某天起改……", lambda ids: self.begin(ids[0])),
            Act("到某天为止……", lambda ids: self.end(ids[0])),
            Act("删除……", lambda ids: self.remove(ids[0])),
        )

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        made: list[tuple[str, Callable[[], None]]] = []
        if not self.what.locked:
            made.append(("采用规则……", self.adopt))
        return [*made, ("导出全部规则……", lambda: self.write(None))]

    # -- adopting and writing out

    def adopt_national(self) -> None:
        """Begin with the national rules, at once: there are none that they could change."""

        def tell(count: int) -> None:
            self.services.toast(f"已采用默认规则 {count} 条", "撤销", self.services.undo)

        self.services.jobs.run(
            lambda session, progress: files.adopt_national(session), title="正在采用默认规则", done=tell
        )

    def adopt(self, path: Path | None = None) -> None:
        """Take over a set that came with the program, or that of a file."""
        sheet = AdoptSheet(self, self.session, self.services, path)
        sheet.taken.connect(
            lambda count, title: self.services.toast(f"已采用 {count} 条：{title}", "撤销", self.services.undo)
        )
        sheet.open()

    def on_files(self, paths: Sequence[Path]) -> bool:
        if self.what.locked or paths[0].suffix.lower() != files.ENDING:
            return False
        self.adopt(paths[0])
        return True

    def write(self, codes_wanted: Sequence[str] | None) -> None:
        """Write rules as a file for others."""
        try:
            made = files.of_office(self.session, codes_wanted)
            path = choosing.target(
                self, self.services.settings, PURPOSE, "导出规则", KINDS, f"{made.title}{files.ENDING}"
            )
            if path:
                files.write_file(made, path)
                self.services.toast(f"已写好 {len(made.rows)} 条规则：{path.name}")
        except SHOWN as problem:
            messages.show_problem(self, problem)

    def _write_ticked(self, ids: Sequence[str]) -> None:
        wanted = [one.code for one in service.listed(self.session) if one.id in set(ids)]
        self.write(wanted)

    # -- editing

    def on_new(self) -> None:
        if self.what.locked:
            self.services.toast(self.what.locked)
            return
        sheet = KindSheet(self)
        sheet.chosen.connect(lambda kind: self._open(kind, None))
        sheet.open()

    def edit(self, pk: str) -> None:
        """Put a version right."""
        self._open_version(pk, later=False)

    def begin(self, pk: str) -> None:
        """Begin a version that follows this one."""
        self._open_version(pk, later=True)

    def _open_version(self, pk: str, *, later: bool) -> None:
        if self.what.locked:
            return
        try:
            one = service.version(self.session, pk)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        if one.said is None:
            messages.say(self, "这一版程序读不懂这条规则，不能修改。", "请先升级薪火。")
            return
        self._open(one.kind, one, later=later)

    def _open(self, kind: str, base: Version | None, *, later: bool = False) -> None:
        sheet = RuleEditor(self, self.session, self.services, kind, base, later=later)
        sheet.saved.connect(self._on_saved)
        sheet.open()

    def _on_saved(self, pk: str) -> None:
        super()._on_saved(pk)
        # A version that is not in force yet has no row: it stands among the versions of the one that has.
        code = service.version(self.session, pk).code
        self._next_choice = next((one.id for one in service.listed(self.session) if one.code == code), pk)

    def end(self, pk: str) -> None:
        """Say until when a version is in force."""
        sheet = EndSheet(self, service.version(self.session, pk))
        sheet.given.connect(partial(self._see_end, pk))
        sheet.open()

    def _see_end(self, pk: str, last: date) -> None:
        row = {"id": pk, "end_date": last.isoformat()}
        self._see(service.rows_with(self.session, [row]), "到这天为止", partial(self._end, pk, last))

    def _end(self, pk: str, last: date) -> None:
        service.end(self.session, pk, last)
        self._on_saved(pk)

    def remove(self, pk: str) -> None:
        """Delete a version, after a look at what that would do."""
        if not self.what.locked:
            after = service.rows_with(self.session, [], [pk])
            self._see(after, "删除", partial(self._remove, service.version(self.session, pk)))

    def _remove(self, one: Version) -> None:
        service.delete(self.session, [one.id])
        self.services.toast(f"已删除规则：{one.title}", "撤销", self.services.undo)

    def _see(self, after: list[dict[str, Any]], go: str, take: Callable[[], None]) -> None:
        see(self, self.services, after, go, partial(self._try, take))

    def _try(self, take: Callable[[], None]) -> None:
        try:
            take()
        except SHOWN as problem:
            messages.show_problem(self, problem)

    def _on_current(self, act: Callable[[str], None]) -> None:
        if self.list.grid.current_id:
            act(self.list.grid.current_id)


class KindSheet(Dialog):
    """Of which kind a new rule is. `chosen(kind)`."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "新增规则", "新增哪一种规则？", "下一步", width=420)
        self.box = QComboBox()
        self.box.setAccessibleName("规则种类")
        for one in codes.table("rule_kind").codes:
            self.box.addItem(f"{one.label}（{one.note}）" if one.note else one.label, one.code)
        self.column.addWidget(self.box)

    def on_go(self) -> None:
        self.accept()
        self.chosen.emit(str(self.box.currentData()))


class EndSheet(Dialog):
    """The last day of a version. `given(day)`."""

    given = Signal(object)

    def __init__(self, parent: QWidget, one: Version) -> None:
        super().__init__(parent, "到某天为止", f"{one.title}用到哪一天为止？", "看影响……", width=420)
        self.sentence("那天以后不再按它办，以前的仍按它算。")
        self.edit = QLineEdit(placeholderText="如 2026-12-31")
        self.edit.setAccessibleName("最后一天")
        self.column.addWidget(self.edit)

    def on_go(self) -> None:
        try:
            found = parse(Field("end_date", "最后一天", Kind.DATE), self.edit.text())
        except Unreadable as reason:
            self.refuse(str(reason))
            return
        if not found:
            self.refuse("请填写最后一天。")
            return
        self.accept()
        self.given.emit(date.fromisoformat(str(found)))
