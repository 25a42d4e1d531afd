"""The light teacher list and what people are found by."""

from pathlib import Path

from app import organisations, roster, teachers
from app import session as sessions
from app.search import NameIndex


def test_the_first_rows_are_the_head_of_the_whole_list(tmp_path: Path) -> None:
    with sessions.create_county(tmp_path / "县.xinhuo", "示范县教育局", operator="王敏") as session:
        school = organisations.save(session, None, {"name": "城关小学"})
        for name in ("曾伟", "王芳", "单雪梅"):
            teachers.save(session, None, {"name": name, "work": school})
        rows = roster.listed(session)
        assert [row[1] for row in rows] == ["单雪梅", "王芳", "曾伟"]
        assert roster.listed(session, 2) == rows[:2]
        assert all(len(row) == len(roster.COLUMNS) for row in rows)
        assert roster.count(session) == 3


def test_people_are_found_by_name_pinyin_number_and_school(tmp_path: Path) -> None:
    with sessions.create_county(tmp_path / "县.xinhuo", "示范县教育局", operator="王敏") as session:
        school = organisations.save(session, None, {"name": "城关小学"})
        values = {"name": "单雪梅", "work": school, "id_number": "11010519491231002X"}
        pk = teachers.save(session, None, values)
        index = NameIndex(roster.entries(session))
        for text in ("雪", "sxm", "shanxue", "002x", "城关"):
            assert index.find(text) == [pk], text
