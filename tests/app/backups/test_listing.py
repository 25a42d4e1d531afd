"""The list of copies: found wherever they lie, told what they hold, and never stumbled over."""

from pathlib import Path

import pytest

from app import keystores, recovery_code, teachers, unlocking
from app.backups import automatic, listing, making, places
from app.exchange import membership
from tests.app.conftest import County


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "本机备份"
    monkeypatch.setenv("XINHUO_BACKUPS", str(folder))
    return folder


def test_copies_are_found_in_both_places_beside_the_file_and_where_a_person_says(
    county: County, own: Path, tmp_path: Path
) -> None:
    stick, elsewhere = tmp_path / "U盘", tmp_path / "别处"
    stick.mkdir()
    elsewhere.mkdir()
    places.choose(county.session, stick, agreed=True)
    automatic.go_round(county.session)
    making.by_hand(county.session, county.folder)
    beside = making.by_hand(county.session, county.folder / "county.接收前-20261121-110000.xinhuo")
    named = making.by_hand(county.session, elsewhere / "随便起的名字.xinhuo")
    (county.folder / "不相干的.xinhuo").write_bytes(b"x")
    found = {one.path: (one.place, one.kind) for one in listing.found(county.session, [elsewhere])}
    assert sorted(found.values()) == sorted(
        [
            (listing.HERE, "自动备份"),
            (listing.SECOND, "自动备份"),
            (listing.BESIDE, "备份"),
            (listing.BESIDE, "接收前"),
            (listing.NAMED, ""),
        ]
    )
    assert beside in found and named in found and county.session.path not in found


def test_what_a_copy_holds_is_told(county: County) -> None:
    copy = making.by_hand(county.session, county.folder / "备份.xinhuo")
    inside = listing.inside(county.session, copy)
    assert (inside.state, inside.office, inside.teachers) == (listing.WHOLE, "示范县教育局", 2)
    assert inside.rows > 4 and inside.last_reason == "新增教师：单丽" and inside.last_at.startswith("2026-11-21")


def test_what_is_wrong_with_a_copy_is_told_and_nothing_raised(county: County, tmp_path: Path) -> None:
    copy = making.by_hand(county.session, county.folder / "备份.xinhuo")
    data = copy.read_bytes()
    cases = {
        "坏.xinhuo": (data[:5000] + bytes([data[5000] ^ 1]) + data[5001:], listing.DAMAGED),
        "短.xinhuo": (data[:6000], listing.DAMAGED),
        "空.xinhuo": (b"", listing.UNREADABLE),
        "别的.xinhuo": (b"PK\x03\x04" * 2000, listing.UNREADABLE),
    }
    for name, (content, state) in cases.items():
        path = tmp_path / name
        path.write_bytes(content)
        inside = listing.inside(county.session, path)
        assert inside.state == state and inside.why, name
    with membership.found_county(tmp_path / "外县.xinhuo", "外县教育局") as other:
        theirs = making.by_hand(other, tmp_path / "外县备份.xinhuo")
        assert other.store.key is not None
        assert listing.inside(county.session, theirs).state == listing.OTHERS
        keystores.forget(other.store.key.ident)
        assert listing.inside(county.session, theirs).state == listing.LOCKED


def test_an_office_with_a_password_knows_its_own_copies(county: County) -> None:
    copy = making.by_hand(county.session, county.folder / "备份.xinhuo")
    teachers.save(county.session, None, {"name": "后来的", "work": county.school})
    recovery_code.print_code(county.session, county.folder)
    unlocking.set_password(county.session, "一句很长的口令12345")
    assert listing.inside(county.session, copy).state == listing.WHOLE
