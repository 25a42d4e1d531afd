import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import places
from storage.problems import StorageProblem

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the table of mounts is Linux's")
MOUNTS = r"""sysfs /sys sysfs rw 0 0
/dev/sda1 / ext4 rw,relatime 0 0
/dev/sda2 /home ext4 rw 0 0
//server/公用 /home/li/公\040用 cifs rw,vers=3.0 0 0
server:/data /mnt/nfs nfs4 rw 0 0
li@server: /mnt/ssh fuse.sshfs rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
portal /run/user/1000/doc fuse.portal rw 0 0
/dev/sdb1 /media/li/U盘 exfat rw 0 0
/dev/sdb2 /media/li/移动硬盘 fuseblk rw 0 0
hgfs /mnt/hgfs fuse.vmhgfs-fuse rw 0 0
server:/old /mnt/twice nfs rw 0 0
/dev/sdc1 /mnt/twice ext4 rw 0 0
short
"""


@POSIX
@pytest.mark.parametrize(
    ("path", "far"),
    [
        ("/home/li/清河县.xinhuo", False),
        ("/home/li/公 用/清河县.xinhuo", True),
        ("/home/li/公 用不是/清河县.xinhuo", False),
        ("/mnt/nfs/深/处/清河县.xinhuo", True),
        ("/mnt/ssh/清河县.xinhuo", True),
        ("/run/user/1000/gvfs/smb-share:server=a,share=b/清河县.xinhuo", True),
        ("/run/user/1000/doc/abc/清河县.xinhuo", False),
        ("/media/li/U盘/清河县.xinhuo", False),
        ("/media/li/移动硬盘/清河县.xinhuo", False),
        ("/mnt/hgfs/共享/清河县.xinhuo", True),
        ("/mnt/twice/清河县.xinhuo", False),
        ("/etc/清河县.xinhuo", False),
    ],
)
def test_a_share_is_told_by_the_table_of_mounts(path: str, far: bool) -> None:
    assert places.on_network(MOUNTS, Path(path)) is far


@POSIX
def test_what_the_system_was_started_from_is_its_own() -> None:
    assert not places.on_network("server:/root / nfs4 rw 0 0\n", Path("/home/li/清河县.xinhuo"))


@POSIX
@given(st.text(max_size=300), st.text(st.characters(exclude_characters="\0"), max_size=40))
def test_a_strange_table_is_read_without_breaking(mounts: str, path: str) -> None:
    assert places.on_network(mounts, Path("/") / path) in (True, False)


@pytest.mark.parametrize(
    ("text", "far"),
    [
        (r"\\server\公用\清河县.xinhuo", True),
        ("//server/share/a.xinhuo", True),
        (r"\\?\UNC\server\share\a.xinhuo", True),
        (r"\\?\C:\很长的路径\a.xinhuo", False),
        (r"\\.\C:", False),
        (r"C:\Users\李\Documents\a.xinhuo", False),
    ],
)
def test_a_share_is_told_by_its_windows_name(text: str, far: bool) -> None:
    assert places.is_unc(text) is far


def test_a_folder_of_this_computer_is_no_share(tmp_path: Path) -> None:
    places.refuse_network(tmp_path / "清河县.xinhuo")


@POSIX
def test_a_share_is_refused_with_the_reason_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mounts"
    table.write_text(f"{MOUNTS}//server/x {tmp_path} cifs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(places, "_MOUNTS", table)
    (tmp_path / "folder").mkdir()
    link = tmp_path.parent / f"{tmp_path.name}-link"
    link.symlink_to(tmp_path / "folder")
    for path in (tmp_path / "清河县.xinhuo", link / "清河县.xinhuo"):
        with pytest.raises(StorageProblem) as caught:
            places.refuse_network(path)
        assert "网络共享" in caught.value.title and "复制到这台电脑" in caught.value.advice


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("OneDrive/薪火", "OneDrive"),
        ("OneDrive - 清河县教育局/文档", "OneDrive"),
        ("我的坚果云", "坚果云"),
        ("Nutstore Files/薪火", "坚果云"),
        ("BaiduSyncdisk/薪火", "百度网盘"),
        ("BaiduNetdiskWorkspace", "百度网盘"),
        ("WPS云盘/我的云文档", "WPS 云盘"),
        ("WPSDrive/123/WPS云盘", "WPS 云盘"),
        ("iCloudDrive", "iCloud"),
        ("Dropbox (教育局)", "Dropbox"),
        ("文档/薪火", None),
        ("关于 OneDrive 的说明", None),
    ],
)
def test_a_synchronised_folder_is_told_by_its_name(tmp_path: Path, folder: str, name: str | None) -> None:
    assert places.synchronised(tmp_path / folder / "清河县.xinhuo") == name


def test_a_file_called_like_such_a_folder_is_none(tmp_path: Path) -> None:
    assert places.synchronised(tmp_path / "OneDrive") is None
