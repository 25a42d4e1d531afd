"""What is done with a text: saved, named, used, copied, deleted, written as PDF or text, printed, given to others."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.documents import heads, making, places, texts
from app.documents.making import Made
from app.documents.texts import Text
from app.fields import Field, Kind
from app.problems import SHOWN
from app.progress import Progress
from app.records import Entity, Values
from app.session import Session
from ui import choosing, desktop, messages, printers
from ui.documents.inserting import InsertDialog
from ui.documents.printing import PURPOSE, PrinterSheet
from ui.printers import Wanted
from ui.small_dialog import SmallDialog

if TYPE_CHECKING:
    from ui.documents.part import DocumentsPart

_TALL, _AROUND = 640, 48
_FILES = "文稿文件 (*.txt)"
_KINDS = {".pdf": "PDF 文件 (*.pdf)", ".txt": "文本文件 (*.txt)"}
_NEW = Entity(
    "new_text",
    "文稿",
    (
        Field("kind", "文稿种类", Kind.CODE, codes="text_kind", required=True),
        Field("name", "文稿名称", required=True, width=22),
    ),
)
_NAME = Entity("text_name", "文稿", (Field("name", "文稿名称", required=True, width=22),))
_BLANK = "{年}年××××工作通知\n\n各学校：\n在这里写正文，每段一行。\n"

Acts = Sequence[tuple[str, Callable[[], None]]]


def more(part: "DocumentsPart") -> Acts:
    """What stands under 更多 for the open text."""
    if not part.session.is_county:
        return (("导出文稿……", lambda: export(part)),)
    found: list[tuple[str, Callable[[], None]]] = [
        ("以后就用这一篇", lambda: use(part)),
        ("另存一篇……", lambda: ask_name(part, "另存一篇", part.text.name.removesuffix("（自带）"), copy_named)),
    ]
    if part.text.pk:
        found += [
            ("改名……", lambda: ask_name(part, "改名", part.text.name, rename)),
            ("删除这一篇……", lambda: remove(part)),
        ]
    return (*found, ("导出文稿……", lambda: export(part)))


def ask_place(part: "DocumentsPart") -> None:
    """Show all that can be put into the open text."""
    dialog = InsertDialog(part, places.choices(part.session, part.text.kind))
    dialog.chosen.connect(part.editor.insert)
    dialog.show()


def ask_head(part: "DocumentsPart") -> None:
    """Ask for what no figure says: head, number, whom it goes to, signature, imprint; remembered for the text."""
    text = part.text
    dialog = SmallDialog(
        part, part.session, heads.ENTITY,
        title="公文要素", about=text.name,
        words="填好的内容会记住，下次做同一篇文稿时还在。不填的项目不印。",
        verb="确定", defaults=part.head,
    )  # fmt: skip
    dialog.resize(dialog.width(), min(part.window().height() - _AROUND, _TALL))

    def keep(values: Values) -> None:
        part.head = {**part.head, **values}
        heads.keep(part.session, text, part.head)
        part.look()

    dialog.chosen.connect(keep)
    dialog.open()


def save(part: "DocumentsPart") -> None:
    """Keep what is written; a text that comes with the program is kept as one's own and used from then on."""
    text = part.now
    try:
        if text.pk:
            texts.save(part.session, text.pk, {"body": text.body})
            pk = text.pk
        else:
            pk = texts.copy(part.session, text)
            texts.choose(part.session, text.kind, pk)
            moved = dict(part.head)
            part.open_id(pk)
            part.head = moved
            heads.keep(part.session, part.text, moved)
    except SHOWN as problem:
        messages.show_problem(part, problem)
        return
    part.editor.document().setModified(False)
    part.text = texts.get(part.session, pk)
    part.reload()
    part.tell()
    part.services.toast("文稿已保存。")


def ask_new(part: "DocumentsPart") -> None:
    """Begin another text: of the one that comes with its kind, or a blank one."""
    if not part.may_leave():
        return
    dialog = SmallDialog(
        part, part.session, _NEW,
        title="新建文稿", about="新建文稿", words="有自带文稿的种类从自带的开始改，其他的从空白开始。",
        verb="新建", defaults={"kind": "other"},
    )  # fmt: skip
    dialog.chosen.connect(partial(_begin, part))
    dialog.open()


def _begin(part: "DocumentsPart", values: Values) -> None:
    kind = str(values["kind"])
    base = texts.shipped(kind)
    body = base.body if base else _BLANK
    _kept(part, lambda: texts.copy(part.session, Text(None, kind, str(values["name"]), body)))


def ask_name(part: "DocumentsPart", verb: str, name: str, act: Callable[["DocumentsPart", str], None]) -> None:
    """Ask what a text is to be called."""
    dialog = SmallDialog(
        part, part.session, _NAME,
        title=verb, about=f"{verb}：{part.text.name}", words="名称只在列表里用，不印在纸上。",
        verb=verb, defaults={"name": name},
    )  # fmt: skip
    dialog.chosen.connect(lambda values: act(part, str(values["name"])))
    dialog.open()


