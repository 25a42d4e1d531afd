"""The register of papers issued (证书登记簿): what it keeps of each, and how each stands today."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import codes, identity, mentoring
from app.fields import Field, Kind, hours_text
from app.problems import Problem
from app.progress import Progress, silent
from app.records import Entity
from app.session import Session
from storage import certificates as stored
from storage import declarations as stored_declarations
from storage import mentoring as stored_pairs
from storage import studios as stored_studios
from storage import teachers as stored_teachers
from storage import training as stored_training
from storage.store import Row, Rows

if TYPE_CHECKING:
    from exports.certificates import Facts

FIELDS = (
    Field("kind", "证书种类", Kind.CODE, codes="paper_kind", required=True),
    Field("number", "证书编号", required=True, width=20),
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True),
    Field("subject_id", "所证事项"),
    Field("name", "姓名", Kind.NAME, required=True),
    Field("issuer", "发证单位", required=True, width=18),
    Field("issued_on", "发证日期", Kind.DATE, required=True),
    Field("facts", "证书内容", required=True),
    Field("status", "状态", Kind.CODE, codes="certificate_status", required=True, width=6),
    Field("site", "发证单位编号"),
    Field("series", "编号序列"),
    Field("serial", "流水号", Kind.COUNT),
    Field("valid_until", "有效期至", Kind.DATE),
    Field("design", "版式"),
    Field("statement", "查验信息"),
    Field("replaces", "原证书"),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)
"""A paper is written by the office that issued it and by no other: see app/exchange/plan.py."""


ENTITY = Entity("certificates", "证书", FIELDS)

VALID, EXPIRED, VOID, REISSUED = "valid", "expired", "void", "reissued"


@dataclass(frozen=True)
class State:
    """How a paper stands: its code, what it is called, and a sentence where there is more to say ("" else)."""

    code: str
    label: str
    note: str = ""


def state(row: Row, today: date) -> State:
    """How a paper of the register stands on a day."""
    remark = str(row["remark"] or "")
    if row["status"] == VOID:
        return State(VOID, "已作废", remark)
    if row["status"] == REISSUED:
        return State(REISSUED, "已补发", remark)
    until = str(row["valid_until"] or "")
    if until and until < today.isoformat():
        return State(EXPIRED, "已过期", f"有效期至 {until}")
    return State(VALID, "有效", f"有效期至 {until}" if until else "")


def listed(session: Session) -> list[Row]:
    """The register, newest first: each with `state` (the label of `state`) and `reason` (its note)."""
    today = session.today()
    found = stored.listed(session.store)
    for row in found:
        its = state(row, today)
        row["state"], row["reason"] = its.label, its.note
    return found


def of_teacher(session: Session, pk: str) -> list[Row]:
    """A teacher's certificates."""
    return stored.of_teacher(session.store, pk)


def is_ours(session: Session, row: Row) -> bool:
    """Whether this office issued a paper: nobody else changes it, prints it again or issues another for it."""
    return (row["site"] or None) == session.site or (row["site"] is None and session.is_county)


KINDS = ("completion", "hours", "appointment")
_WORDS = {"completion": "结业", "hours": "学时", "appointment": "聘"}


@dataclass(frozen=True)
class Due:
    """One paper to issue: what it certifies and what it will say, its number still empty."""

    kind: str
    teacher_id: str
    subject_id: str
    facts: "Facts"


@dataclass(frozen=True)
class Issued:
    """What was written: the files, and the numbers in the order of the papers (`again`: printed before)."""

    paths: tuple[Path, ...]
    numbers: tuple[str, ...]
    again: int


