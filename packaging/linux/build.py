"""Makes the Linux packages, a .tar.xz for one user and a .deb, and tries them in a clean system.

    python packaging/linux/build.py [freeze|tar|deb|try …] [--work FOLDER] [--quick]

Without a step all of them, in order; each can be run alone once those before it were. Run by the Python of `.venv`
(start.py test makes it). What is built is the committed tree. The results are in dist/: `xinhuo-VERSION-linux-x86_64.tar.xz`,
`xinhuo_VERSION_amd64.deb` and their SHA-256. The same commit gives the same bytes as long as Python, the lock and the
libraries of the machine are the same. `try` needs root, debootstrap and the network: it is packaging/linux/trying.py.

The packages run where glibc is as new as the newest symbol they use (the step `freeze` says which); Qt 6.11 asks for
2.34 itself: Debian 12, Ubuntu 22.04, deepin 23, UOS 25, Kylin V11 and later.
"""

import argparse
import hashlib
import os
import re
import runpy
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
DIST = ROOT / "dist"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)

DEPENDS = (
    *("libgl1", "libegl1", "libglib2.0-0t64 | libglib2.0-0", "libfontconfig1", "libfreetype6", "libdbus-1-3"),
    *("libx11-6", "libx11-xcb1", "libxcb1", "libxcb-randr0", "libxcb-render0", "libxcb-shape0", "libxcb-shm0"),
    *("libxcb-sync1", "libxcb-xfixes0", "libxcb-xkb1", "libxkbcommon0", "libxkbcommon-x11-0"),
    *("libcups2t64 | libcups2", "libstdc++6", "libgcc-s1", "libbrotli1", "libexpat1", "libuuid1", "zlib1g"),
    *("libzstd1", "libgssapi-krb5-2"),
)
"""What the program takes from the system, by the names of Debian 12 and 13: all that Qt links to and is not carried."""

RECOMMENDS = (
    *("fonts-noto-cjk", "xdg-utils", "desktop-file-utils", "shared-mime-info", "hicolor-icon-theme"),
    *("libgtk-3-0t64 | libgtk-3-0", "libwayland-client0", "libwayland-cursor0", "libwayland-egl1", "libxcb-glx0"),
)

BARE = ("libpython", "_sqlite3.")
"""Names of libraries that come with symbols nobody needs, some of them half of the file."""

_GLIBC = re.compile(rb"\bGLIBC_(\d+)\.(\d+)")


@dataclass(frozen=True)
class Plan:
    """Where things are for this run; `epoch`: the second the commit was made, which every file is dated; `level`: of xz."""

    work: Path
    epoch: int
    level: int

    def source(self) -> Path:
        """The committed tree."""
        return self.work / "source"

    def frozen(self) -> Path:
        """The folder of the frozen program."""
        return self.work / "frozen" / "xinhuo"

    def version(self) -> str:
        """The version that was frozen."""
        text = (self.source() / "pyproject.toml").read_text(encoding="utf-8")
        return str(tomllib.loads(text)["project"]["version"])

    def tar(self) -> Path:
        """The package for one user."""
        return DIST / f"xinhuo-{self.version()}-linux-x86_64.tar.xz"

    def deb(self) -> Path:
        """The package for the whole computer."""
        return DIST / f"xinhuo_{self.version()}_amd64.deb"

    def environment(self) -> dict[str, str]:
        """For tools that date what they write, and for the order of sets in Python."""
        return {**os.environ, "SOURCE_DATE_EPOCH": str(self.epoch), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}


def freeze(plan: Plan) -> str:
    """The program folder of the committed tree."""
    for old in (plan.source(), plan.frozen()):
        shutil.rmtree(old, ignore_errors=True)
    plan.source().mkdir(parents=True)
    packed = subprocess.run(["git", "-C", str(ROOT), "archive", "HEAD"], capture_output=True, check=True).stdout
    _run(["tar", "-x", "-C", str(plan.source())], plan, said=packed)
    _run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR"),
            *("--distpath", str(plan.frozen().parent), "--workpath", str(plan.work / "pyinstaller")),
            str(plan.source() / "packaging" / "xinhuo.spec"),
        ],
        plan,
    )
    libraries = [path for path in plan.frozen().rglob("*.so*") if path.is_file() and not path.is_symlink()]
    _run(["strip", "--strip-unneeded", *(str(one) for one in libraries if one.name.startswith(BARE))], plan)
    least = newest_glibc([*libraries, plan.frozen() / "xinhuo"])
    (plan.work / "glibc").write_text(least, encoding="ascii")
    files = [path for path in plan.frozen().rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    return f"{len(files)} files, {size / 2**20:.0f} MB, glibc {least} or newer"


def make_tar(plan: Plan) -> str:
    """The program, how to install it for oneself, and how to take it away again."""
    name = plan.tar().name.removesuffix(".tar.xz")
    folder = plan.work / "tar" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(plan.frozen(), folder / "xinhuo", symlinks=True)
    shutil.copytree(_icons(plan), folder / "icons")
    for one in ("install.sh", "uninstall.sh", "xinhuo.desktop", "xinhuo-mime.xml"):
        shutil.copy2(HERE / one, folder / one)
    shutil.copy2(plan.source() / "LICENSE", folder / "LICENSE")
    shutil.copy2(plan.source() / "NOTICE", folder / "NOTICE")
    (folder / "版本").write_text(f"{plan.version()}\n", encoding="utf-8")
    (folder / "需要的系统").write_text(f"{_glibc(plan)}\n", encoding="utf-8")
    DIST.mkdir(exist_ok=True)
    packed = [
        *("tar", "--sort=name", f"--mtime=@{plan.epoch}", "--owner=0", "--group=0", "--numeric-owner"),
        *("--mode=u+rwX,go+rX,go-w", f"--use-compress-program=xz -T0 -{plan.level}", "-cf", str(plan.tar())),
        *("-C", str(folder.parent), name),
    ]
    _run(packed, plan)
    return _told(plan.tar())


def make_deb(plan: Plan) -> str:
    """The program in /opt/xinhuo, with its place in the menu, its kinds of files and its icons."""
    tree = plan.work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    share = tree / "usr" / "share"
    shutil.copytree(plan.frozen(), tree / "opt" / "xinhuo", symlinks=True)
    shutil.copytree(_icons(plan), share / "icons" / "hicolor")
    for source, target in (
        ("xinhuo.desktop", share / "applications" / "xinhuo.desktop"),
        ("xinhuo-mime.xml", share / "mime" / "packages" / "xinhuo.xml"),
    ):
        target.parent.mkdir(parents=True)
        shutil.copy2(HERE / source, target)
    about = share / "doc" / "xinhuo"
    about.mkdir(parents=True)
    licence, notice = ((plan.source() / one).read_text(encoding="utf-8") for one in ("LICENSE", "NOTICE"))
    (about / "copyright").write_text(f"{notice}\n\n{licence}", encoding="utf-8")
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "xinhuo").symlink_to("/opt/xinhuo/xinhuo")
    size = sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(control(plan.version(), _glibc(plan), size), encoding="utf-8")
    (tree / "DEBIAN" / "md5sums").write_text(_sums(tree), encoding="utf-8")
    _open_to_all(tree)
    DIST.mkdir(exist_ok=True)
    _run(["dpkg-deb", "--root-owner-group", "-Zxz", f"-z{plan.level}", "--build", str(tree), str(plan.deb())], plan)
    return _told(plan.deb())


