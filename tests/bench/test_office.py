import argparse
import os
from pathlib import Path

import pytest

from app import keystores
from app.session import create_county, open_session
from bench.office import copied, keys_in, office
from storage import store as storage_store
from storage.datakeys import ident_of


def _options(path: Path) -> argparse.Namespace:
    return argparse.Namespace(office=path, quick=True)


def test_keys_of_a_run_are_in_its_folder_while_it_lasts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keystores.FOLDER)
    with keys_in(tmp_path / "keys"):
        create_county(tmp_path / "county.xinhuo", "示例县教育局").close()
        assert len([*(tmp_path / "keys").iterdir()]) == 1
    assert keystores.FOLDER not in os.environ


def test_a_script_goes_on_with_the_folder_of_the_one_that_started_it(tmp_path: Path) -> None:
    chosen = os.environ[keystores.FOLDER]
    with keys_in(tmp_path / "keys"):
        assert os.environ[keystores.FOLDER] == chosen
    assert os.environ[keystores.FOLDER] == chosen


def test_a_plain_office_is_measured_in_an_encrypted_copy_and_stays_plain(tmp_path: Path) -> None:
    plain = tmp_path / "plain.xinhuo"
    storage_store.create(plain, None, facts={"role": "county", "site": "s"}).close()
    with office(_options(plain)) as measured:
        assert measured != plain
        assert ident_of(measured) is not None
        open_session(measured).close()
    assert ident_of(plain) is None


def test_a_copy_opens_with_the_key_of_its_original(tmp_path: Path) -> None:
    made = tmp_path / "county.xinhuo"
    create_county(made, "示例县教育局").close()
    with open_session(copied(made, tmp_path / "copy.xinhuo")) as session:
        assert session.name == "示例县教育局"
