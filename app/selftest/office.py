"""Steps of the self-test with an office's own work: registering, reading in, exchanging, printing, keeping safe."""

import struct
import time
from multiprocessing.connection import Connection
from pathlib import Path

from app import checks, importing, mentoring, organisations, teachers, training
from app.backups import making, restoring
from app.problems import SHOWN
from app.selftest.told import Failed, expect
from app.session import Session, open_session

COUNTY, SCHOOL = "自检县.xinhuo", "自检小学.xinhuo"
RARE = "张𬭎"
"""A name with a character beyond the basic plane, as people have it."""

_PATIENCE = 120
"""Seconds that a child process is given on a slow computer."""

_ROSTER = Path(__file__).parents[1] / "data" / "selftest" / "roster.xls"
"""Two people as Excel 97 writes them."""


def county(folder: Path) -> Session:
    """The county that the first step made."""
    return open_session(folder / COUNTY)


def found(folder: Path) -> str:
    """A county with a school, two people, a pair and a class; its file is encrypted."""
    from app.exchange import membership

    with membership.found_county(folder / COUNTY, "自检县教育局", operator="自检") as session:
        school = organisations.save(session, None, {"name": "自检小学", "code": "2199000001", "kind": "3"})
        mentor = teachers.save(session, None, {"name": RARE, "work": school, "subject": "13"})
        mentee = teachers.save(session, None, {"name": "买买提·艾力", "work": school})
        mentoring.save(
            session,
            None,
            {"kind": "1", "mentor_id": mentor, "mentee_id": mentee, "subject": "13",
             "start_date": "2026-09-01", "end_date": "2027-08-31"},
        )  # fmt: skip
        programme = training.save_programme(session, None, {"title": "自检培训", "level": "4", "category": "2"})
        class_id = training.save_class(
            session,
            None,
            {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 120,
             "start_date": "2026-07-01", "end_date": "2026-07-02"},
        )  # fmt: skip
        training.enrol(session, class_id, [mentor, mentee], result="1")
    stored = (folder / COUNTY).read_bytes()
    expect(not stored.startswith(b"SQLite format 3") and RARE.encode() not in stored, "数据文件没有加密。")
    return f"{COUNTY}，已加密；2 人，1 对师徒，1 个班次。"


def reopen(folder: Path) -> str:
    """Another process opens the file with the key that this computer keeps."""
    from app import keystores
    from exports.apart import answer_of

    ends = time.monotonic() + _PATIENCE

    def look_up() -> None:
        expect(time.monotonic() < ends, "另一个进程一直没有回答。")

    try:
        answer = answer_of(_count, (str(folder / COUNTY),), "xinhuo-self-test", look_up)
    except (EOFError, OSError) as error:
        raise Failed("另一个进程没有打开数据文件。") from error
    expect(answer == b"2", "另一个进程没有读到登记的人。")
    return f"读到 2 人。密钥保存在：{keystores.standing().words}"


def _count(end: Connection, path: str) -> None:
    with end, open_session(Path(path)) as session:
        end.send_bytes(str(len(teachers.every(session))).encode())


def bring_in(folder: Path) -> str:
    """A roster as .xlsx, as .csv and as .xls."""
    from exports.workbooks.facts import ColumnFacts, SheetFacts
    from exports.workbooks.writing import write_workbook

    sheet, text = folder / "花名册.xlsx", folder / "花名册.csv"
    columns = (ColumnFacts("name", "姓名"), ColumnFacts("work", "任教学校"), ColumnFacts("birth_date", "出生年月"))
    rows = [("李䶮", "自检小学", "1985.07"), ("单丽", "自检小学", "1990年3月")]
    write_workbook(sheet, [SheetFacts("Sheet1", "教师花名册", columns, rows)])
    # As Excel on a Chinese Windows saves it.
    text.write_bytes("姓名,任教学校,出生年月\r\n曾祥,自检小学,1991/5\r\n".encode("gb18030"))
    with county(folder) as session:
        for path, people in ((sheet, 2), (text, 1), (_ROSTER, 2)):
            done = importing.apply(session, importing.preview(session, "teachers", path))
            expect(done.new == people, f"{path.suffix} 里的 {people} 人读到了 {done.new} 人。")
    return "读入 .xlsx、.csv、.xls 各一份，共 5 人。"


