"""Every way out of the program: asked for whole numbers, noted always, and none that nobody knows of."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import audit, leaving, listings, masking, teachers
from app.exporting import export, export_texts
from app.layouts import of_keys
from app.problems import Problem
from tests.app.conftest import County

ROOT = Path(__file__).parents[2] / "app"
WRITERS = {"save", "save_all", "write_workbook", "write_documents", "write_papers", "write_paper_files", "write_roster"}
FOR = leaving.purpose("报送省平台", "省继续教育平台", password="qinghe-2026")


def modules_that_write() -> set[str]:
    """The modules of `app` that put a file somewhere."""
    found = set()
    for path in ROOT.rglob("*.py"):
        if path.parts[-2] in ("demo", "selftest", "backups") or path.name == "selftest.py":
            continue
        text = path.read_text("utf-8")
        tree = ast.walk(ast.parse(text))
        imported = {one.name for node in tree if isinstance(node, ast.ImportFrom) for one in node.names}
        module = f"app.{'.'.join(path.relative_to(ROOT).with_suffix('').parts)}"
        if imported & WRITERS & set(re.findall(r"\b(\w+)(?=[(,])", text)) or re.search(r"\bfiles\.write\(", text):
            found.add(module)
    return found


def test_every_module_that_writes_a_file_is_known() -> None:
    known = {one.module for one in leaving.WAYS.values()} | set(leaving.ELSEWHERE)
    assert modules_that_write() - known == set()
    assert set(leaving.ELSEWHERE) - modules_that_write() == set()


def test_the_masked_fields_are_those_of_the_records() -> None:
    sensitive = {one.name for one in teachers.FIELDS if one.sensitive}
    everywhere = {
        one.name.rpartition(".")[2]
        for made in listings.LISTINGS.values()
        for one in (*made.columns, *made.more)
        if one.sensitive
    }
    assert everywhere == sensitive
    for one in teachers.FIELDS:
        for said in (one.name, f"teacher_id.{one.name}", one.label):
            assert (masking.hidden("13900000001", said) != "13900000001") == one.sensitive


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What is noted, as it goes to the record of operations."""
    found: list[dict[str, object]] = []
    really = audit.note

    def note(session: object, kind: str, what: str, **detail: object) -> object:
        found.append({"kind": kind, "what": what, **detail})
        return really(session, kind, what, **detail)  # type: ignore[arg-type]

    monkeypatch.setattr(audit, "note", note)
    return found


def test_a_list_with_whole_numbers_is_noted_with_what_for(county: County, noted: list[dict[str, object]]) -> None:
    layout = of_keys(listings.listing("teachers"), ["name", "id_number"])
    export(county.session, layout, county.folder / "上报.xlsx", whole=FOR)
    assert noted == [
        {
            "kind": "exported",
            "what": "导出名单：2 条，身份证号和电话是完整的",
            "way": "list",
            "count": 2,
            "numbers": "whole",
            "file": "上报.xlsx",
            "purpose": "报送省平台",
            "receiver": "省继续教育平台",
            "password": "有",
        }
    ]


def test_a_list_without_such_columns_needs_no_password(county: County, noted: list[dict[str, object]]) -> None:
    layout = of_keys(listings.listing("teachers"), ["name"])
    export(county.session, layout, county.folder / "名单.xlsx", whole=FOR)
    assert (county.folder / "名单.xlsx").read_bytes().startswith(b"PK")
    assert [one["numbers"] for one in noted] == ["masked"]


def test_whole_numbers_are_noted_before_they_are_written(county: County, noted: list[dict[str, object]]) -> None:
    layout = of_keys(listings.listing("teachers"), ["name", "id_number"])
    with pytest.raises(Exception, match="找不到"):
        export(county.session, layout, county.folder / "没有" / "上报.xlsx", whole=FOR)
    assert len(noted) == 1


def test_what_is_on_screen_is_noted_as_masked(county: County, noted: list[dict[str, object]]) -> None:
    export_texts(county.session, "可能重复", [("姓名", False)], [["张"], ["单"]], county.folder / "a.xlsx")
    assert (noted[0]["way"], noted[0]["count"], noted[0]["numbers"]) == ("screen", 2, "masked")


def test_nothing_personal_is_noted_of_a_file_named_after_a_person(
    county: County, noted: list[dict[str, object]]
) -> None:
    leaving.note(county.session, "attachment", 1, Path("/somewhere/张三的身份证.jpg"))
    assert "张三" not in str(noted) and noted[0]["file"] == "*.jpg"


def test_a_file_that_can_only_be_read_gives_no_whole_numbers(county: County, noted: list[dict[str, object]]) -> None:
    county.session.store.look_only(("这是一份备份，只能查看。", "请恢复。"))
    layout = of_keys(listings.listing("teachers"), ["name", "id_number"])
    with pytest.raises(Problem, match="这是一份备份") as refused:
        export(county.session, layout, county.folder / "上报.xlsx", whole=FOR)
    assert refused.value.advice.endswith("请恢复。")
    assert export(county.session, layout, county.folder / "名单.xlsx") == 2
    assert noted == []


def test_ways_that_never_write_them_whole_refuse_a_purpose(county: County) -> None:
    with pytest.raises(Problem, match="总是遮住"):
        leaving.before(county.session, "report", FOR)


@pytest.mark.parametrize(
    ("text", "password", "why_open"),
    [
        ("", "qinghe-2026", ""),
        ("报送", "", ""),
        ("报送", "short", ""),
        ("报" * 61, "qinghe-2026", ""),
        ("张三 11010519491231002X", "qinghe-2026", ""),
        ("报送", "", "电话 13900000001"),
        ("联系张三 139 0000 0001", "qinghe-2026", ""),
        ("联系张三 1390-0000-001", "qinghe-2026", ""),
        ("核对 1101 0519 4912 31002X", "qinghe-2026", ""),
    ],
)
def test_a_purpose_that_says_too_little_or_too_much_is_refused(text: str, password: str, why_open: str) -> None:
    with pytest.raises(Problem):
        leaving.purpose(text, password=password, why_open=why_open)


def test_days_in_a_purpose_are_no_numbers_of_people() -> None:
    for text in ("核对2026-01-15-2026-02-15的学时", "2026.9.1 起报送", "2025 2026 学年存档"):
        assert leaving.purpose(text, password="qinghe-2026").text == text


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_purpose_ever_holds_a_number(text: str, why_open: str) -> None:
    try:
        said = leaving.purpose(text, password="", why_open=why_open)
    except Problem:
        return
    assert 2 <= len(said.text) <= 60 and said.why_open
    assert not re.search(r"\d{6}", said.text + "|" + said.why_open)


def test_suggested_passwords_can_be_read_out_and_are_never_the_same() -> None:
    made = {leaving.suggested_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", one) and not set(one) & set("il01o") for one in made)


def test_every_way_says_what_becomes_of_the_numbers() -> None:
    assert {one.numbers for one in leaving.WAYS.values()} == set(leaving.NUMBERS)


def test_the_manual_names_every_way_with_what_becomes_of_the_numbers() -> None:
    (chapter,) = (ROOT.parent / "docs" / "manual").glob("08-*.md")
    lines = chapter.read_text("utf-8").splitlines()
    at = lines.index("| 怎么出去 | 里面有什么 | 身份证号和电话 |") + 2
    assert lines[at : at + len(leaving.WAYS) + 1] == [
        *(f"| {one.label} | {one.what} | {leaving.NUMBERS[one.numbers]} |" for one in leaving.WAYS.values()),
        "",
    ]
