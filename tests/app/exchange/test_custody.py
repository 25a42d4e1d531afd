"""An office's keys are kept, changed and rebuilt, and no file that is on its way is lost by it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app import home, teachers
from app import session as sessions
from app.exchange import computers, custody, keyring, kit, membership, packing, receiving
from app.problems import Problem
from storage.problems import StorageProblem
from tests.app.exchange.conftest import District, refused, teacher_of
from tests.exports.pdf_text import pages

WORDS = "青山绿水 2026"


def edit(district: District, phone: str) -> None:
    teachers.save(district.city, teacher_of(district.city)["id"], {"phone": phone})


def phone(district: District) -> str:
    return str(teachers.get(district.county, teacher_of(district.city)["id"])["phone"])


# -- a school changes its keys


def test_a_school_changes_its_keys_and_is_heard_without_joining_again(district: District) -> None:
    edit(district, "13900000002")
    early, down = district.up(district.city), district.down(district.city)
    custody.change(district.city)
    edit(district, "13900000003")
    late = district.up(district.city)
    receiving.take(district.county, late)
    receiving.take(district.county, early)
    assert phone(district) == "13900000003"
    found = {one.state: one.label for one in computers.of(district.county, district.city.site)}
    assert found == {"active": "第 1 台电脑", "replaced": "第 1 台电脑"}
    # A file made before the county had heard of the new keys opens all the same.
    receiving.take(district.city, down)
    district.round(district.city)
    assert keyring.of(district.city).chain == ()


def test_keys_changed_twice_before_the_county_hears_of_it(district: District) -> None:
    custody.change(district.city)
    receiving.take(district.city, district.down(district.city))
    custody.change(district.city)
    edit(district, "13900000003")
    receiving.take(district.county, district.up(district.city))
    assert phone(district) == "13900000003"
    district.round(district.city)
    district.round(district.city)


def test_the_change_of_one_computer_leaves_the_other_alone(district: District) -> None:
    with district.computer(district.invite(district.city, second=True), "第二台") as other:
        receiving.take(other, district.down(district.city))
        custody.change(other)
        for session in (district.city, other):
            receiving.take(district.county, district.up(session))
        down = district.down(district.city)
        receiving.take(district.city, down)
        receiving.take(other, down)
        assert [one.state for one in computers.of(district.county, district.city.site)] == [
            "active",
            "active",
            "replaced",
        ]


def test_a_school_that_has_not_joined_yet_has_no_keys_to_change(district: District) -> None:
    place = district.stick / "新"
    place.mkdir()
    membership.join(district.invite(district.city), place / "a.xinhuo", place)
    with sessions.open_session(place / "a.xinhuo") as school, pytest.raises(Problem, match="还没有正式加入"):
        custody.change(school)


# -- the county changes its keys


def test_the_county_changes_its_keys_and_every_school_follows(district: District) -> None:
    edit(district, "13900000002")
    early = district.up(district.city)
    custody.change(district.county)
    receiving.take(district.county, early)
    receiving.take(district.city, district.down(district.city))
    assert keyring.of(district.city).county == keyring.of(district.county).county
    edit(district, "13900000003")
    up = district.up(district.city)
    recipients = receiving.open_package(
        up.read_bytes(),
        identities=[keyring.of(district.county).working.age],
        trusted=lambda header, manifest: True,
        site=district.county.site,
        name="县",
    ).manifest.recipients
    assert keyring.of(district.county).working.public.recipient in recipients
    receiving.take(district.county, up)
    district.round(district.city)
    # The school that heard of it late is still heard, and hears of it then.
    district.round(district.town)
    assert keyring.of(district.town).county == keyring.of(district.county).county


def test_both_change_their_keys_at_once(district: District) -> None:
    custody.change(district.county)
    down = district.down(district.city)
    custody.change(district.city)
    up = district.up(district.city)
    receiving.take(district.city, down)
    receiving.take(district.county, up)
    for _ in range(2):
        edit(district, "13900000004")
        district.round(district.city)
    assert phone(district) == "13900000004"


def test_an_invite_made_before_a_change_is_still_answered(district: District) -> None:
    invitation = district.invite(district.city, second=True)
    custody.change(district.county)
    with district.computer(invitation, "第二台") as other:
        receiving.take(other, district.down(district.city))
        district.round(other)


# -- the kit, and the root kept offline


def test_the_kit_is_written_read_back_and_noted(district: District) -> None:
    assert custody.status(district.county).kit_made is None
    path = custody.write_kit(district.county, district.stick, WORDS)
    assert path.name.startswith("示范县教育局-恢复资料-") and path.suffix == ".xhkit"
    assert kit.load(path, WORDS) == custody.kit_of(district.county)
    assert custody.status(district.county).kit_made == district.county.today()


def test_the_printed_kit_holds_the_lines_to_type(district: District) -> None:
    path = custody.print_kit(district.county, district.stick / "恢复资料.pdf")
    (text,) = pages(path)
    made = custody.kit_of(district.county)
    assert made.fingerprint.replace(" ", "") in text and "示范县教育局" in text and "保险柜" in text
    assert all(line.replace(" ", "") in text for line in kit.lines_of(made))
    assert [file.name for file in district.stick.iterdir()] == ["恢复资料.pdf"]


def test_only_a_county_has_a_kit(district: District) -> None:
    with pytest.raises(Problem, match="由县里办理"):
        custody.kit_of(district.city)


def test_the_root_goes_only_when_the_kit_was_read(district: District) -> None:
    other = replace(custody.kit_of(district.county), root="ab" * 32)
    with pytest.raises(Problem, match="不是示范县教育局现在用的"):
        custody.take_offline(district.county, other)
    made = custody.kit_of(district.county)
    custody.take_offline(district.county, made)
    text = keyring.path_beside(district.county.path).read_text("utf-8")
    assert made.root not in text and made.recovery not in text
    assert not custody.status(district.county).root_here
    with pytest.raises(Problem, match="只留在恢复资料里了"):
        custody.take_offline(district.county, made)


def test_with_the_root_offline_work_goes_on_and_a_change_asks_for_the_kit(district: District) -> None:
    made = custody.kit_of(district.county)
    custody.take_offline(district.county, made)
    district.round(district.city)
    for act in (custody.change, custody.kit_of):
        with pytest.raises(Problem, match="只在恢复资料里"):
            act(district.county)
    custody.change(district.county, made)
    assert not custody.status(district.county).root_here
    for _ in range(2):
        district.round(district.city)
    with pytest.raises(Problem, match="不是示范县教育局现在用的"):
        custody.change(district.county, replace(made, root="ab" * 32))


# -- keys rebuilt from the kit


def test_a_county_whose_key_file_is_gone_goes_on_with_its_kit(district: District) -> None:
    made = custody.kit_of(district.county)
    edit(district, "13900000002")
    early = district.up(district.city)
    keyring.path_beside(district.county.path).unlink()
    with pytest.raises(Problem, match="用恢复资料重建"):
        custody.status(district.county)
    assert custody.rebuild(district.county, made) is None
    # What was sealed to the lost key opens with the recovery key.
    receiving.take(district.county, early)
    assert phone(district) == "13900000002"
    for session in (district.city, district.town):
        receiving.take(session, district.down(session))
        district.round(session)


def test_a_damaged_key_file_is_put_aside(district: District) -> None:
    made = custody.kit_of(district.county)
    keyring.path_beside(district.county.path).write_text("?", "utf-8")
    aside = custody.rebuild(district.county, made)
    assert aside is not None and aside.read_text("utf-8") == "?"
    district.round(district.city)


def test_a_kit_of_another_county_rebuilds_nothing(district: District, tmp_path: Path) -> None:
    with membership.found_county(tmp_path / "邻.xinhuo", "邻县教育局") as neighbour:
        other = custody.kit_of(neighbour)
    keys = keyring.path_beside(district.county.path)
    before = keys.read_bytes()
    with pytest.raises(Problem, match="不是示范县教育局的"):
        custody.rebuild(district.county, other)
    with pytest.raises(Problem, match="不是示范县教育局现在用的"):
        custody.rebuild(district.county, replace(other, site=district.county.site))
    assert keys.read_bytes() == before


def test_a_county_restored_on_another_computer_with_its_kit(district: District, tmp_path: Path) -> None:
    made = custody.kit_of(district.county)
    district.county.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    place = tmp_path / "新电脑"
    place.mkdir()
    shutil.copy(district.county.path, place)
    edit(district, "13900000002")
    district.round(district.city)
    district.county.close()
    district.county = sessions.open_session(place / "县.xinhuo")
    custody.rebuild(district.county, made)
    for _ in range(2):
        receiving.take(district.county, district.up(district.city))
        receiving.take(district.city, packing.pack(district.county, district.city.site, district.stick).path)
    assert phone(district) == "13900000002"


def test_a_school_of_another_county_is_refused_keys_and_data_unharmed(district: District, tmp_path: Path) -> None:
    with membership.found_county(tmp_path / "邻.xinhuo", "邻县教育局") as neighbour:
        refused(neighbour, lambda: receiving.take(neighbour, district.up(district.city)), "不是给邻县教育局的")


def test_a_county_that_exchanges_files_is_told_to_make_its_kit(district: District) -> None:
    assert home.waiting(district.county).kit and not home.waiting(district.city).kit
    custody.write_kit(district.county, district.stick, WORDS)
    assert not home.waiting(district.county).kit


# -- a file for looking only


def test_a_file_for_looking_gets_no_new_keys_and_gives_no_kit(district: District, tmp_path: Path) -> None:
    county = district.county
    path = keyring.path_beside(county.path)
    made, before, out = custody.kit_of(county), path.read_bytes(), tmp_path / "资料"
    out.mkdir()
    county.store.look_only(("这是一份备份，只能查看。", "请恢复。"))
    for act in (
        lambda: custody.write_kit(county, out, WORDS),
        lambda: custody.print_kit(county, out),
        lambda: custody.take_offline(county, made),
        lambda: custody.change(county),
        lambda: custody.rebuild(county, made),
    ):
        with pytest.raises(StorageProblem, match="这是一份备份"):
            act()
    assert path.read_bytes() == before and not list(out.iterdir())
    assert not list(path.parent.glob(f"{path.name}.旧*"))
