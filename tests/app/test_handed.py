from pathlib import Path

import pytest

from app import handed
from app.problems import Problem

NOT_ONE = Problem("不是薪火的规则文件。", "请另选一个。")


def test_a_text_is_read_with_or_without_a_mark_before_it(tmp_path: Path) -> None:
    for marked in ("utf-8", "utf-8-sig"):
        (tmp_path / "规则.xhr").write_text("每年 90 学时", encoding=marked)
        assert handed.read_text(tmp_path / "规则.xhr", 100, NOT_ONE) == "每年 90 学时"


def test_what_is_too_large_or_no_text_is_not_one(tmp_path: Path) -> None:
    path = tmp_path / "规则.xhr"
    for content in (b"x" * 101, b"\xff\xfe\x00"):
        path.write_bytes(content)
        with pytest.raises(Problem, match="不是薪火的规则文件"):
            handed.read_text(path, 100, NOT_ONE)


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"打不开“没有\.xhr”"):
        handed.read_text(tmp_path / "没有.xhr", 100, NOT_ONE)


def test_what_can_be_kept_nowhere_is_not_read() -> None:
    assert handed.read_json('{"a": [1]}', NOT_ONE) == {"a": [1]}
    for text in ("{", "[" * 100_000, '"\\ud800"'):
        with pytest.raises(Problem, match="不是薪火的规则文件"):
            handed.read_json(text, NOT_ONE)
