"""The installer and the installed program tried under Wine: what should work, and what must be refused with nothing harmed.

Every try starts from a copy of the clean prefix or from what the try before it left, in the order below.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from wine import Said, Wine, screen, wait_for

NAME = "薪火"
UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Xinhuo"
NEWER, RUNNING, SPACE, PATH = 3, 4, 6, 7
"""The installer's exit codes (installer.nsi)."""

_CLASSES = r"HKCU\Software\Classes"
KINDS = {
    ".xinhuo": "Xinhuo.Office",
    ".xhb": "Xinhuo.Package",
    ".xhr": "Xinhuo.Rules",
    ".xhd": "Xinhuo.Designs",
    ".xhkit": "Xinhuo.Kit",
}
"""The kinds of files and their classes (installer.nsi)."""

_OFFICE = "示范县 2026/county.xinhuo"
"""The demonstration county among the documents: a place with Chinese and a space."""

_TITLE = "示范县教育局 - 薪火"
"""Of the window that shows it; a question or the start page is called otherwise."""

_COLOURS = 40
"""Fewer colours on the whole screen are an empty one."""

_LONGEST = 258
"""Characters of the longest path inside, all told, that the installer lets through."""


class Amiss(Exception):
    """A try did not come out as it should; the text says how."""


@dataclass(frozen=True)
class Tried:
    """One try: its name, how it came out ("ok", "FAILED", "not tried"), what there is to say, seconds."""

    name: str
    outcome: str
    detail: str
    seconds: float


@dataclass(frozen=True)
class Given:
    """What is tried: the installer, one of an older version, the version, the longest path inside, bytes unpacked."""

    setup: Path
    older: Path
    version: str
    deepest: int
    size: int