def try_it(plan: Plan) -> str:
    """Both packages, installed in a clean system, used and taken away again."""
    given = [str(HERE / "trying.py"), str(plan.deb()), str(plan.tar()), "--work", str(plan.work), "--out", str(DIST)]
    subprocess.run([sys.executable, *given], check=True)
    return "see dist/linux-try.md"


def control(version: str, glibc: str, size: int) -> str:
    """What dpkg is told: `size` in KiB."""
    return "\n".join(
        [
            "Package: xinhuo",
            f"Version: {version}",
            "Architecture: amd64",
            "Section: education",
            "Priority: optional",
            "Maintainer: Xinhuo <xinhuo@example.invalid>",
            f"Installed-Size: {size}",
            f"Depends: libc6 (>= {glibc}), {', '.join(DEPENDS)}",
            f"Recommends: {', '.join(RECOMMENDS)}",
            "Description: 薪火：县域教师发展管理",
            " 县教育局和学校的教师、师徒结对、名师工作室、培训学时，到证书和报表。",
            " 每个单位一个加密的数据文件，存在自己的电脑上，不需要联网；县里和学校之间用加密的小文件交换。",
            "",
        ]
    )


def newest_glibc(libraries: Iterable[Path]) -> str:
    """The version of glibc that the libraries need, by the newest symbol any of them names."""
    found = [match.groups() for path in libraries for match in _GLIBC.finditer(path.read_bytes())]
    return "{}.{}".format(*max((int(major), int(minor)) for major, minor in found))


def _icons(plan: Plan) -> Path:
    """The icon at every size a desktop asks for, laid out as the theme wants it."""
    made = plan.work / "icons"
    shutil.rmtree(made, ignore_errors=True)
    sys.path.insert(0, str(plan.source()))
    try:
        png = runpy.run_path(str(plan.source() / "packaging" / "windows" / "icon.py"))["png"]
        for size in ICON_SIZES:
            target = made / f"{size}x{size}" / "apps" / "xinhuo.png"
            target.parent.mkdir(parents=True)
            target.write_bytes(png(size))
    finally:
        sys.path.remove(str(plan.source()))
    return made


def _glibc(plan: Plan) -> str:
    return (plan.work / "glibc").read_text(encoding="ascii")


def _sums(tree: Path) -> str:
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    inside = [path for path in files if "DEBIAN" not in path.relative_to(tree).parts]
    return "".join(f"{_md5(path)}  {path.relative_to(tree)}\n" for path in inside)


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _open_to_all(tree: Path) -> None:
    """Everybody on the computer reads the program, whatever the rights here are."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _told(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(f"{path.name}.sha256").write_text(f"{digest}  {path.name}\n", encoding="utf-8")
    return f"{path.name}: {path.stat().st_size / 2**20:.1f} MB"


def _run(command: list[str], plan: Plan, *, said: bytes | None = None) -> None:
    subprocess.run(command, input=said, cwd=plan.work, env=plan.environment(), check=True)


STEPS: dict[str, Callable[[Plan], str]] = {"freeze": freeze, "tar": make_tar, "deb": make_deb, "try": try_it}


def main() -> int:
    """Do the steps that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"of {', '.join(STEPS)}")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "linux", help="where everything is made")
    parser.add_argument("--quick", action="store_true", help="packages that are a fifth larger, for a try of one's own")
    options = parser.parse_args()
    unknown = [one for one in options.steps if one not in STEPS]
    if unknown:
        parser.error(f"no such step: {', '.join(unknown)}")
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    dated = subprocess.run(
        ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"], capture_output=True, check=True
    ).stdout
    plan = Plan(work, int(dated), 1 if options.quick else 6)
    for name in options.steps or STEPS:
        begun = time.monotonic()
        said = STEPS[name](plan)
        print(f"{name}: {said} ({time.monotonic() - begun:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
