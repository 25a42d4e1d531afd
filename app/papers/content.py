"""What a paper said, kept so that it can be told whether another would say the same, and printed again alike."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.papers.kinds import ISSUED_ON, ISSUER, NUMBER, VALID_UNTIL, Due
from app.papers.wording import quoted, span, term, written
from exports.papers.facts import Facts
from storage.store import Row

_GIVEN = (NUMBER, ISSUED_ON, ISSUER, VALID_UNTIL)
_SHORT = ("培训班", "职务", "荣誉名称", "称号", "工作室", "师父")
"""The fact that says in short what a paper is about, the first of these that it has."""


def kept(facts: Facts) -> str:
    """A paper apart from its number, days and code, as text that is equal for equal papers; of pictures their SHA-256."""
    plain = {
        "who": facts.who,
        "title": facts.title,
        "texts": {name: text for name, text in facts.texts.items() if name not in _GIVEN},
        "names": sorted(facts.names),
        "lists": {name: [dict(row) for row in rows] for name, rows in facts.lists.items()},
        "pictures": {name: hashlib.sha256(data).hexdigest() for name, data in facts.pictures.items()},
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def read(text: str, pictures: Mapping[str, bytes]) -> Facts | None:
    """The paper that was kept, with its pictures where they still are the same; None for one of an earlier program."""
    plain = json.loads(text)
    if "texts" not in plain:
        return None
    same = {name: data for name, data in pictures.items() if _is(data, plain["pictures"].get(name))}
    return Facts(
        who=plain["who"],
        title=plain["title"],
        texts=plain["texts"],
        names=frozenset(plain["names"]),
        lists=plain["lists"],
        pictures=same,
    )


def has_pictures(text: str) -> bool:
    """Whether a kept paper bore pictures."""
    return bool(json.loads(text).get("pictures"))


def numbered(
    facts: Facts, number: str, issuer: str, issued_on: date | str, valid_until: str | None, code: str = ""
) -> Facts:
    """A paper with what is given to it when it is issued."""
    given = {
        NUMBER: number,
        ISSUED_ON: written(issued_on),
        ISSUER: issuer,
        VALID_UNTIL: written(valid_until),
    }
    return Facts(
        who=f"{facts.who}（{number}）" if number else facts.who,
        # Files are named by it: another paper of somebody of that name must not take this one's place.
        title=f"{facts.title} {number}".rstrip(),
        texts={**facts.texts, **given},
        names=facts.names,
        lists=facts.lists,
        pictures=facts.pictures,
        code=code,
    )


def in_short(facts: Facts) -> str:
    """What a paper is about, for its signed statement."""
    texts = facts.texts
    if texts.get("总学时"):
        return f"{texts.get('统计期间', '')}继续教育{texts['总学时']}学时"
    return next((texts[name] for name in _SHORT if texts.get(name)), facts.title)


def is_same(row: Row, due: Due) -> bool:
    """Whether a paper of the register says what one to be issued would say."""
    if row["facts"] == kept(due.facts):
        return True
    plain = json.loads(row["facts"])
    return "texts" not in plain and _said_before(str(row["kind"]), plain, due.facts)


# -- papers issued before papers had designs


def _said_before(kind: str, plain: Mapping[str, Any], facts: Facts) -> bool:
    """Whether a paper that an earlier program printed says the same; it kept what it knew under names of its own."""
    earlier = _EARLIER.get(kind)
    if earlier is None:
        return False
    texts = {"姓名": plain["name"], "单位": plain["unit"], **earlier(plain)}
    if any(facts.texts.get(name, "") != text for name, text in texts.items()):
        return False
    if kind != "hours":
        return True
    return _lines(plain["rows"], "year", "programme", "hours") == _lines(
        facts.lists["学时"], "年度", "项目名称", "学时"
    )


def _lines(rows: Sequence[Mapping[str, str]], *names: str) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def _completion(plain: Mapping[str, Any]) -> dict[str, str]:
    return {
        "培训班": quoted(plain["programme"]),
        "主办单位": plain["organiser"],
        "起止日期": span(plain["starts_on"], plain["ends_on"]),
        "考核结果": plain["result"],
    }


def _appointment(plain: Mapping[str, Any]) -> dict[str, str]:
    return {"职务": plain["post"], "聘期": term(plain["starts_on"], plain["ends_on"]), "依据文件": plain["basis"]}


def _hours(plain: Mapping[str, Any]) -> dict[str, str]:
    return {"统计期间": plain["cycle"], "总学时": plain["totals"][-1]["hours"], "证件号码": plain["identity"]}


_EARLIER = {"completion": _completion, "appointment": _appointment, "hours": _hours}


def _is(data: bytes, digest: str | None) -> bool:
    return hashlib.sha256(data).hexdigest() == digest
