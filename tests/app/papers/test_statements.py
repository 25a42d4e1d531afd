"""Papers are signed by the office that issues them, and every forged or altered one is found out."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange import custody, keyring, membership
from app.papers import paper_keys, statement_lines, statements
from app.papers.verdicts import BAD, GOOD, UNSURE, State
from app.problems import Problem
from app.session import Session, create_county, open_session
from storage import datakeys

SAID = {
    "kind": "completion", "number": "结业〔2026〕000123号", "name": "张𬭎", "about": "课堂教学能力提升，24学时",
    "issuer": "示范县教育局", "issued_on": date(2026, 11, 21), "valid_until": None,
}  # fmt: skip


def signed(session: Session, **changes: object) -> str:
    return statements.sign(session, **{**SAID, **changes})


def registered(county, **changes: object) -> str:
    """The id of a paper in the register that says what `SAID` says."""
    values = {
        "kind": "completion", "number": SAID["number"], "teacher_id": county.zhang, "name": "张𬭎",
        "issuer": "示范县教育局", "issued_on": "2026-11-21", "facts": "{}", "status": "valid",
        "site": county.session.site,
    }  # fmt: skip
    with county.session.writing("发证") as rows:
        return rows.insert("certificates", {**values, **changes})


def changed(county, pk: str, **values: object) -> None:
    with county.session.writing("改证") as rows:
        rows.update("certificates", pk, values)


def state(session: Session, text: str) -> State:
    return statements.check(session, text).state


# -- signing


def test_the_county_notes_its_key_when_it_first_signs(county) -> None:
    assert paper_keys.listed(county.session) == []
    signed(county.session)
    signed(county.session, number="结业〔2026〕000124号")
    (key,) = paper_keys.listed(county.session)
    assert (key.name, key.site, key.end) == ("示范县教育局", county.session.site, None)
    assert key.key == keyring.of(county.session).working.public.sign


def test_the_key_is_noted_with_the_papers_or_not_at_all(county) -> None:
    with pytest.raises(ValueError, match="no paper"), county.session.writing("发证") as rows:
        assert statements.sign(county.session, **SAID, rows=rows)
        raise ValueError("no paper")
    assert paper_keys.listed(county.session) == []


def test_an_office_without_keys_signs_nothing(tmp_path: Path) -> None:
    with create_county(tmp_path / "x.xinhuo", "示范县教育局") as session:
        assert signed(session) == ""


def test_a_key_file_that_cannot_be_opened_is_told_before_anything_is_issued(county) -> None:
    keyring.save(keyring.path_beside(county.session.path), keyring.of(county.session), datakeys.new_key())
    with pytest.raises(Problem, match="另一把数据密钥"):
        signed(county.session)


def test_a_school_without_numbers_of_its_own_signs_nothing(two) -> None:
    assert signed(two.school) == ""


def test_what_a_school_signs_is_known_to_the_county_and_to_the_school(two) -> None:
    key = keyring.of(two.school).working.public.sign
    with two.county.writing("分配编号") as rows:
        paper_keys.note(two.county, rows, key, two.school.site, "城关小学")
    two.round()
    text = signed(two.school, issuer="城关小学")
    for office in (two.county, two.school):
        verdict = statements.check(office, text)
        assert ("签名单位", "城关小学（公钥 " in dict(verdict.facts)["签名单位"]) == ("签名单位", True)
        assert verdict.state is State.UNLISTED


def test_what_the_county_signs_a_school_can_check_without_its_register(two) -> None:
    text = signed(two.county)
    assert state(two.school, text) is State.UNKNOWN_KEY
    two.round()
    verdict = statements.check(two.school, text)
    assert (verdict.state, verdict.weight) == (State.ELSEWHERE, GOOD)


# -- what stands


def test_a_paper_of_the_register_is_genuine(county) -> None:
    registered(county)
    verdict = statements.check(county.session, signed(county.session))
    assert (verdict.state, verdict.weight) == (State.GENUINE, GOOD)
    assert dict(verdict.facts)["姓名"] == "张𬭎"
    assert dict(verdict.facts)["证书种类"] == "结业证书"


def test_a_signature_without_an_entry_is_looked_into(county) -> None:
    assert state(county.session, signed(county.session)) is State.UNLISTED


def test_a_void_paper_is_told_with_the_reason(county) -> None:
    registered(county, status="void", remark="姓名打错")
    verdict = statements.check(county.session, signed(county.session))
    assert (verdict.state, verdict.weight) == (State.VOID, BAD)
    assert "姓名打错" in verdict.advice


def test_a_replaced_paper_names_the_one_that_took_its_place(county) -> None:
    before = registered(county, status="void")
    registered(county, number="结业〔2026〕000124号", replaces=before)
    verdict = statements.check(county.session, signed(county.session))
    assert verdict.state is State.REPLACED
    assert "结业〔2026〕000124号" in verdict.advice


def test_an_expired_paper_is_told_with_and_without_the_register(county) -> None:
    text = signed(county.session, issued_on=date(2023, 1, 1), valid_until=date(2025, 12, 31))
    assert state(county.session, text) is State.EXPIRED
    registered(county, issued_on="2023-01-01", valid_until="2025-12-31")
    assert state(county.session, text) is State.EXPIRED


def test_an_entry_that_says_otherwise_is_told(county) -> None:
    registered(county, name="单丽")
    verdict = statements.check(county.session, signed(county.session))
    assert (verdict.state, verdict.weight) == (State.DIFFERS, BAD)
    assert "单丽" in dict(verdict.facts)["登记簿里的"]


@pytest.mark.parametrize(
    "changes",
    [{"about": "全国优秀教师"}, {"kind": "honour"}, {"issuer": "省教育厅"}, {"valid_until": date(2099, 1, 1)}],
)
def test_other_words_signed_under_a_number_of_the_register_are_told(county, changes: dict[str, object]) -> None:
    true = signed(county.session)
    registered(county, statement=true)
    assert state(county.session, true) is State.GENUINE
    assert state(county.session, signed(county.session, **changes)) is State.DIFFERS


def test_a_paper_that_says_it_replaces_another_offices_changes_nothing(county) -> None:
    registered(county, statement=signed(county.session))
    registered(county, number="学时〔2026〕000124号", site="a school", replaces=SAID["number"])
    assert state(county.session, signed(county.session)) is State.GENUINE
    changed(county, county.session.store.value("SELECT id FROM certificates WHERE replaces IS NULL"), status="void")
    assert state(county.session, signed(county.session)) is State.VOID


def test_a_day_of_issue_that_is_still_to_come_is_remarked_upon(county) -> None:
    registered(county, issued_on="2099-01-01")
    text = signed(county.session, issued_on=date(2099, 1, 1))
    assert "发证日期在今天（2026-11-21）以后" in statements.check(county.session, text).advice


def test_a_computer_whose_clock_says_2099_says_so_when_a_paper_seems_expired(county) -> None:
    text = signed(county.session, valid_until=date(2029, 12, 31))
    with open_session(county.session.path, clock=lambda: datetime(2099, 1, 1, 12)) as late:
        verdict = statements.check(late, text)
    assert verdict.state is State.EXPIRED
    assert "2099-01-01" in verdict.advice


# -- what does not


@pytest.mark.parametrize("line", range(1, 7))
def test_one_character_changed_in_any_line_is_found_out(county, line: int) -> None:
    registered(county)
    parts = signed(county.session).split("\n")
    last = parts[line][-1]
    parts[line] = parts[line][:-1] + ("7" if last.isdigit() and last != "7" else "2" if last == "7" else "某")
    verdict = statements.check(county.session, "\n".join(parts))
    assert (verdict.state, verdict.weight) == (State.ALTERED, BAD)


def test_a_date_of_expiry_that_was_added_is_found_out(county) -> None:
    text = signed(county.session)
    head, seal = text.rsplit("\n", 1)
    assert state(county.session, f"{head}\n有效期至2099-12-31\n{seal}") is State.ALTERED


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_character_is_changed_the_paper_is_not_genuine(county, data: st.DataObject) -> None:
    if not paper_keys.listed(county.session):
        registered(county)
    text = signed(county.session)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters())
    altered = text[:at] + other + text[at + 1 :]
    same = statement_lines.tidied(altered) == text
    assert (state(county.session, altered) is State.GENUINE) == same


def test_a_signature_by_another_key_under_a_known_name_is_altered(county, tmp_path: Path) -> None:
    mine = signed(county.session)
    with membership.found_county(tmp_path / "别县.xinhuo", "示范县教育局") as forger:
        theirs = signed(forger)
    assert state(county.session, theirs) is State.UNKNOWN_KEY
    # The forger writes the county's key id over its own.
    forged = theirs.rsplit("\n", 1)[0] + "\n" + mine.rsplit("\n", 1)[1][:9] + theirs.rsplit("\n", 1)[1][9:]
    assert state(county.session, forged) is State.ALTERED


@pytest.mark.parametrize("text", ["", "\n", "https://example.com", "清教培结业〔2026〕000123号", "薪火公钥 1"])
def test_a_text_of_another_kind_is_told(county, text: str) -> None:
    assert state(county.session, text) is State.NOT_OURS


def test_half_a_statement_is_told(county) -> None:
    text = signed(county.session)
    assert state(county.session, text[:-20]) is State.BROKEN
    assert state(county.session, text.replace("薪火证书 1", "薪火证书 3")) is State.TOO_NEW


# -- keys that end


def test_after_a_change_of_keys_old_papers_stand_and_the_new_key_signs(county) -> None:
    registered(county)
    old = signed(county.session)
    custody.change(county.session)
    new = signed(county.session, number="结业〔2026〕000124号")
    ended, current = sorted(paper_keys.listed(county.session), key=lambda one: one.end is None)
    assert ended.end == date(2026, 11, 21)
    assert current.end is None
    assert state(county.session, old) is State.GENUINE
    assert state(county.session, new) is State.UNLISTED


def test_what_is_signed_with_an_ended_key_for_a_later_day_is_not_taken(county) -> None:
    before = keyring.of(county.session)
    signed(county.session)
    custody.change(county.session)
    thief = statements.Signer(paper_keys.short(before.working.public.sign), before.working.signing)
    verdict = statements.check(county.session, thief.sign(**{**SAID, "issued_on": date(2026, 11, 22)}))
    assert (verdict.state, verdict.weight) == (State.ENDED_KEY, BAD)
    backdated = statements.check(county.session, thief.sign(**{**SAID, "issued_on": date(2026, 11, 1)}))
    assert backdated.state is State.UNLISTED
    assert "停用" in backdated.advice


def test_a_backdated_paper_of_a_stolen_key_is_good_nowhere(two) -> None:
    before = keyring.of(two.county)
    text = signed(two.county)
    two.round()
    custody.change(two.county)
    two.round()
    thief = statements.Signer(paper_keys.short(before.working.public.sign), before.working.signing)
    backdated = thief.sign(**{**SAID, "name": "某某", "issued_on": date(2026, 1, 5)})
    for office, found in ((two.school, State.FORMER_KEY), (two.county, State.UNLISTED)):
        verdict = statements.check(office, backdated)
        assert (verdict.state, verdict.weight) == (found, UNSURE)
    assert statements.check(two.school, text).state is State.FORMER_KEY


def test_an_old_key_file_put_back_signs_no_papers(county) -> None:
    path = keyring.path_beside(county.session.path)
    old = path.read_bytes()
    signed(county.session)
    custody.change(county.session)
    path.write_bytes(old)
    with pytest.raises(Problem, match="停用"):
        signed(county.session)


# -- by number


@pytest.mark.parametrize(
    "typed",
    [
        "结业〔2026〕000123号",
        "结业[2026]000123号",
        "结业（2026）123号",
        "结业２０２６０００１２３号",
        " 结业 2026 000123 ",
        "结业〔2026〕第000123号",
        "〔2026〕123",
        "2026 123",
        "2026000123",
    ],
)
def test_a_number_is_found_however_it_is_typed(county, typed: str) -> None:
    registered(county)
    (verdict,) = statements.by_number(county.session, typed)
    assert verdict.state is State.LISTED
    assert dict(verdict.facts)["证书编号"] == "结业〔2026〕000123号"


def test_a_number_that_may_mean_two_papers_shows_both(county) -> None:
    registered(county)
    registered(county, number="学时〔2026〕000123号", status="void")
    assert {one.state for one in statements.by_number(county.session, "2026 123")} == {State.LISTED, State.VOID}


@pytest.mark.parametrize("typed", ["结业〔2026〕000124号", "学时〔2026〕000123号", "2025 123", "某某", "号"])
def test_a_number_that_is_not_there_is_told(county, typed: str) -> None:
    registered(county)
    try:
        assert [one.state for one in statements.by_number(county.session, typed)] == [State.NOT_FOUND]
    except Problem as problem:
        assert typed == "号", problem.title
