"""Attachments of one office: added, listed, opened, saved elsewhere, removed; contents kept as long as anything names them."""

import io
import os
import re
import stat
from pathlib import Path

import pytest
from PIL import Image

from app import attachments, mentoring, office, records, scratch, teachers
from app.problems import Problem
from app.records import Invalid
from exports.problems import ExportProblem
from storage import driver
from tests.app.conftest import County

A_PDF = b"%PDF-1.4\nstartxref\n9\n%%EOF\n"


def a_picture(folder: Path, name: str = "毕业证.png", size: tuple[int, int] = (900, 1200), colour: str = "red") -> Path:
    path = folder / name
    Image.new("RGB", size, colour).save(path)
    return path


def a_pdf(folder: Path, name: str = "证明.pdf", more: bytes = b"") -> Path:
    path = folder / name
    path.write_bytes(A_PDF[:9] + more + A_PDF[9:])
    return path


def contents(county: County) -> int:
    return int(county.session.store.value("SELECT count(*) FROM blobs"))


def test_a_scan_is_kept_with_its_teacher(county: County) -> None:
    pk = attachments.attach(county.session, "teachers", county.zhang, a_picture(county.folder))
    (row,) = attachments.listed(county.session, "teachers", county.zhang)
    assert (row["id"], row["root"], row["name"], row["kind"], row["media"], row["is_here"], row["actor"]) == (
        pk, county.zhang, "毕业证.jpg", "scan", "image/jpeg", 1, "王敏",
    )  # fmt: skip
    assert attachments.listed(county.session, "teachers", county.shan) == []
    shown = attachments.picture(county.session, pk)
    assert shown and Image.open(io.BytesIO(shown)).size == (900, 1200)


def test_a_photograph_is_made_the_size_of_one(county: County) -> None:
    attachments.attach(county.session, "teachers", county.zhang, a_picture(county.folder), attachments.PHOTO)
    newest = a_picture(county.folder, "新照片.jpg", (1000, 1000), "blue")
    attachments.attach(county.session, "teachers", county.zhang, newest, attachments.PHOTO)
    photo = attachments.photo_of(county.session, "teachers", county.zhang)
    assert photo and Image.open(io.BytesIO(photo)).size == (480, 480)
    assert attachments.photo_of(county.session, "teachers", county.shan) is None


def test_a_pair_and_what_belongs_to_a_teacher_take_attachments_too(county: County) -> None:
    pair = mentoring.save(
        county.session,
        None,
        {"kind": "1", "mentor_id": county.zhang, "mentee_id": county.shan, "start_date": "2026-09-01", "status": "2"},
    )
    credential = teachers.save_credential(county.session, None, {"teacher_id": county.shan, "number": "1"})
    attachments.attach(county.session, "pairs", pair, a_pdf(county.folder))
    attachments.attach(county.session, "credentials", credential, a_pdf(county.folder))
    roots = [row[0] for row in county.session.store.tuples("SELECT root FROM attachments ORDER BY id")]
    assert roots == [pair, county.shan]
    assert contents(county) == 1, "the same paper lies here once"


@pytest.mark.parametrize("table", ["organisations", "studios", "attachments", "sqlite_master", "没有"])
def test_what_every_office_holds_takes_no_attachments(county: County, table: str) -> None:
    pk = county.school if table == "organisations" else "x"
    with pytest.raises(Problem, match="不能添加附件"):
        attachments.attach(county.session, table, pk, a_pdf(county.folder))
    assert attachments.listed(county.session, table, pk) == []


def test_the_outline_of_a_teacher_elsewhere_takes_none(county: County) -> None:
    county.session.store.conn.execute("INSERT INTO stubs (tbl, pk) VALUES ('teachers', ?)", (county.zhang,))
    with pytest.raises(Problem, match="外校教师"):
        attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))


def test_the_same_paper_twice_on_one_record_is_refused_by_its_name(county: County) -> None:
    attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))
    with pytest.raises(Problem, match=r"添加过了.*证明"):
        attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder, "另一个名字.pdf"))
    assert len(attachments.listed(county.session, "teachers", county.zhang)) == 1


def test_a_photograph_is_a_picture(county: County) -> None:
    with pytest.raises(Problem, match="图片文件"):
        attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder), attachments.PHOTO)
    with pytest.raises(Problem, match="没有“video”"):
        attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder), "video")


