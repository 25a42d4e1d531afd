"""结对 in 师徒结对: pairs with their time, score and activities; every step of a pair is taken from here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from app import codes, mentoring, records, teachers
from app.fields import Value, show
from app.problems import SHOWN
from app.records import Values
from app.session import Session
from ui import agreeing, messages
from ui.details import Acts, Fact, Section, Sheet
from ui.forms import Form
from ui.lists import Act, Ids
from ui.pages import Services
from ui.pair_activities import Activities
from ui.pair_steps import Steps
from ui.people import pickers
from ui.quick_page import QuickPage
from ui.record_page import Records, Tuples
from ui.rows import Column

DUE = {"over": "已过期未结", "soon": f"{mentoring.SOON} 天内到期", "": ""}
"""What the column 期限 says of a pair, by what `app.mentoring.due` tells."""

NAMES = (
    "id", "kind", "mentor_name", "mentor_school", "mentee_name", "mentee_school", "subject", "status", "review", "left",
    "activities", "score", "end_date", "start_date", "due",
)  # fmt: skip

Go = Callable[[str, str | None], None]

_FACTS = (
    "kind", "subject", "start_date", "end_date", "signed_on", "closed_on", "closing", "approval_note", "document",
    "goal", "remark",
)  # fmt: skip
_ALWAYS = ("kind", "subject", "start_date", "end_date")
_NOT_TYPED = frozenset({"proposed_on", "times", "approval", "approval_note", "approved_on", "approved_times"})
"""What the steps write down of themselves."""


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=mentoring.ENTITY.field(name), **more)


def _days(text: str) -> str:
    return "今天到期" if text == "0" else f"已过 {text[1:]} 天" if text.startswith("-") else f"{text} 天"


COLUMNS = (
    _column("kind", "类别", 96),
    Column("mentor_name", "师父", 76),
    Column("mentor_school", "师父学校", 112),
    Column("mentee_name", "徒弟", 76),
    Column("mentee_school", "徒弟学校", 112),
    _column("status", "状态", 64),
    Column("left", "剩余", 88, "right", mask=_days),
    Column("score", "得分", 52, "right"),
    Column("review", "审核", 64),
    Column("activities", "活动次数", 72, "right"),
    _column("subject", "学科", 84),
    _column("start_date", "开始", 96),
    _column("end_date", "结束", 96),
    Column("due", "期限", 104, hidden=True),
)


def listed(session: Session) -> Tuples:
    """Every pair in the order of `NAMES`; what is left of its time is told while it is open."""
    from app import pair_scores

    today, rows = session.today(), mentoring.listed(session)
    scores = pair_scores.of_pairs(session, rows)
    found = []
    for row in rows:
        left = None if row["status"] in mentoring.CLOSED else mentoring.days_left(row, today)
        scored = scores.get(str(row["id"]))
        known = {
            **row,
            "left": left,
            "due": DUE[mentoring.due(row, today)],
            "review": mentoring.review_state(row),
            "score": scored[1].points if scored and row["status"] != mentoring.PLANNED else None,
        }
        found.append(tuple(known[name] for name in NAMES))
    return found


PAIRS = Records(
    entity=mentoring.ENTITY,
    unit="对",
    columns=COLUMNS,
    names=NAMES,
    read=listed,
    load=mentoring.get,
    save=mentoring.save,
    sheet=lambda session, pk: sheet(session, pk, lambda _page, _pk: None),
    delete=lambda session, pk: records.delete(session, mentoring.ENTITY, pk),
    empty="给新教师找一位师父：选好师父、徒弟和起止日期就可以了。",
    search="师父、徒弟或学校",
    filters=("kind", "status", "review", "due"),
    tables=frozenset({"pair_activities", "pair_reviews", "pair_agreements", "rules", "teachers", "postings"}),
    attached=True,
)


def sheet(session: Session, pk: str, go: Go) -> Sheet:
    """One pair: its facts, score, agreement, assessments and way; the names lead to the teachers."""
    row = mentoring.get(session, pk)
    facts = [_person(session, row, "师父", "mentor", go), _person(session, row, "徒弟", "mentee", go)]
    for name in _FACTS:
        field = mentoring.ENTITY.field(name)
        assert field is not None
        text = show(field, row[name])
        if text or name in _ALWAYS:
            facts.append(Fact(field.label, text))
    return Sheet(
        title=f"{row['mentor_name']}—{row['mentee_name']}",
        subtitle=_subtitle(row, session),
        facts=facts,
        sections=(*_work(session, row), _reviews(session, pk), _way(session, row)),
        history=lambda: records.history(session, mentoring.ENTITY, pk),
    )


def _person(session: Session, row: Mapping[str, Any], label: str, who: str, go: Go) -> Fact:
    pk = str(row[f"{who}_id"])
    text = "，".join(str(part) for part in (row[f"{who}_name"], row[f"{who}_school"]) if part)
    return Fact(label, text, open=partial(go, "teachers", pk) if teachers.is_listed(session, pk) else None)


def _subtitle(row: Mapping[str, Any], session: Session) -> str:
    status = codes.table("pair_status").label_of(row["status"])
    review = mentoring.review_state(dict(row)) if row["status"] == mentoring.PLANNED else ""
    if review:
        return f"{status} · {review}"
    left = mentoring.days_left(dict(row), session.today())
    if left is None or row["status"] in mentoring.CLOSED:
        return status
    if left < 0:
        return f"{status} · 已过期 {-left} 天，请出师、延期或解除"
    return f"{status} · 还有 {left} 天到期" if left else f"{status} · 今天到期"


def _work(session: Session, row: dict[str, Any]) -> list[Section]:
    """The score line by line under what is still missing, then what was agreed on."""
    from app import pair_scores

    found = pair_scores.of_pair(session, row)
    made = []
    if row["status"] != mentoring.PLANNED:
        if found is None:
            made.append(Section("计分", (), "县里没有结对计分的规则"))
        else:
            rule, scored = found
            lines = [(scored.sentence, f"{scored.points}/{scored.full} 分")]
            lines += [(f"{one.title}　{one.done}/{one.needed} 次", f"{one.points}/{one.full}") for one in scored.lines]
            source = f"（{rule.document}）" if rule.document else ""
            made.append(Section("计分", [*lines, (f"依据《{rule.title}》{source}", "")]))
    agreed = [one for one in pair_scores.agreed(session, str(row["id"])) if one.least]
    if agreed:
        lines = [
            (one.label, f"{one.done}/{one.least} 次" + ("" if one.done < one.least else "，已做到")) for one in agreed
        ]
        made.append(Section("约定的活动", lines))
    return made


def _reviews(session: Session, pk: str) -> Section:
    kinds, grades = codes.table("pair_review_kind"), codes.table("three_grades")
    lines = []
    for one in mentoring.reviews(session, pk):
        score = f"{one['score']} 分" if one["score"] is not None else ""
        parts = (kinds.label_of(one["kind"]), grades.label_of(one["grade"]), score, one["reviewer"], one["comment"])
        lines.append(("　".join(str(part) for part in parts if part), str(one["held_on"])))
    return Section("考核", lines, "还没有考核")


def _way(session: Session, row: dict[str, Any]) -> Section:
    from app import pair_timeline

    return Section("经过", [(one.words, one.on) for one in pair_timeline.of_pair(session, row)])


class MentoringPage(QuickPage):
    """Pairs, their activities, and every step from proposal to end."""

    def __init__(self, session: Session, services: Services) -> None:
        self.steps = Steps(self, session, services, self._after_step)
        what = replace(PAIRS, sheet=lambda session, pk: sheet(session, pk, services.go), save=self._save_asking)
        super().__init__(session, services, what, title="师徒结对")
        self.activities = Activities(session, services)
        self.activities.changed.connect(self.show_detail)
        self.quick = self.activities.quick
        self.detail.put_below(self.activities)
        self.next = QPushButton()
        self.next.clicked.connect(self._take_next)
        self.detail.put_button(self.next)

    def make_form(self, parent: QWidget) -> Form:
        fields = [one for one in mentoring.FIELDS if one.name not in _NOT_TYPED]
        people = pickers(self.session, self.services.people)
        return Form(self.what.entity, self.session, pickers=people, parent=parent, fields=fields)

    def defaults(self) -> Mapping[str, Value]:
        status = mentoring.RUNNING if self.session.is_county else mentoring.PLANNED
        return {"kind": "1", "start_date": self.session.today().isoformat(), "status": status}

    def _save_asking(self, session: Session, pk: str | None, changes: Values) -> str:
        """Save; where a rule or the postings speak against it, a person says whether it is to be so all the same."""
        return agreeing.saved(
            self, mentoring.ENTITY, lambda agreed: mentoring.save(session, pk, changes, agreed=agreed)
        )

    # -- steps

    def acts(self) -> Sequence[Act]:
        review = (
            [Act("审核通过", self.steps.approve), Act("退回……", self.steps.send_back)]
            if self.session.is_county
            else [Act("再次申报", self.steps.propose_again)]
        )
        return (*review, *self._work_acts(), *super().acts())

    def _work_acts(self) -> list[Act]:
        steps = self.steps
        return [
            Act("签约……", steps.sign),
            Act("记活动……", steps.note),
            Act("考核……", steps.assess),
            Act("出师……", steps.complete),
            Act("延期……", steps.extend),
            Act("解除……", steps.dissolve),
        ]

    def row_acts(self) -> Sequence[Act]:
        edit, *rest = super().row_acts()
        return [edit, Act("记一次活动", self._note_activity), *self._work_acts(), *rest]

    def detail_acts(self, pk: str) -> Acts:
        row = mentoring.get(self.session, pk)
        ways = [(text, partial(run, [pk])) for text, run in self._ways(row)[1:]]
        return [*ways, *self._drop_reviews(pk), *super().detail_acts(pk)]

    def _drop_reviews(self, pk: str) -> Acts:
        """The ways to take back single assessments that were entered by mistake."""
        kinds = codes.table("pair_review_kind")
        return [
            (f"删除{kinds.label_of(one['kind'])}（{one['held_on']}）", partial(self._drop_review, str(one["id"])))
            for one in mentoring.reviews(self.session, pk)
        ]

    def _drop_review(self, review: str) -> None:
        try:
            records.delete(self.session, mentoring.REVIEW, review)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self.services.toast("已删除这次考核", "撤销", self.services.undo)
        self.show_detail()

    def _ways(self, row: Mapping[str, Any]) -> list[tuple[str, Callable[[Ids], None]]]:
        """What can be done with a pair as it stands, what comes next first."""
        steps = self.steps
        if row["status"] in mentoring.CLOSED:
            return [("恢复培养", steps.resume)]
        if row["status"] == mentoring.PLANNED:
            if self.session.is_county:
                return [("审核通过", steps.approve), ("退回……", steps.send_back), ("解除……", steps.dissolve)]
            again = [("再次申报", steps.propose_again)] if mentoring.is_returned(dict(row)) else []
            return [*again, ("解除……", steps.dissolve)]
        sign, assess, complete = ("签约……", steps.sign), ("考核……", steps.assess), ("出师……", steps.complete)
        end = [("延期……", steps.extend), ("解除……", steps.dissolve)]
        if mentoring.due(dict(row), self.session.today()):
            return [complete, assess, sign, *end]
        return [assess, complete, sign, *end] if row["signed_on"] else [sign, assess, complete, *end]

    def show_detail(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            try:
                row = mentoring.get(self.session, pk)
            except SHOWN:
                self.detail.clear()
                return
            ways = self._ways(row)
            self.next.setText(ways[0][0])
            self.activities.setVisible(row["status"] != mentoring.PLANNED)
            self.activities.show_pair(pk)
        super().show_detail()

    def _take_next(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            self._ways(mentoring.get(self.session, pk))[0][1]([pk])

    def _after_step(self) -> None:
        self.list.rows.untick_all()
        self.show_detail()

    def _note_activity(self, ids: Ids) -> None:
        self.show_detail()
        self.activities.begin()
