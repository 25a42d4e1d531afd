"""Figures of the people on the rolls: by stage, title, age …, who began, who has which post."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from app import codes
from app.figures import dims
from app.figures.shapes import Entry, Figure
from app.rules.people import GONE
from app.session import Session
from storage import figures as stored

GROUP = "教师队伍"


COLUMNS = (
    "id", "name", "sex", "birth_date", "stage", "subject", "title", "title_date", "honour", "staff_kind",
    "staff_status", "employment", "admin_post", "work_start", "is_class_teacher", "is_special_post",
    "is_funded_graduate", "school_id", "school_name", "township", "urban_rural", "since", "move", "document",
    "establishment_id", "establishment_name",
)  # fmt: skip


class Member:
    """One teacher as figures see one; the columns are those of `storage.figures.people`."""

    id: str
    name: str
    sex: str | None
    birth_date: str | None
    stage: str | None
    subject: str | None
    title: str | None
    title_date: str | None
    honour: str | None
    staff_kind: str | None
    staff_status: str | None
    employment: str | None
    admin_post: str | None
    work_start: str | None
    is_class_teacher: int | None
    is_special_post: int | None
    is_funded_graduate: int | None
    school_id: str | None
    school_name: str | None
    township: str | None
    urban_rural: str | None
    since: str | None
    move: str | None
    document: str | None
    establishment_id: str | None
    establishment_name: str | None
    by: Mapping[str, str]

    def __init__(self, row: Sequence[object], today: date) -> None:
        for name, found in zip(COLUMNS, row, strict=True):
            setattr(self, name, found)
        self.by = {
            "stage": self.stage or "",
            "subject": self.subject or "",
            "title": codes.table("title").current(self.title) if self.title else "",
            "sex": self.sex or "",
            "employment": self.employment or "",
            "staff": self.staff_kind or "",
            "school": self.school_id or "",
            "age": dims.age_of(self.age(today)),
            "place": dims.place_of(self.urban_rural),
        }

    def age(self, today: date) -> int | None:
        """Full years on a day; None where the day of birth is not known, or has not come (a slip of the pen)."""
        if not self.birth_date or str(self.birth_date) > today.isoformat():
            return None
        born = str(self.birth_date)
        return today.year - int(born[:4]) - (f"{today:%m-%d}" < (born[5:10] or "01-01"))

    def entry(self, note: str = "", *, part: bool = True, more: Mapping[str, str] | None = None) -> Entry:
        """This person as an entry of a figure."""
        by = {**self.by, **more} if more else self.by
        return Entry(self.id, self.name, self.school_name or "", note, by, part=part)


def everybody(session: Session) -> list[Member]:
    """All of this office, those no longer on the rolls as well; kept by the session: to be read only."""
    today = session.today()
    return session.remembered(
        f"figures people {today}", lambda: [Member(row, today) for row in stored.people(session.store)]
    )


def on_rolls(session: Session) -> list[Member]:
    """Everybody on the rolls (在册): neither retired nor gone."""
    return session.remembered(
        f"figures rolls {session.today()}",
        lambda: [one for one in everybody(session) if one.staff_status not in GONE],
    )


def by_id(session: Session) -> dict[str, Member]:
    """Everybody by id."""
    return session.remembered(f"figures by id {session.today()}", lambda: {one.id: one for one in everybody(session)})


def label(table: str, code: str | None) -> str:
    """The words of a code, "" for none."""
    return codes.table(table).label_of(code) if code else ""


def _those(fits: Callable[[Member], object], note: Callable[[Member], str]) -> Callable[[Session, int], list[Entry]]:
    return lambda session, _year: [one.entry(note(one)) for one in on_rolls(session) if fits(one)]


def _began(session: Session, year: int) -> list[Entry]:
    return [one.entry(f"{one.work_start} 参加工作") for one in everybody(session) if _in(one.work_start, year)]


def _promoted(session: Session, year: int) -> list[Entry]:
    return [
        one.entry(f"{one.title_date} {label('title', one.title)}")
        for one in everybody(session)
        if _in(one.title_date, year) and one.title and one.title != "0"
    ]


def _in(day: str | None, year: int) -> bool:
    return bool(day) and str(day)[:4] == str(year)


def _plain(one: Member) -> str:
    return "　".join(filter(None, (label("subject", one.subject), label("title", one.title))))


_ALL = (
    dims.STAGE, dims.SUBJECT, dims.TITLE, dims.SEX, dims.AGE, dims.EMPLOYMENT, dims.STAFF, dims.PLACE, dims.SCHOOL,
)  # fmt: skip
ON_ROLLS = "离退休、调出、辞职、去世的不算"

FIGURES = (
    Figure("teachers", "教师总数", "人", f"在册教师；{ON_ROLLS}", GROUP, _those(lambda one: True, _plain), _ALL),
    Figure(
        "full_time",
        "专任教师人数",
        "人",
        f"在册教师里教职工类别是专任教师的；{ON_ROLLS}",
        GROUP,
        _those(lambda one: one.staff_kind == "1", _plain),
        _ALL,
    ),
    Figure(
        "class_teachers",
        "班主任人数",
        "人",
        f"在册教师里“是否班主任”填是的；{ON_ROLLS}",
        GROUP,
        _those(lambda one: one.is_class_teacher, _plain),
        _ALL,
    ),
    Figure(
        "new_teachers",
        "新参加工作教师人数",
        "人",
        "参加工作年月在这一年的教师，现在已经离开的也算",
        GROUP,
        _began,
        _ALL,
        yearly=True,
    ),
    Figure(
        "promoted",
        "职称评聘人数",
        "人",
        "现聘职称的聘任年月在这一年的教师；以后又聘了别的职称的，只在后一年里",
        GROUP,
        _promoted,
        _ALL,
        yearly=True,
    ),
    Figure(
        "special_posts",
        "特岗教师人数",
        "人",
        f"“是否特岗”填是、或者聘用形式是特岗的；{ON_ROLLS}",
        GROUP,
        _those(lambda one: one.is_special_post or one.employment == "3", _plain),
        _ALL,
    ),
    Figure(
        "funded_graduates",
        "公费师范生人数",
        "人",
        f"“是否公费师范生”填是的；{ON_ROLLS}",
        GROUP,
        _those(lambda one: one.is_funded_graduate, _plain),
        _ALL,
    ),
)