def issue(session: Session, kind: str, ids: Sequence[str], out: Path, *, progress: Progress = silent) -> Issued:
    """Issue papers of one kind and write them: one PDF when `out` ends in .pdf, else one file a person in a folder.

    `ids` name what is certified: for completion an attendance row (or a teacher: everything completed), for
    hours a teacher, for appointment a pair or a studio (or a teacher: all of theirs). Numbers are allotted in
    the same transaction as the file is written, so a refused batch uses none. A paper that says the same as
    one issued before is printed again under its number.
    """
    if not session.is_county:
        raise Problem("证书由县里统一编号、发放。", "请把数据上报县里，由县里打印。")
    if kind not in KINDS:
        raise Problem(f"没有“{kind}”这种证书。", f"可用的有：{'、'.join(KINDS)}。")
    due = list({one.subject_id: one for pk in ids for one in _due(session, kind, pk)}.values())
    if not due:
        raise Problem("没有可以打印的内容。", "请先选择要发证的人。")
    from exports.certificates import write_certificate_files, write_certificates

    label = codes.table("paper_kind").label_of(kind)
    with session.writing(f"发放{label} {len(due)} 份") as rows:
        papers, numbers, again = _number(session, rows, due)
        if out.suffix.lower() == ".pdf":
            write_certificates(papers, out, progress=progress)
            paths: tuple[Path, ...] = (out,)
        else:
            paths = tuple(write_certificate_files(papers, out, progress=progress))
    return Issued(paths, tuple(numbers), again)


def _number(session: Session, rows: Rows, due: Iterable[Due]) -> tuple[list["Facts"], list[str], int]:
    papers: list[Facts] = []
    numbers = []
    again = 0
    for one in due:
        said = _said(one.facts)
        before = stored.standing(rows, one.kind, one.subject_id)
        same = next((row for row in before if row["facts"] == said), None)
        if same:
            number, issued_on = same["number"], date.fromisoformat(same["issued_on"])
            again += 1
        else:
            number, issued_on = _register(session, rows, one, said), one.facts.issued_on
            if one.kind != "hours":
                # One training, one valid paper: the one that said otherwise gives way. 学时证明 tell a moment each.
                _replace(rows, [row["id"] for row in before], number)
        papers.append(replace(one.facts, number=number, issued_on=issued_on))
        numbers.append(number)
    return papers, numbers, again


def _register(session: Session, rows: Rows, one: Due, said: str) -> str:
    issued_on = one.facts.issued_on
    number = _allot(session, rows, one.kind, issued_on.year)
    counter = f"{one.kind}-{issued_on.year}"
    stored.never_below(rows, {counter: stored.counted(rows, counter) + 1})
    rows.insert(
        "certificates",
        {
            "kind": one.kind, "number": number, "teacher_id": one.teacher_id, "subject_id": one.subject_id,
            "name": one.facts.name, "issuer": one.facts.issuer, "issued_on": issued_on.isoformat(),
            "facts": said, "status": "valid",
        },
    )  # fmt: skip
    return number


def _replace(rows: Rows, certificates: Iterable[str], number: str) -> None:
    for pk in certificates:
        rows.update("certificates", pk, {"status": "void", "remark": f"内容有变动，已由{number}代替"})


def _said(facts: "Facts") -> str:
    """What a paper says apart from its number and date, as text that is equal for equal papers."""
    plain: dict[str, Any] = asdict(facts)
    plain.pop("number")
    plain.pop("issued_on")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str)


def _allot(session: Session, rows: Rows, kind: str, year: int) -> str:
    word = f"{session.store.fact('number_word') or ''}{_WORDS[kind]}"
    return f"{word}〔{year}〕{stored.counted(rows, f'{kind}-{year}') + 1:06d}号"


def _due(session: Session, kind: str, pk: str) -> list[Due]:
    if kind == "completion":
        return _completions(session, pk)
    if kind == "hours":
        return [_hours(session, pk)]
    return _appointments(session, pk)


# -- 结业证书


def _completions(session: Session, pk: str) -> list[Due]:
    row = stored_training.attendance_row(session.store, pk)
    if row is not None:
        return [_completion(session, row)]
    teacher = _teacher(session, pk, "学时记录或教师")
    rows = [one for one in stored_training.attendance_of_teacher(session.store, pk) if why_not(one) is None]
    if not rows:
        raise Problem(f"{teacher['name']}还没有修满学时并合格的培训，不能发结业证书。", "未修满的可以打印学时证明。")
    return [_completion(session, one) for one in rows]


