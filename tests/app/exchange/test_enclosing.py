"""Attachments between offices: any order, loss and doubles of files end with everybody holding what they may see."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import attachments, office, organisations, purging, teachers
from app.exchange import enclosing, keyring, membership, packing, receiving
from app.exchange.package import Header, open_package, peek, seal
from app.problems import SHOWN, Problem
from app.session import Session, open_session
from storage import exchange as stored

KB = 1 << 10


@dataclass
class Offices:
    """A county, two schools that have joined and taken the first file, and what lies between them."""

    folder: Path
    county: Session
    school: Session
    other: Session
    zhang: str
    shan: str
    papers: int = 0
    mail: list[tuple[Session, Path]] = field(default_factory=list)
    """Every file made so far with whom it is for."""

    @property
    def schools(self) -> tuple[Session, Session]:
        return self.school, self.other

    def attach(self, session: Session, teacher: str, size: int = 300 * KB) -> str:
        """Add a PDF of about this size that no other resembles; returns its digest."""
        self.papers += 1
        path = self.folder / f"纸{self.papers}.pdf"
        body = random.Random(self.papers).randbytes(size)
        path.write_bytes(b"%PDF-1.4\n" + body + b"\nstartxref\n9\n%%EOF\n")
        pk = attachments.attach(session, "teachers", teacher, path, attachments.DOCUMENT)
        return str(session.store.row("attachments", pk)["sha256"])  # type: ignore[index]

    def up(self, session: Session) -> list[Path]:
        made = packing.pack(session, "county", self.folder)
        return self._sent(self.county, [made.path, *made.more])

    def down(self, session: Session, **how: bool) -> list[Path]:
        made = packing.pack(self.county, session.site, self.folder, **how)
        return self._sent(session, [made.path, *made.more])

    def _sent(self, to: Session, paths: list[Path]) -> list[Path]:
        self.mail += [(to, path) for path in paths]
        return paths

    def round(self) -> int:
        """Everybody's files up and down, none lost; returns how many contents went along."""
        went = 0
        for session in self.schools:
            for path in self.up(session):
                went += receiving.take(self.county, path).report.attached
        for session in self.schools:
            for path in self.down(session):
                went += receiving.take(session, path).report.attached
        return went

    def close(self) -> None:
        for session in (self.county, *self.schools):
            session.close()


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("附件")
    with membership.found_county(folder / "county.xinhuo", "示范县教育局", operator="王敏") as county:
        for code, school, person in (("2199000001", "城关小学", "张𬭎"), ("2199000002", "清水小学", "单丽")):
            organisation = organisations.save(county, None, {"name": school, "code": code, "kind": "3"})
            teachers.save(county, None, {"name": person, "work": organisation})
            invite = membership.invite(county, organisation, folder)
            request = membership.join(invite.path, folder / f"{school}.xinhuo", folder, operator="李娜")
            receiving.take(county, request.path)
            with open_session(folder / f"{school}.xinhuo") as session:
                receiving.take(session, packing.pack(county, code, folder).path)
                receiving.take(county, packing.pack(session, "county", folder).path)
        office.set_file_limit(county, "1")
    for path in folder.glob("*.xhb"):
        path.unlink()
    return folder


@pytest.fixture(scope="module")
def opened(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Offices]:
    """Opens a copy of the county and its schools, one for each example."""

    def another() -> Offices:
        folder = tmp_path_factory.mktemp("例") / "数据"
        shutil.copytree(founded, folder)
        county, school, other = (open_session(folder / f"{one}.xinhuo") for one in ("county", "城关小学", "清水小学"))
        for session in (county, school, other):
            # What is tried here is no power cut.
            session.store.conn.execute("PRAGMA synchronous = OFF")
            office.set_file_limit(session, "1")
        shan, zhang = (str(row["id"]) for row in teachers.every(county))
        return Offices(folder, county, school, other, zhang, shan)

    return another


