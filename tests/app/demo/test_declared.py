"""The demonstration's declared items are in every state, with the hours of the rules."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import declarations
from app.demo.county import make_county
from app.session import Session
from storage import training as ledger


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with make_county(tmp_path_factory.mktemp("county") / "county.xinhuo", teachers=400, schools=8) as session:
        yield session


def mine(session: Session) -> list[dict[str, object]]:
    return [row for row in declarations.listed(session) if row["kind"] != "7"]


def test_items_are_in_every_state_and_of_several_kinds(county: Session) -> None:
    rows = mine(county)
    states = Counter(row["state"] for row in rows)
    assert states["granted"] > 0.5 * len(rows) and states["county"] and states["returned"]
    assert len({row["kind"] for row in rows}) >= 4
    assert {row["doubt"] for row in rows} == {""}
    assert all(row["comment"] for row in rows if row["state"] == "returned")


def test_every_verdict_is_about_what_is_there(county: Session) -> None:
    assert all(row["stands"] for row in mine(county) if row["verdict"])


def test_hours_are_those_of_the_rules_and_stay_within_a_years_limit(county: Session) -> None:
    by_rule = [row for row in mine(county) if row["rule_id"]]
    assert by_rule
    lessons: defaultdict[tuple[object, str], int] = defaultdict(int)
    for row in by_rule:
        given = declarations.proposed(county.store, str(row["id"]), row)
        assert given.whole is not None and int(str(row["granted"])) <= given.whole
        if row["kind"] == "4":
            lessons[row["teacher_id"], str(row["done_on"])[:4]] += int(str(row["granted"]))
    assert lessons and max(lessons.values()) <= 180
    assert ledger.kept(county.store) == ledger.recounted(county.store)


def test_the_same_seed_makes_the_same(tmp_path: Path) -> None:
    def told(name: str) -> list[str]:
        with make_county(tmp_path / name, teachers=60, schools=3) as session:
            return sorted(f"{row['teacher_name']} {row['title']} {row['granted']}" for row in mine(session))

    assert told("a.xinhuo") == told("b.xinhuo")
