"""Kills the program at random moments of its work and looks at what is left: nothing half done, nothing acknowledged lost.

`python tests/faults/kill.py --times 300 [--seed 1] [--only take,adopt]`: each time one kind of work is begun in a process
of its own on a copy of the same offices, killed (SIGKILL), its files are opened again and checked, and the work is
done once more to its end. Prints a line for each kind; leaves with 1 when anything was wrong.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app import checks, importing, organisations, teachers  # noqa: E402
from app.backups import making, restoring  # noqa: E402
from app.demo.county import make_county  # noqa: E402
from app.demo.roster import write_roster_sample  # noqa: E402
from app.exchange import membership, packing, receiving  # noqa: E402
from app.exchange.package import peek  # noqa: E402
from app.problems import SHOWN  # noqa: E402
from app.session import Session, open_session  # noqa: E402
from storage.store import open_store  # noqa: E402

COUNTY, SCHOOL, OLD = "county.xinhuo", "school.xinhuo", "old.xinhuo"
ACTS = 150
"""Acts in the school's file, saves in the work of saving."""


# -- the offices that every trial begins with


def make_scene(folder: Path) -> None:
    """A county with schools, one of which has joined; a file each way that is not taken yet; a roster; an old database."""
    files = folder / "files"
    files.mkdir(parents=True)
    with make_county(folder / COUNTY, teachers=240, schools=6, seed=1) as county:
        school = next(row for row in organisations.listed(county) if row["code"])
        invite = membership.invite(county, str(school["id"]), files)
        request = membership.join(invite.path, folder / SCHOOL, files, operator="李娜")
        receiving.take(county, request.path)
        first = packing.pack(county, str(school["code"]), files)
        with open_session(folder / SCHOOL) as office:
            receiving.take(office, first.path)
            people = teachers.every(office)
            for number in range(ACTS):
                teachers.save(office, str(people[number % len(people)]["id"]), {"remark": f"备注{number}"})
            up = packing.pack(office, "county", files)
        up.path.rename(folder / "up.xhb")
        for number, person in enumerate(teachers.every(county)):
            teachers.save(county, str(person["id"]), {"honour": f"称号{number}"})
        down = packing.pack(county, str(school["code"]), files)
        down.path.rename(folder / "down.xhb")
        making.by_hand(county, folder / "copy.xinhuo")
        teachers.save(county, None, {"name": "恢复前", "work": str(school["id"])})
    write_roster_sample(folder / "roster.xlsx", teachers=200)
    shutil.copy(ROOT / "tests/data/databases/0001.xinhuo", folder / OLD)


# -- the kinds of work; each runs in a process that may be killed


def _save(folder: Path) -> None:
    with open_session(folder / COUNTY) as county:
        people = [str(row["id"]) for row in teachers.every(county)]
        for number in range(ACTS):
            teachers.save(county, people[number % len(people)], {"remark": f"已确认{number}"})
            # Told only once it is saved: whoever has read this line may rely on it.
            print(f"acked {number}", flush=True)


def _import(folder: Path) -> None:
    with open_session(folder / COUNTY) as county:
        made = importing.preview(county, "teachers", folder / "roster.xlsx")
        importing.apply(county, made, skip_faulty=True)


def _take(folder: Path) -> None:
    with open_session(folder / COUNTY) as county:
        receiving.take(county, folder / "up.xhb")


def _adopt(folder: Path) -> None:
    with open_session(folder / SCHOOL) as school:
        if school.adopted_number < (peek(folder / "down.xhb").number or 0):
            receiving.take(school, folder / "down.xhb")


def _pack(folder: Path) -> None:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    with open_session(folder / COUNTY) as county:
        joined = next(row for row in _joined(county))
        packing.pack(county, joined, out, complete=True)


def _backup(folder: Path) -> None:
    with open_session(folder / COUNTY) as county:
        target = folder / "backup.xinhuo"
        if not target.exists():
            making.by_hand(county, target)


def _restore(folder: Path) -> None:
    restoring.restore(folder / "copy.xinhuo", folder / COUNTY)


def _migrate(folder: Path) -> None:
    open_store(folder / OLD).close()


WORK: dict[str, Callable[[Path], None]] = {
    "save": _save,
    "import": _import,
    "take": _take,
    "adopt": _adopt,
    "pack": _pack,
    "backup": _backup,
    "restore": _restore,
    "migrate": _migrate,
}


def _joined(county: Session) -> list[str]:
    from app.exchange import desk

    return [str(one["code"]) for one in desk.sites_of(county) if one["state"] == "joined"]


# -- what must hold afterwards


class Wrong(AssertionError):
    """Something was lost, half done or broken."""


def need(holds: object, what: str) -> None:
    if not holds:
        raise Wrong(what)


def counts(path: Path) -> Counter[str]:
    """What an office holds: rows by table, acts, files, and the fields that the works write."""
    with open_session(path) as session:
        names = ("teachers", "postings", "attendance", "transactions", "operations", "known", "conflicts", "base")
        found = Counter({name: session.store.value(f"SELECT count(*) FROM {name}") for name in names})
        found["remarks"] = session.store.value("SELECT count(*) FROM teachers WHERE remark LIKE '备注%'")
        found["honours"] = session.store.value("SELECT count(*) FROM teachers WHERE honour LIKE '称号%'")
        return found


