"""Makes the Windows program and its installer on a Debian 12, and tries both under Wine: `python packaging/windows/build.py`.

    python packaging/windows/build.py [prepare|wheels|freeze|installer|test|try …] [--work FOLDER] [--quick] [--only TRY …]

Without a step all of them but `test`, in order; each can be run alone once those before it were. `prepare` says what
apt-get must bring. What is built is the committed tree. The results are in dist/: the installer
(`xinhuo-VERSION-windows-x64-setup.exe`), its SHA-256 beside it, the table of the tries, and pictures of the windows.

With --quick the installer is hardly compressed, for trying alone, and stays in the work folder.

XINHUO_SIGN is the command that signs a program file, given the file's path as its last word; without it nothing is signed.
"""

import argparse
import hashlib
import os
import shutil
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import freezing
import installer
import trying
import windows_python
import windows_tests
from wine import PACKAGES, Wine, make_prefix, missing_commands

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
DIST = ROOT / "dist"
OLDER = "0.0.1"
"""The version of the installer that the tries upgrade from."""


@dataclass(frozen=True)
class Plan:
    """Where things are for this run. `only`: the tries that are asked for, () for all."""

    work: Path
    only: tuple[str, ...]
    tests: tuple[str, ...]
    quick: bool = False

    def python(self) -> Path:
        """The folder of Windows' Python."""
        return self.work / "python"

    def wine(self) -> Wine:
        """The clean prefix."""
        return Wine(self.work / "prefix")

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

    def setup(self) -> Path:
        """The installer; one made for trying alone stays where it cannot be taken for that which is released."""
        return self.work / "quick-setup.exe" if self.quick else DIST / f"xinhuo-{self.version()}-windows-x64-setup.exe"


def prepare(plan: Plan) -> str:
    """The interpreter, its signatures, and a Wine prefix."""
    lacking = missing_commands()
    if lacking:
        raise SystemExit(
            f"lacking {', '.join(lacking)}; please run: apt-get install --no-install-recommends {' '.join(PACKAGES)}"
        )
    home = windows_python.fetch_interpreter(plan.work)
    signed = windows_python.prove(home)
    make_prefix(plan.work / "prefix", HERE / "shims")
    return f"{signed} files signed by the Python Software Foundation"


def wheels(plan: Plan) -> str:
    """Every wheel of the lock, for Windows, by hash."""
    found = windows_python.install_wheels(ROOT, plan.python())
    return ", ".join(f"{count} for {name}" for name, count in found.items())


def freeze(plan: Plan) -> str:
    """The program folder, looked through and signed."""
    freezing.committed(ROOT, plan.source())
    made = freezing.freeze(plan.wine(), plan.python(), plan.source(), plan.work)
    amiss = freezing.amiss(made)
    if amiss:
        raise SystemExit("the program folder is not sound:\n" + "\n".join(amiss))
    sign = os.environ.get("XINHUO_SIGN", "")
    if sign:
        installer.sign_programs(made, sign)
    inside = installer.contents(made)
    return f"{len(inside.files)} files, {inside.size / 2**20:.0f} MB"


def make_installer(plan: Plan) -> str:
    """The installer, and its SHA-256 beside it."""
    target = plan.setup()
    sign = os.environ.get("XINHUO_SIGN", "")
    installer.make(plan.frozen(), plan.work / "installer", target, plan.version(), quick=plan.quick, sign=sign)
    if plan.quick:
        return f"{target.name}: {target.stat().st_size / 2**20:.1f} MB, hardly compressed"
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    target.with_name(f"{target.name}.sha256").write_text(f"{digest}  {target.name}\n", encoding="utf-8")
    return f"{target.name}: {target.stat().st_size / 2**20:.1f} MB{', signed' if sign else ', not signed'}"


def test(plan: Plan) -> str:
    """Those of our tests that are about files and systems, in Windows' own Python."""
    return windows_tests.run(plan.wine(), plan.python(), plan.source(), plan.tests)


def try_it(plan: Plan) -> str:
    """The installer and what it installs, and every bad case."""
    inside = installer.contents(plan.frozen())
    older = _older(plan)
    given = trying.Given(plan.setup(), older, plan.version(), inside.deepest(), inside.size)
    found = trying.run(plan.wine(), given, DIST / "windows-pictures", plan.only)
    table = "\n".join(trying.row(one) for one in found)
    if not plan.only:
        head = f"{plan.setup().name} under Wine, {time.strftime('%Y-%m-%d %H:%M')}\n\n"
        (DIST / "windows-try.md").write_text(f"{head}{table}\n", encoding="utf-8")
    failed = [one.name for one in found if one.outcome == "FAILED"]
    if failed:
        raise SystemExit(f"{len(failed)} of {len(found)} failed: {'; '.join(failed)}")
    return f"{sum(one.outcome == 'ok' for one in found)} of {len(found)} passed"


def _older(plan: Plan) -> Path:
    """An installer of the same program that calls itself older and has a file more, hardly compressed."""
    target = plan.work / "older" / "older-setup.exe"
    if target.is_file() and target.stat().st_mtime > plan.setup().stat().st_mtime:
        return target
    folder = plan.work / "older" / "xinhuo"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(plan.frozen(), folder, copy_function=os.link)
    (folder / "_internal" / "gone.txt").write_text("of the older version alone\n", encoding="utf-8")
    installer.make(folder, plan.work / "older" / "installer", target, OLDER, quick=True)
    return target


STEPS: dict[str, Callable[[Plan], str]] = {
    "prepare": prepare,
    "wheels": wheels,
    "freeze": freeze,
    "installer": make_installer,
    "test": test,
    "try": try_it,
}
USUAL = ("prepare", "wheels", "freeze", "installer", "try")


def main() -> int:
    """Do the steps that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"of {', '.join(STEPS)}")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "windows", help="where everything is made")
    parser.add_argument("--quick", action="store_true", help="hardly compress the installer: for trying")
    parser.add_argument("--only", nargs="+", default=(), metavar="TRY", help="these tries alone, by their names")
    parser.add_argument("--tests", nargs="+", default=(), metavar="PATH", help="these tests alone, for the step `test`")
    options = parser.parse_args()
    unknown = [one for one in options.steps if one not in STEPS]
    if unknown:
        parser.error(f"no such step: {', '.join(unknown)}")
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    DIST.mkdir(exist_ok=True)
    plan = Plan(work, tuple(options.only), tuple(options.tests), options.quick)
    for name in options.steps or USUAL:
        begun = time.monotonic()
        said = STEPS[name](plan)
        print(f"{name}: {said} ({time.monotonic() - begun:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
