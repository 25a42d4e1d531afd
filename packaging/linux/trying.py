"""Tries the Linux packages in a clean Debian 12: installed, tested, looked at, upgraded while running, removed.

    python packaging/linux/trying.py X.deb X.tar.xz --work FOLDER --out FOLDER [--only TRY …]

Needs root, debootstrap, and the network for the system's own packages (kept in --work for the next time). Everything
happens in a copy of that system whose mounts and processes end with each command; a teacher there, who is no
administrator, uses the program. Writes `linux-try.md` and pictures of the window into --out; ends with 1 when something
failed.
"""

import argparse
import json
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

USER = "teacher"
HOME = f"/home/{USER}"
OFFICE = f"{HOME}/示范县 2026/county.xinhuo"
SCREEN = "1366x768x24"
_LOOKS = 40
"""How often a picture is taken, a second apart, until the window is there."""

EXTRAS = (
    "xvfb",
    "xauth",
    "xdotool",
    "fonts-noto-cjk",
    "desktop-file-utils",
    "shared-mime-info",
    "libglib2.0-bin",
    "procps",
    "xz-utils",
)
"""What a desktop has and a bare system lacks."""


class Amiss(Exception):
    """A try did not go as it should."""


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    text: str


@dataclass(frozen=True)
class Given:
    """The names of the packages, which lie in /srv."""

    deb: str
    tar: str


@dataclass(frozen=True)
class System:
    """The clean system at `root`; pictures go to `out`."""

    root: Path
    out: Path

    def run(self, command: str, *, user: str = USER, timeout: int = 900, may_fail: bool = False) -> Said:
        """Run a shell command inside, with mounts and processes of its own."""
        # In a mount namespace of its own: whatever happens, nothing stays mounted.
        inside = (
            f'mount --bind /dev "{self.root}/dev" && mount -t proc proc "{self.root}/proc" && '
            f'exec chroot "{self.root}" su - {user} -c "$0"'
        )
        done = subprocess.run(
            [
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                inside,
                f"export LC_ALL=C.UTF-8; {command}",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            check=False,
        )
        said = Said(done.returncode, done.stdout.decode(errors="replace"))
        if said.code and not may_fail:
            raise Amiss(f"{command}\n{said.text[-2000:]}")
        return said

    def path(self, inside: str) -> Path:
        """A path of the system as it is called here."""
        return self.root / inside.lstrip("/")


def base(work: Path) -> Path:
    """A Debian 12 with nothing but what it cannot do without, made once."""
    made = work / "bookworm"
    if not (made / "made").exists():
        shutil.rmtree(made, ignore_errors=True)
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", str(made)], check=True, stdout=sys.stderr)
        (made / "made").touch()
    return made


def fresh(work: Path, out: Path, packages: list[Path]) -> System:
    """A clean copy with the packages in /srv and a teacher at home."""
    root = work / "system"
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "-a", str(base(work)), str(root)], check=True)
    for one in packages:
        shutil.copy2(one, root / "srv" / one.name)
    shutil.copy2("/etc/resolv.conf", root / "etc" / "resolv.conf")
    system = System(root, out)
    system.run(f"useradd --create-home --shell /bin/bash {USER}; apt-get update -q", user="root")
    return system


# -- what is tried, in order


def install_deb(system: System, given: Given) -> str:
    """The .deb brings all it needs by the names of its dependencies."""
    install = "DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends"
    system.run(f"{install} /srv/{given.deb}", user="root", timeout=1800)
    missing = system.run(
        # As the program itself looks for them: what goes along lies in its own folder.
        "export LD_LIBRARY_PATH=/opt/xinhuo/_internal; "
        "find /opt/xinhuo -name '*.so*' -type f -exec ldd {} + 2>/dev/null | grep 'not found' | sort | uniq -c",
        user="root",
        may_fail=True,
    ).text
    wanted = [line for line in missing.splitlines() if not any(one in line for one in _OPTIONAL)]
    if wanted:
        raise Amiss(f"libraries nobody brings: {wanted}")
    return system.run("dpkg-query -W -f '${Version}, ${Installed-Size} KiB' xinhuo").text


_OPTIONAL = (
    "libgtk",
    "libgdk",
    "libatk",
    "libpango",
    "libcairo",
    "libharfbuzz",
    "libwayland",
    "libxcb-glx",
    "libjpeg",
    "libtiff",
)
"""What only plugins of some desktops want (GTK's look, Wayland); without them Qt takes its own."""


def self_test(system: System, _given: Given) -> str:
    """The installed program tests itself without a screen, and a person's keys stay in files of their own."""
    return _tested(system, "xinhuo self-test --json")


