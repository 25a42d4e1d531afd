"""聘书: mentors of running pairs and hosts of studios."""

from app import candidates
from ui.certificates.people import STATE, Choosing, stated
from ui.certificates.printing import Printer
from ui.lists import Empty
from ui.pages import Services
from ui.rows import Column


class AppointmentsPart(Choosing):
    """聘书: mentors of running pairs and hosts of studios."""

    def __init__(self, services: Services, printer: Printer) -> None:
        super().__init__(
            services,
            (
                Column("role", "角色", 64),
                Column("name", "姓名", 88),
                Column("post", "聘任内容", 224),
                Column("term", "聘期", 176),
                Column("school_name", "任教学校", 152),
                *STATE,
            ),
            lambda session: stated(candidates.appointments(session)),
            unit="份",
            empty=Empty("没有可以发聘书的人", "有培养中的师徒结对，或者有主持人的工作室以后，会列在这里。"),
            hint="姓名、聘任内容或学校",
            filters=("role", "state"),
            acts=printer.acts("appointment"),
        )
