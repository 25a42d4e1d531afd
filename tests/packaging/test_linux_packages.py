"""The Linux packages: what they say of themselves, which files they open, and the scripts that install for one user."""

import configparser
import importlib.util
import os
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from app.__main__ import FILES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packaging" / "linux"
SPEC = (ROOT / "packaging" / "xinhuo.spec").read_text(encoding="utf-8")


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"linux_{name}", FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


def test_the_menu_entry_and_the_kinds_of_files_are_those_the_program_opens() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(FOLDER / "xinhuo.desktop", encoding="utf-8")
    told = entry["Desktop Entry"]
    assert told["Name"] == "薪火" and told["Exec"].endswith("%F")
    spaces = {"": "http://www.freedesktop.org/standards/shared-mime-info"}
    kinds = ElementTree.parse(FOLDER / "xinhuo-mime.xml").getroot()
    globs = {one.get("type"): one.find("glob", spaces) for one in kinds.findall("mime-type", spaces)}
    assert {one.get("pattern") for one in globs.values() if one is not None} == {f"*{ending}" for ending in FILES}
    assert told["MimeType"].strip(";").split(";") == list(globs)


def test_kinds_of_files_are_called_the_same_on_both_systems() -> None:
    spaces = {"": "http://www.freedesktop.org/standards/shared-mime-info"}
    kinds = ElementTree.parse(FOLDER / "xinhuo-mime.xml").getroot().findall("mime-type", spaces)
    here = {one.find("glob", spaces).get("pattern"): one.findtext("comment", "", spaces) for one in kinds}  # type: ignore[union-attr]
    script = (ROOT / "packaging" / "windows" / "installer.nsi").read_text(encoding="utf-8")
    there = re.findall(r'!insertmacro Kind "(\.\w+)" "[\w.]+" "(\w+)"', script)
    assert {f"*{ending}": words for ending, words in there} == here


def test_dpkg_is_told_version_and_libraries() -> None:
    control = script("build").control("1.2.3", "2.35", 4096)
    lines = dict(line.split(": ", 1) for line in control.splitlines() if not line.startswith(" "))
    assert (lines["Package"], lines["Version"], lines["Installed-Size"]) == ("xinhuo", "1.2.3", "4096")
    assert lines["Depends"].startswith("libc6 (>= 2.35), ")
    assert "libxkbcommon-x11-0" in lines["Depends"]
    assert control.endswith("。\n")


def test_the_newest_symbol_of_glibc_decides(tmp_path: Path) -> None:
    for number, names in enumerate((b"\0GLIBC_2.4\0GLIBC_2.17\0", b"\0GLIBC_2.34\0GLIBC_PRIVATE\0")):
        (tmp_path / f"{number}.so").write_bytes(b"\x7fELF" + names)
    assert script("build").newest_glibc(sorted(tmp_path.iterdir())) == "2.34"


def test_a_screen_becomes_a_picture(tmp_path: Path) -> None:
    head = [104, 7, 2, 24, 2, 1, 0, 0, 32, 0, 32, 32, 8, *[0] * 6, 1, *[0] * 5]
    xwd = struct.pack(">25I", *head) + b"\0" * 4 + b"\0" * 12 + bytes((0, 0, 255, 0, 255, 0, 0, 0))
    script("trying").write_png(xwd, tmp_path / "screen.png")
    with Image.open(tmp_path / "screen.png") as picture:
        assert picture.size == (2, 1)
        assert [picture.getpixel((x, 0)) for x in (0, 1)] == [(255, 0, 0), (0, 0, 255)]


def test_every_module_of_ours_goes_along_frozen() -> None:
    """Pages, reports and commands are imported by name when they are wanted: the specification takes every file."""
    assert all(f'"{package}"' in SPEC for package in ("app", "ui", "storage", "exports"))
    assert all(f'"{folder}"' in SPEC for folder in ("app/data", "exports/fonts", "ui/icons"))


