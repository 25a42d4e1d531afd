"""Drives that are pulled out: which ones are in, and whether one may be pulled out after a file was written."""

import os
import re
import sys
from pathlib import Path

_SYSTEM = Path("/sys/dev/block")
_MOUNTS = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_WINDOWS_REMOVABLE, _WINDOWS_FIXED = 2, 3
"""DRIVE_REMOVABLE and DRIVE_FIXED of GetDriveTypeW (Windows API, fileapi.h)."""


if sys.platform == "win32":
    import ctypes

    def drives() -> list[Path]:
        """The folders at which removable drives are in, without touching any: a dead network drive must not wait."""
        return _roots(_WINDOWS_REMOVABLE)

    def local_drives() -> list[Path]:
        """The same with the disks that stay in, among which are those on a cable."""
        return _roots(_WINDOWS_REMOVABLE, _WINDOWS_FIXED)

    def is_removable(folder: Path) -> bool:
        """Whether a folder lies on a drive that is pulled out."""
        return _drive_type(folder.resolve().anchor) == _WINDOWS_REMOVABLE

    def _roots(*kinds: int) -> list[Path]:
        letters = ctypes.windll.kernel32.GetLogicalDrives()
        # A: and B: are floppy drives, which some old computers have without a disk in them.
        roots = [f"{chr(ord('A') + number)}:\\" for number in range(2, 26) if letters >> number & 1]
        return [Path(root) for root in roots if _drive_type(root) in kinds]

    def _drive_type(root: str) -> int:
        return int(ctypes.windll.kernel32.GetDriveTypeW(root))

else:

    def drives() -> list[Path]:
        """The folders at which removable drives are in, without touching any: a dead network drive must not wait."""
        return linux_drives(_MOUNTS, _SYSTEM) if _MOUNTS.exists() else []

    def local_drives() -> list[Path]:
        """The same: disks on a cable are among them."""
        return drives()

    def is_removable(folder: Path) -> bool:
        """Whether a folder lies on a drive that is pulled out."""
        return linux_removable(folder, _SYSTEM)


def parting(folder: Path) -> str:
    """What to say once a file stands in `folder`, written, forced to the disk and read back.

    That a stick may be pulled out is said only when the new name is on it too, not the bytes alone.
    """
    if not is_removable(folder):
        return "已写好并核对。"
    if settled(folder):
        return "已写好并核对，可以拔出U盘了。"
    return "已写好并核对。拔出U盘之前，请先在文件管理器里弹出它。"


def settled(folder: Path) -> bool:
    """Force a folder's names to the disk; whether that could be done.

    Windows lets no folder be opened for that, but some people the whole of a removable drive: fsync is its
    FlushFileBuffers then.
    """
    windows = os.name == "nt"
    place = rf"\\.\{folder.resolve().drive}" if windows else str(folder)
    try:
        handle = os.open(place, os.O_RDWR if windows else os.O_RDONLY)
    except OSError:
        return False
    try:
        os.fsync(handle)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def linux_removable(folder: Path, system: Path) -> bool:
    """The same by `system`, the kernel's list of block devices: removable by itself, or on the USB."""
    try:
        device = folder.stat().st_dev
    except OSError:
        return False
    return _is_stick(system / f"{os.major(device)}:{os.minor(device)}")


def linux_drives(mounts: Path, system: Path) -> list[Path]:
    """The same by `mounts`, the kernel's table of mounts (proc_pid_mountinfo(5))."""
    found = []
    for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        parts = line.split(" ")
        if len(parts) > 4 and _is_stick(system / parts[2]):
            found.append(Path(_ESCAPED.sub(lambda one: chr(int(one[1], 8)), parts[4])))
    return found


def _is_stick(device: Path) -> bool:
    if not device.exists():
        return False
    place = device.resolve()
    # The device is a partition, or a whole drive without any.
    flags = (place / "removable", place.parent / "removable")
    return any(flag.exists() and flag.read_text().strip() == "1" for flag in flags) or "/usb" in place.as_posix()
