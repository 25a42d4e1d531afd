"""What the 岗前培训登记表 says of a new teacher, module by module."""

import pytest

from app import training
from app.papers import facts_induction as papers
from app.problems import Problem
from tests.app.conftest import County
from tests.app.papers.peopled import peopled


def test_each_module_names_the_class_that_gave_it(county: County) -> None:
    made = peopled(county)
    (due,) = papers.registers(county.session, made.new)
    first, second = due.facts.lists["必修内容"]
    assert (first["内容"], first["培训班次"], first["课程"]) == (
        "教学设计",
        "课堂教学能力提升（第一期）",
        "单元教学设计",
    )
    assert (first["日期"], first["学时"], first["授课人"], first["结果"]) == ("2026.07.06", "8", "高艳", "合格")
    assert (second["内容"], second["培训班次"], second["结果"]) == ("课堂管理", "", "")
    assert due.facts.texts["完成情况"] == "已合格1项，还缺1项"
    assert due.facts.texts["要求"] == "参加工作12个月以内学完2项必修内容"
    assert due.facts.texts["依据文件"] == "示教〔2024〕8号"


def test_what_was_not_passed_is_not_had(county: County) -> None:
    made = peopled(county)
    rows = [row["id"] for row in training.of_class(county.session, made.class_id) if row["teacher_id"] == made.new]
    training.set_many(county.session, rows, {"result": "3"})
    (due,) = papers.registers(county.session, made.new)
    assert due.facts.texts["完成情况"] == "已合格0项，还缺2项"


def test_only_new_teachers_have_one(county: County) -> None:
    made = peopled(county)
    assert [row["name"] for row in papers.new_teachers(county.session)] == ["买买提·艾力"]
    with pytest.raises(Problem, match="不是要岗前培训的新教师"):
        papers.registers(county.session, county.zhang)
    assert made.new


def test_without_a_rule_there_is_nothing_to_register(county: County) -> None:
    assert papers.new_teachers(county.session) == []
    with pytest.raises(Problem, match="还没有岗前必修的规则"):
        papers.registers(county.session, county.zhang)
