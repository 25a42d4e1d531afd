"""Takes the pictures of README and manual: the real windows, on a demonstration county of made-up people.

Run from the root, where there is no screen with `xvfb-run -a -s "-screen 0 1366x768x24"` before it:

    PYTHONPATH=. python packaging/pictures.py [group …] [--county FOLDER]

A group is a function below; none takes all. The county is made for the run (half a minute), or copied from FOLDER,
where `python -m app demo FOLDER --teachers 700 --schools 12` has put one.
"""

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEvent, QSettings, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app import keystores, layouts, organisations, proposals, recovery_code, unlocking
from app import session as sessions
from app import teachers as teachers_of
from app.backups import automatic, places
from app.demo import files as demo_files
from app.demo.roster import write_roster_sample
from app.exchange import membership, packing, receiving
from app.listings import listing
from app.papers import design_files, designs, issuing, registry
from app.papers.design_files import DesignSet, Named
from app.papers.laying import Table
from ui import choosing, sticks
from ui import main as program
from ui.audit import AuditPart
from ui.backups.copies import CopiesDialog
from ui.backups.part import BackupPart
from ui.backups.restoring import RestoreSheet
from ui.certificates.completions import CompletionsPart
from ui.certificates.making import MakingPart
from ui.designer import open_designer
from ui.designer.taking import TakeSheet
from ui.exchange.county import CountyPage
from ui.exporting.dialog import ExportDialog
from ui.importing.dialog import ImportPane
from ui.ledger.page import LedgerPage
from ui.ledger.standings import StandingsPage
from ui.pages import Shown
from ui.pair_activities import Activities
from ui.papers import PapersPage
from ui.parted import PartedPage
from ui.portfolio import PortfolioPage
from ui.preview import PreviewDialog
from ui.proposals.asking import AskDialog
from ui.protection import ProtectionPart
from ui.record_page import RecordPage
from ui.reports import ReportsPart
from ui.rules.editor import RuleEditor
from ui.rules.page import RulesPage
from ui.rules.parts import TextPart
from ui.rules.seeing import SeeSheet
from ui.settings import SettingsPage
from ui.start import StartPage
from ui.unlocking import UnlockSheet
from ui.window import MainWindow

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs/pictures"
SCREEN = QSize(1366, 768)
"""The laptops in the schools."""
TEACHERS, SCHOOLS, SEED = 700, 12, 1
SCHOOL_CODE = "2199000001"
MOST_BYTES = 200_000

_LONGEST = 30_000
"""Milliseconds to wait for a window to finish what it reads."""
_PAUSE = 500
"""Milliseconds until a detail, a search or a painted form is there."""

Pictures = Iterator[tuple[str, QPixmap]]


class Stage:
    """A made-up county, its schools, and the windows opened on them."""

    def __init__(self, county: Path, scratch: Path) -> None:
        """`county` is the folder of a demonstration; it is copied into `scratch`, where everything happens.

        Paths that windows show are short ones: they begin in `scratch`, which is the working folder meanwhile.
        """
        self.folder = Path("示范县")
        shutil.rmtree(scratch / self.folder, ignore_errors=True)
        shutil.copytree(county, scratch / self.folder)
        self.settings = QSettings(str(scratch / "settings.ini"), QSettings.Format.IniFormat)

    @property
    def county(self) -> Path:
        """The county's own file."""
        return self.folder / demo_files.COUNTY_FILE

    def school(self, code: str) -> Path:
        """The file of the school with this code."""
        return demo_files.school_path(self.folder, code)

    @property
    def codes(self) -> list[str]:
        """The codes of the schools that have joined."""
        return sorted(path.stem for path in (self.folder / demo_files.SCHOOLS_FOLDER).glob("*.xinhuo"))

    @contextmanager
    def window(self, path: Path, page: str) -> Iterator[MainWindow]:
        """The main window on an office's file, at a page, everything read."""
        session = sessions.open_session(path)
        window = MainWindow(session, self.settings, start=page)
        try:
            window.resize(SCREEN)
            window.show()
            settle(window)
            yield window
        finally:
            window.close_lanes()
            away(window)
            session.close()


