"""For which honours this office gives a 荣誉证书."""

import pytest

from app import honours
from app.papers import facts_honours as papers
from app.problems import Problem
from tests.app.conftest import County


def honour(county: County, **more: object) -> str:
    values = {
        "teacher_id": county.zhang,
        "title": "示范县优秀班主任",
        "issuer": "示范县教育局",
        "awarded_on": "2026-09",
    }
    return honours.save(county.session, None, {**values, **more}, agreed=True)


def test_an_honour_of_this_office_gets_its_certificate(county: County) -> None:
    made = honour(county, level="43", document="示教〔2026〕31号")
    (due,) = papers.certificates(county.session, made)
    texts = due.facts.texts
    assert (texts["荣誉名称"], texts["级别"], texts["年度"], texts["表彰文号"]) == (
        "示范县优秀班主任", "县级", "2026年度", "示教〔2026〕31号",
    )  # fmt: skip
    assert [row["id"] for row in papers.awarded(county.session)] == [made]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"issuer": "省教育厅"}, "由省教育厅授予"),
        ({"issuer": None}, "没有填写授予单位"),
        ({"is_candidate": 1}, "还是人选"),
        ({"title": "小学语文兼职教研员"}, "请打印聘书"),
    ],
)
def test_others_are_refused_with_the_reason(county: County, more: dict[str, object], why: str) -> None:
    made = honour(county, **more)
    with pytest.raises(Problem, match=why):
        papers.certificates(county.session, made)
    with pytest.raises(Problem, match="没有示范县教育局授予的荣誉"):
        papers.certificates(county.session, county.zhang)
    assert papers.awarded(county.session) == []
