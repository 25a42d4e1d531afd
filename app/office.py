"""This office itself (本单位): its name, the word of its certificates, and what it counts a day of training for."""

import re

from app import organisations
from app.fields import Unreadable, hours_text
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


WORTH = (("天", "hours_per_day"), ("节", "hours_per_lesson"))
"""The units a training may be written in beside hours, each with the fact that holds its tenths of an hour."""


def worth_text(session: Session, unit: str) -> str:
    """What a day (天) or a lesson (节) counts for, as it is shown: "8"; "" where nobody has said."""
    from app import hours

    said = hours.worth(session)
    tenths = said.day if unit == "天" else said.lesson
    return hours_text(tenths) if tenths else ""


def worth_is_ruled(session: Session, unit: str) -> bool:
    """Whether the county's rule says it, so that this school has nothing to say of its own."""
    from app import hours

    if session.is_county:
        return False
    said = hours.ruled_worth(session)
    return bool(said.day if unit == "天" else said.lesson)


def set_worth(session: Session, text: str, unit: str) -> None:
    """Say what a day (天) or a lesson (节) counts for, in hours as a person types them; empty takes it back.

    Workbooks that say "2天" are read by it from then on; nothing that is kept already changes. What the county says is
    a rule and holds at its schools too; raises Problem at a school where there is such a rule.
    """
    from app import hours

    if worth_is_ruled(session, unit):
        raise Problem(f"一{unit}算多少学时由县里的规则规定。", "要更改请联系县局经办人。")
    try:
        tenths = hours.read_worth(text)
    except Unreadable as reason:
        raise Problem(f"一{unit}算多少学时，没有看懂。", str(reason)) from reason
    if session.is_county:
        from app.rules import worth

        worth.set_worth(session, unit, tenths)
        return
    session.store.set_fact(dict(WORTH)[unit], None if tenths is None else str(tenths))
