"""The 工作室 page: the county's studios and their members; a school looks, the county writes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import codes, records, studios, teachers
from app.fields import show
from app.problems import SHOWN
from app.records import Values
from app.session import Session
from ui import messages, pictures, tokens
from ui.details import Fact, Sheet
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Services
from ui.people import pickers
from ui.quick_form import QuickForm
from ui.quick_page import QuickPage
from ui.record_page import Records, Tuples
from ui.rows import Column

LOCKED = "工作室由县里统一管理，本校只能查看。需要修改时，点“申请更改……”，由县里审核。"

OWN_MEMBERS = "本校成员"
"""A school's file holds its own people only, so that is what can be counted there."""

NAMES = (
    "id", "kind", "name", "members", "level", "subject", "host_name", "organisation_name", "start_date", "end_date",
)  # fmt: skip
MEMBER_NAMES = ("id", "teacher_name", "school_name", "role", "joined_on", "left_on", "teacher_id")

_FACTS = ("level", "subject", "organisation_id", "start_date", "end_date", "document", "remark")
_ALWAYS = ("organisation_id", "start_date", "end_date")
_LEAST_HEIGHT = 280
"""Of the members' list: below this the whole detail scrolls instead."""


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=studios.ENTITY.field(name), **more)


COLUMNS = (
    _column("kind", "类别", 80),
    Column("name", "工作室名称", 208),
    Column("members", "成员", 56, "right"),
    _column("level", "级别", 72),
    _column("subject", "学科", 88),
    Column("host_name", "主持人", 80),
    Column("organisation_name", "所在单位", 136),
    _column("start_date", "设立", 96),
    _column("end_date", "周期结束", 96),
)

MEMBER_COLUMNS = (
    Column("teacher_name", "姓名", 76),
    Column("school_name", "单位", 124),
    Column("role", "角色", 76, field=studios.MEMBER.field("role")),
    Column("joined_on", "加入", 92),
    Column("left_on", "退出", 92),
)


def listed(session: Session) -> Tuples:
    """Every studio in the order of `NAMES`."""
    return [tuple(row[name] for name in NAMES) for row in studios.listed(session)]


STUDIOS = Records(
    entity=studios.ENTITY,
    unit="个",
    columns=COLUMNS,
    names=NAMES,
    read=listed,
    load=studios.get,
    save=studios.save,
    sheet=lambda session, pk: sheet(session, pk, lambda _page, _pk: None),
    delete=lambda session, pk: records.delete(session, studios.ENTITY, pk),
    empty="登记名校长、名师、名班主任工作室：名称、类别和主持人。",
    search="名称、主持人或单位",
    filters=("kind", "level", "subject"),
    tables=frozenset({"members", "teachers", "organisations", "postings"}),
)


def sheet(session: Session, pk: str, go: Callable[[str, str | None], None]) -> Sheet:
    """The facts of one studio; the host's name leads to the teacher."""
    row = studios.get(session, pk)
    facts = []
    if row["host_id"]:
        host = str(row["host_id"])
        way = partial(go, "teachers", host) if teachers.is_listed(session, host) else None
        facts.append(Fact("主持人", str(row["host_name"] or ""), open=way))
    for name in _FACTS:
        field = studios.ENTITY.field(name)
        assert field is not None
        text = str(row["organisation_name"] or "") if name == "organisation_id" else show(field, row[name])
        if text or name in _ALWAYS:
            facts.append(Fact(field.label, text))
    return Sheet(
        title=str(row["name"]),
        subtitle=f"{codes.table('studio_kind').label_of(row['kind'])}工作室",
        facts=facts,
        sections=(),
        history=lambda: records.history(session, studios.ENTITY, pk),
        note="" if session.is_county else LOCKED,
    )