class Desk:
    """The prefix in which all is tried, with the folders of its one user and of the program."""

    def __init__(self, wine: Wine, given: Given, pictures: Path) -> None:
        self.wine = wine
        self.given = given
        self.pictures = pictures
        self.home = wine.home()
        self.local = self.home / "AppData" / "Local"
        self.default = self.local / "Programs" / NAME
        self.documents = self.home / "Documents"
        self.work = wine.prefix.parent
        self.disks: list[Path] = []

    # -- what is done -------------------------------------------------------------------------------------------------

    def install(self, setup: Path | None = None, folder: Path | None = None, expected: int = 0) -> None:
        """Run an installer silently; Amiss when its exit code is another."""
        place = self.last_word("/D=", folder) if folder else []
        said = self.wine.run([setup or self.given.setup, "/S", *place], 400)
        if said.code != expected:
            raise Amiss(f"the installer ended with {said.code}, not {expected}: {said.text[-300:]}")

    def uninstall(self, folder: Path, *more: str, expected: int = 0) -> None:
        """Run an uninstaller silently and wait for it."""
        # It would copy itself away and come back at once; told where it stands it stays, and leaves its own file.
        said = self.wine.run([folder / "uninstall.exe", "/S", *more, *self.last_word("_?=", folder)], 200)
        if said.code != expected:
            raise Amiss(f"the uninstaller ended with {said.code}, not {expected}: {said.text[-300:]}")

    def last_word(self, option: str, folder: Path) -> list[str]:
        """An option with a folder as NSIS reads it: last, never in quotes; word by word, so that nothing puts any there."""
        return f"{option}{self.wine.within(folder)}".split(" ")

    def line(self, folder: Path, *arguments: str, timeout: float = 400) -> Said:
        """Run the installed program's command line."""
        return self.wine.run([folder / "xinhuo-cli.exe", *arguments], timeout, self.documents)

    def must(self, folder: Path, *arguments: str, timeout: float = 400) -> str:
        """The same; Amiss unless it did what it was asked."""
        said = self.line(folder, *arguments, timeout=timeout)
        if said.code:
            raise Amiss(f"{' '.join(arguments[:3])}: {said.code}: {said.text[-1500:]}")
        return said.text

    def self_test(self, folder: Path, *more: str) -> str:
        """Let the installed program test itself; Amiss with what failed, in its words."""
        said = self.line(folder, "self-test", "--json", *more, timeout=1500)
        found = _findings(said.text)
        failed = [f"{one.get('label')}: {one.get('detail')}" for one in found if not one.get("ok")]
        if said.code or failed or not found:
            raise Amiss(f"self-test: {said.code}: {'; '.join(failed) or said.text[-600:]}")
        return f"{len(found)} steps"

    def registered(self, name: str, key: str = UNINSTALL_KEY) -> str:
        """A text of the entry in the list of programs, or of another key; "@" is the nameless one; "" for none."""
        # To a file: what is printed goes through a code page that need not know Chinese.
        file = self.work / "entry.reg"
        file.unlink(missing_ok=True)
        self.wine.run(["reg", "export", key, self.wine.within(file), "/y"], 60)
        return entry(file.read_text(encoding="utf-16") if file.is_file() else "", name)

    def register(self, name: str, value: str) -> None:
        """Put a value into that entry."""
        self.wine.run(["reg", "add", UNINSTALL_KEY, "/v", name, "/d", value, "/f"], 60)

    @contextlib.contextmanager
    def window(self, folder: Path, *arguments: str) -> Iterator["Desk"]:
        """The installed program with its window on a screen of its own, ended at the end; yields a desk on that screen."""
        self.wine.stop()
        with screen() as number:
            seen = Desk(replace(self.wine, screen=number), self.given, self.pictures)
            process = seen.wine.start([folder / "xinhuo.exe", *arguments], self.documents)
            try:
                if not wait_for(seen.titles, 150):
                    raise Amiss("no window within 150 seconds")
                yield seen
            finally:
                seen.wine.stop()
                process.kill()
                process.communicate()

    def titles(self) -> list[str]:
        """The titles of the windows on the screen."""
        said = self.x("xdotool", "search", "--onlyvisible", "--name", ".")
        names = (self.x("xdotool", "getwindowname", one).strip() for one in said.split())
        return [one for one in names if one and one not in ("Default IME", "Xvfb")]

    def shows(self, title: str, name: str) -> str:
        """Wait for the one window of this title and take its picture; Amiss when another is what there is."""
        if not wait_for(lambda: self.titles() == [title], 150):
            self.picture(f"{name}-amiss", 5)
            raise Amiss(f"there is no “{title}” but {self.titles()}")
        # What it reads comes after its first picture.
        time.sleep(4)
        self.picture(name)
        return title

    def x(self, *command: str) -> str:
        """Run a command of X; its output."""
        said = subprocess.run(
            command,
            env=self.wine.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            encoding="utf-8",
        )
        return said.stdout

    def picture(self, name: str, patience: float = 60) -> Path:
        """A picture of the screen, as soon as something is drawn there; Amiss when nothing is."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        path = self.pictures / f"{name}.png"

        def drawn() -> bool:
            self.x("import", "-window", "root", str(path))
            return int(self.x("identify", "-format", "%k", str(path)).strip() or 0) >= _COLOURS

        if not wait_for(drawn, patience, 1):
            raise Amiss(f"{path.name} shows nothing")
        return path

    def disk(self, name: str, megabytes: int) -> Path:
        """A small disk of its own; Untried when this user may not mount one."""
        place = self.work / name
        place.mkdir(exist_ok=True)
        said = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)],
            capture_output=True,
            text=True,
            check=False,
        )
        if said.returncode:
            raise Untried(said.stderr.strip() or "mount")
        self.disks.append(place)
        return place

    def put_away_disks(self) -> None:
        """Take every small disk away again."""
        self.wine.stop()
        while self.disks:
            subprocess.run(["umount", "-l", str(self.disks.pop())], check=False)


class Untried(Exception):
    """This machine does not let it be tried; the text says why."""


def entry(text: str, name: str) -> str:
    """A text named `name` ("@": the nameless one) among the first key's of what `reg export` wrote; "" for none."""
    first = re.split(r"^\[", text, maxsplit=2, flags=re.MULTILINE)[1:2]
    wanted = "@" if name == "@" else f'"{re.escape(name)}"'
    found = re.search(rf'^{wanted}="(.*)"$', "".join(first), re.MULTILINE)
    return re.sub(r"\\(.)", r"\1", found[1]) if found else ""


