"""Steps of the self-test with what computers differ in: paths, names of files, rights to write, narrow consoles."""

import contextlib
import io
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from app import mentoring, organisations, teachers
from app.backups import making, restoring
from app.problems import SHOWN
from app.selftest import office
from app.selftest.told import Failed, expect
from app.session import open_session

_LONG = 300
"""Characters of a path that older programs on Windows stop at (260), and some more."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]$')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")


def long_paths(folder: Path) -> str:
    """An office under a path with spaces, rare characters and an emoji works; so does a very long one, or it says why not."""
    odd = folder / "教师发展 2026 年" / "𬭎䶮镇🔥"
    _work_in(odd)
    deep = odd
    while len(str(deep)) < _LONG:
        # Latin: on Linux the limit is one of bytes (512 with SQLite), of which a Chinese character has three.
        deep /= "a folder with a long name"
    words = f"{len(str(deep))} 字的路径也可用。"
    try:
        _work_in(deep)
    except (*SHOWN, OSError) as problem:
        # Whether Windows allows more than 260 is a setting of the computer: then it must be refused in words.
        if os.name != "nt":
            raise
        said = problem.title if not isinstance(problem, OSError) else "系统不让建这样的文件夹。"
        words = f"本机不支持 {_LONG} 字的路径，已说明：{said}"
    return f"空格、生僻字、表情符号的路径可用；{words}"


def _work_in(place: Path) -> None:
    """The everyday work of an office that lies in `place`."""
    from app.exchange import membership, packing, receiving
    from app.reports.writing import write

    place.mkdir(parents=True)
    with membership.found_county(place / office.COUNTY, "自检县教育局", operator="自检") as session:
        school = organisations.save(session, None, {"name": "自检小学", "code": "2199000001", "kind": "3"})
        teachers.save(session, None, {"name": office.RARE, "work": school})
        invited = membership.invite(session, school, place)
        joined = membership.join(invited.path, place / office.SCHOOL, place, operator="自检")
        receiving.take(session, joined.path)
        with open_session(place / office.SCHOOL) as clerk:
            receiving.take(clerk, packing.pack(session, "2199000001", place).path)
            expect(len(teachers.every(clerk)) == 1, "学校没有收到教师。")
        write(session, "organisations", place / "单位 一览表.pdf")
        copy = making.by_hand(session, place)
    restoring.restore(copy, place / office.COUNTY)


def odd_names(folder: Path) -> str:
    """Units called as Windows may call no file: what is written for them has names that every system takes."""
    from app.exchange import membership
    from app.papers import issuing

    target = folder / "名称"
    target.mkdir()
    names = ("CON", "第一小学/分部:二*?", "末尾有点.", "aux.com1")
    with office.county(folder) as session:
        for number, name in enumerate(names, 2):
            code = f"219900000{number}"
            pk = organisations.save(session, None, {"name": name, "code": code, "kind": "3"})
            membership.invite(session, pk, target)
            teachers.save(session, None, {"name": "李䶮", "work": pk})
        pairs = [str(row["id"]) for row in mentoring.listed(session)]
        issuing.issue(session, "agreement", pairs, target)
    written = sorted(one.name for one in target.iterdir())
    bad = [name for name in written if _FORBIDDEN.search(name) or _RESERVED.match(name)]
    expect(not bad, f"这些文件名 Windows 不接受：{'、'.join(bad)}")
    expect(len(written) > len(names), f"有些文件没有写出来，只有：{'、'.join(written)}")
    return f"{len(written)} 个文件，名称都可用。"


def not_to_be_written(folder: Path) -> str:
    """What cannot be written is refused in words, and what stood there stays."""
    from app.reports.writing import write

    with office.county(folder) as session, _held(folder / "占用") as (target, words):
        before = target.read_bytes() if target.is_file() else None
        try:
            write(session, "organisations", target)
        except SHOWN:
            expect(target.read_bytes() == before if before is not None else not target.exists(), "原来的文件变了。")
            return f"{words}：已说明，没有写入。"
        raise Failed(f"{words}，却写了进去。")


@contextlib.contextmanager
def _held(place: Path) -> Iterator[tuple[Path, str]]:
    """A file that cannot be written now, and why."""
    place.mkdir()
    target = place / "一览表.pdf"
    if os.name == "nt":
        target.write_bytes(b"open elsewhere")
        with target.open("rb"):
            yield target, "文件被别的程序打开着"
    elif os.geteuid() == 0:
        # Nothing is write-protected for the administrator but what is no folder at all.
        (place / "文件").write_bytes(b"")
        yield place / "文件" / "一览表.pdf", "保存位置不是文件夹"
    else:
        place.chmod(stat.S_IRUSR | stat.S_IXUSR)
        try:
            yield target, "文件夹只读"
        finally:
            place.chmod(stat.S_IRWXU)


def narrow_console(folder: Path) -> str:
    """A list with rare characters is printed on a console that has only code page 936."""
    from app.commands import line

    for encoding in ("gbk", "ascii"):
        out, bad = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(bad):
            code = line.run(line.parse(["--file", str(folder / office.COUNTY), "list", "teachers"]))
            out.flush()
        shown = out.buffer.getvalue().decode(encoding)
        expect(code == 0 and r"\U0002cb4e" in shown, f"用 {encoding} 编码显示不了名单。")
    return "生僻字显示为代码，其余照常，没有中断。"
