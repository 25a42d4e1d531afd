"""The steps of an import: read the file, ask which list it is, show it, import it, take it back, write what was left."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import importing, records
from app.importing import Clash, Imported, Opened, refused
from app.problems import SHOWN, Cancelled
from app.progress import Progress
from app.session import Session
from ui import choosing, desktop, messages, passwords
from ui.importing.dialog import ImportPane
from ui.importing.kinds import KindsDialog
from ui.importing.work import Read, Work, read
from ui.pages import Services
from ui.preview import PreviewDialog

if TYPE_CHECKING:
    from app.leaving import Purpose


def begin(services: Services, window: QWidget, kind: str, path: Path, password: str = "") -> None:
    """Read a workbook in the lane and show what importing it as this kind of list would do.

    A template of another kind says so itself, and the headings of another list tell: then a person is asked.
    """

    def work(session: Session, progress: Progress) -> tuple[Opened, str | None, Read | None]:
        # A file that needs no password is read while what it is compared with is.
        source = importing.open_file(path, password=password, progress=progress) if password else path
        made = importing.preview(session, kind, source, progress=progress)
        said = importing.kind_said(made.opened)
        if said is not None and said != kind:
            return made.opened, importing.wanted(session, said).name, None
        other = None if said else importing.likelier(session, made, progress=progress)
        return made.opened, other, read(session, made)

    def then(found: tuple[Opened, str | None, Read | None]) -> None:
        opened, other, made = found
        if other is not None and _is_the_other(window, kind, other, of_template=made is None):
            look(services, window, other, opened)
        elif made is not None:
            show(Work(services, window, made))
        else:
            look(services, window, kind, opened)

    again = partial(begin, services, window, kind, path)
    services.jobs.run(
        work, title=f"正在读取{path.name}", done=then, failed=passwords.or_ask(services, window, path, again)
    )


def _is_the_other(window: QWidget, kind: str, other: str, *, of_template: bool) -> bool:
    """Ask whether the file is the list that it says it is, or looks like, rather than the one of the page."""
    label, called = importing.KINDS[kind].label, importing.KINDS[other].label
    title, why = (
        (f"这是“{called}”的表格，是否改为导入{called}？", "这个表格是用薪火的模板填写的，里面写着它是哪一种名单。")
        if of_template
        else (f"这张表更像“{called}”的名单，是否改为导入{called}？", f"表头里认得出的，多半是{called}的项目。")
    )
    return messages.ask(window, title, why, f"改为导入{called}", f"仍导入{label}")


def begin_any(services: Services, window: QWidget, path: Path, password: str = "") -> None:
    """Read a workbook and ask which list it is, the likeliest first; a template says it itself."""

    def work(session: Session, progress: Progress) -> tuple[Opened, tuple[str, ...], bool]:
        opened = importing.open_file(path, password=password, progress=progress)
        said = importing.kind_said(opened)
        if said is not None:
            return opened, (importing.wanted(session, said).name,), True
        return opened, importing.fitting(session, opened, progress=progress), False

    def then(found: tuple[Opened, tuple[str, ...], bool]) -> None:
        opened, fitting, certain = found
        if certain:
            look(services, window, fitting[0], opened)
        else:
            ask_kind(services, window, opened, fitting)

    again = partial(begin_any, services, window, path)
    services.jobs.run(
        work, title=f"正在读取{path.name}", done=then, failed=passwords.or_ask(services, window, path, again)
    )


def ask_again(services: Services, window: QWidget, opened: Opened) -> None:
    """Look which list a workbook that was read may be, and ask."""
    services.jobs.run(
        lambda session, progress: importing.fitting(session, opened, progress=progress),
        title=f"正在核对{opened.file_name}",
        done=partial(ask_kind, services, window, opened),
    )


def ask_kind(services: Services, window: QWidget, opened: Opened, fitting: tuple[str, ...]) -> None:
    """Ask which list a workbook that was read is."""
    dialog = KindsDialog(window, list(services.bring_in), fitting, opened.file_name)
    dialog.chosen.connect(lambda kind: look(services, window, kind, opened))
    dialog.open()


def look(services: Services, window: QWidget, kind: str, opened: Opened) -> None:
    """Show what importing a workbook that was read would do."""
    services.jobs.run(
        lambda session, progress: read(session, importing.preview(session, kind, opened, progress=progress)),
        title=f"正在核对{opened.file_name}",
        done=lambda made: show(Work(services, window, made)),
    )


def show(work: Work, said: str = "") -> None:
    """Show what an import would do; it is done when a person says so. `said` stands on top."""
    pane = ImportPane(work, said)
    dialog = PreviewDialog(work.window, f"导入{work.kind.label}", pane)
    pane.refused.connect(lambda: write_refused(work))

    def other() -> None:
        dialog.reject()
        if not dialog.isVisible():
            ask_again(work.services, work.window, work.made.opened)

    pane.other.connect(other)
    dialog.accepted.connect(lambda: apply(work))
    dialog.open()


def apply(work: Work) -> None:
    """Import what was not left out; where it is refused, the preview comes back with everything chosen so far."""
    made, choices = work.made, work.choices
    work.services.jobs.run(
        lambda session, progress: importing.apply(session, made, choices, skip_faulty=True, progress=progress),
        title=f"正在导入{made.file_name}",
        done=partial(_done, work),
        failed=partial(_failed, work),
    )


def _done(work: Work, imported: Imported) -> None:
    label, act = work.kind.label, imported.act
    skipped = f"，跳过 {imported.skipped:,} 行" if imported.skipped else ""
    words = f"已导入{label}：新增 {imported.new:,}、变化 {imported.changed:,}{skipped}"
    if (
        (work.faulty or work.open)
        and not work.written
        and messages.ask(
            work.window,
            f"{words}。",
            "没有导入的行可以写成一个表格，每一行都写着原因，改好以后直接再导入。",
            "导出没有导入的行……",
            "不用",
        )
    ):
        write_refused(work)
    if act is None:
        work.services.toast(words)
    else:
        work.services.toast(words, "撤销", partial(undo, work.services, act))


def _failed(work: Work, error: BaseException) -> None:
    if isinstance(error, Clash):
        work.show(importing.marked(work.made, error))
        show(work, f"{error.title}{error.advice}")
    elif isinstance(error, Cancelled):
        work.services.toast(f"{error.title}{error.advice}")
        show(work)
    elif isinstance(error, SHOWN):
        messages.show_problem(work.window, error)
        # What was answered and chosen is not lost: it is shown again over the data as it is now.
        work.changed.connect(partial(_show_again, work))
        work.refresh()
    else:
        messages.report_bug(work.window, error)


def _show_again(work: Work) -> None:
    work.changed.disconnect()
    show(work)


def undo(services: Services, act: str) -> None:
    """Take back exactly this import; refused in words where something was built upon it."""
    services.jobs.run(
        lambda session, progress: records.undo_act(session, act),
        title="正在撤销导入",
        done=lambda reason: services.toast(f"已撤销：{reason}"),
    )


def write_refused(work: Work) -> None:
    """Write the rows that are not imported as a workbook with the reasons, and offer to open it.

    Whole numbers stand in it as they were sent: then it is asked what for.
    """
    if not refused.has_numbers(work.made, work.skipped):
        _write_refused(work, None)
        return
    from ui.leaving import PurposeSheet

    then = partial(_write_refused, work)
    PurposeSheet(work.window, work.services.settings, "导出没有导入的行", then, first="改正后重新导入").open()


def _write_refused(work: Work, whole: "Purpose | None") -> None:
    name = f"{Path(work.made.file_name).stem}（没有导入的行）.xlsx"
    title = "导出没有导入的行"
    path = choosing.target(work.window, work.services.settings, choosing.LISTS, title, choosing.WORKBOOK, name)
    if path is None:
        return
    made, skipped, out = work.made, frozenset(work.skipped), path
    work.written = True

    def done(count: int) -> None:
        desktop.offer(work.services.toast, f"已导出没有导入的 {count:,} 行：{out.name}", out)

    work.services.jobs.run(
        lambda session, progress: refused.write(session, made, out, skipped, whole=whole, progress=progress),
        title="正在导出没有导入的行",
        done=done,
    )
