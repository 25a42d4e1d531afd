"""`rules`: the rules an office works by: listed, shown, adopted, changed from a day on, and as files."""

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import records
from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem
from app.records import Values
from app.session import Session

if TYPE_CHECKING:
    from app.rules.files import RuleSet
    from app.rules.service import Version

_WORDS = "规则：学时要求、折算办法、师徒结对和工作室的条件，各个版本"


def add(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("rules", help=_WORDS, description=_WORDS, add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    command(parts, "list", "列出全部规则：名称、起止、意思", _list)
    made = command(parts, "show", "一条规则的各个版本和参数", _show)
    made.add_argument("code", metavar="编号")
    made = command(parts, "adopt", "采用程序带有的规则，默认是全国通用的", _adopt)
    made.add_argument("name", nargs="?", default="national", metavar="NAME", help="哪一套；--list 列出")
    made.add_argument("--list", dest="listed", action="store_true", help="只列出程序带有哪几套")
    _add_preview(made)
    made = command(parts, "export", "把规则存成文件，给别的县采用", _export)
    made.add_argument("codes", nargs="*", metavar="编号", help="只要这几条；不写是全部")
    made.add_argument("--out", type=Path, required=True, metavar="X.xhr")
    made.add_argument("--title", default="", metavar="名称", help="这一套规则叫什么")
    made = command(parts, "import", "采用文件里的规则", _import)
    made.add_argument("source", type=Path, metavar="X.xhr")
    made.add_argument("--only", action="append", metavar="编号", help="只采用这一条，可以写几次")
    _add_preview(made)
    made = command(parts, "set", "修改一条规则：rules set 编号 required=360 title=……；--since 从那天起用新版本", _set)
    made.add_argument("code", metavar="编号|new")
    made.add_argument("changes", nargs="+", metavar="NAME=VALUE")
    made.add_argument("--kind", metavar="种类", help="新增时：规则种类，如 学时要求")
    made.add_argument("--since", metavar="日期", help="从这一天起的新版本，原来的版本留着；新增时是生效日期")
    made.add_argument("--version", metavar="日期", help="修改从这一天起的那个版本（默认修改正在用的）")
    _add_preview(made)
    made = command(parts, "end", "一条规则用到哪一天为止", _end)
    made.add_argument("code", metavar="编号")
    made.add_argument("last", metavar="日期", help="最后一天，如 2026-12-31")
    _add_preview(made)
    made = command(parts, "delete", "删除一条规则的全部版本；以前按它算的也会重算，只是不再用请用 end", _delete)
    made.add_argument("code", metavar="编号")
    _add_preview(made)


def _add_preview(made: argparse.ArgumentParser) -> None:
    made.add_argument("--preview", action="store_true", help="只看会怎样、谁的达标情况会变，什么也不改")


def _list(options: argparse.Namespace, output: Output) -> int:
    from app.rules import service

    with opened(options) as session:
        rows = [_row(one) for one in service.listed(session)]
    columns = (
        *(("code", "编号"), ("kind_label", "种类"), ("title", "名称"), ("since", "生效"), ("until", "到")),
        *(("state", "现在"), ("says", "意思")),
    )
    output.table(rows, columns)
    return 0


def _row(one: "Version") -> dict[str, Any]:
    from app.rules import kinds

    said = "" if one.said is None else kinds.written(one.said)
    return {**vars(one), "kind_label": one.kind_label, "said": said}


def _show(options: argparse.Namespace, output: Output) -> int:
    from app.rules import service

    with opened(options) as session:
        found = service.of_code(session, options.code)
    rows = [_row(one) for one in found]
    words = []
    for one in rows:
        until = f"到 {one['until']}" if one["until"] else "未定结束"
        words += [
            f"{one['title']}（{one['kind_label']}，{one['state']}）：{one['since']} 起，{until}",
            f"  {one['says']}",
        ]
        told = (("依据", "document"), ("原文", "sentence"), ("备注", "remark"), ("参数", "said"))
        words += [f"  {label}：{one[name]}" for label, name in told if one[name]]
    output.result(rows, "\n".join(words))
    return 0


def _adopt(options: argparse.Namespace, output: Output) -> int:
    from app.rules import files

    if options.listed:
        sets = [{"name": one.name, "title": one.title, "rules": len(one.rows)} for one in files.shipped()]
        output.table(sets, (("name", "名字"), ("title", "名称"), ("rules", "条数")))
        return 0
    with opened(options) as session:
        return _take(session, files.shipped_set(options.name), None, options, output)


def _import(options: argparse.Namespace, output: Output) -> int:
    from app.rules import files

    with opened(options) as session:
        return _take(session, files.read_file(options.source), options.only, options, output)


def _take(
    session: Session, made: "RuleSet", only: list[str] | None, options: argparse.Namespace, output: Output
) -> int:
    from app.rules import files, service

    service.refuse_if_not_county(session)
    lines = files.plan(session, made)
    missing = set(only or ()) - {str(one.row["code"]) for one in lines}
    if missing:
        raise Problem(f"文件里没有编号是“{'、'.join(sorted(missing))}”的规则。", "不写 --only 就采用全部。")
    chosen = {place for place, one in enumerate(lines) if only is None or one.row["code"] in only}
    wanted = [one for place, one in enumerate(lines) if place in chosen]
    words = [f"{made.title}：{files.counts(wanted)}。"]
    words += [
        f"  {one.state}　{one.row['title']}：{one.reason or one.says}" for one in wanted if one.state != files.SAME
    ]
    if options.preview:
        return _previewed(session, service.rows_with(session, files.rows_to_write(wanted)), output, words)
    taken = files.take(session, made, chosen)
    words.append(f"已采用 {taken} 条。" if taken else "没有要改的，什么也没有写。")
    told = [{"code": one.row["code"], "state": one.state, "reason": one.reason} for one in wanted]
    output.result({"taken": taken, "lines": told}, "\n".join(words))
    return 0


def _previewed(session: Session, after: list[Any], output: Output, words: list[str]) -> int:
    """Say what would change and for whom; nothing is written."""
    from app.rules import preview

    made = preview.of(session, after, output.progress)
    for one in made.told:
        words += [f"{one.title}（{one.kind}）", f"  原来：{one.old or '没有'}", f"  改为：{one.new or '没有'}"]
    words.append(preview.summary(made))
    for group in made.groups:
        words.append(f"{group.title}，{group.period}，{group.becomes} {len(group.people)} 人：")
        words += [f"  {one.name}　{one.school_name or ''}　{preview.amounts(one)}" for one in group.people]
    words.append("这是预览，什么也没有改。")
    people = [
        {"title": group.title, "period": group.period, "becomes": group.becomes, "name": one.name,
         "school": one.school_name, "before": one.before, "after": one.after, "unit": one.unit}
        for group in made.groups for one in group.people
    ]  # fmt: skip
    told = {"told": made.told, "people": people, "summary": preview.summary(made), "looked_at": made.looked_at}
    output.result(told, "\n".join(words))
    return 0


def _export(options: argparse.Namespace, output: Output) -> int:
    from app.rules import files

    with opened(options) as session:
        made = files.of_office(session, options.codes or None, options.title)
    files.write_file(made, options.out)
    output.result({"file": options.out, "rules": len(made.rows)}, f"规则 {len(made.rows)} 条已写好：{options.out}")
    return 0


def _set(options: argparse.Namespace, output: Output) -> int:
    from app.rules import service

    with opened(options) as session:
        service.refuse_if_not_county(session)
        pk, values, changes = _changed(session, options)
        if options.preview:
            row = {**values, **changes, "id": pk or "new"}
            return _previewed(session, service.rows_with(session, [row]), output, [])
        pk = service.save(session, pk, {**values, **changes} if pk is None else changes)
        told = service.version(session, pk)
    output.result(_row(told), f"已保存：{told.title}，{told.since} 起。\n{told.says}")
    return 0


def _changed(session: Session, options: argparse.Namespace) -> tuple[str | None, Values, Values]:
    """The version to write (None: a new one), what it begins with, and what is changed of it."""
    from app.rules import kinds, service
    from app.rules.records import ENTITY

    since = _day(options.since) if options.since else None
    texts = dict(_pair(one) for one in options.changes)
    if options.code == "new":
        kind = _kind(options.kind)
        title = texts.get("title", "")
        start = (since or session.today()).isoformat()
        begun: Values = {"code": service.new_code(session, title), "kind": kind, "start_date": start}
        return None, begun, _values(session, kinds.KINDS[kind], texts, None)
    old = _version(session, options.code, options.version)
    if old.said is None:
        raise Problem("这一版程序读不懂这条规则，不能修改。", "请先升级薪火。")
    changes = _values(session, type(old.said), texts, old)
    if since is None:
        return old.id, dict(records.get(session, ENTITY, old.id)), changes
    return None, service.successor(session, old.id, since, changes), {}


def _version(session: Session, code: str, since: str | None) -> "Version":
    from app.rules import service

    found = service.of_code(session, code)
    if since is None:
        return next(one for one in service.listed(session) if one.code == code)
    day = _day(since).isoformat()
    chosen = next((one for one in found if one.since == day), None)
    if chosen is None:
        told = "、".join(one.since for one in found)
        raise Problem(f"这条规则没有从 {day} 起的版本。", f"有的版本：{told}。")
    return chosen


def _values(session: Session, made: type[Any], texts: dict[str, str], old: "Version | None") -> Values:
    """Columns of the record and parameters, both given by name."""
    from app.rules import editing, items, kinds
    from app.rules.records import ENTITY

    columns = {name: text for name, text in texts.items() if ENTITY.field(name) and name not in _NOT_TYPED}
    said = old.said if old and old.said is not None else items.begun(made)
    before = said
    # What decides the unit of the others goes first.
    for name in sorted(texts.keys() - columns.keys(), key=lambda one: one != "unit"):
        said = editing.set_by_name(said, name, texts[name])
    values = records.read(ENTITY, dict(columns), session)
    if old is None or said != before:
        values["parameters"] = kinds.written(said)
    return values


_NOT_TYPED = ("code", "kind", "parameters", "start_date")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Problem(f"看不懂“{text}”。", "请写成 名称=内容，例如 required=360。")
    return name, value


def _kind(text: str | None) -> str:
    from app import codes

    table = codes.table("rule_kind")
    found = table.find(text or "")
    if found is None:
        known = "、".join(one.label for one in table.codes)
        raise Problem("新增规则要用 --kind 写明种类。", f"可用的有：{known}。")
    return found


def _day(text: str) -> date:
    from app.fields import Field, Kind, Unreadable, parse

    try:
        found = parse(Field("day", "日期", Kind.DATE), text)
    except Unreadable as reason:
        raise Problem("日期没有看懂。", str(reason)) from reason
    if not found:
        raise Problem("请写明日期。", "例如 2026-09-01。")
    return date.fromisoformat(str(found))


def _end(options: argparse.Namespace, output: Output) -> int:
    from app.rules import service

    last = _day(options.last)
    with opened(options) as session:
        service.refuse_if_not_county(session)
        old = _version(session, options.code, None)
        if options.preview:
            row = {"id": old.id, "end_date": last.isoformat()}
            return _previewed(session, service.rows_with(session, [row]), output, [])
        service.end(session, old.id, last)
    output.result({"id": old.id, "end_date": last.isoformat()}, f"{old.title}用到 {last.isoformat()} 为止。")
    return 0


def _delete(options: argparse.Namespace, output: Output) -> int:
    from app.rules import service

    with opened(options) as session:
        service.refuse_if_not_county(session)
        pks = [one.id for one in service.of_code(session, options.code)]
        if options.preview:
            return _previewed(session, service.rows_with(session, [], pks), output, [])
        service.delete(session, pks)
    output.result({"deleted": len(pks)}, f"已删除规则“{options.code}”，共 {len(pks)} 个版本。可以用 undo 撤销。")
    return 0
