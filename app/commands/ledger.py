"""`ledger`: how people stand under the rules of hours, one person's account, and counting anew."""

import argparse
from typing import TYPE_CHECKING, Any

from app import codes
from app.commands import people
from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem
from app.session import Session

if TYPE_CHECKING:
    from app.ledger import Account, Period, RegimeName, Standing


def add(commands: Any) -> None:
    """Add the command."""
    made = command(commands, "ledger", "学时台账：谁还差多少、差什么、什么时候以前", _ledger)
    made.add_argument(
        "part", nargs="?", choices=("list", "periods", "refresh"), default="list",
        help="list 列出各人（默认）；periods 列出有哪些学时要求和周期；refresh 重新核算",
    )  # fmt: skip
    made.add_argument("--regime", metavar="CODE", help="哪一项学时要求（代号或名称），默认第一项")
    made.add_argument("--period", metavar="KEY", help="哪一段时间，默认现在这一段；ledger periods 列出")
    made.add_argument("--school", metavar="NAME", help="只列这所学校的：名称或编号")
    made.add_argument("--behind", action="store_true", help="只列未达标的")
    made.add_argument("--by", choices=("school", "stage"), help="按学校或学段合计")
    made.add_argument("--teacher", metavar="NAME", help="一位教师的账：每一项计多少、为什么，还缺什么")


