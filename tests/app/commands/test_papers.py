"""Papers and numbers by command: issued, printed again, issued once more, void, listed."""

from pathlib import Path

import pytest

from app import certificates, training
from app.__main__ import main
from app.session import open_session
from tests.app.exchange.offices import Two, found, opened


@pytest.fixture
def two(tmp_path: Path):
    with opened(found(tmp_path), tmp_path / "两个单位") as made:
        programme = training.save_programme(made.county, None, {"title": "教学能力提升", "level": "4", "category": "2"})
        values = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240}
        class_id = training.save_class(made.county, None, values)
        training.enrol(made.county, class_id, [made.zhang, made.li], result="1")
        yield made


def run(two: Two, *arguments: object) -> int:
    return main(["--file", str(two.county.path), *map(str, arguments)])


def test_a_paper_goes_its_way_by_command(two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(two, "paper", "draft", "hours", two.zhang, "-o", tmp_path / "预览.pdf") == 0
    assert run(two, "paper", "issue", "hours", two.zhang, two.li, "-o", tmp_path / "学时.pdf", "--sign-list") == 0
    year = two.county.today().year
    first, second = (f"学时〔{year}〕00000{serial}号" for serial in (1, 2))
    assert run(two, "paper", "reprint", first, second, "-o", tmp_path / "重印.pdf") == 0
    assert run(two, "paper", "reissue", first, "--reason", "遗失", "-o", tmp_path / "补发.pdf") == 0
    assert run(two, "paper", "void", second, "--reason", "姓名打错") == 0
    assert run(two, "paper", "void", "没有的号", "--reason", "x") == 1
    assert {"预览.pdf", "学时.pdf", "学时-领取签收表.pdf", "重印.pdf", "补发.pdf"} <= {
        path.name for path in tmp_path.iterdir()
    }
    capsys.readouterr()
    assert run(two, "paper", "register") == 0
    said = capsys.readouterr().out
    assert said.count("已作废") == 1 and "已补发" in said and "姓名打错" in said and "有效" in said
    assert run(two, "paper", "printed") == 0
    assert "重印学时证明 2 份" in capsys.readouterr().out


def test_numbers_are_set_given_and_listed_by_command(
    two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(two, "numbers", "set", "hours", "{年}{流水号:4}{校验}", "--start", "7") == 0
    assert "下一个编号是" in capsys.readouterr().out
    assert run(two, "numbers", "set", "hours", "没有流水号") == 1
    assert run(two, "numbers", "give", "hours", "城关小学", 20) == 0
    assert run(two, "numbers", "give", "hours", "没有的学校", 20) == 1
    assert run(two, "paper", "issue", "hours", two.zhang, "-o", tmp_path / "学时.pdf") == 0
    capsys.readouterr()
    assert run(two, "numbers", "blocks") == 0
    assert "城关小学" in capsys.readouterr().out
    assert run(two, "numbers", "gaps") == 0
    assert "城关小学" in capsys.readouterr().out
    assert run(two, "numbers", "list") == 0
    assert "{年}{流水号:4}{校验}" in capsys.readouterr().out
    with open_session(two.county.path) as session:
        assert [row["serial"] for row in certificates.listed(session)] == [27]