def _findings(text: str) -> list[dict[str, object]]:
    """The findings of a self-test's JSON, whatever was printed around it."""
    with contextlib.suppress(ValueError):
        return list(json.loads(text[text.index("{") : text.rindex("}") + 1])["findings"])
    return []


def _whole(folder: Path) -> str:
    """The installed folder holds all its list names, and nothing of an unfinished installation."""
    names = (folder / "files.txt").read_bytes().decode("utf-16-le").splitlines()
    lacking = [one for one in names if not (folder / one.replace("\\", "/").rstrip("/")).exists()]
    left = [one.name for one in folder.glob("_xinhuo_*")]
    if lacking or left:
        raise Amiss(f"lacking {lacking[:3]}, left over {left}")
    return f"{len(names)} entries"


# -- the tries ---------------------------------------------------------------------------------------------------------


def installs_for_one_user(desk: Desk) -> str:
    """Silently, to the usual place, with its entries and shortcuts."""
    desk.install()
    said = _whole(desk.default)
    shown = {name: desk.registered(name) for name in ("DisplayName", "DisplayVersion", "Publisher", "UninstallString")}
    if (shown["DisplayName"], shown["DisplayVersion"]) != (NAME, desk.given.version) or not shown["Publisher"]:
        raise Amiss(str(shown))
    menu = desk.home / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs" / f"{NAME}.lnk"
    for link in (menu, desk.home / "Desktop" / f"{NAME}.lnk"):
        if not link.is_file():
            raise Amiss(f"no {link.relative_to(desk.home)}")
    return said


def tests_itself(desk: Desk) -> str:
    """Without a screen, its windows drawn in memory."""
    return desk.self_test(desk.default)


def tests_itself_on_a_screen(desk: Desk) -> str:
    """With the windows of Windows' own platform."""
    desk.wine.stop()
    with screen() as number:
        seen = Desk(replace(desk.wine, screen=number), desk.given, desk.pictures)
        try:
            return seen.self_test(seen.default)
        finally:
            seen.wine.stop()


def keeps_the_key_between_runs(desk: Desk) -> str:
    """An office made by one process is opened by another, with the key from Windows' own store."""
    desk.must(desk.default, "--file", "清河县.xinhuo", "new", "清河县教育局", "--operator", "试用")
    said = desk.must(desk.default, "--file", "清河县.xinhuo", "check")
    head = (desk.documents / "清河县.xinhuo").read_bytes()[:16]
    kept = sorted(one.name for one in (desk.local / "xinhuo" / "keys").glob("*"))
    if head.startswith(b"SQLite") or not any(one.endswith(".dpapi") for one in kept):
        raise Amiss(f"not encrypted with a key of Windows: {head!r}, {kept}")
    return f"{len(said.splitlines())} lines, {len(kept)} keys"


def opens_its_window(desk: Desk) -> str:
    """The demonstration county on Wine's screen; then the same through Explorer's way of opening a file."""
    county = _county(desk)
    with desk.window(desk.default, desk.wine.within(county)) as seen:
        return seen.shows(_TITLE, "window")


def _county(desk: Desk) -> Path:
    """The demonstration county, made where it is not there yet."""
    county = desk.documents / _OFFICE
    if not county.is_file():
        folder = desk.wine.within(county.parent)
        desk.must(desk.default, "demo", folder, "--teachers", "60", "--schools", "3", timeout=600)
    return county