# -- the groups of pictures


def start(stage: Stage) -> Pictures:
    """What opens without a file, with the two things a new county needs to know."""
    page = StartPage(stage.settings)
    page.show()
    page.county.show()
    page.county.name.setText("示范县教育局")
    page.county.operator.setText("王敏")
    settle(page)
    yield "start", page.grab()
    page.lane.close()
    away(page)


def teachers(stage: Stage) -> Pictures:
    """People found by initials, a teacher beside the roster, some ticked, and the form that refuses."""
    with stage.window(stage.county, "teachers") as window:
        page = records_of(window)
        page.search.setText("zm")
        choose(window, 1)
        yield "teachers-search", window.grab()
        page.search.clear()
        choose(window, 6)
        yield "teachers", window.grab()
        page.list.narrow("stage", "2")
        settle(window)
        page.list.rows.tick(range(3), True)
        settle(window)
        yield "teachers-ticked", window.grab()
        page.list.rows.untick_all()
        page.list.clear_conditions()
        page.on_new()
        form = page.form
        assert form is not None
        form.form.suggest("name", "林小溪")
        form.form.suggest("id_number", "990101200003154321")
        form.save()
        settle(window)
        yield "teachers-form", window.grab()


def importing(stage: Stage) -> Pictures:
    """A clerk's roster seen before it is imported: a question about somebody, two cells that are not right, and the
    sheet with its header and a column that waits for a word."""
    from openpyxl import load_workbook

    sheet = stage.folder / "清水镇中心校教职工花名册.xlsx"
    write_roster_sample(sheet, teachers=40)
    book = load_workbook(sheet)
    book.active["G7"] = "9.90109198107E+17"  # type: ignore[index]
    book.active["F9"] = "1979.13"  # type: ignore[index]
    book.active["N3"] = "职称职级"  # type: ignore[index]
    with sessions.open_session(stage.county) as session:
        known = next(row for row in teachers_of.every(session) if row["work_name"] == "清水镇中心校")
    for column in "DEFGJKLMNOPQ":
        book.active[f"{column}10"] = None  # type: ignore[index]
    book.active["C10"] = known["name"]  # type: ignore[index]
    book.save(sheet)
    with stage.window(stage.county, "teachers") as window:
        window.services.bring_in["teachers"](sheet)
        settle(window)
        dialog = dialog_of(window)
        assert isinstance(dialog, PreviewDialog) and isinstance(dialog.pane, ImportPane)
        yield "import-preview", dialog.grab()
        dialog.pane.tabs.choose("sheets")
        settle(window)
        yield "import-sheets", dialog.grab()
        dialog.close()


def exporting(stage: Stage) -> Pictures:
    """The columns of a list chosen for a receiver, one of them in another form."""
    wanted = "name=教师姓名,sex:both=性别,birth_date:digits=出生日期,work,subject,title,=照片"
    with stage.window(stage.county, "teachers") as window:
        made = listing("teachers")
        layouts.keep(window.session, layouts.of_words(made, wanted), "省继续教育平台")
        page = records_of(window)
        page.list.narrow("stage", "2")
        settle(window)
        window.services.take_out["teachers"](page.list.rows.ids(), page.list.shown_columns())
        dialog = dialog_of(window)
        assert isinstance(dialog, ExportDialog)
        dialog.bar.choose("省继续教育平台")
        born = dialog.columns.list.topLevelItem(2)
        assert born is not None
        dialog.columns.list.setCurrentItem(born)
        settle(window)
        yield "export-columns", dialog.grab()
        dialog.reject()


def home(stage: Stage) -> Pictures:
    """What waits, the figures and the latest acts."""
    with stage.window(stage.county, "desk") as window:
        yield "home", window.grab()


def mentoring(stage: Stage) -> Pictures:
    """Pairs, and the small form for what one of them did."""
    with stage.window(stage.county, "mentoring") as window:
        page = records_of(window)
        page.list.narrow("status", "2")
        choose(window, 1)
        activities = page.findChild(Activities)
        assert isinstance(activities, Activities)
        activities.begin()
        settle(window)
        yield "mentoring", window.grab()


