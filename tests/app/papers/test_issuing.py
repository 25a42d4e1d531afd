"""Who gets which paper, under which number."""

import json
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pypdfium2
import pytest

from app import certificates, mentoring, sessions, studios, training
from app.fields import hours_text
from app.papers import issuing, numbering, printings
from app.papers.issuing import Wish
from app.papers.numbering import Numbers
from app.problems import SHOWN, Problem
from app.session import open_session
from storage import certificates as stored


@pytest.fixture
def attended(county) -> list[str]:
    programme = training.save_programme(
        county.session,
        None,
        {"title": "课堂教学能力提升", "level": "4", "category": "2", "form": "1", "organiser": "示范县教师发展中心"},
    )
    class_id = training.save_class(
        county.session,
        None,
        {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240, "start_date": "2026-07-06",
         "end_date": "2026-07-10"},
    )  # fmt: skip
    training.enrol(county.session, class_id, [county.zhang, county.shan], result="1")
    return [str(row["id"]) for row in training.of_class(county.session, class_id)]


def text_of(path: Path) -> str:
    pdf = pypdfium2.PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in pdf)
    finally:
        pdf.close()


def test_completion_bears_a_number_of_its_own_and_the_name(county, attended: list[str]) -> None:
    out = county.folder / "结业.pdf"
    made = issuing.issue(county.session, "completion", attended, out)
    assert made.numbers == ("结业〔2026〕000001号", "结业〔2026〕000002号")
    text = text_of(out)
    assert "张𬭎" in text
    assert "单丽" in text
    assert "课堂教学能力提升" in text
    assert [row["status"] for row in certificates.listed(county.session)] == ["valid", "valid"]


def test_printing_the_same_again_uses_no_new_number(county, attended: list[str]) -> None:
    first = issuing.issue(county.session, "completion", attended, county.folder / "1.pdf")
    again = issuing.issue(county.session, "completion", attended, county.folder / "2.pdf")
    assert again.numbers == first.numbers
    assert again.again == 2
    assert (county.folder / "1.pdf").read_bytes() == (county.folder / "2.pdf").read_bytes()


def test_a_teacher_without_the_whole_hours_gets_no_completion(county, attended: list[str]) -> None:
    training.save_attendance(county.session, attended[0], {"hours": 160})
    with pytest.raises(Problem, match="只修了 16 学时，未满 24 学时"):
        issuing.issue(county.session, "completion", attended, county.folder / "结业.pdf")
    assert certificates.listed(county.session) == []
    assert not (county.folder / "结业.pdf").exists()


def test_a_refused_batch_uses_no_number(county, attended: list[str]) -> None:
    blocked = county.folder / "没有这个文件夹" / "x.pdf"
    with pytest.raises(SHOWN):
        issuing.issue(county.session, "completion", attended, blocked)
    made = issuing.issue(county.session, "completion", attended, county.folder / "结业.pdf")
    assert made.numbers[0] == "结业〔2026〕000001号"


def test_a_character_that_cannot_be_printed_stops_the_batch_by_name(county, attended: list[str]) -> None:
    programme = training.classes(county.session)[0]["programme_id"]
    training.save_programme(county.session, programme, {"title": "\U0001f600培训"})
    with pytest.raises(SHOWN, match="张𬭎"):
        issuing.issue(county.session, "completion", attended, county.folder / "结业.pdf")
    assert certificates.listed(county.session) == []


def test_hours_adds_up_a_teacher(county, attended: list[str]) -> None:
    out = county.folder / "学时.pdf"
    made = issuing.issue(county.session, "hours", [county.zhang], out)
    assert made.numbers == ("学时〔2026〕000001号",)
    assert "2026年度合计" in text_of(out).replace("\r\n", "")


