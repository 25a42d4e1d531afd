"""A Wine prefix in which the Windows program is made and tried, and running things in it."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

PACKAGES = (
    *("wine", "wine64", "xvfb", "xauth", "gcc-mingw-w64-x86-64-win32", "nsis", "osslsigncode"),
    *("x11-utils", "xdotool", "imagemagick", "locales", "fonts-wqy-microhei"),
)
"""What `apt-get install` is asked for."""

COMMANDS = (
    "wine",
    "wineserver",
    "Xvfb",
    "x86_64-w64-mingw32-gcc",
    "makensis",
    "osslsigncode",
    "xdotool",
    "import",
    "localedef",
)
SHIMS = ("icuuc", "bcryptprimitives")
"""Libraries of Windows itself that this Wine lacks: made from `shims/`, put into the prefix alone, never shipped. By
the import tables of Qt 6.11.3 and of the Rust wheels these two are what is asked for."""

_STUCK = 124
"""What is answered for a program that was stopped by the clock."""


@dataclass(frozen=True)
class Said:
    """What a program that ended said: its exit code and its output, both streams together."""

    code: int
    text: str


@dataclass(frozen=True)
class Wine:
    """One prefix and how programs in it are run. `screen` is an X display (":7") or "" for none."""

    prefix: Path
    screen: str = ""
    language: str = "C.UTF-8"
    locales: Path | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """The environment of everything run in the prefix."""
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "USER", "TMPDIR") if key in os.environ}
        kept |= {
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            # No questions about components nobody needs; and a crash ends instead of waiting in a debugger for ever.
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winedbg.exe=d;winemenubuilder.exe=d",
            "LC_ALL": self.language,
            "LANG": self.language,
        }
        if self.screen:
            kept["DISPLAY"] = self.screen
        else:
            # Wine keeps QT_… to itself; so it arrives.
            kept["WINEQT_QPA_PLATFORM"] = "offscreen"
        if self.locales:
            kept["LOCPATH"] = str(self.locales)
        return kept | dict(self.more)

    def run(self, command: Sequence[str | Path], timeout: float = 300, folder: Path | None = None) -> Said:
        """Run a Windows program to its end, or stop it after `timeout` seconds (code 124).

        The output goes through pipes: Windows' Python cannot write to what Wine makes of a file of this system.
        """
        process = self.start(command, folder)
        try:
            said, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            # The programs live on under the wineserver, not under the process started here.
            self.stop()
            os.killpg(process.pid, signal.SIGKILL)
            said, _ = process.communicate()
            return Said(_STUCK, _text(said))
        return Said(process.returncode, _text(said))

    def start(self, command: Sequence[str | Path], folder: Path | None = None) -> "subprocess.Popen[bytes]":
        """Start a Windows program and come back at once."""
        return subprocess.Popen(
            ["wine", *map(str, command)],
            env=self.environment(),
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def stop(self) -> None:
        """End everything that runs in this prefix, and wait until its registry is written."""
        self._server("-k")
        self._server("-w")

    def settle(self) -> None:
        """Wait until everything in this prefix has ended by itself."""
        self._server("-w")

    def _server(self, what: str) -> None:
        with_time = ["timeout", "60", server(), what]
        subprocess.run(with_time, env=self.environment(), check=False, stdin=subprocess.DEVNULL, capture_output=True)

    def path(self, windows: str) -> Path:
        """Where a path of drive C is on this system."""
        return self.prefix / "drive_c" / Path(*windows.replace("\\", "/").removeprefix("C:/").split("/"))

    def within(self, path: Path) -> str:
        """What a path of this system is called inside, by drive C where it lies there, else by drive Z."""
        drive_c = self.prefix / "drive_c"
        if path.is_relative_to(drive_c):
            return "C:\\" + str(path.relative_to(drive_c)).replace("/", "\\")
        return "Z:" + str(path).replace("/", "\\")

    def home(self) -> Path:
        """The folder of the one user of the prefix."""
        return next(one for one in sorted((self.prefix / "drive_c" / "users").iterdir()) if one.name != "Public")

    def speaking(self, language: str) -> "Wine":
        """The same prefix in a session of another language ("zh_CN.UTF-8": code page 936); ends what runs in it."""
        self.stop()
        locales = self.prefix.parent / "locales"
        if not (locales / language).is_dir():
            locales.mkdir(parents=True, exist_ok=True)
            name, _, charset = language.partition(".")
            subprocess.run(["localedef", "-i", name, "-f", charset, str(locales / language)], check=True)
        return replace(self, language=language, locales=locales)


def _text(said: bytes) -> str:
    # Windows programs print in the code page of the session.
    try:
        return said.decode("utf-8")
    except UnicodeDecodeError:
        return said.decode("gbk", "replace")


def server() -> str:
    """The command that ends the programs of a prefix."""
    return shutil.which("wineserver64") or shutil.which("wineserver") or "/usr/lib/wine/wineserver64"


def missing_commands() -> list[str]:
    """The commands that building and trying need and this machine lacks."""
    lacking = [one for one in COMMANDS if one != "wineserver" and not shutil.which(one)]
    return lacking if Path(server()).exists() else [*lacking, "wineserver"]


def make_prefix(prefix: Path, shims: Path) -> Wine:
    """A fresh prefix that calls itself Windows 10, with what Wine lacks of Windows; made once."""
    wine = Wine(prefix)
    system = prefix / "drive_c" / "windows" / "system32"
    if not (prefix / "ready").is_file():
        shutil.rmtree(prefix, ignore_errors=True)
        prefix.mkdir(parents=True)
        for command in (["wineboot", "-i"], ["winecfg", "-v", "win10"]):
            said = wine.run(command, 180)
            if said.code:
                raise SystemExit(f"{command[0]}: {said.code}\n{said.text}")
        # What is not written to the registry's files yet is lost for whoever copies the prefix.
        wine.settle()
        _own_folders(wine.home())
        (prefix / "ready").touch()
    for name in SHIMS:
        subprocess.run(
            ["x86_64-w64-mingw32-gcc", "-shared", "-O2", "-s", "-o", system / f"{name}.dll", shims / f"{name}.c", "-ladvapi32"],
            check=True,
        )  # fmt: skip
    return wine


def _own_folders(home: Path) -> None:
    """Desktop and documents become folders of the prefix: Wine links them to those of the person who runs it."""
    for link in home.iterdir():
        if link.is_symlink():
            link.unlink()
            link.mkdir()


@contextmanager
def screen(size: str = "1366x768x24") -> Iterator[str]:
    """An X display for the time of the block; yields its name."""
    # The server itself finds a free number and says it: two runs side by side do not meet.
    read, write = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as said:
            number = said.readline().strip()
        if not number:
            raise SystemExit("Xvfb did not start")
        yield f":{number}"
    finally:
        process.terminate()
        process.wait()


def wait_for(what: Callable[[], object], seconds: float, step: float = 0.25) -> bool:
    """Ask again and again until it is so; False when the time is over."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(step)
    return True
