"""The 教师 page: the roster, found by name, pinyin, initials, ID number or school; detail and form beside it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app import identity, moving, roster, teachers
from app.fields import Field, Kind, Value
from app.records import Values
from app.session import Session
from ui.details import Sheet
from ui.lists import Act, Ids
from ui.pages import Services
from ui.record_page import RecordPage, Records
from ui.rows import Column

if TYPE_CHECKING:
    from ui.forms import Form
from ui.masks import masked_id, masked_phone

FIRST = 100
"""Rows read before the window paints; the rest follows."""

_IDLE = 1500
"""Milliseconds after the page was made when the search is made ready, if nobody wanted it before."""


def _column(name: str, width: int, **more: Any) -> Column:
    field = teachers.ENTITY.field(name)
    assert field is not None
    return Column(name, field.label, width, field=field, **more)


def _sheet(session: Session, pk: str) -> Sheet:
    # What a detail needs is loaded with the first detail, not with the window.
    from ui.teacher_sheet import sheet

    return sheet(session, pk)


COLUMNS = (
    Column("name", "姓名", 136, given=True),
    _column("sex", 56),
    Column("work_name", "任教学校", 176),
    _column("stage", 88),
    _column("subject", 96),
    _column("title", 104),
    Column("hours", "累计学时", 80, "right", Field("hours", "累计学时", Kind.HOURS)),
    _column("honour", 104),
    _column("staff_status", 88),
    Column("establishment_name", "编制单位", 168, hidden=True),
    _column("employment", 104, hidden=True),
    _column("birth_date", 104, hidden=True),
    _column("id_number", 192, hidden=True, mask=masked_id),
    _column("phone", 112, hidden=True, mask=masked_phone),
)

TEACHERS = Records(
    entity=teachers.ENTITY,
    unit="人",
    columns=COLUMNS,
    names=roster.COLUMNS,
    read=roster.listed,
    load=teachers.get,
    save=teachers.save,
    sheet=_sheet,
    delete=teachers.delete,
    first=lambda session: (roster.listed(session, FIRST), roster.count(session)),
    empty="从 Excel 花名册导入，或一位一位登记。",
    search="姓名、拼音、首字母、证号或学校",
    filters=("stage", "subject", "work_name"),
    tables=frozenset(
        {
            *("teachers", "postings", "organisations", "attendance", "pairs", "members", "certificates"),
            *("honours", "assessments", "observations", "credentials"),
            *("declarations", "participations", "studio_activities", "rules"),
        }
    ),
    attached=True,
)


class TeachersPage(RecordPage):
    """Teachers, with the shared index for finding them and what an ID number tells filled in."""

    help = (
        "这里登记本单位的教师。在上面的框里输入姓名、拼音首字母、身份证号的几位或学校名，列表随即筛选；"
        "点一行看详细情况，双击修改。勾选多人后，可以在下方一起处理。"
    )

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, TEACHERS, title="教师")
        services.people.ready.connect(self._search_again)
        QTimer.singleShot(_IDLE, self, services.people.prepare)

    def matching(self, text: str) -> Ids | None:
        return self.services.people.find(text)

    def defaults(self) -> Mapping[str, Value]:
        own = self.session.organisation
        return {"work": own} if own and not self.session.is_county else {}

    def acts(self) -> Sequence[Act]:
        county = [Act("调动……", self.begin_move), Act("合并……", self.begin_merge)]
        move = county if self.session.is_county else []
        return (*move, Act("登记考核……", self.begin_assess), *super().acts())

    def row_acts(self) -> Sequence[Act]:
        edit, *rest = super().row_acts()
        return [edit, *([Act("调动……", self.begin_move)] if self.session.is_county else []), *rest]

    def begin_assess(self, ids: Ids) -> None:
        """Give these teachers the same assessment."""
        from ui.assessing import assess

        assess(self, self.session, self.services, list(ids))

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (*super().more_acts(), ("可能重复……", self.show_couples))

    def show_couples(self) -> None:
        """Who may have been entered twice."""
        from ui.couples import CouplesSheet

        CouplesSheet(self, self.session, self.services).open()

    def begin_merge(self, ids: Ids) -> None:
        """Make one of the two who are ticked; can be undone."""
        from ui.merging import merge_two

        sheet = merge_two(self, self.session, self.services, ids)
        if sheet is not None:
            sheet.merged.connect(self._on_merged)

    def _on_merged(self, words: str) -> None:
        self.services.toast(words, "撤销", self.services.undo)
        self.list.rows.untick_all()

    def begin_move(self, ids: Ids) -> None:
        """Ask how and where to, then move these teachers in one act; can be undone."""
        from ui.moving import MoveDialog

        chosen = list(ids)
        dialog = MoveDialog(self, self.session, [str(teachers.get(self.session, pk)["name"]) for pk in chosen])
        dialog.chosen.connect(partial(self._move, chosen))
        dialog.open()

    def _move(self, ids: list[str], values: Values) -> None:
        def tell(moved: int) -> None:
            self.services.toast(f"已办理 {moved:,} 人的调动，请给有关学校生成文件", "撤销", self.services.undo)
            self.list.rows.untick_all()

        self.services.jobs.run(
            lambda session, progress: moving.move(session, ids, values),
            title=f"正在办理 {len(ids):,} 人的调动",
            done=tell,
        )

    def make_form(self, parent: QWidget) -> "Form":
        form = super().make_form(parent)
        number = form.rows["id_number"].editor
        number.left.connect(lambda: _fill_from_number(form))
        return form

    def _search_again(self) -> None:
        text = self.search.text().strip()
        if text:
            self.on_search(text)


def _fill_from_number(form: "Form") -> None:
    """Birth date and sex, where they are still empty: the number knows them."""
    try:
        known = identity.parse(form.rows["id_number"].editor.text(), form.session.today())
    except identity.IdentityFault:
        return
    form.suggest("birth_date", known.birth_date.isoformat())
    form.suggest("sex", known.sex)
