"""What the detail of one person in the ledger says: each account, what counts, what does not and why, and the rule."""

from datetime import date
from functools import partial

from app import ledger, teachers
from app.ledger import Account, wording
from app.rules import book
from app.session import Session
from ui.details import Fact, Folded, Section, Sheet


def sheet(session: Session, pk: str, day: date | None = None, code: str = "") -> Sheet:
    """One person's accounts in the periods that hold a day (today); raises Problem when there is none.

    That of the regime `code` comes first, with its items; those of the others open one by one.
    """
    person = teachers.get(session, pk)
    accounts = sorted(ledger.of_teacher(session, pk, day), key=lambda one: one.rule.code != code)
    versions = {one.id: one for one in book.read(session).rules}
    sections: list[Section] = []
    folded: list[Folded] = []
    for one in accounts:
        sections.append(_section(one))
        if one.rule.code == code:
            sections += _items(one, versions)
        else:
            folded.append(Folded(_counted(one), partial(_items, one, versions)))
    return Sheet(
        title=str(person["name"]),
        subtitle=str(person["work_name"] or ""),
        facts=[] if accounts else [Fact("学时要求", "现在没有对这位教师的学时要求。")],
        sections=sections,
        folded=folded,
    )


def _section(account: Account) -> Section:
    """What is asked, what there is, what is missing, and where the rule stands."""
    unit, name = account.unit, ledger.unit_name(account.unit)
    lines = [("要求", f"{ledger.shown(account.required, unit)} {name}")]
    if account.exempt:
        lines.append((account.exempt, "按例外执行"))
    lines.append(("已计", f"{ledger.shown(account.counted, unit)} {name}"))
    if account.carried:
        lines.append(("其中上一周期结转", f"{ledger.shown(account.carried, unit)} {name}"))
    for gap in account.gaps:
        there = f"（要 {ledger.shown(gap.asked, unit)}，有 {ledger.shown(gap.counted, unit)}）" if gap.title else ""
        lines.append((f"{gap.title or '总数'}还缺{there}", f"{ledger.shown(gap.missing, unit)} {name}"))
    if not account.gaps:
        lines.append((wording.MET, ""))
    lines.append(("期限", account.period.last.isoformat()))
    lines.append((f"规则：{wording.rule_name(account.rule)}", ""))
    if account.rule.sentence:
        lines.append((account.rule.sentence, ""))
    return Section(f"{account.rule.title}　{account.period.label}", lines)


def _counted(account: Account) -> str:
    return f"{account.rule.title}的 {len(account.items)} 项"


def _items(account: Account, versions: dict[str, book.Rule]) -> list[Section]:
    found = wording.lines(account, versions)
    made = []
    for counts, title in ((True, "计入的"), (False, "没有计入的")):
        some = [
            (f"{one.day}　{one.title}{f'（{one.why}）' if one.why else ''}", one.amount if counts else "")
            for one in found
            if one.counts is counts
        ]
        if some:
            made.append(Section(f"{title} {len(some)} 项", some))
    return made
