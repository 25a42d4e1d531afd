"""A restore asks nothing of the exchange: with the next files both sides hold again what either still had."""

from pathlib import Path

import pytest

from app import keystores, recovery_code, teachers, unlocking
from app.backups import comparing, making, restoring
from app.exchange import inbox, receiving
from app.exchange import restoring as reported
from app.session import open_session
from app.unlocking import Locked
from storage.datakeys import DataKey
from tests.app.exchange.offices import Two, of


def restored(two: Two, office: str, copy: Path) -> None:
    """An office's file put back, through the service the window uses."""
    session = two.county if office == "county" else two.school
    session.close()
    restoring.restore(copy, session.path)
    setattr(two, office, open_session(session.path))


def test_a_county_put_back_heals_with_the_next_files(two: Two) -> None:
    two.round()
    copy = making.by_hand(two.county, two.folder / "县备份.xinhuo")
    reported_later = two.enter(two.school, "学校后来的", phone="13900000009")
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    two.round()
    teachers.save(two.county, two.li, {"honour": "县级骨干"})
    sent = two.enter(two.county, "县里后来的")
    two.answer()
    wanted = {pk: of(two.school, pk) for pk in (two.zhang, two.li, reported_later, sent)}
    seen = comparing.preview(copy, two.county.path, two.county.store.key)
    assert (seen.own.count, seen.received.count) == (2, 2)
    assert seen.offices == ["城关小学"] and {one.direction for one in seen.files} == {"in", "out"}
    restored(two, "county", copy)
    assert of(two.county, two.zhang)["phone"] == "13900000001"
    # Nothing but ordinary files in both directions.
    receiving.take(two.county, two.up())
    two.answer()
    receiving.take(two.county, two.up())
    offers = [int(ref) for one in inbox.items(two.county) for ref in one.refs]
    reported.restore(two.county, offers)
    assert inbox.items(two.county) == []
    two.answer()
    two.round()
    two.same()
    for pk, row in wanted.items():
        assert of(two.county, pk) == row
        assert of(two.school, pk) == row


def test_a_school_put_back_heals_with_the_next_files(two: Two) -> None:
    two.round()
    copy = making.by_hand(two.school, two.folder / "校备份.xinhuo")
    later = two.enter(two.school, "学校后来的", phone="13900000009")
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    two.round()
    teachers.save(two.county, two.li, {"honour": "县级骨干"})
    lost = two.enter(two.school, "没有上报的")
    two.answer()
    wanted = {pk: of(two.county, pk) for pk in (two.zhang, two.li, later)}
    seen = comparing.preview(copy, two.school.path, two.school.store.key)
    assert seen.own.count == 3 and seen.offices == ["示范县教育局"]
    restored(two, "school", copy)
    assert of(two.school, two.zhang)["phone"] == "13900000001"
    two.round()
    two.round()
    two.same()
    for pk, row in wanted.items():
        assert of(two.school, pk) == row == of(two.county, pk)
    # What was never sent is told by the preview, and nowhere else any more.
    assert lost not in {row["id"] for row in teachers.every(two.school)}


def test_a_county_works_on_a_new_computer_from_a_stick_and_a_sheet_of_paper(
    two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, fresh = tmp_path / "U盘", tmp_path / "新电脑"
    stick.mkdir()
    fresh.mkdir()
    key = two.county.store.key
    assert isinstance(key, DataKey)
    paper = "\n".join(recovery_code.lines_of(key))
    copy = making.by_hand(two.county, stick)
    before = {pk: of(two.county, pk) for pk in (two.zhang, two.li)}
    two.county.close()
    for one in two.county.path.parent.glob("county.xinhuo*"):
        one.unlink()
    monkeypatch.setenv("XINHUO_KEYS", str(fresh / "密钥"))
    place = fresh / "县.xinhuo"
    with pytest.raises(Locked):
        restoring.restore(copy, place)
    assert not place.exists()
    unlocking.with_code(copy, paper)
    assert restoring.restore(copy, place) is None
    two.county = open_session(place)
    assert {pk: of(two.county, pk) for pk in before} == before
    assert keystores.get(key.ident) == key.secret
    # The school's file is on its own computer, whose keys this one does not have: it is open already.
    two.enter(two.school, "换电脑以后的")
    two.round()
    two.same()
