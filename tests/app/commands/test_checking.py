"""Papers are checked by command, the page is written, and another county's key is added knowingly."""

import json
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from app.__main__ import main
from app.exchange import membership
from app.papers import paper_keys
from tests.app.papers.test_statements import registered, signed


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any]:
    code = main([*map(str, arguments), "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out)


def test_a_text_a_picture_and_a_number_are_checked(county, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = ("--file", county.session.path, "paper", "check")
    registered(county)
    text = signed(county.session)
    code, (found,) = run(capsys, *file, text)
    assert (code, found["state"], found["facts"]["姓名"]) == (0, "genuine", "张𬭎")
    code, (found,) = run(capsys, *file, text.replace("张", "李"))
    assert (code, found["state"], found["weight"]) == (1, "altered", "bad")
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=4)
    Image.fromarray(made).save(tmp_path / "码.png")
    assert run(capsys, *file, "--image", tmp_path / "码.png")[1][0]["state"] == "genuine"
    code, (found,) = run(capsys, *file, "--number", "2026 123")
    assert (code, found["state"]) == (1, "listed")


def test_the_words_say_how_it_stands(county, capsys: pytest.CaptureFixture[str]) -> None:
    registered(county)
    assert main(["--file", str(county.session.path), "paper", "check", signed(county.session)]) == 0
    assert capsys.readouterr().out.startswith("✔ 查验通过：签名属实，登记簿里是有效证书。\n")


def test_the_page_is_written(county, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    signed(county.session)
    out = tmp_path / "查验.html"
    assert run(capsys, "--file", county.session.path, "paper", "check-page", out) == (0, {"file": str(out), "keys": 1})
    assert out.stat().st_size > 100_000


def test_another_countys_key_is_looked_at_first_and_can_be_stopped(
    county, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    mine = ("--file", county.session.path, "paper", "keys")
    with membership.found_county(tmp_path / "清河.xinhuo", "清河县教育局") as other:
        text = signed(other, issuer="清河县教育局")
    offer = tmp_path / "清河.txt"
    code, written = run(capsys, "--file", tmp_path / "清河.xinhuo", "paper", "keys", "--out", offer)
    assert code == 0
    code, seen = run(capsys, *mine, "--add", offer)
    assert seen == {"name": "清河县教育局", "fingerprint": written["fingerprint"], "added": False}
    assert paper_keys.listed(county.session) == []
    run(capsys, *mine, "--add", offer, "--yes")
    assert run(capsys, "--file", county.session.path, "paper", "check", text)[1][0]["state"] == "elsewhere"
    code, rows = run(capsys, *mine, "--stop", written["fingerprint"].lower())
    assert rows[0]["end"] != "在用"
    assert main([*map(str, mine), "--stop", "0000"]) == 1
