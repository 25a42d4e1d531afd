"""已发证书: what was issued, to whom, under which number, how it stands; printed again, issued once more, declared void."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import certificates
from app.fields import Field
from app.progress import Progress
from app.records import Entity
from app.session import Session
from ui import choosing, desktop
from ui.certificates.people import Choosing
from ui.certificates.printing import PURPOSE, Printer
from ui.lists import Act, Empty, Ids
from ui.outcome import Outcome
from ui.pages import Services
from ui.rows import Column
from ui.small_dialog import SmallDialog

if TYPE_CHECKING:
    from app.papers.issuing import Issued

_PDF = "PDF 文件 (*.pdf)"
_REASON = Field("reason", "原因", required=True)
_NAMED = 8


class RegisterPart(Choosing):
    """The register, newest first; what is done with a paper is asked for once and said in place."""

    def __init__(self, session: Session, services: Services, printer: Printer) -> None:
        self._session = session
        self.outcome: Outcome = printer.outcome
        export = services.take_out.get("certificates")
        acts = [Act("按原编号重印……", self._print_again), Act("作废……", self._void)]
        if export:
            acts.append(Act("导出", lambda ids: export(ids, self.list.shown_columns())))
        row_acts = [Act("查看教师", self._show_teacher), Act("补发……", self._issue_again)]
        if not session.is_county:
            row_acts.append(Act("申请更改……", self._ask_for))
        super().__init__(
            services,
            (
                Column("number", "证书编号", 184),
                Column("kind", "种类", 88, field=certificates.ENTITY.field("kind")),
                Column("name", "姓名", 88),
                Column("issued_on", "发证日期", 96),
                Column("state", "状态", 72),
                Column("reason", "原因", 336),
                Column("issuer", "发证单位", 160),
            ),
            certificates.listed,
            unit="份",
            empty=Empty("还没有发过证书", "打印的每一份要编号的证书都会登记在这里。"),
            hint="编号、姓名或原因",
            filters=("kind", "state", "issuer"),
            acts=acts,
            row_acts=row_acts,
            extra=("teacher_id",),
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
        out = self._target("重印证书", "重印.pdf")
        if out is None:
            return

        def work(session: Session, progress: Progress) -> "Issued":
            from app.papers import issuing

            return issuing.reprint(session, ids, out, progress=progress)

        self._services.jobs.run(
            work, title="正在重印证书", done=partial(self._reprinted, out), failed=self.outcome.refused
        )

    def _reprinted(self, out: Path, made: "Issued") -> None:
        from app.papers import printings

        self._said(f"已按原编号重印 {made.count} 份。", f"编号 {printings.in_words(made.numbers)}。文件：{out}", out)

    def _issue_again(self, ids: Ids) -> None:
        row = self._row(ids[0])
        self._dialog(
            title="补发证书",
            about=f"{row['name']}　{row['number']}",
            words="照原来的内容另编一个号，原来的一份作废，登记簿里互相注明。",
            verb="补发……",
            then=lambda reason: self._once_more(ids[0], str(row["name"]), reason),
        )

    def _once_more(self, pk: str, name: str, reason: str) -> None:
        out = self._target("补发证书", f"补发-{name}.pdf")
        if out is None:
            return

        def work(session: Session, progress: Progress) -> "Issued":
            from app.papers import issuing

            return issuing.reissue(session, pk, out, reason, progress=progress)

        self._services.jobs.run(
            work,
            title="正在补发证书",
            done=lambda made: self._said(f"已补发，新编号 {made.numbers[0]}。", f"原来的一份已作废。文件：{out}", out),
            failed=self.outcome.refused,
        )

    def _void(self, ids: Ids) -> None:
        rows = [self._row(pk) for pk in ids]
        about = f"{rows[0]['name']}　{rows[0]['number']}" if len(rows) == 1 else _several(rows)
        self._dialog(
            title="作废证书",
            about=about,
            words="编号留在登记簿里，不会再用；作废以后不能恢复，要再发只能编新号。",
            verb="作废",
            then=lambda reason: self._voided(ids, reason),
        )

    def _voided(self, ids: Ids, reason: str) -> None:
        def work(session: Session, _progress: Progress) -> int:
            from app.papers import issuing

            return issuing.void(session, ids, reason)

        self._services.jobs.run(
            work,
            title="正在作废证书",
            done=lambda count: self.outcome.done(f"已作废 {count} 份。", "原因记在登记簿里，扫码查验时会提示已作废。"),
            failed=self.outcome.refused,
        )

    def _dialog(self, *, title: str, about: str, words: str, verb: str, then: Any) -> None:
        dialog = SmallDialog(
            self, self._session, Entity("", title, (_REASON,)), title=title, about=about, words=words, verb=verb
        )
        dialog.chosen.connect(lambda values: then(str(values["reason"])))
        dialog.open()

    def _target(self, title: str, name: str) -> Path | None:
        return choosing.target(self, self._services.settings, PURPOSE, title, _PDF, name)

    def _said(self, title: str, advice: str, out: Path) -> None:
        self.outcome.done(title, advice, [("打开", lambda: desktop.show(out, self.outcome.say_refused))])


def _several(rows: Sequence[dict[str, Any]]) -> str:
    """Several papers by their people, before something is done with all of them."""
    names = "、".join(str(row["name"]) for row in rows[:_NAMED])
    more = "等" if len(rows) > _NAMED else ""
    return f"{len(rows)} 份：{names}{more}"
