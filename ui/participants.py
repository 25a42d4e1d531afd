"""Who took part in an activity of a studio: the list beside it, and choosing people with the members ticked already."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import codes, roster, studio_work
from app.problems import SHOWN
from app.records import Values
from app.session import Session
from ui import messages, tokens
from ui.find_box import FindBox
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Services
from ui.personal import open_teacher
from ui.quick_form import QuickForm, shared
from ui.record_page import Tuples
from ui.rows import Column
from ui.side_pane import SidePane, line, secondary
from ui.teachers import COLUMNS as TEACHER_COLUMNS

NAMES = ("id", "teacher_name", "school_name", "part", "hours", "teacher_id")

COLUMNS = (
    Column("teacher_name", "姓名", 76, given=True),
    Column("school_name", "任教学校", 124),
    Column("part", "承担任务", 88),
    Column("hours", "学时", 56, "right", field=studio_work.PARTICIPATION.field("hours")),
)

_LEAST_HEIGHT = 280
"""Below this the whole detail scrolls instead of the list alone."""

_SHOWN = ("name", "work_name", "subject", "title")
NOBODY = "不在工作室"

_TICKED = "工作室的主持人和成员已经勾好，没来的去掉勾；别的教师查到以后勾上。再点下面的“登记参加”。"
_OPEN = "已经登记参加的不再列出。勾选还要登记的教师，再点下面的“登记参加”。"


class Participants(QWidget):
    """The people of one activity. `changed` after something was written about them."""

    changed = Signal()

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        self._activity: str | None = None
        self._chosen: Ids = []
        self.title = QLabel()
        self.title.setProperty("role", "group")
        self.title.setContentsMargins(16, 0, 16, 0)
        self.quick = QuickForm(studio_work.PARTICIPATION, ("part", "hours"), session, save=self._save, stays=False)
        self.list = ListPane(
            COLUMNS,
            NAMES,
            unit="人",
            empty=Empty("还没有选参加的人", "点上面的“选参加人”，工作室的成员已经勾好，没来的去掉勾。"),
            acts=(Act("改任务和学时", self.note), Act("移出", self.drop)),
            row_acts=(Act("任务和学时……", self.note), Act("打开教师", self._open), Act("移出", self.drop)),
        )
        self.list.setMinimumHeight(_LEAST_HEIGHT)
        self.list.opened.connect(lambda pk: self.note([pk]))
        card = QHBoxLayout()
        card.setContentsMargins(16, 0, 16, 0)
        card.addWidget(self.quick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addWidget(self.title)
        column.addLayout(card)
        column.addWidget(self.list, 1)

    def show_activity(self, pk: str) -> None:
        """Show who took part in this one."""
        self._activity = pk
        rows = studio_work.participations(self._session, pk)
        self.title.setText(f"参加人　{len(rows)} 人" if rows else "参加人")
        self.list.put(tuple(row[name] for name in NAMES) for row in rows)

    def note(self, ids: Ids) -> None:
        """Open the small form for what these people did and the hours that gives them."""
        if not self._activity or not self.quick.close_asking():
            return
        self._chosen = list(ids)
        rows = [dict(zip(NAMES, row, strict=True)) for row in self.list.rows.all if row[0] in set(ids)]
        who = str(rows[0]["teacher_name"]) if len(rows) == 1 else f"所选 {len(rows)} 人"
        self.quick.title.setText(f"{who}的任务和学时")
        self.quick.title.show()
        self.quick.open(self._activity, {name: shared(rows, name) for name in ("part", "hours")})

    def drop(self, ids: Ids) -> None:
        """Take these people out of the activity in one act; can be undone."""
        try:
            gone = studio_work.drop_participations(self._session, ids)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self._services.toast(f"已移出 {gone} 人", "撤销", self._services.undo)
        self.list.rows.untick_all()
        self.changed.emit()

    def _save(self, _activity: str, values: Values) -> str:
        count = studio_work.set_many(self._session, self._chosen, values)
        self._services.toast(f"已修改 {count} 人" if count else "已经是这样，没有改动", "撤销", self._services.undo)
        self.list.rows.untick_all()
        self.changed.emit()
        return ""

    def _open(self, ids: Ids) -> None:
        row = next(row for row in self.list.rows.all if row[0] == ids[0])
        open_teacher(self._session, self._services, row[NAMES.index("teacher_id")], row[1])


def candidates(session: Session, activity: str) -> tuple[Tuples, set[str]]:
    """Everybody on the roster who is not in the activity yet, those of the studio first, each with the role there; and
    the ids of those to be ticked at first: host and members on the day of the activity."""
    roles = codes.table("member_role")
    part_of = {pk: roles.label_of(role) for pk, role in studio_work.expected(session, activity).items()}
    there = {str(one["teacher_id"]) for one in studio_work.participations(session, activity)}
    rows = [(*one, part_of.get(str(one[0]), NOBODY)) for one in roster.listed(session) if one[0] not in there]
    rows.sort(key=lambda one: one[-1] == NOBODY)
    ticked = {str(one[0]) for one in rows if one[-1] != NOBODY} if not there else set()
    return rows, ticked


class TakePartPane(SidePane):
    """The roster in the place of the detail, the studio's people ticked."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        columns = [one for one in TEACHER_COLUMNS if one.name in _SHOWN]
        self.list = ListPane(
            [columns[0], Column("part_of", "在工作室", 96), *columns[1:]],
            (*roster.COLUMNS, "part_of"),
            unit="人",
            empty=Empty("没有可以选的人", "名册里的人都已经登记参加了。"),
            filters=("part_of", "work_name"),
            acts=(Act("登记参加", self.take),),
        )
        self.list.bar.buttons[0].setProperty("kind", "main")
        self.search = FindBox(services.people, self.list)
        self._hint = secondary()
        below, find = line(), line()
        below.addWidget(self._hint)
        find.addWidget(self.search)
        self.column.addLayout(below)
        self.column.addLayout(find)
        self.column.addWidget(self.list, 1)

    def open(self, pk: str) -> None:
        """Begin for an activity."""
        self.pk = pk
        self.title.setText(f"参加：{studio_work.get_activity(self._session, pk)['topic']}")
        self.search.clear()
        self.list.rows.untick_all()
        self.list.clear_conditions()
        self.list.reading()
        self._services.reads.run(
            lambda session, progress: candidates(session, pk), title="正在读取教师", done=partial(self._put, pk)
        )
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self, ids: Ids) -> None:
        """Write down that those who are ticked took part, in one act."""
        pk, chosen = self.pk, list(ids)
        if pk is None:
            return
        self._services.jobs.run(
            lambda session, progress: studio_work.take_part(session, pk, chosen),
            title=f"正在登记 {len(chosen):,} 人",
            done=self._on_taken,
        )

    def leave(self) -> bool:
        """Close; nothing is lost but ticks."""
        self.list.rows.untick_all()
        self.pk = None
        self.closed.emit()
        return True

    def _on_taken(self, count: int) -> None:
        self._services.toast(f"已登记 {count:,} 人参加", "撤销", self._services.undo)
        self.leave()

    def _put(self, pk: str, found: tuple[Tuples, set[str]]) -> None:
        if pk != self.pk:
            return
        rows, ticked = found
        self.list.put(rows)
        self._hint.setText(_TICKED if ticked else _OPEN)
        shown = self.list.rows
        shown.tick([place for place in range(len(shown.order)) if shown.id_at(place) in ticked], True)
        self.search.look()
