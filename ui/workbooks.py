"""Excel in and out of the lists: choose or drop a workbook to import, write a template, take records out."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.session import Session
from ui.pages import Services, Shows

READ = "表格 (*.xlsx *.xlsm *.xls *.xlsb *.et *.ods *.csv *.txt *.tsv *.html *.htm *.xml)"

LABELS = {
    "organisations": "单位",
    "teachers": "教师",
    "credentials": "教师资格",
    "pairs": "师徒结对",
    "pair_activities": "结对活动",
    "plans": "个人发展规划",
    "studios": "工作室",
    "members": "工作室成员",
    "studio_plans": "工作室计划",
    "studio_activities": "工作室活动",
    "participations": "活动参加",
    "outputs": "工作室成果",
    "studio_assessments": "工作室考核",
    "links": "名师联系学校",
    "link_activities": "联系学校活动",
    "classes": "培训班次",
    "attendance": "学时记录",
    "sessions": "课程安排",
    "quotas": "名额",
    "declarations": "申报学时",
    "honours": "荣誉",
    "assessments": "考核",
    "observations": "听课",
    "courses": "课程",
    "bases": "培训基地",
    "volunteering": "志愿服务",
    "moves": "调动交流",
}
"""What can be imported, as `app.importing` has it: that is not loaded before somebody imports."""
COUNTY_ONLY = frozenset(
    {"organisations", "studios", "members", "studio_assessments", "links", "quotas", "courses", "bases", "moves"}
)
LISTS = (*(kind for kind in LABELS if kind != "moves"), "certificates", "ledger")
"""What can be exported, as `app.listings` has it; the moves of a year are a report."""


def offer(session: Session, services: Services, window: QWidget) -> None:
    """Tell every page what can be imported here (some lists are the county's own) and what can be taken out."""
    services.bring_in_any = partial(bring_in_any, services, window)
    for kind in (one for one in LABELS if session.is_county or one not in COUNTY_ONLY):
        services.bring_in[kind] = partial(bring_in, services, window, kind)
        services.templates[kind] = partial(write_template, services, window, kind)
    for table in LISTS:
        services.take_out[table] = partial(take_out, session, services, window, table)


def bring_in(services: Services, window: QWidget, kind: str, path: Path | None = None) -> None:
    """Show what importing a workbook (chosen where none is given) as this kind of list would do."""
    from ui import choosing
    from ui.importing import steps

    path = path or choosing.file(window, services.settings, choosing.LISTS, f"导入{LABELS[kind]}", READ)
    if path is not None:
        steps.begin(services, window, kind, path)


def bring_in_any(services: Services, window: QWidget, path: Path | None = None) -> None:
    """Ask which list is to be imported, of a workbook dropped somewhere or of one still to be chosen."""
    from ui.importing import steps
    from ui.importing.kinds import KindsDialog

    if path is not None:
        steps.begin_any(services, window, path)
        return
    dialog = KindsDialog(window, list(services.bring_in))
    dialog.chosen.connect(lambda kind: services.bring_in[kind]())
    dialog.open()


def is_workbook(path: Path) -> bool:
    """Whether a file may be a workbook, by its name."""
    return path.suffix.lower() in READ.partition("(")[2].rstrip(")").replace("*", "").split()


def write_template(services: Services, window: QWidget, kind: str, class_id: str = "") -> None:
    """Write the template to fill in, empty or with the people already in it, and offer to open it."""
    from ui import templates

    templates.ask(services, window, kind, {one: LABELS[one] for one in services.templates}, class_id)


def take_out(
    session: Session, services: Services, window: QWidget, table: str, ids: Sequence[str], shown: Shows = ()
) -> None:
    """Ask which columns of these records are wanted and how, and write them as a workbook."""
    from ui.exporting import steps

    steps.begin(session, services, window, table, ids, shown)
