"""Keys, computers and a county begun anew, by command."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.exchange import custody, keyring, kit
from tests.app.exchange.conftest import District, built_district, district

__all__ = ["built_district", "district"]

WORDS = "青山绿水 2026"


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINHUO_KIT_PASSPHRASE", WORDS)


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([*map(str, arguments)]) == 1
    return capsys.readouterr().err


def test_a_kit_is_made_and_the_root_goes_offline(district: District, capsys: pytest.CaptureFixture[str]) -> None:
    county, stick = district.county.path, district.stick
    before = asked(capsys, "--file", county, "keys", "status")
    assert (before["kit_made"], before["root_here"]) == (None, True)
    made = asked(capsys, "--file", county, "keys", "kit", "--out", stick, "--print", stick / "恢复.pdf")["made"]
    assert [Path(one).suffix for one in made] == [".xhkit", ".pdf"]
    asked(capsys, "--file", county, "keys", "offline", "--kit", made[0])
    after = asked(capsys, "--file", county, "keys", "status")
    assert after["kit_made"] and not after["root_here"] and after["fingerprint"] == before["fingerprint"]
    assert "只在恢复资料里" in refused(capsys, "--file", county, "keys", "change")
    asked(capsys, "--file", county, "keys", "change", "--kit", made[0])
    assert asked(capsys, "--file", county, "keys", "status")["former"] == 1


def test_the_words_typed_from_paper_do_as_well(
    district: District, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = tmp_path / "照纸输入.txt"
    words.write_text("\n".join(kit.lines_of(custody.kit_of(district.county))).lower(), "utf-8")
    keyring.path_beside(district.county.path).unlink()
    asked(capsys, "--file", district.county.path, "keys", "rebuild", "--words", words)
    words.write_text(words.read_text("utf-8").replace("0", "2", 1), "utf-8")
    said = refused(capsys, "--file", district.county.path, "keys", "rebuild", "--words", words)
    assert "输入得不对" in said and "行第" in said


def test_a_kit_without_passphrase_is_not_made(
    district: District, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XINHUO_KIT_PASSPHRASE")
    said = refused(capsys, "--file", district.county.path, "keys", "kit", "--out", district.stick)
    assert "没有给出恢复资料的口令" in said
    assert list(district.stick.iterdir()) == []
    assert "没有说恢复资料写到哪里" in refused(capsys, "--file", district.county.path, "keys", "kit")


def test_a_school_changes_its_keys(district: District, capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "--file", district.city.path, "keys", "change")
    assert asked(capsys, "--file", district.city.path, "keys", "status")["former"] == 1
    assert main(["--file", str(district.city.path), "keys", "status"]) == 0
    assert "指纹" in capsys.readouterr().out


def test_computers_come_and_go(district: District, capsys: pytest.CaptureFixture[str]) -> None:
    county, stick = district.county.path, district.stick
    invite = ["--file", county, "exchange", "invite", "--to", "2199000001", "--out", stick]
    second = asked(capsys, *invite, "--second")
    place = stick / "二"
    place.mkdir()
    file = place / "校.xinhuo"
    joined = asked(capsys, "--file", file, "exchange", "join", second["path"], "--out", place)
    asked(capsys, "--file", county, "exchange", "apply", joined["path"])
    listed = asked(capsys, "--file", county, "exchange", "computers", "--of", "城关小学")
    assert [one["state"] for one in listed] == ["active", "active"]
    late = asked(capsys, "--file", file, "exchange", "pack", "--to", "county", "--out", place)
    again = asked(capsys, *invite, "--lost", "--computer", listed[1]["key"])
    assert "已经停用" in refused(capsys, "--file", county, "exchange", "apply", late["path"])
    asked(capsys, "--file", county, "exchange", "apply", late["path"], "--trust-revoked")
    asked_again = asked(capsys, "--file", file, "exchange", "join", again["path"], "--out", place)
    said = asked(capsys, "--file", county, "exchange", "reject", asked_again["path"])
    assert said == {"rejected": "城关小学"}
    assert "以前办理过了" in refused(capsys, "--file", county, "exchange", "apply", asked_again["path"])
    assert "只和 --lost" in refused(capsys, *invite, "--computer", "x")


def test_a_county_is_begun_anew_and_its_schools_are_registered(
    district: District, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (made,) = asked(capsys, "--file", district.county.path, "keys", "kit", "--out", district.stick)["made"]
    new = tmp_path / "新县.xinhuo"
    asked(capsys, "--file", new, "county", "recover", "--kit", made)
    for school in (district.city, district.town):
        asked(capsys, "--file", school.path, "exchange", "pack", "--to", "county", "--out", district.stick)
    seen = asked(capsys, "--file", new, "county", "register", district.stick)
    assert [one["stand"] for one in seen["found"]] == ["unknown", "unknown"] and seen["registered"] == []
    assert "以前加入过本县" in refused(capsys, "--file", new, "exchange", "apply", seen["found"][0]["path"])
    done = asked(capsys, "--file", new, "county", "register", district.stick, "--yes")
    assert sorted(done["registered"]) == ["城关小学", "清水小学"]
    down = asked(capsys, "--file", new, "exchange", "pack", "--to", "城关小学", "--out", district.stick)
    asked(capsys, "--file", district.city.path, "exchange", "apply", down["path"])


def test_words_alone_need_the_countys_name(
    district: District, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = tmp_path / "w.txt"
    words.write_text("\n".join(kit.lines_of(custody.kit_of(district.county))), "utf-8")
    new = tmp_path / "新县.xinhuo"
    assert "没有写单位名称" in refused(capsys, "--file", new, "county", "recover", "--words", words)
    made = asked(capsys, "--file", new, "county", "recover", "--words", words, "--name", "示范县教育局")
    assert made["site"] == district.county.site
