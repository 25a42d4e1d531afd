"""The second place: chosen once, known by its sign wherever the stick comes back, and never an empty folder instead."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from app.backups import keeping, places
from app.exchange import removable
from app.problems import Problem
from tests.app.conftest import County


def stick(county: County, name: str = "E盘") -> Path:
    folder = county.folder / name
    folder.mkdir()
    return folder


def test_a_place_on_the_disk_of_the_data_is_asked_about(county: County) -> None:
    folder = stick(county)
    with pytest.raises(places.SameDisk, match="同一块硬盘"):
        places.choose(county.session, folder)
    assert places.second(county.session) is None
    chosen = places.choose(county.session, folder, agreed=True)
    assert places.second(county.session) == chosen
    assert places.find(chosen) == folder / places.FOLDER


@pytest.mark.parametrize("where", [".", "没有"])
def test_a_place_that_is_none_is_refused(county: County, where: str) -> None:
    with pytest.raises(Problem):
        places.choose(county.session, county.folder / where, agreed=True)
    assert places.second(county.session) is None


def test_a_stick_is_found_again_under_another_letter(county: County) -> None:
    drive = stick(county)
    (drive / "备份").mkdir()
    chosen = places.choose(county.session, drive / "备份", agreed=True)
    chosen = places.Second(chosen.id, chosen.path, "备份")
    other = county.folder / "F盘"
    drive.rename(other)
    assert places.find(chosen, list) is None
    assert places.find(chosen, lambda: [county.folder / "没有", other]) == other / "备份" / places.FOLDER


def test_an_empty_folder_where_the_stick_was_is_not_the_stick(county: County) -> None:
    folder = stick(county)
    chosen = places.choose(county.session, folder, agreed=True)
    shutil.rmtree(folder)
    (folder / places.FOLDER).mkdir(parents=True)
    assert places.find(chosen, list) is None


def test_two_offices_may_share_one_place(county: County) -> None:
    folder = stick(county)
    first = places.choose(county.session, folder, agreed=True)
    assert places.choose(county.session, folder, agreed=True).id == first.id


def test_another_place_knows_of_no_copy_yet(county: County) -> None:
    keeping.note(county.session, keeping.SECOND, 1)
    places.choose(county.session, stick(county), agreed=True)
    assert keeping.SECOND not in keeping.last_copies(county.session)
    places.forget(county.session)
    assert places.second(county.session) is None


def test_only_the_folder_of_copies_is_no_place_for_data_not_all_that_lies_with_it(county: County) -> None:
    drive = stick(county)
    chosen = places.choose(county.session, drive, agreed=True)
    (drive / "文档").mkdir()
    found = places.find(chosen, list)
    assert found is not None
    copy = found / "县-备份-20261122-101010.xinhuo"
    assert places.lies_with(found, copy)
    assert not places.lies_with(drive / "文档", copy) and not places.lies_with(county.folder, copy)


@pytest.mark.skipif(sys.platform == "win32", reason="made of the kernel's own list of drives")
def test_all_of_the_stick_a_copy_came_on_is_no_place_for_data(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    drive, device = stick(county), county.folder.stat().st_dev
    kernel = county.folder / "block" / f"{os.major(device)}:{os.minor(device)}"
    kernel.mkdir(parents=True)
    (kernel / "removable").write_text("1\n")
    monkeypatch.setattr(removable, "_SYSTEM", kernel.parent)
    assert places.lies_with(drive, county.session.path) and places.lies_with(county.folder, drive)
    assert not places.lies_with(drive, Path("/proc/self/status"))
