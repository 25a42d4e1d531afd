"""Make the demonstration: the county's file, and one for each school, which has joined and answered once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app import mentoring, organisations, studios, training
from app.demo import CLERK, issued
from app.demo.county import make_county
from app.exchange import membership, packing, receiving
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session, open_session
from storage import teachers as stored_teachers
from storage.store import Row

COUNTY_FILE = "county.xinhuo"
SCHOOLS_FOLDER = "schools"

_COUNTY_SHARE = 30
"""Parts of a hundred that the county's own file takes; the schools' files take the rest."""


@dataclass(frozen=True)
class Demo:
    """What was made: the county's file, the schools' files by 学校标识码, and how many of each are in the county's."""

    county: Path
    schools: Mapping[str, Path]
    counts: Mapping[str, int]


def make(folder: Path, *, teachers: int = 1200, schools: int = 24, seed: int = 1, progress: Progress = silent) -> Demo:
    """Leave `county.xinhuo` and `schools/CODE.xinhuo` in `folder`, each with its keys beside it, or nothing at all.

    The same numbers and seed give the same people; ids, keys and times differ. Raises Problem when the folder
    holds a demonstration already, or for numbers that make no county.
    """
    for name in (COUNTY_FILE, SCHOOLS_FOLDER):
        if (folder / name).exists():
            raise Problem(f"“{folder}”里已经有“{name}”。", "请换一个空的文件夹，或先把它移走。没有改动任何内容。")
    with _workplace(folder) as work:
        return _build(folder, Path(work), teachers, schools, seed, progress)


def _workplace(folder: Path) -> "TemporaryDirectory[str]":
    """A temporary folder inside `folder`, which is made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(dir=folder, prefix="示范县-")
    except OSError as error:
        raise Problem(f"写不进“{folder}”。", "请检查文件夹的权限，或换一个文件夹再试。") from error


def _build(folder: Path, work: Path, teachers: int, schools: int, seed: int, progress: Progress) -> Demo:
    """Make all files in `work`, and put them in their place only when all are there."""
    (work / "packages").mkdir()
    (work / SCHOOLS_FOLDER).mkdir()

    def county_progress(done: int, total: int, what: str) -> None:
        progress(done * _COUNTY_SHARE // max(total, 1), 100, what)

    with make_county(
        work / COUNTY_FILE, teachers=teachers, schools=schools, seed=seed, progress=county_progress
    ) as county:
        joining = exchanging(county)
        for number, school in enumerate(joining):
            done = _COUNTY_SHARE + (100 - _COUNTY_SHARE) * number // len(joining)
            progress(done, 100, f"{school['name']}加入并接收第一个文件（{number + 1}/{len(joining)}）")
            _join(county, school, work, numbering=number == 0)
        counts = {"schools": len(joining), **_counts(county)}
    for path in sorted(work.glob(f"{COUNTY_FILE}*")):
        path.replace(folder / path.name)
    (work / SCHOOLS_FOLDER).replace(folder / SCHOOLS_FOLDER)
    progress(100, 100, "示范县已建好")
    codes = [str(school["code"]) for school in joining]
    return Demo(folder / COUNTY_FILE, {code: school_path(folder, code) for code in codes}, counts)


def _counts(county: Session) -> dict[str, int]:
    rooms, classes = studios.listed(county), training.classes(county)
    return {
        "teachers": stored_teachers.count(county.store),
        "pairs": len(mentoring.listed(county)),
        "studios": len(rooms),
        "members": sum(one["members"] for one in rooms),
        "classes": len(classes),
        "attendance": sum(one["people"] for one in classes),
    }


def exchanging(county: Session) -> list[Row]:
    """The schools at work, which have files of their own, in the order of their codes."""
    schools = [one for one in organisations.listed(county) if one["code"] and not one["closed_on"]]
    return sorted(schools, key=lambda one: str(one["code"]))


def school_path(folder: Path, code: str) -> Path:
    """Where the file of the school with this code is."""
    return folder / SCHOOLS_FOLDER / f"{code}.xinhuo"


def _join(county: Session, school: Row, work: Path, *, numbering: bool) -> None:
    """Invite, join, admit; the county's first file; and the school's answer, after which files are small.

    `numbering`: the school is given numbers, so that it issues papers by itself.
    """
    packages = work / "packages"
    code = str(school["code"])
    database = school_path(work, code)
    invitation = membership.invite(county, str(school["id"]), packages)
    request = membership.join(invitation.path, database, packages, operator=CLERK)
    receiving.take(county, request.path)
    if numbering:
        issued.give(county, str(school["name"]))
    first = packing.pack(county, code, packages)
    with open_session(database) as session:
        receiving.take(session, first.path)
        answer = packing.pack(session, "county", packages)
    receiving.take(county, answer.path)
    for made in (invitation, request, first, answer):
        made.path.unlink()
