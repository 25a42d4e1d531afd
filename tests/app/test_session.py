from datetime import datetime
from pathlib import Path

import pytest

from app.problems import Problem
from app.session import Session, create_county, create_school, open_session
from storage.problems import StorageProblem

NOON = datetime(2026, 9, 1, 12, 0, 0)


def noon() -> datetime:
    return NOON


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return create_county(tmp_path / "县.xinhuo", "青石县教育局", operator="王敏", clock=noon)


def test_a_county_file_knows_whose_it_is_and_holds_its_own_unit(session: Session) -> None:
    with session:
        assert (session.is_county, session.name, session.operator) == (True, "青石县教育局", "王敏")
        assert session.site and session.organisation
        row = session.store.row("organisations", session.organisation)
        assert row is not None and row["name"] == "青石县教育局"
        assert session.store.fact("created") == "2026-09-01T12:00:00"
        assert session.today() == NOON.date()


def test_a_school_file_is_empty_until_its_first_file_comes(tmp_path: Path) -> None:
    with create_school(tmp_path / "校.xinhuo", "城关小学", site="s1", organisation="o1") as school:
        assert (school.is_county, school.site, school.organisation, school.operator) == (False, "s1", "o1", "")
        assert school.store.value("SELECT count(*) FROM organisations") == 0


def test_what_was_set_is_there_when_the_file_is_opened_again(session: Session) -> None:
    session.set_operator("  赵静 ")
    site = session.site
    session.close()
    with open_session(session.path) as again:
        assert (again.operator, again.name, again.site) == ("赵静", "青石县教育局", site)


def test_an_operator_has_a_name(session: Session) -> None:
    with session, pytest.raises(Problem, match="经办人"):
        session.set_operator("  ")


def test_every_act_bears_the_operators_name_and_the_clocks_time(session: Session) -> None:
    with session:
        session.set_operator("赵静")
        with session.writing("新增单位") as rows:
            rows.insert("organisations", {"name": "城关小学"})
        found = session.store.tuples("SELECT actor, reason, at FROM transactions ORDER BY seq DESC LIMIT 1")
    assert found == [("赵静", "新增单位", "2026-09-01T12:00:00")]


def test_long_work_in_another_thread_opens_the_file_for_itself(session: Session) -> None:
    heard: list[frozenset[str]] = []
    session.listen(heard.append)
    with session, session.again() as other:
        assert (other.operator, other.now()) == ("王敏", NOON)
        with other.writing("新增单位") as rows:
            rows.insert("organisations", {"name": "城关小学"})
        other.store.set_fact("adopted", "s1")
        assert session.store.value("SELECT count(*) FROM organisations") == 2
        assert session.store.fact("adopted") == "s1"
        assert heard == []
        with session.writing("改名") as rows:
            rows.update("organisations", str(session.organisation), {"name": "青石县"})
        assert heard == [frozenset({"organisations"})]


def test_a_county_file_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem, match="写不进"):
        (tmp_path / "no folder").write_text("in the way")
        create_county(tmp_path / "no folder" / "县.xinhuo", "青石县")
    assert [one.name for one in tmp_path.iterdir()] == ["no folder"]
