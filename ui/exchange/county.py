"""数据交换 at the county: its schools and when each was last heard of, conflicts, and the files so far."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.entities import ENTITIES
from app.session import Session
from ui import choosing
from ui.exchange import schools, sending
from ui.exchange.admission import Inviter, School
from ui.exchange.conflicts import InboxPart
from ui.exchange.history import HistoryPart
from ui.exchange.receiving import KINDS, Answer, Receiver
from ui.exchange.undoing import Undoer
from ui.exchange.watching import WatchLine, watch_acts
from ui.flow import Flow
from ui.lists import Act, Empty, Ids, ListPane
from ui.outcome import Next, Outcome
from ui.pages import Page, Services
from ui.proposals.reviewing import ReviewPart
from ui.sticks import StickStrip
from ui.tabs import Tabs

if TYPE_CHECKING:
    from app.exchange.inbox import Item
    from app.exchange.overview import FileLine
    from app.exchange.standing import Standing
    from app.reviewing import Proposal


@dataclass(frozen=True)
class State:
    """How the county's exchange stands; `months` head the columns of the schools, as 2026-11, newest last."""

    standings: "Sequence[Standing]"
    months: Sequence[str]
    items: "Sequence[Item]"
    files: "Sequence[FileLine]"
    proposals: "Sequence[Proposal]"


def _months(session: Session) -> Sequence[str]:
    from app.exchange import standing

    return standing.months_until(session.today())


def read(session: Session) -> State:
    """The state, read in another thread."""
    from app import reviewing
    from app.exchange import inbox, overview, standing

    return State(
        standing.of_all(session),
        _months(session),
        inbox.items(session),
        overview.files(session),
        reviewing.listed(session),
    )


