"""Doors of what people type and scanners read: names searched, dates, hours, numbers, codes of paper, kits."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

from app import (
    codes,
    dates,
    fields,
    hours,
    identity,
    numerals,
    phones,
    pinyin,
    recovery_code,
    school_years,
    search,
    typed_lines,
)
from app.backups import naming
from app.exchange import bech32, kit
from app.fields import Field, Kind, Unreadable
from app.papers import patterns, statement_lines
from storage.datakeys import DataKey
from tests.faults.doors.opening import Door, for_door, text_of

_TODAY = date(2026, 9, 1)
_WORTH = hours.Worth(60, 10)
_PEOPLE = ("单丽", "张𬭎", "欧阳娜娜", "阿依古丽·买买提", "Anna Li", "吕绿", "尉迟敬德", "〇", "m'a", "")
_FIELDS = (
    *(Field(kind.value, "项目", kind) for kind in Kind if kind not in (Kind.CODE, Kind.REFERENCE)),
    Field("ethnic", "民族", Kind.CODE, codes="ethnic"),
    Field("division", "出生日期", Kind.DATE, years=(-90, -15)),
)
_KEPT = (Kind.DATE, Kind.MONTH, Kind.NAME, Kind.CODE, Kind.PHONE, Kind.ID_NUMBER, Kind.FLAG, Kind.SCHOOL_YEAR)
"""Kinds whose values read as themselves once they are shown."""


@cache
def _index() -> search.NameIndex:
    return search.NameIndex(
        search.Entry(str(place), name, keys.initials, keys.full, keys.readings, "11010119900307111X", "城关 小学")
        for place, name in enumerate(_PEOPLE)
        for keys in (pinyin.name_keys(name),)
    )


def _searched(data: bytes) -> None:
    """A word in the search box."""
    text = text_of(data)
    if text is not None:
        assert set(_index().find(text)) <= set(map(str, range(len(_PEOPLE))))


def _named(data: bytes) -> None:
    """A name: its keys, and found by each of them."""
    text = text_of(data)
    if text is None or "\n" in text or "\t" in text:
        return
    keys = pinyin.name_keys(text[:60])
    index = search.NameIndex([search.Entry("1", text[:60], keys.initials, keys.full, keys.readings, "", "")])
    for word in keys.full.split()[:3]:
        # Digits among letters are no pinyin, and nobody searches so.
        assert index.find(word) == ["1"] or not (word.isascii() and word.isalpha()), word


def _scanned(data: bytes) -> None:
    """The text of a code on a paper: what reads is written as it was."""
    text = text_of(data)
    if text is None:
        return
    statement_lines.looks_whole(text)
    try:
        found = statement_lines.read(text)
    except statement_lines.Unfit:
        return
    assert statement_lines.read(statement_lines.written(found)) == found
    assert statement_lines.signed_bytes(found)


def _stated(data: bytes) -> None:
    """Six lines that a paper is to say: the code that is made of them reads, is not too long, and holds no ID number."""
    text = text_of(data)
    if text is None:
        return
    parts = [*text.split("\n"), "", "", "", "", ""][:5]
    made = statement_lines.of(parts[0], parts[1], parts[2], parts[3], parts[4], _TODAY, None)
    whole = statement_lines.sealed(made, "0" * 8, lambda _signed: bytes(64))
    if all(len(part.encode()) < 40 for part in parts):
        assert len(whole.encode()) <= statement_lines.MOST_BYTES
        assert statement_lines.read(whole).name == made.name
    assert statement_lines.without_identity(made.about) == made.about


def _typed_kit(data: bytes) -> None:
    """The lines of a recovery kit from paper."""
    text = text_of(data)
    if text is not None:
        assert len(kit.lines_of(kit.read_lines(text, "示范县"))) == kit.LINES


def _secret(data: bytes) -> None:
    """The text of an age secret."""
    text = text_of(data)
    if text is None:
        return
    try:
        assert bech32.secret_of(bech32.data_of(text)).lower() == text.lower()
    except ValueError:
        return


def _field(data: bytes) -> None:
    """A cell or an entry, read as each kind of field: what is shown of it reads as the same."""
    text = text_of(data)
    if text is None:
        return
    for field in _FIELDS:
        try:
            value = fields.parse(field, text, today=_TODAY, worth=_WORTH)
        except Unreadable as reason:
            assert str(reason)
            continue
        if value is not None and field.kind in _KEPT:
            assert fields.parse(field, fields.show(field, value), today=_TODAY, worth=_WORTH) == value, field.kind


def _read(data: bytes) -> None:
    """The single readers, as other parts of the program call them."""
    text = text_of(data)
    if text is None:
        return
    for read in (_dates, _identity, _others):
        try:
            read(text)
        except (Unreadable, identity.IdentityFault) as reason:
            assert str(reason)


def _dates(text: str) -> None:
    dates.two_ways(text)
    dates.is_short(text)
    year, month, day = dates.read(text, _TODAY)
    date(year, month, day or 1)


def _identity(text: str) -> None:
    identity.damaged_by_excel(text)
    identity.grouped(text)
    assert len(text) < 18 or identity.masked(text) != text or not text.isdigit()
    found = identity.parse(text, today=_TODAY)
    assert identity.parse(found.text18, today=_TODAY) == found


def _others(text: str) -> None:
    numerals.in_digits(text)
    statement_lines.without_identity(text)
    if not patterns.faults(text):
        template = patterns.filled(text, word="甲", kind="结业", year=2026, code="1")
        assert patterns.number(patterns.of_month(template, 9), 12)
    try:
        assert school_years.read(school_years.label(school_years.read(text))) == school_years.read(text)
    except ValueError as reason:
        assert str(reason)
    for table in ("ethnic", "education", "subject"):
        codes.table(table).find(text)
        codes.table(table).may_mean(text)
    hours.read_worth(text)
    phones.read(text)


def _typed_code(data: bytes) -> None:
    """The lines of a recovery code from paper, while they are typed and when they are whole."""
    text = text_of(data)
    if text is None:
        return
    right, wrong = typed_lines.so_far(text, 3)
    assert 0 <= right <= 3
    assert all(wrong)
    key = recovery_code.read(text, None)
    assert recovery_code.read("\n".join(recovery_code.lines_of(key)), key.ident) == key


def _copy_name(data: bytes) -> None:
    """The name of a file in a folder of backups."""
    text = text_of(data)
    if text is not None:
        made = naming.read(text)
        assert made is None or made.name == text
        naming.copy_of(text)
        naming.kind_of(text)


DOORS: tuple[Door, ...] = (
    *(_searched, _named, _scanned, _stated, _typed_kit, _secret, _field, _read),
    *(_typed_code, _copy_name),
)
"""New ones come last: what was found is kept under its number."""

_SAID = (
    *("2026年9月1日", "二〇二六年九月", "1990.3.7", "3-Sep-26", "45901", "20260901", "上午 9:30", "2026-13-01"),
    *("16学时", "1.5天", "半天", "三节半", "０．５小时", "110101199003071 11X", "1.10101E+17", "110101900307111"),
    *(
        "0431-1234567",
        "１３９００００００００１",
        "13900000001、13900000002",
        "汉族",
        "是",
        "2025—2026学年",
        "无学位",
        "—",
    ),
    *("{字头}{种类}〔{年}〕{流水号:6}号{校验}", "第12名", "一百二十三", "张 三", "买买提·阿依古丽", "Na"),
)


def seeds() -> Iterator[bytes]:
    """Something whole for every door to begin with."""
    words = [text.encode() for text in (*_SAID, *_PEOPLE, "zhangsan", "xi'an", "lü", "111x", "shan li", "城关 张")]
    for door in (0, 1, 6, 7):
        yield from for_door(door, words)
    made = statement_lines.of(
        "结业证书", "教培〔2026〕000012号", "李梅", "国培 2026 32 学时", "示范县教育局", _TODAY, _TODAY
    )
    whole = statement_lines.sealed(made, "0" * 8, lambda _signed: bytes(64)).encode()
    yield from for_door(2, (whole, whole.replace(b"\n", b"\r\n"), whole.replace("证书 1".encode(), "证书 2".encode())))
    yield from for_door(3, ("结业证书\n教培12号\n李梅\n身份证 11010119900307111X 的培训\n示范县教育局".encode(),))
    secret = bech32.secret_of(bytes(range(32)))
    paper = kit.lines_of(kit.Kit("示范县", "0" * 32, "1" * 32, "2" * 64, secret))
    yield from for_door(
        4, ("\n".join(paper).encode(), "\n".join(f"{n + 1}. {one}" for n, one in enumerate(paper)).encode())
    )
    yield from for_door(5, (secret.encode(),))
    code = recovery_code.lines_of(DataKey(bytes(range(32)), "0a" * 10))
    yield from for_door(8, ("\n".join(code).encode(), "\n".join(code).replace(" ", "-").lower().encode()))
    at = datetime(2026, 9, 1, 12, 30)
    yield from for_door(9, (naming.automatic("县", at, "0a" * 4).encode(), naming.by_hand("县", at).encode()))
