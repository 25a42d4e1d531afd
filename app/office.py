"""This office itself (本单位): its name, the word its certificates are numbered with, and its last backup."""

import re

from app import organisations
from app.problems import Problem
from app.session import Session


def rename(session: Session, name: str) -> None:
    """Give the office another name, as it stands on papers and files; its row among the organisations follows.

    A school is named by the county: there it is refused.
    """
    clean = name.strip()
    if not session.is_county:
        raise Problem("学校的名称由县里登记。", "请联系县局经办人修改，下次接收县里的文件后会更新。")
    if not clean:
        raise Problem("请填写单位名称。", "它会出现在证书和报表上。")
    if clean == session.name:
        return
    own = session.organisation
    if own and session.store.row(organisations.ENTITY.table, own):
        organisations.save(session, own, {"name": clean})
    session.store.set_fact("name", clean)


FILE_LIMIT = 20
"""Megabytes of one file between offices unless set otherwise: it passes by mail and WeChat."""


def file_limit(session: Session) -> int:
    """Megabytes that one file between offices may have; 0 for no limit. Attachments beyond it go in further files."""
    said = session.store.fact("file_limit")
    return FILE_LIMIT if said is None else int(said)


def set_file_limit(session: Session, text: str) -> None:
    """Set the limit, in megabytes as a person types them."""
    clean = text.strip()
    if not re.fullmatch(r"[0-9]{1,4}", clean):
        raise Problem("每个文件的大小请写整数。", "单位是 MB，例如 20；写 0 表示不限制。")
    session.store.set_fact("file_limit", str(int(clean)))


def number_word(session: Session) -> str:
    """The word before the kind in a certificate's number (“示教” in 示教结业字〔2026〕000001号); "" where none was set."""
    return session.store.fact("number_word") or ""


def set_number_word(session: Session, word: str) -> None:
    """Number certificates with another word from now on; those issued keep their numbers."""
    clean = word.strip()
    if len(clean) > 12:
        raise Problem("证书编号的字头太长了。", "请用几个字的简称，例如“示教”。")
    session.store.set_fact("number_word", clean or None)