@pytest.fixture
def offices(opened: Callable[[], Offices]) -> Iterator[Offices]:
    made = opened()
    yield made
    made.close()


def held(session: Session) -> set[str]:
    return {row[0] for row in session.store.tuples("SELECT sha256 FROM blobs")}


def shown(session: Session, teacher: str) -> list[tuple[str, bool]]:
    return [(row["sha256"], bool(row["is_here"])) for row in attachments.listed(session, "teachers", teacher)]


def enclosed(path: Path) -> int:
    """Bytes of a file beyond what one without attachments has, roughly: whether it carries any."""
    return path.stat().st_size // (100 * KB)


# -- one after another


def test_a_schools_scan_reaches_the_county_and_the_countys_the_school(offices: Offices) -> None:
    mine = offices.attach(offices.school, offices.zhang)
    yours = offices.attach(offices.county, offices.zhang)
    offices.round()
    for session in (offices.county, offices.school):
        assert sorted(shown(session, offices.zhang)) == sorted([(mine, True), (yours, True)])
    assert held(offices.other) == set()


def test_what_was_proved_to_be_there_is_not_sent_again(offices: Offices) -> None:
    offices.attach(offices.school, offices.zhang)
    offices.attach(offices.county, offices.zhang)
    assert offices.round() == 2
    offices.round()
    assert [enclosed(path) for session in offices.schools for path in offices.up(session)] == [0, 0]
    assert [enclosed(path) for session in offices.schools for path in offices.down(session)] == [0, 0]
    assert [enclosed(path) for path in offices.down(offices.school, complete=True)] == [0]


def test_a_change_of_name_sends_no_content(offices: Offices) -> None:
    offices.attach(offices.county, offices.zhang)
    offices.round()
    offices.round()
    pk = attachments.listed(offices.county, "teachers", offices.zhang)[0]["id"]
    attachments.save(offices.county, pk, {"name": "毕业证"})
    (path,) = offices.down(offices.school)
    assert enclosed(path) == 0
    receiving.take(offices.school, path)
    assert attachments.listed(offices.school, "teachers", offices.zhang)[0]["name"] == "毕业证.pdf"


def test_the_same_paper_of_two_teachers_is_kept_and_sent_once(offices: Offices) -> None:
    second = teachers.save(offices.county, None, {"name": "王芳", "work": offices.school.organisation})
    paper = offices.folder / "同一张.pdf"
    paper.write_bytes(b"%PDF-1.4\n" + random.Random(0).randbytes(300 * KB) + b"\nstartxref\n9\n%%EOF\n")
    for teacher in (offices.zhang, second):
        attachments.attach(offices.county, "teachers", teacher, paper)
    (path,) = offices.down(offices.school)
    assert enclosed(path) == 3
    assert receiving.take(offices.school, path).report.attached == 1
    assert shown(offices.school, second) == shown(offices.school, offices.zhang)


def test_what_does_not_fit_goes_into_further_files_taken_in_any_order(offices: Offices) -> None:
    digests = [offices.attach(offices.county, offices.zhang) for _ in range(7)]
    paths = offices.down(offices.school)
    assert len(paths) == 3 and all(path.stat().st_size <= 1 << 20 for path in paths)
    headers = [peek(path) for path in paths]
    assert [(one.kind, one.part, one.parts, one.number is None) for one in headers] == [
        ("down", 1, 3, False), ("more", 2, 3, True), ("more", 3, 3, True),
    ]  # fmt: skip
    for path in reversed(paths):
        receiving.take(offices.school, path)
    assert {one for one, _ in shown(offices.school, offices.zhang)} == held(offices.school) == set(digests)


def test_one_content_larger_than_the_limit_has_a_file_for_itself(offices: Offices) -> None:
    sizes = (200 * KB, 1500 * KB, 200 * KB)
    for size in sizes:
        offices.attach(offices.school, offices.zhang, size)
    paths = offices.up(offices.school)
    assert [path.stat().st_size > 1 << 20 for path in paths] == [False, True, False]


