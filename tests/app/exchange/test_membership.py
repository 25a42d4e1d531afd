"""Joining as offices do it: one more computer, one in the place of another, with data that is there already."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from app import organisations, teachers
from app import session as sessions
from app.exchange import computers, custody, desk, keyring, membership, packing, receiving, signers, standing
from app.problems import Problem
from storage.problems import StorageProblem
from tests.app.exchange.conftest import District, everything, refused, teacher_of


def states(district: District, site: str) -> dict[str, str]:
    return {one.label: one.state for one in computers.of(district.county, site)}


def test_a_second_computer_works_beside_the_first(district: District) -> None:
    with district.computer(district.invite(district.city, second=True), "第二台") as other:
        assert states(district, district.city.site) == {"第 1 台电脑": "active", "第 2 台电脑": "active"}
        down = district.down(district.city)
        for session in (district.city, other):
            receiving.take(session, down)
            assert teacher_of(session)["name"] == "张𬭎"
        assert custody.status(other).computers == "第 1 台电脑、第 2 台电脑（这一台）"
        pk = teacher_of(other)["id"]
        teachers.save(other, pk, {"phone": "13900000008"})
        teachers.save(district.city, pk, {"subject": "14"})
        for session in (other, district.city):
            receiving.take(district.county, district.up(session))
        down = district.down(district.city)
        for session in (district.city, other):
            receiving.take(session, down)
            row = teacher_of(session)
            assert (row["phone"], row["subject"], desk.pending_count(session)) == ("13900000008", "14", 0)


def test_a_second_computer_needs_a_first(district: District) -> None:
    new = organisations.save(district.county, None, {"name": "新建小学", "code": "2199000003", "kind": "3"})
    with pytest.raises(Problem, match="还没有加入，不能再添电脑"):
        membership.invite(district.county, new, district.stick, second=True)


def test_a_computer_in_the_place_of_another_is_sealed_to_alone(district: District) -> None:
    late = district.up(district.city)
    with district.computer(district.invite(district.city), "新电脑") as other:
        assert states(district, district.city.site) == {"第 1 台电脑": "replaced", "第 2 台电脑": "active"}
        receiving.take(district.county, late)
        down = district.down(district.city)
        receiving.take(other, down)
        assert teacher_of(other)["name"] == "张𬭎"
        refused(district.city, lambda: receiving.take(district.city, down), "密钥打不开它")


def test_a_lost_computer_is_out_of_use_at_once(district: District) -> None:
    teachers.save(district.city, teacher_of(district.city)["id"], {"phone": "13900000008"})
    late = district.up(district.city)
    made = membership.replace_lost(district.county, str(district.city.organisation), district.stick)
    assert states(district, district.city.site) == {"第 1 台电脑": "revoked"}
    said = {one.facts.name: (one.waits, one.sentence) for one in standing.of_all(district.county)}
    assert said["城关小学"][0] == "joining" and said["城关小学"][1].endswith("停用，等新电脑加入")
    with pytest.raises(Problem, match="没有人能打开给它的文件"):
        district.down(district.city)
    refused(district.county, lambda: receiving.preview(district.county, late), "第 1 台电脑")
    refused(district.county, lambda: receiving.take(district.county, late), "已经停用的电脑")
    with district.computer(made.path, "新电脑") as other:
        down = district.down(district.city)
        receiving.take(other, down)
        refused(district.city, lambda: receiving.take(district.city, down), "密钥打不开它")
        # A person has asked the school: it was made before the computer was lost.
        receiving.take(district.county, late, trust_revoked=True)
        district.round(other)
        assert teacher_of(other)["phone"] == "13900000008"


def test_one_of_two_computers_is_lost_and_the_other_goes_on(district: District) -> None:
    with district.computer(district.invite(district.city, second=True), "第二台") as other:
        receiving.take(other, district.down(district.city))
        (first, second) = computers.of(district.county, district.city.site)
        membership.replace_lost(district.county, str(district.city.organisation), district.stick, [second.key])
        district.round(district.city)
        down = district.down(district.city)
        refused(other, lambda: receiving.take(other, down), "密钥打不开它")
        refused(district.county, lambda: receiving.take(district.county, district.up(other)), second.label)
        assert computers.of(district.county, district.city.site)[0].key == first.key
        with pytest.raises(Problem, match="没有可以停用的电脑"):
            computers.lost(district.county, district.city.site, [second.key])


def test_a_key_taken_back_vouches_for_no_other(district: District) -> None:
    membership.replace_lost(district.county, str(district.city.organisation), district.stick)
    custody.change(district.city)
    up = district.up(district.city)
    refused(district.county, lambda: receiving.take(district.county, up), "已经停用")
    receiving.take(district.county, up, trust_revoked=True)
    assert states(district, district.city.site) == {"第 1 台电脑": "revoked"}


def test_a_school_joins_again_with_the_data_it_has(district: District) -> None:
    pk = teacher_of(district.city)["id"]
    teachers.save(district.city, pk, {"phone": "13900000008"})
    old = keyring.of(district.city)
    invitation = district.invite(district.city)
    request = membership.join(invitation, district.city.path, district.stick)
    assert district.city.join_code == request.code
    new = keyring.of(district.city)
    assert new.working != old.working and old.working.age in new.identities
    assert receiving.preview(district.county, request.path).code == request.code
    receiving.take(district.county, request.path)
    district.round(district.city)
    assert district.city.join_code is None
    assert (teacher_of(district.city)["phone"], desk.pending_count(district.city)) == ("13900000008", 0)
    assert {one.state for one in computers.of(district.county, district.city.site)} == {"active", "replaced"}


def test_a_school_whose_keys_are_gone_joins_again_too(district: District) -> None:
    keys = keyring.path_beside(district.city.path)
    keys.write_text("damaged", "utf-8")
    request = membership.join(district.invite(district.city), district.city.path, district.stick)
    receiving.take(district.county, request.path)
    district.round(district.city)
    assert teacher_of(district.city)["name"] == "张𬭎"
    (aside,) = keys.parent.glob("城关小学.xinhuo.key.旧-*")
    assert aside.read_text("utf-8") == "damaged"


def test_another_offices_file_is_not_taken_for_joining_again(district: District) -> None:
    invitation = district.invite(district.city)
    for session in (district.town, district.county):
        keys = keyring.path_beside(session.path).read_bytes()
        refused(
            session,
            lambda path=session.path: membership.join(invitation, path, district.stick),
            "不是这个邀请要的数据",
        )
        assert keyring.path_beside(session.path).read_bytes() == keys


def test_an_invite_of_a_county_with_another_root_is_refused(district: District, tmp_path: Path) -> None:
    with membership.found_county(tmp_path / "假.xinhuo", "示范县教育局") as false:
        place = organisations.save(false, None, {"name": "城关小学", "kind": "3"})
        made = membership.invite(false, place, district.stick)
        with false.store.writing(membership.importing(false, "冒充")) as rows:
            rows.execute("UPDATE sites SET id = ?", (district.city.site,))
        made = membership.invite(false, place, district.stick)
    refused(district.city, lambda: membership.join(made.path, district.city.path, district.stick), "不是同一个")
    keyring.path_beside(district.city.path).unlink()
    refused(district.city, lambda: membership.join(made.path, district.city.path, district.stick), "不是同一个")


def test_a_request_is_answered_once(district: District) -> None:
    place = district.stick / "新"
    place.mkdir()
    request = membership.join(district.invite(district.city), place / "a.xinhuo", place)
    receiving.take(district.county, request.path)
    refused(district.county, lambda: receiving.take(district.county, request.path), "以前办理过了")


def test_an_invite_is_answered_once(district: District) -> None:
    invitation = district.invite(district.city)
    asked = []
    for name in ("甲", "乙"):
        place = district.stick / name
        place.mkdir()
        asked.append(membership.join(invitation, place / "a.xinhuo", place))
    receiving.take(district.county, asked[1].path)
    refused(district.county, lambda: receiving.take(district.county, asked[0].path), "邀请已经用过")


def test_a_newer_invite_takes_the_place_of_the_older(district: District) -> None:
    place = district.stick / "新"
    place.mkdir()
    request = membership.join(district.invite(district.city), place / "a.xinhuo", place)
    district.invite(district.city)
    refused(district.county, lambda: receiving.take(district.county, request.path), "没有对应的邀请")


def test_digits_that_differ_throw_request_and_invite_away(district: District) -> None:
    place = district.stick / "新"
    place.mkdir()
    request = membership.join(district.invite(district.city), place / "a.xinhuo", place)
    assert membership.reject(district.county, request.path.read_bytes(), request.path.name) == "城关小学"
    refused(district.county, lambda: receiving.take(district.county, request.path), "以前办理过了")
    assert states(district, district.city.site) == {"第 1 台电脑": "active"}
    district.round(district.city)


def test_a_request_that_comes_too_late_is_refused(district: District) -> None:
    place = district.stick / "新"
    place.mkdir()
    request = membership.join(district.invite(district.city), place / "a.xinhuo", place)
    with sessions.open_session(district.county.path, clock=lambda: datetime(2099, 1, 1)) as later:
        refused(later, lambda: receiving.take(later, request.path), "邀请已经过期")


def test_a_request_is_for_its_own_county(district: District, tmp_path: Path) -> None:
    place = district.stick / "新"
    place.mkdir()
    request = membership.join(district.invite(district.city), place / "a.xinhuo", place)
    with membership.found_county(tmp_path / "邻.xinhuo", "邻县教育局") as neighbour:
        refused(neighbour, lambda: receiving.take(neighbour, request.path), "不是给邻县教育局的")


def test_a_school_the_county_forgot_is_registered_by_what_it_can_prove(district: District, tmp_path: Path) -> None:
    # The county goes back to before the school had joined.
    county = district.county
    with county.store.writing(membership.importing(county, "退回")) as rows:
        rows.execute("DELETE FROM site_keys WHERE site = ?", (district.city.site,))
        rows.execute("DELETE FROM sites WHERE id = ?", (district.city.site,))
    membership.invite(county, str(district.city.organisation), district.stick)
    up = district.up(district.city)
    before = everything(county)
    with pytest.raises(signers.Unregistered, match="以前加入过本县"):
        receiving.preview(county, up)
    receiving.preview(county, up, register=True)
    assert everything(county) == before
    receiving.take(county, up, register=True)
    assert [one["state"] for one in desk.sites_of(county) if one["name"] == "城关小学"] == ["joined"]
    district.round(district.city)
    receiving.take(county, district.up(district.city))


def test_a_school_with_two_data_files_is_not_registered_twice(district: District) -> None:
    county, other = district.county, "f" * 32
    with county.store.writing(membership.importing(county, "另建")) as rows:
        rows.execute("UPDATE sites SET id = ? WHERE id = ?", (other, district.city.site))
        rows.execute("DELETE FROM site_keys WHERE site = ?", (district.city.site,))
    up = district.up(district.city)
    refused(county, lambda: receiving.take(county, up, register=True), "另一个数据文件")


def test_a_copied_file_on_a_second_computer_is_heard_as_the_same(district: District, tmp_path: Path) -> None:
    place = tmp_path / "抄"
    place.mkdir()
    district.city.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in (district.city.path, keyring.path_beside(district.city.path)):
        shutil.copy(file, place)
    with sessions.open_session(place / district.city.path.name) as twin:
        receiving.take(district.county, packing.pack(twin, "county", place).path)
        receiving.take(twin, district.down(twin))


def test_a_county_that_only_looks_hands_out_no_invite(district: District) -> None:
    new = organisations.save(district.county, None, {"name": "新建小学", "code": "2199000003", "kind": "3"})
    before = set(district.stick.iterdir())
    district.county.store.look_only(("这是一份备份，只能查看。", "请恢复。"))
    with pytest.raises(StorageProblem, match="这是一份备份"):
        membership.invite(district.county, new, district.stick)
    assert set(district.stick.iterdir()) == before


def test_nobody_joins_with_a_backup(district: District) -> None:
    made, path = district.invite(district.city), district.city.path
    copy = path.with_name(f"{path.stem}-备份-20261122-101010.xinhuo")
    shutil.copyfile(path, copy)
    shutil.copyfile(f"{path}.key", f"{copy}.key")
    before = {one: one.read_bytes() for one in (copy, Path(f"{copy}.key"))}, set(district.stick.iterdir())
    with pytest.raises(Problem, match="是一份备份"):
        membership.join(made, copy, district.stick)
    assert ({one: one.read_bytes() for one in before[0]}, set(district.stick.iterdir())) == before
