"""Which teacher a command means: by id, ID number, name or pinyin; told apart by the school where there are several."""

from app import roster
from app.problems import Problem
from app.search import NameIndex
from app.session import Session

_SHOWN = 8


def find(session: Session, text: str) -> str:
    """The id of the one teacher `text` means; raises Problem when nobody or several people fit."""
    entries = roster.entries(session)
    exact = [one for one in entries if text in (one.id, one.id_number)] or [one for one in entries if one.name == text]
    if not exact:
        ids = set(NameIndex(entries).find(text)) if text.strip() else set()
        exact = [one for one in entries if one.id in ids]
    if not exact:
        raise Problem(f"找不到“{text}”。", "请写姓名、拼音首字母或身份证号，也可以写 list teachers 列出的编号。")
    if len(exact) > 1:
        some = "；".join(f"{one.name} {one.school} {one.id}" for one in exact[:_SHOWN])
        more = "……" if len(exact) > _SHOWN else ""
        raise Problem(f"“{text}”有 {len(exact)} 人。", f"请在姓名后面空一格加上学校，或者写编号：{some}{more}")
    return exact[0].id
