import json
from pathlib import Path

import pytest

from bench.score_headers import Score, as_sheet, found, main, marked, score
from exports.workbooks.sheets import Merge

GROUPED = {
    "table_type": "hierarchical",
    "file_name": "名册",
    "cell_ID_matrix": [[0, 1, 1], [0, 2, 3], [4, 5, 6], [7, 8, 9]],
    "chinese_cell_value_list": ["姓名", "学历", "第一", "最高", "张三", "专科", "本科", "李四", "", "本科"],
    "column_attribute": [0, 1, 2, 3],
    "column_index": [],
}


def test_a_repeated_id_is_a_merged_cell() -> None:
    sheet = as_sheet(GROUPED)
    assert sheet.rows[:2] == (("姓名", "学历", None), (None, "第一", "最高"))
    assert sheet.rows[3] == ("李四", None, "本科")
    assert set(sheet.merged) == {Merge(0, 0, 1, 0), Merge(0, 1, 0, 2)}
    assert as_sheet(GROUPED, unmerged=True).merged == ()


def test_cells_are_counted_right_wrong_and_missed() -> None:
    assert found(GROUPED) == marked(GROUPED)
    assert score([GROUPED], "hierarchical") == Score(right=4, tables=1, exact=1)
    mistaken = {**GROUPED, "column_attribute": [0, 1, 4]}
    assert score([mistaken], "hierarchical") == Score(right=2, wrong=2, missed=1, tables=1)
    assert score([GROUPED], "vertical") == Score()


def test_the_rates_are_those_of_the_cells() -> None:
    said = Score(right=3, wrong=1, missed=2, tables=4, exact=1).sentence()
    assert said == "precision 0.7500  recall 0.6000  F1 0.6667  exact 1/4 = 0.2500"


def test_a_folder_that_is_not_there_is_said_to_be_absent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere")]) == 0
    assert capsys.readouterr().out.count("absent") == 2


def test_every_kind_of_table_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "dev_tables.json").write_text(json.dumps([GROUPED]), encoding="utf-8")
    assert main([str(tmp_path), "--split", "dev", "--wrong", "3"]) == 0
    printed = capsys.readouterr().out
    assert "hierarchical" in printed
    assert "exact 1/1 = 1.0000" in printed
    assert "horizontal" in printed
