"""The score of pairs: worked examples of the rule, the sentence that says what is missing, and laws."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import mentoring, pair_scores, pair_steps, records
from app.pair_scores import Agreed, scored
from app.rules.kinds import Mentoring, Score
from tests.app.mentored import MENTORING, did, pair, ruled

KINDS = "1234567"
COUNTS = st.dictionaries(st.sampled_from(KINDS), st.integers(0, 40))
RULES = st.builds(
    Mentoring,
    scores=st.lists(
        st.builds(
            Score,
            title=st.just("听课"),
            kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True).map(tuple),
            enough=st.integers(0, 30),
            full=st.integers(0, 40),
        ),
        max_size=4,
    ).map(tuple),
    signed=st.integers(0, 10),
    reviewed=st.integers(0, 30),
)


def test_a_whole_year_of_work_gives_the_full_points() -> None:
    found = scored(MENTORING, 1, {"1": 8, "3": 6, "4": 2}, signed=True, reviewed=True)
    assert (found.points, found.full, found.sentence) == (100, 100, "各项都做到了，满分 100 分。")


def test_what_is_still_missing_is_said_in_one_sentence() -> None:
    found = scored(MENTORING, 1, {"1": 5, "3": 6, "4": 1}, signed=True, reviewed=True)
    # 听课 24 × 5/8 = 15, 论文 18 × 1/2 = 9.
    assert [(one.title, one.points) for one in found.lines] == [("听课", 15), ("教案指导", 18), ("论文课题指导", 9)]
    assert found.points == 82
    assert found.sentence == "还差 3 次听课、1 次论文课题指导，可再得 18 分。"


def test_signing_and_assessments_are_named_when_they_are_missing() -> None:
    found = scored(MENTORING, 1, {"1": 8, "3": 6, "4": 2}, signed=False, reviewed=False)
    assert (found.points, found.sentence) == (60, "还差签订协议、中期或期满考核，可再得 40 分。")


def test_what_is_enough_is_asked_of_every_school_year() -> None:
    (line, *_rest) = scored(MENTORING, 3, {"1": 8}, signed=False, reviewed=False).lines
    assert (line.needed, line.points, line.missing) == (24, 8, 16)


def test_a_rule_that_gives_no_points_says_so() -> None:
    assert scored(Mentoring(), 1, {}, signed=True, reviewed=True).sentence == "规则没有规定计分项目。"


@given(RULES, COUNTS, st.sampled_from(KINDS), st.integers(1, 9), st.integers(1, 4))
def test_more_activities_never_lower_the_score(
    said: Mentoring, counts: dict[str, int], kind: str, more: int, years: int
) -> None:
    before = scored(said, years, counts, signed=False, reviewed=False)
    after = scored(said, years, {**counts, kind: counts.get(kind, 0) + more}, signed=False, reviewed=False)
    assert before.points <= after.points <= after.full
    assert scored(said, years, counts, signed=True, reviewed=True).points >= before.points


@given(RULES, COUNTS, st.integers(1, 4))
def test_doing_what_is_said_to_be_missing_gives_the_full_points(
    said: Mentoring, counts: dict[str, int], years: int
) -> None:
    found = scored(said, years, counts, signed=True, reviewed=True)
    done = dict(counts)
    for rule, line in zip(said.scores, found.lines, strict=True):
        done[rule.kinds[0]] = done.get(rule.kinds[0], 0) + line.missing
    assert scored(said, years, done, signed=True, reviewed=True).points == found.full


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2026-09-01", "2027-08-31", 1),
        ("2026-09-01", "2027-06-30", 1),
        ("2024-09-01", "2027-08-31", 3),
        ("2026-03-01", "2026-06-30", 1),
        ("2023-09-01", None, 3),
    ],
)
def test_a_pair_goes_over_so_many_school_years(start: str, end: str | None, years: int) -> None:
    assert pair_scores.school_years(start, end, date(2026, 11, 21)) == years


def test_the_order_in_which_activities_are_entered_does_not_matter(county) -> None:
    ruled(county.session, MENTORING)
    first, second = pair(county.session, county.shan, county.zhang), pair(county.session, county.zhang, county.shan)
    for pk, order in ((first, "1341"), (second, "4113")):
        for kind in order:
            did(county.session, pk, kind, 1)
    both = pair_scores.of_pairs(county.session, mentoring.listed(county.session))
    assert both[first][1] == both[second][1]


def test_without_a_rule_there_is_no_score(county) -> None:
    pk = pair(county.session, county.shan, county.zhang)
    assert pair_scores.of_pair(county.session, mentoring.get(county.session, pk)) is None


def test_the_rule_for_a_kind_of_pair_goes_before_that_for_all(county) -> None:
    own = Mentoring(kinds=("1",), scores=(Score(title="评课", kinds=("2",), enough=1, full=50),))
    ruled(county.session, MENTORING, own)
    of = {kind: pair(county.session, county.shan, county.zhang, kind=kind) for kind in ("1", "2")}
    found = pair_scores.of_pairs(county.session, mentoring.listed(county.session))
    assert (found[of["1"]][1].full, found[of["2"]][1].full) == (50, 100)


def test_a_mentor_has_the_mean_of_the_pairs_that_count(county) -> None:
    ruled(county.session, MENTORING)
    first = pair(county.session, county.shan, county.zhang)
    did(county.session, first, "1", 8)
    second = pair(county.session, county.shan, county.zhang, kind="2")
    pair_steps.sign(county.session, [second], date(2026, 9, 3), {})
    dissolved = pair(county.session, county.shan, county.zhang, kind="3")
    pair_steps.dissolve(county.session, [dissolved], date(2026, 10, 1), "调整分工")
    (one,) = pair_scores.of_mentors(county.session)
    assert (one.name, one.points, one.full, set(one.pairs)) == ("单丽", (24 + 10) // 2, 100, {first, second})


def test_what_was_agreed_stands_beside_what_was_done(county) -> None:
    ruled(county.session, MENTORING)
    pk = pair(county.session, county.shan, county.zhang)
    row = mentoring.get(county.session, pk)
    assert pair_scores.proposed_agreement(county.session, row) == {"1": 8, "3": 6, "4": 2}
    pair_steps.sign(county.session, [pk], date(2026, 9, 3), {"1": 8, "3": 0})
    did(county.session, pk, "1", 2)
    did(county.session, pk, "2", 1)
    assert pair_scores.agreed(county.session, pk) == [Agreed("1", "听课", 2, 8), Agreed("2", "评课", 1, 0)]
    assert records.undo_last(county.session)