def studios(stage: Stage) -> Pictures:
    """Studios, and the members of one."""
    with stage.window(stage.county, "studios") as window:
        choose(window, 1)
        yield "studios", window.grab()
        window.go("studios", "studio_activities")
        choose(window, 1)
        yield "studio-activities", window.grab()


def training(stage: Stage) -> Pictures:
    """Classes with the people of one; the form of a new one."""
    with stage.window(stage.county, "training") as window:
        page = records_of(window)
        choose(window, 1)
        yield "training", window.grab()
        page.on_new()
        settle(window)
        yield "training-form", window.grab()


def ledger(stage: Stage) -> Pictures:
    """How everybody stood when the last cycle ended, one account among them; the schools in this year."""
    with stage.window(stage.county, "ledger") as window:
        page = window.page
        assert isinstance(page, LedgerPage)
        part = page.part
        assert isinstance(part, StandingsPage)
        part.period.setCurrentIndex(1)
        part.period.activated.emit(1)
        settle(window)
        part.list.grid.choose(part.list.rows.id_at(2))
        settle(window)
        yield "ledger", window.grab()
        part.show_part(Shown({"regime": "每年学时"}))
        settle(window)
        part.views["school"].click()
        settle(window)
        yield "ledger-schools", window.grab()


def portfolio(stage: Stage) -> Pictures:
    """What a teacher has beside hours: here the assessments of everybody."""
    with stage.window(stage.county, "portfolio") as window:
        page = window.page
        assert isinstance(page, PortfolioPage)
        page.tabs.choose("assessments")
        settle(window)
        yield "portfolio", window.grab()


def exchanging(stage: Stage) -> Pictures:
    """A school reports what it changed; the county looks at the file, takes it, and has a conflict left."""
    stick = stage.folder / "U盘"
    stick.mkdir()
    school = stage.school(SCHOOL_CODE)
    with sessions.open_session(school) as session:
        one, two, *_ = [row for row in teachers_of.every(session) if row["title"]]
        teachers_of.save(session, str(one["id"]), {"phone": "14000001234"})
        teachers_of.save(session, str(two["id"]), {"admin_post": "教研组长"})
        teachers_of.save(session, None, {"name": "林小溪", "work": session.organisation, "subject": "13"})
    with sessions.open_session(stage.county) as session:
        teachers_of.save(session, str(one["id"]), {"phone": "14000005678"})
    with stage.window(school, "desk") as window:
        yield "home-school", window.grab()
        window.go("exchange")
        settle(window)
        yield "exchange-school", window.grab()
        up = packing.pack(window.session, "county", stick)
    with stage.window(stage.county, "exchange") as window:
        window.take_files([up.path])
        settle(window)
        yield "exchange-preview", dialog_of(window).grab()
        dialog_of(window).accept()
        settle(window)
        assert isinstance(window.page, CountyPage)
        window.page.tabs.choose("settling")
        window.page.inbox.list.grid.selectRow(0)
        settle(window)
        yield "exchange-conflicts", window.grab()


def receiving_many(stage: Stage) -> Pictures:
    """Schools report on one stick; the county puts it in, and a file on it was cut short."""
    stick = stage.folder / "KINGSTON"
    stick.mkdir()
    _exchange_for_months(stage)
    for code in stage.codes[:5]:
        with sessions.open_session(stage.school(code)) as session:
            one = teachers_of.every(session)[0]
            teachers_of.save(session, str(one["id"]), {"phone": "14000001234"})
            up = packing.pack(session, "county", stick).path
    up.write_bytes(up.read_bytes()[:-100])
    before = sticks.use(lambda: [sticks.Drive(stick, "KINGSTON")])
    with stage.window(stage.county, "exchange") as window:
        assert isinstance(window.page, CountyPage)
        window.page.stick.sticks.look()
        settle(window)
        yield "exchange-county", window.grab()
        window.page.stick.receive.click()
        settle(window)
        yield "exchange-many", dialog_of(window).grab()
    sticks.use(before)


