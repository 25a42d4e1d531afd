"""The 设置 page: the office itself, the organisations, backups, the look, and what the program is."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.session import Session
from ui import messages
from ui.backups.part import BackupPart
from ui.look import LookPart
from ui.office import OfficePart
from ui.organisations import OrganisationsPage
from ui.pages import Page, Services
from ui.tabs import Tabs

OFFICE, ORGANISATIONS, BACKUP, KEYS, LOOK, ABOUT = "office", "organisations", "backup", "keys", "look", "about"
DELETED, PROTECTION, AUDIT = "deleted", "protection", "audit"


class SettingsPage(Page):
    """Parts side by side; the header serves the list of organisations while that is in sight."""

    help = (
        "“本单位”里改名称和经办人；“单位”里登记全县的学校；“备份”里把数据文件备份到U盘，并检查数据；"
        "“数据保护”里打印恢复码、设置打开口令；"
        "“已删除的教师”里恢复删错的教师，或者彻底清除；“操作记录”里看谁在什么时候做了什么，导出存档，核对有没有被改动；"
        "“密钥”里做恢复资料、更换密钥；“外观”里选浅色或深色；“关于”里看版本和许可，导出运行日志。"
    )
    tables = frozenset({"organisations", "postings", "teachers"})

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="设置", search="单位名称、标识码或乡镇", new="新增单位")
        self.organisations: OrganisationsPage | None = None
        self.tabs = Tabs()
        makers: tuple[tuple[str, str, Callable[[], QWidget]], ...] = (
            (OFFICE, "本单位", lambda: OfficePart(session, services)),
            (ORGANISATIONS, "单位", self._make_organisations),
            (BACKUP, "备份与检查", lambda: BackupPart(session, services)),
            (PROTECTION, "数据保护", lambda: _protection(session, services)),
            (DELETED, "已删除的教师", lambda: _deleted(session, services)),
            (AUDIT, "操作记录", lambda: _audit(session, services)),
            (KEYS, "密钥", lambda: _keys(session, services)),
            (LOOK, "外观", lambda: LookPart(services)),
            (ABOUT, "关于", lambda: _about(services)),
        )
        for name, label, make in makers:
            self.tabs.add(name, label, make)
        self.tabs.chosen.connect(self._on_chosen)
        self.body.addWidget(self.tabs, 1)
        self.tabs.choose(OFFICE)

    def _make_organisations(self) -> OrganisationsPage:
        made = self.organisations = OrganisationsPage(self.session, self.services)
        made.header.hide()
        made.list.cleared.connect(self.search.clear)
        return made

    def _on_chosen(self, name: str) -> None:
        listed = name == ORGANISATIONS
        self.search.setVisible(listed)
        self.new.setVisible(listed and self.session.is_county)
        self.more.setVisible(bool(listed and self.more_acts()))
        part = self.tabs.parts[name]
        if isinstance(part, BackupPart):
            part.tell()
        elif name in (KEYS, DELETED, PROTECTION, AUDIT):
            part.tell()  # type: ignore[attr-defined]  # its class is loaded with it

    # -- what belongs to the part in sight

    def _listed(self) -> OrganisationsPage | None:
        return self.organisations if self.tabs.current == ORGANISATIONS else None

    def on_new(self) -> None:
        if page := self._listed():
            page.on_new()

    def on_search(self, text: str) -> None:
        if page := self._listed():
            page.on_search(text)

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return self.organisations.more_acts() if self.organisations else ()

    def on_files(self, paths: Sequence[Path]) -> bool:
        page = self._listed()
        return page is not None and page.on_files(paths)

    def on_save(self) -> None:
        part = self.tabs.parts[self.tabs.current]
        if isinstance(part, OfficePart):
            part.save()
        elif page := self._listed():
            page.on_save()

    def on_changed(self, tables: frozenset[str]) -> None:
        if DELETED in self.tabs.parts and "teachers" in tables:
            self.tabs.parts[DELETED].tell()  # type: ignore[attr-defined]  # as above
        if self.organisations:
            self.organisations.on_changed(tables)

    def on_escape(self) -> bool:
        page = self._listed()
        return (page is not None and page.on_escape()) or super().on_escape()

    def show_record(self, pk: str) -> None:
        """Open a part by its name, or the list at an organisation."""
        if pk in self.tabs.buttons:
            self.tabs.choose(pk)
            return
        self.tabs.choose(ORGANISATIONS)
        if self.organisations:
            self.search.clear()
            self.organisations.show_record(pk)

    def may_leave(self) -> bool:
        if self.organisations and not self.organisations.may_leave():
            return False
        office = self.tabs.parts.get(OFFICE)
        if isinstance(office, OfficePart) and office.dirty:
            if not messages.ask(
                self, "本单位的设置还没有保存。", "离开后这些修改就没有了。", "不保存，离开", "继续填写"
            ):
                return False
            office.fill()
        return True


def _keys(session: Session, services: Services) -> QWidget:
    # Rarely wanted, and not needed for the page to paint.
    from ui.keys import KeysPart

    return KeysPart(session, services)


def _protection(session: Session, services: Services) -> QWidget:
    from ui.protection import ProtectionPart

    return ProtectionPart(session, services)


def _audit(session: Session, services: Services) -> QWidget:
    from ui.audit import AuditPart

    return AuditPart(session, services)


def _deleted(session: Session, services: Services) -> QWidget:
    from ui.deleted import DeletedPart

    return DeletedPart(session, services)


def _about(services: Services) -> QWidget:
    # Looking for the version loads a good part of the standard library.
    from ui.about import AboutPart

    return AboutPart(services)