def why_not(row: Row) -> str | None:
    """Why a training earns no 结业证书: the whole hours and a pass are needed, else it is a 学时证明."""
    if row["approval"] == "returned":
        return "报名没有通过"
    if row["result"] not in ("1", "2"):
        return "考核还没有合格"
    if not row["stands"]:
        return "只是班次里的一次课程"
    if row["earned"] < row["class_hours"]:
        return f"只修了 {hours_text(row['earned'])} 学时，未满 {hours_text(row['class_hours'])} 学时"
    return None


def _completion(session: Session, row: Row) -> Due:
    from exports.certificates import CompletionFacts

    why = why_not(row)
    if why:
        raise Problem(f"{row['name']}在“{row['title']}”{why}，不能发结业证书。", "可以改为打印学时证明。")
    if not (row["start_date"] and row["end_date"]):
        raise Problem(f"“{row['title']} {row['class_name']}”没有填写起止日期。", "请先在培训学时里补上，再打印。")
    teacher = _teacher(session, str(row["teacher_id"]), "教师")
    facts = CompletionFacts(
        number="",
        name=str(row["name"]),
        unit=str(teacher["work_name"] or ""),
        programme=f"{row['title']}（{row['class_name']}）",
        organiser=str(row["organiser"] or session.name),
        starts_on=date.fromisoformat(row["start_date"]),
        ends_on=date.fromisoformat(row["end_date"]),
        issuer=session.name,
        issued_on=session.today(),
        result="考核优秀" if row["result"] == "2" else "考核合格",
    )
    return Due("completion", str(row["teacher_id"]), str(row["id"]), facts)


# -- 学时证明


def _hours(session: Session, pk: str) -> Due:
    from exports.certificates import HoursFacts, HoursRow, HoursTotal

    row = stored_training.attendance_row(session.store, pk)
    teacher = _teacher(session, str(row["teacher_id"]) if row else pk, "教师")
    rows = _by_class(stored_training.attendance_of_teacher(session.store, str(teacher["id"])))
    rows += _outside_classes(session, str(teacher["id"]))
    if not rows:
        raise Problem(f"{teacher['name']}还没有合格的学时。", "请先登记培训学时并填写结果。")
    rows.sort(key=lambda one: (one["year"], one["start_date"] or "", one["id"]))
    years = sorted({int(one["year"]) for one in rows})
    totals = [
        HoursTotal(label=f"{year}年度合计", hours=hours_text(sum(one["hours"] for one in rows if one["year"] == year)))
        for year in years
    ]
    totals.append(HoursTotal(label="总计", hours=hours_text(sum(one["hours"] for one in rows))))
    facts = HoursFacts(
        number="",
        name=str(teacher["name"]),
        unit=str(teacher["work_name"] or ""),
        subject=_label("subject", teacher["subject"]),
        rank=_label("title", teacher["title"]),
        identity=identity.masked(str(teacher["id_number"])) if teacher["id_number"] else "",
        cycle=f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年",
        rows=tuple(
            HoursRow(
                year=str(one["year"]),
                programme=one["programme"],
                category=_label("training_category", one["category"]),
                form=_label("training_form", one["form"]),
                organiser=str(one["organiser"] or ""),
                period=_period(one["start_date"], one["end_date"]),
                hours=hours_text(one["hours"]),
            )
            for one in rows
        ),
        totals=tuple(totals),
        issuer=session.name,
        issued_on=session.today(),
    )
    return Due("hours", str(teacher["id"]), str(teacher["id"]), facts)


