"""Who is reminded: those late and those that have not joined, on paper, as a workbook and as a message."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from app import organisations
from app.exchange import membership, packing, receiving, reminding, standing
from app.problems import Problem
from app.session import Session, open_session
from tests.app.conftest import County
from tests.exports.pdf_text import pages

JUNE = datetime(2026, 6, 3, 9)


@pytest.fixture
def late(county: County) -> Iterator[Session]:
    """城关小学 joined in June and reported then, 清水小学 was invited in October; it is the 21st of November."""
    session, stick = county.session, county.folder
    now = [JUNE]
    session.store.clock = lambda: now[0]
    organisations.save(session, county.school, {"phone": "0998-7123456"})
    invited = membership.invite(session, county.school, stick)
    receiving.take(session, membership.join(invited.path, stick / "校.xinhuo", stick, operator="李静").path)
    with open_session(stick / "校.xinhuo") as school:
        receiving.take(school, packing.pack(session, "2199000001", stick).path)
        receiving.take(session, packing.pack(school, "county", stick).path)
    packing.pack(session, "2199000001", stick)
    now[0] = datetime(2026, 10, 1, 9)
    membership.invite(session, county.other_school, stick)
    now[0] = datetime(2026, 11, 21, 9)
    yield session


def test_the_list_names_those_who_owe_something_the_longest_first(late: Session) -> None:
    first, second = reminding.listed(late)
    assert (first.name, first.phone, first.last_in, first.days) == ("城关小学", "0998-7123456", "2026-06-03", 171)
    assert first.missing == "2026-06-03 以来没有上报（已 171 天），县里第 2 号文件还没有接收"
    assert second.missing == "还没有加入（2026-10-01 邀请，已 51 天），请用邀请文件加入，把加入申请发回来"


def test_the_message_says_who_and_what_to_do(late: Session) -> None:
    lines = reminding.message(late).splitlines()
    assert lines[0] == "【催报】示范县教育局　2026年11月21日"
    assert lines[2].startswith("1. 城关小学：2026-06-03 以来没有上报")
    assert lines[3].startswith("2. 清水小学：还没有加入")


def test_the_paper_has_county_day_school_phone_and_what_is_missing(late: Session) -> None:
    out = late.path.parent / "催报.pdf"
    assert reminding.write(late, out) == 2
    (text,) = pages(out)
    assert "催报名单示范县教育局超过31天没有上报1所，还没有加入1所" in text
    assert "制表日期：2026年11月21日" in text
    assert "城关小学0998-71234562026-06-03171" in text


def test_the_workbook_holds_the_same(late: Session) -> None:
    import openpyxl

    out = late.path.parent / "催报.xlsx"
    reminding.write(late, out)
    book = openpyxl.load_workbook(out)
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    book.close()
    assert rows[1][:7] == ["序号", "学校标识码", "学校", "电话", "最近上报", "已过天数", "缺什么"]
    assert rows[2][:6] == [1, "2199000001", "城关小学", "0998-7123456", "2026-06-03", 171]


def test_nobody_is_reminded_while_there_is_patience(late: Session) -> None:
    standing.set_remind_days(late, 366)
    assert [one.name for one in reminding.listed(late)] == ["清水小学"]
    late.store.clock = lambda: JUNE + timedelta(days=1)
    # The invitation of October has not been written on that day: days are never negative.
    assert [one.days for one in reminding.listed(late)] == [0]


def test_without_anybody_to_remind_there_is_no_paper_and_no_message(county: County) -> None:
    assert reminding.message(county.session) == ""
    with pytest.raises(Problem, match="没有要催报的学校"):
        reminding.write(county.session, county.folder / "催报.pdf")
    assert not (county.folder / "催报.pdf").exists()


def test_only_the_county_reminds(county: County) -> None:
    invited = membership.invite(county.session, county.school, county.folder)
    membership.join(invited.path, county.folder / "校.xinhuo", county.folder)
    with open_session(county.folder / "校.xinhuo") as school, pytest.raises(Problem, match="由县里办理"):
        reminding.listed(school)