@pytest.mark.skipif(sys.platform != "linux", reason="these scripts are for Linux")
class TestForOneUser:
    """install.sh and uninstall.sh with a program that is a few bytes."""

    @pytest.fixture
    def unpacked(self, tmp_path: Path) -> Path:
        folder = tmp_path / "解开的 文件夹"
        (folder / "xinhuo").mkdir(parents=True)
        shutil.copy2("/bin/sleep", folder / "xinhuo" / "xinhuo")
        for one in ("install.sh", "uninstall.sh", "xinhuo.desktop", "xinhuo-mime.xml"):
            shutil.copy2(FOLDER / one, folder / one)
        (folder / "icons" / "16x16" / "apps").mkdir(parents=True)
        (folder / "icons" / "16x16" / "apps" / "xinhuo.png").write_bytes(b"png")
        (folder / "版本").write_text("1.2.3\n", encoding="utf-8")
        (folder / "需要的系统").write_text("2.17\n", encoding="utf-8")
        return folder

    @pytest.fixture
    def home(self, tmp_path: Path) -> Path:
        made = tmp_path / "王 老师"
        (made / ".local" / "share" / "xinhuo" / "keys").mkdir(parents=True)
        (made / ".local" / "share" / "xinhuo" / "keys" / "一把").write_bytes(b"key")
        return made

    def run(self, path: Path, home: Path, *given: str) -> tuple[int, str]:
        environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        done = subprocess.run(["sh", str(path), *given], env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_installs_upgrades_and_takes_away_the_program_alone(self, unpacked: Path, home: Path) -> None:
        for _again in range(2):
            code, said = self.run(unpacked / "install.sh", home)
            assert (code, "薪火 1.2.3 已装好" in said) == (0, True)
        program = home / ".local" / "opt" / "xinhuo"
        assert [one.name for one in program.parent.iterdir()] == ["xinhuo"]
        entry = (home / ".local/share/applications/xinhuo.desktop").read_text(encoding="utf-8")
        assert f'Exec="{program}/xinhuo" %F' in entry
        assert (home / ".local/bin/xinhuo").resolve() == program / "xinhuo"
        code, said = self.run(program / "uninstall.sh", home)
        assert (code, "已卸载" in said) == (0, True)
        left = [one for one in home.rglob("*xinhuo*") if not one.is_dir() or one.is_symlink()]
        assert not left and not program.exists()
        assert (home / ".local/share/xinhuo/keys/一把").read_bytes() == b"key"

    def test_a_newer_one_stays_unless_the_older_is_wanted(self, unpacked: Path, home: Path) -> None:
        assert self.run(unpacked / "install.sh", home)[0] == 0
        (unpacked / "版本").write_text("1.2.0\n", encoding="utf-8")
        code, said = self.run(unpacked / "install.sh", home)
        assert (code, "已经装着更新的版本 1.2.3" in said) == (1, True)
        assert self.run(unpacked / "install.sh", home, "--older")[0] == 0

    def test_a_running_program_is_not_replaced_nor_taken_away(self, unpacked: Path, home: Path) -> None:
        assert self.run(unpacked / "install.sh", home)[0] == 0
        program = home / ".local" / "opt" / "xinhuo"
        with subprocess.Popen([program / "xinhuo", "60"]) as running:
            for path in (unpacked / "install.sh", program / "uninstall.sh"):
                code, said = self.run(path, home)
                assert (code, "薪火正开着" in said) == (1, True)
            running.kill()

    def test_an_old_system_is_told_so_before_anything_is_written(self, unpacked: Path, home: Path) -> None:
        (unpacked / "需要的系统").write_text("99.1\n", encoding="utf-8")
        code, said = self.run(unpacked / "install.sh", home)
        assert (code, "需要 glibc 99.1 以上" in said) == (1, True)
        assert not (home / ".local" / "opt").exists()

    def test_what_a_person_keeps_in_the_program_folder_is_not_deleted(self, unpacked: Path, home: Path) -> None:
        assert self.run(unpacked / "install.sh", home)[0] == 0
        program = home / ".local" / "opt" / "xinhuo"
        kept = program / "示范县 2026.xinhuo"
        kept.write_bytes(b"data")
        for path in (unpacked / "install.sh", program / "uninstall.sh"):
            code, said = self.run(path, home)
            assert (code, "移到别处" in said, str(kept) in said) == (1, True, True)
            assert kept.read_bytes() == b"data" and (program / "xinhuo").exists()
        kept.unlink()
        assert self.run(program / "uninstall.sh", home)[0] == 0

    def test_an_installation_that_was_cut_off_is_brought_to_an_end(self, unpacked: Path, home: Path) -> None:
        assert self.run(unpacked / "install.sh", home)[0] == 0
        program = home / ".local" / "opt" / "xinhuo"
        program.rename(program.with_name(".xinhuo-former.77"))
        program.with_name(".xinhuo-new.77").mkdir()
        (unpacked / "版本").write_text("1.2.0\n", encoding="utf-8")
        code, said = self.run(unpacked / "install.sh", home)
        assert (code, "已经装着更新的版本 1.2.3" in said) == (1, True)
        assert (program / "xinhuo").exists()
        (unpacked / "版本").write_text("1.2.4\n", encoding="utf-8")
        assert self.run(unpacked / "install.sh", home)[0] == 0
        assert [one.name for one in program.parent.iterdir()] == ["xinhuo"]
