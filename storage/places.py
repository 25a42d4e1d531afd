"""What kind of place a path is: a disk of this computer, a network share, a folder that a program synchronises.

The engine's write-ahead log needs memory that is shared between processes, which no network file system gives
(https://www.sqlite.org/wal.html, "All processes using a database must be on the same host computer"): a file worked in
there is damaged sooner or later.
"""

import re
import sys
from pathlib import Path

from storage.problems import StorageProblem

_MOUNTS = Path("/proc/self/mounts")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_WINDOWS_REMOTE = 4
"""DRIVE_REMOTE of GetDriveTypeW (Windows API, fileapi.h)."""

NETWORK = frozenset(
    {
        *(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "ncpfs",
            "ncp",
            "afs",
            "afpfs",
            "coda",
            "davfs",
        ),
        *("ceph", "glusterfs", "lustre", "beegfs", "gpfs", "orangefs", "pvfs2", "webdav", "curlftpfs", "sshfs", "9p"),
        *("vboxsf", "vmhgfs", "prl_fs", "drvfs", "virtiofs"),
    }
)
"""Types of file systems whose files lie on another computer, or on the one around a virtual one; those by FUSE have
"fuse." before them (proc_mounts(5))."""

_FUSE_NETWORK = frozenset(
    {"rclone", "davfs2", "s3fs", "goofys", "gvfsd-fuse", "kio-fuse", "smbnetfs", "mfs", "seaweedfs", "juicefs"}
) | {f"{one}-fuse" for one in ("vmhgfs", "ceph", "glusterfs")}

_SYNCHRONISED = (
    ("OneDrive", re.compile(r"onedrive( ?-.*)?", re.IGNORECASE)),
    ("坚果云", re.compile(r"(我的)?坚果云|nutstore( files)?", re.IGNORECASE)),
    ("百度网盘", re.compile(r"百度(网盘|云)?同步(盘|空间)?|百度网盘|baidu ?(sync|net)disk(workspace)?", re.IGNORECASE)),
    ("WPS 云盘", re.compile(r"wps ?(云盘|云文档|cloud files|drive)", re.IGNORECASE)),
    ("微云", re.compile(r"微云同步(助手|盘)?|weiyun( ?(disk|sync))?", re.IGNORECASE)),
    ("阿里云盘", re.compile(r"阿里云盘|(aliyun|a)drive", re.IGNORECASE)),
    ("iCloud", re.compile(r"icloud ?drive|com~apple~clouddocs", re.IGNORECASE)),
    ("Dropbox", re.compile(r"dropbox( \(.*\))?", re.IGNORECASE)),
    ("Google Drive", re.compile(r"google ?drive|googledrive|我的云端硬盘", re.IGNORECASE)),
    ("Syncthing", re.compile(r"syncthing", re.IGNORECASE)),
)
"""How the folders of such programs are called, whole, anywhere on the way to a file."""


def refuse_network(path: Path) -> None:
    """Refuse to work in a file on a network share; one is copied from there and to there. Raises StorageProblem."""
    if is_network(path):
        raise StorageProblem(
            f"“{path.name}”在网络共享文件夹里，不能直接在那里使用。",
            "网络一断，数据文件就可能损坏。请把它复制到这台电脑自己的硬盘上（例如“文档”）再打开；"
            "备份可以放在共享文件夹里。没有对它做任何改动。",
        )


def synchronised(path: Path) -> str | None:
    """The program that synchronises the folder the file is in, by its name; None where none is known."""
    for part in reversed(path.absolute().parts[:-1]):
        for name, pattern in _SYNCHRONISED:
            if pattern.fullmatch(part):
                return name
    return None


if sys.platform == "win32":
    import ctypes

    def is_network(path: Path) -> bool:
        """Whether a path is on another computer: named by it, or under a letter that stands for it."""
        # The file may not be there yet, its folder is; a letter made by subst or a junction is followed.
        resolved = path.parent.resolve()
        if is_unc(str(resolved)) or is_unc(str(path.absolute())):
            return True
        anchors = {path.absolute().anchor, resolved.anchor}
        return any(ctypes.windll.kernel32.GetDriveTypeW(anchor) == _WINDOWS_REMOTE for anchor in anchors)

else:

    def is_network(path: Path) -> bool:
        """Whether a path is on another computer, by the kernel's table of mounts."""
        try:
            mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return False
        return on_network(mounts, path.resolve())


def is_unc(text: str) -> bool:
    r"""Whether a Windows path names another computer (\\server\share, \\?\UNC\server\share), and no device of this."""
    plain = text.replace("/", "\\")
    if plain.upper().startswith("\\\\?\\UNC\\"):
        return True
    return plain.startswith("\\\\") and not plain.startswith(("\\\\?\\", "\\\\.\\"))


def on_network(mounts: str, path: Path) -> bool:
    """The same by the text of `mounts` (proc_mounts(5)) for an absolute path without links.

    What the whole system was started from is its own disk, wherever that lies.
    """
    best, kind = Path("/"), ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        at = Path(_ESCAPED.sub(lambda one: chr(int(one[1], 8)), parts[1]))
        # Of two at one place the later one is in sight.
        if path.is_relative_to(at) and len(at.parts) >= len(best.parts):
            best, kind = at, parts[2]
    if best == Path("/"):
        return False
    plain = kind.removeprefix("fuse.")
    return plain in NETWORK or (plain != kind and plain in _FUSE_NETWORK)