def desktop(system: System, _given: Given) -> str:
    """A desktop's tools take the entry and the kinds of files."""
    extras = " ".join(EXTRAS)
    install = "DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends"
    system.run(f"{install} {extras}", user="root", timeout=1800)
    system.run("desktop-file-validate /usr/share/applications/xinhuo.desktop")
    kinds = {}
    for ending in ("xinhuo", "xhb", "xhr", "xhd", "xhkit"):
        system.run(f"echo x > ~/一个.{ending}")
        told = system.run(f"gio info -a standard::content-type ~/一个.{ending}").text
        kinds[ending] = told.rsplit("standard::content-type:", 1)[-1].strip()
        opener = system.run(f"gio mime {kinds[ending]}").text
        if "x-xinhuo" not in kinds[ending] or "xinhuo.desktop" not in opener.splitlines()[0]:
            raise Amiss(f".{ending}: {kinds[ending]}, {opener}")
    return "、".join(kinds.values())


def self_test_on_a_screen(system: System, _given: Given) -> str:
    """The same with a screen: the window is a real one of X."""
    return _tested(system, f"xvfb-run -a -s '-screen 0 {SCREEN}' xinhuo self-test --json", "xcb")


def window(system: System, _given: Given) -> str:
    """The demonstration county is made and opened as a desktop opens a file; a picture is kept."""
    folder = str(Path(OFFICE).parent)
    system.run(f"xinhuo demo '{folder}' --teachers 300 --schools 6", timeout=1800)
    picture = _picture(system, "linux-window.png", f"xinhuo '{OFFICE}'")
    return f"{picture.name}: {picture.stat().st_size:,} bytes"


def over_a_running_one(system: System, given: Given) -> str:
    """The package is installed anew while the window is open: the window goes on, and its data is sound."""
    ran = system.run(
        f"Xvfb :9 -screen 0 {SCREEN} >/dev/null 2>&1 & export DISPLAY=:9; sleep 2; "
        f"su - {USER} -c \"DISPLAY=:9 LC_ALL=C.UTF-8 xinhuo '{OFFICE}'\" >/tmp/ran 2>&1 & "
        f"sleep 12; dpkg -i /srv/{given.deb} >/dev/null 2>&1; echo installed $?; "
        "xdotool search --name 薪火 windowfocus; sleep 1; xdotool key alt+2; sleep 4; xdotool key alt+8; sleep 4; "
        "pgrep -u teacher -x xinhuo >/dev/null && echo running; xdotool search --name 薪火 getwindowname; "
        "pkill -u teacher -x xinhuo; sleep 1; cat /tmp/ran",
        user="root",
        may_fail=True,
    ).text
    if "installed 0" not in ran or "running" not in ran:
        raise Amiss(ran)
    _sound(system)
    return "installed, the window stayed, the file is sound"


def removed(system: System, _given: Given) -> str:
    """Removed and purged, the program is gone and the data is there; the next try opens it with the same keys."""
    before = _data(system)
    system.run("apt-get purge -y -q xinhuo", user="root")
    left = [
        one
        for one in ("/opt/xinhuo", "/usr/bin/xinhuo", "/usr/share/applications/xinhuo.desktop")
        if _is_there(system, one)
    ]
    if left:
        raise Amiss(f"left behind: {left}")
    if _data(system) != before:
        raise Amiss("the data is not what it was")
    return f"{len(before)} files of the teacher's are as they were"


def for_one_user(system: System, given: Given) -> str:
    """The .tar.xz is unpacked and installed by a teacher, tests itself, opens what was there, refuses when running."""
    system.run(f"mkdir -p ~/下载 && cd ~/下载 && tar -xf /srv/{given.tar} && cd xinhuo-* && ./install.sh", timeout=1800)
    tested = _tested(system, "~/.local/bin/xinhuo self-test --json")
    _sound(system, "~/.local/bin/xinhuo")
    system.run("desktop-file-validate ~/.local/share/applications/xinhuo.desktop")
    again = system.run("cd ~/下载/xinhuo-* && ./install.sh").text
    if "已装好" not in again:
        raise Amiss(again)
    busy = system.run(
        f"QT_QPA_PLATFORM=offscreen ~/.local/bin/xinhuo '{OFFICE}' & sleep 8; cd ~/下载/xinhuo-* && ./install.sh; echo code $?; "
        "~/.local/opt/xinhuo/uninstall.sh; echo code $?; kill %1",
        may_fail=True,
    ).text
    if busy.count("薪火正开着") != 2 or "code 0" in busy:
        raise Amiss(busy)
    older = system.run(
        "cd ~/下载/xinhuo-* && echo 99.0 > ~/.local/opt/xinhuo/版本 && ./install.sh; echo code $?", may_fail=True
    ).text
    if "更新的版本" not in older or "code 1" not in older:
        raise Amiss(older)
    return tested


def full_disk(system: System, _given: Given) -> str:
    """On a full disk the person is told before, and what stands stays."""
    said = system.run(
        f"mkdir -p /mnt/small && mount -t tmpfs -o size=64m tmpfs /mnt/small && chown {USER} /mnt/small && "
        f"su - {USER} -c 'export HOME=/mnt/small LC_ALL=C.UTF-8; cd {HOME}/下载/xinhuo-* && ./install.sh'; "
        "echo code $?; ls -A /mnt/small/.local/opt",
        user="root",
        may_fail=True,
    ).text
    if "磁盘空间不够" not in said or "code 1" not in said or said.rstrip().splitlines()[-1] != "code 1":
        raise Amiss(said)
    return "told before, nothing written"


