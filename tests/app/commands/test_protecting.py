"""How a file is protected, by command: its code, its password, a new key, and opening it on another computer."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app import keystores, recovery_code
from app.__main__ import main
from app.exchange import custody, kit, membership
from app.session import open_session
from storage import datakeys, rekeying

WORDS = "青山绿水 2026"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    path = tmp_path / "示范县.xinhuo"
    membership.found_county(path, "示范县教育局", operator="王敏").close()
    return path


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([*map(str, arguments)]) == 1
    return capsys.readouterr().err


def lines_of(office: Path) -> str:
    with open_session(office) as session:
        assert session.store.key is not None
        return "\n".join(recovery_code.lines_of(session.store.key))


def test_the_code_is_printed_and_the_standing_says_so(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = asked(capsys, "--file", office, "protect", "status")
    assert before["encrypted"] and before["code_printed"] is None and before["store"]["kind"] == "folder"
    made = asked(capsys, "--file", office, "protect", "code", "--out", tmp_path)["made"]
    assert Path(made).read_bytes().startswith(b"%PDF")
    assert asked(capsys, "--file", office, "protect", "status")["code_printed"]
    assert main(["--file", str(office), "protect", "status"]) == 0
    assert before["number"] in capsys.readouterr().out


def test_another_computer_is_told_what_it_needs_and_keeps_the_key_afterwards(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tmp_path / "照纸输入.txt"
    words.write_text(lines_of(office).lower(), "utf-8")
    monkeypatch.setenv(keystores.FOLDER, str(tmp_path / "另一台"))
    assert "恢复码" in refused(capsys, "--file", office, "protect", "status")
    assert asked(capsys, "--file", office, "unlock", "--words", words)["kept"]
    assert asked(capsys, "--file", office, "protect", "status")["encrypted"]


def test_the_kit_opens_it_too(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_session(office) as session:
        kit.save(tmp_path / "县.xhkit", custody.kit_of(session), WORDS)
    monkeypatch.setenv("XINHUO_KIT_PASSPHRASE", WORDS)
    monkeypatch.setenv(keystores.FOLDER, str(tmp_path / "另一台"))
    assert asked(capsys, "--file", office, "unlock", "--kit", tmp_path / "县.xhkit")["kept"]


def test_a_password_is_set_asked_and_taken_away(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tmp_path / "照纸输入.txt"
    words.write_text(lines_of(office), "utf-8")
    monkeypatch.setenv("XINHUO_NEW_PASSPHRASE", WORDS)
    assert "请先打印恢复码" in refused(capsys, "--file", office, "protect", "password")
    asked(capsys, "--file", office, "protect", "code", "--out", tmp_path)
    monkeypatch.delenv("XINHUO_NEW_PASSPHRASE")
    assert "新的打开口令" in refused(capsys, "--file", office, "protect", "password")
    for weak, said in (("短", "太短"), ("示范县      ", "太短"), ("aaaaaaaaaa", "不同的字符太少")):
        monkeypatch.setenv("XINHUO_NEW_PASSPHRASE", weak)
        assert said in refused(capsys, "--file", office, "protect", "password")
    monkeypatch.setenv("XINHUO_NEW_PASSPHRASE", WORDS)
    asked(capsys, "--file", office, "protect", "password")
    assert "XINHUO_PASSPHRASE" in refused(capsys, "--file", office, "protect", "status")
    monkeypatch.setenv("XINHUO_PASSPHRASE", WORDS)
    assert asked(capsys, "--file", office, "protect", "status")["asks_password"]
    monkeypatch.delenv("XINHUO_PASSPHRASE")
    # Forgotten: the code opens it, and takes the password away.
    assert not asked(capsys, "--file", office, "unlock", "--words", words)["kept"]
    assert asked(capsys, "--file", office, "unlock", "--words", words, "--clear")["kept"]
    assert not asked(capsys, "--file", office, "protect", "status")["asks_password"]


def test_a_password_that_is_the_offices_name_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "县.xinhuo"
    membership.found_county(path, "示范县教育体育局教师科", operator="王敏").close()
    asked(capsys, "--file", path, "protect", "code", "--out", tmp_path)
    monkeypatch.setenv("XINHUO_NEW_PASSPHRASE", "示范县教育体育局教师科")
    assert "一试就对" in refused(capsys, "--file", path, "protect", "password")


def test_a_new_key_asks_for_a_new_code_and_old_copies_keep_theirs(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = lines_of(office)
    copy = tmp_path / "丢了的.xinhuo"
    shutil.copyfile(office, copy)
    asked(capsys, "--file", office, "protect", "code", "--out", tmp_path)
    before = asked(capsys, "--file", office, "protect", "status")["number"]
    assert asked(capsys, "--file", office, "protect", "change")["number"] != before
    after = asked(capsys, "--file", office, "protect", "status")
    assert after["number"] != before and after["code_printed"] is None
    words = tmp_path / "旧码.txt"
    words.write_text(old, "utf-8")
    assert "另一个数据文件" in refused(capsys, "--file", office, "unlock", "--words", words)
    assert asked(capsys, "--file", copy, "unlock", "--words", words)["kept"]


def test_no_new_key_while_a_window_has_the_file_open(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = office.read_bytes()
    with open_session(office) as session:
        assert "另一个程序" in refused(capsys, "--file", office, "protect", "change")
        session.set_operator("李静")
    assert datakeys.ident_of(office) == before[6:16].hex()
    with open_session(office) as session:
        assert session.operator == "李静"


def test_plain_copies_are_listed_encrypted_and_wiped(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "--file", office, "protect", "copies") == {"found": [], "left": []}
    with open_session(office) as session:
        key = session.store.key
    first, second = office.with_name("示范县.接收前.xinhuo"), office.with_name("示范县.升级前.xinhuo")
    rekeying.rewritten(office, key, first, None)
    assert asked(capsys, "--file", office, "protect", "copies")["found"] == [str(first)]
    assert asked(capsys, "--file", office, "protect", "copies", "--encrypt")["left"] == []
    assert datakeys.ident_of(first) == datakeys.ident_of(office)
    rekeying.rewritten(office, key, second, None)
    assert asked(capsys, "--file", office, "protect", "copies", "--wipe") == {"found": [str(second)], "left": []}
    assert first.exists() and not second.exists()


def test_a_backup_gets_no_password_and_no_new_key(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tmp_path / "照纸输入.txt"
    words.write_text(lines_of(office), "utf-8")
    asked(capsys, "--file", office, "protect", "code", "--out", tmp_path)
    copy = tmp_path / "示范县-备份-20261122-101010.xinhuo"
    shutil.copyfile(office, copy)
    shutil.copyfile(f"{office}.key", f"{copy}.key")
    monkeypatch.setenv("XINHUO_NEW_PASSPHRASE", WORDS)
    assert "这是一份备份" in refused(capsys, "--file", copy, "protect", "password")
    assert "这是一份备份" in refused(capsys, "--file", copy, "protect", "password", "--clear")
    assert "是一份备份" in refused(capsys, "--file", copy, "protect", "change")
    assert "换一个没有“备份”的文件名" in refused(capsys, "--file", copy, "unlock", "--words", words, "--clear")
    assert not asked(capsys, "--file", office, "protect", "status")["asks_password"]