def opens_a_file_by_its_kind(desk: Desk) -> str:
    """By the association, as a double click does; a second one goes to the window that is open."""
    county = desk.wine.within(_county(desk))
    for ending, name in KINDS.items():
        command = desk.registered("@", rf"{_CLASSES}\{name}\shell\open\command")
        if command != f'"{desk.wine.within(desk.default)}\\xinhuo.exe" "%1"':
            raise Amiss(f"{ending} is opened by {command}")
        # Windows looks for the classes of one user first; Wine 8 knows those of the whole computer alone.
        for key in (ending, name):
            desk.wine.run(["reg", "copy", rf"{_CLASSES}\{key}", rf"HKLM\Software\Classes\{key}", "/s", "/f"], 60)
    desk.wine.stop()
    with screen() as number:
        seen = Desk(replace(desk.wine, screen=number), desk.given, desk.pictures)
        # Not waited for: what it starts holds its output open.
        process = seen.wine.start(["start", county], desk.documents)
        try:
            seen.shows(_TITLE, "by-its-kind")
            said = seen.wine.run(["start", "/wait", county], 150, desk.documents)
            titles = seen.titles()
            if said.code or titles != [_TITLE]:
                raise Amiss(f"the second time: {said.code} {said.text[-300:]}, windows {titles}")
            return f"{len(KINDS)} kinds; {_TITLE}; the second time the same window"
        finally:
            seen.wine.stop()
            process.kill()
            process.communicate()


def is_noticed_while_it_runs(desk: Desk) -> str:
    """Neither installed over nor removed while its window is open; afterwards both work."""
    with desk.window(desk.default) as seen:
        before = (desk.default / "files.txt").stat().st_mtime_ns
        seen.install(expected=RUNNING)
        seen.uninstall(desk.default, expected=RUNNING)
        if (desk.default / "files.txt").stat().st_mtime_ns != before or not seen.titles():
            raise Amiss("something was changed")
    _whole(desk.default)
    desk.install()
    return _whole(desk.default)


def leaves_a_newer_version_alone(desk: Desk) -> str:
    """Silently it refuses; the entry and the files stay."""
    order = desk.registered("Order")
    desk.register("Order", "99.0.0.40000")
    desk.install(expected=NEWER)
    desk.register("Order", order)
    return _whole(desk.default)


def goes_to_a_chinese_place(desk: Desk) -> str:
    """A path with Chinese and spaces; the version in the other folder is taken away."""
    place = desk.wine.prefix / "drive_c" / "教育局 电脑" / "程序 文件" / "薪火 新"
    desk.install(folder=place)
    _whole(place)
    if (desk.default / "xinhuo.exe").exists() or (desk.default / "_internal").exists():
        raise Amiss(f"left: {sorted(one.name for one in desk.default.iterdir())}")
    said = desk.self_test(place, "--no-windows")
    desk.uninstall(place)
    return said


def goes_to_a_long_place(desk: Desk) -> str:
    """The longest path Windows holds works; one character more is refused before anything is written."""
    room = _LONGEST - desk.given.deepest - len("C:\\") - len("\\_xinhuo_new\\")
    fits = _long(desk, room)
    too_long = _long(desk, room + 1)
    desk.install(folder=too_long, expected=PATH)
    if too_long.exists():
        raise Amiss("a folder was left")
    desk.install(folder=fits)
    _whole(fits)
    said = desk.self_test(fits, "--no-windows")
    desk.uninstall(fits)
    return f"{room} characters; {said}"


def _long(desk: Desk, length: int) -> Path:
    name = "很长的文件夹名称" * 40
    parts: list[str] = []
    while length > 0:
        piece = min(length, 60)
        if length - piece == 1:
            piece -= 1
        parts.append(name[:piece])
        length -= piece + 1
    return desk.wine.prefix.joinpath("drive_c", *parts)


def takes_the_place_of_an_older_version(desk: Desk) -> str:
    """Program files of the old version go; data, settings and what a person put there stay, and the data opens."""
    if (desk.default / "uninstall.exe").is_file():
        # Over the newer one it would rightly refuse.
        desk.uninstall(desk.default)
    desk.install(desk.given.older)
    if (
        desk.registered("DisplayVersion") == desk.given.version
        or not (desk.default / "_internal" / "gone.txt").is_file()
    ):
        raise Amiss("that was not the older version")
    own = desk.default / "本人的数据" / "旧县.xinhuo"
    own.parent.mkdir(exist_ok=True)
    desk.must(desk.default, "--file", desk.wine.within(own), "new", "旧县教育局", "--operator", "试用")
    strange = desk.default / "_internal" / "我的 记录.txt"
    strange.write_text("自己的", encoding="utf-8")
    settings = desk.home / "AppData" / "Roaming" / "xinhuo" / "xinhuo.ini"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text("[General]\nkept=1\n", encoding="utf-8")
    (desk.home / "Desktop" / f"{NAME}.lnk").unlink()
    desk.install()
    said = _whole(desk.default)
    kept = desk.default / "旧程序里的其他文件1" / "_internal" / "我的 记录.txt"
    if (desk.default / "_internal" / "gone.txt").exists() or not kept.is_file() or not settings.is_file():
        raise Amiss(f"gone or kept: {sorted(one.name for one in desk.default.rglob('*.txt'))}")
    if (desk.home / "Desktop" / f"{NAME}.lnk").exists():
        raise Amiss("the shortcut somebody took away is back")
    if desk.registered("DisplayVersion") != desk.given.version:
        raise Amiss(desk.registered("DisplayVersion"))
    desk.must(desk.default, "--file", desk.wine.within(own), "check")
    return said