def uninstalled(system: System, _given: Given) -> str:
    """The teacher uninstalls: the program is gone, the data is there."""
    before = _data(system)
    said = system.run("~/.local/opt/xinhuo/uninstall.sh").text
    left = system.run("find ~/.local -path '*xinhuo*' -not -path '*/share/xinhuo*'").text.strip()
    if left or "已卸载" not in said or _data(system) != before:
        raise Amiss(f"{said}\nleft: {left}")
    return f"{len(before)} files of the teacher's are as they were"


# -- what the tries share


def _tested(system: System, command: str, platform: str = "offscreen") -> str:
    said = system.run(command, timeout=1800, may_fail=True)
    found = json.loads(said.text[said.text.index("{") :])["findings"]
    failed = [f"{one['label']}：{one['detail']}" for one in found if not one["ok"]]
    walked = found[-1]["detail"]
    if said.code or failed or not walked.startswith(platform):
        raise Amiss("\n".join([*failed, walked]))
    return f"{len(found)} steps; {walked}"


def _picture(system: System, name: str, command: str) -> Path:
    """Run a program on a screen until its window is drawn; the screen as a picture."""
    system.run(
        f"mkdir -p /tmp/screen; Xvfb :7 -screen 0 {SCREEN} -fbdir /tmp/screen >/dev/null 2>&1 & sleep 2; "
        f"export DISPLAY=:7; {command} >/tmp/window.log 2>&1 & "
        f"for second in $(seq {_LOOKS}); do sleep 1; xdotool search --onlyvisible --name 薪火 >/dev/null 2>&1 && break; done; "
        "sleep 6; cp /tmp/screen/Xvfb_screen0 ~/screen.xwd",
        timeout=300,
    )
    target = system.out / name
    write_png(system.path(f"{HOME}/screen.xwd").read_bytes(), target)
    return target


def write_png(xwd: bytes, target: Path) -> None:
    """A picture of the screen, as X keeps it, as PNG."""
    from PIL import Image

    head = struct.unpack(">25I", xwd[:100])
    size, width, height, line, colours = head[0], head[4], head[5], head[12], head[19]
    pixels = xwd[size + colours * 12 :]
    Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", line, 1).save(target)


def _sound(system: System, program: str = "xinhuo") -> None:
    said = system.run(f"{program} --file '{OFFICE}' check --json", may_fail=True).text
    if not json.loads(said[said.index("{") :])["ok"]:
        raise Amiss(said)


def _data(system: System) -> dict[str, int]:
    """What the teacher has, but for the program and its passing files: path → size."""
    kept: dict[str, int] = {}
    for folder in (Path(OFFICE).parent, Path(HOME) / ".local" / "share" / "xinhuo", Path(HOME) / ".config" / "xinhuo"):
        here = system.path(str(folder))
        kept |= {str(one): one.stat().st_size for one in here.rglob("*") if one.is_file() and one.suffix != ".log"}
    return kept


def _is_there(system: System, path: str) -> bool:
    return system.path(path).exists() or system.path(path).is_symlink()


TRIES: tuple[Callable[[System, Given], str], ...] = (
    *(install_deb, self_test, desktop, self_test_on_a_screen, window, over_a_running_one, removed),
    *(for_one_user, full_disk, uninstalled),
)


def main() -> int:
    """Try everything in order; what comes after a failure is tried all the same."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("deb", type=Path)
    parser.add_argument("tar", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--only", nargs="+", default=(), metavar="TRY", help="these alone, in the system left by the last run"
    )
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.only:
        system = System(options.work / "system", options.out)
        for one in (options.deb, options.tar):
            shutil.copy2(one, system.path("/srv") / one.name)
    else:
        system = fresh(options.work, options.out, [options.deb, options.tar])
    rows = []
    given = Given(options.deb.name, options.tar.name)
    for one in TRIES:
        if options.only and one.__name__ not in options.only:
            continue
        begun = time.monotonic()
        try:
            said, outcome = one(system, given), "ok"
        except (Amiss, subprocess.TimeoutExpired, ValueError, OSError) as problem:
            said, outcome = str(problem), "FAILED"
        what = (one.__doc__ or "").splitlines()[0]
        rows.append((outcome, what, said, time.monotonic() - begun))
        print(f"{outcome}: {one.__name__}: {said} ({rows[-1][3]:.0f} s)", flush=True)
    table = "\n".join(f"| {outcome} | {what} | {_cell(said)} | {took:.0f} s |" for outcome, what, said, took in rows)
    if not options.only:
        head = f"# {options.deb.name}, {options.tar.name} in a clean Debian 12, {time.strftime('%Y-%m-%d %H:%M')}"
        (options.out / "linux-try.md").write_text(
            f"{head}\n\n| | what | said | took |\n|---|---|---|---|\n{table}\n", encoding="utf-8"
        )
    failed = sum(outcome != "ok" for outcome, *_rest in rows)
    print(f"{len(rows) - failed} of {len(rows)} went well")
    return 1 if failed else 0


def _cell(text: str) -> str:
    return " ".join(text.split())[:300].replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