def _ledger(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        if options.part == "periods":
            return _periods(session, output)
        if options.teacher:
            return _account(session, options, output)
        from app import ledger

        counted = ledger.refresh(session, output.progress)
        if options.part == "refresh":
            output.result({"counted": counted}, f"已重新核算 {counted} 人。" if counted else "学时台账已经是最新的。")
            return 0
        return _list(session, options, output)


def _periods(session: Session, output: Output) -> int:
    from app import ledger

    rows = [
        {"regime": one.code, "title": one.title, "period": key, "label": label}
        for one in ledger.regimes(session)
        for key, label in ledger.choices(session, one)
    ]
    output.table(rows, (("regime", "代号"), ("title", "学时要求"), ("period", "周期"), ("label", "时间")))
    return 0


def _list(session: Session, options: argparse.Namespace, output: Output) -> int:
    from app import ledger
    from app.ledger import wording

    regime = _regime(session, options.regime)
    period, key = _period(session, regime, options.period)
    found = [
        one
        for one in ledger.standings(session, regime.code, key, output.progress)
        if options.school in (None, one.school_id, one.school_name)
    ]
    if options.by:
        output.table(_groups(found, options.by, regime.unit), _GROUP_COLUMNS)
        return 0
    total = next(iter(ledger.summary(found)), None)
    shown = [_row(one, regime.unit) for one in found if one.lacking > 0 or not options.behind]
    output.table(shown, _COLUMNS)
    if total is not None and not output.as_json:
        print(f"{regime.title}：{'；'.join(wording.summed(total, regime.unit, period, session.today()))}。")
    return 0


_COLUMNS = (
    ("name", "姓名"), ("school", "任教学校"), ("counted", "已计"), ("required", "应修"), ("missing", "还缺"),
    ("until", "期限"), ("forecast", "按现在的进度"),
)  # fmt: skip
_GROUP_COLUMNS = (
    ("name", "名称"), ("people", "应达标人数"), ("met", "已达标"), ("behind", "未达标"), ("missing", "共缺"),
    ("will_lack", "按进度不够"),
)  # fmt: skip


def _row(one: "Standing", unit: str) -> dict[str, Any]:
    from app.ledger import shown, wording

    return {
        "teacher_id": one.teacher_id,
        "name": one.name,
        "school": one.school_name or "",
        "stage": codes.table("stage").label_of(one.stage) if one.stage else "",
        "counted": shown(one.counted, unit),
        "required": shown(one.required, unit),
        "lacking": shown(one.lacking, unit),
        "missing": wording.missing(one.gaps, unit),
        "until": one.period.last.isoformat(),
        "forecast": "" if one.forecast is None else shown(one.forecast, unit),
    }


def _groups(found: "list[Standing]", by: str, unit: str) -> list[dict[str, Any]]:
    from app import ledger

    return [
        {"name": one.name, "people": one.people, "met": one.met, "behind": one.behind,
         "missing": ledger.shown(one.missing, unit), "will_lack": one.will_lack}
        for one in ledger.summary(found, by)
    ]  # fmt: skip


def _account(session: Session, options: argparse.Namespace, output: Output) -> int:
    from app import ledger
    from app.ledger import wording
    from app.rules import book

    pk = people.find(session, options.teacher)
    wanted = _regime(session, options.regime).code if options.regime else None
    day = None
    if options.period:
        period, _key = _period(session, _regime(session, options.regime), options.period)
        day = period.last if period else None
    accounts = [one for one in ledger.of_teacher(session, pk, day) if wanted in (None, one.rule.code)]
    versions = {one.id: one for one in book.read(session).rules}
    told = [_told(one, wording.lines(one, versions)) for one in accounts]
    words = [line for one in told for line in _account_words(one)]
    output.result(told, "\n".join(words) or "现在没有对这位教师的学时要求。")
    return 0


def _told(account: "Account", lines: list[Any]) -> dict[str, Any]:
    from app.ledger import shown, wording

    unit, rule = account.unit, account.rule
    return {
        "regime": rule.code, "title": rule.title, "since": rule.since.isoformat(), "document": rule.document,
        "sentence": rule.sentence, "period": account.period.label, "until": account.period.last.isoformat(),
        "required": shown(account.required, unit), "counted": shown(account.counted, unit),
        "carried": shown(account.carried, unit), "standing": wording.standing(account),
        "gaps": [{"title": one.title, "asked": shown(one.asked, unit), "counted": shown(one.counted, unit),
                  "missing": shown(one.missing, unit)} for one in account.gaps],
        "items": [vars(one) for one in lines],
    }  # fmt: skip


def _account_words(told: dict[str, Any]) -> list[str]:
    rule = "，".join(filter(None, (f"{told['since']} 起", told["document"])))
    words = [f"{told['title']}　{told['period']}：{told['standing']}", f"  规则：{rule}。{told['sentence']}"]
    if told["carried"] != "0":
        words.append(f"  其中上一周期结转 {told['carried']}")
    for counts, heading in ((True, "计入的"), (False, "没有计入的")):
        some = [one for one in told["items"] if one["counts"] is counts]
        if some:
            words.append(f"  {heading} {len(some)} 项：")
            words += [f"    {_item_words(one)}" for one in some]
    return words


def _item_words(one: dict[str, Any]) -> str:
    why = f"（{one['why']}）" if one["why"] else ""
    return f"{one['day']}　{one['title']}　{one['amount']}{why}"


def _regime(session: Session, text: str | None) -> "RegimeName":
    from app import ledger

    found = ledger.regimes(session)
    if not found:
        raise Problem("还没有学时要求。", "请先由县里登记学时规则；学校的随县里的文件过来。")
    if text is None:
        return found[0]
    for one in found:
        if text in (one.code, one.title):
            return one
    known = "、".join(f"{one.code}（{one.title}）" for one in found)
    raise Problem(f"没有“{text}”这项学时要求。", f"现有的是：{known}。")


def _period(session: Session, regime: "RegimeName", key: str | None) -> "tuple[Period | None, str]":
    """The period (None where each person has one's own) and its key."""
    from app import ledger

    periods = ledger.common_periods(session, regime.code, 60)
    if not periods:
        return None, ledger.OWN
    if key is None:
        return periods[0], periods[0].key
    for one in periods:
        if key in (one.key, one.label):
            return one, one.key
    raise Problem(f"没有“{key}”这一段时间。", "可以用 ledger periods 看有哪些。")
