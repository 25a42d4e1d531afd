"""A county that lost everything but its recovery kit begins anew, and its schools bring back what they hold."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app import checks, mentoring, organisations, studios, teachers, training
from app.backups import places
from app.exchange import custody, desk, keyring, membership, receiving, recovering, restoring
from app.papers import numbering
from app.problems import Problem
from app.session import Session
from storage import exchange as stored
from storage.store import Act
from tests.app.exchange.conftest import District, teacher_of


@pytest.fixture
def lost(district: District, tmp_path: Path) -> Iterator[District]:
    """The county is gone; an empty one made from the kit stands in its place."""
    made = custody.kit_of(district.county)
    district.county.close()
    for file in tmp_path.glob("县.xinhuo*"):
        file.unlink()
    district.county = recovering.recover_county(made, tmp_path / "新县.xinhuo", operator="王敏")
    yield district


def names(session: Session) -> set[str]:
    return {str(row["name"]) for row in organisations.listed(session)}


def test_a_county_begun_anew_is_the_same_office_without_its_data(lost: District) -> None:
    assert (lost.county.name, lost.county.is_county) == ("示范县教育局", True)
    assert lost.county.site == keyring.of(lost.city).county.site
    assert teachers.every(lost.county) == [] and desk.sites_of(lost.county) == []
    assert custody.status(lost.county).fingerprint == custody.status(lost.city).fingerprint


def test_schools_are_found_by_what_they_can_prove_and_a_person_confirms(lost: District, tmp_path: Path) -> None:
    older, files = lost.up(lost.city), [lost.up(lost.city), lost.up(lost.town)]
    with membership.found_county(tmp_path / "邻.xinhuo", "邻县教育局") as neighbour:
        place = organisations.save(neighbour, None, {"name": "邻县小学", "kind": "3"})
        strange = membership.invite(neighbour, place, tmp_path).path
    rubbish = lost.stick / "乱.xhb"
    rubbish.write_bytes(b"?")
    found = recovering.look(lost.county, [older, *files, strange, rubbish])
    assert [(one.stand, one.name) for one in found if one.stand == "unknown"] == [
        ("unknown", "城关小学"),
        ("unknown", "清水小学"),
    ]
    assert found[0].path == files[0]
    assert len([one for one in found if one.stand == "unfit" and one.reason]) == 2
    assert desk.sites_of(lost.county) == []
    assert [one.name for one in recovering.register(lost.county, found)] == ["城关小学", "清水小学"]
    assert {(one["name"], one["state"]) for one in desk.sites_of(lost.county)} == {
        ("城关小学", "joined"),
        ("清水小学", "joined"),
    }
    assert names(lost.county) == {"示范县教育局", "城关小学", "清水小学"}
    assert [one.stand for one in recovering.look(lost.county, [lost.up(lost.city)])] == ["known"]


def test_a_county_begun_anew_begins_no_numbers_at_1_again(lost: District) -> None:
    year = lost.county.today().year

    def given(of_year: int = year) -> str:
        with lost.county.writing("编号") as rows:
            return numbering.Numbers(lost.county, rows).give("hours", date(of_year, 5, 1)).number

    with pytest.raises(Problem, match="不知道学时证明以前发到了几号"):
        given()
    assert given(year + 1) == f"学时〔{year + 1}〕000001号", "of a year to come nothing was given yet"
    numbering.set_pattern(lost.county, "hours", "{字头}{种类}〔{年}〕{流水号:6}号", 500)
    assert given() == f"学时〔{year}〕000500号"


def test_schools_go_on_without_a_new_invite_and_offer_what_they_hold(lost: District) -> None:
    teachers.save(lost.city, teacher_of(lost.city)["id"], {"phone": "13900000009"})
    for school in (lost.city, lost.town):
        receiving.take(lost.county, lost.up(school), register=True)
        receiving.take(school, lost.down(school))
    assert keyring.of(lost.city).county == keyring.of(lost.county).county
    for school in (lost.city, lost.town):
        lost.round(school)
    offered = {row["col"] for row in lost.county.store.all("SELECT col FROM reviews WHERE tbl = 'teachers'")}
    assert {"name", "phone"} <= offered
    assert desk.pending_count(lost.city) == 0


def test_nothing_is_begun_where_keys_lie_already(district: District, tmp_path: Path) -> None:
    made = custody.kit_of(district.county)
    with pytest.raises(Problem, match="已有密钥文件"):
        recovering.recover_county(made, tmp_path / "县.xinhuo")
    keys = keyring.path_beside(tmp_path / "新.xinhuo")
    shutil.copy(keyring.path_beside(tmp_path / "县.xinhuo"), keys)
    with pytest.raises(Problem, match="已有密钥文件"):
        recovering.recover_county(made, tmp_path / "新.xinhuo")
    assert not (tmp_path / "新.xinhuo").exists()


def test_no_office_begins_where_its_file_would_be_taken_for_a_copy(district: District, tmp_path: Path) -> None:
    made, folder = custody.kit_of(district.county), tmp_path / places.FOLDER
    folder.mkdir()
    (folder / places.SIGN).touch()
    for path in (folder / "新县.xinhuo", tmp_path / "县.升级前-12.xinhuo"):
        with pytest.raises(Problem, match="没有新建"):
            recovering.recover_county(made, path)
        with pytest.raises(Problem, match="没有新建"):
            membership.found_county(path, "新县教育局")
        assert not path.exists() and not keyring.path_beside(path).exists()


# -- from a county with a year's work in it to an empty one, and back


def rows_of(county: Session, school: Session) -> dict[tuple[str, str], stored.RegisterRow]:
    """What the county holds of all that a school may see: values, who wrote them, what is deleted."""
    with county.store.writing(Act("县", "看", mode="import"), rehearse=True) as rows:
        return {(one.table, one.pk): one for one in stored.registers_in_scope(rows, school.site, None)}


def fill(district: District) -> None:
    """Something of everything the two schools hold together, written by three offices."""
    county, city, town = district.county, district.city, district.town
    zhang, shan = (str(teacher_of(one)["id"]) for one in (city, town))
    programme = training.save_programme(county, None, {"title": "师德专题", "level": "4", "category": "3"})
    group = {"programme_id": programme, "name": "一期", "year": 2026, "hours": 100}
    training.enrol(county, training.save_class(county, None, group), [zhang, shan], result="1")
    studio = studios.save(county, None, {"name": "单丽工作室", "kind": "2", "host_id": shan})
    studios.save_member(county, None, {"studio_id": studio, "teacher_id": zhang, "role": "2"})
    pair = {"kind": "1", "mentor_id": shan, "mentee_id": zhang, "start_date": "2026-09-01"}
    pair_id = mentoring.save(county, None, pair)
    for school in (city, town):
        district.round(school)
    mentoring.add_activity(city, {"pair_id": pair_id, "kind": "1", "held_on": "2026-10-10", "topic": "听课"})
    new = teachers.save(city, None, {"name": "买买提·艾力", "work": city.organisation, "phone": "13900000005"})
    teachers.save(city, zhang, {"phone": "13900000006"})
    teachers.save(county, shan, {"honour": "市级骨干"})
    gone = teachers.save(town, None, {"name": "登错的人", "work": town.organisation})
    for school in (city, town):
        district.round(school)
    teachers.save(county, new, {"subject": "14"})
    teachers.delete(town, gone)
    for school in (city, town, city):
        district.round(school)


def test_a_lost_county_has_every_row_back_with_its_writers_after_two_rounds(district: District, tmp_path: Path) -> None:
    fill(district)
    schools = (district.city, district.town)
    before = [rows_of(district.county, school) for school in schools]
    made = custody.kit_of(district.county)
    district.county.close()
    for file in tmp_path.glob("县.xinhuo*"):
        file.unlink()
    # Meanwhile work goes on at a school.
    zhang = next(row for row in teachers.every(district.city) if row["name"] == "张𬭎")
    teachers.save(district.city, str(zhang["id"]), {"remark": "县里电脑坏了以后写的"})
    district.county = recovering.recover_county(made, tmp_path / "新县.xinhuo", operator="王敏")
    for _ in range(2):
        files = [district.up(school) for school in schools]
        recovering.register(district.county, recovering.look(district.county, files))
        for file, school in zip(files, schools, strict=True):
            receiving.take(district.county, file)
            # The school sees at first what the new county lacks go, and says yes: it has offered it back.
            receiving.take(school, district.down(school), removal_agreed=True)
        seqs = [int(row["seq"]) for row in stored.reviews(district.county.store)]
        if seqs:
            assert restoring.restore(district.county, seqs).left == ()
    for school in schools:
        district.round(school)
    assert stored.reviews(district.county.store) == []
    assert stored.conflicts(district.county.store) == []
    for school, old in zip(schools, before, strict=True):
        now = rows_of(district.county, school)
        assert now.keys() == old.keys()
        for key, row in old.items():
            if key == ("teachers", zhang["id"]):
                assert now[key].values == {**row.values, "remark": "县里电脑坏了以后写的"}
                assert {**now[key].cells, "remark": ""} == {**row.cells, "remark": ""}
            else:
                assert (now[key].values, now[key].gone) == (row.values, row.gone), key
                assert (now[key].tx, now[key].cells) == (row.tx, row.cells), key
        assert desk.pending_count(school) == 0
        assert set(stored.digest_rows(school.store)) <= set(stored.digest_rows(district.county.store))
    assert checks.check(district.county)[3].ok