def _exchange_for_months(stage: Stage) -> None:
    """Let most schools report once in most of the last months, as they do."""
    road = stage.folder / "从前"
    road.mkdir()
    today = datetime.now()
    for back in range(8, 0, -1):
        day = (today.replace(day=3) - timedelta(days=30 * back)).replace(day=3)
        clock = partial(_at, day)
        with sessions.open_session(stage.county, clock=clock) as county:
            for number, code in enumerate(stage.codes):
                if (number * 5 + back * 3) % 7 == 0:
                    continue
                with sessions.open_session(stage.school(code), clock=clock) as school:
                    receiving.take(county, packing.pack(school, "county", road).path)
                    if (number + back) % 5:
                        receiving.take(school, packing.pack(county, code, road).path)


def _at(moment: datetime) -> datetime:
    return moment


def reviewing(stage: Stage) -> Pictures:
    """A school asks for what it may not write; the county looks at all that wait."""
    stick = stage.folder / "U盘"
    stick.mkdir()
    school = stage.school(SCHOOL_CODE)
    wishes = (
        ("市级骨干教师", "市教育局 2026 年第 12 号文件"),
        ("县级学科带头人", "县教育局文件，名单第 3 页"),
        ("县级名师", "证书编号见扫描件"),
    )
    with sessions.open_session(school) as session:
        people = [str(row["id"]) for row in teachers_of.every(session) if not row["honour"]]
        for pk, (honour, reason) in zip(people, wishes, strict=False):
            proposals.propose(session, "teachers", pk, "honour", honour, reason)
        proposals.propose(session, "organisations", str(session.organisation), "phone", "01060000000", "换了办公电话")
    with stage.window(school, "teachers") as window:
        page = records_of(window)
        page.ask_for(people[len(wishes)], "honour")
        dialog = dialog_of(window)
        assert isinstance(dialog, AskDialog) and dialog.editor
        dialog.editor.set("市级骨干教师")
        dialog.reason.setPlainText("市教育局 2026 年第 12 号文件，名单第 3 页")
        settle(window)
        yield "proposals-ask", dialog.grab()
        dialog.reject()
        up = packing.pack(window.session, "county", stick)
    with sessions.open_session(stage.county) as session:
        receiving.take(session, up.path)
    with stage.window(stage.county, "exchange") as window:
        page_of = window.page
        assert isinstance(page_of, CountyPage)
        page_of.show_record("proposals")
        review = page_of.review.list
        review.narrow("status", "待审")
        review.rows.tick_shown(True)
        review.grid.choose(review.rows.id_at(1))
        settle(window)
        yield "proposals-review", window.grab()


def joining(stage: Stage) -> Pictures:
    """A school is invited, asks to join, and both see the same digits."""
    stick = stage.folder / "U盘"
    stick.mkdir()
    before = choosing.use(lambda _parent, _wanted: [str(stage.folder / "示范县教师发展中心.xinhuo")])
    try:
        with stage.window(stage.county, "exchange") as window:
            assert isinstance(window.page, CountyPage)
            window.page.invite()
            settle(window)
            yield "joining-invite", dialog_of(window).grab()
            dialog_of(window).reject()
            unit = next(row for row in organisations.listed(window.session) if row["name"] == "示范县教师发展中心")
            invited = membership.invite(window.session, str(unit["id"]), stick)
            page = StartPage(stage.settings)
            page.show()
            page.toggle_joining()
            asked = page.joining
            assert asked is not None
            asked.take_invite(invited.path)
            asked.operator.setText("李静")
            settle(page)
            yield "joining-school", page.grab()
            asked.make.click()
            settle(page)
            yield "joining-asked", page.grab()
            page.lane.close()
            away(page)
            window.take_files([*stick.glob("*加入申请*")])
            settle(window)
            yield "joining-code", dialog_of(window).grab()
            dialog_of(window).reject()
    finally:
        choosing.use(before)


