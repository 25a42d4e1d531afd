"""Which drives are pulled out, by tables laid out as the system lays them out."""

import os
from pathlib import Path

import pytest

from app.exchange import removable

posix = pytest.mark.skipif(os.name != "posix", reason="devices are numbered there alone")


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A list of block devices: 8:1 on a fixed disk, 8:17 on a stick, 8:33 on a disk in a USB box, 11:0 a reader."""
    devices = tmp_path / "devices"
    links = tmp_path / "block"
    links.mkdir()
    for number, place, flag in (
        ("8:1", "pci0/ata1/block/sda/sda1", "0"),
        ("8:17", "pci0/ata2/block/sdb/sdb1", "1"),
        ("8:33", "pci0/usb1/block/sdc/sdc1", "0"),
        ("11:0", "pci0/ata3/block/sr0", "1"),
    ):
        path = devices / place
        path.mkdir(parents=True)
        drive = path.parent if path.name[-1] in "1" else path
        (drive / "removable").write_text(f"{flag}\n")
        (links / number).symlink_to(path)
    return links


def mounts(tmp_path: Path, *lines: str) -> Path:
    table = tmp_path / "mountinfo"
    table.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return table


@posix
def test_sticks_and_disks_in_a_box_are_found_by_the_table_of_mounts(tmp_path: Path, system: Path) -> None:
    table = mounts(
        tmp_path,
        "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
        r"40 22 8:17 / /media/li/KING\040STON rw - vfat /dev/sdb1 rw",
        "41 22 8:33 / /media/li/移动硬盘 rw - exfat /dev/sdc1 rw",
        "42 22 0:31 / /mnt/share rw - cifs //server/share rw",
        "43 22 99:9 / /gone rw - ext4 /dev/gone rw",
        "nonsense",
    )
    assert removable.linux_drives(table, system) == [Path("/media/li/KING STON"), Path("/media/li/移动硬盘")]


@posix
@pytest.mark.parametrize(("flag", "stick"), [("1", True), ("0", False)])
def test_a_folder_is_on_a_stick_when_its_device_says_so(tmp_path: Path, flag: str, stick: bool) -> None:
    device = tmp_path.stat().st_dev
    place = tmp_path / "pci0/block/sdx/sdx1"
    place.mkdir(parents=True)
    (place.parent / "removable").write_text(flag)
    links = tmp_path / "block"
    links.mkdir()
    (links / f"{os.major(device)}:{os.minor(device)}").symlink_to(place)
    assert removable.linux_removable(tmp_path, links) is stick


@posix
def test_a_folder_that_is_gone_is_on_no_stick(tmp_path: Path, system: Path) -> None:
    assert not removable.linux_removable(tmp_path / "拔掉了", system)


def test_what_stands_on_the_disk_of_the_computer_may_not_be_pulled_out(tmp_path: Path) -> None:
    assert not removable.is_removable(tmp_path)
    assert removable.parting(tmp_path) == "已写好并核对。"


@posix
def test_a_folder_is_forced_to_the_disk_or_it_is_said_that_it_could_not(tmp_path: Path) -> None:
    assert removable.settled(tmp_path)
    assert not removable.settled(tmp_path / "拔掉了")


def test_the_drives_of_this_computer_are_asked_without_fault() -> None:
    assert all(path.is_absolute() for path in removable.drives())