def test_without_a_limit_there_is_one_file(offices: Offices) -> None:
    office.set_file_limit(offices.county, "0")
    for _ in range(7):
        offices.attach(offices.county, offices.zhang)
    assert len(offices.down(offices.school)) == 1


def test_a_further_file_that_was_lost_is_asked_for_and_comes(offices: Offices) -> None:
    digests = {offices.attach(offices.county, offices.zhang) for _ in range(5)}
    first, _lost = offices.down(offices.school)
    said = receiving.take(offices.school, first).report.sentence
    assert "还有 2 个附件的内容没有收到" in said and enclosing.waiting(offices.school) == (0, 2)
    missing = [one for one, is_here in shown(offices.school, offices.zhang) if not is_here]
    assert missing
    pk = next(row["id"] for row in attachments.listed(offices.school, "teachers", offices.zhang) if not row["is_here"])
    with pytest.raises(Problem, match="还没有收到"):
        attachments.open_copy(offices.school, pk)
    assert offices.round() == len(missing)
    assert held(offices.school) == digests
    assert offices.round() == 0


def test_what_the_county_lost_on_the_way_is_asked_of_the_school(offices: Offices) -> None:
    digests = {offices.attach(offices.school, offices.zhang) for _ in range(5)}
    first, *lost = offices.up(offices.school)
    assert lost
    receiving.take(offices.county, first)
    receiving.take(offices.school, offices.down(offices.school)[0])
    assert held(offices.county) < digests
    assert enclosing.waiting(offices.school) == (len(digests - held(offices.county)), 0)
    offices.round()
    assert held(offices.county) == digests


def test_the_new_school_receives_the_papers_and_the_old_one_keeps_none(offices: Offices) -> None:
    digests = {offices.attach(offices.school, offices.zhang), offices.attach(offices.county, offices.zhang)}
    offices.round()
    assert held(offices.school) == digests
    teachers.save(offices.county, offices.zhang, {"work": offices.other.organisation})
    offices.round()
    assert held(offices.other) == held(offices.county) == digests
    assert held(offices.school) == set()
    teachers.save(offices.county, offices.zhang, {"work": offices.school.organisation})
    offices.round()
    assert held(offices.school) == digests and held(offices.other) == set()


def test_papers_of_a_teacher_who_moved_before_they_had_come_are_not_lost(offices: Offices) -> None:
    digests = {offices.attach(offices.school, offices.zhang) for _ in range(5)}
    first, *_lost = offices.up(offices.school)
    receiving.take(offices.county, first)
    teachers.save(offices.county, offices.zhang, {"work": offices.other.organisation})
    receiving.take(offices.school, offices.down(offices.school)[0])
    assert shown(offices.school, offices.zhang) == [] and held(offices.school), "the county still lacks them"
    offices.round()
    offices.round()
    assert held(offices.county) == held(offices.other) == digests
    offices.round()
    assert held(offices.school) == set()


def test_a_removed_attachment_comes_back_whole_by_undo(offices: Offices) -> None:
    digest = offices.attach(offices.school, offices.zhang)
    offices.round()
    attachments.remove(offices.school, attachments.listed(offices.school, "teachers", offices.zhang)[0]["id"])
    offices.round()
    assert shown(offices.county, offices.zhang) == []
    from app import records

    records.undo_last(offices.school)
    assert shown(offices.school, offices.zhang) == [(digest, True)]
    offices.round()
    assert shown(offices.county, offices.zhang) == [(digest, True)]


def test_a_school_restored_from_an_old_copy_gets_its_papers_again(offices: Offices) -> None:
    path = offices.school.path
    offices.school.close()
    old = path.read_bytes()
    offices.school = open_session(path)
    digests = {offices.attach(offices.school, offices.zhang), offices.attach(offices.county, offices.zhang)}
    offices.round()
    offices.school.close()
    path.write_bytes(old)
    offices.school = open_session(path)
    offices.round()
    offices.round()
    assert held(offices.school) == digests