def papers(stage: Stage) -> Pictures:
    """Who gets a certificate, what came of printing it, the paper itself, and the reports."""
    stick = stage.folder / "打印"
    stick.mkdir()
    before = choosing.use(lambda _parent, wanted: [str(stick / Path(wanted.start).name)])
    try:
        with stage.window(stage.county, "papers") as window:
            page = window.page
            assert isinstance(page, PapersPage)
            making = page.tabs.parts["making"]
            assert isinstance(making, MakingPart)
            part = making.parts["completion"]
            assert isinstance(part, CompletionsPart)
            part.choose(str(part.classes.id_at(1)))
            settle(window)
            part.people.list.rows.tick(range(4), True)
            settle(window)
            ids = list(part.people.list.rows.ticked)
            page.printer.look("completion", ids)
            settle(window)
            assert page.printer.dialog is not None
            yield "papers-preview", page.printer.dialog.grab()
            page.printer.dialog.reject()
            page.printer.write_one("completion", ids)
            settle(window)
            yield "papers", window.grab()
        yield "certificate", first_page(stick / "结业证书.pdf")
    finally:
        choosing.use(before)


def checking(stage: Stage) -> Pictures:
    """A certificate that was just issued is read from its PDF and found genuine."""
    out = stage.folder / "结业证书.pdf"
    with stage.window(stage.county, "papers") as window:
        rows = [str(row["id"]) for row in registry.KINDS["completion"].candidates(window.session)]
        issuing.issue(window.session, "completion", rows[:1], out)
        page = window.page
        assert isinstance(page, PapersPage)
        page.tabs.choose("checking")
        settle(window)
        assert page.on_files([out])
        settle(window)
        yield "checking", window.grab()


def figuring(stage: Stage) -> Pictures:
    """A report with its chart and the names behind a number, targets, and a text beside the sheets it becomes."""
    with stage.window(stage.county, "papers") as window:
        page = window.page
        assert isinstance(page, PapersPage)
        page.tabs.choose("reports")
        settle(window)
        part = page.tabs.parts["reports"]
        assert isinstance(part, ReportsPart)
        part.choose("structure")
        part.look()
        settle(window)
        yield "reports", window.grab()
        page.tabs.choose("targets")
        settle(window)
        targets = page.tabs.parts["targets"]
        assert isinstance(targets, RecordPage)
        targets.list.grid.setCurrentIndex(targets.list.grid.rows.index(0, 1))
        settle(window)
        yield "targets", window.grab()
        page.tabs.choose("documents")
        settle(window)
        yield "documents", window.grab()


def settings(stage: Stage) -> Pictures:
    """The office, and its organisations."""
    with stage.window(stage.county, "settings") as window:
        page = window.page
        assert isinstance(page, SettingsPage)
        yield "settings", window.grab()
        page.tabs.choose("organisations")
        settle(window)
        yield "settings-organisations", window.grab()


def backups(stage: Stage) -> Pictures:
    """Where copies go, with a look over the data; all there are; and what putting one back would change."""
    stick = Path("U盘")
    stick.mkdir(exist_ok=True)
    with sessions.open_session(stage.county) as county:
        places.choose(county, stick, agreed=True)
        automatic.go_round(county)
        people = teachers_of.every(county)
        for person in people[:12]:
            teachers_of.save(county, str(person["id"]), {"remark": "已核对"})
        teachers_of.save(county, None, {"name": "王小明", "work": str(people[0]["work"])})
    with stage.window(stage.county, "settings") as window:
        page = window.page
        assert isinstance(page, SettingsPage)
        stage.settings.setValue("folders/backup", str(stage.folder))
        page.tabs.choose("backup")
        part = page.tabs.parts["backup"]
        assert isinstance(part, BackupPart)
        part.back_up()
        part.check()
        settle(window)
        # Where the run happens is nobody's stick.
        part.second.setText(part.second.text().replace(str(stick.resolve()), "E:/"))
        yield "settings-backup", window.grab()
        part.show_copies()
        (dialog,) = window.findChildren(CopiesDialog)
        settle(window)
        dialog.list.grid.choose(dialog.list.rows.id_at(len(dialog.list.rows.order) - 1))
        settle(window)
        yield "backup-copies", dialog.grab()
        dialog.preview()
        settle(window)
        (sheet,) = dialog.findChildren(RestoreSheet)
        yield "backup-preview", sheet.grab()
        sheet.reject()
        dialog.reject()


