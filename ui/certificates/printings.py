"""打印记录: what was printed on this computer, by whom, when, how many, and which way."""

from collections.abc import Sequence
from typing import Any

from app.papers import printings
from app.session import Session
from ui.certificates.people import Choosing
from ui.lists import Empty
from ui.pages import Services
from ui.rows import Column


class PrintingsPart(Choosing):
    """Every printing of this office's file, the newest first; only to be read."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(
            services,
            (
                Column("at", "时间", 136),
                Column("actor", "经办人", 88),
                Column("title", "内容", 208),
                Column("span", "编号", 392),
                Column("papers", "份数", 56, align="right"),
                Column("copies", "每份几张", 72, align="right"),
                Column("way_label", "方式", 112),
            ),
            _read,
            unit="次",
            empty=Empty("还没有打印过", "在“打印证书和表册”里每打印一次，这里就记一条。"),
            hint="经办人、内容或编号",
            filters=("way_label", "actor"),
        )
        self.list.offer_export(services, "打印记录")


def _read(session: Session) -> Sequence[dict[str, Any]]:
    return [{**row, "at": str(row["printed_at"])[:16].replace("T", " ")} for row in printings.listed(session)]
