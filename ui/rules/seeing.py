"""What a change of the rules would do, on a sheet before it is taken: sentences old and new, whose standing changes."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from app.rules import preview
from app.rules.preview import Preview, Told
from ui.pages import Services
from ui.sheet import Sheet

_HEIGHT = 240
_TOLD = 2
"""Of so many rules the sentences stand in full above the list."""


def see(
    parent: QWidget,
    services: Services,
    after: list[dict[str, Any]],
    go: str,
    take: Callable[[], None],
    *,
    nothing: Callable[[], None] | None = None,
) -> None:
    """Work out what it would do if the rules were `after`, and show it: `take` when a person takes it.

    `nothing` instead, if it is given, where no rule would say anything else.
    """

    def seen(made: Preview) -> None:
        if nothing is not None and not made.told:
            nothing()
            return
        sheet = SeeSheet(parent, made, go)
        sheet.accepted.connect(take)
        sheet.open()

    services.jobs.run(
        lambda session, progress: preview.of(session, after, progress), title="正在核算规则变化的影响", done=seen
    )


class SeeSheet(Sheet):
    """`accepted` when a person takes it."""

    def __init__(self, parent: QWidget, made: Preview, go: str) -> None:
        super().__init__(parent, "规则变化的影响", preview.summary(made), go, no="回去修改", width=860)
        for one in made.told[:_TOLD]:
            self._tell(one)
        if len(made.told) > _TOLD:
            self._quiet(f"还有 {len(made.told) - _TOLD} 条规则有变化，在下面列着。")
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["规则、人员", "学校", "怎么变"])
        self.tree.setMinimumHeight(_HEIGHT)
        self.tree.setColumnWidth(0, 320)
        self.tree.setColumnWidth(1, 230)
        for one in made.told[_TOLD:]:
            item = QTreeWidgetItem(self.tree, [one.title, "", one.new or "没有这条规则"])
            item.setToolTip(2, f"原来　{one.old or '没有'}\n改为　{item.text(2)}")
        for group in made.groups:
            head = f"{group.title}，{group.period}"
            top = QTreeWidgetItem(self.tree, [head, "", f"{group.becomes} {len(group.people):,} 人"])
            for each in group.people:
                QTreeWidgetItem(top, [each.name, each.school_name or "", preview.amounts(each)])
        self.tree.setVisible(bool(self.tree.topLevelItemCount()))
        self.column.addWidget(self.tree)
        if made.groups:
            self._quiet("点左边的箭头看是哪些人。保存以后，学时台账按新的规则重新核算；可以撤销。")
        self.open_all = QPushButton("全部展开")
        self.open_all.setVisible(bool(made.groups))
        self.open_all.clicked.connect(self.tree.expandAll)
        self.foot.insertWidget(0, self.open_all)

    def _tell(self, one: Told) -> None:
        self.sentence(one.title).setProperty("role", "group")
        if one.old:
            self._quiet(f"原来　{one.old}")
        self.sentence(f"改为　{one.new}" if one.new else "改为　没有这条规则")

    def _quiet(self, text: str) -> None:
        self.sentence(text).setProperty("role", "secondary")
