"""Excel in and out of the lists: choose or drop a workbook, see what it would do, import it, take it back."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import records
from app.progress import Progress
from app.session import Session
from ui import desktop
from ui.pages import Services, Shows

if TYPE_CHECKING:
    from app import importing
    from ui.preview import Proposal

READ = "表格 (*.xlsx *.xlsm *.xls *.xlsb *.et *.ods *.csv *.html *.htm)"
_PURPOSE = "workbooks"

LABELS = {"teachers": "教师", "organisations": "单位"}
LISTS = (
    "organisations", "teachers", "credentials", "pairs", "studios", "members", "classes", "attendance", "honours",
    "assessments", "observations", "certificates",
)  # fmt: skip
"""What can be exported, as `app.listings` has it; the moves of a year are a report."""


def offer(session: Session, services: Services, window: QWidget) -> None:
    """Tell every page what can be imported here (units are the county's own) and what can be taken out."""
    for kind in LABELS if session.is_county else ("teachers",):
        services.bring_in[kind] = partial(bring_in, services, window, kind)
        services.templates[kind] = partial(write_template, services, window, kind)
    for table in LISTS:
        services.take_out[table] = partial(take_out, session, services, window, table)


def bring_in(services: Services, window: QWidget, kind: str, path: Path | None = None) -> None:
    """Read a workbook (chosen where none is given) in the lane and show what importing it would do."""
    from app import importing
    from ui import choosing

    path = path or choosing.file(window, services.settings, _PURPOSE, f"导入{LABELS[kind]}", READ)
    if path is None:
        return
    chosen = path

    def read(session: Session, progress: Progress) -> "tuple[importing.Preview, Proposal]":
        made = importing.preview(session, kind, chosen, progress=progress)
        if not made.tables:
            raise importing.no_table(made)
        return made, proposal_of(made)

    services.jobs.run(read, title=f"正在读取{path.name}", done=lambda read: show(services, window, *read))


def show(services: Services, window: QWidget, made: "importing.Preview", proposal: "Proposal") -> None:
    """Show what importing a workbook would do; it is imported when a person says so."""
    from ui.preview import PreviewDialog, PreviewPane

    accept, hint = _offer(made)
    pane = PreviewPane(proposal, accept=accept, decline="取消" if accept else "关闭", hint=hint)
    dialog = PreviewDialog(window, f"导入{LABELS[made.kind]}", pane)
    dialog.accepted.connect(lambda: _apply(services, made))
    dialog.open()


def proposal_of(made: "importing.Preview") -> "Proposal":
    """The preview of a workbook, what is faulty first."""
    from app import importing
    from app.importing import STATE_LABELS
    from ui.preview import Change, Item, Proposal

    several = len({row.sheet for row in made.rows}) > 1
    items = [
        Item(
            row.state,
            row.title,
            f"{row.sheet} 第 {row.number} 行" if several else f"第 {row.number} 行",
            changes=[Change(line.label, line.old, line.new) for line in importing.lines(made, row)],
            note=row.doubt.question if row.doubt else row.note,
            faults=[(f"{fault.cell} {fault.label}", fault.reason) for fault in row.faults],
        )
        for row in made.rows
    ]
    notes = [*made.notes, *([f"没有导入的列：{'、'.join(made.unmapped)}。"] if made.unmapped else [])]
    order: tuple[importing.RowState, ...] = ("faulty", "doubtful", "new", "changed", "same")
    return Proposal(
        title=made.file_name,
        sentence=made.sentence,
        kinds={state: STATE_LABELS[state] for state in order},
        items=sorted(items, key=lambda item: item.kind != "faulty"),
        notes=notes,
        bad=frozenset({"faulty", "doubtful"}),
        who="姓名" if made.kind == "teachers" else "单位",
        what="位置",
        what_width=136 if several else 80,
    )


def _offer(made: "importing.Preview") -> tuple[str, str]:
    """Words of the main button, and what to say beside it."""
    faulty = made.counts["faulty"] + made.counts["doubtful"]
    wanted = made.counts["new"] + made.counts["changed"]
    if not wanted:
        return "", "没有可以导入的行：请在表格里改好再导入。" if faulty else "表格与现有内容一致，不需要导入。"
    if faulty:
        return f"跳过有误的 {faulty:,} 行，导入 {wanted:,} 行", "也可以先取消，在表格里改好有误的行再导入。"
    return f"全部接收（{wanted:,} 行）", "导入后可以整个撤销。"


def _apply(services: Services, made: "importing.Preview") -> None:
    from app import importing

    def done(imported: "importing.Imported") -> None:
        skipped = f"，跳过 {imported.skipped:,} 行" if imported.skipped else ""
        words = f"已导入{LABELS[made.kind]}：新增 {imported.new:,}、变化 {imported.changed:,}{skipped}"
        services.toast(words, "撤销", partial(_undo, services))

    services.jobs.run(
        lambda session, progress: importing.apply(session, made, skip_faulty=True, progress=progress),
        title=f"正在导入{made.file_name}",
        done=done,
    )


def _undo(services: Services) -> None:
    services.jobs.run(
        lambda session, progress: records.undo_last(session),
        title="正在撤销导入",
        done=lambda reason: services.toast(f"已撤销：{reason}"),
    )


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


def _open(services: Services, path: Path) -> None:
    desktop.show(path, lambda title, advice: services.toast(title + advice))
