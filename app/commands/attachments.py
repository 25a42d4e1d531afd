"""`attachments …`: photographs, scans and PDF files of a record, and the size of the files they travel in."""

import argparse
from pathlib import Path
from typing import Any

from app import attachments, codes, office
from app.commands.options import command, opened
from app.commands.output import Output
from app.fields import Value
from app.problems import Problem

_KINDS = (attachments.SCAN, attachments.PHOTO, attachments.DOCUMENT)
_COLUMNS = (
    ("name", "名称"),
    ("kind", "种类"),
    ("size", "字节"),
    ("is_here", "内容"),
    ("at", "添加时间"),
    ("actor", "经办人"),
    ("remark", "备注"),
    ("id", "编号"),
)


def add(commands: Any) -> None:
    """Add the commands."""
    words = "附件：照片、扫描件、PDF"
    top = commands.add_parser("attachments", help=words, description=words, add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    made = command(parts, "list", "一条记录的附件；不写记录时列出总数", _list)
    _add_record(made, nargs="?")
    made = command(parts, "add", "给一条记录添加附件（JPG、PNG、BMP、TIFF、WebP、PDF）", _add)
    _add_record(made)
    made.add_argument("source", type=Path, nargs="+", metavar="FILE")
    made.add_argument("--kind", choices=_KINDS, default=attachments.SCAN, metavar="|".join(_KINDS), help="种类")
    made = command(parts, "save", "把附件另存到文件或文件夹", _save)
    made.add_argument("id", metavar="ID")
    made.add_argument("--out", type=Path, required=True, metavar="DIR|FILE")
    made = command(parts, "set", "修改附件的名称或备注", _set)
    made.add_argument("id", metavar="ID")
    made.add_argument("--name", metavar="名称")
    made.add_argument("--remark", metavar="备注")
    made = command(parts, "remove", "删除附件，可以撤销", _remove)
    made.add_argument("id", metavar="ID")
    command(parts, "tidy", "清理没有任何记录用到的附件内容", _tidy)
    made = command(parts, "limit", "每个交换文件最大多少 MB；不写数字时显示现在的", _limit)
    made.add_argument("most", nargs="?", metavar="MB", help="0 表示不限制")


def _add_record(made: argparse.ArgumentParser, **how: Any) -> None:
    made.add_argument("what", metavar="teachers|pairs|…", **how)
    made.add_argument("record", metavar="ID", **how)


def _list(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        if options.what is None:
            found = attachments.figures(session)
            output.result(found, _figures(found))
            return 0
        if options.record is None:
            raise Problem("没有写明是哪一条记录。", "例如：attachments list teachers 编号；编号用 list teachers 查。")
        rows = attachments.listed(session, options.what, options.record)
    output.table(rows if output.as_json else [_worded(row) for row in rows], _COLUMNS)
    return 0


def _worded(row: dict[str, Any]) -> dict[str, Any]:
    kind = codes.table("attachment_kind").label_of(str(row["kind"]))
    return {**row, "kind": kind, "is_here": "有" if row["is_here"] else "还没有收到"}


def _figures(found: dict[str, int]) -> str:
    words = f"附件 {found['attachments']} 个，内容 {found['contents']} 份，共 {found['bytes'] / (1 << 20):.1f} MB。"
    if found["missing"]:
        words += f"其中 {found['missing']} 个的内容还没有收到，会在下次文件中请对方补发。"
    if found["unnamed"]:
        words += f"有 {found['unnamed']} 份内容没有记录用到，可以用 attachments tidy 清理。"
    return words


def _add(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        made = [
            attachments.attach(session, options.what, options.record, path, options.kind, progress=output.progress)
            for path in options.source
        ]
    output.result({"ids": made}, "\n".join(f"已添加附件。编号 {pk}" for pk in made))
    return 0


def _save(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        path = attachments.save_as(session, options.id, options.out)
    output.result({"file": path}, f"已写好并核对：{path}")
    return 0


def _set(options: argparse.Namespace, output: Output) -> int:
    changes: dict[str, Value] = {}
    if options.name is not None:
        changes["name"] = options.name.strip()
    if options.remark is not None:
        changes["remark"] = options.remark.strip() or None
    with opened(options) as session:
        attachments.save(session, options.id, changes)
    output.result({"id": options.id, **changes}, f"已保存。编号 {options.id}")
    return 0


def _remove(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        attachments.remove(session, options.id)
    output.result({"removed": options.id}, "已删除附件，可以用 undo 撤销。")
    return 0


def _tidy(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        count, size = attachments.tidy(session)
    words = f"清理了 {count} 份附件内容，{size:,} 字节。" if count else "没有要清理的内容。"
    output.result({"contents": count, "bytes": size}, words)
    return 0


def _limit(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        if options.most is not None:
            office.set_file_limit(session, options.most)
        most = office.file_limit(session)
    words = f"每个交换文件最大 {most} MB，放不下的附件另写成几个文件。" if most else "交换文件的大小不限制。"
    output.result({"megabytes": most}, words)
    return 0
