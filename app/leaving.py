"""How personal data leaves the program as a plain file: every way there is, what is asked before, and what is noted of it.

ID and telephone numbers leave masked. Whole ones need a `Purpose`: what for, for whom, under which password. Whatever
leaves is noted among the operations (操作记录) with counts and kinds, never with names or numbers of people.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.problems import Problem
from app.session import Session

Numbers = Literal["none", "masked", "phones", "asked", "unknown"]
"""Of ID and telephone numbers: there are none; always masked; a form has a telephone number where it asks for one; masked,
or whole where a purpose was said; nobody can know (a scan of an identity card is a picture)."""

NUMBERS: dict[Numbers, str] = {
    "none": "没有",
    "masked": "遮住中间几位",
    "phones": "身份证号遮住中间几位；有“联系电话”一栏的照印电话",
    "asked": "遮住中间几位；说明用途以后可以写全",
    "unknown": "看附件或文稿本身",
}


@dataclass(frozen=True)
class Way:
    """One way out: what leaves, what becomes of the numbers, which module writes it; `named`: the file's name is noted.

    A file about one person is often called after him, so that it is not.
    """

    label: str
    what: str
    numbers: Numbers
    module: str
    named: bool = True


WAYS = {
    "list": Way("导出名单", "名单里选中的列", "asked", "app.exporting"),
    "screen": Way("导出屏幕上的列表", "页面上看得见的列", "masked", "app.exporting"),
    "terminal": Way("命令行列出记录", "list 命令列出的内容", "asked", "app.commands.records"),
    "report": Way("导出报表", "报表里的名单和数字", "masked", "app.reports.writing"),
    "paper": Way("存为证书等 PDF", "证书、聘书、档案等", "phones", "app.papers.issuing", named=False),
    "document": Way("存为公文", "公文和文稿里写的内容", "unknown", "app.documents.making"),
    "template": Way("填好名单的模板", "姓名、学校和已有内容", "masked", "app.templates"),
    "sign_in": Way("签到表", "姓名、学校和考勤", "none", "app.signing_sheet"),
    "refused": Way("没有导入的行", "原表中没有导入的行", "asked", "app.importing.refused"),
    "attachment": Way("附件另存", "一份照片、扫描件或 PDF", "unknown", "app.attachments", named=False),
}
"""Every way, in the order people meet them."""

ELSEWHERE = {
    "app.layouts": "导出格式：只有列名",
    "app.rules.files": "规则：没有人",
    "app.papers.design_files": "证书版式：没有人",
    "app.papers.designing": "版式的样张：编出来的人",
    "app.documents.texts": "文稿：没有填进人和数字",
    "app.papers.check_page": "查验页：没有人",
    "app.papers.paper_keys": "公钥：没有人",
    "app.papers.sign_lists": "领取名册：随证书一起写出",
    "app.commands.papers": "证书的预览：和证书一样记",
    "app.exchange.batch": "接收结果：单位和文件，没有教师",
    "app.exchange.mail": "收发文件：加密",
    "app.exchange.kit": "恢复资料：加密",
    "app.exchange.keyring": "密钥：加密",
    "app.exchange.custody": "恢复资料的纸：密钥，没有人",
    "app.exchange.safekeeping": "接收前的副本：加密",
    "app.keystore_files": "密钥，没有人",
    "app.recovery_code": "恢复码的纸：密钥，没有人",
    "app.purging": "清除名单：只有校验值",
}
"""Modules that write other files, and why nothing personal leaves in clear by them."""

_PASSWORD_MOST = 200
_TEXT_MOST = 60
_GAP = r"[\s.·-]*"
_A_NUMBER = re.compile(rf"\d{{6}}|(?<!\d)1{_GAP}[3-9](?:{_GAP}\d){{9}}|(?:\d{_GAP}){{17}}[\dXx]")
"""Six digits together, or a mobile or ID number in groups; two days (2026-01-15-2026-02-15) are neither."""


@dataclass(frozen=True)
class Purpose:
    """What whole numbers are wanted for and who receives them; the file's password, or why it has none."""

    text: str
    receiver: str = ""
    password: str = ""
    why_open: str = ""


def purpose(text: str, receiver: str = "", *, password: str = "", why_open: str = "") -> Purpose:
    """A purpose as a person said it; raises Problem where something is wanting."""
    said = Purpose(" ".join(text.split()), " ".join(receiver.split()), password, " ".join(why_open.split()))
    if len(said.text) < 2:
        raise Problem("写明完整的身份证号和电话，要先说明用途。", "例如“报送省继续教育平台”；它会记入操作记录。")
    for one in (said.text, said.receiver, said.why_open):
        if len(one) > _TEXT_MOST:
            raise Problem("写得太长了。", f"请不要超过 {_TEXT_MOST} 个字。")
        if _A_NUMBER.search(one):
            raise Problem("这里不要写号码。", "用途会一直留在操作记录里，请只写是做什么用的。")
    if password:
        refuse_weak(password)
    if not password and not said.why_open:
        raise Problem("这个文件还没有打开密码。", "请给它加上密码；确实不加的，请写明原因，它会记入操作记录。")
    return said


def refuse_weak(password: str, names: Iterable[str] = ()) -> None:
    """Problem for a workbook's password that is too short or too long, or what everybody would try first."""
    from app import passwords

    if not passwords.LEAST <= len(password) <= _PASSWORD_MOST:
        raise Problem("打开密码太短或太长了。", f"请用 {passwords.LEAST} 到 {_PASSWORD_MOST} 个字符，别用生日和电话。")
    passwords.refuse_weak(password, names)


def suggested_password() -> str:
    """A password that can be read out over the telephone: twelve letters and digits that are not mistaken for others."""
    import secrets

    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def before(session: Session, way: str, whole: Purpose | None) -> None:
    """Refuse whole numbers where their leaving cannot be noted. Raises Problem."""
    if whole is None:
        return
    if whole.password:
        refuse_weak(whole.password, (session.name, session.path.stem, session.operator))
    if WAYS[way].numbers != "asked":
        raise Problem(f"“{WAYS[way].label}”里的号码总是遮住的。", "需要完整号码的，请用“导出名单”。")
    if session.store.refusal:
        why, advice = session.store.refusal
        raise Problem(f"没有导出完整的号码：{why}", f"导出完整号码要记入操作记录。{advice}")


def note(session: Session, way: str, count: int, out: Path | None = None, *, whole: Purpose | None = None) -> None:
    """Note among the operations that so many rows leave; of a file that can only be read nothing can be noted.

    Whole numbers are noted before they are written, so that none leave unnoted.
    """
    if session.store.read_only:
        return
    from app import audit

    made = WAYS[way]
    numbers = "whole" if whole else made.numbers if made.numbers != "asked" else "masked"
    detail: dict[str, str | int] = {"way": way, "count": count, "numbers": numbers}
    if out is not None:
        detail["file"] = out.name if made.named else f"*{out.suffix}"
    if whole:
        detail |= {"purpose": whole.text, "receiver": whole.receiver, "password": "有" if whole.password else "没有"}
        if whole.why_open:
            detail["why_open"] = whole.why_open
    words = "身份证号和电话是完整的" if whole else "身份证号和电话遮住了中间几位" if numbers == "masked" else ""
    audit.note(session, "exported", f"{made.label}：{count} 条" + (f"，{words}" if words else ""), **detail)
