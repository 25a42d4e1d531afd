"""Which list is in the workbook: the kinds that can be imported here, each with a sentence."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.importing import KINDS
from ui import tokens
from ui.preview import wrapped

SENTENCES = {
    "organisations": "学校和其他单位，一行一个",
    "teachers": "花名册，一行一位教师",
    "credentials": "教师资格证，一行一本",
    "pairs": "师父和徒弟，一行一对",
    "pair_activities": "听课、评课等，一行一次活动",
    "plans": "个人发展规划，一行一份",
    "studios": "工作室和主持人，一行一个",
    "members": "各工作室的成员，一行一人",
    "studio_plans": "一个阶段哪类活动计划几次，一行一项",
    "studio_activities": "工作室的活动，一行一次",
    "participations": "谁参加了哪次活动、得了多少学时",
    "outputs": "论文、课题、公开课等，一行一项",
    "studio_assessments": "工作室的年度考核、周期考核等次",
    "links": "哪位名师联系哪所学校，一行一条",
    "link_activities": "到联系学校开展的活动，一行一次",
    "classes": "培训项目的班次，一行一期",
    "attendance": "谁参加了哪一期、得了多少学时",
    "sessions": "班次的课程：主题、日期、学时、地点",
    "quotas": "班次分给各单位的名额，一行一个单位",
    "declarations": "论文、课题、公开课、竞赛、读书等，一行一项",
    "honours": "骨干、名师、先进等，一行一项",
    "assessments": "师德考核、年度考核的等次",
    "observations": "听课记录，或一学期听了几节",
    "courses": "课程目录，一行一门",
    "bases": "培训基地、示范学校，一行一个",
    "volunteering": "各单位志愿服务的人次，一行一次活动",
    "moves": "交流轮岗、借调、调动",
}

_WIDE, _TALL = 620, 560
_LIKELY = "　（像是这一种）"


class KindsDialog(QDialog):
    """`chosen(kind)`: a person said which list it is."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, kinds: Sequence[str], fitting: Sequence[str] = (), file_name: str = "") -> None:
        """`fitting`: the kinds of which the file holds a table, the likeliest first."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("从 Excel 导入")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.buttons: dict[str, QPushButton] = {}
        grid = QGridLayout()
        grid.setContentsMargins(16, 8, 16, 8)
        grid.setSpacing(tokens.GRID)
        for place, kind in enumerate(one for one in KINDS if one in kinds):
            button = self.buttons[kind] = QPushButton()
            button.setProperty("kind", "choice")
            likely = _LIKELY if kind in fitting[:1] else ""
            button.setText(f"{KINDS[kind].label}{likely}\n{SENTENCES[kind]}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, kind=kind: self._choose(kind))
            grid.addWidget(button, place // 2, place % 2)
        body = QWidget()
        body.setLayout(grid)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        body.setAutoFillBackground(False)
        close = QPushButton("取消")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        title = wrapped(f"“{file_name}”里是哪一种名单？" if file_name else "要导入哪一种名单？", "heading")
        advice = "学校名称、姓名会和已经登记的对上，所以先导入单位，再导入教师，最后导入别的。"
        head, foot = QVBoxLayout(), QHBoxLayout()
        head.setContentsMargins(16, 16, 16, 4)
        head.addWidget(title)
        head.addWidget(wrapped(advice, "secondary"))
        foot.setContentsMargins(16, 8, 16, 12)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(area, 1)
        column.addLayout(foot)
        if fitting and fitting[0] in self.buttons:
            self.buttons[fitting[0]].setFocus()
        self.resize(min(_WIDE, parent.window().width() - 48), min(_TALL, parent.window().height() - 48))

    def _choose(self, kind: str) -> None:
        self.accept()
        self.chosen.emit(kind)
