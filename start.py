#!/usr/bin/env python3
"""Set the project up in its own folder, then open the demonstration county (`demo`) or pass the tests (`test`).

Runs on a bare Python 3.11 or newer; installs into `.venv` from the lock with hashes, nothing anywhere else.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
ON_WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if ON_WINDOWS else "bin/python")
DEMO = ROOT / "demo"

# What Qt and the window need on a bare Debian 12, and fonts that hold Chinese.
PACKAGES = [
    *("python3-venv", "libgl1", "libegl1", "libglib2.0-0", "libfontconfig1", "libxkbcommon0", "libdbus-1-3"),
    *("libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0"),
    *("libx11-xcb1", "libbrotli1", "fontconfig", "fonts-noto-cjk"),
]
# What only the tests ask (whether every PDF is sound by another reader; a desktop's store of secrets), each by a command
# of its own that shows it is there.
TEST_PACKAGES = {"qpdf": "qpdf", "dbus": "dbus-run-session", "gnome-keyring": "gnome-keyring-daemon"}
PROBES = ("libGL.so.1", "libEGL.so.1", "libglib-2.0.so.0", "libfontconfig.so.1", "libxkbcommon.so.0", "libdbus-1.so.3",
          "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1", "libxkbcommon-x11.so.0")  # fmt: skip

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""Any of these says that a window can be shown somewhere."""

USAGE = """用法：
  ./start.py demo [参数…]   准备好运行环境，生成示范县（只在第一次），打开窗口
  ./start.py test [参数…]   准备好运行环境，通过全部测试
  ./start.py run  命令…     用准备好的环境运行 xinhuo 的任何命令"""


