"""Giving many studios the same assessment: kind, year and grade above, the studios to tick below, one act."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app import codes, records, studio_terms, studio_work, studios
from app.fields import Unreadable
from app.records import Invalid, Values
from app.session import Session
from app.studio_terms import Entered
from ui import messages, studio_ending
from ui.lists import Empty, Ids, ListPane
from ui.many_dialog import ManyDialog
from ui.pages import Services
from ui.rows import Column

_ASKED = ("kind", "year", "grade", "decided_on", "document")
_NAMES = ("id", "kind", "name", "host_name", "organisation_name", "level", "had")
_NONE = "未登记"
_NAMED = 8

_COLUMNS = (
    Column("kind", "类别", 80, field=studios.ENTITY.field("kind")),
    Column("name", "工作室名称", 208),
    Column("host_name", "主持人", 80),
    Column("organisation_name", "所在单位", 136),
    Column("level", "级别", 72, field=studios.ENTITY.field("level")),
    Column("had", "已登记的等次", 112),
)


def grade_many(page: QWidget, session: Session, services: Services) -> None:
    """Ask what and which studios, then write it in the lane; can be undone."""
    dialog = GradeDialog(page, session)
    dialog.chosen.connect(partial(_enter, page, session, services))
    dialog.open()


def _enter(page: QWidget, session: Session, services: Services, pks: Ids, values: Values) -> None:
    services.jobs.run(
        lambda session, progress: studio_terms.enter(session, pks, values),
        title=f"正在登记 {len(pks):,} 个工作室的考核",
        done=partial(_tell, page, session, services),
    )


def _tell(page: QWidget, session: Session, services: Services, entered: Entered) -> None:
    if entered.written:
        services.toast(f"已登记 {entered.written:,} 个工作室的考核", "撤销", services.undo)
    if entered.there:
        more = f"等 {len(entered.there)} 个" if len(entered.there) > _NAMED else ""
        names = "、".join(entered.there[:_NAMED]) + more
        title = f"已登记 {entered.written:,} 个工作室。" if entered.written else "没有新登记的工作室。"
        messages.say(page, title, f"早已登记过、没有改动的：{names}。")
    if entered.to_withdraw and messages.ask(
        page,
        f"有 {len(entered.to_withdraw)} 个工作室按规则应当撤销，现在办理吗？",
        "办理时再填日期和依据文件；也可以以后在“考核”里办理。",
        "现在办理",
        "以后再说",
    ):
        studio_ending.close(page, session, services, list(entered.to_withdraw), studios.WITHDRAWN)


class GradeDialog(ManyDialog):
    """Running studios to tick."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        pane = ListPane(
            _COLUMNS,
            _NAMES,
            unit="个",
            empty=Empty("没有运行中的工作室", "请先在“工作室”里登记。"),
            filters=("kind", "level", "had"),
        )
        super().__init__(parent, session, studio_work.ASSESSMENT, _ASKED, pane, title="批量登记工作室考核")
        self._session = session
        self.lay_out("先筛选类别，再用表头的方框勾选一类工作室。已经登记过的不会改动。")
        window = parent.window()
        self.resize(min(window.width() - 48, 860), min(window.height() - 32, 680))
        self.form.fill({})
        self.form.suggest("kind", studio_terms.YEARLY)
        self.form.suggest("year", session.today().year)
        for name in ("kind", "year"):
            self.form.rows[name].editor.left.connect(self._put)
        self._put()

    def _put(self) -> None:
        """Show the running studios, each with the grade of the kind and year above that stands there already."""
        had = self._had()
        rows = [
            {**row, "had": had.get(str(row["id"]), _NONE)} for row in studios.listed(self._session) if studios.runs(row)
        ]
        self.list.put(tuple(row[name] for name in _NAMES) for row in rows)

    def _had(self) -> Mapping[str, str]:
        try:
            asked: dict[str, Any] = {name: self.form.rows[name].editor.text() for name in ("kind", "year")}
            values = records.read(studio_work.ASSESSMENT, asked, self._session)
        except (Unreadable, Invalid):
            return {}
        grades = codes.table("three_grades")
        return {
            str(row["studio_id"]): grades.label_of(row["grade"])
            for row in studio_terms.assessments(self._session)
            if (row["kind"], row["year"]) == (values["kind"], values["year"])
        }
