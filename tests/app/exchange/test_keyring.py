"""An office's keys survive in their file, or the loss is said plainly."""

import hashlib
import json
import sys
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange import keyring
from app.exchange.keyring import load, new_county, path_beside, save
from app.exchange.keys import issue, new_identity, signing_key
from app.exchange.locking import locked
from app.problems import Problem
from app.unlocking import PASSPHRASE
from storage import datakeys

DAY = date(2026, 11, 21)
COUNTY = new_county("county-1", "示范县教体局", DAY)
KEY = datakeys.new_key()
WORDS = "青山绿水 42"
SECRETS = (COUNTY.working.seed, COUNTY.working.age, COUNTY.root, COUNTY.recovery, "school", "county-1")


def first_version(path: Path, passphrase: str | None) -> Path:
    """A key file as the first version of the program wrote it."""
    payload, sealed = msgspec.json.encode(COUNTY).decode(), None
    if passphrase:
        lock, payload = locked(payload.encode(), passphrase, b"xinhuo keyring 1")
        sealed = msgspec.to_builtins(lock)
    digest = hashlib.sha256(payload.encode()).hexdigest()
    file = {"format": "xinhuo keyring", "version": 1, "sealed": sealed, "payload": payload, "sha256": digest}
    path.write_text(json.dumps(file), "utf-8")
    return path


def test_the_keys_lie_beside_the_database() -> None:
    assert path_beside(Path("data/示范县.db")) == Path("data/示范县.db.key")


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
def test_keys_come_back_as_they_were(tmp_path: Path, key: datakeys.DataKey | None) -> None:
    path = tmp_path / "a.db.key"
    save(path, COUNTY, key)
    assert load(path, key) == COUNTY
    assert not keyring.has_password(path, KEY.ident)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are the folder's there")
def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    save(tmp_path / "k", COUNTY, KEY)
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600


def test_the_data_key_locks_them(tmp_path: Path) -> None:
    path = tmp_path / "k"
    save(path, COUNTY, KEY)
    for secret in (*SECRETS, KEY.secret.hex()):
        assert secret and secret not in path.read_text("utf-8")
    for key in (None, datakeys.new_key()):
        with pytest.raises(Problem, match="另一把数据密钥"):
            load(path, key)
    with pytest.raises(Problem, match="已损坏"):
        load(path, datakeys.DataKey(bytes(32), KEY.ident))


def test_a_password_in_the_file_gives_the_data_key_and_stays_there(tmp_path: Path) -> None:
    path = tmp_path / "k"
    save(path, COUNTY, KEY)
    keyring.set_password(path, KEY, WORDS)
    save(path, COUNTY, KEY)
    assert keyring.has_password(path, KEY.ident) and load(path, KEY) == COUNTY
    assert keyring.secret_by_password(path, KEY.ident, WORDS) == KEY.secret
    assert keyring.secret_by_password(path, KEY.ident, "青山绿水　４２") == KEY.secret, "as an input method leaves it"
    with pytest.raises(Problem, match="口令不对。"):
        keyring.secret_by_password(path, KEY.ident, "青山绿水 43")
    keyring.set_password(path, KEY, None)
    with pytest.raises(Problem, match="没有设打开口令"):
        keyring.secret_by_password(path, KEY.ident, WORDS)


def test_the_countys_recovery_key_gives_the_data_key_and_another_one_does_not(tmp_path: Path) -> None:
    path = tmp_path / "k"
    save(path, COUNTY, KEY)
    assert COUNTY.recovery
    assert keyring.secret_by_recovery(path, KEY.ident, COUNTY.recovery) == KEY.secret
    with pytest.raises(Problem, match="这份恢复资料打不开它"):
        keyring.secret_by_recovery(path, KEY.ident, new_identity().age)
    with pytest.raises(Problem, match="不是一起的"):
        keyring.secret_by_recovery(path, datakeys.new_key().ident, COUNTY.recovery)


def test_a_file_of_the_first_version_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(first_version(tmp_path / "open", None), KEY) == COUNTY
    path = first_version(tmp_path / "sealed", WORDS)
    with pytest.raises(Problem, match="设有口令"):
        load(path, KEY)
    monkeypatch.setenv(PASSPHRASE, "不是这一句")
    with pytest.raises(Problem, match="口令不对。"):
        load(path, KEY)
    monkeypatch.setenv(PASSPHRASE, WORDS)
    assert load(path, KEY) == COUNTY


def test_a_missing_file_says_where_it_belongs(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"找不到密钥文件「a\.db\.key」"):
        load(tmp_path / "a.db.key", KEY)


def test_a_newer_file_asks_for_the_newer_program(tmp_path: Path) -> None:
    path = tmp_path / "k"
    save(path, COUNTY, KEY)
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "version": 3}), "utf-8")
    with pytest.raises(Problem, match="更新版本"):
        load(path, KEY)


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_refused_or_unharmed(
    tmp_path: Path, key: datakeys.DataKey | None, data: st.DataObject
) -> None:
    path = tmp_path / "k"
    if not (tmp_path / "whole").exists():
        save(tmp_path / "whole", COUNTY, key)
    whole = (tmp_path / "whole").read_bytes()
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(changed[: data.draw(st.integers(0, len(whole)) | st.just(len(whole)))]))
    try:
        assert load(path, key) == COUNTY
    except Problem:
        return


@pytest.mark.parametrize(
    "costs",
    [
        {"n": 3},
        {"n": -2},
        {"n": 1},
        {"r": -1},
        {"p": 0},
        {"n": 2**40},
        {"r": 2**30},
        {"p": 2**20},
        {"salt": "ä"},
    ],
)
def test_costs_nobody_wrote_are_refused(tmp_path: Path, costs: dict[str, object]) -> None:
    save(tmp_path / "k", COUNTY, KEY)
    keyring.set_password(tmp_path / "k", KEY, WORDS)
    file = json.loads((tmp_path / "k").read_text("utf-8"))
    file["password"]["lock"].update(costs)
    (tmp_path / "k").write_text(json.dumps(file), "utf-8")
    with pytest.raises(Problem, match="已损坏"):
        keyring.secret_by_password(tmp_path / "k", KEY.ident, WORDS)


def test_renewed_keys_keep_the_old_ones_for_late_files() -> None:
    fresh = new_identity()
    assert COUNTY.root and COUNTY.recovery
    certificate = issue(signing_key(COUNTY.root), "county-1", "示范县教体局", fresh.public, DAY)
    renewed = COUNTY.renewed(fresh, certificate)
    assert renewed.identities == (fresh.age, COUNTY.working.age, COUNTY.recovery)
    assert renewed.county == renewed.certificate == certificate


def test_a_ring_does_not_take_a_county_its_root_never_certified() -> None:
    other = new_county("county-1", "示范县教体局", DAY)
    with pytest.raises(ValueError):
        COUNTY.renewed(other.working, other.county)
