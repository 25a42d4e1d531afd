"""The 培训学时 page: classes of training programmes, who attends them, and the hours they earn there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from app import audience, codes, holidays, records, training
from app.fields import Field, Value, hours_text, show
from app.session import Session
from ui.attendees import Attendees
from ui.details import Acts, Fact, Sheet
from ui.enrol import EnrolPane
from ui.forms import Form, FormPane
from ui.lists import Act, Ids
from ui.pages import Services
from ui.quick_page import QuickPage
from ui.record_page import Records, Tuples
from ui.rows import Column
from ui.run_form import RunForm
from ui.side_pane import SidePane

UNDECIDED = "待审核"
"""What the hidden column 报名 says of classes with places given out, in which the county has not said a word of everybody."""

SENT_BACK = "有退回"
"""What it says at a school of classes still to begin from which the county returned somebody."""

UNRATED = "有人未评"
"""What the hidden column 结果 says of classes that are over and still wait for results."""

NAMES = (
    "id", "year", "title", "name", "people", "passed", "hours", "level", "category", "form", "start_date", "end_date",
    "topic", "holiday", "reported", "waiting",
)  # fmt: skip

_CLASS_FACTS = ("place", "trainer", "remark")


def _field(name: str) -> Field | None:
    return training.CLASS.field(name) or training.PROGRAMME.field(name)


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=_field(name), **more)


COLUMNS = (
    _column("year", "年度", 56),
    Column("title", "项目", 232),
    Column("name", "班次", 104),
    Column("people", "人次", 64, "right"),
    Column("passed", "合格", 64, "right"),
    _column("hours", "学时", 56, align="right"),
    _column("level", "层级", 56),
    _column("category", "类别", 56),
    _column("form", "形式", 56),
    _column("start_date", "开始", 96),
    _column("end_date", "结束", 96),
    Column("waiting", "结果", 88, hidden=True),
    _column("topic", "主题", 104, hidden=True),
    Column("holiday", "寒暑假", 104, hidden=True),
    Column("reported", "报名", 72, hidden=True),
)


def listed(session: Session) -> Tuples:
    """Every class in the order of `NAMES`."""
    today = session.today()
    held = holidays.held(session)
    found = []
    for row in training.classes(session):
        known = {
            **row,
            "waiting": UNRATED if training.awaits_results(row, today) else "",
            "reported": _reported(session, row),
            "holiday": held.of_class.get(str(row["id"]), ""),
        }
        found.append(tuple(known[name] for name in NAMES))
    return found


def sheet(session: Session, pk: str, quotas: Callable[[], None] | None = None) -> Sheet:
    """The facts of one class and its programme; `quotas` opens its places."""
    row = training.get_class(session, pk)
    label = {name: codes.table(f"training_{name}").label_of(row[name]) for name in ("level", "category", "form")}
    days = " 至 ".join(str(day) for day in dict.fromkeys((row["start_date"], row["end_date"])) if day)
    facts = [
        Fact("班次", str(row["name"])),
        Fact("性质", " · ".join(one for one in label.values() if one)),
        Fact("组织单位", str(row["organiser"] or "")),
        Fact("时间", days),
        Fact("学时", f"{hours_text(row['hours'])} 学时，计入 {row['year']} 年度"),
        *_audience_facts(session, row, quotas),
    ]
    for name in _CLASS_FACTS:
        field = training.CLASS.field(name)
        if field and row[name]:
            facts.append(Fact(field.label, show(field, row[name])))
    return Sheet(
        title=str(row["title"]),
        subtitle=_subtitle(row),
        facts=facts,
        sections=(),
        history=lambda: records.history(session, training.CLASS, pk),
    )


def _reported(session: Session, row: Mapping[str, Any]) -> str:
    if session.is_county:
        return UNDECIDED if row["units"] and row["undecided"] else ""
    return SENT_BACK if row["returned"] and training.is_ahead(dict(row), session.today()) else ""


def _audience_facts(session: Session, row: Mapping[str, Any], quotas: Callable[[], None] | None) -> list[Fact]:
    """Whom it is for, its places, and its sessions, where there are any."""
    found = []
    words = audience.of_class(session, str(row["id"])).words
    if words:
        found.append(Fact("对象", words))
    if row["units"]:
        text = f"分给 {row['units']} 个单位 {row['places']} 个"
        if row["undecided"]:
            text += f"，{row['undecided']} 人待审"
        if row["returned"]:
            text += f"，退回 {row['returned']} 人"
        found.append(Fact("名额", text, open=quotas))
    elif row["quota"] is not None:
        found.append(Fact("名额", f"{row['quota']} 人，已报 {row['people']} 人"))
    if row["report_by"]:
        found.append(Fact("报名截止", str(row["report_by"])))
    if row["sessions"]:
        found.append(Fact("课程", f"{row['sessions']} 次"))
    return found


def _subtitle(row: Mapping[str, Any]) -> str:
    parts = [f"{row['people']} 人次", f"合格 {row['passed']}"]
    if row["unrated"]:
        parts.append(f"未评 {row['unrated']}")
    if row["given"]:
        parts.append(f"共给 {hours_text(row['given'])} 学时")
    return " · ".join(parts)


CLASSES = Records(
    entity=training.RUN,
    unit="个班次",
    columns=COLUMNS,
    names=NAMES,
    read=listed,
    load=lambda session, pk: records.get(session, training.CLASS, pk),
    save=training.save_run,
    sheet=sheet,
    delete=lambda session, pk: records.delete(session, training.CLASS, pk),
    empty="新增一个班次，再给它报名；项目可以在同一张表里一起填写。",
    search="项目、班次",
    filters=("year", "level", "category", "topic", "holiday", "waiting", "reported"),
    tables=frozenset({"classes", "programmes", "attendance", "teachers", "postings", "quotas", "sessions", "rules"}),
)


class TrainingPage(QuickPage):
    """Classes, their people, and the programmes they belong to."""

    help = (
        "这里登记培训班次和学时。选中一个班次后，右边点“报名”挑选教师；培训结束后点“全部合格”，"
        "或勾选其中几位另外登记结果和学时。只有合格和优秀的学时计入教师的学时。"
        "分几次上课的班次，点“课程考勤”登记每次课程和谁来了，也可以导入签到表；名额在“更多”里分配。"
    )

    def __init__(self, session: Session, services: Services) -> None:
        self._programme: FormPane | None = None
        self._enrol: EnrolPane | None = None
        self._panes: dict[str, SidePane] = {}
        what = replace(CLASSES, sheet=lambda session, pk: sheet(session, pk, partial(self.quotas, pk)))
        super().__init__(session, services, what, title="培训学时")
        self.attendees = Attendees(session, services)
        self.attendees.changed.connect(self.show_detail)
        self.quick = self.attendees.quick
        self.detail.put_below(self.attendees)
        self.enrol_button = QPushButton("报名……")
        self.enrol_button.clicked.connect(self._enrol_current)
        self.detail.put_button(self.enrol_button)
        self.sessions_button = QPushButton("课程考勤……")
        self.sessions_button.clicked.connect(self._sessions_of_current)
        self.detail.put_button(self.sessions_button)

    def defaults(self) -> Mapping[str, Value]:
        return {"year": self.session.today().year}

    def row_acts(self) -> Sequence[Act]:
        edit, *rest = super().row_acts()
        made = [
            edit,
            Act("报名……", lambda ids: self.enrol(ids[0])),
            Act("课程考勤……", lambda ids: self.sessions(ids[0])),
            Act("名额……", lambda ids: self.quotas(ids[0])),
        ]
        template = self.services.templates.get("attendance")
        if template:
            made.append(Act("导出学时模板……", lambda ids: template(class_id=ids[0])))
        return [*made, *rest]

    def detail_acts(self, pk: str) -> Acts:
        mine = [("名额……", partial(self.quotas, pk)), ("修改项目……", partial(self.edit_programme, pk))]
        if training.get_class(self.session, pk)["series_days"]:
            mine.insert(1, ("系列活动各期……", partial(self.series, pk)))
        return [*mine, *super().detail_acts(pk)]

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        lists = [("课程安排", "sessions"), ("名额", "quotas")]
        bring = [
            (f"导入{label}……", partial(self.services.bring_in[table])) for label, table in lists
            if table in self.services.bring_in
        ]  # fmt: skip
        return [("培训情况统计……", self.figures), *super().more_acts(), *bring]

    def make_form(self, parent: QWidget) -> Form:
        return RunForm(self.session, parent)

    def show_detail(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            self.attendees.show_class(pk)
        super().show_detail()

    # -- enrolling and the programme take the place of the detail

    def enrol(self, pk: str) -> None:
        """Choose teachers for a class."""
        if not self._leave_form():
            return
        self._choose_quietly(pk)
        if self._enrol is None:
            self._enrol = EnrolPane(self.services, self.session)
            self._enrol.enrolled.connect(self._enrol.read)
        self._show_pane(self._enrol, pk)

    def sessions(self, pk: str) -> None:
        """The sessions of a class and who attended which."""
        self._open_pane("sessions", pk)

    def quotas(self, pk: str) -> None:
        """The places of a class, by unit."""
        self._open_pane("quotas", pk)

    def series(self, pk: str) -> None:
        """The issues of the series that a class belongs to, and those that are missing."""
        self._open_pane("series", pk)

    def figures(self) -> None:
        """The figures of a year."""
        self._open_pane("figures", None)

    def _open_pane(self, name: str, pk: str | None) -> None:
        if not self._leave_form():
            return
        if pk is not None:
            self._choose_quietly(pk)
        pane = self._panes.get(name)
        if pane is None:
            pane = self._panes[name] = _make_pane(name, self)
        self._show_pane(pane, pk or "")

    def show_people(self, ids: Ids, words: str) -> None:
        """Show only these people of the class, as when a figure opens the names behind it."""
        if self._leave_form():
            self.attendees.show_only(ids, words)

    def edit_programme(self, pk: str) -> None:
        """Change the programme of a class; it changes for its other classes too."""
        if not self._leave_form():
            return
        row = records.get(self.session, training.CLASS, pk)
        pane = self._programme_pane()
        pane.show_record(str(row["programme_id"]))
        self.side.setCurrentWidget(pane)
        self._fit()

    def _programme_pane(self) -> FormPane:
        if self._programme is None:
            session = self.session
            self._programme = FormPane(
                lambda parent: Form(training.PROGRAMME, session, pickers={}, parent=parent),
                load=lambda pk: records.get(session, training.PROGRAMME, pk),
                save=lambda pk, changes: training.save_programme(session, pk, changes),
                parent=self.side,
            )
            self._programme.saved.connect(lambda: self.services.toast("已保存项目", "撤销", self.services.undo))
            self._programme.closed.connect(self._close_form)
            self.side.addWidget(self._programme)
        return self._programme

    def _in_programme(self) -> FormPane | None:
        """The form of a programme, while it stands in the place of the detail."""
        return self._programme if self.side.currentWidget() is self._programme else None

    def _sessions_of_current(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            self.sessions(pk)

    def _enrol_current(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            self.enrol(pk)

    def _leave_form(self) -> bool:
        programme = self._in_programme()
        return programme.leave() if programme else super()._leave_form()

    def on_save(self) -> None:
        programme = self._in_programme()
        if programme:
            programme.save()
        else:
            super().on_save()

    def on_escape(self) -> bool:
        if self._in_programme():
            self._leave_form()
            return True
        return super().on_escape()

    def focus_search(self) -> None:
        if self._enrol and self.side.currentWidget() is self._enrol:
            self._enrol.search.setFocus()
        else:
            super().focus_search()


def _make_pane(name: str, page: TrainingPage) -> SidePane:
    """Made when it is first wanted, not with the window."""
    session, services = page.session, page.services
    if name == "sessions":
        from ui.sessions import SessionsPane

        return SessionsPane(session, services)
    if name == "quotas":
        from ui.quotas import QuotasPane

        made = QuotasPane(session, services)
        made.asked.connect(page.show_people)
        return made
    if name == "series":
        from ui.series import SeriesPane

        return SeriesPane(session, services)
    from ui.training_figures import FiguresPane

    return FiguresPane(session, services)
