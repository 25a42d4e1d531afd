"""The program tests itself: a new county, a school, an exchange, an import and a certificate, in a temporary folder."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from app import checks, importing, mentoring, organisations, teachers, training
from app.checks import Finding
from app.progress import Progress
from app.session import Session, open_session


def run(progress: Progress) -> list[Finding]:
    """Walk through the main job; the first step that fails raises what failed it."""
    steps: tuple[tuple[str, str, Callable[[Path], str]], ...] = (
        ("office", "新建数据文件并登记", _office),
        ("import", "导入工作簿", _import),
        ("exchange", "县校交换文件", _exchange),
        ("attachment", "添加附件", _attachment),
        ("paper", "打印证书", _paper),
        ("verify", "查验证书", _verify),
        ("check", "检查数据文件", _check),
    )
    found = []
    with tempfile.TemporaryDirectory(prefix="xinhuo-self-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for index, (step, label, work) in enumerate(steps):
            progress(index, len(steps), label)
            found.append(Finding(step, label, True, work(folder)))
    return found


def _county(folder: Path) -> Session:
    return open_session(folder / "自检县.xinhuo")


def _office(folder: Path) -> str:
    from app.exchange import membership

    with membership.found_county(folder / "自检县.xinhuo", "自检县教育局", operator="自检") as session:
        school = organisations.save(session, None, {"name": "自检小学", "code": "2199000001", "kind": "3"})
        mentor = teachers.save(session, None, {"name": "张𬭎", "work": school, "subject": "13"})
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
        return f"{session.path.name}，2 人，1 对师徒，1 个班次。"


def _import(folder: Path) -> str:
    from exports.workbooks.facts import ColumnFacts, SheetFacts
    from exports.workbooks.writing import write_workbook

    sheet = folder / "花名册.xlsx"
    columns = (ColumnFacts("name", "姓名"), ColumnFacts("work", "任教学校"), ColumnFacts("birth_date", "出生年月"))
    rows = [("李䶮", "自检小学", "1985.07"), ("单丽", "自检小学", "1990年3月")]
    write_workbook(sheet, [SheetFacts("Sheet1", "教师花名册", columns, rows)])
    with _county(folder) as session:
        done = importing.apply(session, importing.preview(session, "teachers", sheet))
    if done.new != 2:
        raise AssertionError(done)
    return "读入 2 行。"


def _exchange(folder: Path) -> str:
    from app.exchange import membership, packing, receiving

    with _county(folder) as county:
        school = next(row for row in organisations.listed(county) if row["code"])
        invited = membership.invite(county, str(school["id"]), folder)
        joined = membership.join(invited.path, folder / "自检小学.xinhuo", folder, operator="自检")
        if receiving.take(county, joined.path).code != joined.code:
            raise AssertionError("check code")
        with open_session(folder / "自检小学.xinhuo") as clerk:
            receiving.take(clerk, packing.pack(county, str(school["code"]), folder).path)
            somebody = str(teachers.every(clerk)[0]["id"])
            teachers.save(clerk, somebody, {"phone": "13900000000"})
            receiving.take(county, packing.pack(clerk, "county", folder).path)
        if teachers.get(county, somebody)["phone"] != "13900000000":
            raise AssertionError("exchange")
        return f"{len(teachers.every(county))} 人，往返一次，内容一致。"


def _attachment(folder: Path) -> str:
    import struct

    from app import attachments

    # Four grey dots as a BMP (a file header of 14 bytes, a picture header of 40, two rows of 8).
    heads = struct.pack("<2sIHHI", b"BM", 70, 0, 0, 54), struct.pack("<IiiHHIIiiII", 40, 2, 2, 1, 24, 0, 16, 0, 0, 0, 0)
    picture = folder / "照片.bmp"
    picture.write_bytes(b"".join(heads) + b"\x80" * 16)
    with _county(folder) as session:
        teacher = str(teachers.every(session)[0]["id"])
        pk = attachments.attach(session, "teachers", teacher, picture, attachments.PHOTO)
        size = attachments.save_as(session, pk, folder).stat().st_size
    return f"1 张照片，{size:,} 字节。"


def _paper(folder: Path) -> str:
    from app.papers import issuing

    with _county(folder) as session:
        rows = [str(row["id"]) for row in training.attendance(session)]
        made = issuing.issue(session, "completion", rows, folder / "结业证书.pdf")
        size = made.paths[0].stat().st_size
    return f"{len(made.numbers)} 份，{size:,} 字节。"


def _verify(folder: Path) -> str:
    from app.papers import scanning, statements
    from app.papers.verdicts import State

    with _county(folder) as session:
        text = scanning.codes_in(folder / "结业证书.pdf")[0]
        found = [statements.check(session, one).state for one in (text, text.replace("结业证书", "荣誉证书"))]
    if found != [State.GENUINE, State.ALTERED]:
        raise AssertionError(found)
    return "扫描属实的一份，认出改过的一份。"


def _check(folder: Path) -> str:
    with _county(folder) as session:
        bad = [one.detail for one in checks.check(session) if not one.ok]
    if bad:
        raise AssertionError(bad)
    return "没有问题。"
