"""The settings of an office are shown and changed from the command line."""

import json

import pytest

from app.__main__ import main


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main([str(one) for one in arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_settings_are_shown_and_changed(county, capsys: pytest.CaptureFixture[str]) -> None:
    file = county.session.path
    code, said = run(capsys, "--file", file, "settings")
    assert (
        code == 0
        and "一天算多少学时（hours_per_day）：没有填写" in said
        and "文件大小上限（MB）（file_limit）：20" in said
    )
    code, said = run(capsys, "--file", file, "settings", "hours_per_day=8", "number_word=示教", "--json")
    assert code == 0 and json.loads(said)["hours_per_day"] == "8" and json.loads(said)["number_word"] == "示教"
    assert json.loads(run(capsys, "--file", file, "settings", "--json")[1]) == json.loads(said)
    assert set(json.loads(said)) == {
        "name",
        "operator",
        "number_word",
        "file_limit",
        "hours_per_day",
        "hours_per_lesson",
    }


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("hours_per_day=很多", "没有看懂"),
        ("colour=red", "没有“colour”这一项设置"),
        ("hours_per_day", "项目=值"),
        ("name=", "请填写单位名称"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_words(
    county, capsys: pytest.CaptureFixture[str], change: str, why: str
) -> None:
    code, said = run(capsys, "--file", county.session.path, "settings", change)
    assert code == 1 and why in said
