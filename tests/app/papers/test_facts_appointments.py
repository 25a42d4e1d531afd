"""Who gets a 聘书: mentors, hosts, members, part-time researchers."""

import pytest

from app import honours, mentoring, studios
from app.papers import facts_appointments as papers
from app.problems import Problem
from tests.app.conftest import County
from tests.app.mentored import pair


@pytest.fixture
def studio(county: County) -> str:
    return studios.save(
        county.session,
        None,
        {"name": "单丽名师工作室", "kind": "2", "host_id": county.shan, "start_date": "2026-09-01",
         "end_date": "2029-08-31", "document": "示教〔2026〕28号"},
    )  # fmt: skip


def member(county: County, studio: str, role: str = "2") -> str:
    values = {"studio_id": studio, "teacher_id": county.zhang, "role": role, "joined_on": "2026-10-01"}
    return studios.save_member(county.session, None, values, agreed=True)


def test_a_mentor_is_appointed_for_the_term_of_the_pair(county: County) -> None:
    made = pair(county.session, county.shan, county.zhang, subject="13")
    (due,) = papers.appointments(county.session, made)
    assert (due.subject_id, due.teacher_id, due.term) == (made, county.shan, "2027-08-31")
    assert due.facts.texts["职务"] == "语文学科指导教师（指导张𬭎）"
    assert due.facts.texts["聘期"] == "自2026年9月1日起至2027年8月31日止"


def test_a_host_and_a_member_are_appointed_until_the_studio_ends(county: County, studio: str) -> None:
    joined = member(county, studio)
    (host,) = papers.appointments(county.session, studio)
    assert (host.facts.texts["姓名"], host.facts.texts["职务"]) == ("单丽", "单丽名师工作室主持人")
    (other,) = papers.appointments(county.session, joined)
    assert (other.teacher_id, other.term) == (county.zhang, "2029-08-31")
    assert other.facts.texts["职务"] == "单丽名师工作室成员"
    assert other.facts.texts["起聘日期"] == "2026年10月1日"
    assert other.facts.texts["依据文件"] == "示教〔2026〕28号"


def test_a_teacher_stands_for_all_posts(county: County, studio: str) -> None:
    made = pair(county.session, county.shan, county.zhang)
    assert {one.subject_id for one in papers.appointments(county.session, county.shan)} == {made, studio}


def test_who_has_left_a_studio_is_not_appointed(county: County, studio: str) -> None:
    joined = member(county, studio)
    studios.leave(county.session, [joined], county.session.today())
    with pytest.raises(Problem, match="没有可发聘书"):
        papers.appointments(county.session, joined)


def test_a_part_time_researcher_stands_among_the_honours(county: County) -> None:
    values = {
        "teacher_id": county.zhang,
        "title": "小学语文兼职教研员",
        "issuer": "示范县教育局",
        "awarded_on": "2026-09",
    }
    made = honours.save(county.session, None, values)
    (due,) = papers.appointments(county.session, made)
    assert (due.term, due.facts.texts["职务"], due.facts.texts["聘期"]) == (None, "小学语文兼职教研员", "")
    honours.save(county.session, made, {"is_candidate": 1})
    with pytest.raises(Problem):
        papers.appointments(county.session, made)


def test_a_post_without_its_term_says_what_to_fill_in(county: County) -> None:
    made = pair(county.session, county.shan, county.zhang, end_date=None)
    with pytest.raises(Problem, match="起止日期"):
        papers.appointments(county.session, made)


def test_a_pair_that_has_ended_has_no_appointment(county: County, studio: str) -> None:
    made = pair(county.session, county.shan, county.zhang)
    assert {row["id"] for row in papers.posts(county.session)} == {made, studio}
    mentoring.save(county.session, made, {"status": "3"})
    (row,) = papers.posts(county.session)
    assert (row["id"], row["role"], row["name"], row["school_name"]) == (studio, "主持人", "单丽", "清水小学")
