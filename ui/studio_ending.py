"""Ending studios, withdrawing them, beginning a new term, and moving members: asked in a small dialog, done in one act."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app import records, studio_terms, studios
from app.fields import Fault, Field, Kind
from app.records import Entity, Values
from app.session import Session
from ui import agreeing
from ui.lists import Ids
from ui.pages import Services
from ui.people import studio_picker
from ui.small_dialog import SmallDialog

_NAMED = 3


def _none(values: Values) -> list[Fault]:
    return []


_CLOSING = Entity(
    "closing",
    "办理",
    (
        Field("day", "结束日期", Kind.DATE, required=True),
        Field("document", "依据文件", note="不填就保留工作室原来的依据文件"),
    ),
    _none,
)
_RENEWAL = Entity(
    "renewal",
    "延续周期",
    (
        Field("end", "新的周期结束", Kind.DATE, required=True, note="规则里写了周期几年的，已按它填好"),
        Field("document", "依据文件", note="不填就保留工作室原来的依据文件"),
    ),
    _none,
)
_MOVE = Entity(
    "transfer",
    "转到别的工作室",
    (
        Field("studio_id", "转到", Kind.REFERENCE, refers_to="studios", required=True),
        Field("day", "日期", Kind.DATE, required=True),
    ),
    _none,
)


def close(page: QWidget, session: Session, services: Services, ids: Ids, state: str) -> None:
    """Ask from when and by which document, then end (期满结束) or withdraw (已撤销) these studios."""
    verb = "撤销工作室" if state == studios.WITHDRAWN else "期满结束"
    dialog = SmallDialog(
        page,
        session,
        _CLOSING,
        title=verb,
        about=f"{verb}：{_called(session, ids)}",
        words="工作室的状态随之改变，全体成员在这一天退出；登记过的活动、成果、考核和学时都留着。办理以后可以撤销。",
        verb=verb,
        defaults={"day": session.today().isoformat()},
    )
    dialog.chosen.connect(partial(_close, services, list(ids), state, verb))
    dialog.open()


def _close(services: Services, ids: Ids, state: str, verb: str, values: Values) -> None:
    day, document = date.fromisoformat(str(values["day"])), str(values.get("document") or "")

    def tell(done: studio_terms.Closed) -> None:
        if done.studios:
            services.toast(f"{verb}：{done.studios} 个，{done.members} 名成员退出", "撤销", services.undo)
        else:
            services.toast("这些工作室早已结束，没有改动")

    services.jobs.run(
        lambda session, progress: studio_terms.close(session, ids, state, day, document),
        title="正在办理",
        done=tell,
    )


def renew(page: QWidget, session: Session, services: Services, ids: Ids) -> None:
    """Ask until when and by which document, then begin a new term."""
    dialog = SmallDialog(
        page,
        session,
        _RENEWAL,
        title="延续周期",
        about=f"延续周期：{_called(session, ids)}",
        words="工作室继续运行到新的日期；已经退出的成员不会自动回来。",
        verb="延续周期",
        defaults={"end": studio_terms.next_end(session, ids[0])},
    )

    def run(values: Values) -> None:
        end, document = date.fromisoformat(str(values["end"])), str(values.get("document") or "")
        services.jobs.run(
            lambda session, progress: studio_terms.renew(session, ids, end, document),
            title="正在办理",
            done=lambda count: services.toast(f"已延续 {count} 个工作室的周期", "撤销", services.undo),
        )

    dialog.chosen.connect(run)
    dialog.open()


def transfer(page: QWidget, session: Session, services: Services, ids: Ids, after: Callable[[], None]) -> None:
    """Ask where to and from when, then move members to another studio in one act; a rule against it is asked about."""
    dialog = SmallDialog(
        page,
        session,
        _MOVE,
        title="转到别的工作室",
        about=f"转到别的工作室：{len(ids)} 人",
        words="在原来的工作室写上退出日期，同一天起是新工作室的成员，角色不变。",
        verb="转到",
        pickers={"studios": studio_picker(session)},
        defaults={"day": session.today().isoformat()},
    )

    def run(values: Values) -> None:
        studio, day = str(values["studio_id"]), date.fromisoformat(str(values["day"]))
        count = agreeing.done(page, lambda agreed: studios.move(session, ids, studio, day, agreed=agreed))
        if count is not None:
            services.toast(f"已转 {count} 人" if count else "他们已在那个工作室，没有改动", "撤销", services.undo)
            after()

    dialog.chosen.connect(run)
    dialog.open()


def _called(session: Session, ids: Sequence[str]) -> str:
    names = [str(records.get(session, studios.ENTITY, pk)["name"]) for pk in ids[:_NAMED]]
    return "、".join(names) + (f"等 {len(ids)} 个" if len(ids) > _NAMED else "")
