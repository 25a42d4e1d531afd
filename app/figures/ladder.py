"""Figures of titles and honours: who holds which step of the ladder, which schools have a master, who was honoured."""

from collections.abc import Iterator
from dataclasses import dataclass

from app import codes
from app.figures import dims, people
from app.figures.people import Member
from app.figures.shapes import Entry, Figure
from app.rules import kinds
from app.session import Session
from storage import figures as stored

GROUP = "梯队和荣誉"
SCHOOLS = ("2", "3")
"""Codes of `organisation_kind` that are schools: 乡镇中心校 and 学校."""
RULE = "称号按规则“称号梯队”归类"


@dataclass(frozen=True)
class Held:
    """One title of one person: its step, its rank (key of `dims.RANKS`, "" unknown), since when, as a candidate or not."""

    who: Member
    title: str
    step: kinds.Step
    rank: str
    since: str
    candidate: bool = False

    def entry(self) -> Entry:
        """This as an entry of a figure."""
        note = "　".join(filter(None, (self.title, self.since)))
        return self.who.entry(note, more={"step": self.step.title, "rank": self.rank})


def held(session: Session) -> list[Held]:
    """What everybody on the rolls holds, candidacies among it: each step and rank of a person once, the oldest award.

    Titles stand among the honours; 最高骨干称号 of the roster counts where no honour says the same.
    """
    return session.remembered(f"figures held {session.today()}", lambda: [*_held(session)])


def _held(session: Session) -> Iterator[Held]:
    steps, members = dims.ladder(session), {one.id: one for one in people.on_rolls(session)}
    found: dict[tuple[str, str, str, bool], Held] = {}
    # The newest come first, so that the oldest of a step and rank stays.
    for _id, teacher, title, level, _issuer, when, _document, candidate in stored.honours(session.store):
        who, step = members.get(teacher), dims.step_of(steps, title)
        if who is not None and step is not None:
            rank = dims.rank_of(level, title)
            found[teacher, step.title, rank, bool(candidate)] = Held(
                who, title, step, rank, when or "", bool(candidate)
            )
    for who in members.values():
        step = dims.step_of(steps, who.honour or "")
        if who.honour and step is not None:
            rank = dims.rank_of(None, who.honour)
            known = rank or next(
                (at for pk, title, at, new in found if (pk, title, new) == (who.id, step.title, False)), ""
            )
            found.setdefault((who.id, step.title, known, False), Held(who, who.honour, step, rank, ""))
    yield from found.values()


def titled(session: Session) -> list[Held]:
    """Titles held, candidacies left out."""
    return [one for one in held(session) if not one.candidate]


def highest(session: Session) -> list[Held]:
    """Of everybody the one highest title: by step, then by rank."""
    order = {one.title: place for place, one in enumerate(dims.ladder(session))}
    best: dict[str, Held] = {}
    for one in titled(session):
        known = best.get(one.who.id)
        if known is None or _height(one, order) < _height(known, order):
            best[one.who.id] = one
    return list(best.values())


def _height(one: Held, order: dict[str, int]) -> tuple[int, str]:
    return order[one.step.title], one.rank or "9"


def _holders(session: Session, _year: int) -> list[Entry]:
    return [one.entry() for one in titled(session)]


def _masters(session: Session, _year: int) -> list[Entry]:
    return [one.entry() for one in titled(session) if one.step.counts == "master"]


def _cores(session: Session, _year: int) -> list[Entry]:
    return [one.entry() for one in titled(session) if one.step.counts != "other"]


def _candidates(session: Session, _year: int) -> list[Entry]:
    return [one.entry() for one in held(session) if one.candidate]


def _highest(session: Session, _year: int) -> list[Entry]:
    return [one.entry() for one in highest(session)]


def own_schools(session: Session) -> list[tuple[str, str, str | None, str | None, str | None]]:
    """(id, name, school_kind, township, urban_rural) of the schools this office answers for.

    A school has every other school's name, but none of its people: it can say nothing about them.
    """
    return [
        (pk, name, school_kind, township, place)
        for pk, name, kind, school_kind, township, place in stored.schools(session.store, session.today().isoformat())
        if kind in SCHOOLS and (session.is_county or pk == session.organisation)
    ]


def schools(session: Session) -> list[Entry]:
    """Every school of this office (not offices) as an entry; `part`: somebody who works there holds a master's title."""
    masters: dict[str, set[str]] = {}
    for one in titled(session):
        if one.step.counts == "master" and one.who.school_id:
            masters.setdefault(one.who.school_id, set()).add(one.who.id)
    return [
        Entry(
            pk, name, township or "", f"名师 {len(masters[pk])} 人" if pk in masters else "没有名师",
            {"place": dims.place_of(place), "school_kind": school_kind or ""}, part=pk in masters,
        )
        for pk, name, school_kind, township, place in own_schools(session)
    ]  # fmt: skip


def _schools(session: Session, _year: int) -> list[Entry]:
    return schools(session)


def _with_master(session: Session, _year: int) -> list[Entry]:
    return [one for one in schools(session) if one.part]


def _without_master(session: Session, _year: int) -> list[Entry]:
    return [one for one in schools(session) if not one.part]


