"""目标: what the county means to reach, what there is today, and who is behind it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app import records, targets
from app.fields import Field, Unreadable, Value
from app.session import Session
from ui.choices import Choice, Picker
from ui.details import Fact, Sheet
from ui.forms import Form
from ui.pages import Services
from ui.people import form_pickers
from ui.record_page import RecordPage, Records, Tuples
from ui.rows import Column

LOCKED = "目标由县里登记，本校只能查看。"
NAMES = (
    "id",
    "title",
    "counted",
    "number",
    "now",
    "gap",
    "share",
    "state",
    "start_date",
    "end_date",
    "document",
    "aliases",
)
_MOST_NAMES = 12


def _column(name: str, width: int, **more: Any) -> Column:
    field = targets.ENTITY.field(name)
    assert field is not None
    return Column(name, field.label, width, field=field, **more)


COLUMNS = (
    _column("title", 176),
    Column("counted", "统计什么", 176),
    _column("number", 72, align="right"),
    Column("now", "现在", 88, "right"),
    Column("gap", "还差", 64, "right"),
    Column("share", "完成（%）", 80, "right"),
    Column("state", "情况", 80),
    _column("end_date", 96),
    _column("start_date", 96, hidden=True),
    _column("document", 176, hidden=True),
    _column("aliases", 120, hidden=True),
)


def listed(session: Session) -> Tuples:
    """Every target in the order of `NAMES`."""
    return [tuple(row[name] for name in NAMES) for row in targets.listed(session)]


class TargetsPage(RecordPage):
    """The targets, each with what there is of it; the county's to write."""

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=targets.FORM,
            unit="项",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=targets.get,
            save=targets.save,
            sheet=lambda session, pk: sheet(session, services, pk),
            delete=lambda session, pk: records.delete(session, targets.ENTITY, pk),
            empty="登记要达到的人数、次数，写明截止日期和依据文件；现在有多少、还差多少由程序数出来。",
            search="目标、依据文件或别名",
            filters=("state",),
            tables=frozenset(
                {"teachers", "honours", "postings", "organisations", "classes", "attendance", "rules", "pairs"}
            ),
            locked="" if session.is_county else LOCKED,
        )
        super().__init__(session, services, what, title="目标")

    def make_form(self, parent: QWidget) -> Form:
        forms: list[Form] = []

        def figure() -> str:
            editor = forms[0].rows["figure"].editor if forms else None
            try:
                return str(editor.text()) if editor else ""
            except Unreadable:
                return ""

        pickers = {
            **form_pickers(self.session, self.services.people),
            "figures": Picker(_figures, targets.figure_label, "输入几个字，从列表中选"),
            "figure_choices": Picker(
                lambda text: [
                    Choice(words, words, by) for words, by in targets.find_choices(self.session, figure(), text)
                ],
                lambda choice: targets.choice_label(self.session, figure(), choice),
                "不填表示全部",
            ),
        }
        forms.append(Form(self.what.entity, self.session, pickers=pickers, parent=parent))
        return forms[0]

    def defaults(self) -> Mapping[str, Value]:
        today = self.session.today()
        return {"start_date": f"{today.year}-01-01", "end_date": f"{today.year}-12-31"}


def _figures(text: str) -> list[Choice]:
    return [Choice(key, label, note) for key, label, note in targets.find_figures(text)]


def sheet(session: Session, services: Services, pk: str) -> Sheet:
    """One target: how it stands, and the first of those behind it."""
    row = targets.get(session, pk)
    one = next(one for one in targets.standings(session) if one.id == pk)
    facts = [
        Fact("情况", one.state),
        Fact("现在", one.shown),
        Fact("目标数", f"{one.number:,}"),
        Fact("还差", one.gap_words or "—"),
        Fact("统计什么", one.counted),
        Fact("时间", f"{one.start_date} 到 {one.end_date}"),
        *(Fact(_label(name), str(row[name])) for name in ("document", "aliases", "remark") if row[name]),
    ]
    names = list(dict.fromkeys(entry.name for entry in one.entries))
    if names:
        more = f"等 {len(names):,} 个" if len(names) > _MOST_NAMES else ""
        facts.append(Fact("是哪些", "、".join(names[:_MOST_NAMES]) + more))
    return Sheet(
        title=one.title,
        subtitle=one.counted,
        facts=facts,
        sections=(),
        history=lambda: records.history(session, targets.ENTITY, pk),
        note="" if session.is_county else LOCKED,
    )


def _label(name: str) -> str:
    field: Field | None = targets.ENTITY.field(name)
    return field.label if field else name
