"""`design` on the command line: listed, shown, previewed, chosen, exported and taken over."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.papers import designs
from exports.papers.design import Design
from tests.app.conftest import County
from tests.app.exchange.offices import Two
from tests.app.papers import drawn

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, path: Path, *arguments: str, code: int = 0) -> Any:
    assert main(["--file", str(path), "design", *arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_shipped_and_own_designs_are_listed(county: County, capsys: Capture) -> None:
    pk = designs.keep(county.session, None, "completion", "甲", drawn.diploma(), choosing=True)
    rows = run(capsys, county.session.path, "list", "completion")
    assert (rows[0]["id"], rows[0]["name"], rows[0]["whose"], rows[0]["used"]) == (pk, "甲", "本县", "是")
    assert {one["used"] for one in rows[1:]} == {""}
    everything = run(capsys, county.session.path, "list")
    assert {"completion", "hours", "signin"} <= {one["kind"] for one in everything}


def test_a_design_is_shown_with_what_is_amiss(county: County, capsys: Capture) -> None:
    told = run(capsys, county.session.path, "show", "completion")
    assert told["doubts"] == []
    assert "二维码" in told["elements"]
    wrong = designs.shipped("hours")[0].design
    designs.keep(county.session, None, "completion", "乙", wrong)
    assert run(capsys, county.session.path, "show", "completion", "乙")["doubts"]


def test_a_preview_is_a_pdf_and_writes_no_number(county: County, capsys: Capture, tmp_path: Path) -> None:
    out = tmp_path / "预览.pdf"
    run(capsys, county.session.path, "preview", "dossier", "--for", county.zhang, "--out", str(out))
    assert out.read_bytes().startswith(b"%PDF")
    assert county.session.store.value("SELECT count(*) FROM certificates") == 0


def test_a_design_is_chosen_by_name(county: County, capsys: Capture) -> None:
    pk = designs.keep(county.session, None, "completion", "甲", drawn.diploma())
    assert run(capsys, county.session.path, "choose", "completion", "甲")["id"] == pk
    assert designs.chosen_id(county.session, "completion") == pk
    other = designs.shipped("completion")[1].name
    assert run(capsys, county.session.path, "choose", "completion", other)["name"] == other
    assert run(capsys, county.session.path, "choose", "completion")["id"] is None
    assert designs.chosen_id(county.session, "completion") is None
    assert main(["--file", str(county.session.path), "design", "choose", "completion", "没有"]) == 1


def test_designs_go_out_as_a_file_and_come_in(county: County, two: Two, capsys: Capture, tmp_path: Path) -> None:
    designs.keep(county.session, None, "completion", "甲", drawn.diploma())
    designs.keep(county.session, None, "completion", "乙", drawn.diploma())
    out = tmp_path / "版式.xhd"
    assert run(capsys, county.session.path, "export", "甲", "--out", str(out))["designs"] == 1
    designs.keep(two.county, None, "completion", "甲", Design(kind="completion"))
    seen = run(capsys, two.county.path, "import", str(out), "--preview")
    assert seen["designs"] == [{"kind": "completion", "name": "甲", "state": "同名"}]
    assert len(designs.of_kind(two.county)) == 1
    run(capsys, two.county.path, "import", str(out))
    assert [row["name"] for row in designs.of_kind(two.county)] == ["甲", "甲（2）"]
    run(capsys, two.county.path, "import", str(out), "--replace")
    assert designs.read(designs.of_kind(two.county)[0]) == drawn.diploma()
    assert main(["--file", str(two.school.path), "design", "import", str(out)]) == 1
    assert main(["--file", str(county.session.path), "design", "export", "没有", "--out", str(out)]) == 1
