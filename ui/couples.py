"""可能重复的人: couples of entries that look like one person, to be merged or told apart."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.problems import SHOWN
from app.session import Session
from ui import messages
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Services
from ui.rows import Column
from ui.sheet import Sheet

if TYPE_CHECKING:
    from app.merging.couples import Couple

_COLUMNS = (
    Column("one", "姓名", 88, given=True),
    Column("school", "学校", 136),
    Column("birth", "出生日期", 96),
    Column("other", "另一条", 88),
    Column("other_school", "学校", 136),
    Column("other_birth", "出生日期", 96),
    Column("why", "为什么像一个人", 224),
    Column("against", "但是", 112),
)

_COUNTY = (
    "同一个人可能被两所学校各登记一次，或者一次有证号、一次没有。点一对看两边的内容，是一个人就合并，"
    "不是就记下来，以后不再列出。"
)
_SCHOOL = "合并由县里办理：请把这两位的姓名和学校告诉县局经办人。不是同一人的可以记下来，以后不再列出。"


class CouplesSheet(Sheet):
    """The list; at the county each couple can be merged from here."""

    def __init__(self, parent: QWidget, session: Session, services: Services) -> None:
        super().__init__(parent, "可能重复的人", "可能重复登记的人", "合并……", no="关闭", width=1080)
        self._session, self._services = session, services
        self._closed = False
        self.by_key: dict[str, Couple] = {}
        words = self.sentence(_COUNTY if session.is_county else _SCHOOL)
        words.setProperty("role", "secondary")
        merge = [Act("合并……", lambda ids: self.merge(ids[0]))] if session.is_county else []
        self.list = ListPane(
            _COLUMNS,
            ("key", *(one.name for one in _COLUMNS)),
            unit="对",
            empty=Empty("没有可能重复登记的人", "身份证号、姓名、出生日期、学校、手机号都查对过了。"),
            filters=("why",),
            row_acts=[*merge, Act("不是同一人", self.tell_apart)],
            ticks=False,
        )
        self.list.opened.connect(self.merge)
        self.list.rows.modelReset.connect(self._follow)
        self.list.chosen.connect(lambda _pk: self._follow())
        self.column.addWidget(self.list, 1)
        self.apart = QPushButton("不是同一人")
        self.apart.setAutoDefault(False)
        self.apart.clicked.connect(lambda: self.tell_apart([self.list.grid.current_id or ""]))
        self.said = QLabel()
        self.back = QPushButton("撤销")
        self.back.setProperty("kind", "quiet")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(lambda: self._take_back())
        self._back: Callable[[], None] | None = None
        for place, widget in enumerate((self.apart, self.said, self.back)):
            self.foot.insertWidget(place, widget)
        self._say("")
        self.go.setVisible(session.is_county)
        self.setFixedHeight(min(600, max(parent.window().height() - 48, 320)))
        self.list.reading()
        self._follow()
        self.reload()

    def reload(self) -> None:
        """Look again, in the quiet lane."""
        self._services.reads.run(_couples, title="正在查找可能重复的人", done=self._put)

    def _put(self, found: "list[Couple]") -> None:
        if self._closed:
            return
        self.by_key = {" ".join(one.ids): one for one in found}
        self.list.put(
            (key, one.one.name, one.one.school, one.one.birth, one.other.name, one.other.school, one.other.birth,
             "；".join(one.reasons), one.against)
            for key, one in self.by_key.items()
        )  # fmt: skip

    def _follow(self) -> None:
        chosen = self.list.grid.current_id in self.by_key
        self.go.setEnabled(chosen)
        self.apart.setEnabled(chosen)

    def on_go(self) -> None:
        self.merge(self.list.grid.current_id or "")

    def merge(self, key: str) -> None:
        """Open both side by side."""
        if key not in self.by_key or not self._session.is_county:
            return
        from ui.merging import merge_two

        sheet = merge_two(self, self._session, self._services, self.by_key[key].ids)
        if sheet is not None:
            sheet.merged.connect(lambda words: self._say(words, self._services.undo))
            sheet.merged.connect(lambda _words: self.reload())

    def tell_apart(self, ids: Ids) -> None:
        """Remember that the two are two; they can be asked about again at once."""
        couple = self.by_key.get(ids[0])
        if couple is None:
            return
        from app.merging import couples

        try:
            couples.tell_apart(self._session, *couple.ids)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self._say("已记下：不是同一人", partial(couples.ask_again, self._session, *couple.ids))
        self.reload()

    def _say(self, words: str, back: Callable[[], None] | None = None) -> None:
        """What was just done; the window behind cannot be reached for its toast."""
        self._back = back
        self.said.setText(words)
        self.back.setVisible(back is not None)

    def _take_back(self) -> None:
        back = self._back
        self._say("")
        if back is not None:
            back()
        self.reload()

    def done(self, result: int) -> None:
        """Closed: what is still being looked for is for nobody."""
        self._closed = True
        super().done(result)


def _couples(session: Session, progress: object) -> "list[Couple]":
    from app.merging import couples

    return couples.couples(session)