def test_a_county_restored_from_an_old_copy_gets_the_schools_papers_again(offices: Offices) -> None:
    path = offices.county.path
    offices.county.close()
    old = path.read_bytes()
    offices.county = open_session(path)
    digest = offices.attach(offices.school, offices.zhang)
    offices.round()
    offices.county.close()
    path.write_bytes(old)
    offices.county = open_session(path)
    offices.round()
    offices.round()
    assert held(offices.county) == {digest}
    assert shown(offices.county, offices.zhang) == [(digest, True)]


def test_a_twin_of_a_school_asks_for_what_the_other_computer_sent(offices: Offices) -> None:
    twin_path = offices.folder / "第二台.xinhuo"
    shutil.copyfile(offices.school.path, twin_path)
    shutil.copyfile(keyring.path_beside(offices.school.path), keyring.path_beside(twin_path))
    digest = offices.attach(offices.school, offices.zhang)
    receiving.take(offices.county, offices.up(offices.school)[0])
    with open_session(twin_path) as twin:
        for _ in range(2):
            receiving.take(twin, offices.down(offices.school)[0])
            receiving.take(offices.county, packing.pack(twin, "county", offices.folder).path)
        receiving.take(twin, offices.down(offices.school)[0])
        assert held(twin) == {digest}


def test_a_preview_tells_of_attachments_and_keeps_none(offices: Offices) -> None:
    offices.attach(offices.county, offices.zhang)
    (path,) = offices.down(offices.school)
    seen = receiving.preview(offices.school, path).report
    assert (seen.attached, seen.lacking) == (1, 0) and "附件内容 1 个" in seen.sentence
    assert held(offices.school) == set()
    entry = next(one for one in seen.entries if one.table == "attachments")
    assert (
        entry.about == "张𬭎"
        and entry.title.startswith("附件：纸")
        and {line.label for line in entry.lines} == {"附件种类", "名称", "字节数"}
    )
    assert receiving.take(offices.school, path).report == seen


def test_the_history_names_further_files(offices: Offices) -> None:
    from app.exchange import overview

    for _ in range(5):
        offices.attach(offices.county, offices.zhang)
    for path in offices.down(offices.school):
        receiving.take(offices.school, path)
    assert any("附件文件（第 2 个，共 2 个，附件" in one.text for one in overview.files(offices.county))
    assert any("条记录，附件 3 个" in one.text for one in overview.files(offices.county))
    assert any("接收了示范县教育局的附件文件（第 2 个，共 2 个" in one.text for one in overview.files(offices.school))


