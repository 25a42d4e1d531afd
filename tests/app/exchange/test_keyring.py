"""An office's keys survive in their file, or the loss is said plainly."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.keyring import is_sealed, load, new_county, path_beside, save
from app.exchange.keys import issue, new_identity, signing_key
from app.problems import Problem

DAY = date(2026, 11, 21)
COUNTY = new_county("county-1", "示范县教体局", DAY)


def file_of(folder: Path, passphrase: str | None) -> bytes:
    save(folder / "whole", COUNTY, passphrase)
    return (folder / "whole").read_bytes()


def test_the_keys_lie_beside_the_database() -> None:
    assert path_beside(Path("data/示范县.db")) == Path("data/示范县.db.key")


def test_keys_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "a.db.key"
    save(path, COUNTY)
    assert load(path) == COUNTY
    assert load(path, "a passphrase nobody asked for") == COUNTY
    assert not is_sealed(path)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are the folder's there")
def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    save(tmp_path / "k", COUNTY)
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600


def test_a_passphrase_seals_them(tmp_path: Path) -> None:
    path = tmp_path / "k"
    save(path, COUNTY, "青山绿水 42")
    assert is_sealed(path)
    for secret in (
        COUNTY.working.seed,
        COUNTY.working.age,
        COUNTY.root,
        COUNTY.recovery,
        "school",
        "county-1",
    ):
        assert secret and secret not in path.read_text("utf-8")
    assert load(path, "青山绿水 42") == COUNTY
    with pytest.raises(Problem, match="口令不对。"):
        load(path, "青山绿水 43")
    with pytest.raises(Problem, match="设有口令"):
        load(path)


def test_wide_letters_of_an_input_method_open_it_too(tmp_path: Path) -> None:
    save(tmp_path / "k", COUNTY, "Abc 42")
    assert load(tmp_path / "k", "Ａｂｃ　４２") == COUNTY


def test_a_missing_file_says_where_it_belongs(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"找不到密钥文件「a\.db\.key」"):
        load(tmp_path / "a.db.key")


def test_a_newer_file_asks_for_the_newer_program(tmp_path: Path) -> None:
    path = tmp_path / "k"
    save(path, COUNTY)
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "version": 2}), "utf-8")
    with pytest.raises(Problem, match="更新版本"):
        load(path)


@pytest.mark.parametrize("passphrase", [None, "42"])
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_refused_or_unharmed(tmp_path: Path, passphrase: str | None, data: st.DataObject) -> None:
    path = tmp_path / "k"
    if not (tmp_path / "whole").exists():
        file_of(tmp_path, passphrase)
    whole = (tmp_path / "whole").read_bytes()
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(changed[: data.draw(st.integers(0, len(whole)) | st.just(len(whole)))]))
    try:
        assert load(path, passphrase) == COUNTY
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
    file = json.loads(file_of(tmp_path, "42"))
    file["sealed"].update(costs)
    (tmp_path / "k").write_text(json.dumps(file), "utf-8")
    with pytest.raises(Problem, match="已损坏"):
        load(tmp_path / "k", "42")


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
