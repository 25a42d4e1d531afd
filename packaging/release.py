"""Walks through everything a release must pass, one step after another, and writes down what came of each.

`python packaging/release.py` begins at the beginning and stops at the first step that fails; when that is mended,
`--from STEP` goes on there. `--list` says which steps there are. What a machine cannot see (a real Windows computer, a
printer, a certificate to sign with) is asked, and the answer kept with its remark; `--unattended` leaves these open.
dist/release-VERSION.md is the report, dist/release-VERSION.json what a later `--from` carries on from: only what
passed on the very same commit counts.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
BENCH_DAYS = 45
"""A page of measurements that is older than that says nothing of this release."""
PASSED, FAILED, OPEN = "passed", "failed", "open"


@dataclass(frozen=True)
class Outcome:
    """What came of one step: `state` is one of the three above, `said` one line about it."""

    state: str
    said: str
    seconds: float = 0.0
    at: str = ""


@dataclass(frozen=True)
class Step:
    """One step: a check that yields what is amiss, commands that must end with 0, or a question to the person."""

    name: str
    title: str
    check: Callable[[Path], Iterator[str]] | None = None
    commands: tuple[tuple[str, ...], ...] = ()
    question: str = ""
    facts: Callable[[Path], str] | None = None


def main() -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="first", choices=[one.name for one in STEPS], help="go on from this step")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--unattended", action="store_true", help="leave what a person must look at open")
    chosen = parser.parse_args()
    if chosen.list:
        print(*(f"{one.name:14} {one.title}" for one in STEPS), sep="\n")
        return 0
    version, commit = version_of(ROOT), _git("rev-parse", "HEAD").strip()
    kept = carried(_kept(version), commit, chosen.first)
    for step in remaining(kept):
        print(f"── {step.name}: {step.title}", flush=True)
        kept[step.name] = taken(step, chosen.unattended)
        _keep(version, commit, kept)
        if kept[step.name].state == FAILED:
            break
    print(table(kept))
    return 0 if all(one.name in kept and kept[one.name].state == PASSED for one in STEPS) else 1


def remaining(kept: Mapping[str, Outcome]) -> list[Step]:
    """The steps that have not passed, in order."""
    return [one for one in STEPS if one.name not in kept or kept[one.name].state != PASSED]


def carried(kept: Mapping[str, object], commit: str, first: str | None) -> dict[str, Outcome]:
    """What still counts of an earlier run: what passed before `first`, on this commit. Without `first` nothing does.

    Raises SystemExit where a step before `first` has not passed.
    """
    if first is None:
        return {}
    names = [one.name for one in STEPS]
    before = names[: names.index(first)]
    steps = kept.get("steps") if kept.get("commit") == commit else None
    found = {name: Outcome(**said) for name, said in steps.items()} if isinstance(steps, dict) else {}
    counted = {name: found[name] for name in before if name in found and found[name].state != FAILED}
    lacking = [name for name in before if name not in counted]
    if lacking:
        raise SystemExit(f"not passed on this commit yet: {', '.join(lacking)}")
    return counted


def taken(step: Step, unattended: bool) -> Outcome:
    """Take one step."""
    began = time.monotonic()
    if step.question:
        state, said = _asked(step, unattended)
    elif step.check:
        faults = list(step.check(ROOT))
        state, said = (FAILED, "; ".join(faults)) if faults else (PASSED, step.facts(ROOT) if step.facts else "")
    else:
        state, said = _run(step.commands)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Outcome(state, said, round(time.monotonic() - began, 1), now)


def _run(commands: Sequence[Sequence[str]]) -> tuple[str, str]:
    environment = {**os.environ, "PYTHONPATH": ""}
    for command in commands:
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        if code:
            return FAILED, f"{' '.join(command[1:4])} ended with {code}"
    return PASSED, ""


def _asked(step: Step, unattended: bool) -> tuple[str, str]:
    facts = step.facts(ROOT) if step.facts else ""
    if unattended or not sys.stdin.isatty():
        return OPEN, f"to be looked at by a person. {facts}".strip()
    print(step.question, facts, sep="\n")
    answer = input("[y] seen and right, [n] not right, [l] later; then a remark: ").strip()
    state = {"y": PASSED, "n": FAILED}.get(answer[:1].lower(), OPEN)
    return state, " ".join((answer[1:].strip(), facts)).strip()


def table(kept: Mapping[str, Outcome]) -> str:
    """All steps as a Markdown table; those that were not come to have no state."""
    rows = []
    for step in STEPS:
        one = kept.get(step.name, Outcome("", ""))
        said = one.said.replace("|", "\\|").replace("\n", " ")
        rows.append(f"| {step.name} | {step.title} | {one.state} | {one.seconds or ''} | {said} |")
    return "\n".join(("| step | what | came of it | seconds | said |", "|---|---|---|---|---|", *rows))


def _kept(version: str) -> dict[str, object]:
    path = DIST / f"release-{version}.json"
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def _keep(version: str, commit: str, kept: Mapping[str, Outcome]) -> None:
    DIST.mkdir(exist_ok=True)
    told = {"version": version, "commit": commit, "steps": {name: asdict(one) for name, one in kept.items()}}
    path = DIST / f"release-{version}.json"
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    head = f"# Release {version}\n\nCommit {commit}.\n\n"
    path.with_suffix(".md").write_text(f"{head}{table(kept)}\n", encoding="utf-8")


# -- the checks


def version_of(root: Path) -> str:
    """The version in pyproject.toml."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def unclean(_root: Path) -> Iterator[str]:
    """Files that are not as they were committed."""
    changed = _git("status", "--porcelain").splitlines()
    if changed:
        yield f"{len(changed)} files are not committed: {', '.join(line[3:] for line in changed[:5])}"


