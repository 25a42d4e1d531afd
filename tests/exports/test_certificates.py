"""The papers: what stands on them, what is refused before the first page, and what is left behind when it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.certificates import (
    AppointmentFacts,
    CompletionFacts,
    Facts,
    HoursFacts,
    HoursRow,
    HoursTotal,
    write_certificate_files,
    write_certificates,
)
from exports.certificates.writing import file_names
from exports.problems import ExportProblem
from tests.exports.pdf_text import empty_boxes, fonts, pages, text_boxes

RARE = "㛃䶮𬭎𫖮𪩘𠅤"
UNKNOWN = "\U00030001"

COMPLETION = CompletionFacts(
    number="XJ-JY-2025-000123",
    name="张𬭎",
    unit="城关镇中心小学",
    programme="2025年小学语文骨干教师研修班",
    organiser="某某县教育局",
    starts_on=date(2025, 7, 1),
    ends_on=date(2025, 7, 10),
    issuer="某某县教师进修学校",
    issued_on=date(2025, 7, 15),
)
APPOINTMENT = AppointmentFacts(
    number="XJ-PS-2025-000007",
    name="买买提·艾力·吐尔逊",
    unit="某某县实验小学",
    post="高艳名师工作室主持人",
    starts_on=date(2025, 9, 1),
    ends_on=date(2028, 8, 31),
    issuer="某某县教育局",
    issued_on=date(2025, 8, 28),
    basis="×教发〔2025〕12号文件",
)
ROW = HoursRow(
    year="2025",
    programme="义务教育课程标准（2022年版）国家级示范培训",
    category="专业",
    form="集中",
    organiser="某某师范大学",
    period="2025.07.01—07.10",
    hours="72",
)
HOURS = HoursFacts(
    number="XJ-XS-2025-000031",
    name="欧阳𫖮",
    unit="某某县第一中学",
    cycle="2021—2025年",
    rows=(ROW, replace(ROW, year="2024", hours="36.5")),
    totals=(HoursTotal(label="2021—2025年累计（应修360学时）", hours="108.5"),),
    issuer="某某县教师进修学校",
    issued_on=date(2025, 12, 20),
    subject="高中数学",
    rank="一级教师",
    identity="3522**********1234",
    reviewer="陈立",
)
PAPERS: list[Facts] = [COMPLETION, APPOINTMENT, HOURS]
LONG = "关于进一步深化基础教育课程教学改革背景下农村义务教育学校青年教师教学基本功与信息技术应用能力提升工程2.0整校推进"


def written(tmp_path: Path, *facts: Facts) -> Path:
    out = tmp_path / "证书.pdf"
    write_certificates(facts, out)
    return out


def assert_within_margins(pdf: Path) -> None:
    for (width, height), boxes in text_boxes(pdf):
        assert boxes
        for left, bottom, right, top in boxes:
            assert left >= 40
            assert bottom >= 25
            assert right <= width - 40
            assert top <= height - 40


def test_a_completion_certificate_says_all_its_facts(tmp_path: Path) -> None:
    (text,) = pages(written(tmp_path, COMPLETION))
    assert text.startswith("结业证书")
    assert "张𬭎同志（城关镇中心小学）于2025年7月1日至7月10日参加由某某县教育局举办的" in text
    assert "“2025年小学语文骨干教师研修班”，修完规定课程，考核合格，准予结业。特发此证。" in text
    assert "证书编号：XJ-JY-2025-000123" in text
    assert "某某县教师进修学校" in text
    assert "2025年7月15日" in text
    assert "（盖章）" in text


def test_hours_stand_on_a_completion_certificate_only_when_given(tmp_path: Path) -> None:
    (without,) = pages(written(tmp_path, COMPLETION))
    (with_hours,) = pages(written(tmp_path, replace(COMPLETION, hours="72学时")))
    assert "学时" not in without
    assert "修完规定课程，共72学时，考核合格" in with_hours


def test_an_appointment_says_post_term_and_basis(tmp_path: Path) -> None:
    (text,) = pages(written(tmp_path, APPOINTMENT))
    assert text.startswith("聘书某某县实验小学买买提·艾力·吐尔逊同志：根据×教发〔2025〕12号文件，")
    assert "兹聘请您担任高艳名师工作室主持人，聘期自2025年9月1日起至2028年8月31日止。此聘。" in text
    assert "（盖章）" in text


def test_a_proof_of_hours_says_every_row_and_sum(tmp_path: Path) -> None:
    (text,) = pages(written(tmp_path, HOURS))
    said = ["欧阳𫖮", "某某县第一中学", "2021—2025年", "高中数学", "一级教师", "3522**********1234", "陈立"]
    said += [ROW.programme, ROW.organiser, ROW.period, "36.5", "累计（应修360学时）108.5", "XJ-XS-2025-000031"]
    assert [fact for fact in said if fact not in text] == []
    assert "特此证明" in text


def test_a_long_proof_of_hours_goes_on_with_its_headings(tmp_path: Path) -> None:
    rows = tuple(replace(ROW, programme=f"第{number}期{LONG}") for number in range(60))
    texts = pages(written(tmp_path, replace(HOURS, rows=rows)))
    count = len(texts)
    assert count > 2
    assert all("项目名称" in text and f"第{n}页共{count}页" in text for n, text in enumerate(texts, 1))
    assert all("欧阳𫖮" in text and HOURS.number in text for text in texts)
    assert all(f"第{number}期关于" in "".join(texts) for number in range(60))
    assert "（盖章）" in texts[-1] and "（盖章）" not in "".join(texts[:-1])


@pytest.mark.parametrize("count", range(1, 26))
def test_the_seal_never_stands_on_a_page_without_a_row(tmp_path: Path, count: int) -> None:
    last = pages(written(tmp_path, replace(HOURS, rows=(ROW,) * count)))[-1]
    assert "累计（应修360学时）108.5" in last
    assert_within_margins(tmp_path / "证书.pdf")


@pytest.mark.parametrize("facts", PAPERS)
def test_rare_names_read_back_equal_and_every_font_is_embedded(tmp_path: Path, facts: Facts) -> None:
    out = written(tmp_path, replace(facts, name=RARE))
    assert RARE in pages(out)[0]
    used = fonts(out)
    assert used
    assert all(used.values())
    assert empty_boxes(out.read_bytes()) == 0


@pytest.mark.parametrize("dot", "·‧•・･∙⋅．.")
@pytest.mark.parametrize("facts", PAPERS)
def test_a_name_with_any_middle_dot_is_printed_with_the_standard_one(tmp_path: Path, facts: Facts, dot: str) -> None:
    (text,) = pages(written(tmp_path, replace(facts, name=f"买买提{dot}艾力{dot}吐尔逊")))
    assert "买买提·艾力·吐尔逊" in text


@pytest.mark.parametrize("facts", PAPERS)
def test_equal_facts_give_equal_bytes(tmp_path: Path, facts: Facts) -> None:
    assert written(tmp_path, facts, facts).read_bytes() == written(tmp_path, facts, facts).read_bytes()


def test_kinds_may_be_mixed_each_on_its_own_paper(tmp_path: Path) -> None:
    out = written(tmp_path, COMPLETION, HOURS, APPOINTMENT)
    assert [size[0] > size[1] for size, _ in text_boxes(out)] == [True, False, True]


def test_long_facts_are_set_smaller_and_stay_inside(tmp_path: Path) -> None:
    completion = replace(
        COMPLETION,
        name="买买提·艾力·吐尔逊·阿卜杜热合曼",
        unit="某某自治州某某哈萨克蒙古自治县某某镇九年一贯制寄宿学校",
        programme=LONG,
        organiser=LONG[:50],
        issuer="某某自治区某某自治州某某哈萨克蒙古自治县教育局教师发展中心继续教育办公室",
        number="某某县教师进修学校〔2025〕结业字第000000000000000000123号",
    )
    appointment = replace(APPOINTMENT, post=LONG, issuer=completion.issuer, unit=completion.unit)
    hours = replace(
        HOURS, name=completion.name, unit=completion.unit, issuer=completion.issuer, number=completion.number
    )
    out = written(tmp_path, completion, appointment, hours)
    texts = pages(out)
    assert all(completion.issuer in text for text in texts)
    assert LONG in texts[0] and completion.number in texts[0] and completion.unit in texts[0]
    assert LONG in texts[1]
    assert completion.unit in texts[2]
    assert_within_margins(out)


names = st.text(st.sampled_from("张王李买提·艾力吐尔逊欧阳𬭎𫖮"), min_size=1, max_size=24)
words = st.text(st.sampled_from("某县教师进修学校培训班语文（第）“名师”·，2025A "), min_size=1, max_size=90)


@settings(max_examples=40, deadline=None)
@given(name=names, unit=words, programme=words, organiser=words, issuer=words.map(lambda text: text[:40]))
def test_whatever_the_facts_nothing_leaves_the_page(
    tmp_path_factory: pytest.TempPathFactory, name: str, unit: str, programme: str, organiser: str, issuer: str
) -> None:
    out = tmp_path_factory.mktemp("papers") / "证书.pdf"
    row = replace(ROW, programme=programme * 3, organiser=organiser)
    who = {"name": name, "unit": unit, "issuer": issuer}
    write_certificates(
        [
            replace(COMPLETION, programme=programme, organiser=organiser, **who),
            replace(APPOINTMENT, post=programme, **who),
            replace(HOURS, rows=(row, ROW), **who),
        ],
        out,
    )
    assert_within_margins(out)
    assert all(name.strip() in text for text in pages(out))


@pytest.mark.parametrize(
    "spoilt",
    [
        replace(COMPLETION, programme="字" * 2000),
        replace(COMPLETION, title="证" * 80),
        replace(APPOINTMENT, issuer="局" * 300),
        replace(HOURS, rows=(replace(ROW, programme="字" * 5000),)),
        replace(HOURS, unit="校" * 300),
    ],
)
def test_a_text_no_page_can_hold_is_refused_naming_the_person(tmp_path: Path, spoilt: Facts) -> None:
    with pytest.raises(ExportProblem) as refusal:
        written(tmp_path, COMPLETION, spoilt)
    assert spoilt.name in refusal.value.title
    assert "太长" in refusal.value.title
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_certificates, write_certificate_files])
def test_one_unprintable_character_stops_the_batch_and_is_named(
    tmp_path: Path, write: Callable[[list[Facts], Path], object]
) -> None:
    spoilt = replace(HOURS, name=f"张{UNKNOWN}", rows=(ROW, replace(ROW, organiser="某\ue123大学")))
    place = tmp_path / "证书.pdf" if write is write_certificates else tmp_path
    with pytest.raises(ExportProblem) as refusal:
        write([COMPLETION, spoilt], place)
    assert "有2处字无法打印，没有生成任何证书" in refusal.value.title
    assert f"张{UNKNOWN}（证书编号 XJ-XS-2025-000031）：姓名第2字“{UNKNOWN}”（U+30001）" in refusal.value.advice
    assert "第2行组织单位第2字U+E123无可用字形" in refusal.value.advice
    assert list(tmp_path.iterdir()) == []


def test_a_great_many_unprintable_characters_are_counted_not_all_listed(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem) as refusal:
        written(tmp_path, *[replace(COMPLETION, name=UNKNOWN * 3)] * 20)
    assert "有60处" in refusal.value.title
    assert "另有52处" in refusal.value.advice


def test_no_papers_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="没有要打印的证书"):
        written(tmp_path)


def test_a_stopped_batch_leaves_the_earlier_file(tmp_path: Path) -> None:
    out = written(tmp_path, COMPLETION)
    before = out.read_bytes()

    def stop(done: int, total: int, what: str) -> None:
        assert (total, what) == (3, "正在生成证书")
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_certificates(PAPERS, out, progress=stop)
    with pytest.raises(KeyboardInterrupt):
        write_certificate_files(PAPERS, tmp_path, progress=stop)
    assert list(tmp_path.iterdir()) == [out]
    assert out.read_bytes() == before


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="找不到文件夹"):
        write_certificates([COMPLETION], tmp_path / "没有" / "证书.pdf")
    with pytest.raises(ExportProblem, match="找不到文件夹"):
        write_certificate_files([COMPLETION], tmp_path / "没有")


def test_one_file_a_person_is_named_by_number_and_name(tmp_path: Path) -> None:
    files = write_certificate_files(PAPERS, tmp_path)
    assert [file.name for file in files] == [
        "XJ-JY-2025-000123 张𬭎.pdf",
        "XJ-PS-2025-000007 买买提·艾力·吐尔逊.pdf",
        "XJ-XS-2025-000031 欧阳𫖮.pdf",
    ]
    assert sorted(tmp_path.iterdir()) == sorted(files)
    assert [facts.name in pages(file)[0] for facts, file in zip(PAPERS, files, strict=True)] == [True] * 3


def test_file_names_suit_windows_and_never_meet() -> None:
    def name(number: str, person: str) -> Facts:
        return replace(COMPLETION, number=number, name=person)

    found = file_names(
        [name('a/b:"1"', "张*三"), name("CON.", ""), name("X1", "Li"), name("x1", "LI"), name("", "")]
        + [name("第" * 300, "王")] * 2
    )
    assert found[:4] == ["a-b--1- 张-三.pdf", "证书 CON.pdf", "X1 Li.pdf", "x1 LI（2）.pdf"]
    assert found[4] == "证书.pdf"
    assert all(len(entry.encode()) <= 255 for entry in found)
    assert len({entry.casefold() for entry in found}) == len(found)
