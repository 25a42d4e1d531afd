"""The whole demonstration: schools that have joined hold what the county holds of them."""

from pathlib import Path

import pytest

from app import certificates
from app.demo import issued
from app.demo.files import Demo, make
from app.exchange import desk, packing, receiving
from app.papers import blocks, printings
from app.problems import Cancelled, Problem
from app.session import Session, open_session
from storage import exchange as stored


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return make(tmp_path_factory.mktemp("demo") / "示范", teachers=60, schools=3)


def rows_in_scope(county: Session, site: str) -> set[tuple[str, str, str]]:
    """(table, id, JSON) of everything the county says the site may see."""
    scope = {row["root"] for row in county.store.all("SELECT root FROM scope WHERE site = ?", (site,))}
    roots = {(row["tbl"], row["pk"]): row["root"] for row in county.store.all("SELECT tbl, pk, root FROM stamps")}
    return {one for one in stored.digest_rows(county.store) if roots[one[0], one[1]] in scope}


def test_the_folder_holds_the_county_the_schools_and_their_keys_only(demo: Demo) -> None:
    folder = demo.county.parent
    expected = {"county.xinhuo", "county.xinhuo.key", "schools"}
    assert {path.name for path in folder.iterdir()} == expected
    names = {name for code in demo.schools for name in (f"{code}.xinhuo", f"{code}.xinhuo.key")}
    assert {path.name for path in (folder / "schools").iterdir()} == names
    assert len(demo.schools) == 3
    assert demo.counts["teachers"] == 60


def test_each_school_holds_the_same_rows_as_the_county_in_its_scope(demo: Demo) -> None:
    with open_session(demo.county) as county:
        for path in demo.schools.values():
            with open_session(path) as school:
                mine = set(stored.digest_rows(school.store))
                assert mine == rows_in_scope(county, school.site)
                assert school.store.value("SELECT count(*) FROM teachers") > 2
                assert desk.pending_count(school) == 0


def test_papers_stand_in_the_register_in_every_state_and_a_school_has_a_block(demo: Demo) -> None:
    with open_session(demo.county) as county:
        register = certificates.listed(county)
        assert {"有效", "已作废"} <= {str(row["state"]) for row in register}
        assert any(row["replaces"] for row in register) and len(printings.listed(county)) >= 3
        (given,) = blocks.listed(county)
    with open_session(next(iter(demo.schools.values()))) as school:
        (mine,) = blocks.listed(school)
        assert (mine.id, mine.mine, mine.left) == (given.id, True, issued.BLOCK)


def test_the_schools_have_joined_and_answered(demo: Demo) -> None:
    with open_session(demo.county) as county:
        sites = desk.sites_of(county)
    assert {one["code"] for one in sites} == set(demo.schools)
    assert all(one["state"] == "joined" and one["last_in"] and one["last_out"] for one in sites)


def test_the_next_file_from_the_county_is_a_small_one(demo: Demo, tmp_path: Path) -> None:
    code = next(iter(demo.schools))
    with open_session(demo.county) as county, open_session(demo.schools[code]) as school:
        made = packing.pack(county, code, tmp_path)
        assert made.counts["complete"] == 0
        assert made.counts["rows"] == 0
        receiving.take(school, made.path)


def test_a_folder_that_holds_a_demonstration_is_left_alone(demo: Demo) -> None:
    before = demo.county.read_bytes()
    with pytest.raises(Problem) as refusal:
        make(demo.county.parent, teachers=60, schools=3)
    assert "已经有" in refusal.value.title
    assert demo.county.read_bytes() == before


def test_stopped_work_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str) -> None:
        if "加入" in what:
            raise Cancelled

    with pytest.raises(Cancelled):
        make(tmp_path, teachers=20, schools=2, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_progress_goes_forward_to_the_whole(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    make(tmp_path, teachers=6, schools=1, progress=lambda done, total, what: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (100, 100)
