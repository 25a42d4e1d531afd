"""Documents made of texts: figures put in, parts told apart, what cannot be said before printing."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import figures, organisations, teachers
from app.documents import heads, making, places, texts
from app.documents.texts import Text
from app.exchange import membership
from app.problems import Problem
from app.records import Invalid
from app.session import Session, open_session
from exports.documents import Chart, Document, Paragraph, Table
from tests.app.conftest import NOON, County
from tests.exports import pdf_text


def written(body: str, kind: str = "other") -> Text:
    return Text(None, kind, "测试", body)


def one(session: Session, body: str, **head: object) -> Document:
    (made,) = making.documents(session, written(body), 2026, head=head or None)  # type: ignore[arg-type]
    return made


def said(document: Document) -> list[str]:
    return [block.text for block in document.body if isinstance(block, Paragraph)]


def test_places_become_figures_with_their_units(county: County) -> None:
    document = one(county.session, "{年}年情况\n\n{本单位}有教师{教师总数}，在{学校数}学校；今天是{今天}。\n")
    total = figures.value(county.session, "teachers", 2026).words.replace(" ", "")
    assert total == "2人"
    assert document.title == ("2026年情况",)
    assert said(document) == [f"示范县教育局有教师{total}，在2所学校；今天是2026年11月21日。"]


def test_a_figure_follows_what_is_registered(county: County) -> None:
    body = "标题\n\n教师{教师总数}，其中数学{教师总数（数学）}。"
    before = said(one(county.session, body))
    teachers.save(county.session, None, {"name": "王芳", "work": county.school, "subject": "14"})
    assert (before, said(one(county.session, body))) == (["教师2人，其中数学1人。"], ["教师3人，其中数学2人。"])


def test_the_year_before_can_be_named(county: County) -> None:
    teachers.save(county.session, county.zhang, {"work_start": "2025-09"})
    document = one(county.session, "标题\n\n今年{新参加工作教师人数}，上年{上年:新参加工作教师人数}。")
    assert said(document) == ["今年0人，上年1人。"]


def test_a_line_of_its_own_becomes_a_table_or_a_chart(county: County) -> None:
    document = one(county.session, "标题\n\n见表。\n{表:单位一览表}\n{图:教师总数（学校）}\n完。")
    kinds = [type(block) for block in document.body]
    assert kinds == [Paragraph, Table, Chart, Paragraph]
    table = document.body[1]
    assert isinstance(table, Table)
    assert any("城关小学" in cell for row in table.rows for cell in row)
    making.make(
        county.session, written("标题\n\n{表:单位一览表}\n{图:教师总数（学校）}\n"), 2026, county.folder / "a.pdf"
    )
    assert "城关小学" in "".join(pdf_text.pages(county.folder / "a.pdf"))


def test_the_title_is_what_stands_before_the_blank_line(county: County) -> None:
    assert one(county.session, "第一行\n第二行\n\n正文。").title == ("第一行", "第二行")
    assert one(county.session, "标题\n正文一。\n正文二。").title == ("标题",)


def test_whom_it_goes_to_stands_in_the_text_or_in_the_head(county: County) -> None:
    assert one(county.session, "标题\n\n各学校：\n正文。").addressee == "各学校"
    assert one(county.session, "标题\n\n正文。", addressee="示范县人民政府").addressee == "示范县人民政府"
    assert said(one(county.session, "标题\n\n各学校：\n正文。")) == ["正文。"]


def test_attachments_begin_where_a_line_says_so(county: County) -> None:
    document = one(county.session, "标题\n\n正文。\n附件1：统计表\n{表:单位一览表}\n附件2：说明\n内容。")
    assert [(part.name, len(part.body)) for part in document.attachments] == [("统计表", 1), ("说明", 1)]
    assert said(document) == ["正文。"]


def test_unknown_places_are_said_before_printing_with_their_line(county: County) -> None:
    text = written(
        "标题\n\n教师{教师总素}，见{表:单位一览表}。\n{表:没有的表}\n{图:教师总数（星座）}\n{教师总数（火星）}"
    )
    found = making.faults(county.session, text, 2026)
    assert [(fault.line, fault.place) for fault in found] == [
        (3, "{教师总素}"), (3, "{表:单位一览表}"), (4, "{表:没有的表}"), (5, "{图:教师总数（星座）}"),
        (6, "{教师总数（火星）}"),
    ]  # fmt: skip
    with pytest.raises(Problem) as refused:
        making.make(county.session, text, 2026, county.folder / "a.pdf")
    assert "文稿里有5处填不进数字" in refused.value.title
    assert "第3行的“{教师总素}”" in refused.value.advice
    assert not (county.folder / "a.pdf").exists()


@pytest.mark.parametrize("kind", ["annual", "case"])
def test_texts_that_come_with_the_program_can_be_made_at_once(county: County, kind: str, tmp_path: Path) -> None:
    text = texts.shipped(kind)
    assert text and making.faults(county.session, text, 2026) == []
    made = making.make(county.session, kind, 2026, tmp_path / "a.pdf")
    whole = "".join(pdf_text.pages(made.path))
    assert made.sheets == len(pdf_text.pages(made.path))
    assert "{" not in whole and "示范县教育局" in whole and "教师2人" in whole


def test_the_annual_report_has_the_five_chapters(county: County) -> None:
    text = texts.shipped("annual")
    assert text
    headings = [line for line in text.body.split("\n") if line[1:2] == "、"]
    assert [line[2:] for line in headings] == [
        "以教育家精神引领教师队伍", "提升教师综合能力", "优化教师管理和资源配置", "保障教师合法权益", "加强组织保障"
    ]  # fmt: skip


def test_everything_that_is_offered_can_be_put_in(county: County) -> None:
    body = "\n".join(choice.typed for choice in places.choices(county.session))
    assert making.faults(county.session, written(f"标题\n\n{body}"), 2026) == []


def test_text_that_is_saved_says_the_same_as_the_paper(county: County, tmp_path: Path) -> None:
    making.make(county.session, "annual", 2026, tmp_path / "a.txt")
    plain = (tmp_path / "a.txt").read_text("utf-8-sig")
    assert plain.startswith("2026年度教师队伍建设工作报告\n") and "教师2人" in plain
    with pytest.raises(Problem, match="不认识"):
        making.make(county.session, "annual", 2026, tmp_path / "a.doc")


def test_the_facts_of_the_head_are_remembered_for_each_text(county: County) -> None:
    annual, case = (texts.chosen(county.session, kind) for kind in ("annual", "case"))
    kept = {**heads.of(county.session, annual), "style": "full", "number": "示教发〔2026〕12号"}
    heads.keep(county.session, annual, kept)
    assert heads.of(county.session, annual)["number"] == "示教发〔2026〕12号"
    assert heads.of(county.session, case)["number"] is None
    (document,) = making.documents(county.session, annual, 2026)
    assert (document.head.style, document.head.mark) == ("full", "示范县教育局文件")
    assert (document.signature, document.day and document.day.isoformat()) == ("示范县教育局", "2026-11-21")
    with pytest.raises(Invalid, match="红头"):
        heads.keep(county.session, annual, {**kept, "style": None})


def test_a_letter_has_no_word_file_in_its_mark(county: County) -> None:
    assert one(county.session, "标题\n\n正文。", style="letter", mark="示范县教育局文件").head.mark == "示范县教育局"


@pytest.fixture
def owing(county: County) -> Iterator[Session]:
    """A county that invited both schools long ago."""
    for school in (county.school, county.other_school):
        membership.invite(county.session, school, county.folder)
    county.session.close()
    with open_session(county.session.path, clock=lambda: datetime(2027, 4, 1, 12)) as later:
        yield later


def test_a_reminder_is_one_document_for_each_school_that_owes_something(owing: Session, tmp_path: Path) -> None:
    made = making.make(owing, "reminder", 2027, tmp_path / "催报.pdf")
    assert made.documents == 2
    found = pdf_text.pages(made.path)
    assert {page[: page.index("：")].removeprefix("关于催报教师发展数据的通知") for page in found} == {
        "城关小学", "清水小学"
    }  # fmt: skip
    assert all("还没有加入" in page and "—1—" in page for page in found)


def test_a_reminder_can_go_to_one_school(owing: Session, tmp_path: Path) -> None:
    from app.exchange import reminding

    (site,) = [school.site for school in reminding.listed(owing) if school.name == "清水小学"]
    made = making.make(owing, "reminder", 2027, tmp_path / "催报.pdf", sites=[site])
    assert made.documents == 1 and "清水小学" in pdf_text.pages(made.path)[0]


def test_nobody_to_remind_is_said_and_the_preview_shows_an_example(county: County, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="没有要催报的学校"):
        making.make(county.session, "reminder", 2026, tmp_path / "催报.pdf")
    shown = making.preview(county.session, texts.chosen(county.session, "reminder"), 2026)
    assert "××学校" in pdf_text.pages(shown)[0]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One small county for all examples."""
    path = tmp_path_factory.mktemp("small") / "county.xinhuo"
    session = membership.found_county(path, "示范县教育局", operator="王敏", clock=lambda: NOON)
    organisations.save(session, None, {"name": "城关小学", "kind": "3"})
    yield session
    session.close()


@given(body=st.text(st.sampled_from([*"教师{}总数表图:上年（）、，。\n一附件：《 "]), max_size=60))
@settings(max_examples=60)
def test_any_text_is_made_or_refused_in_words(small: Session, body: str) -> None:
    text = written(f"标题\n\n{body}")
    found = making.faults(small, text, 2026)
    if found:
        assert all(fault.reason.endswith("。") and fault.line >= 3 for fault in found)
        return
    (document,) = making.documents(small, text, 2026)
    assert document.title == ("标题",)