def disagreeing(root: Path) -> Iterator[str]:
    """Places that speak of another version than pyproject.toml, or of this one as not released."""
    version = version_of(root)
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = next((line for line in text.splitlines() if line.startswith("## ")), "")
    found = re.match(r"## (\d+\.\d+\.\d+)（(.+)）$", heading)
    if found is None or found[1] != version:
        yield f"CHANGELOG.md begins with “{heading}”, and the version is {version}"
    elif not re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", found[2]):
        yield f"CHANGELOG.md calls {version} {found[2]}: write the day, as 2026年12月1日"


def without_samples(root: Path) -> Iterator[str]:
    """Schemas of released versions of which no file is kept, of a county and of a school."""
    text = (root / "storage" / "migrations.py").read_text(encoding="utf-8")
    for number in re.findall(r'"m(\d{4})_[a-z_]+",', text):
        for name in (f"{number}.xinhuo", f"{number}-school.xinhuo"):
            if not (root / "tests" / "data" / "databases" / name).is_file():
                yield f"tests/data/databases/{name} is wanting (make.py there makes it)"
    package = (root / "app" / "exchange" / "package.py").read_text(encoding="utf-8")
    formats = re.search(r"^FORMAT = (\d+)$", package, re.MULTILINE)
    for number in range(1, int(formats[1]) + 1 if formats else 2):
        if not (root / "tests" / "data" / "packages" / f"format-{number}.xinhuo").is_file():
            yield f"tests/data/packages/format-{number}.xinhuo is wanting"


def stale_measurements(root: Path, now: datetime | None = None) -> Iterator[str]:
    """A page of measurements that is wanting, has no day, or is too old."""
    path = root / "docs" / "performance.md"
    if not path.is_file():
        yield "docs/performance.md is wanting: python -m bench.run_all --page docs/performance.md"
        return
    days = re.findall(r"\b(20\d\d-\d\d-\d\d)\b", path.read_text(encoding="utf-8"))
    latest = max((datetime.fromisoformat(day).replace(tzinfo=UTC) for day in days), default=None)
    if latest is None:
        yield "docs/performance.md does not say when it was measured"
    elif (now or datetime.now(UTC)) - latest > timedelta(days=BENCH_DAYS):
        yield f"docs/performance.md was measured on {latest.date()}: measure anew"


def _pictures(_root: Path) -> str:
    last = _git("log", "-1", "--format=%h %cs", "--", "docs/pictures").strip()
    since = _git("log", "--oneline", f"{last.split()[0]}..HEAD", "--", "ui").splitlines() if last else []
    return f"docs/pictures were taken last in {last}; {len(since)} commits have touched ui/ since."


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _ours(script: str, *words: str) -> tuple[str, ...]:
    return (sys.executable, f"packaging/{script}", *words)


def _module(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *words)


_FROZEN = str(ROOT / "build" / "linux" / "frozen" / "xinhuo" / "xinhuo")

STEPS: tuple[Step, ...] = (
    Step("clean", "everything is committed", unclean),
    Step("version", "version and change log agree", disagreeing),
    Step("lock", "locks in step, a wheel for both systems", commands=(_ours("lock.py", "--check"),)),
    Step("lint", "ruff", commands=(_module("ruff", "check", "."), _module("ruff", "format", "--check", "."))),
    Step("types", "mypy --strict", commands=(_module("mypy"),)),
    Step("layers", "import-linter", commands=((str(Path(sys.executable).with_name("lint-imports")), "--no-cache"),)),
    Step("tests", "every test, and each module's floor", commands=(_ours("coverage.py"),)),
    Step(
        "exchange",
        "the exchange's safeguards",
        commands=((sys.executable, "tests/app/exchange/prove.py", "mutants", "100"),),
    ),
    Step("fuzz", "two minutes for each kind of reader", commands=(_ours("fuzz.py", "all", "--minutes", "2"),)),
    Step("licences", "every licence is told", commands=(_ours("licences.py", "--check"),)),
    Step("samples", "a file of every schema and format", without_samples),
    Step("measured", "the measurements are recent", stale_measurements),
    Step("linux", "Linux packages made and tried", commands=(_ours("linux/build.py"),)),
    Step("twice", "frozen twice, the same bytes", commands=(_ours("twice.py"),)),
    Step("windows", "Windows installer made and tried", commands=(_ours("windows/build.py"),)),
    Step(
        "self-test",
        "both frozen programs test themselves",
        commands=(
            (_FROZEN, "self-test"),
            _ours("windows/build.py", "try", "--only", "installs_for_one_user", "tests_itself"),
        ),
    ),
    Step(
        "pictures",
        "the manual's pictures are in step",
        question="Do the pictures show the windows as they are?",
        facts=_pictures,
    ),
    Step(
        "real-windows",
        "a real Windows 10 or 11",
        question="Installed from the installer on a real Windows computer: upgraded from the version before, started, "
        "a file of the version before opened, `xinhuo-cli self-test` passed, removed again with the data left?",
    ),
    Step(
        "real-linux",
        "a real UOS, Kylin or deepin desktop",
        question="The .deb installed, started from the menu with Chinese input, a stick found, self-test passed?",
    ),
    Step(
        "printer",
        "a printer",
        question="A certificate printed on its pre-printed sheet after a test print, nothing off by a millimetre?",
    ),
    Step(
        "signing",
        "the installer is signed",
        question="Signed (XINHUO_SIGN), or are the release notes plain about what SmartScreen says?",
    ),
    Step(
        "sums",
        "checksums are published",
        question="Does the SHA-256 of every file in dist/ stand where the files are given out?",
    ),
)


if __name__ == "__main__":
    sys.exit(main())