def whole(path: Path) -> None:
    """The file opens, can be written, and its own checks find nothing."""
    with open_session(path) as session:
        need(not session.store.read_only, f"{path.name} can only be read")
        for finding in checks.check(session):
            need(
                finding.ok or finding.name in ("people", "references"), f"{path.name}: {finding.label}{finding.detail}"
            )


def look(kind: str, folder: Path, said: list[str], before: Counter[str], after: Counter[str]) -> str:
    """Check what a killed process left; returns "before", "after" or "midway" (between whole acts)."""
    office = {"adopt": SCHOOL, "migrate": OLD}.get(kind, COUNTY)
    if kind == "restore" and not (folder / COUNTY).exists():
        raise Wrong("neither the old nor the restored file is there")
    whole(folder / office)
    now = counts(folder / office)
    if kind == "save":
        acked = [int(line.split()[1]) for line in said if line.startswith("acked")]
        with open_session(folder / COUNTY) as county:
            done = county.store.value("SELECT count(*) FROM operations o WHERE o.fields LIKE '%已确认%'")
        need(len(acked) <= done <= len(acked) + 1, f"{len(acked)} saves were acknowledged, {done} are there")
        return "midway"
    if kind == "pack":
        for path in (folder / "out").glob("*.xhb") if (folder / "out").exists() else ():
            peek(path)
    if kind == "backup" and (folder / "backup.xinhuo").exists():
        whole(folder / "backup.xinhuo")
    if kind in ("take", "adopt", "import", "restore"):
        need(now in (before, after), f"half done: {dict(now - before)} more, {dict(before - now)} less than before")
    return "before" if now == before else "after"


def agree(folder: Path) -> None:
    """After whatever happened: two rounds of files, and both sides hold the same."""
    files = folder / "rounds"
    files.mkdir(exist_ok=True)
    with open_session(folder / COUNTY) as county, open_session(folder / SCHOOL) as school:
        code = _joined(county)[0]
        for _ in range(2):
            receiving.take(county, packing.pack(school, "county", files).path)
            down = packing.pack(county, code, files).path
            try:
                receiving.take(school, down)
            except SHOWN as problem:
                need(False, f"the school does not take the county's file: {problem}")
        need(not school.waiting, "acts still wait")
        for row in teachers.every(school):
            there = teachers.get(county, str(row["id"]))
            need(all(there[key] == row[key] for key in ("name", "remark", "honour")), "the two sides differ")


# -- trials


def start(kind: str, folder: Path) -> subprocess.Popen[str]:
    """A process that says "ready", does the work, and says "done"."""
    return subprocess.Popen(
        [sys.executable, __file__, "--work", kind, "--folder", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def run_whole(kind: str, folder: Path) -> float:
    """Do the work without killing; returns its seconds from "ready"."""
    process = start(kind, folder)
    assert process.stdout is not None
    process.stdout.readline()
    began = time.monotonic()
    _out, err = process.communicate(timeout=120)
    need(process.returncode == 0, f"{kind} does not even end by itself: {err[-500:]}")
    return time.monotonic() - began


def trial(kind: str, scene: Path, place: Path, moment: float, before: Counter[str], after: Counter[str]) -> str:
    """One killing, `moment` seconds after the work began; returns what was left."""
    shutil.copytree(scene, place)
    try:
        process = start(kind, place)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moment)
        process.kill()
        said = process.communicate(timeout=60)[0].splitlines()
        left = look(kind, place, said, before, after)
        if kind != "save":
            run_whole(kind, place)
            look(kind, place, [], before, after)
        if kind in ("take", "adopt", "pack"):
            agree(place)
        return "ended" if "done" in said else left
    finally:
        shutil.rmtree(place, ignore_errors=True)


def prove(times: int, seed: int, only: list[str], folder: Path) -> int:
    """Kill `times` times, kinds in turn; prints and returns how many were wrong."""
    noise, scene, wrong = random.Random(seed), folder / "scene", 0
    make_scene(scene)
    lasts: dict[str, float] = {}
    ends: dict[str, tuple[Counter[str], Counter[str]]] = {}
    for kind in only:
        place = folder / kind
        shutil.copytree(scene, place)
        office = {"adopt": SCHOOL, "migrate": OLD}.get(kind, COUNTY)
        before = Counter() if kind == "migrate" else counts(place / office)
        lasts[kind] = run_whole(kind, place)
        ends[kind] = (before, counts(place / office))
        shutil.rmtree(place)
    tally: dict[str, Counter[str]] = {kind: Counter() for kind in only}
    for number in range(times):
        kind = only[number % len(only)]
        moment = noise.uniform(0, lasts[kind] * 1.1)
        try:
            tally[kind][trial(kind, scene, folder / f"trial{number}", moment, *ends[kind])] += 1
        except Wrong as error:
            wrong += 1
            tally[kind]["WRONG"] += 1
            print(f"{kind}, killed after {moment:.3f} s (number {number}, seed {seed}): {error}", flush=True)
    for kind in only:
        print(f"{kind:8} {lasts[kind]:6.2f} s of work, killed {sum(tally[kind].values()):4}: {dict(tally[kind])}")
    print(f"{times} killings, {wrong} wrong")
    return wrong


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(WORK))
    parser.add_argument("--work", choices=tuple(WORK))
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.work:
        print("ready", flush=True)
        WORK[options.work](options.folder)
        print("done", flush=True)
        return 0
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        return 1 if prove(options.times, options.seed, options.only.split(","), Path(folder)) else 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.exit(main())
