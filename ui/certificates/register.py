"""已发证书: what was issued, to whom, under which number."""

from typing import Any

from app import certificates
from app.session import Session
from ui.certificates.people import Choosing
from ui.certificates.printing import Printer
from ui.lists import Act, Empty, Ids
from ui.pages import Services
from ui.rows import Column


class RegisterPart(Choosing):
    """已发证书: what was issued, to whom, under which number."""

    def __init__(self, session: Session, services: Services, printer: Printer) -> None:
        self._printer = printer
        self._session = session
        export = services.take_out.get("certificates")
        row_acts = [Act("查看教师", self._show_teacher)]
        if session.is_county:
            row_acts.append(Act("按原编号重印……", self._print_again))
        else:
            row_acts.append(Act("申请更改……", self._ask_for))
        super().__init__(
            services,
            (
                Column("number", "证书编号", 192),
                Column("kind", "种类", 96, field=certificates.ENTITY.field("kind")),
                Column("name", "姓名", 104),
                Column("issued_on", "发证日期", 104),
                Column("status", "状态", 64, field=certificates.ENTITY.field("status")),
                Column("issuer", "发证单位", 184),
            ),
            certificates.listed,
            unit="份",
            empty=Empty("还没有发过证书", "打印的每一份证书都会编号登记在这里。"),
            hint="编号或姓名",
            filters=("kind", "status"),
            acts=(Act("导出", lambda ids: export(ids, self.list.shown_columns())),) if export else (),
            row_acts=row_acts,
            extra=("teacher_id", "subject_id"),
        )
        self.list.opened.connect(lambda pk: self._show_teacher([pk]))

    def _row(self, pk: str) -> dict[str, Any]:
        return next(dict(zip(self._names, row, strict=True)) for row in self.list.rows.all if row[0] == pk)

    def _show_teacher(self, ids: Ids) -> None:
        self._services.go("teachers", str(self._row(ids[0])["teacher_id"]))

    def _ask_for(self, ids: Ids) -> None:
        from ui.proposals.asking import ask

        ask(self, self._session, self._services, certificates.ENTITY.table, ids[0])

    def _print_again(self, ids: Ids) -> None:
        row = self._row(ids[0])
        self._printer.print_one(str(row["kind"]), [str(row["subject_id"])])