def test_what_cannot_be_read_changes_nothing(county: County) -> None:
    bad = county.folder / "坏.jpg"
    bad.write_bytes(b"\xff\xd8\xff" + bytes(50))
    with pytest.raises(ExportProblem, match="损坏"):
        attachments.attach(county.session, "teachers", county.zhang, bad)
    assert attachments.listed(county.session, "teachers", county.zhang) == [] and contents(county) == 0


def test_a_name_that_is_too_long_is_cut_when_it_is_a_files_and_refused_when_typed(county: County) -> None:
    path = a_pdf(county.folder, "长" * 80 + ".pdf")
    pk = attachments.attach(county.session, "teachers", county.zhang, path)
    assert len(attachments.listed(county.session, "teachers", county.zhang)[0]["name"]) <= 80
    with pytest.raises(Invalid, match="太长"):
        attachments.attach(county.session, "teachers", county.shan, path, name="长" * 90)
    attachments.save(county.session, pk, {"name": "短", "remark": "原件在档案室"})
    (row,) = attachments.listed(county.session, "teachers", county.zhang)
    assert (row["name"], row["remark"]) == ("短.pdf", "原件在档案室")


@pytest.mark.parametrize(
    "changes", [{"sha256": "0" * 64}, {"size": 1}, {"tbl": "pairs"}, {"root": "x"}, {"kind": "photo"}]
)
def test_what_it_shows_never_changes(county: County, changes: dict[str, str | int | None]) -> None:
    pk = attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))
    with pytest.raises(Problem, match="只能改名称和备注"):
        attachments.save(county.session, pk, changes)
    with pytest.raises(driver.IntegrityError, match="never changes"), county.session.writing("改") as rows:
        rows.update("attachments", pk, changes)


def test_a_removed_one_comes_back_by_undo_with_its_content(county: County) -> None:
    pk = attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))
    attachments.remove(county.session, pk)
    assert attachments.listed(county.session, "teachers", county.zhang) == []
    assert attachments.tidy(county.session) == (0, 0), "an undo may want it"
    records.undo_last(county.session)
    assert attachments.listed(county.session, "teachers", county.zhang)[0]["is_here"]
    records.undo_last(county.session)
    assert attachments.listed(county.session, "teachers", county.zhang) == []
    lines = records.history(county.session, attachments.ENTITY, pk)
    assert {line.field for line in lines} >= {"删除", "恢复", "名称"}


def test_who_deletes_a_record_deletes_its_attachments_and_undo_brings_both_back(county: County) -> None:
    attachments.attach(county.session, "teachers", county.shan, a_pdf(county.folder))
    teachers.delete(county.session, county.shan)
    assert county.session.store.value("SELECT count(*) FROM attachments") == 0
    records.undo_last(county.session)
    assert attachments.listed(county.session, "teachers", county.shan)[0]["is_here"]


def test_the_papers_of_a_purged_teacher_are_gone_with_those_a_school_gave_for_her(county: County) -> None:
    from app import purging

    attachments.attach(county.session, "teachers", county.shan, a_pdf(county.folder, more=b"SECRET-ONE"))
    attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder, more=b"his"))
    with county.session.writing("申请") as rows:
        asked = rows.insert(
            "proposals",
            {"root": county.school, "tbl": "teachers", "pk": county.shan, "col": "honour", "value": '"1"', "reason": "有",
             "version": 1, "withdrawn": 0, "kind": "change"},
        )  # fmt: skip
    attachments.attach(county.session, "proposals", asked, a_pdf(county.folder, more=b"SECRET-TWO"))
    assert contents(county) == 3
    teachers.delete(county.session, county.shan)
    assert contents(county) == 3, "she may come back"
    purging.purge_teacher(county.session, county.shan)
    assert contents(county) == 1
    assert [row[0] for row in county.session.store.tuples("SELECT pk FROM attachments")] == [county.zhang]
    for secret in (b"SECRET-ONE", b"SECRET-TWO"):
        assert secret not in county.session.path.read_bytes()


def test_a_deleted_teacher_who_is_brought_back_has_her_papers(county: County) -> None:
    from app import purging

    attachments.attach(county.session, "teachers", county.shan, a_pdf(county.folder))
    teachers.delete(county.session, county.shan)
    purging.bring_back(county.session, county.shan)
    assert attachments.listed(county.session, "teachers", county.shan)[0]["is_here"]


