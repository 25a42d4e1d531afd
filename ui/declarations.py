"""申报学时: what teachers did outside classes; the school passes it on, the county grants hours by the rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton, QWidget

from app import codes, declarations, records
from app.declarations import AT_COUNTY, AT_SCHOOL, GRANTED, PASSED, RETURNED, RETURNED_BY, STATES
from app.fields import hours_text
from app.records import Values
from app.session import Session
from ui import messages, pictures
from ui.details import Acts, Fact, Sheet
from ui.lists import Act, Ids
from ui.pages import Services
from ui.people import pickers
from ui.personal import PersonalPage, sheet_of
from ui.record_page import Records, Tuples
from ui.rows import Column

if TYPE_CHECKING:
    from app.granting import Left, Reviewed
    from ui.forms import Form

NAMES = (
    "id", "state", "teacher_name", "school_name", "kind", "title", "done_on", "level", "grade", "hours", "granted",
    "papers", "doubt", "category", "role", "grouping", "venue", "word", "year", "teacher_id",
)  # fmt: skip

_NAMED = 5
"""So many of those left are named; the rest is a number."""

_UNSAID = frozenset({"rule_id", "decided_about", "version"})
"""Kept for the program; a person reads the rule's name instead."""


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=declarations.ENTITY.field(name), **more)


COLUMNS = (
    Column("state", "状态", 88),
    Column("teacher_name", "姓名", 72),
    Column("school_name", "任教学校", 120),
    _column("kind", "申报项目", 104),
    _column("title", "名称", 144),
    _column("hours", "申报", 48, align="right"),
    _column("granted", "认定", 48, align="right"),
    _column("done_on", "完成日期", 92),
    _column("level", "级别", 64),
    _column("grade", "奖次", 64),
    Column("doubt", "请核对", 136),
    Column("papers", "附件", 48, align="right"),
    _column("category", "学时类别", 80, hidden=True),
    _column("role", "本人作用", 136, hidden=True),
    _column("grouping", "比赛组别", 136, hidden=True),
    _column("venue", "刊物或主办单位", 136, hidden=True),
    Column("word", "审核意见", 160, hidden=True),
    Column("year", "年份", 64, hidden=True),
)


def listed(session: Session) -> Tuples:
    """Every item in the order of `NAMES`; the year is that of its day, the word that of whoever looked last."""
    found = []
    for row in declarations.listed(session):
        known = {
            **row,
            "state": STATES[row["state"]],
            "papers": row["papers"] or "",
            "word": row["comment"] or row["school_comment"] or "",
            "year": str(row["done_on"])[:4],
        }
        found.append(tuple(known[name] for name in NAMES))
    return found


