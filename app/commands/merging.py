"""`duplicates`, `merge`, `unmerge`: people who were entered twice."""

import argparse
from typing import Any

from app import purging
from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem


def add(commands: Any) -> None:
    """Add the commands."""
    made = command(commands, "duplicates", "列出可能重复登记的人", _duplicates)
    made.add_argument("--all", action="store_true", help="已经记为不是同一人的也列出")
    made.add_argument(
        "--apart", nargs=2, metavar="ID", help="记下这两位不是同一人，以后不再列出；要改回来，再加上 --again"
    )
    made.add_argument("--again", action="store_true", help="和 --apart 一起用：以后照样列出")
    made = command(commands, "merge", "县里：把两条教师登记合并为一人（全部记录并过来，可以撤销）", _merge)
    made.add_argument("kept", metavar="KEPT", help="保留的教师编号（list teachers 或 duplicates 列出）")
    made.add_argument("other", metavar="OTHER", help="并掉的教师编号")
    made.add_argument(
        "--take", action="append", default=[], metavar="FIELD=other|kept", help="这一项用哪一边的；不写的用填了的那一边"
    )
    made.add_argument(
        "--take-record",
        action="append",
        default=[],
        metavar="ID",
        help="两边都有的记录，用并掉的那一条的内容（预览里有编号）",
    )
    made.add_argument("--preview", action="store_true", help="只看会怎样，不写入")
    made = command(commands, "unmerge", "县里：撤销一次合并，并掉的登记照原样回来", _unmerge)
    made.add_argument("teacher", metavar="姓名|编号", help="并掉的教师（deleted 列出）")


def _duplicates(options: argparse.Namespace, output: Output) -> int:
    from app.merging import couples

    with opened(options) as session:
        if options.apart:
            act = couples.ask_again if options.again else couples.tell_apart
            act(session, *options.apart)
        found = couples.couples(session, everybody=options.all)
        county = session.is_county
    words = [_couple(one) for one in found] or ["没有可能重复登记的人。"]
    if found:
        words.append(f"共 {len(found)} 对。" + ("合并用 merge。" if county else "合并由县里办理，请告诉县局经办人。"))
    output.result({"couples": found}, "\n".join(words))
    return 0


def _couple(one: Any) -> str:
    people = "  ".join(f"{each.name}（{each.school or '没有任教学校'}，{each.id}）" for each in (one.one, one.other))
    against = f"；但{one.against}" if one.against else ""
    return f"{people}  {'；'.join(one.reasons)}{against}{'（已记为不是同一人）' if one.told_apart else ''}"


def _merge(options: argparse.Namespace, output: Output) -> int:
    from app.merging import comparing, uniting

    take = dict(_choice(text) for text in options.take)
    with opened(options) as session:
        uniting.refuse_school(session)
        pair = comparing.compare(session, options.kept, options.other)
        act = uniting.preview if options.preview else uniting.merge
        done = act(session, options.kept, options.other, take, options.take_record)
    words = [done.sentence]
    if options.preview:
        words = [*(_line(one, take) for one in pair.lines if one.state != "same"), *words]
    words += [_joined(one) for one in done.joined if one.differing]
    words += [f"{text}。" for text in done.ended]
    words += [f"请留意：{text}" for text in (*pair.doubts, *done.notes)]
    words.append("这是预览，没有写入。" if options.preview else "已合并；撤销用 undo，以后用 unmerge。")
    output.result({"merged": done, "doubts": pair.doubts, "lines": pair.lines}, "\n".join(words))
    return 0


def _choice(text: str) -> tuple[str, Any]:
    name, equals, side = text.partition("=")
    if not equals or side not in ("other", "kept"):
        raise Problem(f"看不懂“{text}”。", "请写成 字段=other 或 字段=kept，例如 --take phone=other。")
    return name, side


def _line(one: Any, take: dict[str, Any]) -> str:
    from app import masking, teachers

    taken = take.get(one.name, one.taken)
    field = teachers.ENTITY.field(one.name)
    shown = [(masking.masked(field, text) if field else text) or "（空）" for text in (one.kept, one.other)]
    mark = "≠" if one.state == "differs" else " "
    return f"{mark} {one.label}：{shown[0]} | {shown[1]} → {shown[taken == 'other']}"


def _joined(one: Any) -> str:
    said = "；".join(f"{label} {kept or '（空）'} | {other or '（空）'}" for label, kept, other in one.differing)
    return f"两边都有：{one.about}，{said}（用另一边的：--take-record {one.pk}）"


def _unmerge(options: argparse.Namespace, output: Output) -> int:
    from app.merging import uniting

    with opened(options) as session:
        one = purging.find(session, options.teacher)
        name = uniting.separate(session, one.id)
    output.result({"id": one.id}, f"已撤销合并，{name}的登记照原样回来了。")
    return 0