def class_teachers(session: Session) -> list[Entry]:
    """Every class teacher; `part`: holds a title of 骨干 or above."""
    able = {one.who.id: one.title for one in reversed(highest(session)) if one.step.counts != "other"}
    return [
        one.entry(able.get(one.id, "没有骨干以上称号"), part=one.id in able)
        for one in people.on_rolls(session)
        if one.is_class_teacher
    ]


def _class_teachers(session: Session, _year: int) -> list[Entry]:
    return class_teachers(session)


def _honours(session: Session, year: int) -> list[Entry]:
    members = people.by_id(session)
    steps = dims.ladder(session)
    found = []
    for _id, teacher, title, level, _issuer, when, _document, candidate in stored.honours(session.store):
        who = members.get(teacher)
        if who is not None and not candidate and (when or "")[:4] == str(year):
            step = dims.step_of(steps, title)
            more = {"rank": dims.rank_of(level, title), "step": step.title if step else ""}
            found.append(who.entry(f"{title}　{when}", more=more))
    return found


def _granted(session: Session, year: int) -> list[Entry]:
    return [one for one in _honours(session, year) if one.by["step"]]


_DIMS = (dims.STEP, dims.RANK, dims.SUBJECT, dims.STAGE, dims.SCHOOL, dims.PLACE, dims.SEX, dims.AGE)
_PLACES = (dims.PLACE, dims.coded("school_kind", "办学类型", "school_kind"))

FIGURES = (
    Figure(
        "title_holders",
        "有称号的教师人数",
        "人",
        f"在册教师里有梯队称号的，一人只算一次，人选和培养对象不算；{RULE}",
        GROUP,
        _holders,
        _DIMS,
    ),
    Figure(
        "titles",
        "梯队称号人次",
        "人次",
        f"在册教师的梯队称号，一个称号一个级别算一人次，人选和培养对象不算；{RULE}",
        GROUP,
        _holders,
        _DIMS,
        "entries",
    ),
    Figure(
        "highest",
        "按最高称号的教师人数",
        "人",
        f"每人只按最高的一个称号算：先比称号，再比级别；{RULE}",
        GROUP,
        _highest,
        _DIMS,
    ),
    Figure(
        "cores",
        "名师骨干人数",
        "人",
        f"规则里算作名师或骨干的称号，一人只算一次，人选不算；{RULE}",
        GROUP,
        _cores,
        _DIMS,
    ),
    Figure(
        "masters", "名师人数", "人", f"规则里“算作名师”的称号，一人只算一次，人选不算；{RULE}", GROUP, _masters, _DIMS
    ),
    Figure(
        "candidates",
        "人选和培养对象人数",
        "人",
        f"荣誉里“是否人选”填是的，还不是称号本身；{RULE}",
        GROUP,
        _candidates,
        _DIMS,
    ),
    Figure(
        "titles_granted",
        "当年获称号人次",
        "人次",
        f"授予年月在这一年的梯队称号，人选不算；{RULE}",
        GROUP,
        _granted,
        _DIMS,
        "entries",
        yearly=True,
    ),
    Figure(
        "honours_times",
        "表彰人次",
        "人次",
        "授予年月在这一年的荣誉，一项荣誉算一人次，人选不算",
        GROUP,
        _honours,
        _DIMS,
        "entries",
        yearly=True,
    ),
    Figure(
        "honours_people",
        "表彰人数",
        "人",
        "授予年月在这一年有荣誉的教师，一人只算一次，人选不算",
        GROUP,
        _honours,
        _DIMS,
        yearly=True,
    ),
    Figure(
        "schools",
        "学校数",
        "所",
        "没有撤并的学校和乡镇中心校，教育局、教师发展中心等单位不算；在学校只算本校",
        GROUP,
        _schools,
        _PLACES,
        table="organisations",
    ),
    Figure(
        "schools_with_master",
        "有名师的学校数",
        "所",
        f"有名师任教的学校；{RULE}",
        GROUP,
        _with_master,
        _PLACES,
        table="organisations",
    ),
    Figure(
        "schools_without_master",
        "没有名师的学校数",
        "所",
        f"没有名师任教的学校；{RULE}",
        GROUP,
        _without_master,
        _PLACES,
        table="organisations",
    ),
    Figure(
        "master_coverage",
        "校校有名师覆盖率",
        "%",
        f"有名师任教的学校占全部学校；{RULE}",
        GROUP,
        _schools,
        _PLACES,
        "share",
        table="organisations",
    ),
    Figure(
        "core_class_teachers",
        "骨干班主任比例",
        "%",
        f"班主任里有骨干以上称号的；程序里没有班级名册，不能逐班核对；{RULE}",
        GROUP,
        _class_teachers,
        (dims.STAGE, dims.SCHOOL, dims.PLACE),
        "share",
    ),
)


def words(rank: str) -> str:
    """The words of a rank, 级别不明 where it is not known."""
    return dims.RANKS[rank][0] if rank else "级别不明"


def levels() -> tuple[str, ...]:
    """Keys of the ranks in their order, the unknown last."""
    return (*dims.RANKS, "")


def subject(code: str) -> str:
    """The words of a subject, 未填写 for none."""
    return codes.table("subject").label_of(code) if code else "未填写"
