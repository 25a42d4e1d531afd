"""What a 荣誉证书 says: an honour that this office itself awarded; others' are given by whoever awarded them."""

from app import honours
from app.papers import recipients
from app.papers.facts_appointments import is_appointment
from app.papers.kinds import GIVEN, Due, PaperKind, items
from app.papers.wording import label, text, written
from app.problems import Problem
from app.session import Session
from exports.papers.facts import Facts
from storage import honours as stored
from storage.store import Row


def why_not(session: Session, honour: Row) -> str | None:
    """Why this office gives no 荣誉证书 for an honour; None where it does."""
    if honour["is_candidate"]:
        return "还是人选，不是荣誉本身"
    if is_appointment(honour):
        return "是聘任，请打印聘书"
    issuer = text(honour["issuer"]).strip()
    if not issuer:
        return "没有填写授予单位"
    if issuer != session.name:
        return f"由{issuer}授予"
    return None


def certificates(session: Session, pk: str) -> list[Due]:
    """The 荣誉证书 of an honour, or of all that a teacher was awarded by this office; raises Problem where there is none."""
    honour = stored.one(session.store, pk)
    if honour is not None:
        why = why_not(session, honour)
        if why:
            raise Problem(
                f"{honour['teacher_name']}的“{honour['title']}”{why}，这里不能发荣誉证书。",
                f"荣誉证书由授予单位发放；由{session.name}授予的，请先在业务档案里填好授予单位。",
            )
        return [_certificate(session, honour)]
    teacher = recipients.teacher(session, pk, "荣誉或教师")
    found = [one for one in stored.of_teacher(session.store, pk) if why_not(session, one) is None]
    if not found:
        raise Problem(
            f"{teacher['name']}没有{session.name}授予的荣誉。", "请先在业务档案里登记荣誉，授予单位填本单位名称。"
        )
    return [_certificate(session, one) for one in found]


def _certificate(session: Session, honour: Row) -> Due:
    teacher = recipients.teacher(session, str(honour["teacher_id"]))
    name, month = str(teacher["name"]), text(honour["awarded_on"])
    facts = Facts(
        who=name,
        title=f"荣誉证书 {name}",
        texts={
            "姓名": name,
            "单位": text(teacher["work_name"]),
            "荣誉名称": str(honour["title"]),
            "级别": label("level", honour["level"]),
            "授予年月": written(month),
            "年度": f"{month[:4]}年度" if month else "",
            "表彰文号": text(honour["document"]),
            "荣誉证书号": text(honour["number"]),
        },
    )
    return Due("honour", str(honour["id"]), str(honour["teacher_id"]), facts)


def awarded(session: Session) -> list[Row]:
    """Every honour for which this office may give a certificate, the newest first."""
    issued = recipients.issued(session, "honour")
    schools = recipients.schools(session)
    return [
        {
            **one,
            "name": one["teacher_name"],
            "school_name": one["school_name"] or "",
            "about": f"{one['title']}（{text(one['awarded_on'])[:4]}）" if one["awarded_on"] else one["title"],
            "issued": issued.get(str(one["id"])),
        }
        for one in honours.listed(session)
        if why_not(session, one) is None and str(one["teacher_id"]) in schools
    ]


KINDS: tuple[PaperKind, ...] = (
    PaperKind(
        name="honour",
        label="荣誉证书",
        about="业务档案里登记的、由本单位授予的荣誉，一项一份；人选不发。",
        table="honours",
        items=(
            *items(
                ("姓名", "买买提·艾力"),
                ("单位", "城关镇中心小学"),
                ("荣誉名称", "示范县优秀班主任"),
                ("级别", "县级"),
                ("授予年月", "2026年9月"),
                ("年度", "2026年度"),
                ("表彰文号", "示教〔2026〕31号"),
                ("荣誉证书号", "示4320260012", "登记荣誉时填写的"),
            ),
            *GIVEN,
        ),
        due=certificates,
        candidates=awarded,
        word="荣",
        signed=True,
    ),
)
