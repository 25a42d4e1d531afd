"""How a teacher stands under the rules of hours, as the detail of the teacher says it."""

from app.rules.kinds import Regime
from app.session import Session
from tests.app.ledger.rules import rule
from ui.ledger.sheet import sheet as ledger_sheet
from ui.teacher_sheet import sheet


def teacher(office: Session, name: str) -> str:
    return str(office.store.value("SELECT id FROM teachers WHERE name = ?", (name,)))


def test_the_hours_of_a_teacher_begin_with_what_is_missing(office: Session) -> None:
    rule(office, "每年", Regime(required=900, period="year"), title="每年培训")
    year = office.today().year
    (section,) = [one for one in sheet(office, teacher(office, "王芳")).sections if one.title == "培训学时"]
    assert section.lines[0] == (f"每年培训（{year} 年）：12.5/90 学时，缺 77.5，{year}-12-31 前", "")
    assert section.lines[1][1] == "共 12.5 学时"


def test_whom_no_rule_asks_anything_is_told_so(office: Session) -> None:
    made = ledger_sheet(office, teacher(office, "王芳"))
    assert [fact.text for fact in made.facts] == ["现在没有对这位教师的学时要求。"]
    assert (made.sections, made.folded) == ([], [])