def _by_class(attended: Iterable[Row]) -> list[Row]:
    """What counts, a line a class: the hours of its sessions together, or of the whole, as the ledger counts them;
    never both, and nothing twice that two offices entered."""
    found: dict[str, Row] = {}
    parts: dict[str, dict[str | None, int]] = {}
    for one in attended:
        if one["result"] not in ("1", "2") or one["approval"] == "returned" or not one["hours"]:
            continue
        programme = f"{one['title']}（{one['class_name']}）"
        found.setdefault(str(one["class_id"]), {**one, "programme": programme})
        of_class = parts.setdefault(str(one["class_id"]), {})
        of_class[one["session_id"]] = max(one["hours"], of_class.get(one["session_id"], 0))
    for pk, of_class in parts.items():
        whole = of_class.pop(None, 0)
        found[pk]["hours"] = min(int(found[pk]["class_hours"]), max(whole, sum(of_class.values())))
    return list(found.values())


def _outside_classes(session: Session, teacher: str) -> list[Row]:
    """Granted items and studio activities: they are hours of the ledger as well, so that the paper's sum is its sum."""
    tables = {"declared": "declared_kind", "studio": "studio_activity_kind"}
    return [
        {
            **one,
            "programme": f"{_label(tables[one['source']], one['kind'])}：{one['title']}",
            "form": None, "start_date": one["day"], "end_date": None,
        }
        for one in stored_declarations.earned_outside_classes(session.store, teacher)
    ]  # fmt: skip


def _period(start: str | None, end: str | None) -> str:
    dots = [text.replace("-", ".") for text in (start, end) if text]
    return "—".join(dict.fromkeys(dots))


# -- 聘书


def _appointments(session: Session, pk: str) -> list[Due]:
    pairs = [one for one in stored_pairs.listed(session.store) if pk in (one["id"], one["mentor_id"])]
    studios = [one for one in stored_studios.listed(session.store) if pk in (one["id"], one["host_id"])]
    due = [_mentor(session, one) for one in pairs if one["status"] in mentoring.TOGETHER]
    due += [_host(session, one) for one in studios if one["host_id"]]
    if not due:
        raise Problem(
            "这里没有可发聘书的师徒结对或工作室。", "请选择一对师徒、一个有主持人的工作室，或一位导师、主持人。"
        )
    return due


def mentor_post(pair: Row) -> str:
    """What the mentor of a pair is appointed as."""
    kind = _label("pair_kind", pair["kind"])
    subject = _label("subject", pair["subject"])
    post = f"{subject}学科指导教师" if subject and pair["kind"] == "1" else f"{kind}指导教师"
    return f"{post}（指导{pair['mentee_name']}）"


def host_post(studio: Row) -> str:
    """What the host of a studio is appointed as."""
    return f"{studio['name']}主持人"


def _mentor(session: Session, pair: Row) -> Due:
    return _appointment(session, pair, str(pair["mentor_id"]), mentor_post(pair))


def _host(session: Session, studio: Row) -> Due:
    return _appointment(session, studio, str(studio["host_id"]), host_post(studio))


def _appointment(session: Session, row: Row, teacher_id: str, post: str) -> Due:
    from exports.certificates import AppointmentFacts

    teacher = _teacher(session, teacher_id, "教师")
    if not (row["start_date"] and row["end_date"]):
        raise Problem(f"{teacher['name']}的“{post}”没有填写起止日期。", "聘书上要写明聘期，请先补上起止日期。")
    facts = AppointmentFacts(
        number="",
        name=str(teacher["name"]),
        unit=str(teacher["work_name"] or ""),
        post=post,
        starts_on=date.fromisoformat(row["start_date"]),
        ends_on=date.fromisoformat(row["end_date"]),
        basis=str(row["document"] or ""),
        issuer=session.name,
        issued_on=session.today(),
    )
    return Due("appointment", teacher_id, str(row["id"]), facts)


# -- small things


def _teacher(session: Session, pk: str, what: str) -> Row:
    row = stored_teachers.one(session.store, pk)
    if row is None:
        raise Problem(f"找不到编号为“{pk}”的{what}。", "请从列表里重新选择。")
    if row["is_stub"]:
        raise Problem(f"{row['name']}是外校教师。", "请由其所在学校或县局办理。")
    return row


def _label(table: str, code: object) -> str:
    return codes.table(table).label_of(str(code)) if code else ""