def copy_named(part: "DocumentsPart", name: str) -> None:
    """Keep what is written as another text."""
    text = part.now
    _kept(part, lambda: texts.copy(part.session, text, texts.free_name(part.session, text.kind, name)))


def rename(part: "DocumentsPart", name: str) -> None:
    """Call the open text otherwise."""
    pk = part.text.pk or ""
    if part.may_leave():
        _kept(part, lambda: texts.save(part.session, pk, {"name": name}))


def use(part: "DocumentsPart") -> None:
    """Make documents of this kind of the open text from now on."""
    try:
        texts.choose(part.session, part.text.kind, part.text.pk)
    except SHOWN as problem:
        messages.show_problem(part, problem)
        return
    part.reload()
    part.services.toast(f"以后的{texts.label_of(part.text.kind)}都用“{part.text.name}”。")


def remove(part: "DocumentsPart") -> None:
    """Delete the open text, asking once; it can be undone."""
    text = part.text
    if not messages.ask(part, f"删除“{text.name}”吗？", "删除以后可以撤销。", "删除", "不删除"):
        return
    try:
        texts.delete(part.session, text.pk or "")
    except SHOWN as problem:
        messages.show_problem(part, problem)
        return
    part.editor.document().setModified(False)
    part.open(texts.chosen(part.session, "annual"))
    part.reload()
    part.services.toast(f"已删除“{text.name}”。", "撤销", part.services.undo)


def _kept(part: "DocumentsPart", act: Callable[[], str]) -> None:
    try:
        pk = act()
    except SHOWN as problem:
        messages.show_problem(part, problem)
        return
    part.open_id(pk)


def export(part: "DocumentsPart") -> None:
    """Write the text, with its places, as a file that another county can take over."""
    text = part.now
    name = f"{text.name.removesuffix('（自带）')}{texts.ENDING}"
    path = choosing.target(part, part.services.settings, PURPOSE, "导出文稿", _FILES, name)
    if path is None:
        return
    try:
        texts.to_file(text, path)
    except SHOWN as problem:
        part.outcome.refused(problem)
        return
    part.outcome.done("文稿已导出。", f"文件：{path}。别的县用“从文件采用……”就能使用；里面只有文字，没有数字。")


def take(part: "DocumentsPart") -> None:
    """Take over a text from a file."""
    if not part.may_leave():
        return
    path = choosing.file(part, part.services.settings, PURPOSE, "从文件采用文稿", _FILES)
    if path is None:
        return
    try:
        pk = texts.take(part.session, texts.from_file(path))
    except SHOWN as problem:
        part.outcome.refused(problem)
        return
    part.open_id(pk)
    part.outcome.done(
        f"已采用“{part.text.name}”。", "请先看右边纸上的样子；要以后都用它，点“更多”里的“以后就用这一篇”。"
    )


def write(part: "DocumentsPart", ending: str) -> None:
    """Save the document as it is written now as PDF or as plain text."""
    text, year, head = part.now, part.asked_year, dict(part.head)
    name = f"{year}年-{text.name.removesuffix('（自带）')}{ending}"
    path = choosing.target(part, part.services.settings, PURPOSE, "存为文件", _KINDS[ending], name)
    if path is None:
        return
    out = path
    part.services.jobs.run(
        lambda session, progress: making.make(session, text, year, out, head=head, progress=progress),
        title="正在生成文稿",
        done=lambda made: _done(part, made),
        failed=part.outcome.refused,
    )


def _done(part: "DocumentsPart", made: Made) -> None:
    many = f"{made.documents} 份，" if made.documents > 1 else ""
    sheets = f"共 {made.sheets} 页。" if made.sheets else ""
    part.outcome.done(
        "文稿已生成。",
        f"{many}{sheets}文件：{made.path}",
        [("打开", lambda: desktop.show(made.path, part.outcome.say_refused))],
    )


def ask_printer(part: "DocumentsPart") -> None:
    """Ask how it is to be printed, and print it."""
    dialog = PrinterSheet(part, part.services.settings, part.text.name)
    dialog.wanted.connect(partial(_print, part))
    dialog.open()


def _print(part: "DocumentsPart", wanted: Wanted) -> None:
    text, year, head = part.now, part.asked_year, dict(part.head)

    def work(session: Session, progress: Progress) -> int:
        pdf = making.pdf(session, text, year, head=head, progress=progress)
        return printers.print_pdf(pdf, wanted, text.name, progress)

    part.services.jobs.run(
        work,
        title="正在打印文稿",
        done=lambda sheets: part.outcome.done("文稿已送到打印机。", f"共 {sheets} 页，打印机：{wanted.printer}。"),
        failed=part.outcome.refused,
    )
