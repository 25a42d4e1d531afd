"""时间线 in the detail of a teacher: folded until it is opened, a part for each year."""

from PySide6.QtWidgets import QLabel

from app.session import Session
from ui.details import Fold
from ui.teacher_sheet import sheet
from ui.teachers import TeachersPage
from ui.window import MainWindow


def test_the_timeline_opens_below_the_detail(window: MainWindow, office: Session) -> None:
    page = window.page
    assert isinstance(page, TeachersPage)
    assert page.list.grid.choose(str(office.store.value("SELECT id FROM teachers WHERE name = '王芳'", ())))
    page.show_detail()
    (fold,) = [one for one in page.detail.findChildren(Fold) if one.button.text() == "时间线"]
    assert not any("暑期全员培训" in label.text() for label in fold.findChildren(QLabel))
    fold.button.setChecked(True)
    said = [label.text() for label in fold.findChildren(QLabel)]
    assert any("培训　暑期全员培训 一班，县培、专业，12.5 学时，合格" in one for one in said)
    assert "2025 年" in said


def test_a_year_lists_what_happened_with_its_days(office: Session) -> None:
    pk = str(office.store.value("SELECT id FROM teachers WHERE name = '张三'", ()))
    (folded,) = sheet(office, pk).folded
    by_year = {one.title: one.lines for one in folded.read()}
    assert by_year["2025 年"] == [("师徒结对　与师父王芳结对（青蓝（学科））", "09-01")]
