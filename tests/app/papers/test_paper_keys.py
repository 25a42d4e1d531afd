"""Keys that sign papers are known everywhere, added knowingly and ended for good."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app import records
from app.exchange import computers, custody, keyring, membership, receiving
from app.papers import paper_keys, statements
from app.papers.verdicts import State
from app.problems import Problem
from storage.problems import StorageProblem
from tests.app.papers.test_statements import registered, signed, state


def test_another_countys_key_is_added_knowingly(county, tmp_path: Path) -> None:
    with membership.found_county(tmp_path / "清河.xinhuo", "清河县教育局") as other:
        text = signed(other, issuer="清河县教育局")
        (key,) = paper_keys.listed(other)
        offered = paper_keys.offered_text(key)
    read = paper_keys.read_offer("\ufeff" + offered.replace("\n", "\r\n") + "\n")
    assert (read.name, read.key, read.fingerprint) == ("清河县教育局", key.key, key.fingerprint)
    assert state(county.session, text) is State.UNKNOWN_KEY
    paper_keys.add(county.session, read)
    # A number of ours that is the same means nothing for theirs.
    registered(county, name="单丽")
    assert state(county.session, text) is State.ELSEWHERE
    with pytest.raises(Problem, match="已经有了"):
        paper_keys.add(county.session, read)


def test_a_name_that_is_not_the_signers_is_remarked_upon(county, tmp_path: Path) -> None:
    with membership.found_county(tmp_path / "清河.xinhuo", "清河县教育局") as other:
        text = signed(other)
        paper_keys.add(county.session, paper_keys.listed(other)[0])
    assert "签名的是“清河县教育局”" in statements.check(county.session, text).advice


def test_a_school_adds_no_keys(two) -> None:
    offer = paper_keys.PaperKey("", "ab" * 32, "x-1", "清河县教育局", date(2026, 1, 1))
    with pytest.raises(Problem, match="由县里添加"):
        paper_keys.add(two.school, offer)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text.replace("薪火公钥 1", "薪火公钥 2"),
        lambda text: text[:-3],
        lambda text: text.replace("ab", "xy", 1),
        lambda text: text + "\n停用 2026",
        lambda text: text + "\n2026-12-01",
        lambda text: text.replace("清河县教育局", ""),
    ],
)
def test_what_is_no_key_is_refused(change) -> None:
    text = paper_keys.offered_text(paper_keys.PaperKey("", "ab" * 32, "x-1", "清河县教育局", date(2026, 1, 1)))
    assert paper_keys.read_offer(text).end is None
    with pytest.raises(Problem, match="不是薪火的公钥"):
        paper_keys.read_offer(change(text))


def test_a_key_that_has_ended_is_offered_with_its_end() -> None:
    key = paper_keys.PaperKey("", "ab" * 32, "x-1", "清河县教育局", date(2026, 1, 1), date(2026, 5, 1))
    assert paper_keys.read_offer(paper_keys.offered_text(key)) == key


def test_a_computer_that_is_lost_signs_no_papers_any_more(two) -> None:
    key = keyring.of(two.school).working.public.sign
    with two.county.writing("分配编号") as rows:
        paper_keys.note(two.county, rows, key, two.school.site, "城关小学")
    computers.lost(two.county, two.school.site)
    (ended,) = paper_keys.listed(two.county)
    assert ended.end == two.county.today()
    # Whoever has it cannot have it taken for another county's.
    for site in (ended.site, "x-1"):
        with pytest.raises(Problem, match="是本县的"):
            paper_keys.add(two.county, replace(ended, site=site, end=None))
    assert computers.of(two.county, two.school.site)[0].state == "revoked"


def test_a_foreign_key_is_stopped_by_hand_and_our_own_is_not(county) -> None:
    signed(county.session)
    own = paper_keys.listed(county.session)[0]
    with pytest.raises(Problem, match="正在用"):
        paper_keys.stop(county.session, own.id)
    offer = paper_keys.PaperKey("", "ab" * 32, "x-1", "清河县教育局", date(2026, 1, 1))
    pk = paper_keys.add(county.session, offer)
    paper_keys.stop(county.session, pk)
    assert paper_keys.known(county.session, offer.key).end == county.session.today()
    with pytest.raises(Problem, match="停用"):
        paper_keys.stop(county.session, pk)


def test_a_key_that_has_ended_is_not_brought_back_by_an_undo(county) -> None:
    signed(county.session)
    custody.change(county.session)
    with pytest.raises(StorageProblem, match="证书公钥已经停用，不能撤销"):
        records.undo_last(county.session)
    assert [one.end for one in paper_keys.listed(county.session)] == [county.session.today()]


def test_a_foreign_key_that_was_stopped_by_mistake_is_added_again(county) -> None:
    offer = paper_keys.PaperKey("", "ab" * 32, "x-1", "清河县教育局", date(2026, 1, 1))
    paper_keys.stop(county.session, paper_keys.add(county.session, offer))
    pk = paper_keys.add(county.session, offer)
    (again,) = paper_keys.listed(county.session)
    assert (again.id, again.end) == (pk, None)


def test_a_school_that_changes_its_keys_goes_on_signing_and_the_old_key_ends(two) -> None:
    old = keyring.of(two.school).working.public.sign
    paper_keys.note_computer(two.county, old, two.school.site, "城关小学")
    two.round()
    custody.change(two.school)
    text = signed(two.school, issuer="城关小学")
    assert statements.check(two.county, text).state is State.UNKNOWN_KEY, "the county has not heard of it yet"
    two.round()
    for office in (two.county, two.school):
        assert paper_keys.known(office, old).end == two.county.today()
        assert statements.check(office, text).state is State.UNLISTED
    two.round()
    assert len(paper_keys.listed(two.county)) == 2


def test_the_key_of_a_computer_that_another_took_the_place_of_ends(two) -> None:
    old = keyring.of(two.school).working.public.sign
    paper_keys.note_computer(two.county, old, two.school.site, "城关小学")
    invite = membership.invite(two.county, two.place, two.folder)
    request = membership.join(invite.path, two.folder / "新.xinhuo", two.folder, operator="李娜")
    receiving.take(two.county, request.path)
    (ended,) = paper_keys.listed(two.county)
    assert (ended.key, ended.end) == (old, two.county.today()), "the new one was given no numbers"