def protecting(stage: Stage) -> Pictures:
    """How the file is protected, the recovery code on paper, and a locked file that is asked for it."""
    with stage.window(stage.county, "settings") as window:
        page = window.page
        assert isinstance(page, SettingsPage)
        page.tabs.choose("protection")
        settle(window)
        part = page.tabs.parts["protection"]
        assert isinstance(part, ProtectionPart) and part.standing is not None
        # Most offices work on Windows.
        part.fill(replace(part.standing, store=keystores.BY_WINDOWS))
        yield "protection", window.grab()
        path = recovery_code.print_code(window.session, stage.folder)
        yield "recovery-code", first_page(path)
        key = window.session.store.key
        assert key is not None
        sheet = UnlockSheet(window, stage.settings, unlocking.Locked(window.session.path, key.ident, False))
        first, second, _ = recovery_code.lines_of(key)
        sheet.code.editor.setPlainText(f"{first}\n{second[:6]}{'2' if second[6] != '2' else '3'}{second[7:]}")
        sheet.show()
        settle(window)
        yield "unlocking", sheet.grab()


def audited(stage: Stage) -> Pictures:
    """What was done with the file, and what one act changed."""
    with stage.window(stage.county, "settings") as window:
        page = window.page
        assert isinstance(page, SettingsPage)
        page.tabs.choose("audit")
        part = page.tabs.parts["audit"]
        assert isinstance(part, AuditPart)
        part.list.grid.choose(part.list.rows.all[min(3, len(part.list.rows.all) - 1)][0])
        settle(window)
        yield "audit", window.grab()


def rules(stage: Stage) -> Pictures:
    """The rules, one of them being changed, and whom that would put behind."""
    with stage.window(stage.county, "rules") as window:
        choose(window, 0)
        yield "rules", window.grab()
        page = window.page
        assert isinstance(page, RulesPage)
        page.edit(str(page.list.grid.current_id))
        editor = window.findChildren(RuleEditor)[-1]
        part = editor.items.parts["required"]
        assert isinstance(part, TextPart)
        part.edit.setText("400")
        part.edit.textEdited.emit("400")
        settle(window)
        yield "rules-editor", editor.grab()
        editor.on_go()
        settle(window)
        sheet = window.findChildren(SeeSheet)[-1]
        sheet.tree.expandAll()
        settle(window)
        yield "rules-effect", sheet.grab()
        sheet.done(0)
        editor.done(0)


def designing(stage: Stage) -> Pictures:
    """A design is laid out: its texts with a real person's, a table's columns, and designs of another county's file."""
    out = stage.folder / "清水县的版式.xhd"
    _write_foreign_designs(out)
    with stage.window(stage.county, "papers") as window:
        made = open_designer(window, window.session, window.services, "completion")
        made.resize(SCREEN)
        settle(window)
        whose = made.preview.picker().find("")
        made.whose.take(whose[0])
        made.document.select({2})
        settle(window)
        yield "designer", made.grab()
        sheet = TakeSheet(made, window.session, out)
        sheet.show()
        settle(window)
        yield "designer-take", sheet.grab()
        sheet.reject()
        made.close()
        made = open_designer(window, window.session, window.services, "signin")
        made.resize(SCREEN)
        settle(window)
        table = next(place for place, one in enumerate(made.document.design.elements) if isinstance(one, Table))
        made.document.select({table})
        settle(window)
        yield "designer-table", made.grab()
        made.close()


def _write_foreign_designs(out: Path) -> None:
    named = [Named(kind, name, "", designs.shipped(kind)[0].design) for kind, name in (
        ("completion", "清水县结业证书"), ("mastery", "示范县出师证书"), ("signin", "清水县签到表"),
    )]  # fmt: skip
    design_files.to_file(DesignSet("清水县教育局", "2026-09-01", tuple(named)), out)