def test_hours_tells_granted_items_and_studio_activities_too(county, attended: list[str]) -> None:
    from app import declarations, granting

    session = county.session
    item = {
        "kind": "1",
        "title": "作业设计",
        "done_on": "2026-05-06",
        "category": "2",
        "hours": 40,
        "venue": "教育周刊",
    }
    for title in ("作业设计", "还没认定的"):
        pk = declarations.save(session, None, {**item, "title": title, "teacher_id": county.zhang})
        if title == "作业设计":
            granting.review(session, [pk], "passed")
    studio = studios.save(session, None, {"name": "单丽名师工作室", "kind": "2"})
    with session.writing("登记工作室活动") as rows:
        activity = {"studio_id": studio, "kind": "1", "held_on": "2025-04-01", "topic": "同课异构", "category": "2"}
        shared = rows.insert("studio_activities", activity)
        rows.insert("participations", {"teacher_id": county.zhang, "activity_id": shared, "hours": 35})
    out = county.folder / "学时.pdf"
    issuing.issue(session, "hours", [county.zhang], out)
    said = text_of(out).replace("\r\n", "")
    assert "论文：作业设计" in said and "教育周刊" in said and "同课异构" in said and "还没认定的" not in said
    (paper,) = certificates.listed(session)
    facts = session.store.value("SELECT facts FROM certificates WHERE id = ?", (paper["id"],))
    total = json.loads(facts)["texts"]["总学时"]
    kept = session.store.value("SELECT sum(hours) FROM hours_summary WHERE teacher_id = ?", (county.zhang,))
    assert total == hours_text(kept)


def test_appointment_of_a_mentor_and_a_host(county) -> None:
    pair = mentoring.save(
        county.session,
        None,
        {"kind": "1", "mentor_id": county.shan, "mentee_id": county.zhang, "subject": "13",
         "start_date": "2026-09-01", "end_date": "2027-08-31"},
    )  # fmt: skip
    studio = studios.save(
        county.session,
        None,
        {"name": "单丽名师工作室", "kind": "2", "host_id": county.shan, "start_date": "2026-09-01",
         "end_date": "2029-08-31"},
    )  # fmt: skip
    one_each = issuing.issue(county.session, "appointment", [pair, studio], county.folder)
    assert len(one_each.paths) == 2
    both = issuing.issue(county.session, "appointment", [county.shan], county.folder / "聘书.pdf")
    assert both.again == 2
    assert "单丽名师工作室主持人" in text_of(county.folder / "聘书.pdf").replace("\r\n", "")


def test_an_appointment_without_a_term_says_what_to_fill_in(county) -> None:
    pair = mentoring.save(
        county.session,
        None,
        {"kind": "1", "mentor_id": county.shan, "mentee_id": county.zhang, "start_date": "2026-09-01"},
    )
    with pytest.raises(Problem, match="起止日期"):
        issuing.issue(county.session, "appointment", [pair], county.folder)


def test_a_paper_that_says_something_new_takes_the_place_of_the_old(county, attended: list[str]) -> None:
    from app import teachers

    issuing.issue(county.session, "completion", attended[:1], county.folder / "1.pdf")
    teachers.save(county.session, county.zhang, {"name": "张弦"})
    teachers.save(county.session, county.shan, {"name": "单莉"})
    made = issuing.issue(county.session, "completion", attended[:1], county.folder / "2.pdf")
    assert made.numbers == ("结业〔2026〕000002号",)
    assert sorted((row["number"], row["status"]) for row in certificates.listed(county.session)) == [
        ("结业〔2026〕000001号", "void"),
        ("结业〔2026〕000002号", "valid"),
    ]


def test_one_lesson_is_no_completion(county, attended: list[str]) -> None:
    class_id = training.of_class(county.session, training.classes(county.session)[0]["id"])[0]["class_id"]
    lesson = sessions.save(county.session, None, {"class_id": class_id, "topic": "第一课"})
    training.withdraw(county.session, attended)
    row = training.save_attendance(
        county.session,
        None,
        {"teacher_id": county.zhang, "class_id": class_id, "session_id": lesson, "hours": 20, "result": "1"},
    )
    with pytest.raises(Problem, match="只修了 2 学时"):
        issuing.issue(county.session, "completion", [row], county.folder / "x.pdf")


def test_issued_papers_are_not_undone(county, attended: list[str]) -> None:
    from app import records

    issuing.issue(county.session, "completion", attended, county.folder / "1.pdf")
    with pytest.raises(SHOWN, match="不能撤销"):
        records.undo_last(county.session)
    assert len(certificates.listed(county.session)) == 2


