"""What papers of 师徒结对 say: the 协议 that both sides sign, and the 出师证书 of a mentee who reached the aim."""

from collections.abc import Callable

from app import mentoring, pair_scores
from app.papers import recipients
from app.papers.kinds import GIVEN, NAMES, Due, List, PaperKind, items
from app.papers.wording import label, span, term, text, written
from app.problems import Problem
from app.session import Session
from exports.papers.facts import Facts
from storage import mentoring as stored
from storage import teachers as stored_teachers
from storage.store import Row


def _of(session: Session, pk: str, fits: Callable[[Row], bool], why_not: str, advice: str) -> list[Row]:
    """The pair of that id, or those of a teacher on either side that fit; raises Problem where there is none."""
    pair = stored.one(session.store, pk)
    if pair is not None:
        if not fits(pair):
            raise Problem(f"{pair['mentor_name']}和{pair['mentee_name']}这一对{why_not}。", advice)
        return [pair]
    teacher = recipients.teacher(session, pk, "师徒结对或教师")
    found = [one for one in stored.of_teacher(session.store, pk) if fits(one)]
    if not found:
        raise Problem(f"{teacher['name']}的师徒结对{why_not}。", advice)
    return found


def _candidates(session: Session, kind: str, fits: Callable[[Row], bool], of: str, *, ours: bool) -> list[Row]:
    """Pairs as candidates, by whom the paper is about; `ours`: that person is on this office's roster."""
    issued = recipients.issued(session, kind)
    schools = recipients.schools(session)
    return [
        {
            **pair,
            "name": pair[f"{of}_name"],
            "school_name": pair[f"{of}_school"] or "",
            "about": f"{label('pair_kind', pair['kind'])}：{pair['mentor_name']}—{pair['mentee_name']}",
            "issued": issued.get(str(pair["id"])),
        }
        for pair in mentoring.listed(session)
        if fits(pair) and (not ours or str(pair[f"{of}_id"]) in schools)
    ]


# -- 师徒结对协议


def _may_sign(pair: Row) -> bool:
    return pair["status"] not in mentoring.CLOSED


def agreements(session: Session, pk: str) -> list[Due]:
    """The 协议 of a pair that has not ended, or of all of a teacher's; raises Problem where there is none."""
    why = ("已经结束，不用再签协议", "请选择拟结对或培养中的一对。")
    return [_agreement(session, pair) for pair in _of(session, pk, _may_sign, *why)]


def _agreement(session: Session, pair: Row) -> Due:
    both = f"{pair['mentor_name']}—{pair['mentee_name']}"
    agreed = [
        {"序号": str(number), "活动": label("activity_kind", kind), "次数": f"不少于{least}次", "说明": remark}
        for number, (kind, least, remark) in enumerate(_agreed(session, pair), 1)
    ]
    facts = Facts(
        who=both,
        title=f"师徒结对协议 {both}",
        texts={
            **_both(session, pair),
            "培养目标": text(pair["goal"]),
            "期限": term(pair["start_date"], pair["end_date"]),
            "开始日期": written(pair["start_date"]),
            "结束日期": written(pair["end_date"]),
            "签约日期": written(pair["signed_on"]),
            "依据文件": text(pair["document"]),
            "所在单位": session.name,
        },
        names=NAMES,
        lists={"约定": agreed},
    )
    return Due("agreement", str(pair["id"]), None, facts)


def _agreed(session: Session, pair: Row) -> list[tuple[str, int, str]]:
    """(kind, least, remark) of what a pair agreed on; before it signs, what the rule says is enough."""
    found = stored.agreements(session.store, str(pair["id"]))
    if found:
        return [(str(one["kind"]), int(one["least"]), text(one["remark"])) for one in found]
    return [(kind, least, "") for kind, least in sorted(pair_scores.proposed_agreement(session, pair).items())]