GROUPS: tuple[Callable[[Stage], Pictures], ...] = (
    start, teachers, importing, exporting, home, mentoring, studios, training, ledger, portfolio, exchanging, receiving_many,
    reviewing, joining,
    papers, designing, checking, figuring, rules, settings, backups, audited, protecting,
)  # fmt: skip


def first_page(path: Path) -> QPixmap:
    """The first page of a PDF at 72 dots to the inch, in a thin frame."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        drawn = document[0].render(scale=1.0, rev_byteorder=False)
    image = QImage(drawn.buffer, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_BGR888).copy()
    painter = QPainter(image)
    painter.setPen(QColor("#C5CFCF"))
    painter.drawRect(image.rect().adjusted(0, 0, -1, -1))
    painter.end()
    return QPixmap.fromImage(image)


def pk_of(session: sessions.Session, name: str) -> str:
    """The id of the organisation of this name."""
    return next(str(row["id"]) for row in organisations.listed(session) if row["name"] == name)


# -- what every picture needs


def records_of(window: MainWindow) -> RecordPage:
    """The page in sight, or the part of it in sight, which is one of list and detail."""
    page = window.page.part if isinstance(window.page, PartedPage) else window.page
    assert isinstance(page, RecordPage), page.title
    return page


def choose(window: MainWindow, row: int) -> None:
    """Make a row of the list the current one and wait for its detail."""
    settle(window)
    grid = records_of(window).list.grid
    grid.setCurrentIndex(grid.rows.index(row, 1))
    settle(window)


def dialog_of(window: MainWindow) -> QDialog:
    """The dialog over the window."""
    return next(one for one in window.findChildren(QDialog) if one.isVisible())


def settle(window: MainWindow | StartPage) -> None:
    """Let a window read and paint, until its lanes have rested for a moment."""
    lanes = [window.lane] if isinstance(window, StartPage) else [window.reads, window.jobs]
    whole, rest = QElapsedTimer(), QElapsedTimer()
    whole.start()
    rest.start()
    while rest.elapsed() < _PAUSE:
        if any(lane.busy for lane in lanes):
            rest.restart()
        if whole.elapsed() > _LONGEST:
            raise TimeoutError("the window is still reading")
        QApplication.processEvents()


def away(widget: QWidget) -> None:
    """Take a window away at once."""
    widget.hide()
    widget.deleteLater()
    QApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def write(name: str, picture: QPixmap) -> str:
    """Write one picture in its 256 most frequent colours, which the eye does not miss; returns what was written."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    colours = Counter(memoryview(image.constBits()).cast("I"))
    table = [colour for colour, _ in colours.most_common(256)]
    path = FOLDER / f"{name}.png"
    image.convertToFormat(QImage.Format.Format_Indexed8, table).save(str(path), quality=0)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{path.name} is {size:,} bytes; a picture may have {MOST_BYTES:,}.")
    return f"{path.relative_to(ROOT)}  {image.width()}×{image.height()}  {size / 1000:.0f} kB"


def main() -> int:
    """Take the pictures asked for."""
    by_name = {group.__name__: group for group in GROUPS}
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("groups", nargs="*", metavar="group", help=" ".join(by_name))
    asked.add_argument("--county", type=Path, metavar="FOLDER", help="a demonstration county made before")
    options = asked.parse_args()
    unknown = sorted({*options.groups} - {*by_name})
    if unknown:
        asked.error(f"no such group: {' '.join(unknown)}")
    program.application()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="xinhuo-pictures-") as scratch:
        county = options.county and options.county.resolve()
        if county is None:
            county = Path(scratch) / "made"
            # Its keys go with it; a county made before has them in the store of this computer.
            os.environ.setdefault(keystores.FOLDER, str(Path(scratch) / "keys"))
            # As it is called in the windows, which begin in `scratch`.
            os.environ[places.ELSEWHERE] = "本机备份"
            demo_files.make(county, teachers=TEACHERS, schools=SCHOOLS, seed=SEED)
        with contextlib.chdir(scratch):
            for name in options.groups or by_name:
                for picture in by_name[name](Stage(county, Path(scratch))):
                    print(write(*picture), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