def exchange(folder: Path) -> str:
    """A school joins, gets its people, reports a change, and the county holds it."""
    from app.exchange import membership, packing, receiving

    with county(folder) as session:
        school = next(row for row in organisations.listed(session) if row["code"])
        invited = membership.invite(session, str(school["id"]), folder)
        joined = membership.join(invited.path, folder / SCHOOL, folder, operator="自检")
        expect(receiving.take(session, joined.path).code == joined.code, "加入申请两边的核对数字不一样。")
        with open_session(folder / SCHOOL) as clerk:
            receiving.take(clerk, packing.pack(session, str(school["code"]), folder).path)
            somebody = str(teachers.every(clerk)[0]["id"])
            teachers.save(clerk, somebody, {"phone": "13900000000"})
            receiving.take(session, packing.pack(clerk, "county", folder).path)
        expect(teachers.get(session, somebody)["phone"] == "13900000000", "学校的修改没有到县里。")
        return f"{len(teachers.every(session))} 人，往返一次，内容一致。"


def attach(folder: Path) -> str:
    """A photograph goes in and comes out."""
    from app import attachments

    # Four grey dots as a BMP (a file header of 14 bytes, a picture header of 40, two rows of 8).
    heads = struct.pack("<2sIHHI", b"BM", 70, 0, 0, 54), struct.pack("<IiiHHIIiiII", 40, 2, 2, 1, 24, 0, 16, 0, 0, 0, 0)
    picture = folder / "照片.bmp"
    picture.write_bytes(b"".join(heads) + b"\x80" * 16)
    with county(folder) as session:
        teacher = str(teachers.every(session)[0]["id"])
        pk = attachments.attach(session, "teachers", teacher, picture, attachments.PHOTO)
        size = attachments.save_as(session, pk, folder).stat().st_size
    return f"1 张照片，{size:,} 字节。"


def issue(folder: Path) -> str:
    """Certificates of those who passed."""
    from app.papers import issuing

    with county(folder) as session:
        rows = [str(row["id"]) for row in training.attendance(session)]
        made = issuing.issue(session, "completion", rows, folder / "结业证书.pdf")
        size = made.paths[0].stat().st_size
    return f"{len(made.numbers)} 份，{size:,} 字节。"


def verify(folder: Path) -> str:
    """The code on a certificate is read off the sheet; an altered one is told from it."""
    from app.papers import scanning, statements
    from app.papers.verdicts import State

    with county(folder) as session:
        text = scanning.codes_in(folder / "结业证书.pdf")[0]
        states = [statements.check(session, one).state for one in (text, text.replace("结业证书", "荣誉证书"))]
    expect(states == [State.GENUINE, State.ALTERED], "没有认出真的或者改过的证书。")
    return "扫描属实的一份，认出改过的一份。"


def document(folder: Path) -> str:
    """An official document with figures put in."""
    from app.documents import making
    from app.documents.texts import Text

    body = "关于自检的报告\n\n{年}年{本单位}有教师{教师总数}。\n\n一、花名册\n{表:教师花名册}\n"
    with county(folder) as session:
        made = making.make(session, Text(None, "other", "自检", body), 2026, folder / "公文.pdf")
    expect(made.path.read_bytes().startswith(b"%PDF") and made.sheets, "公文没有写成。")
    return f"{made.sheets} 页，{made.path.stat().st_size:,} 字节。"


def report(folder: Path) -> str:
    """A report as PDF and as workbook."""
    from app.reports.writing import write

    with county(folder) as session:
        rows = [write(session, "organisations", folder / f"单位一览表{ending}") for ending in (".pdf", ".xlsx")]
    expect(rows[0] and rows[0] == rows[1], "两种格式的报表行数不一样。")
    return f"PDF 和工作簿各一份，各 {rows[0]} 行。"


def back_up(folder: Path) -> str:
    """A copy is made, something changes, the copy takes the file's place; a damaged copy is refused."""
    with county(folder) as session:
        before = len(teachers.every(session))
        copy = making.by_hand(session, folder)
        work = next(str(row["id"]) for row in organisations.listed(session) if row["code"])
        teachers.save(session, None, {"name": "备份以后", "work": work})
    damaged = folder / f"损坏的{copy.name}"
    data = bytearray(copy.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 64] = bytes(byte ^ 0xFF for byte in data[middle : middle + 64])
    damaged.write_bytes(data)
    try:
        restoring.restore(damaged, folder / COUNTY)
    except SHOWN:
        pass
    else:
        raise Failed("损坏的备份没有被认出来。")
    restoring.restore(copy, folder / COUNTY)
    with county(folder) as session:
        expect(len(teachers.every(session)) == before, "恢复以后与备份时不一样。")
    return f"备份 {copy.stat().st_size:,} 字节，恢复后 {before} 人；损坏的备份没有用上。"


def check(folder: Path) -> str:
    """Both files are sound, the chain of what was done among it."""
    for name in (COUNTY, SCHOOL):
        with open_session(folder / name) as session:
            bad = [f"{one.label}：{one.detail}" for one in checks.check(session) if not one.ok]
        expect(not bad, f"{name}：{''.join(bad)}")
    return "县和学校的数据文件都没有问题。"