def main() -> int:
    """Do what was asked; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console with a narrow code page must not stop the set-up.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if sys.version_info < (3, 11):
        return _stop(f"需要 Python 3.11 或更新版本，现在是 {platform.python_version()}。")
    what, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("demo", [])
    if what not in ("demo", "test", "run"):
        print(USAGE)
        return 2
    lock = "requirements-dev.lock" if what == "test" else "requirements.lock"
    if not (_system_libraries(what == "test") and _environment(lock)):
        return 1
    if what == "test":
        return _checks(rest)
    if what == "run":
        # From where the caller stands: the files are named from there.
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        command = [str(PYTHON), "-m", "app", *rest]
        return subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, check=False).returncode
    return _demo(rest)


def _demo(rest: list[str]) -> int:
    county = DEMO / "county.xinhuo"
    if not county.exists():
        _say("生成示范县（只在第一次，约半分钟）")
        # Made beside its place first: one that was interrupted is never taken for a whole one.
        unfinished = DEMO.with_name("demo.part")
        shutil.rmtree(unfinished, ignore_errors=True)
        code = _call([str(PYTHON), "-m", "app", "demo", str(unfinished), *rest])
        if code:
            return code
        unfinished.rename(DEMO)
    if sys.platform.startswith("linux") and not any(map(os.environ.get, _SCREENS)):
        return _stop(
            f"示范县已在 {DEMO}，但这里没有图形界面，打不开窗口。请在桌面环境里运行，或用 xvfb-run ./start.py demo。"
        )
    _say(f"打开窗口：{county}")
    return _call([str(PYTHON), "-m", "app", "--file", str(county)])


def _checks(rest: list[str]) -> int:
    """Every check a change must pass: the quick ones first."""
    checks = (
        ("ruff check", [str(PYTHON), "-m", "ruff", "check", "."]),
        ("ruff format", [str(PYTHON), "-m", "ruff", "format", "--check", "."]),
        ("mypy --strict", [str(PYTHON), "-m", "mypy"]),
        ("import-linter", [str(PYTHON.parent / "lint-imports"), "--no-cache"]),
    )
    for name, command in checks:
        _say(name)
        code = _call(command)
        if code:
            return _stop(f"{name} 没有通过。", code)
    _say("pytest")
    code = _pytest(rest)
    if code:
        return _stop("pytest 没有通过。", code)
    _say("全部通过")
    return 0


def _pytest(rest: list[str]) -> int:
    """Every test, in two processes side by side: half the time where there are two cores; or what `rest` asks for."""
    pytest = [str(PYTHON), "-m", "pytest"]
    if rest:
        return _call([*pytest, *rest])
    folders = sorted(one.name for one in (ROOT / "tests").iterdir() if one.is_dir() and one.name not in ("app", "data"))
    others = [
        *pytest,
        "-p",
        "no:cacheprovider",
        *(f"tests/{name}" for name in folders if not name.startswith(("_", "."))),
    ]
    with tempfile.TemporaryFile() as said:
        beside = subprocess.Popen(others, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        code = _call([*pytest, "tests/app"])
        other = beside.wait()
        said.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(said.read())
        sys.stdout.flush()
    return code or other


def _environment(lock: str) -> bool:
    """Make `.venv` hold what the lock says; quick when it does already."""
    wanted = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    stamp = VENV / f"{lock}.installed"
    # The development lock holds everything of the other one.
    richer = VENV / "requirements-dev.lock.installed"
    plain = hashlib.sha256((ROOT / "requirements-dev.lock").read_bytes()).hexdigest()
    if PYTHON.exists() and (_read(stamp) == wanted or _read(richer) == plain):
        return True
    if not PYTHON.exists():
        _say("建立运行环境 .venv")
        if _prepare([sys.executable, "-m", "venv", str(VENV)]):
            _stop("没能建立运行环境。Debian/Ubuntu 请先运行：sudo apt-get install -y python3-venv")
            return False
    _say(f"安装所需的软件包（{lock}，逐个核对校验值）")
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        str(ROOT / lock),
    ]
    if _prepare(pip):
        _stop("软件包没有装好。请检查网络后再运行一次；已装好的部分会保留。")
        return False
    stamp.write_text(wanted, encoding="ascii")
    return True


def _system_libraries(testing: bool) -> bool:
    """On Linux: see that the libraries Qt loads are there, and bring them or say the one command that does.

    What the tests ask beside (`testing`) is brought where it can be; those who use it say when it is not there.
    """
    if not sys.platform.startswith("linux"):
        return True
    import ctypes

    missing = []
    for name in PROBES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    can_bring = bool(shutil.which("apt-get")) and os.geteuid() == 0
    install = ["apt-get", "install", "-y", "--no-install-recommends"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if not missing and _has_venv() and _has_chinese_font():
        if testing and can_bring and not all(map(shutil.which, TEST_PACKAGES.values())):
            # The tests can do without: nothing depends on whether it comes.
            _prepare([*install, *TEST_PACKAGES], environment)
        return True
    if can_bring:
        _say("安装窗口所需的系统库和中文字体")
        if _prepare(["apt-get", "update"], environment) or _prepare([*install, *PACKAGES], environment):
            return False
        if testing:
            # Apart: where one of them is not to be had, apt-get brings none of what it was asked for.
            _prepare([*install, *TEST_PACKAGES], environment)
        return True
    command = [*install, *PACKAGES, *(TEST_PACKAGES if testing else ())]
    print(f"还缺少系统库（{'、'.join(missing) or 'python3-venv 或中文字体'}）。请先运行：\n  sudo {' '.join(command)}")
    return not missing and _has_venv()


def _has_venv() -> bool:
    if PYTHON.exists():
        return True
    try:
        import ensurepip
    except ImportError:
        return False
    return bool(ensurepip.version())


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def _call(command: list[str], environment: dict[str, str] | None = None) -> int:
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _prepare(command: list[str], environment: dict[str, str] | None = None) -> int:
    """Run a step of the set-up; what it prints goes with our own words."""
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=sys.stderr, check=False).returncode


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii") if path.exists() else ""


def _say(text: str) -> None:
    # Standard output belongs to the command that is run.
    print(f"── {text}", file=sys.stderr, flush=True)


def _stop(text: str, code: int = 1) -> int:
    print(text, file=sys.stderr, flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
