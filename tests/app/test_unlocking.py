"""An office's file opens on the computer that has its key, and elsewhere with what a person brings."""

import os
import shutil
from pathlib import Path

import pytest

from app import keystore_files, keystores, protection, recovery_code, unlocking
from app.backups import restoring
from app.exchange import custody, keyring, membership
from app.opening import open_office
from app.problems import Problem
from app.session import Session, create_county, open_session
from storage import datakeys
from storage.problems import StorageProblem

WORDS = "春风化雨润物无声"


@pytest.fixture
def county(tmp_path: Path) -> Session:
    """A county whose recovery code was printed."""
    made = membership.found_county(tmp_path / "本县.xinhuo", "示范县教育局", operator="王芳")
    recovery_code.print_code(made, tmp_path)
    return made


@pytest.fixture
def copy(county: Session) -> Path:
    """A backup of it from before it had a password, with its key file."""
    path = county.path.with_name("本县-备份-20261122-101010.xinhuo")
    for one, two in ((county.path, path), (keyring.path_beside(county.path), keyring.path_beside(path))):
        shutil.copyfile(one, two)
    return path


def another_computer(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """From now on this is another computer: it keeps no keys."""
    monkeypatch.setenv(keystores.FOLDER, str(folder / "另一台电脑的密钥"))


def test_a_new_office_is_encrypted_and_opens_again_here(tmp_path: Path) -> None:
    path = tmp_path / "本县.xinhuo"
    create_county(path, "示范县教育局").close()
    assert b"teachers" not in path.read_bytes() and "示范县".encode() not in path.read_bytes()
    with open_session(path) as session, session.again() as again:
        assert session.name == again.name == "示范县教育局"
        assert session.store.key is not None and session.store.key.ident == datakeys.ident_of(path)


def test_an_office_that_could_not_be_made_leaves_no_key(tmp_path: Path) -> None:
    before = set(Path(os.environ[keystores.FOLDER]).iterdir())
    (tmp_path / "文件").write_text("")
    with pytest.raises(Exception, match="写不进"):
        create_county(tmp_path / "文件" / "本县.xinhuo", "示范县教育局")
    assert set(Path(os.environ[keystores.FOLDER]).iterdir()) == before


def test_on_another_computer_it_opens_nowhere_and_says_how(
    county: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county.close()
    another_computer(monkeypatch, tmp_path)
    before = county.path.read_bytes()
    with pytest.raises(unlocking.Locked, match=r"没有打开它的密钥.*恢复码") as refused:
        open_session(county.path)
    assert refused.value.ident == datakeys.ident_of(county.path) and not refused.value.has_password
    assert county.path.read_bytes() == before


def test_the_recovery_code_opens_it_and_the_computer_remembers(
    county: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert county.store.key
    lines = recovery_code.lines_of(county.store.key)
    county.close()
    another_computer(monkeypatch, tmp_path)
    assert unlocking.with_code(county.path, "\n".join(lines)) == county.store.key
    with open_session(county.path) as session:
        assert session.name == "示范县教育局"
        assert keyring.of(session).is_county


def test_a_code_of_another_office_is_refused(county: Session, tmp_path: Path) -> None:
    code = "\n".join(recovery_code.lines_of(datakeys.new_key()))
    with pytest.raises(Problem):
        unlocking.with_code(county.path, code)


def test_the_countys_kit_opens_the_countys_file_and_its_schools(
    county: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with county.writing("登记") as rows:
        school = rows.insert("organisations", {"name": "城关小学", "code": "2199000001", "kind": "3"})
    kit = custody.kit_of(county)
    invite = membership.invite(county, school, tmp_path)
    membership.join(invite.path, tmp_path / "城关小学.xinhuo", tmp_path)
    county.close()
    another_computer(monkeypatch, tmp_path)
    for name in ("本县.xinhuo", "城关小学.xinhuo"):
        unlocking.with_kit(tmp_path / name, kit)
        open_session(tmp_path / name).close()


def test_without_the_key_file_a_kit_says_what_is_missing(
    county: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = custody.kit_of(county)
    county.close()
    shutil.copyfile(county.path, tmp_path / "只有它.xinhuo")
    another_computer(monkeypatch, tmp_path)
    with pytest.raises(Problem, match="找不到密钥文件"):
        unlocking.with_kit(tmp_path / "只有它.xinhuo", kit)


def test_a_file_with_a_password_is_asked_every_time_and_keeps_no_key_here(county: Session) -> None:
    key = county.store.key
    assert key
    unlocking.set_password(county, WORDS)
    assert unlocking.asks_password(county) and keystores.get(key.ident) is None
    county.close()
    for _ in range(2):
        with pytest.raises(unlocking.Locked) as refused:
            open_session(county.path)
        assert refused.value.has_password
        assert unlocking.with_password(county.path, WORDS) == key
    with pytest.raises(Problem, match="口令不对"):
        unlocking.with_password(county.path, "不是这一句口令")
    assert keystores.get(key.ident) is None


def test_a_password_can_be_changed_and_taken_away(county: Session) -> None:
    assert county.store.key
    unlocking.set_password(county, WORDS)
    unlocking.set_password(county, "另外一句更长的口令")
    with pytest.raises(Problem, match="口令不对"):
        unlocking.with_password(county.path, WORDS)
    unlocking.set_password(county, None)
    assert not unlocking.asks_password(county)
    open_session(county.path).close()


def test_no_password_is_set_before_the_code_of_the_key_was_printed(county: Session) -> None:
    county.store.set_fact(recovery_code.PRINTED, f"2026-11-21 {datakeys.new_key().ident}")
    with pytest.raises(Problem, match="还没有打印恢复码"):
        unlocking.set_password(county, WORDS)
    assert not unlocking.asks_password(county) and unlocking.known_key(datakeys.ident_of(county.path) or "")
    recovery_code.print_code(county, county.path.parent)
    unlocking.set_password(county, WORDS)
    assert unlocking.asks_password(county)


def test_a_short_password_is_refused(county: Session) -> None:
    with pytest.raises(Problem, match="口令太短"):
        unlocking.set_password(county, "1234567")
    assert not unlocking.asks_password(county)


def test_a_forgotten_password_is_made_good_by_the_code(county: Session) -> None:
    assert county.store.key
    unlocking.set_password(county, WORDS)
    lines = recovery_code.lines_of(county.store.key)
    assert unlocking.with_code(county.path, "\n".join(lines)) == county.store.key
    with pytest.raises(unlocking.Locked):
        open_session(county.path)


def test_a_broken_key_of_this_computer_is_no_key(county: Session) -> None:
    assert county.store.key
    county.close()
    keystores.put(county.store.key.ident, b"short")
    with pytest.raises(unlocking.Locked):
        open_session(county.path)


def test_an_altered_key_of_this_computer_is_no_key_and_the_code_mends_it(county: Session, copy: Path) -> None:
    key = county.store.key
    assert key
    county.close()
    keystores.put(key.ident, bytes(32))
    for path in (county.path, copy):
        with pytest.raises(unlocking.Locked, match=r"密钥打不开.*先输入打印好的恢复码.*从最近的备份恢复") as refused:
            open_office(path)
        assert refused.value.doubtful
    unlocking.with_code(county.path, "\n".join(recovery_code.lines_of(key)))
    for path in (county.path, copy):
        open_office(path).close()


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(200)
        file.write(bytes(64))


def test_a_damaged_file_is_said_to_be_damaged_where_the_key_file_proves_the_key(county: Session) -> None:
    county.close()
    damage(county.path)
    with pytest.raises(StorageProblem, match=r"已经损坏.*从最近的备份恢复"):
        open_office(county.path)


def test_a_damaged_file_without_its_key_file_may_be_either_and_the_code_tells(county: Session) -> None:
    key = county.store.key
    assert key
    county.close()
    keyring.path_beside(county.path).unlink()
    damage(county.path)
    with pytest.raises(unlocking.Locked, match="也可能是文件"):
        open_office(county.path)
    with pytest.raises(Problem, match="文件开头可能已经损坏，请换一份备份"):
        unlocking.with_code(county.path, "\n".join(recovery_code.lines_of(key)))


def test_a_file_cut_short_is_said_to_be(county: Session) -> None:
    county.close()
    county.path.write_bytes(county.path.read_bytes()[:100])
    with pytest.raises(StorageProblem, match="只有 100 字节"):
        open_office(county.path)


def test_where_this_computer_does_not_let_go_of_the_key_no_password_is_set(
    county: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keystore_files, "remove", lambda _path: None)
    with pytest.raises(Problem, match="没有设上"):
        unlocking.set_password(county, WORDS)
    monkeypatch.undo()
    assert not unlocking.asks_password(county)
    open_session(county.path).close()


def test_a_code_opens_the_file_even_where_no_key_can_be_kept(
    county: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert county.store.key
    code = "\n".join(recovery_code.lines_of(county.store.key))
    (tmp_path / "不是文件夹").write_text("")
    monkeypatch.setenv(keystores.FOLDER, str(tmp_path / "不是文件夹"))
    assert unlocking.with_code(county.path, code) == county.store.key


def test_a_password_locks_a_key_file_of_an_earlier_version_too(county: Session) -> None:
    path = keyring.path_beside(county.path)
    ring = keyring.of(county)
    keyring.save(path, ring, None)
    unlocking.set_password(county, WORDS)
    assert unlocking.asks_password(county) and keyring.of(county) == ring
    assert ring.working.seed not in path.read_text("utf-8")


def test_a_password_of_another_key_opens_nothing(county: Session, tmp_path: Path) -> None:
    unlocking.set_password(county, WORDS)
    other = create_county(tmp_path / "别的.xinhuo", "别的县")
    shutil.copyfile(keyring.path_beside(county.path), keyring.path_beside(other.path))
    assert not unlocking.asks_password(other)


def test_a_password_that_was_not_wholly_set_is_not_said_to_protect(county: Session) -> None:
    key = county.store.key
    assert key
    unlocking.set_password(county, WORDS)
    assert protection.standing(county).asks and not protection.standing(county).kept
    keystores.put(key.ident, key.secret)
    assert protection.standing(county).kept
    unlocking.set_password(county, WORDS)
    assert not protection.standing(county).kept


def test_a_backup_takes_no_password_for_the_live_file_has_the_same_key(county: Session, copy: Path) -> None:
    county.close()
    keys = keyring.path_beside(copy).read_bytes()
    with open_office(copy) as looked:
        for password in (WORDS, None):
            with pytest.raises(StorageProblem, match="这是一份备份"):
                unlocking.set_password(looked, password)
    assert keyring.path_beside(copy).read_bytes() == keys
    open_session(county.path).close()


def test_an_older_backup_opened_by_the_code_does_not_undo_the_password(county: Session, copy: Path) -> None:
    assert county.store.key
    unlocking.set_password(county, WORDS)
    county.close()
    unlocking.with_code(copy, "\n".join(recovery_code.lines_of(county.store.key)))
    open_session(copy).close()
    with pytest.raises(unlocking.Locked) as refused:
        open_session(county.path)
    assert refused.value.has_password


def test_what_was_restored_elsewhere_does_not_undo_the_password(county: Session, copy: Path, tmp_path: Path) -> None:
    unlocking.set_password(county, WORDS)
    county.close()
    restoring.restore(copy, tmp_path / "另一个文件夹.xinhuo", county.store.key)
    open_session(tmp_path / "另一个文件夹.xinhuo").close()
    with pytest.raises(unlocking.Locked):
        open_session(county.path)


def test_a_backup_from_when_there_was_a_password_is_put_back_without_it(county: Session, copy: Path) -> None:
    unlocking.set_password(county, WORDS)
    shutil.copyfile(keyring.path_beside(county.path), keyring.path_beside(copy))
    unlocking.set_password(county, None)
    county.close()
    with pytest.raises(unlocking.Locked):
        open_session(copy)
    restoring.restore(copy, county.path)
    open_session(county.path).close()