def test_files_that_cannot_all_be_written_are_not_left_behind(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.exchange import files

    for _ in range(7):
        offices.attach(offices.county, offices.zhang)
    before = offices.county.store.fact("n"), len(stored.files(offices.county.store))
    write, written = files.write, list[Path]()

    def full(path: Path, data: bytes) -> None:
        if len(written) == 2:
            raise Problem("剩余空间不够。", "请换一个U盘。")
        write(path, data)
        written.append(path)

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(Problem, match="空间"):
        offices.down(offices.school)
    assert not list(offices.folder.glob("*.xhb"))
    assert (offices.county.store.fact("n"), len(stored.files(offices.county.store))) == before


# -- strangers


def forged(offices: Offices, kind: str, blobs: dict[str, bytes], members: dict[str, list[dict[str, Any]]]) -> Path:
    """A file that a school's own key has signed, with whatever inside."""
    keys = keyring.of(offices.other)
    header = Header(
        kind=kind, package_id="f" * 32, from_site=offices.other.site, from_name="清水小学",
        to_site=keys.county.site, to_name="示范县教育局", created="2026-11-21T09:30:00",
    )  # fmt: skip
    data = seal(
        header, members, blobs, sender=keys.working.signing, schema=1, facts={"claim": None},
        recipients=[keys.county.public.recipient, keys.working.public.recipient],
    )  # fmt: skip
    path = offices.folder / "假.xhb"
    path.write_bytes(data)
    return path


def test_who_asks_for_a_strangers_paper_by_its_digest_does_not_get_it(offices: Offices) -> None:
    digest = offices.attach(offices.county, offices.zhang)
    receiving.take(offices.county, forged(offices, "up", {}, {"wanted": [{"sha256": digest}]}))
    assert [enclosed(path) for path in offices.down(offices.other)] == [0]


@pytest.mark.parametrize("wanted", [{"sha256": "x"}, {"sha256": "A" * 64}, {"digest": "a" * 64}, {"sha256": 1}])
def test_a_wish_of_another_shape_refuses_the_file(offices: Offices, wanted: dict[str, str]) -> None:
    with pytest.raises(Problem, match="对不上"):
        receiving.take(offices.county, forged(offices, "up", {}, {"wanted": [wanted]}))


def test_contents_that_nothing_names_are_kept_within_bounds_and_tidied(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib

    monkeypatch.setattr(enclosing, "_EARLY_MOST", 250 * KB)
    blobs = {hashlib.sha256(data).hexdigest(): data for data in (bytes([n]) * (100 * KB) for n in range(5))}
    receiving.take(offices.county, forged(offices, "more", blobs, {}))
    assert len(held(offices.county)) == 2
    assert attachments.figures(offices.county)["unnamed"] == 2
    digest = offices.attach(offices.county, offices.zhang)
    assert attachments.tidy(offices.county) == (2, 200 * KB)
    assert held(offices.county) == {digest}
    assert attachments.tidy(offices.county) == (0, 0)


def test_the_content_of_an_act_that_was_not_taken_is_asked_for_and_kept_all_the_same(offices: Offices) -> None:
    import hashlib

    data = b"%PDF-1.4 something the school thought belonged there"
    digest = hashlib.sha256(data).hexdigest()
    row = {
        "root": offices.zhang, "tbl": "teachers", "pk": offices.zhang, "kind": "scan", "name": "x.pdf",
        "media": "application/pdf", "sha256": digest, "size": len(data),
    }  # fmt: skip
    members: dict[str, list[dict[str, Any]]] = {
        "transactions": [{"id": "c" * 32, "actor": "李娜", "reason": "添加", "at": "2026-11-21T09:30:00"}],
        "operations": [
            {"txn": "c" * 32, "root": offices.zhang, "t": "attachments", "id": "b" * 32, "k": "I", "f": row}
        ],
    }
    report = receiving.take(offices.county, forged(offices, "up", {}, members)).report
    assert (report.counts, report.lacking) == ({"rejected": 1}, 1)
    assert receiving.take(offices.county, forged(offices, "more", {digest: data}, {})).report.lacking == 0
    assert attachments.tidy(offices.county) == (0, 0) and held(offices.county) == {digest}
    assert offices.county.store.value("SELECT count(*) FROM awaited") == 0
    assert [enclosed(path) for path in offices.down(offices.school)] == [0], "it is nobody's to see"


def test_no_old_file_brings_back_the_papers_of_a_purged_teacher(offices: Offices) -> None:
    digest = offices.attach(offices.school, offices.zhang)
    (first,) = offices.up(offices.school)
    receiving.take(offices.county, first)
    # One more, whose content is still awaited.
    offices.attach(offices.school, offices.zhang)
    late = packing.pack(offices.school, "county", offices.folder).path
    teachers.delete(offices.county, offices.zhang)
    purging.purge_teacher(offices.county, offices.zhang)
    assert held(offices.county) == set()
    for path in (first, late):
        report = receiving.take(offices.county, path).report
        assert (report.attached, report.lacking) == (0, 0)
        assert held(offices.county) == set(), digest
    assert offices.county.store.value("SELECT count(*) FROM awaited") == 0


def test_what_is_awaited_of_a_teacher_is_forgotten_with_the_teacher(offices: Offices) -> None:
    for _ in range(5):
        offices.attach(offices.school, offices.zhang)
    receiving.take(offices.county, offices.up(offices.school)[0])
    assert offices.county.store.value("SELECT count(*) FROM awaited")
    teachers.delete(offices.county, offices.zhang)
    purging.purge_teacher(offices.county, offices.zhang)
    assert offices.county.store.value("SELECT count(*) FROM awaited") == 0
    receiving.take(offices.school, offices.down(offices.school)[0])
    assert enclosing.waiting(offices.school) == (0, 0)


def test_a_content_under_another_digest_refuses_the_file(offices: Offices) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        forged(offices, "more", {"0" * 64: b"x"}, {})


def test_a_school_cannot_change_what_an_attachment_shows(offices: Offices) -> None:
    digest = offices.attach(offices.school, offices.zhang)
    offices.round()
    pk = attachments.listed(offices.county, "teachers", offices.zhang)[0]["id"]
    tx = offices.county.store.value("SELECT tx FROM stamps WHERE pk = ?", (pk,))
    keys = keyring.of(offices.school)
    header = Header(
        kind="up", package_id="e" * 32, from_site=offices.school.site, from_name="城关小学",
        to_site=keys.county.site, to_name="示范县教育局", created="2026-11-21T09:30:00",
    )  # fmt: skip
    members = {
        "transactions": [{"id": "d" * 32, "actor": "李娜", "reason": "换", "at": "2026-11-21T09:30:00"}],
        "operations": [
            {"txn": "d" * 32, "root": offices.zhang, "t": "attachments", "id": pk, "k": "U",
             "f": {"sha256": ["1" * 64, tx, digest]}}
        ],
    }  # fmt: skip
    path = offices.folder / "换.xhb"
    path.write_bytes(
        seal(
            header, members, {}, sender=keys.working.signing, schema=1, facts={"claim": None},
            recipients=[keys.county.public.recipient, keys.working.public.recipient],
        )
    )  # fmt: skip
    assert receiving.take(offices.county, path).report.counts == {"rejected": 1}
    assert shown(offices.county, offices.zhang) == [(digest, True)]


def test_nobody_hangs_a_paper_onto_another_schools_teacher(offices: Offices) -> None:
    own, foreign = offices.shan, offices.zhang
    with offices.other.writing("挂到别人那里") as rows:
        rows.insert(
            "attachments",
            {"root": own, "tbl": "teachers", "pk": foreign, "kind": "scan", "name": "x.jpg", "media": "image/jpeg",
             "sha256": "1" * 64, "size": 1},
        )  # fmt: skip
    offices.round()
    assert shown(offices.county, foreign) == [] and shown(offices.school, foreign) == []


def test_every_further_file_is_sealed_and_signed_like_the_first(offices: Offices) -> None:
    for _ in range(5):
        offices.attach(offices.county, offices.zhang)
    further = offices.down(offices.school)[1].read_bytes()
    keys = keyring.of(offices.other)
    with pytest.raises(Problem, match="不是给"):
        open_package(further, identities=keys.identities, trusted="", site=offices.other.site, name="清水小学")
    changed = bytearray(further)
    changed[len(changed) // 2] ^= 1
    bad = offices.folder / "坏.xhb"
    bad.write_bytes(changed)
    with pytest.raises(Problem, match="不完整"):
        receiving.take(offices.school, bad)
    assert held(offices.school) == set()


# -- in how many files


SIZES = st.lists(st.tuples(st.text("ab", min_size=1, max_size=8), st.integers(0, 5000)), max_size=30)


@given(
    enclosed=SIZES.map(lambda found: [*dict(found).items()]), first=st.integers(-500, 6000), each=st.integers(1, 6000)
)
def test_shares_keep_the_order_and_the_limit(enclosed: list[tuple[str, int]], first: int, each: int) -> None:
    made = enclosing.split(enclosed, first, each)
    assert [digest for share in made for digest in share] == [digest for digest, _ in enclosed]
    sizes = dict(enclosed)
    for place, share in enumerate(made):
        cost = sum(sizes[digest] + 512 for digest in share)
        assert cost <= (first if place == 0 else each) or (place > 0 and len(share) == 1) or not share
    assert all(made[1:])


@pytest.mark.parametrize(("part", "parts"), [(0, 1), (3, 2), (1, None), (None, 1), (-1, 1)])
def test_a_part_is_one_of_its_parts(part: int | None, parts: int | None) -> None:
    with pytest.raises(ValueError, match="part"):
        Header(
            kind="more", package_id="1", from_site="2", from_name="甲", to_site="3", to_name="乙",
            created="2026-11-21T09:30:00", part=part, parts=parts,
        )  # fmt: skip


# -- any order, loss and doubles


def strangers_held(offices: Offices, session: Session) -> set[str]:
    """Contents at a school that no row of its scope, there or deleted, names at the county."""
    may = offices.county.store.tuples(
        "SELECT a.sha256 FROM attachments a JOIN scope c ON c.root = a.root WHERE c.site = ?1 UNION "
        "SELECT s.gone ->> 'sha256' FROM stamps s JOIN scope c ON c.root = s.root "
        "WHERE c.site = ?1 AND s.tbl = 'attachments' AND s.gone IS NOT NULL",
        (session.site,),
    )
    return held(session) - {row[0] for row in may}


def take_step(offices: Offices, what: str, chance: random.Random) -> None:
    """One thing that happens; a refusal (an old file, nothing to undo) is an answer too."""
    from app import records

    session = chance.choice((offices.county, *offices.schools))
    seen = [pk for pk in (offices.zhang, offices.shan) if teachers.is_listed(session, pk)]
    if what == "attach" and seen:
        offices.attach(session, chance.choice(seen), chance.choice((1, 200, 400)) * KB)
    elif what == "remove" and seen:
        rows = attachments.listed(session, "teachers", chance.choice(seen))
        if rows:
            attachments.remove(session, chance.choice(rows)["id"])
    elif what == "undo":
        records.undo_last(session)
    elif what == "move":
        to = chance.choice(offices.schools).organisation
        teachers.save(offices.county, chance.choice((offices.zhang, offices.shan)), {"work": to})
    elif what == "up":
        offices.up(chance.choice(offices.schools))
    elif what == "down":
        offices.down(chance.choice(offices.schools), complete=chance.random() < 0.2)
    elif what == "deliver" and offices.mail:
        # Any file made so far, late, again, or never.
        to, path = chance.choice(offices.mail[-8:])
        receiving.take(to, path)


STEPS = st.lists(
    st.sampled_from(["attach", "attach", "remove", "undo", "move", "up", "down", "deliver", "deliver", "deliver"]),
    min_size=4,
    max_size=20,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(steps=STEPS, seed=st.integers(0, 1 << 32))
def test_in_the_end_everybody_holds_what_they_may_see_and_nothing_else(
    opened: Callable[[], Offices], steps: list[str], seed: int
) -> None:
    offices = opened()
    chance = random.Random(seed)
    for step in steps:
        try:
            take_step(offices, step, chance)
        except SHOWN:
            continue
    for _ in range(4):
        offices.round()
    for session in (offices.county, *offices.schools):
        rows = session.store.tuples("SELECT sha256 FROM attachments")
        assert {row[0] for row in rows} <= held(session), session.name
    for session in offices.schools:
        assert strangers_held(offices, session) == set()
        assert set(stored.digest_rows(session.store, ["attachments"])) <= set(
            stored.digest_rows(offices.county.store, ["attachments"])
        )
    assert offices.round() == 0
    assert offices.county.store.value("SELECT count(*) FROM wanted") == 0
    offices.close()
    shutil.rmtree(offices.folder)
