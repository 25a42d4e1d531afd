"""Members of studios: those of one beside it, and all of them as a list: joining, leaving, moving on."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import codes, records, studios
from app.problems import SHOWN
from app.records import Values
from app.session import Session
from ui import agreeing, messages, pictures, studio_ending, tokens
from ui.details import Sheet
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Services
from ui.people import pickers
from ui.personal import PersonalPage, open_teacher, sheet_of
from ui.quick_form import QuickForm
from ui.record_page import Records, Tuples
from ui.rows import Column

LOCKED = "工作室由县里统一管理，本校只能查看。需要修改时，点“申请更改……”，由县里审核。"

OWN_MEMBERS = "本校成员"
"""A school's file holds its own people only, so that is what can be counted there."""

BESIDE_NAMES = ("id", "teacher_name", "school_name", "role", "joined_on", "left_on", "teacher_id")

BESIDE_COLUMNS = (
    Column("teacher_name", "姓名", 76),
    Column("school_name", "单位", 124),
    Column("role", "角色", 76, field=studios.MEMBER.field("role")),
    Column("joined_on", "加入", 92),
    Column("left_on", "退出", 92),
)

NAMES = (
    "id", "teacher_name", "school_name", "studio_name", "role", "joined_on", "left_on", "here", "check", "others",
    "teacher_id",
)  # fmt: skip

COLUMNS = (
    Column("teacher_name", "姓名", 80),
    Column("school_name", "任教学校", 136),
    Column("studio_name", "工作室", 168),
    Column("role", "角色", 72, field=studios.MEMBER.field("role")),
    Column("here", "情况", 64),
    Column("check", "请核对", 112),
    Column("joined_on", "加入", 92),
    Column("left_on", "退出", 92),
    Column("others", "另外在", 176),
)

GONE, SEVERAL = "已离开本县", "不止一个工作室"
HERE, LEFT = "在册", "已退出"
_LEAST_HEIGHT = 280
"""Of the members' list: below this the whole detail scrolls instead."""


def listed(session: Session) -> Tuples:
    """Every membership in the order of `NAMES`; present ones of people who are gone, or in two studios, are marked."""
    found = []
    for row in studios.members(session):
        here = not row["left_on"]
        check = GONE if here and row["gone_on"] else SEVERAL if here and row["others"] else ""
        known = {**row, "here": HERE if here else LEFT, "check": check}
        found.append(tuple(known[name] for name in NAMES))
    return found


def save_asking(page: QWidget, session: Session, pk: str | None, changes: Values) -> str:
    """Save a membership; what speaks against it is asked about, and otherwise said under its field."""
    return agreeing.saved(page, studios.MEMBER, lambda agreed: studios.save_member(session, pk, changes, agreed=agreed))


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
        if not session.is_county:
            self.add.hide()
        self.quick = QuickForm(
            studios.MEMBER,
            ("teacher_id", "role", "joined_on"),
            session,
            save=self._save,
            pickers=pickers(session, services.people),
            verb="添加",
        )
        self.quick.saved.connect(self._on_saved)
        acts = (
            (Act("退出", self.leave), Act("转到……", self.transfer), Act("删除（登记错了）", self.drop))
            if session.is_county
            else ()
        )
        asking = () if session.is_county else (Act("申请更改……", self.ask_for),)
        advice = "点“添加成员”，输入姓名或拼音选人。" if session.is_county else "县里没有登记本校的成员。"
        self.list = ListPane(
            BESIDE_COLUMNS,
            BESIDE_NAMES,
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
        self.list.put(tuple(row[name] for name in BESIDE_NAMES) for row in rows)

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

    def transfer(self, ids: Ids) -> None:
        """Ask to which other studio, then move these members there in one act."""

        def after() -> None:
            self.list.rows.untick_all()
            self.changed.emit()

        studio_ending.transfer(self, self._session, self._services, ids, after)

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
        open_teacher(self._session, self._services, row[BESIDE_NAMES.index("teacher_id")], row[1])

    def _save(self, studio: str, values: Values) -> str:
        return save_asking(self, self._session, None, {"studio_id": studio, **values})

    def _on_saved(self) -> None:
        self._services.toast("已添加成员", "撤销", self._services.undo)
        self.changed.emit()


class MembersPage(PersonalPage):
    """Everybody's memberships, as a part of 工作室."""

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=studios.MEMBER,
            unit="条",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=lambda session, pk: records.get(session, studios.MEMBER, pk),
            save=lambda session, pk, changes: save_asking(self, session, pk, changes),
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=lambda session, pk: records.delete(session, studios.MEMBER, pk),
            empty="在“工作室”里选中一个工作室，点“添加成员”；也可以从 Excel 导入。",
            search="姓名、拼音、学校或工作室",
            filters=("here", "role", "studio_name", "check"),
            tables=frozenset({"studios", "teachers", "postings", "organisations"}),
            locked="" if session.is_county else LOCKED,
        )
        super().__init__(session, services, what, title="成员")

    def acts(self) -> Sequence[Act]:
        if self.what.locked:
            return super().acts()[:-1]
        return (
            Act("退出", self.leave),
            Act("转到……", self.transfer),
            Act("按离开本县的日期退出", self.leave_gone),
            *super().acts(),
        )

    def row_acts(self) -> Sequence[Act]:
        if self.what.locked:
            return super().row_acts()
        return (*super().row_acts(), Act("退出", self.leave), Act("转到……", self.transfer))

    def leave(self, ids: Ids) -> None:
        """Let these members leave today; can be undone."""
        self._do(
            lambda session: studios.leave(session, ids, session.today()), "人已退出工作室", "他们早已退出，没有改动"
        )

    def leave_gone(self, ids: Ids) -> None:
        """Let those of them who have left the county leave on that day; can be undone."""
        self._do(lambda session: studios.leave_gone(session, ids), "人已按离开本县的日期退出", "勾选的人都没有离开本县")

    def transfer(self, ids: Ids) -> None:
        """Ask to which other studio, then move them in one act."""
        studio_ending.transfer(self, self.session, self.services, ids, self.list.rows.untick_all)

    def _do(self, run: Any, words: str, nothing: str) -> None:
        def tell(count: int) -> None:
            if count:
                self.services.toast(f"{count:,} {words}", "撤销", self.services.undo)
            else:
                self.services.toast(nothing)
            self.list.rows.untick_all()

        self.services.jobs.run(lambda session, progress: run(session), title="正在办理退出", done=tell)


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one membership."""
    row = records.there(studios.MEMBER, next((one for one in studios.members(session) if one["id"] == pk), None))
    role = codes.table("member_role").label_of(row["role"])
    notes = []
    if not row["left_on"] and row["gone_on"]:
        notes.append(f"这位教师已于 {row['gone_on']} 离开本县，请办理退出。")
    if row["others"]:
        notes.append(f"同时还在：{row['others']}。")
    if not session.is_county:
        notes.append(LOCKED)
    return sheet_of(
        session,
        services,
        studios.MEMBER,
        row,
        subtitle=f"{row['studio_name']} · {role}",
        named={"studio_id": "studio_name"},
        note="".join(notes),
    )
