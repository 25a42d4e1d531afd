"""名师联系学校 in 工作室: which master looks after which school, what was done there, and the schools with nobody."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import codes, links, records
from app.fields import Value
from app.problems import SHOWN
from app.records import Values
from app.session import Session
from ui import messages, pictures, tokens
from ui.details import Fact, Sheet
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Services
from ui.personal import way_to
from ui.quick_form import QuickForm
from ui.quick_page import QuickPage
from ui.record_page import Records, Tuples
from ui.rows import Column

LOCKED = "名师联系学校由县里安排，本校可以登记到校开展的活动。"

WITHOUT = "没有名师的学校……"

NAMES = (
    "id", "school_name", "township", "master_name", "studio_name", "start_date", "end_date", "now", "kind1", "kind2",
    "kind3", "kind4", "people", "last_activity",
)  # fmt: skip

RUNNING, OVER = "联系中", "已结束"


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=links.ENTITY.field(name), **more)


COLUMNS = (
    Column("school_name", "联系学校", 136),
    Column("master_name", "名师", 64),
    Column("studio_name", "工作室", 152),
    Column("now", "情况", 64),
    *(Column(f"kind{one.code}", one.label, 80, "right") for one in codes.table("link_kind").codes),
    _column("start_date", "开始", 96),
    _column("end_date", "结束", 96),
    Column("last_activity", "最近活动", 96),
    Column("township", "乡镇（街道）", 96, hidden=True),
    Column("people", "参加人数", 80, "right", hidden=True),
)

DONE_NAMES = ("id", "held_on", "kind", "topic", "people")
DONE_COLUMNS = (
    Column("held_on", "日期", 88, field=links.ACTIVITY.field("held_on")),
    Column("kind", "类别", 80, field=links.ACTIVITY.field("kind")),
    Column("topic", "主题", 112),
    Column("people", "人数", 40, "right"),
)
_ASKED = ("kind", "held_on", "topic", "people")
_LEAST_HEIGHT = 240


def listed(session: Session) -> Tuples:
    """Every link in the order of `NAMES`."""
    today = session.today().isoformat()
    found = []
    for row in links.listed(session):
        over = bool(row["end_date"]) and str(row["end_date"]) < today
        found.append(tuple({**row, "now": OVER if over else RUNNING}[name] for name in NAMES))
    return found


class Done(QWidget):
    """What was done for one school, and the small form for the next time. `changed` after something was written."""

    changed = Signal()

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        self._link: str | None = None
        self.title = QLabel()
        self.title.setProperty("role", "group")
        self.add = QPushButton("记一次活动")
        self.add.setProperty("kind", "quiet")
        pictures.dress(self.add, "plus", "accent", 14)
        self.add.clicked.connect(self.begin)
        self.quick = QuickForm(links.ACTIVITY, _ASKED, session, save=self._save, verb="记下")
        self.quick.saved.connect(self._on_saved)
        self.list = ListPane(
            DONE_COLUMNS,
            DONE_NAMES,
            unit="次",
            empty=Empty("还没有活动", "到校送教、联合教研以后，点“记一次活动”写下来。"),
            acts=(Act("删除", self.drop),),
            row_acts=(Act("删除", self.drop),),
        )
        self.list.setMinimumHeight(_LEAST_HEIGHT)
        head, card = QHBoxLayout(), QHBoxLayout()
        for line in (head, card):
            line.setContentsMargins(16, 0, 16, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.add)
        card.addWidget(self.quick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addLayout(head)
        column.addLayout(card)
        column.addWidget(self.list, 1)

    def show_link(self, pk: str) -> None:
        """Show what was done for this one."""
        self._link = pk
        rows = links.activities(self._session, pk)
        self.title.setText(f"活动　{len(rows)} 次" if rows else "活动")
        self.add.setVisible(links.may_write(self._session, links.get(self._session, pk)))
        self.list.put(tuple(row[name] for name in DONE_NAMES) for row in rows)

    def begin(self) -> None:
        """Open the small form for the link that is shown."""
        if self._link:
            self.quick.open(self._link, {"kind": "2", "held_on": self._session.today().isoformat()})

    def drop(self, ids: Ids) -> None:
        """Delete activities in one act; can be undone."""
        try:
            gone = records.delete_many(self._session, links.ACTIVITY, ids)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self._services.toast(f"已删除 {gone} 次活动", "撤销", self._services.undo)
        self.changed.emit()

    def _save(self, link: str, values: Values) -> str:
        return links.save_activity(self._session, None, {"link_id": link, **values})

    def _on_saved(self) -> None:
        self._services.toast("已记下这次活动", "撤销", self._services.undo)
        self.changed.emit()


class LinksPage(QuickPage):
    """Masters and their schools, as a part of 工作室."""

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=links.ENTITY,
            unit="条",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=links.get,
            save=links.save,
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=lambda session, pk: records.delete(session, links.ENTITY, pk),
            empty="登记哪位名师（或哪个工作室）联系哪所学校，再记下到校开展的活动。",
            search="学校、名师或工作室",
            filters=("now", "township", "studio_name"),
            tables=frozenset({"link_activities", "studios", "teachers", "organisations"}),
            locked="" if session.is_county else LOCKED,
        )
        self._school: str | None = None
        super().__init__(session, services, what, title="名师联系学校")
        self.done = Done(session, services)
        self.done.changed.connect(self.show_detail)
        self.quick = self.done.quick
        self.detail.put_below(self.done)

    def defaults(self) -> Mapping[str, Value]:
        start: dict[str, Value] = {"start_date": self.session.today().isoformat()}
        return {**start, "organisation_id": self._school} if self._school else start

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        made = super().more_acts()
        return made if self.what.locked else ((WITHOUT, self.show_without), *made)

    def show_detail(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            try:
                self.done.show_link(pk)
            except SHOWN:
                self.detail.clear()
                return
        super().show_detail()

    def show_without(self) -> None:
        """The schools that nobody looks after; from there one is given a master."""
        dialog = WithoutDialog(self, self.session, self.services)
        dialog.chosen.connect(self._begin_for)
        dialog.open()

    def _begin_for(self, school: str) -> None:
        self._school = school
        self.on_new()
        self._school = None


class WithoutDialog(QDialog):
    """Schools without a master. `chosen(school)`: one of them is to be given one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, session: Session, services: Services) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("没有名师联系的学校")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        names = ("id", "name", "township", "teachers")
        self.list = ListPane(
            (
                Column("name", "学校", 240),
                Column("township", "乡镇（街道）", 144),
                Column("teachers", "任教人数", 88, "right"),
            ),
            names,
            unit="所",
            empty=Empty("每所学校都有名师联系", "不用再安排。"),
            filters=("township",),
            row_acts=(Act("登记名师……", lambda ids: self._choose(ids[0])),),
            ticks=False,
        )
        self.list.offer_export(services, "没有名师联系的学校")
        self.list.opened.connect(self._choose)
        self.list.put(tuple(row[name] for name in names) for row in links.without(session))
        give, close = QPushButton("登记名师……"), QPushButton("关闭")
        give.setProperty("kind", "main")
        give.setEnabled(bool(self.list.rows.all))
        give.clicked.connect(lambda: self._choose(self.list.grid.current_id or ""))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(give)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        window = parent.window()
        self.resize(min(window.width() - 48, 620), min(window.height() - 48, 520))

    def _choose(self, school: str) -> None:
        if school:
            self.accept()
            self.chosen.emit(school)


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one link; the names lead to master, studio and school."""
    row = links.get(session, pk)
    facts = []
    master, studio = row["master_id"], row["studio_id"]
    if master:
        facts.append(Fact("名师", str(row["master_name"] or ""), open=way_to(session, services, master)))
    if studio:
        facts.append(Fact("工作室", str(row["studio_name"] or ""), open=partial(services.go, "studios", str(studio))))
    for name in ("start_date", "end_date", "document", "remark"):
        field = links.ENTITY.field(name)
        if field and (row[name] or name == "start_date"):
            facts.append(Fact(field.label, str(row[name] or "")))
    counted = [
        f"{one.label} {row[f'kind{one.code}']}" for one in codes.table("link_kind").codes if row[f"kind{one.code}"]
    ]
    if counted:
        facts.append(Fact("开展活动", f"{'、'.join(counted)}；共 {row['people']} 人参加"))
    return Sheet(
        title=str(row["school_name"]),
        subtitle=f"{row['start_date']} 起联系",
        facts=facts,
        sections=(),
        history=lambda: records.history(session, links.ENTITY, pk),
        note="" if session.is_county else LOCKED,
    )
