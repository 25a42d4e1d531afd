"""学时证明: anybody with passed hours."""

from app import candidates
from app.fields import Field, Kind
from ui.certificates.people import HOURS, STATE, Choosing, stated
from ui.certificates.printing import Printer
from ui.lists import Empty, Ids
from ui.pages import Services
from ui.rows import Column


class HoursPart(Choosing):
    """学时证明: anybody with passed hours, found as on the 教师 page."""

    def __init__(self, services: Services, printer: Printer) -> None:
        super().__init__(
            services,
            (
                Column("name", "姓名", 104, given=True),
                Column("school_name", "任教学校", 176),
                Column("subject", "任教学科", 96, field=Field("subject", "学科", Kind.CODE, codes="subject")),
                Column("hours", "累计学时", 80, "right", HOURS),
                *STATE,
            ),
            lambda session: stated(candidates.with_hours(session)),
            unit="人",
            empty=Empty("还没有人有合格的学时", "在“培训学时”里登记班次和结果以后，这里就能打印学时证明。"),
            hint="姓名、拼音、首字母、证号或学校",
            filters=("school_name", "state"),
            acts=printer.acts("hours"),
        )
        services.people.ready.connect(self.narrow)

    def matching(self, text: str) -> Ids:
        found = self._services.people.find(text)
        return super().matching(text) if found is None else found
