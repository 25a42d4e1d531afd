"""How the exchange stands, in words."""

from pathlib import Path

import pytest

from app import organisations, session, teachers
from app.exchange import membership, overview, packing, receiving


@pytest.fixture
def offices(tmp_path: Path):
    """A county and a school that joined, took one file and holds one teacher."""
    county = membership.found_county(tmp_path / "县.xinhuo", "示范县教育局", operator="王敏")
    organisation = organisations.save(county, None, {"name": "清水小学", "code": "2199000002", "kind": "3"})
    shan = teachers.save(county, None, {"name": "单丽", "work": organisation, "phone": "13900000001"})
    joined = membership.join(
        membership.invite(county, organisation, tmp_path).path, tmp_path / "校.xinhuo", tmp_path, operator="李老师"
    )
    school = session.open_session(tmp_path / "校.xinhuo")
    code_before = school.join_code
    receiving.take(county, joined.path)
    receiving.take(school, packing.pack(county, organisation, tmp_path).path)
    assert (code_before, school.join_code) == (joined.code, None)
    yield county, school, shan, tmp_path
    county.close()
    school.close()


def test_what_waits_is_told_newest_first(offices) -> None:
    county, school, shan, _folder = offices
    assert overview.waiting(school) == []
    teachers.save(school, shan, {"phone": "13900000002"})
    teachers.save(school, shan, {"email": "shan@example.com"})
    found = overview.waiting(school)
    assert [(one.actor, one.reason) for one in found] == [("李老师", "修改教师：单丽")] * 2
    assert school.waiting == 2
    assert county.waiting == 0
    assert overview.waiting(county) == []


def test_the_history_of_files_reads_as_sentences(offices) -> None:
    county, school, shan, folder = offices
    teachers.save(school, shan, {"phone": "13900000002"})
    receiving.take(county, packing.pack(school, "county", folder).path)
    assert [one.text for one in overview.files(county)] == [
        "接收了清水小学的文件：变化 1 条",
        "给清水小学生成了下发文件：全部内容，4 条记录",
        "同意清水小学加入",
        "给清水小学生成了邀请文件",
    ]
    assert [one.text for one in overview.files(school)] == [
        "生成了给示范县教育局的上报文件：1 次操作",
        "接收了示范县教育局的文件：新增 4 条",
        "生成了给示范县教育局的加入申请",
    ]


def test_an_office_knows_its_county_and_its_last_backup(offices) -> None:
    county, school, _shan, folder = offices
    from app.backups import making

    assert school.county_name == "示范县教育局"
    assert school.adopted_number == 1
    assert county.last_backup is None
    making.by_hand(county, folder)
    assert county.last_backup is not None