class CountyPage(Page):
    """Schools in a list to act upon; what has to be settled and files beside it."""

    tables = frozenset(ENTITIES)
    help = (
        "先邀请学校：把邀请文件交给它，收到加入申请后与学校电话核对八位数字，再同意加入。"
        "之后接收学校的上报文件，再给学校生成文件，里面有县里的答复和最新内容。收到的文件可以直接拖进窗口。"
        "“待核对”里是两边填得不一样的、学校报回的、没有采用的：一处一处定，或者同类的一次定。"
        "“审核”里是学校的更改申请：可以一个一个看，也可以筛选以后一次通过或退回。"
    )

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="数据交换", search="学校名称或标识码")
        self.outcome = Outcome()
        self.receiver = Receiver(services, self, self._on_received, self.outcome.refused)
        self.inviter = Inviter(services, self, self.outcome, self.reload)
        self.standings: dict[str, Standing] = {}
        months = _months(session)
        self.list = ListPane(
            schools.columns(months),
            schools.names(months),
            unit="所",
            empty=self._nobody(),
            filters=("waits", "state"),
            acts=(Act("给这些学校生成文件……", self.send), Act("重新邀请……", self.invite_again)),
            row_acts=(
                Act("给它生成文件……", self.send),
                Act("重新邀请……", self.invite_again),
                Act("再添一台电脑……", lambda ids: self.inviter.add_computer(self._schools(ids)[0])),
                Act("电脑丢失……", lambda ids: self.inviter.replace_lost(self._schools(ids)[0])),
            ),
        )
        self.list.offer_export(services, "学校上报情况")
        self.list.remember(services.settings, "sites")
        self.list.cleared.connect(self.search.clear)
        self.inbox = InboxPart(session, services, self.outcome)
        self.inbox.changed.connect(self.reload)
        self.inbox.list.cleared.connect(self.search.clear)
        self.review = ReviewPart(session, services, self.outcome)
        self.review.changed.connect(self.reload)
        self.review.list.cleared.connect(self.search.clear)
        self.history = HistoryPart()
        self.undoer = Undoer(services, self, self.outcome, self.reload)
        self.history.undo.connect(self.undoer.ask)
        self.tabs = Tabs()
        self.tabs.add("schools", "学校", lambda: self.list)
        self.tabs.add("settling", "待核对", lambda: self.inbox)
        self.tabs.add("proposals", "审核", lambda: self.review)
        self.tabs.add("files", "收发记录", lambda: self.history)
        self.tabs.choose("schools")
        self.stick = StickStrip(services.reads, self, sending.PURPOSE)
        self.stick.receiving.connect(lambda root: self.receiver.receive([root]))
        self.stick.writing.connect(lambda root: self._send_to(self._joined(), root))
        self.watch = WatchLine(services.watcher(), self.receiver.receive)
        self.more.show()
        self.body.addWidget(self._acts())
        self.body.addWidget(self.stick)
        self.body.addWidget(self.outcome)
        self.body.addWidget(self.tabs, 1)
        self.body.addWidget(self.watch)
        self.reload()

    def _nobody(self) -> Empty:
        if self.session.begun_anew:
            return Empty(
                "还没有登记学校",
                "请以前加入过的学校各上报一次，把文件放进同一个文件夹，在这里登记；学校不用重新加入。",
                "登记以前加入过的学校……",
                self.register,
            )
        return Empty(
            "还没有学校加入",
            "先邀请学校：把邀请文件交给它，学校用它建好自己的数据文件，再发回加入申请。",
            "邀请学校……",
            self.invite,
        )

    def _acts(self) -> QWidget:
        bar = QFrame()
        line = Flow(bar, spacing=8, margins=QMargins(16, 12, 16, 4))
        self.buttons: dict[str, QPushButton] = {}
        for name, text, act in (
            ("receive", "接收文件……", self.choose),
            ("folder", "批量接收文件夹……", self.choose_folder),
            ("send", "给所有学校生成文件……", self.send_all),
            ("invite", "邀请学校……", self.invite),
            ("remind", "催报名单……", self.remind),
        ):
            button = self.buttons[name] = QPushButton(text)
            button.clicked.connect(lambda _=False, act=act: act())
            line.addWidget(button)
        self.buttons["receive"].setProperty("kind", "main")
        self.counts = schools.Counts(lambda waits: self._narrow(waits))
        line.addWidget(self.counts)
        return bar

    # -- what is shown

    def reload(self) -> None:
        """Read the state in the quiet lane."""
        self.services.reads.run(lambda session, progress: read(session), title="正在读取收发情况", done=self._put)

    def _put(self, state: State) -> None:
        self.standings = {one.facts.id: one for one in state.standings}
        # Anew each time: a window may stay open into the next month.
        self.list.rows.columns = schools.columns(state.months)
        self.list.put(schools.values(one) for one in state.standings)
        self.inbox.put(state.items)
        self.history.put(state.files)
        self.review.put(state.proposals)
        count = len(state.items)
        asked = sum(one.status == "open" for one in state.proposals)
        self.tabs.rename("schools", f"学校 {len(state.standings):,}" if state.standings else "学校")
        self.tabs.rename("settling", f"待核对 {count:,}" if count else "待核对")
        self.tabs.rename("proposals", f"审核 {asked:,}" if asked else "审核")
        self.services.count("exchange", count + asked)
        self.buttons["send"].setEnabled(bool(self._joined()))
        self.counts.put(state.standings)

    def _narrow(self, waits: str) -> None:
        self.tabs.choose("schools")
        self.list.clear_conditions()
        self.list.narrow("waits", waits)

    def _joined(self) -> Ids:
        return [pk for pk, one in self.standings.items() if one.facts.state == "joined"]

    def show_record(self, pk: str) -> None:
        """Open a part by its name."""
        if pk in self.tabs.buttons:
            self.tabs.choose(pk)

    def on_search(self, text: str) -> None:
        if self.tabs.current in ("proposals", "settling"):
            (self.review if self.tabs.current == "proposals" else self.inbox).narrow(text)
            return
        if text:
            self.tabs.choose("schools")
        rows = self.list.rows
        found = [str(row[0]) for row in rows.all if text in str(row[1]) or text in str(row[2] or "")]
        self.list.search(found if text else None)

    def on_changed(self, tables: frozenset[str]) -> None:
        self.reload()

    def on_files(self, paths: Sequence[Path]) -> bool:
        self.receiver.receive(paths)
        return True

    # -- receiving

    def choose(self) -> None:
        """Receive one or many files that a person chooses."""
        paths = choosing.files(self, self.services.settings, sending.PURPOSE, "接收文件", KINDS)
        if paths:
            self.receiver.receive(paths)

    def choose_folder(self) -> None:
        """Receive every file of a folder."""
        folder = choosing.folder(self, self.services.settings, sending.PURPOSE, "接收哪个文件夹里的文件")
        if folder:
            self.receiver.receive([folder])

    def _on_received(self, answer: Answer) -> None:
        self.reload()
        left = sending.reasons([f"{one.path.name}（{one.reason}）" for one in answer.left])
        self.stick.sticks.recount()
        if answer.repeated and not (answer.taken or answer.left):
            self.outcome.done("这些文件以前都已经接收过。", "里面没有新的内容，不用再接收。")
            return
        if not answer.taken:
            self.outcome.say_refused("没有接收任何文件。", left or "这里没有给本单位的文件。")
            return
        sites = [*dict.fromkeys(one.site for one in answer.taken)]
        then: Next = [("给它们生成文件……" if len(sites) > 1 else "给它生成文件……", lambda: self.send(sites))]
        first = answer.taken[0]
        if len(answer.taken) > 1:
            title, advice = f"已接收 {len(answer.taken)} 个文件。", "给这些学校生成文件，里面有县里的答复。"
        elif first.kind == "join":
            title, advice = f"{first.name}已加入。", "请给它生成第一个文件，学校接收后就可以开始工作。"
        else:
            title, advice = f"已接收{first.name}的文件。", first.sentence
        self.outcome.done(title, advice + (f"没有接收：{left}" if left else ""), then)

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (("登记以前加入过的学校……", self.register), *watch_acts(self, self.services))

    # -- reminding

    def remind(self) -> None:
        """Show the schools that are late, to print or to copy."""
        # Not before it is wanted: the page paints without it.
        from ui.exchange.reminding import RemindDialog

        dialog = RemindDialog(self, self.session, self.services)
        dialog.finished.connect(lambda _: self.reload())
        dialog.open()

    # -- sending

    def send_all(self) -> None:
        """Write a file for every school that has joined."""
        self.send(self._joined())

    def send(self, ids: Ids) -> None:
        """Write the files for these sites into a folder that a person chooses."""
        folder = choosing.folder(self, self.services.settings, sending.PURPOSE, "给学校的文件写到哪里")
        if folder is not None:
            self._send_to(ids, folder)

    def _send_to(self, ids: Ids, place: Path) -> None:
        sites = [(pk, self.standings[pk].facts.name) for pk in ids if pk in self.standings]
        self.services.jobs.run(
            lambda session, progress: sending.pack_for(session, sites, place, progress),
            title=f"正在给 {len(sites)} 所学校生成文件",
            done=self._on_sent,
            failed=self.outcome.refused,
        )

    def _on_sent(self, written: sending.Written) -> None:
        sending.tell(self.outcome, written, "给学校的文件", "请分别交给学校。")
        self.stick.sticks.recount()

    # -- inviting

    def invite(self) -> None:
        """Choose among the schools that have not joined."""
        from ui.exchange.inviting import InviteDialog

        joined = {self.standings[pk].facts.organisation for pk in self._joined()}
        dialog = InviteDialog(self, self.session, but=joined)
        dialog.chosen.connect(self.inviter.invite)
        dialog.open()

    def invite_again(self, ids: Ids) -> None:
        """Schools whose invite ran out, or whose computer was replaced by another."""
        self.inviter.invite(self._schools(ids))

    def _schools(self, ids: Ids) -> list[School]:
        return [(one.organisation, one.name) for one in (self.standings[pk].facts for pk in ids)]

    def register(self) -> None:
        """Register schools that had joined before the county's data was lost or put back."""
        # Not before it is wanted: the page paints without it.
        from ui.exchange.registering import choose_and_register

        choose_and_register(self, self.services, self.outcome, self.reload)
