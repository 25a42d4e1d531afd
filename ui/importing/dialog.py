"""What importing a workbook would do, over the window: its rows, and its sheets with the header and the columns."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app import importing
from ui import messages, pictures
from ui.importing.lines import LinesPane
from ui.importing.sheets import SheetsPane
from ui.importing.work import Work
from ui.jobs import ProgressStrip
from ui.preview import Pane, foot_of, wrapped
from ui.tabs import Tabs

LINES, SHEETS = "lines", "sheets"
_NAMED = 8
"""So many columns that are not imported are named on top; all of them are seen in their tab."""
_NOTES = 3
"""So many notes stand on top; the rest is told by the tip over them."""


class ImportPane(Pane):
    """`refused`: the rows that are not imported are wanted as a workbook; `other`: it is another kind of list."""

    refused = Signal()
    other = Signal()

    def __init__(self, work: Work, said: str = "") -> None:
        """`said` stands on top as what has just happened."""
        super().__init__()
        self.setProperty("role", "page")
        self.work = work
        self.title, self.sentence = wrapped(work.made.file_name, "secondary"), wrapped("", "heading")
        self.notes = wrapped("", "secondary")
        self.tabs = Tabs()
        self.alarm = Alarm()
        self.alarm.way.clicked.connect(lambda: self.tabs.choose(SHEETS))
        self.alarm.other.clicked.connect(self.other)
        self._said = said
        self.lines, self.sheets = LinesPane(work), SheetsPane(work)
        self.lines.refused.connect(self.refused)
        self.grid = self.lines.grid
        self.tabs.add(LINES, "逐行内容", lambda: self.lines)
        self.tabs.add(SHEETS, "表格和表头", lambda: self.sheets)
        self.accept, self.decline = QPushButton(), QPushButton()
        self.accept.setProperty("kind", "main")
        self.accept.clicked.connect(self._on_accept)
        self.decline.clicked.connect(self.declined)
        self.hint = wrapped("", "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.alarm)
        column.addWidget(self.tabs, 1)
        column.addWidget(ProgressStrip(work.services.jobs))
        column.addWidget(foot_of(self.hint, self.decline, self.accept))
        work.changed.connect(self.tell)
        work.moved.connect(self._tell_foot)
        work.busy.connect(self._on_busy)
        self.tell()
        self.tabs.choose(SHEETS if not work.made.tables or (work.made.lacking and not work.listed.wanted) else LINES)

    def tell(self) -> None:
        """Say how the preview stands now."""
        made = self.work.made
        self.sentence.setText(made.sentence if made.tables else importing.no_table(made).title)
        notes = [*([self._said] if self._said else []), *made.notes]
        left = [one for one in made.unmapped if one not in {match.heading for _, match in made.doubtful_columns}]
        if left:
            more = f"等 {len(left)} 列" if len(left) > _NAMED else ""
            notes.append(f"没有导入的列：{'、'.join(left[:_NAMED])}{more}。")
        self.notes.setText("\n".join(notes[:_NOTES]) + (f"\n还有 {len(notes) - _NOTES} 条……" if notes[_NOTES:] else ""))
        self.notes.setToolTip("\n".join(notes) if notes[_NOTES:] else "")
        self.notes.setVisible(bool(notes))
        self._tell_alarm()
        waiting = len(made.doubtful_columns)
        self.tabs.rename(SHEETS, f"表格和表头（{waiting} 列待确认）" if waiting else "表格和表头")
        self._tell_foot()

    def _tell_alarm(self) -> None:
        """What is easily overlooked: columns that wait for a word, and what the sheet does not say."""
        made = self.work.made
        if not made.tables:
            self.alarm.say(importing.no_table(made).advice, "", "换一种名单……")
            return
        waiting = len(made.doubtful_columns)
        said = [f"有 {waiting} 列还没有确认，不会导入。"] if waiting else []
        if made.lacking:
            said.append(f"表里没有“{'、'.join(one.label for one in made.lacking)}”，可以一次填好。")
        self.alarm.say("".join(said), "去确认" if waiting else "去填写", "")

    def _tell_foot(self) -> None:
        work = self.work
        taken, left = work.taken, work.left
        self.accept.setVisible(bool(taken))
        self.decline.setText("取消" if taken else "关闭")
        if not taken:
            self.hint.setText(self._nothing())
            return
        if not left:
            self.accept.setText(f"全部接收（{taken:,} 行）")
            self.hint.setText("导入后可以整个撤销。")
            return
        only_faulty = left == work.faulty
        self.accept.setText(f"跳过{'有误的' if only_faulty else ''} {left:,} 行，导入 {taken:,} 行")
        self.hint.setText("没有导入的行可以导出来，写着原因，改好再导入。")

    def _nothing(self) -> str:
        work = self.work
        if not work.made.tables:
            return "选中表头所在的行，再点“设为表头”。"
        if work.made.lacking:
            return "请先填好表里没有写的内容。"
        if work.open:
            return "请先回答待确认的问题。"
        if work.listed.wanted:
            return "没有勾选要导入的行。"
        return "没有可以导入的行：请在表格里改好再导入。" if work.faulty else "表格与现有内容一致，不需要导入。"

    def _on_accept(self) -> None:
        """What nobody answered is not imported: that is said once more before it is done."""
        columns, rows = len(self.work.made.doubtful_columns), self.work.open
        parts = [f"{columns} 列" if columns else "", f"{rows:,} 行" if rows else ""]
        waiting = "、".join(filter(None, parts))
        if waiting and not messages.ask(
            self, f"还有 {waiting}没有确认。", "没有确认的不会导入，其余的照样导入。", "照样导入", "回去确认"
        ):
            self.tabs.choose(SHEETS if columns else LINES)
            return
        self.accepted.emit()

    def may_close(self) -> bool:
        return not self.work.touched or messages.ask(
            self, "要放弃这次导入吗？", "还没有导入，刚才回答和勾选的都会丢掉。", "放弃", "回去"
        )

    def _on_busy(self, busy: bool) -> None:
        for part in (self.lines, self.sheets, self.accept):
            part.setEnabled(not busy)
        if not busy:
            self.grid.setFocus()

    def _head(self) -> QFrame:
        head = QFrame()
        head.setProperty("role", "header")
        column = QVBoxLayout(head)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        for widget in (self.title, self.sentence, self.notes):
            column.addWidget(widget)
        return head


class Alarm(QFrame):
    """What must not be overlooked, with the way to it; hidden while there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "refusal")
        picture = QLabel()
        pictures.dress(picture, "triangle-alert", "danger", 18)
        self.words = wrapped("", "")
        self.way, self.other = QPushButton(), QPushButton()
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 6, 16, 6)
        line.setSpacing(8)
        line.addWidget(picture)
        line.addWidget(self.words, 1)
        line.addWidget(self.way)
        line.addWidget(self.other)

    def say(self, words: str, way: str, other: str) -> None:
        """Show these words with the buttons that have a text; no words hide it."""
        self.words.setText(words)
        for button, text in ((self.way, way), (self.other, other)):
            button.setText(text)
            button.setVisible(bool(text))
        self.setVisible(bool(words))
