"""找师父 in 师徒结对: for one mentee the candidates in their order with reasons, and one click to make the pair."""

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app import codes, mentoring, records
from app.fields import Field, Kind, Unreadable
from app.pair_checks import usual_end
from app.pair_suggestions import CLASS_TUTOR, Suggested, suggest
from app.records import Values
from app.session import Session
from ui import agreeing, messages
from ui.editors import ReferenceEditor
from ui.flow import Flow
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Page, Services
from ui.rows import Column

_MENTEE = Field("mentee_id", "徒弟", Kind.REFERENCE, refers_to="teachers")
_NOBODY = Empty(
    "没有可列的人",
    "在上面选徒弟和类别，这里按合适的程度排出可以当师父的人；没有合适的，看“不合适的”里写的原因，确实要请其中一位，可以直接新增结对。",
)
_PAIR = "结对"


class SuggestPage(Page):
    """Choose the mentee and the kind of pair above; candidates, or those left out with the reason, below."""

    tables = frozenset({"pairs", "teachers", "postings", "organisations", "honours", "rules"})

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="找师父")
        self.found: Suggested | None = None
        self._asked = ("", "")
        self.mentee = ReferenceEditor(_MENTEE, services.people.picker(), self)
        self.mentee.widget.setFixedWidth(220)
        self.mentee.widget.setAccessibleName("徒弟")
        self.kind = QComboBox()
        self.kind.setAccessibleName("结对类别")
        for one in codes.table("pair_kind").codes:
            self.kind.addItem(one.label, one.code)
        self.others = QPushButton()
        self.others.setCheckable(True)
        self.pair = QPushButton(_PAIR)
        self.pair.setProperty("kind", "main")
        self.pair.setEnabled(False)
        self.word = QLabel(wordWrap=True)
        self.word.setProperty("role", "secondary")
        self.word.setContentsMargins(16, 0, 16, 4)
        self.list = ListPane(
            (
                Column("name", "姓名", 84),
                Column("school", "学校", 136),
                Column("subject", "学科", 84),
                Column("title", "职称", 84),
                Column("load", "正带", 56, "right"),
                Column("why", "理由", 620),
            ),
            ("id", "name", "school", "subject", "title", "load", "why"),
            unit="人",
            empty=_NOBODY,
            filters=("school", "subject"),
            row_acts=(Act(_PAIR, lambda ids: self._pair(ids[0])), Act("看这位教师", self._open)),
            ticks=False,
        )
        self.list.put([])
        self.list.opened.connect(lambda pk: services.go("teachers", pk))
        self.list.chosen.connect(lambda _: self._may_pair())
        self.mentee.changed.connect(self.look)
        self.mentee.left.connect(self.look)
        self.kind.activated.connect(lambda _: self.look())
        self.others.toggled.connect(lambda _: self._put())
        self.pair.clicked.connect(lambda: self._pair(self.list.grid.current_id or ""))
        self._lay_out()

    def _lay_out(self) -> None:
        top = QFrame()
        line = Flow(top, spacing=8, margins=QMargins(16, 8, 16, 8))
        for widget in (QLabel("徒弟"), self.mentee.widget, QLabel("类别"), self.kind, self.pair, self.others):
            line.addWidget(widget)
        self.others.hide()
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self.word)
        column.addWidget(self.list, 1)
        whole = QWidget()
        whole.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(whole, 1)
        self.word.hide()

    def begin(self, pk: str, kind: str = CLASS_TUTOR) -> None:
        """Look for a mentor for somebody."""
        self.mentee.set(pk)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self.look()

    def on_changed(self, tables: frozenset[str]) -> None:
        self.found = None
        self.look()

    def look(self) -> None:
        """Weigh everybody anew in the quiet lane, once a mentee is chosen."""
        try:
            pk = self.mentee.text()
        except Unreadable:
            return
        kind = str(self.kind.currentData())
        if self.found is not None and (self.found.mentee, self.found.kind) == (pk, kind):
            return
        # Nobody is paired with those that were found for somebody else.
        self.found = None
        self._asked = (pk or "", kind)
        self.others.hide()
        if not pk:
            self.word.hide()
            self.list.put([])
        else:
            self.list.reading()
            self.services.reads.run(
                lambda session, progress: suggest(session, pk, kind),
                title="正在找合适的师父",
                done=self._take,
                failed=self._on_failed,
            )
        self._may_pair()

    def _on_failed(self, problem: BaseException) -> None:
        self.list.put([])
        messages.report_bug(self, problem)

    def _take(self, found: Suggested) -> None:
        if (found.mentee, found.kind) != self._asked:
            return
        self.found = found
        self.word.setText(found.rule or "县里没有登记师父条件的规则，没有核对职称、荣誉和带徒人数。")
        self.word.show()
        self._put()

    def _put(self) -> None:
        if self.found is None:
            return
        excluded = self.others.isChecked()
        self.others.setText("看合适的" if excluded else f"不合适的 {len(self.found.excluded):,} 人")
        self.others.show()
        if excluded:
            self.list.put((one.id, one.name, one.school, "", "", None, one.why) for one in self.found.excluded)
        else:
            self.list.put(
                (one.id, one.name, one.school, one.subject, one.title, one.load, "，".join(one.reasons))
                for one in self.found.candidates
            )
            if self.found.candidates:
                self.list.grid.choose(self.found.candidates[0].id)
        self._may_pair()

    def _may_pair(self) -> None:
        self.pair.setEnabled(bool(self.found and self.list.grid.current_id) and not self.others.isChecked())

    def _open(self, ids: Ids) -> None:
        self.services.go("teachers", ids[0])

    def _pair(self, mentor: str) -> None:
        """Make the pair: at the county it begins at once, at a school it is proposed; the dates can be changed after."""
        found = self.found
        if found is None or not mentor:
            return
        values: Values = {
            "kind": found.kind,
            "mentor_id": mentor,
            "mentee_id": found.mentee,
            "start_date": self.session.today().isoformat(),
            "end_date": usual_end(self.session, found.kind, self.session.today()),
            "subject": found.subject,
        }
        pk = agreeing.done(self, lambda agreed: mentoring.save(self.session, None, values, agreed=agreed))
        if pk:
            name = records.called(self.session, mentoring.ENTITY, mentoring.get(self.session, pk))
            words = "已结对" if self.session.is_county else "已申报，等县里审核"
            self.services.toast(f"{words}：{name}", "撤销", self.services.undo)
            self.services.go("mentoring", pk)