class DeclarationsPage(PersonalPage):
    """Declared items and their review, as a part of 学时台账."""

    help = (
        "这里登记教师在培训以外申请学时的项目：论文、课题、公开课、竞赛、读书等。学校先审核，县里再按折算办法认定学时；"
        "退回的写着理由，改好、补上附件再通过一次，县里就重新审核。"
    )

    def __init__(self, session: Session, services: Services) -> None:
        self._passing = QPushButton("通过" if not session.is_county else "认定……")
        self._passing.setProperty("kind", "main")
        self._returning = QPushButton("退回……")
        what = Records(
            entity=declarations.ENTITY,
            unit="条",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=declarations.get,
            save=self._save_asking,
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=declarations.delete,
            empty="登记教师的论文、课题、公开课、竞赛、读书等，附上证书或首页；学时按县里的折算办法算出来。",
            search="姓名、拼音、名称或学校",
            filters=("state", "kind", "year", "school_name", "doubt"),
            tables=frozenset({"teachers", "postings", "organisations", "rules"}),
            attached=True,
        )
        super().__init__(session, services, what, title="申报学时")
        self._passing.clicked.connect(lambda: self._here(self.accept))
        self._returning.clicked.connect(lambda: self._here(self.send_back))
        # Here reviewing comes first.
        self.detail.edit.setProperty("kind", None)
        pictures.dress(self.detail.edit, "pencil", "accent", 14)
        self.detail.put_button(self._passing)
        self.detail.put_button(self._returning)

    def make_form(self, parent: QWidget) -> "Form":
        from ui.declared_form import DeclarationForm

        return DeclarationForm(self.session, pickers(self.session, self.services.people), parent)

    def _save_asking(self, session: Session, pk: str | None, changes: Values) -> str:
        """Save; where the same item stands there already, a person says whether it is another one."""
        try:
            return declarations.save(session, pk, changes)
        except declarations.Twice as twice:
            if not messages.ask(self, twice.title, twice.advice, "照样登记", "回去核对"):
                raise records.Invalid(declarations.ENTITY, [twice.fault]) from twice
            return declarations.save(session, pk, changes, agreed=True)

    # -- reviewing

    def acts(self) -> Sequence[Act]:
        return (Act("通过", self.accept_many), Act("退回……", self.send_back), *super().acts())

    def detail_acts(self, pk: str) -> Acts:
        row = declarations.get(self.session, pk)
        state, mine = row["state"], AT_COUNTY if self.session.is_county else AT_SCHOOL
        # What its school sent back to the teacher is not the county's to pass.
        by_school = self.session.is_county and not row["verdict"]
        self._passing.setVisible(state == mine or (state == RETURNED and not by_school))
        self._returning.setVisible(state == mine or state in self._may_return())
        return super().detail_acts(pk)

    def _may_return(self) -> tuple[str, ...]:
        """The county takes back what it granted, a school what it passed on and the county has not looked at."""
        return (GRANTED,) if self.session.is_county else (AT_COUNTY,)

    def _here(self, run: Any) -> None:
        pk = self.list.grid.current_id
        if pk:
            run([pk])

    def accept(self, ids: Ids) -> None:
        """Pass one: at the county with the hours that are to be granted."""
        if not self.session.is_county:
            self.accept_many(ids)
            return
        from ui.granting import GrantDialog

        dialog = GrantDialog(self, self.session, declarations.get(self.session, ids[0]))
        dialog.granted.connect(lambda hours, comment: self._review(ids, PASSED, comment, hours=hours, again=True))
        dialog.open()

    def accept_many(self, ids: Ids) -> None:
        """Pass those who are ticked in one act: the county grants what the rule gives and no more than was asked for."""
        self._review(ids, PASSED, "")

    def send_back(self, ids: Ids) -> None:
        """Return these in one act, with one reason for all."""
        from ui.proposals.reviewing import ReturnDialog

        dialog = ReturnDialog(self, len(ids))
        # Of one alone a person sees that hours were granted for it.
        dialog.said.connect(lambda reason: self._review(ids, RETURNED_BY, reason, again=len(ids) == 1))
        dialog.open()

    def _review(self, ids: Ids, verdict: str, comment: str, *, hours: int | None = None, again: bool = False) -> None:
        from app import granting

        chosen = list(ids)
        self.services.jobs.run(
            lambda session, progress: granting.review(
                session, chosen, verdict, comment, hours=hours, again=again, progress=progress
            ),
            title=f"正在审核 {len(chosen):,} 条申报",
            done=partial(self._tell, verdict),
        )

    def _tell(self, verdict: str, done: "Reviewed") -> None:
        self.list.rows.untick_all()
        words = f"已退回 {done.done:,} 条" if verdict == RETURNED_BY else f"已通过 {done.done:,} 条"
        if verdict == PASSED and self.session.is_county:
            words = f"已认定 {done.done:,} 条，共 {hours_text(done.hours)} 学时"
        if done.done:
            self.services.toast(words, "撤销", self.services.undo)
        lines = [_named("没有处理", done.left), _named("比申报的少", done.fewer)]
        if any(lines):
            messages.say(self, f"{words}。" if done.done else "没有处理任何一条。", "\n".join(filter(None, lines)))

    def delete_many(self, ids: Ids) -> None:
        chosen = list(ids)
        if not messages.ask(
            self, f"要删除勾选的 {len(chosen):,} 条申报吗？", "删除后可以用“撤销”找回。", "删除", "不删除"
        ):
            return

        def tell(gone: int) -> None:
            self.services.toast(f"已删除 {gone:,} 条申报学时", "撤销", self.services.undo)
            self.list.rows.untick_all()

        self.services.jobs.run(
            lambda session, progress: declarations.delete_many(session, chosen), title="正在删除申报学时", done=tell
        )


def _named(what: str, left: "Sequence[Left]") -> str:
    if not left:
        return ""
    names = "；".join(f"{one.name}：{one.reason.rstrip('。')}" for one in left[:_NAMED])
    more = f"……等 {len(left):,} 条" if len(left) > _NAMED else ""
    return f"{what}：{names}{more}。"


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one item, what the rule gives for it, and what was said of it."""
    row = declarations.get(session, pk)
    entity = replace(declarations.ENTITY, fields=tuple(one for one in declarations.FIELDS if one.name not in _UNSAID))
    made = sheet_of(session, services, entity, row, subtitle=_subtitle(row), note=_note(session, row))
    rule = [Fact("依据的折算办法", str(row["rule_title"]))] if row["rule_title"] else []
    return replace(made, facts=[*made.facts, *rule])


def _subtitle(row: Mapping[str, Any]) -> str:
    parts = (
        STATES[row["state"]],
        codes.table("declared_kind").label_of(row["kind"]),
        codes.table("level").label_of(row["level"]) + codes.table("award_grade").label_of(row["grade"]),
        _granted(row["granted"]) if row["state"] == GRANTED else "",
    )
    return " · ".join(filter(None, parts))


def _granted(hours: int | None) -> str:
    return f"认定 {hours_text(int(hours))} 学时" if hours else "不计学时"


def _note(session: Session, row: Mapping[str, Any]) -> str:
    """What whoever looks at it next ought to know."""
    from ui.declared_form import NO_RULE

    if row["state"] == GRANTED:
        return ""
    lines = []
    if row["state"] == RETURNED:
        by_county = row["verdict"] == RETURNED_BY and row["stands"]
        lines.append(f"县里退回：{row['comment']}" if by_county else f"学校退回：{row['school_comment']}")
    if row["doubt"]:
        granted = f"，原来认定的 {hours_text(row['granted'])} 学时先照旧" if row["granted"] else ""
        lines.append(f"请核对：{row['doubt']}{granted}。")
    lines.append(declarations.proposed(session.store, row["id"], row).why or NO_RULE)
    if not row["papers"]:
        lines.append("还没有附件。证书、文章首页的照片或扫描件，请拖到下面。")
    return "\n".join(lines)
