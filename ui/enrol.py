"""Choosing teachers for a class: the roster in the place of the detail, searched, narrowed and ticked."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal

from app import audience, enrolment, teachers, training
from app.enrolment import Candidate
from app.fields import Field, Kind
from app.problems import Question
from app.progress import Progress
from app.session import Session
from ui import messages
from ui.find_box import FindBox
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Services
from ui.record_page import Tuples
from ui.rows import Column
from ui.side_pane import SidePane, line, secondary

FITS, NOT = "符合", "不符合"
NONE, SOME = "没有学时", "有学时"
_SPANS = ((1, "不满 1 年"), (4, "1—3 年"), (6, "4—5 年"), (11, "6—10 年"), (21, "11—20 年"), (100, "20 年以上"))
"""Years of work are told in spans: below so many, and how that is called."""

NAMES = (
    "id", "name", "work_name", "stage", "subject", "title", "is_class_teacher", "admin_post", "span", "hours", "earned",
    "behind", "fits", "why",
)  # fmt: skip


def _column(name: str, width: int) -> Column:
    field = teachers.ENTITY.field(name)
    assert field is not None
    return Column(name, field.label, width, field=field)


COLUMNS = (
    Column("name", "姓名", 76, given=True),
    Column("work_name", "任教学校", 128),
    _column("stage", 72),
    _column("subject", 72),
    _column("is_class_teacher", 80),
    Column("span", "工作年限", 84),
    Column("hours", "今年学时", 76, "right", field=Field("hours", "今年学时", Kind.HOURS)),
    Column("earned", "今年", 76, hidden=True),
    Column("behind", "学时缺口", 136),
    _column("title", 88),
    _column("admin_post", 88),
    Column("fits", "对象", 72),
    Column("why", "为什么不符合", 168),
)


def candidates(session: Session, pk: str, *, lagging_too: bool = True) -> Tuples:
    """Everybody on the roster who is not in the class yet, in the order of `NAMES`."""
    return [_row(one) for one in enrolment.candidates(session, pk, lagging_too=lagging_too)]


def _read(pk: str, lagging_too: bool, session: Session, progress: Progress) -> Tuples:
    return candidates(session, pk, lagging_too=lagging_too)


def _row(one: Candidate) -> tuple[Any, ...]:
    row = one.row
    span = "" if one.years is None else next((words for below, words in _SPANS if one.years < below), "")
    known = {
        **row, "span": span, "hours": one.hours, "earned": SOME if one.hours else NONE, "behind": one.behind,
        "fits": NOT if one.misfit else FITS, "why": one.misfit,
    }  # fmt: skip
    return tuple(known[name] for name in NAMES)


class EnrolPane(SidePane):
    """Tick teachers, then 报名. `enrolled` once they are in the class."""

    enrolled = Signal()

    def __init__(self, services: Services, session: Session) -> None:
        super().__init__()
        self._services, self._session = services, session
        self.list = ListPane(
            COLUMNS,
            NAMES,
            unit="人",
            empty=Empty("没有可以报名的人", "名册里的人都已经在这个班次里了。"),
            filters=(
                "fits", "work_name", "stage", "subject", "title", "is_class_teacher", "span", "earned", "behind",
            ),
            acts=(Act("报名", self.enrol),),
        )  # fmt: skip
        self.list.bar.buttons[0].setProperty("kind", "main")
        self.search = FindBox(services.people, self.list)
        self.hint = secondary()
        below = line()
        below.addWidget(self.hint, 1)
        find = line()
        find.addWidget(self.search)
        self.column.addLayout(below)
        self.column.addLayout(find)
        self.column.addWidget(self.list, 1)

    @property
    def dirty(self) -> bool:
        """Whether somebody was ticked who is not enrolled yet."""
        return bool(self.list.rows.ticked)

    def open(self, pk: str) -> None:
        """Begin for a class; where it is for some, only those are shown at first."""
        self.pk = pk
        row = training.get_class(self._session, pk)
        self.title.setText(f"报名：{row['title']}　{row['name']}")
        self.search.clear()
        self.list.rows.untick_all()
        self.list.clear_conditions()
        asked = audience.of_class(self._session, pk)
        if asked.words:
            self.list.narrow("fits", FITS)
        self.list.reading()
        self._say(row, asked)
        self.read()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, row: dict[str, Any], asked: audience.Audience) -> None:
        words = ["勾选要报名的教师，再点下面的“报名”；表头的方框勾选筛出的全部。已在班里的不再列出。"]
        if asked.words:
            words.append(f"这个班次是给{asked.words}办的，先只列出符合的；去掉“对象”的条件看全部。{asked.unchecked}")
        if row["units"]:
            left = "，".join(
                f"{one.name}还剩 {one.left} 个名额"
                for one in enrolment.units(self._session, str(row["id"]))
                if not self._session.is_county and one.left is not None
            )
            words.append(left + "。" if left else "这个班次的名额分给了各单位。")
        elif row["quota"] is not None:
            words.append(f"名额 {row['quota']} 人，已报 {row['people']} 人。")
        self.hint.setText("".join(words))

    def read(self) -> None:
        """Read who can be enrolled, in the quiet lane; who lacks hours is told a moment later."""
        pk = self.pk
        if not pk:
            return
        for lagging_too in (False, True):
            self._services.reads.run(partial(_read, pk, lagging_too), title="正在读取教师", done=partial(self._put, pk))

    def enrol(self, ids: Ids) -> None:
        """Enter those who are ticked, in one act; asks where they are not whom it is for, or too many."""
        self._enrol(list(ids), agreed=False)

    def _enrol(self, chosen: Ids, *, agreed: bool) -> None:
        pk = self.pk
        if pk is None:
            return
        self._services.jobs.run(
            lambda session, progress: enrolment.enrol(session, pk, chosen, agreed=agreed),
            title=f"正在报名 {len(chosen):,} 人",
            done=self._on_enrolled,
            failed=partial(self._on_refused, chosen),
        )

    def _on_refused(self, chosen: Ids, problem: BaseException) -> None:
        if not isinstance(problem, Question):
            messages.report_bug(self, problem)
        elif messages.ask(self, problem.title, problem.advice, "照样报名", "回去看看"):
            self._enrol(chosen, agreed=True)

    def leave(self) -> bool:
        """Close; asks once when people were ticked but not enrolled."""
        if self.dirty and not messages.ask(
            self,
            f"选好的 {len(self.list.rows.ticked)} 人还没有报名。",
            "离开后要重新勾选。",
            "不报名，离开",
            "继续挑选",
        ):
            return False
        self.list.rows.untick_all()
        self.pk = None
        self.closed.emit()
        return True

    def _on_enrolled(self, count: int) -> None:
        self._services.toast(f"已报名 {count:,} 人", "撤销", self._services.undo)
        self.list.rows.untick_all()
        self.enrolled.emit()

    def _put(self, pk: str, rows: Tuples) -> None:
        if pk == self.pk:
            self.list.put(rows)
            self.search.look()
