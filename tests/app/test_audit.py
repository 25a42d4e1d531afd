import ast
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import audit, audit_record, checks, identity, leaving, session, teachers
from app.audit import Head, Wish
from app.backups import making, restoring
from app.commands.line import run
from app.problems import Problem
from app.rules import files
from app.session import Session

NUMBER = "99999919850312002" + identity.check_digit("99999919850312002")
HERE = Path(__file__).resolve().parents[2]


@pytest.fixture
def office(tmp_path: Path) -> Session:
    """A county in which somebody was entered, changed and exported."""
    made = session.create_county(
        tmp_path / "青石县.xinhuo", "青石县教育局", operator="王敏", clock=lambda: datetime(2026, 9, 1, 12, 0)
    )
    pk = teachers.save(made, None, {"name": "李梅", "id_number": NUMBER, "work": made.organisation})
    teachers.save(made, pk, {"phone": "13900000001"})
    audit.note(made, "exported", "导出名单：1 条", way="list", count=1, numbers="whole", purpose="报送")
    return made


def spoil(office: Session, sql: str) -> None:
    for name in ("audit_update", "audit_delete"):
        office.store.conn.execute(f"DROP TRIGGER {name}")
    office.store.conn.execute(sql)


# -- writing


def notes() -> list[tuple[str, int, str]]:
    """(file, line, kind) of every note that the program makes with a kind written in place."""
    found = []
    for path in [*(HERE / "app").rglob("*.py"), *(HERE / "ui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "audit"):
                continue
            if node.func.attr in ("note", "later") and isinstance(node.args[1], ast.Constant):
                found.append((path.name, node.lineno, str(node.args[1].value)))
    return found


def test_every_kind_of_note_has_its_word() -> None:
    assert len(notes()) >= 10
    assert {kind for _file, _line, kind in notes()} <= set(audit.KINDS)


def test_a_note_outside_an_act_and_within_one_stands_in_the_record(office: Session) -> None:
    with office.writing("登记单位") as rows:
        audit.note(office, "printed", "打印 1 份")
        rows.insert("organisations", {"name": "清水小学"})
    lines = audit.listed(office, limit=2)
    assert [(one.kind_label, one.said) for one in lines] == [("修改数据", "登记单位"), ("打印", "打印 1 份。")]


def test_what_was_done_while_the_file_was_closed_is_noted_when_it_is_open(office: Session) -> None:
    for _ in range(3):
        audit.later(office.path, "wrong_code", "用恢复码打开，没有打开")
    audit.later(office.path.with_name("别的.xinhuo"), "wrong_code", "别的文件")
    audit.catch_up(office)
    audit.catch_up(office)
    (line, before) = audit.listed(office, limit=2)
    assert (line.kind, before.kind) == ("wrong_code", "exported")
    assert ("次数", "3") in audit.details(office, line.seq).facts


def test_a_change_of_rules_is_a_kind_of_its_own(office: Session) -> None:
    files.adopt_national(office)
    (line,) = audit.listed(office, Wish(kind="rules"))
    assert line.kind_label == "修改规则" and line.reason.startswith("采用规则")


def test_opening_is_noted_and_a_file_that_can_only_be_read_takes_none(office: Session) -> None:
    audit.opened(office)
    count = audit.count(office)
    office.store.look_only(("这是一份备份，只能查看。", "请恢复。"))
    audit.opened(office)
    assert audit.count(office) == count
    assert audit.listed(office, limit=1)[0].kind == "opened"


# -- reading


def test_an_entry_tells_what_its_act_changed_with_numbers_masked(office: Session) -> None:
    added, changed = audit.details(office, 3), audit.details(office, 4)
    assert ("改动", "任职：新增 1；教师：新增 1") in added.facts
    assert ("教师 李梅", "身份证号", "", f"999999********{NUMBER[-4:]}") in [
        (one.record, one.field, one.old, one.new) for one in added.changes
    ]
    assert [(one.field, one.old, one.new) for one in changed.changes] == [("联系电话", "", "139****0001")]
    assert not any(NUMBER in str(one) for one in (added, changed))


def test_an_export_is_told_with_its_purpose(office: Session) -> None:
    facts = audit.details(office, 5).facts
    assert {("方式", "导出名单"), ("号码", "完整"), ("用途", "报送"), ("数量", "1")} <= set(facts)


def test_an_entry_that_is_not_there_is_refused(office: Session) -> None:
    with pytest.raises(Problem, match="没有这一条"):
        audit.details(office, 99)


def test_days_are_read_as_people_write_them() -> None:
    assert [audit.read_day(one) for one in ("", "2026年9月1日", "2026.9")] == ["", "2026-09-01", "2026-09"]
    with pytest.raises(Problem, match="没有看懂日期"):
        audit.read_day("昨天")


def test_a_month_stands_for_all_its_days(office: Session) -> None:
    assert audit.count(office, Wish(since="2026-09", until="2026-09")) == 5
    assert audit.count(office, Wish(until="2026-08")) == 0


# -- checking


def test_the_check_of_the_file_says_which_entry_was_altered_and_what_to_do(office: Session) -> None:
    assert all(one.ok for one in checks.check(office))
    spoil(office, "UPDATE audit SET actor = '别人' WHERE seq = 3")
    found = {one.name: one for one in checks.check(office)}
    assert not found["audit"].ok
    assert "第 3 条（2026-09-01 12:00:00）被改动过" in found["audit"].detail
    assert "保护装置" in found["audit"].detail and "最近一份检查没有问题的备份" in found["audit"].detail


def test_every_fault_is_said_in_words() -> None:
    from storage.audit import Fault

    for kind in audit.FAULTS:
        words = audit._said(Fault(kind, 3, "2026-09-01T12:00:00", 2))
        assert "{" not in words and words


# -- heads


@given(seq=st.integers(1, 10**7), mark=st.text("0123456789ABCDEF", min_size=16, max_size=16))
def test_a_head_on_paper_is_read_back(seq: int, mark: str) -> None:
    one = Head(seq, mark)
    assert audit.heads_in(f"截至{one.words}　核对人：") == [one]
    assert audit_record.typed(one.words) == audit_record.typed(f"{seq} {mark.lower()}") == [one]


@pytest.mark.parametrize(
    "typed", ["", "128", "128 1A2B", "甲 1A2B3C4D5E6F7081", "128 1A2B3C4D5E6F708G", "² 1A2B3C4D5E6F7081"]
)
def test_what_is_no_head_is_refused(typed: str) -> None:
    with pytest.raises(Problem, match="没有看懂"):
        audit_record.typed(typed)


@pytest.mark.parametrize("ending", [".xlsx", ".pdf"])
def test_the_record_is_written_with_its_head_and_its_writing_is_noted(
    office: Session, tmp_path: Path, ending: str
) -> None:
    head = audit.head(office)
    assert head is not None
    assert head.words in audit_record.record(office).subtitle
    assert audit_record.write(office, tmp_path / f"记录{ending}") == 5
    assert audit.listed(office, limit=1)[0].kind == "exported"


def test_an_exported_record_holds_against_the_file_until_something_is_altered(office: Session, tmp_path: Path) -> None:
    out = tmp_path / "记录.xlsx"
    audit_record.write(office, out)
    compared = audit_record.compare(office, out)
    assert compared.ok and compared.count == 5
    teachers.save(office, None, {"name": "周强", "work": office.organisation})
    assert audit_record.compare(office, out).ok
    spoil(office, "UPDATE audit SET hash = zeroblob(32) WHERE seq = 3")
    office.store.conn.execute("DELETE FROM audit WHERE seq >= 5")
    assert audit_record.compare(office, out).differences == ("第 5 条已经不在了", "第 3 条和当时不一样了")


def changed(out: Path, label: str, seq: int, text: str) -> None:
    """Write other words into one cell of an exported record."""
    from openpyxl import load_workbook

    book = load_workbook(out)
    sheet = book["操作记录"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(at for at, row in enumerate(rows) if "序号" in row)
    at = next(at for at, row in enumerate(rows) if at > top and str(row[rows[top].index("序号")]) == str(seq))
    sheet.cell(at + 1, rows[top].index(label) + 1).value = text
    book.save(out)


@pytest.mark.parametrize(
    ("label", "text"),
    [("内容", "导出名单：2 条"), ("经办人", "别人"), ("时间", "2026-09-02 12:00:00"), ("类别", "打印")],
)
def test_a_word_altered_in_an_exported_record_is_found(office: Session, tmp_path: Path, label: str, text: str) -> None:
    out = tmp_path / "记录.xlsx"
    audit_record.write(office, out)
    changed(out, label, 5, text)
    assert audit_record.compare(office, out).differences == (f"第 5 条：表上的{label}和记录不一样",)


def test_a_row_of_which_the_mark_was_taken_is_told(office: Session, tmp_path: Path) -> None:
    out = tmp_path / "记录.xlsx"
    audit_record.write(office, out)
    changed(out, "核对码", 5, "没有")
    compared = audit_record.compare(office, out)
    assert compared.differences == ("表上第 7 行的序号或核对码读不出来",)


@pytest.mark.parametrize(
    ("wish", "told"), [(Wish(), ("表上少了第 3 条、第 5 条，导出时是有的",)), (Wish(until="2099"), ())]
)
def test_rows_taken_out_of_a_record_of_everything_are_told(
    office: Session, tmp_path: Path, wish: Wish, told: tuple[str, ...]
) -> None:
    from openpyxl import load_workbook

    out = tmp_path / "记录.xlsx"
    audit_record.write(office, out, wish)
    assert audit_record.compare(office, out).ok
    book = load_workbook(out)
    sheet = book["操作记录"]
    for seq in ("5", "3"):
        sheet.delete_rows(next(row[0].row for row in sheet.iter_rows() if str(row[0].value) == seq))
    book.save(out)
    assert audit_record.compare(office, out).differences == told


def test_what_left_is_told_with_purpose_receiver_password_and_file(office: Session) -> None:
    for_them = leaving.purpose("报送省平台", "省厅", password="qinghe-2026")
    leaving.note(office, "list", 3, Path("名单.xlsx"), whole=for_them)
    (line,) = audit.listed(office, limit=1)
    assert line.told.endswith("。用途：报送省平台；给谁：省厅；打开密码：有；文件名：名单.xlsx")
    leaving.note(office, "paper", 1, Path("李梅.pdf"))
    assert "李梅" not in audit.listed(office, limit=1)[0].told
    assert audit_record.record(office).rows[-2][4] == line.told


def test_a_record_of_some_entries_says_by_what_they_were_chosen(office: Session) -> None:
    said = audit_record.record(office, Wish(since="2026-09", actor="王敏", kind="exported", text="名单")).subtitle
    for words in ("2026-09 至 今天", "经办人：王敏", "类别：导出", "内容里有“名单”", "不是全部"):
        assert words in said
    assert "不是全部" not in audit_record.record(office).subtitle


def put_back(office: Session) -> tuple[Session, Path]:
    """The office with a copy put back after a record was exported that went two entries further; and that record."""
    copy, out = office.path.with_name("副本.xinhuo"), office.path.with_name("记录.xlsx")
    making.by_hand(office, copy)
    for name in ("周强", "吴静"):
        teachers.save(office, None, {"name": name, "work": office.organisation})
    audit_record.write(office, out)
    path = office.path
    office.close()
    restoring.restore(copy, path)
    return session.open_session(path), out


def test_after_a_copy_was_put_back_a_record_from_before_is_no_alarm(office: Session) -> None:
    again, out = put_back(office)
    with again:
        (line,) = audit.listed(again, Wish(kind="restore"))
        assert "用的是“副本.xinhuo”" in line.told and "条操作记录" in line.told
        compared = audit_record.compare(again, out)
        assert compared.ok and len(compared.expected) == 1
        assert f"从第 {line.seq} 条起" in compared.expected[0] and "这是正常的" in compared.expected[0]
        assert line.replaced is not None
        assert audit_record.compare_heads(again, [line.replaced]).ok
        further = Head(line.replaced.seq + 1, "A" * 16)
        for one in (further, Head(line.replaced.seq, "A" * 16), Head(2, "A" * 16)):
            assert not audit_record.compare_heads(again, [one]).ok


def test_what_is_altered_after_a_copy_was_put_back_is_an_alarm(office: Session) -> None:
    again, out = put_back(office)
    with again:
        audit.note(again, "printed", "打印 1 份")
        audit_record.write(again, out)
        (line,) = audit.listed(again, Wish(kind="restore"))
        spoil(again, f"UPDATE audit SET hash = zeroblob(32) WHERE seq = {line.seq + 1}")
        compared = audit_record.compare(again, out)
        assert not compared.ok and not compared.expected


def test_a_note_beside_a_backup_holds_too_and_what_names_no_head_is_refused(office: Session, tmp_path: Path) -> None:
    head = audit.head(office)
    assert head is not None
    note = tmp_path / "说明.txt"
    note.write_text(f"操作记录：截至{head.words}\r\n", encoding="utf-8-sig")
    assert audit_record.compare(office, note).ok
    note.write_text("没有", encoding="utf-8")
    with pytest.raises(Problem, match="没有找到"):
        audit_record.compare(office, note)
    with pytest.raises(Problem, match="PDF"):
        audit_record.compare(office, tmp_path / "记录.pdf")


# -- by command


def command(office: Session, *words: str) -> int:
    from app.commands.line import parse

    return run(parse(["--file", str(office.path), "audit", *words]))


def test_the_record_is_listed_shown_exported_and_verified_by_command(
    office: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(office, "list", "--kind", "修改数据", "--by", "王敏", "--since", "2026-09-01") == 0
    assert "新增教师：李梅" in capsys.readouterr().out
    assert command(office, "list", "--kind", "没有") == 1
    assert "可用的有" in capsys.readouterr().err
    assert command(office, "show", "4") == 0
    assert "联系电话：（空） → 139****0001" in capsys.readouterr().out
    out = tmp_path / "记录.xlsx"
    assert command(office, "export", str(out)) == 0
    head = audit.head(office)
    assert head is not None
    assert command(office, "verify", str(out)) == command(office, "verify", "--head", head.words) == 0
    assert "没有发现被改动的地方" in capsys.readouterr().out
    spoil(office, "UPDATE audit SET what = '没有这回事' WHERE seq = 2")
    assert command(office, "verify") == 1
    assert "第 2 条" in capsys.readouterr().out