def test_a_copy_to_look_at_is_private_and_named_by_what_it_is(county: County) -> None:
    pk = attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))
    with county.session.writing("改名") as rows:
        rows.update("attachments", pk, {"name": "../..\\恶意<1>\u202egpj.exe"})
    copy = attachments.open_copy(county.session, pk)
    assert copy.suffix == ".pdf" and copy.read_bytes() == A_PDF and not set(copy.name) & set("<>/\\\u202e")
    if os.name == "posix":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600 and stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert attachments.open_copy(county.session, pk) != copy, "one that is open elsewhere is not written over"


def test_the_name_of_a_copy_to_look_at_names_nobody(county: County) -> None:
    pk = attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))
    attachments.save(county.session, pk, {"name": "张𬭎的身份证 11010519491231002X"})
    copy = attachments.open_copy(county.session, pk)
    assert re.fullmatch(r"附件-[0-9a-f]{8}\.pdf", copy.name)


def test_copies_to_look_at_go_when_the_program_ends(county: County) -> None:
    pk = attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))
    copy = attachments.open_copy(county.session, pk)
    scratch.end()
    assert not copy.exists()


def test_a_copy_of_what_this_version_does_not_know_starts_no_program(county: County) -> None:
    pk = attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))
    row = {**attachments.listed(county.session, "teachers", county.zhang)[0], "media": "application/x-msdownload"}
    assert attachments.file_name({**row, "name": "a.exe"}) == "a.exe.bin"
    assert pk


def test_it_is_saved_under_its_name_and_never_over_another_file(county: County) -> None:
    pk = attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))
    out = county.folder / "导出"
    out.mkdir()
    assert [attachments.save_as(county.session, pk, out).name for _ in range(2)] == ["证明.pdf", "证明-2.pdf"]
    assert attachments.save_as(county.session, pk, out / "换个名.pdf").read_bytes() == A_PDF


def test_a_content_that_has_not_come_is_said_so(county: County) -> None:
    pk = attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))
    county.session.store.conn.execute("DELETE FROM blobs")
    assert not attachments.listed(county.session, "teachers", county.zhang)[0]["is_here"]
    with pytest.raises(Problem, match="还没有收到"):
        attachments.save_as(county.session, pk, county.folder)
    with pytest.raises(Problem, match="找不到这条附件"):
        attachments.open_copy(county.session, "没有")
    assert attachments.figures(county.session) == {
        "attachments": 1, "missing": 1, "contents": 0, "bytes": 0, "unnamed": 0, "unnamed_bytes": 0,
    }  # fmt: skip


def test_a_backup_holds_the_contents(county: County) -> None:
    from app.backups import making
    from app.session import open_session

    attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))
    with open_session(making.by_hand(county.session, county.folder / "备份.xinhuo")) as copy:
        assert attachments.listed(copy, "teachers", county.zhang)[0]["is_here"]


def test_a_content_the_disk_has_changed_is_found_and_asked_for_again(county: County) -> None:
    from app import checks
    from app.exchange import enclosing

    attachments.attach(county.session, "teachers", county.zhang, a_pdf(county.folder))
    found = {one.name: one.ok for one in checks.check(county.session)}
    assert found["attachments"]
    digest = county.session.store.value("SELECT sha256 FROM blobs")
    assert set(enclosing.contents(county.session.store, [digest])) == {digest}
    county.session.store.conn.execute("UPDATE blobs SET data = CAST('x' AS BLOB)")
    (bad,) = [one for one in checks.check(county.session) if one.name == "attachments"]
    assert not bad.ok and "1 份" in bad.detail
    assert enclosing.contents(county.session.store, [digest]) == {}, "it would be refused whole"
    attachments.tidy(county.session)
    assert attachments.figures(county.session)["missing"] == 1


@pytest.mark.parametrize("text", ["", "-1", "1.5", "二十", "99999", "1 2"])
def test_a_limit_that_is_no_number_is_refused(county: County, text: str) -> None:
    with pytest.raises(Problem, match="整数"):
        office.set_file_limit(county.session, text)
    assert office.file_limit(county.session) == 20


def test_a_limit_is_kept(county: County) -> None:
    office.set_file_limit(county.session, " 010 ")
    assert office.file_limit(county.session) == 10
