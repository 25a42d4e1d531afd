"""The lists of the command line."""

from app import training
from app.__main__ import main


def test_classes_are_listed_with_the_id_that_a_template_asks_for(county, capsys) -> None:
    programme = training.save_programme(county.session, None, {"title": "师德专题", "level": "4", "category": "1"})
    values = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 165}
    run = training.save_class(county.session, None, values)
    assert main(["--file", str(county.session.path), "list", "classes"]) == 0
    line = next(one for one in capsys.readouterr().out.splitlines() if "第一期" in one)
    assert line.split() == ["师德专题", "第一期", "2026", "16.5", "0", run]
