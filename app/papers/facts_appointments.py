"""What a 聘书 says: mentors, hosts and members of studios, part-time researchers (兼职教研员), and for what term."""

from collections.abc import Iterator

from app import honours, mentoring, studios
from app.papers import recipients
from app.papers.kinds import GIVEN, Due, PaperKind, items
from app.papers.wording import label, term, text, written
from app.problems import Problem
from app.session import Session
from exports.papers.facts import Facts
from storage.store import Row

RESEARCHER = "兼职教研员"
"""Who is one stands among the honours: there is no register of 教研员 yet, and the county's appointment is kept there."""


def posts(session: Session) -> list[Row]:
    """Whom the records have in a post, the mentors first: id (of the pair, studio, membership or honour), role, teacher_id,
    name, school_name, post, start_date, end_date, document, and `about` and `issued` as candidates have them."""
    given = recipients.issued(session, "appointment")
    schools = recipients.schools(session)
    everybody = (*_mentors(session), *_hosts_and_members(session), *_researchers(session))
    # Who is here in outline only gets papers from the own school or the county.
    found = [row for row in everybody if row["teacher_id"] in schools]
    for row in found:
        row["school_name"] = schools[row["teacher_id"]]
        row["about"] = row["post"]
        row["issued"] = given.get(row["id"])
    return found


def _mentors(session: Session) -> Iterator[Row]:
    for pair in mentoring.listed(session):
        if pair["status"] in mentoring.TOGETHER:
            yield _post(pair, "师父", pair["mentor_id"], pair["mentor_name"], mentor_post(pair))


def _hosts_and_members(session: Session) -> Iterator[Row]:
    running = {str(one["id"]): one for one in studios.listed(session) if studios.runs(one)}
    for studio in running.values():
        if studio["host_id"]:
            yield _post(studio, "主持人", studio["host_id"], studio["host_name"], f"{studio['name']}主持人")
    for member in studios.members(session):
        its = running.get(str(member["studio_id"]))
        if its is None or member["left_on"] or member["teacher_id"] == its["host_id"]:
            continue
        role = label("member_role", member["role"])
        kept = {**its, "id": member["id"], "start_date": member["joined_on"] or its["start_date"]}
        yield _post(kept, role, member["teacher_id"], member["teacher_name"], f"{its['name']}{role}")


def _researchers(session: Session) -> Iterator[Row]:
    for one in honours.listed(session):
        if is_appointment(one):
            kept = {**one, "start_date": one["awarded_on"], "end_date": None}
            yield _post(kept, RESEARCHER, one["teacher_id"], one["teacher_name"], str(one["title"]))


def is_appointment(honour: Row) -> bool:
    """Whether an honour is in truth a post (兼职教研员), to which a 聘书 belongs and no 荣誉证书."""
    return RESEARCHER in str(honour["title"]) and not honour["is_candidate"]


def mentor_post(pair: Row) -> str:
    """What the mentor of a pair is appointed as."""
    subject = label("subject", pair["subject"])
    kind = label("pair_kind", pair["kind"])
    post = f"{subject}学科指导教师" if subject and pair["kind"] == "1" else f"{kind}指导教师"
    return f"{post}（指导{pair['mentee_name']}）"


def _post(row: Row, role: str, teacher: object, name: object, post: str) -> Row:
    return {
        "id": str(row["id"]),
        "role": role,
        "teacher_id": str(teacher),
        "name": text(name),
        "post": post,
        "start_date": row["start_date"],
        "end_date": row["end_date"],
        "document": row["document"],
    }


def appointments(session: Session, pk: str) -> list[Due]:
    """The 聘书 of a pair, studio, membership or honour, or all of a teacher's; raises Problem where there is none."""
    known = session.remembered("posts", lambda: _by_id(session))
    if pk not in known:
        raise Problem(
            "这里没有可发聘书的师徒结对、工作室或兼职教研员。",
            "请选择一对师徒、一个有主持人的工作室、一名成员，或一位导师、主持人。",
        )
    return [_appointment(session, row) for row in known[pk]]


def _by_id(session: Session) -> dict[str, list[Row]]:
    """The posts by their own id and by their holder's."""
    found: dict[str, list[Row]] = {}
    for row in posts(session):
        for pk in (row["id"], row["teacher_id"]):
            found.setdefault(pk, []).append(row)
    return found


def _appointment(session: Session, row: Row) -> Due:
    teacher = recipients.teacher(session, row["teacher_id"])
    name, post, until = str(teacher["name"]), row["post"], row["end_date"]
    if row["role"] != RESEARCHER and not (row["start_date"] and until):
        raise Problem(f"{name}的“{post}”没有填写起止日期。", "聘书上要写明聘期，请先补上起止日期。")
    facts = Facts(
        who=name,
        title=f"聘书 {name}",
        texts={
            "姓名": name,
            "单位": text(teacher["work_name"]),
            "职务": post,
            "身份": row["role"],
            "聘期": term(row["start_date"], until) if until else "",
            "起聘日期": written(row["start_date"]),
            "止聘日期": written(until),
            "依据文件": text(row["document"]),
        },
    )
    return Due("appointment", row["id"], row["teacher_id"], facts, until)


KINDS: tuple[PaperKind, ...] = (
    PaperKind(
        name="appointment",
        label="聘书",
        about="培养中的师父，运行中的工作室的主持人和成员，荣誉里登记为“兼职教研员”的人。",
        table="teachers",
        items=(
            *items(
                ("姓名", "李雪梅"),
                ("单位", "城关镇中心小学"),
                ("职务", "李雪梅名师工作室主持人"),
                ("身份", "主持人", "师父、主持人、成员、兼职教研员……"),
                ("聘期", "自2026年9月1日起至2029年8月31日止", "没有终止日期的没有"),
                ("起聘日期", "2026年9月1日"),
                ("止聘日期", "2029年8月31日"),
                ("依据文件", "示教〔2026〕28号"),
            ),
            *GIVEN,
        ),
        due=appointments,
        candidates=posts,
        word="聘",
        signed=True,
    ),
)
