import subprocess
import sys
from pathlib import Path

import pytest

from exports.problems import ExportProblem
from exports.workbooks.saving import save_whole

WITHOUT_ROOM = """
import resource, signal, sys
from pathlib import Path
from exports.problems import ExportProblem
from exports.workbooks.saving import save_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    save_whole(Path(sys.argv[1]), bytes(100_000))
except ExportProblem as problem:
    sys.stdout.buffer.write(problem.title.encode())
"""


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"old")
    save_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="a process has no file size limit there")
def test_a_full_disk_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_ROOM, str(path)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=True,
    )
    assert "磁盘空间不够" in done.stdout.decode()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_open_in_excel_is_told_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(path: Path, target: Path) -> Path:
        raise PermissionError(13, "sharing violation", str(target))

    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(ExportProblem, match=r"WPS 或 Excel 中打开.*原来的文件没有改动"):
        save_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_read_only_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(path: Path, target: Path) -> Path:
        raise OSError(30, "read-only file system", str(target))

    monkeypatch.setattr(Path, "replace", read_only)
    with pytest.raises(ExportProblem, match=r"只读.*写保护"):
        save_whole(tmp_path / "名册.xlsx", b"new")


def test_a_folder_that_is_gone_and_a_folder_of_that_name_are_told(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="文件夹不在了"):
        save_whole(tmp_path / "没有" / "名册.xlsx", b"new")
    (tmp_path / "名册.xlsx").mkdir()
    with pytest.raises(ExportProblem, match="同名的文件夹"):
        save_whole(tmp_path / "名册.xlsx", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["名册.xlsx"]