def _both(session: Session, pair: Row) -> dict[str, str]:
    """Mentor and mentee as both papers name them."""
    found = {"结对类别": label("pair_kind", pair["kind"]), "学科": label("subject", pair["subject"])}
    for side, called in (("mentor", "师父"), ("mentee", "徒弟")):
        row = stored_teachers.one(session.store, str(pair[f"{side}_id"])) or {}
        found[called] = text(pair[f"{side}_name"])
        found[f"{called}单位"] = text(pair[f"{side}_school"])
        found[f"{called}职称"] = label("title", row.get("title"))
    return found


# -- 出师证书


def _reached(pair: Row) -> bool:
    return bool(pair["status"] == mentoring.COMPLETED)


def masteries(session: Session, pk: str) -> list[Due]:
    """The 出师证书 of a pair that ended as 已出师, or of all in which a teacher was the mentee; raises Problem."""
    why = ("还没有办理出师，不能发出师证书", "请先在师徒结对里登记期满考核，再办理“出师”。")
    found = [one for one in _of(session, pk, _reached, *why) if pk != one["mentor_id"]]
    if not found:
        raise Problem("出师证书发给徒弟。", "请选择徒弟，或已出师的一对。")
    return [_mastery(session, pair) for pair in found]


def _mastery(session: Session, pair: Row) -> Due:
    recipients.teacher(session, str(pair["mentee_id"]))
    reviews = stored.reviews(session.store, str(pair["id"]))
    final = next((one for one in reviews if one["kind"] == mentoring.FINAL), None)
    name = text(pair["mentee_name"])
    both = _both(session, pair)
    facts = Facts(
        who=name,
        title=f"出师证书 {name}",
        texts={
            **both,
            "姓名": name,
            "单位": both["徒弟单位"],
            "结对期间": span(pair["start_date"], pair["closed_on"] or pair["end_date"]),
            "考核等次": label("three_grades", final["grade"]) if final else "",
            "考核得分": text(final["score"]) if final else "",
            "出师日期": written(pair["closed_on"]),
        },
        names=NAMES,
    )
    return Due("mastery", str(pair["id"]), str(pair["mentee_id"]), facts)


_SIDES = items(
    ("结对类别", "青蓝（学科）"),
    ("学科", "语文"),
    ("师父", "李雪梅"),
    ("师父单位", "城关镇中心小学"),
    ("师父职称", "高级教师"),
    ("徒弟", "买买提·艾力"),
    ("徒弟单位", "清水镇中心小学"),
    ("徒弟职称", "二级教师"),
)

KINDS: tuple[PaperKind, ...] = (
    PaperKind(
        name="mastery",
        label="出师证书",
        about="已经办理出师的徒弟，一对一份。",
        table="pairs",
        items=(
            *items(
                ("姓名", "买买提·艾力", "徒弟"),
                ("单位", "清水镇中心小学"),
                ("结对期间", "2023年9月1日至2026年8月31日"),
                ("考核等次", "优秀", "期满考核的"),
                ("考核得分", "92"),
                ("出师日期", "2026年9月5日"),
            ),
            *_SIDES,
            *GIVEN,
        ),
        due=masteries,
        candidates=lambda session: _candidates(session, "mastery", _reached, "mentee", ours=True),
        word="出师",
        signed=True,
    ),
    PaperKind(
        name="agreement",
        label="师徒结对协议",
        about="拟结对、培养中和延期的师徒，一对一份，师徒和学校三方签字盖章。",
        table="pairs",
        items=(
            *_SIDES,
            *items(
                ("培养目标", "熟悉本学科课程标准和教材，能独立完成单元教学设计，每学期上一节公开课。"),
                ("期限", "自2026年9月1日起至2029年8月31日止"),
                ("开始日期", "2026年9月1日"),
                ("结束日期", "2029年8月31日"),
                ("签约日期", "2026年9月10日"),
                ("依据文件", "示教〔2026〕30号"),
                ("所在单位", "示范县教育局", "打印协议的单位"),
            ),
        ),
        due=agreements,
        candidates=lambda session: _candidates(session, "agreement", _may_sign, "mentee", ours=False),
        lists=(List("约定", items(("序号", "1"), ("活动", "听课"), ("次数", "不少于16次"), ("说明", "每学年"))),),
    ),
)