def test_a_restored_copy_gives_no_number_a_second_time(county, attended: list[str]) -> None:
    from app.backups import making, restoring

    path = county.session.path
    backup = making.by_hand(county.session, county.folder / "旧.xinhuo")
    issuing.issue(county.session, "completion", attended[:1], county.folder / "1.pdf")
    county.session.close()
    restoring.restore(backup, path)
    with open_session(path) as session:
        made = issuing.issue(session, "completion", attended[1:], county.folder / "2.pdf")
    assert made.numbers[0].endswith("000002号")


def test_a_batch_that_is_cut_off_leaves_no_number_and_no_file(county, attended: list[str]) -> None:
    path, out = county.session.path, county.folder / "结业.pdf"
    county.session.close()
    script = f"""
import os, signal
from pathlib import Path
from app.session import open_session
from app.papers import issuing
def cut(done, total, what):
    if done and what == "正在生成证书":
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
issuing.issue(open_session(Path({str(path)!r})), "completion", {attended!r}, Path({str(out)!r}), progress=cut)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3], timeout=60, check=False)
    assert done.returncode not in (0, 1)
    assert not out.exists()
    with open_session(path) as session:
        assert certificates.listed(session) == [] and printings.listed(session) == []
        made = issuing.issue(session, "completion", attended, out)
    assert made.numbers[0].endswith("000001号")


def test_a_file_that_another_program_holds_uses_no_number(county, attended: list[str]) -> None:
    out = county.folder / "结业.pdf"
    out.mkdir()
    with pytest.raises(SHOWN):
        issuing.issue(county.session, "completion", attended, out)
    assert certificates.listed(county.session) == []
    assert not [one for one in county.folder.iterdir() if one.name.endswith(".part")]


def test_a_thousand_papers_are_numbered_in_a_row(county, attended: list[str]) -> None:
    with county.session.writing("编号") as rows:
        numbers = Numbers(county.session, rows)
        given = [numbers.give("completion", county.session.today()).number for _ in range(1000)]
    assert given[0].endswith("000001号") and given[-1].endswith("001000号") and len(set(given)) == 1000


def test_papers_are_sorted_by_school_and_name_and_have_a_list_to_sign(county, attended: list[str]) -> None:
    out = county.folder / "结业.pdf"
    made = issuing.issue(county.session, "completion", list(reversed(attended)), out, wish=Wish(sign_list=True))
    names = [row["name"] for row in sorted(certificates.listed(county.session), key=lambda row: row["serial"])]
    assert names == ["张𬭎", "单丽"], "城关小学 stands before 清水小学"
    papers, listing = made.paths
    assert papers == out
    said = text_of(listing).replace("\r\n", "")
    assert all(part in said for part in ("结业证书领取签收表", *made.numbers, *names, "城关小学", "领取人签名"))


def test_a_draft_is_marked_and_uses_no_number(county, attended: list[str]) -> None:
    made = issuing.draft(county.session, "completion", attended)
    out = county.folder / "预览.pdf"
    out.write_bytes(made.pdf)
    assert made.papers == 2 and "无效" in text_of(out) and "〔" not in text_of(out)
    assert certificates.listed(county.session) == [] and printings.listed(county.session) == []


def test_a_lost_paper_is_issued_once_more_under_a_new_number(county, attended: list[str]) -> None:
    session = county.session
    (number,) = issuing.issue(session, "completion", attended[:1], county.folder / "1.pdf").numbers
    (row,) = certificates.listed(session)
    with pytest.raises(Problem, match="写明原因"):
        issuing.reissue(session, str(row["id"]), county.folder / "2.pdf", "  ")
    made = issuing.reissue(session, str(row["id"]), county.folder / "2.pdf", "遗失")
    old, new = sorted(certificates.listed(session), key=lambda one: one["serial"])
    assert (old["state"], old["reason"]) == ("已补发", f"遗失，已由{new['number']}代替")
    assert (new["state"], new["reason"], made.numbers) == ("有效", f"补发，原编号 {number}", (new["number"],))
    with pytest.raises(Problem, match="不能再印"):
        issuing.reprint(session, [str(old["id"])], county.folder / "3.pdf")


def test_a_paper_is_printed_again_as_it_was_whatever_has_changed_since(county, attended: list[str]) -> None:
    from app import teachers

    session = county.session
    issuing.issue(session, "completion", attended[:1], county.folder / "1.pdf")
    teachers.save(session, county.zhang, {"name": "张弦"})
    teachers.save(session, county.shan, {"name": "单莉"})
    issuing.reprint(session, [str(certificates.listed(session)[0]["id"])], county.folder / "2.pdf")
    assert (county.folder / "1.pdf").read_bytes() == (county.folder / "2.pdf").read_bytes()


def test_a_paper_is_valid_until_its_day_and_then_issued_anew(county, attended: list[str]) -> None:
    session = county.session
    issuing.issue(session, "completion", attended[:1], county.folder / "1.pdf", wish=Wish(valid_until="2026-11-21"))
    assert [row["state"] for row in certificates.listed(session)] == ["有效"]
    session.store.clock = lambda: datetime(2026, 11, 22, 8)
    assert [row["state"] for row in certificates.listed(session)] == ["已过期"]
    made = issuing.issue(session, "completion", attended[:1], county.folder / "2.pdf")
    assert made.again == 0


def test_void_papers_keep_reason_and_name_of_whoever_said_so(county, attended: list[str]) -> None:
    issuing.issue(county.session, "completion", attended, county.folder / "1.pdf")
    pks = [str(row["id"]) for row in certificates.listed(county.session)]
    assert issuing.void(county.session, pks, "重复发放。") == 2
    assert {row["reason"] for row in certificates.listed(county.session)} == {"重复发放（王敏，2026-11-21）"}
    with pytest.raises(Problem, match="已经作废"):
        issuing.void(county.session, pks[:1], "再来一次")


def test_forms_without_a_number_are_printed_and_noted_alike(county) -> None:
    made = issuing.issue(county.session, "dossier", [county.zhang], county.folder / "档案.pdf", copies=3, way="printer")
    assert made.numbers == () and made.count == 1
    (kept,) = printings.listed(county.session)
    assert (kept["kind"], kept["papers"], kept["copies"], kept["way"], kept["actor"]) == (
        *("dossier", 1, 3, "printer"),
        "王敏",
    )
    assert certificates.listed(county.session) == []


def test_a_paper_of_an_earlier_program_keeps_its_number(county, attended: list[str]) -> None:
    session = county.session
    (number,) = issuing.issue(session, "completion", attended[:1], county.folder / "1.pdf").numbers
    before = {
        "name": "单丽", "programme": "课堂教学能力提升（第一期）", "organiser": "示范县教师发展中心", "hours": "",
        "starts_on": "2026-07-06", "ends_on": "2026-07-10", "issuer": "示范县教育局", "unit": "清水小学",
        "result": "考核合格", "title": "结业证书",
    }  # fmt: skip
    with session.writing("旧版本打印的") as rows:
        rows.execute(
            "UPDATE certificates SET facts = ?, site = NULL, series = NULL, serial = NULL",
            (json.dumps(before, ensure_ascii=False),),
        )
    again = issuing.issue(session, "completion", attended[:1], county.folder / "2.pdf")
    assert (again.numbers, again.again) == ((number,), 1)
    (row,) = certificates.listed(session)
    assert issuing.reprint(session, [str(row["id"])], county.folder / "3.pdf").numbers == (number,)


def test_numbers_go_on_where_the_earlier_program_stopped(county, attended: list[str]) -> None:
    stored.never_below(county.session.store, {"completion-2026": 41})
    assert issuing.issue(county.session, "completion", attended[:1], county.folder / "1.pdf").numbers == (
        "结业〔2026〕000042号",
    )


def test_a_changed_pattern_never_makes_an_old_number(county, attended: list[str]) -> None:
    session = county.session
    first = issuing.issue(session, "completion", attended[:1], county.folder / "1.pdf").numbers
    numbering.set_pattern(session, "completion", "JY{年}-{流水号:4}{校验}", 100)
    second = issuing.issue(session, "completion", attended[1:], county.folder / "2.pdf").numbers
    assert second == ("JY2026-01008",)
    numbering.set_pattern(session, "completion", "结业〔{年}〕{流水号:6}号")
    issuing.void(session, [str(row["id"]) for row in certificates.listed(session)], "重发")
    third = issuing.issue(session, "completion", attended, county.folder / "3.pdf").numbers
    assert not set(third) & {*first, *second}


def test_what_another_office_issued_is_not_issued_again(county, attended: list[str]) -> None:
    issuing.issue(county.session, "completion", attended[:1], county.folder / "1.pdf")
    with county.session.writing("别的单位发的") as rows:
        rows.execute("UPDATE certificates SET site = 'another', issuer = '清水小学'")
    with pytest.raises(Problem, match="已由清水小学发放"):
        issuing.issue(county.session, "completion", attended[:1], county.folder / "2.pdf")


def test_a_paper_reissued_in_two_windows_at_once_is_replaced_once(county, attended: list[str]) -> None:
    session = county.session
    issuing.issue(session, "completion", attended[:1], county.folder / "1.pdf")
    pk, windows, said = str(certificates.listed(session)[0]["id"]), [], []

    def in_another_window() -> None:
        with open_session(session.path, clock=session.store.clock) as other:
            try:
                issuing.reissue(other, pk, county.folder / "3.pdf", "遗失")
            except Problem as problem:
                said.append(problem.title)

    def while_it_is_drawn(_done: int, _total: int, _what: str) -> None:
        if not windows:
            windows.append(threading.Thread(target=in_another_window))
            windows[0].start()
            windows[0].join(0.5)

    (number,) = issuing.reissue(session, pk, county.folder / "2.pdf", "遗失", progress=while_it_is_drawn).numbers
    windows[0].join()
    assert [row["number"] for row in certificates.listed(session) if row["status"] == "valid"] == [number]
    assert len(said) == 1 and "已经作废" in said[0] and not (county.folder / "3.pdf").exists()


def test_a_day_that_is_over_is_no_validity(county, attended: list[str]) -> None:
    session, over = county.session, Wish(valid_until="2025-11-21")
    with pytest.raises(Problem, match="已经过去"):
        issuing.issue(session, "completion", attended, county.folder / "1.pdf", wish=over)
    assert certificates.listed(session) == []
    issuing.issue(session, "completion", attended[:1], county.folder / "1.pdf")
    with pytest.raises(Problem, match="已经过去"):
        issuing.reissue(session, str(certificates.listed(session)[0]["id"]), county.folder / "2.pdf", "遗失", wish=over)


def test_every_batch_in_a_folder_keeps_its_list_to_sign(county, attended: list[str]) -> None:
    numbering.set_pattern(county.session, "completion", "教/{年}/{流水号:4}")
    lists = [
        issuing.issue(county.session, "completion", [one], county.folder, wish=Wish(sign_list=True)).paths[-1]
        for one in attended
    ]
    assert lists[0] != lists[1] and all(one.is_file() for one in lists)


def test_a_batch_over_midnight_signs_the_day_that_it_registers(county, attended: list[str]) -> None:
    nights = (datetime(2026, 12, 31, 23) + timedelta(days=one) for one in count())
    county.session.store.clock = lambda: next(nights)
    issuing.issue(county.session, "completion", attended, county.folder / "1.pdf")
    for row in county.session.store.all("SELECT number, issued_on, statement FROM certificates"):
        assert row["issued_on"] in row["statement"] and row["issued_on"][:4] in row["number"]


def test_papers_of_one_name_never_take_the_place_of_each_others_file(county, attended: list[str]) -> None:
    session = county.session
    first = issuing.issue(session, "completion", attended, county.folder)
    again = issuing.issue(session, "completion", attended, county.folder)
    assert again.paths == first.paths, "the same papers, printed again, take the place of their own"
    programme = training.classes(session)[0]["programme_id"]
    values = {"programme_id": programme, "name": "第二期", "year": 2026, "hours": 240}
    class_id = training.save_class(session, None, {**values, "start_date": "2026-08-06", "end_date": "2026-08-10"})
    training.enrol(session, class_id, [county.zhang], result="1")
    another = [str(row["id"]) for row in training.of_class(session, class_id)]
    second = issuing.issue(session, "completion", another, county.folder)
    assert not set(second.paths) & set(first.paths)
    assert all(any(number in path.name for path in first.paths) for number in first.numbers)