def survives_being_stopped(desk: Desk) -> str:
    """Killed in the middle of unpacking: the installed version runs on; the next run finishes."""
    process = desk.wine.start([desk.given.setup, "/S"])
    try:
        if not wait_for(lambda: (desk.default / "_xinhuo_new" / "_internal").is_dir(), 120, 0.05):
            raise Amiss("it never began to unpack")
        time.sleep(0.5)
    finally:
        desk.wine.stop()
        process.kill()
        process.communicate()
    if not (desk.default / "_xinhuo_new").is_dir():
        raise Amiss("it was too quick to be stopped")
    said = desk.line(desk.default, "--help")
    if said.code:
        raise Amiss(said.text[-300:])
    desk.install()
    return _whole(desk.default)


def finishes_or_takes_back_a_broken_switch(desk: Desk) -> str:
    """The power went between two of the five renames: the next run brings the folder back to one whole version."""
    for moved in (
        ("xinhuo.exe", "xinhuo-cli.exe"),
        ("xinhuo.exe", "xinhuo-cli.exe", "_internal", "uninstall.exe", "files.txt"),
    ):
        old, new = desk.default / "_xinhuo_old", desk.default / "_xinhuo_new"
        old.mkdir()
        new.mkdir(exist_ok=True)
        for one in moved:
            (desk.default / one).rename(old / one)
        shutil.copy(old / "xinhuo.exe", new / "xinhuo.exe")
        desk.install()
        _whole(desk.default)
        if old.exists() or new.exists():
            raise Amiss(f"left after {moved}")
    return desk.must(desk.default, "--help").splitlines()[0]


def refuses_a_damaged_installer(desk: Desk) -> str:
    """Cut short, or with one byte changed: nothing happens."""
    whole = desk.given.setup.read_bytes()
    half = len(whole) // 2
    before = (desk.default / "files.txt").stat().st_mtime_ns
    codes = []
    for content in (whole[:half], whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :]):
        broken = desk.documents / "damaged.exe"
        broken.write_bytes(content)
        said = desk.wine.run([broken, "/S"], 60)
        broken.unlink()
        codes.append(said.code)
        if said.code == 0 or (desk.default / "files.txt").stat().st_mtime_ns != before:
            raise Amiss(f"it was taken: {said.code}")
    return f"exit codes {codes}"


def notices_a_full_disk_before(desk: Desk) -> str:
    """Too little room: refused, with nothing written."""
    disk = desk.disk("small disk", 40)
    desk.install(folder=disk / NAME, expected=SPACE)
    left = [one.name for one in disk.iterdir()]
    if left:
        raise Amiss(f"left {left}")
    return f"exit code {SPACE}"


