"""The desk by command: how schools stand, whom to remind, a whole stick, a watched folder, files for all."""

import json
from pathlib import Path
from typing import Any

import pytest

from app import teachers
from app.__main__ import main
from app.exchange import packing
from app.session import Session
from tests.app.exchange.conftest import District, built_district, district, teacher_of

__all__ = ["built_district", "district"]

Printed = pytest.CaptureFixture[str]


def asked(printed: Printed, *arguments: object, code: int = 0) -> Any:
    assert main([*map(str, arguments), "--json"]) == code, printed.readouterr().err
    return json.loads(printed.readouterr().out)


def edit(session: Session, phone: str) -> None:
    teachers.save(session, str(teacher_of(session)["id"]), {"phone": phone})


def test_the_status_says_of_each_school_what_it_waits_for(district: District, capsys: Printed) -> None:
    packing.pack(district.county, "2199000002", district.stick)
    edit(district.city, "13900000009")
    asked(capsys, "--file", district.county.path, "exchange", "apply", district.up(district.city))
    city, town = asked(capsys, "--file", district.county.path, "exchange", "status")["sites"]
    assert (city["waits"], town["waits"]) == ("answer", "taking")
    assert town["sentence"] == "等学校接收第 3 号文件"
    assert len(city["months"]) == 12
    assert [*city["months"].values()][-1] == "came"
    assert main(["--file", str(district.county.path), "exchange", "status"]) == 0
    assert "的上报还没有答复" in capsys.readouterr().out


def test_late_schools_are_listed_as_words_or_on_paper(district: District, capsys: Printed) -> None:
    county = district.county.path
    assert main(["--file", str(county), "exchange", "remind"]) == 0
    assert "没有要催报的学校" in capsys.readouterr().out
    assert main(["--file", str(county), "exchange", "remind", "--days", "0"]) == 1
    assert "不能设为 0 天" in capsys.readouterr().err
    with district.county.store.writing(_act()) as rows:
        rows.execute("UPDATE exchange_files SET at = '2020-01-01T09:00:00'")
    assert [one["name"] for one in asked(capsys, "--file", county, "exchange", "remind")] == ["城关小学", "清水小学"]
    for name in ("催报.pdf", "催报.xlsx"):
        made = asked(capsys, "--file", county, "exchange", "remind", "--days", "60", "--out", district.stick / name)
        assert made["rows"] == 2
        assert Path(made["file"]).stat().st_size > 1000


def _act() -> Any:
    from storage.store import Act

    return Act("王敏", "让时间过去", mode="import")


def test_a_whole_stick_is_taken_and_wrong_files_are_moved_aside(district: District, capsys: Printed) -> None:
    county, stick = district.county.path, district.stick
    edit(district.city, "13900000009")
    edit(district.town, "13900000008")
    for session in (district.city, district.town):
        district.up(session)
    (stick / "照片.xhb").write_bytes(b"nothing of ours" * 20)
    looked = asked(capsys, "--file", county, "exchange", "take-all", stick, "--preview", code=1)
    assert sorted(one["state"] for one in looked["files"]) == ["ready", "ready", "refused"]
    report = stick / "结果.xlsx"
    done = asked(
        capsys, "--file", county, "exchange", "take-all", stick, "--set-aside", "--report", report, code=1
    )  # fmt: skip
    assert sorted(one["state"] for one in done["files"]) == ["refused", "taken", "taken"]
    assert [Path(after).parent.name for _before, after in done["aside"]["moved"]] == ["未接收"]
    assert report.exists()
    assert main(["--file", str(county), "exchange", "take-all", str(stick)]) == 0
    assert "以前接收过 2 个" in capsys.readouterr().out
    assert main(["--file", str(county), "exchange", "take-all", str(stick / "没有")]) == 1
    assert "找不到文件夹" in capsys.readouterr().err


def test_files_for_all_schools_are_written_by_one_command(district: District, capsys: Printed) -> None:
    made = asked(capsys, "--file", district.county.path, "exchange", "pack", "--to", "all", "--out", district.stick)
    assert [one["to_name"] for one in made["made"]] == ["城关小学", "清水小学"]
    assert len([*district.stick.glob("*-下发-*.xhb")]) == 2
    assert (
        main(["--file", str(district.city.path), "exchange", "pack", "--to", "all", "--out", str(district.stick)]) == 1
    )
    assert "由县里办理" in capsys.readouterr().err


def test_a_watched_folder_is_looked_at_once(district: District, capsys: Printed) -> None:
    def watch(session: Session, *more: str) -> Any:
        return asked(capsys, "--file", session.path, "exchange", "watch", "--once", district.stick, *more)

    edit(district.city, "13900000009")
    assert len(watch(district.city)["wrote"]) == 1
    there = watch(district.county)
    assert [one["who"] for one in there["taken"]] == ["城关小学"]
    assert len(there["wrote"]) == 1
    assert len(watch(district.city)["taken"]) == 1
    assert district.city.waiting == 0
    assert main(["--file", str(district.city.path), "exchange", "watch", "--once", str(district.stick)]) == 0
    assert "没有新文件" in capsys.readouterr().out
