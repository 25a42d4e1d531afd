"""The demonstration shows what checks find: rules that are met, that are short, and the names behind both."""

from collections.abc import Iterator

import pytest

from app import catalogue
from app.demo.county import make_county
from app.gaps.checking import CHECKS, results
from app.gaps.results import OK, SHORT
from app.session import Session


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with make_county(tmp_path_factory.mktemp("county") / "county.xinhuo", teachers=400, schools=8) as session:
        yield session


def test_every_kind_of_check_finds_names(county: Session) -> None:
    found = results(county)
    assert {type(one.rule.said) for one in found} == set(CHECKS)
    states = {one.state(county.today()) for one in found}
    assert {OK, SHORT} <= states
    for kind in CHECKS:
        some = [one for one in found if type(one.rule.said) is kind]
        assert any(one.met or one.missing for one in some), kind


def test_the_registers_are_filled_and_short_of_what_is_asked(county: Session) -> None:
    fine = [row for row in catalogue.courses(county) if row["is_fine"]]
    assert 5 < len(fine) < 13
    assert {row["kind"] for row in catalogue.bases(county)} >= {"1", "2", "3"}
    ((year, entries, people, times),) = catalogue.volunteered(county)
    assert (year, entries > 10, people < times) == (2026, True, True)
