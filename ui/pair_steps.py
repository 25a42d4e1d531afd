"""The steps of pairs in the window: each asks what it needs in a small dialog, then is done in one act for all chosen."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from app import mentoring, records
from app.fields import Value
from app.problems import SHOWN, Question
from app.records import Entity, Values
from app.session import Session
from ui import messages
from ui.lists import Ids
from ui.pages import Services
from ui.small_dialog import SmallDialog

_NAMED = 3

Work = Callable[[Session, bool], int]
"""What is done to the pairs, with whether a person has agreed to what speaks against it; returns how many."""


class Steps:
    """The steps of a page; `after` is called when one is done."""

    def __init__(self, page: QWidget, session: Session, services: Services, after: Callable[[], None]) -> None:
        self._page, self._session, self._services, self._after = page, session, services, after
        self._again: Callable[[], None] | None = None

    # -- reviewing

    def approve(self, ids: Ids) -> None:
        """Pass what was proposed."""
        from app import pair_steps

        chosen = list(ids)
        self._run("审核通过", lambda session, agreed: pair_steps.approve(session, chosen, agreed=agreed))

    def send_back(self, ids: Ids) -> None:
        """Return what was proposed, with the reason."""
        from app import pair_steps

        def then(values: Values) -> None:
            note = str(values["approval_note"])
            self._run("退回", lambda session, agreed: pair_steps.send_back(session, list(ids), note))

        self._ask(ids, pair_steps.RETURN, "退回", "学校在县里的下一个文件里看到原因，改好以后再报。", {}, then)

    def propose_again(self, ids: Ids) -> None:
        """Propose what the county returned once more."""
        from app import pair_steps

        self._run("再次申报", lambda session, agreed: pair_steps.propose_again(session, list(ids)))

    # -- working together

    def sign(self, ids: Ids) -> None:
        """Ask when they signed and what they agreed on, filled in as the rule of the first has it."""
        from app import pair_scores, pair_steps

        row = mentoring.get(self._session, ids[0])
        said = {str(one["kind"]): int(one["least"]) for one in mentoring.agreements(self._session, ids[0])}
        numbers = said or pair_scores.proposed_agreement(self._session, row)
        words = "约定这一对结束以前每种活动至少几次；" + (
            "数目按规则的计分项目填好，可以改。" if numbers and not said else "不约定的空着。"
        )
        if len(ids) > 1:
            words += "勾选的几对约定相同，原来约定的由这次的代替。"

        def then(values: Values) -> None:
            day, least = date.fromisoformat(str(values["signed_on"])), pair_steps.numbers_of(values)
            self._run("登记签约", lambda session, agreed: pair_steps.sign(session, list(ids), day, least))

        defaults = {"signed_on": row["signed_on"] or self._today(), **pair_steps.agreed_values(numbers)}
        self._ask(ids, pair_steps.signing(), "签约", words, defaults, then, wide=True)

    def note(self, ids: Ids) -> None:
        """Write the same activity down for all chosen."""
        from app import pair_steps

        def then(values: Values) -> None:
            self._run("登记活动", lambda session, agreed: pair_steps.note_activity(session, list(ids), values))

        words = "勾选的每一对都记下这一次活动。"
        self._ask(ids, pair_steps.ACTIVE, "记活动", words, {"kind": "1", "held_on": self._today()}, then)

    def assess(self, ids: Ids) -> None:
        """Write the same assessment down for all chosen."""
        from app import pair_steps

        def then(values: Values) -> None:
            self._run("登记考核", lambda session, agreed: pair_steps.assess(session, list(ids), values))

        row = mentoring.get(self._session, ids[0])
        kind = mentoring.FINAL if mentoring.due(row, self._session.today()) else mentoring.MIDTERM
        words = "勾选的每一对都登记同样的考核结果；个别不同的，再单独登记。"
        defaults = {"kind": kind, "held_on": self._today(), "grade": "2"}
        self._ask(ids, pair_steps.ASSESS, "考核", words, defaults, then, wide=True)

    # -- the ways a pair ends

    def complete(self, ids: Ids) -> None:
        """Ask from when, then end as 出师."""
        from app import pair_steps

        def then(values: Values) -> None:
            day = date.fromisoformat(str(values["closed_on"]))
            self._run("出师", lambda session, agreed: pair_steps.complete(session, list(ids), day, agreed=agreed))

        words = "状态改为“已出师”。规则要求期满考核和得分的，先核对，不到的会问。"
        self._ask(ids, pair_steps.COMPLETE, "出师", words, {"closed_on": self._today()}, then)

    def extend(self, ids: Ids) -> None:
        """Ask until when and why, then let them go on."""
        from app import pair_steps

        def then(values: Values) -> None:
            day, reason = date.fromisoformat(str(values["end_date"])), str(values["closing"])
            self._run("延期", lambda session, agreed: pair_steps.extend(session, list(ids), day, reason, agreed=agreed))

        self._ask(ids, pair_steps.EXTEND, "延期", "结束日期改为新的日期，原来的留在经过里。", {}, then)

    def dissolve(self, ids: Ids) -> None:
        """Ask from when and why, then end them."""
        from app import pair_steps

        def then(values: Values) -> None:
            day, reason = date.fromisoformat(str(values["closed_on"])), str(values["closing"])
            self._run("解除", lambda session, agreed: pair_steps.dissolve(session, list(ids), day, reason))

        words = "登记过的活动和考核都留着；弄错了可以“恢复培养”。"
        self._ask(ids, pair_steps.DISSOLVE, "解除", words, {"closed_on": self._today()}, then)

    def resume(self, ids: Ids) -> None:
        """Let what was closed by mistake go on."""
        from app import pair_steps

        self._run("恢复培养", lambda session, agreed: pair_steps.resume(session, list(ids)))

    # -- inside

    def _today(self) -> str:
        return self._session.today().isoformat()

    def _ask(
        self,
        ids: Ids,
        entity: Entity,
        verb: str,
        words: str,
        defaults: Mapping[str, Value],
        then: Callable[[Values], None],
        *,
        wide: bool = False,
    ) -> None:
        try:
            about = f"{verb}：{self._called(ids)}"
        except SHOWN as problem:
            messages.show_problem(self._page, problem)
            return
        dialog = SmallDialog(
            self._page, self._session, entity, title=verb, about=about, words=words, verb=verb, defaults=defaults
        )
        if wide:
            dialog.resize(min(self._page.window().width() - 48, 640), dialog.height())

        def take(values: Values) -> None:
            # What was typed comes back where the step is refused.
            self._again = lambda: self._ask(ids, entity, verb, words, values, then, wide=wide)
            then(values)

        dialog.chosen.connect(take)
        dialog.open()

    def _called(self, ids: Ids) -> str:
        names = [
            records.called(self._session, mentoring.ENTITY, mentoring.get(self._session, pk)) for pk in ids[:_NAMED]
        ]
        return "、".join(names) + (f"等 {len(ids)} 对" if len(ids) > _NAMED else "")

    def _run(self, verb: str, work: Work, *, agreed: bool = False) -> None:
        """Do it in the lane; what a rule says against it is asked, and done all the same when a person says so."""

        again, self._again = self._again, None

        def tell(count: int) -> None:
            self._services.toast(f"{verb}：{count:,} 对", "撤销", self._services.undo)
            self._after()

        def failed(problem: BaseException) -> None:
            if isinstance(problem, Question) and not agreed:
                if messages.ask(self._page, problem.title, problem.advice, "照样办理", "回去核对"):
                    self._again = again
                    self._run(verb, work, agreed=True)
                    return
            else:
                messages.report_bug(self._page, problem)
            if again:
                again()

        self._services.jobs.run(
            lambda session, progress: work(session, agreed), title=f"正在办理：{verb}", done=tell, failed=failed
        )