class Members(QWidget):
    """Who belongs to a studio, and the small form to add one more. `changed` after something was written."""

    changed = Signal()

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session = session
        self._services = services
        self._studio: str | None = None
        self._label = "成员" if session.is_county else OWN_MEMBERS
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "group")
        self.add = QPushButton("添加成员")
        self.add.setProperty("kind", "quiet")
        pictures.dress(self.add, "user-plus", "accent", 14)
        self.add.clicked.connect(self.begin)
        self.add.setVisible(session.is_county)
        self.quick = QuickForm(
            studios.MEMBER,
            ("teacher_id", "role", "joined_on"),
            session,
            save=self._save,
            pickers=pickers(session, services.people),
            verb="添加",
        )
        self.quick.saved.connect(self._on_saved)
        acts = (Act("退出", self.leave), Act("删除（登记错了）", self.drop)) if session.is_county else ()
        asking = () if session.is_county else (Act("申请更改……", self.ask_for),)
        advice = "点“添加成员”，输入姓名或拼音选人。" if session.is_county else "县里没有登记本校的成员。"
        self.list = ListPane(
            MEMBER_COLUMNS,
            MEMBER_NAMES,
            unit="人",
            empty=Empty("还没有成员", advice),
            acts=(*acts, *self._export_acts()),
            row_acts=(Act("打开教师", self._open), *acts, *asking),
        )
        self.list.setMinimumHeight(_LEAST_HEIGHT)
        self.list.opened.connect(lambda pk: self._open([pk]))
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self.add)
        card = QHBoxLayout()
        card.setContentsMargins(16, 0, 16, 0)
        card.addWidget(self.quick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addLayout(head)
        column.addLayout(card)
        column.addWidget(self.list, 1)

    def _export_acts(self) -> Sequence[Act]:
        export = self._services.take_out.get("members")
        return (Act("导出", lambda ids: export(ids, self.list.shown_columns())),) if export else ()

    def show_studio(self, studio: str) -> None:
        """Show the members of this studio, those who have left after those who are there."""
        self._studio = studio
        rows = sorted(studios.members(self._session, studio), key=lambda row: bool(row["left_on"]))
        here = sum(not row["left_on"] for row in rows)
        self._title.setText(f"{self._label}　{here} 人在册" if rows else self._label)
        self.list.put(tuple(row[name] for name in MEMBER_NAMES) for row in rows)

    def begin(self) -> None:
        """Open the small form for the studio that is shown."""
        if self._studio:
            self.quick.open(self._studio, {"role": "2", "joined_on": self._session.today().isoformat()})

    def leave(self, ids: Ids) -> None:
        """Let members leave today; can be undone."""
        try:
            left = studios.leave(self._session, ids, self._session.today())
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        if left:
            self._services.toast(f"{left} 人已退出工作室", "撤销", self._services.undo)
        else:
            self._services.toast("他们早已退出，没有改动")
        self.list.rows.untick_all()
        self.changed.emit()

    def drop(self, ids: Ids) -> None:
        """Delete memberships that were entered by mistake; can be undone."""
        try:
            gone = studios.drop_members(self._session, ids)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self._services.toast(f"已删除 {gone} 条成员记录", "撤销", self._services.undo)
        self.changed.emit()

    def ask_for(self, ids: Ids) -> None:
        """Let a school ask the county to change a membership."""
        from ui.proposals.asking import ask

        ask(self, self._session, self._services, studios.MEMBER.table, ids[0])

    def _open(self, ids: Ids) -> None:
        row = next(row for row in self.list.rows.all if row[0] == ids[0])
        teacher = str(row[MEMBER_NAMES.index("teacher_id")])
        if teachers.is_listed(self._session, teacher):
            self._services.go("teachers", teacher)
        else:
            self._services.toast(f"{row[1]}不在本校的名册里，这里看不到详细情况")

    def _save(self, studio: str, values: Values) -> str:
        return studios.save_member(self._session, None, {"studio_id": studio, **values})

    def _on_saved(self) -> None:
        self._services.toast("已添加成员", "撤销", self._services.undo)
        self.changed.emit()


class StudiosPage(QuickPage):
    """Studios and who belongs to them."""

    help = (
        "这里是名校长、名师、名班主任等工作室和它们的成员。工作室由县里登记，学校只能查看。"
        "选中一个工作室后，右边可以添加成员；勾选成员可以办理退出，退出的人仍留在名单里。"
    )

    def __init__(self, session: Session, services: Services) -> None:
        what = replace(STUDIOS, sheet=lambda session, pk: sheet(session, pk, services.go))
        if not session.is_county:
            columns = (replace(one, label=OWN_MEMBERS, width=72) if one.name == "members" else one for one in COLUMNS)
            what = replace(what, locked=LOCKED, columns=tuple(columns))
        super().__init__(session, services, what, title="工作室")
        self.members = Members(session, services)
        self.members.changed.connect(self.show_detail)
        self.quick = self.members.quick
        self.detail.put_below(self.members)

    def row_acts(self) -> Sequence[Act]:
        made = super().row_acts()
        return made if self.what.locked else [made[0], Act("添加成员", self._add_member), *made[1:]]

    def show_detail(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            self.members.show_studio(pk)
        super().show_detail()

    def _add_member(self, ids: Ids) -> None:
        self.show_detail()
        self.members.begin()
