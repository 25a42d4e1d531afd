"""The Windows program: frozen under Wine by the one specification, and looked through before it goes anywhere."""

import io
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from wine import SHIMS, Wine

NEEDED = (
    "xinhuo.exe",
    "xinhuo-cli.exe",
    "_internal/python311.dll",
    "_internal/app/data",
    "_internal/exports/fonts",
    "_internal/ui/icons",
    "_internal/PySide6/plugins/platforms/qwindows.dll",
    "_internal/PySide6/plugins/platforms/qoffscreen.dll",
    "_internal/PySide6/translations/qtbase_zh_CN.qm",
    "_internal/LICENSE",
    "_internal/NOTICE",
)
"""What the program cannot do without; paths in the program folder."""

UNWANTED = (
    *(
        "opengl32sw",
        "qdirect2d",
        "sqldrivers",
        "Qt6Qml",
        "Qt6Quick",
        "Qt6VirtualKeyboard",
        "tkinter",
        "_tkinter",
        "tcl86t",
    ),
    *("pytest", "hypothesis", "_pytest"),
)
"""What would only make it larger; parts of names."""

_OF_WINE = (b"Wine builtin DLL", b"Wine placeholder DLL")
_OF_WINDOWS = frozenset(
    [f"{one}.dll" for one in SHIMS]
    + [
        "kernel32.dll",
        "ntdll.dll",
        "user32.dll",
        "advapi32.dll",
        "kernelbase.dll",
        "mscms.dll",
        "icu.dll",
        "ucrtbase.dll",
    ]
)
"""Libraries that are part of Windows; the prefix has Wine's own of these names."""


def committed(root: Path, place: Path) -> Path:
    """The committed tree at `place`: what is built is what is committed, whatever lies half done in the folder."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    packed = subprocess.run(["git", "-C", str(root), "archive", "HEAD"], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(place, filter="data")
    # Said after seconds instead of after the freezing: a commit that does not even start.
    for arguments in (("-m", "app", "--help"), ("-c", "import ui.main")):
        said = subprocess.run([sys.executable, *arguments], cwd=place, capture_output=True, text=True, check=False)
        if said.returncode:
            raise SystemExit(f"the committed tree does not start: {said.stderr[-2000:]}")
    return place


def freeze(wine: Wine, python: Path, source: Path, work: Path) -> Path:
    """Freeze the program of the tree `source`; returns its folder. SystemExit with PyInstaller's last words."""
    target = work / "frozen"
    shutil.rmtree(target, ignore_errors=True)
    said = wine.run(
        [
            *(python / "python.exe", "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
            *("--distpath", wine.within(target), "--workpath", wine.within(work / "pyinstaller")),
            wine.within(source / "packaging" / "xinhuo.spec"),
        ],
        timeout=1800,
        folder=source,
    )
    made = target / "xinhuo"
    if said.code or not (made / "xinhuo.exe").is_file():
        raise SystemExit(f"PyInstaller: {said.code}\n{said.text[-4000:]}")
    return made


def amiss(folder: Path) -> list[str]:
    """What is wrong with a program folder: things missing, things that must not be shipped; [] when it is sound."""
    paths = [one.relative_to(folder).as_posix() for one in sorted(folder.rglob("*"))]
    found = [f"missing: {one}" for one in NEEDED if one not in paths]
    return [*found, *_too_much(paths), *(f"of Wine: {one}" for one in _of_wine(folder, paths))]


def _too_much(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if any(one.lower() in path.lower() for one in UNWANTED):
            yield f"not wanted: {path}"
        if "/translations/" in path and path.rsplit("/", 1)[-1] != "qtbase_zh_CN.qm" and "PySide6" in path:
            yield f"not wanted: {path}"


def _of_wine(folder: Path, paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if not path.lower().endswith((".dll", ".exe", ".pyd", ".drv")):
            continue
        name = path.rsplit("/", 1)[-1].lower()
        # Wine writes its mark behind the header of everything it builds.
        content = (folder / path).read_bytes()
        if name in _OF_WINDOWS or name.startswith("api-ms-") or any(one in content for one in _OF_WINE):
            yield path
