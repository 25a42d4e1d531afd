"""What the 铭牌 of a studio says: its name in large letters, who gave it and when."""

from app import studios
from app.papers import recipients
from app.papers.kinds import NAMES, Due, PaperKind, items
from app.papers.wording import label, text, written
from app.problems import Problem
from app.session import Session
from exports.papers.facts import Facts
from storage.store import Row


def plaques(session: Session, pk: str) -> list[Due]:
    """The 铭牌 of a studio that runs, or of those whose host a teacher is; raises Problem where there is none."""
    every = studios.listed(session)
    found = [one for one in every if pk in (one["id"], one["host_id"])]
    if not found:
        recipients.teacher(session, pk, "工作室或教师")
    running = [one for one in found if studios.runs(one)]
    if not running:
        name = f"“{found[0]['name']}”已经结束" if found else "这位教师没有主持工作室"
        raise Problem(f"{name}，没有铭牌可以打印。", "请选择一个运行中的工作室。")
    return [_plaque(session, one) for one in running]


def _plaque(session: Session, studio: Row) -> Due:
    name, host = str(studio["name"]), text(studio["host_name"])
    facts = Facts(
        who=name,
        title=f"工作室铭牌 {name}",
        texts={
            "工作室名称": name,
            # 高艳名师工作室 says by itself whose it is.
            "主持人": "" if host and host in name else host,
            "级别": label("level", studio["level"]),
            "类别": label("studio_kind", studio["kind"]),
            "学科": label("subject", studio["subject"]),
            "所在单位": text(studio["organisation_name"]),
            "授牌单位": session.name if session.is_county else "",
            "授牌年月": written(text(studio["start_date"])[:7]),
            "周期": "—".join(text(studio[name])[:4] for name in ("start_date", "end_date") if studio[name]),
        },
        names=NAMES,
    )
    return Due("plaque", str(studio["id"]), None, facts)


def running(session: Session) -> list[Row]:
    """The studios that run."""
    issued = recipients.issued(session, "plaque")
    return [
        {
            **one,
            "school_name": one["organisation_name"] or "",
            "about": "，".join(filter(None, (label("studio_kind", one["kind"]), text(one["host_name"])))),
            "issued": issued.get(str(one["id"])),
        }
        for one in studios.listed(session)
        if studios.runs(one)
    ]


KINDS: tuple[PaperKind, ...] = (
    PaperKind(
        name="plaque",
        label="工作室铭牌",
        about="运行中的工作室，一个一块，横放大字。",
        table="studios",
        items=items(
            ("工作室名称", "李雪梅名师工作室"),
            ("主持人", "", "名称里已有主持人姓名的没有"),
            ("级别", "县级"),
            ("类别", "名师"),
            ("学科", "语文"),
            ("所在单位", "城关镇中心小学"),
            ("授牌单位", "示范县教育局"),
            ("授牌年月", "2026年9月"),
            ("周期", "2026—2029"),
        ),
        due=plaques,
        candidates=running,
    ),
)