def survives_a_full_disk_in_the_middle(desk: Desk) -> str:
    """The disk fills up while it unpacks: the old version stays and works, and nothing is left over."""
    disk = desk.disk("filling disk", desk.given.size * 2 // 2**20 + 160)
    place = disk / NAME
    # In its own registry: the version in the other folder is not what this is about.
    desk.wine.run(["reg", "delete", UNINSTALL_KEY, "/f"], 60)
    desk.install(desk.given.older, folder=place)
    process = desk.wine.start([desk.given.setup, "/S", *desk.last_word("/D=", place)])
    try:
        if not wait_for(lambda: (place / "_xinhuo_new" / "_internal").is_dir(), 120, 0.02):
            raise Amiss("it never began to unpack")
        _fill(disk / "ballast")
        process.communicate(timeout=300)
    finally:
        desk.wine.settle()
        process.kill()
    (disk / "ballast").unlink()
    if process.returncode == 0:
        raise Amiss("it says it is done")
    if (place / "_xinhuo_new").exists() or not (place / "_internal" / "gone.txt").is_file():
        raise Amiss("something half done was left")
    _whole(place)
    code = process.returncode
    desk.must(place, "--help")
    desk.install(folder=place)
    _whole(place)
    desk.uninstall(place)
    return f"exit code {code}; the old version ran; with room again the new one went in"


def _fill(path: Path) -> None:
    block = b"\0" * 2**20
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(block)
            os.fsync(file.fileno())


def speaks_with_a_chinese_code_page(desk: Desk) -> str:
    """In a session with code page 936: installed, tested, and printing what that code page lacks."""
    chinese = Desk(desk.wine.speaking("zh_CN.UTF-8"), desk.given, desk.pictures)
    # Not by `chcp`: without a console it says 0.
    nls = r"HKLM\SYSTEM\CurrentControlSet\Control\Nls\CodePage"
    page = chinese.wine.run(["reg", "query", nls, "/v", "ACP"], 60).text.strip().rsplit(None, 1)[-1]
    if page != "936":
        raise Amiss(f"the code page is {page}")
    chinese.install()
    _whole(chinese.default)
    said = chinese.self_test(chinese.default, "--no-windows")
    chinese.wine.stop()
    return f"code page {page}; {said}"


def installs_by_hand(desk: Desk) -> str:
    """The windows of installer and uninstaller in Chinese, with the keyboard; keys are removed when ticked, data never."""
    if (desk.default / "uninstall.exe").is_file():
        # Over an installed one the page of the place is left out.
        desk.uninstall(desk.default)
    with screen("1024x768x24") as number:
        chinese = replace(desk.wine.speaking("zh_CN.UTF-8"), screen=number)
        seen = Desk(chinese, desk.given, desk.pictures)
        process = chinese.start([desk.given.setup])
        try:
            _pages(seen, "setup", ("welcome", "licence", "place"))
            if not wait_for(lambda: (seen.default / "xinhuo.exe").is_file(), 120):
                raise Amiss("nothing was installed")
            time.sleep(4)
            seen.picture("setup-4-done")
        finally:
            chinese.stop()
            process.kill()
            process.communicate()
        _whole(seen.default)
        office = desk.documents / "手工安装.xinhuo"
        if not office.is_file():
            desk.must(desk.default, "--file", office.name, "new", "手工县教育局", "--operator", "试用")
        keys = desk.local / "xinhuo" / "keys"
        kept = [*keys.glob("*.dpapi")]
        process = chinese.start([seen.default / "uninstall.exe", *seen.last_word("_?=", seen.default)])
        try:
            _pages(seen, "remove", ("confirm",))
            _tick_keys(seen)
            if not wait_for(lambda: not (seen.default / "xinhuo.exe").is_file(), 120):
                raise Amiss("nothing was removed")
            time.sleep(2)
            seen.picture("remove-4-done")
        finally:
            chinese.stop()
            process.kill()
            process.communicate()
    if not kept or any(one.exists() for one in kept) or not office.is_file():
        raise Amiss(
            f"of {len(kept)} keys {len([*keys.glob('*.dpapi')])} are left; the data is there: {office.is_file()}"
        )
    return f"eight windows; {len(kept)} keys removed as ticked, the data kept"


def _tick_keys(seen: Desk) -> None:
    """On the page of what else to remove tick the keys, and say yes to the question whose answer is no."""
    time.sleep(2)
    # The focus is on the button that goes on; behind it the one that stops, the settings, the keys.
    seen.x("xdotool", "key", "--delay", "300", "Tab", "Tab", "Tab", "space")
    seen.picture("remove-2-what-else")
    seen.x("xdotool", "key", "Return")
    if not wait_for(lambda: len(seen.titles()) == 2, 20):
        raise Amiss("nobody asks whether the keys shall really go")
    time.sleep(1)
    seen.picture("remove-3-sure")
    # Without a manager of windows the new one is not given the keyboard.
    question = seen.x("xdotool", "search", "--onlyvisible", "--name", NAME).split()[-1]
    seen.x("xdotool", "windowfocus", "--sync", question)
    seen.x("xdotool", "key", "y")


def _pages(seen: Desk, name: str, pages: tuple[str, ...]) -> None:
    if not wait_for(seen.titles, 60):
        raise Amiss("no window")
    for number, page in enumerate(pages, 1):
        time.sleep(2)
        seen.picture(f"{name}-{number}-{page}")
        seen.x("xdotool", "key", "Return")


def keeps_data_when_removed(desk: Desk) -> str:
    """Removed: programs, entries, shortcuts, kinds of files. Kept: data, keys, settings, whatever else lies there."""
    desk.install()
    own = desk.default / "本人的数据" / "旧县.xinhuo"
    if not own.is_file():
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_bytes(b"kept")
    kept = [own, desk.documents / "清河县.xinhuo", *(desk.local / "xinhuo" / "keys").glob("*")]
    settings = desk.home / "AppData" / "Roaming" / "xinhuo" / "xinhuo.ini"
    settings.parent.mkdir(exist_ok=True)
    settings.touch()
    desk.uninstall(desk.default)
    (desk.default / "uninstall.exe").unlink(missing_ok=True)
    left = {one.name for one in desk.default.iterdir()}
    if left - {"本人的数据", "旧程序里的其他文件1"}:
        raise Amiss(f"left: {left}")
    if not all(one.is_file() for one in (*kept, settings)):
        raise Amiss("data, keys or settings are gone")
    if desk.registered("DisplayName"):
        raise Amiss("the entry is still there")
    known = desk.wine.run(["reg", "query", r"HKCU\Software\Classes\Xinhuo.Office"], 60)
    if known.code == 0:
        raise Amiss("the kind of file is still known")
    desk.install()
    desk.uninstall(desk.default, "/SETTINGS")
    if settings.exists() or not all(one.is_file() for one in kept):
        raise Amiss("asked for the settings alone")
    return f"{len(kept)} files of a person kept"


TRIES: tuple[Callable[[Desk], str], ...] = (
    installs_for_one_user,
    tests_itself,
    tests_itself_on_a_screen,
    keeps_the_key_between_runs,
    opens_its_window,
    opens_a_file_by_its_kind,
    is_noticed_while_it_runs,
    leaves_a_newer_version_alone,
    goes_to_a_chinese_place,
    goes_to_a_long_place,
    takes_the_place_of_an_older_version,
    survives_being_stopped,
    finishes_or_takes_back_a_broken_switch,
    refuses_a_damaged_installer,
    notices_a_full_disk_before,
    survives_a_full_disk_in_the_middle,
    speaks_with_a_chinese_code_page,
    keeps_data_when_removed,
    installs_by_hand,
)


def run(clean: Wine, given: Given, pictures: Path, only: tuple[str, ...] = ()) -> list[Tried]:
    """Go through the tries (or those named) in a fresh copy of the prefix; what came of each."""
    place = clean.prefix.with_name("trial")
    if not only or not place.exists():
        clean.stop()
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run(["cp", "-a", str(clean.prefix), str(place)], check=True)
    desk = Desk(Wine(place), given, pictures)
    found = []
    for one in TRIES:
        if only and one.__name__ not in only:
            continue
        begun = time.monotonic()
        try:
            outcome, detail = "ok", one(desk)
        except Untried as why:
            outcome, detail = "not tried", str(why)
        except (Amiss, subprocess.TimeoutExpired, OSError) as why:
            outcome, detail = "FAILED", str(why)
        finally:
            desk.put_away_disks()
        found.append(Tried(one.__name__.replace("_", " "), outcome, " ".join(detail.split()), time.monotonic() - begun))
        print(row(found[-1]), flush=True)
    return found


def row(tried: Tried) -> str:
    """One line of the table."""
    return f"| {tried.outcome:9} | {tried.seconds:6.1f} s | {tried.name} | {tried.detail} |"
