"""The pages of the window, in the order of the work; each is made when it is first wanted."""

from collections.abc import Callable
from dataclasses import dataclass

from app.session import Session
from ui.pages import Page, Placeholder, Services


@dataclass(frozen=True)
class Place:
    """A page's name in the program, its name for people, its picture, and how it is made."""

    name: str
    label: str
    picture: str
    make: Callable[[Session, Services], Page]


def _teachers(session: Session, services: Services) -> Page:
    from ui.teachers import TeachersPage

    return TeachersPage(session, services)


def _mentoring(session: Session, services: Services) -> Page:
    from ui.mentoring_parts import MentoringPartsPage

    return MentoringPartsPage(session, services)


def _studios(session: Session, services: Services) -> Page:
    from ui.studio_parts import StudioPartsPage

    return StudioPartsPage(session, services)


def _exchange(session: Session, services: Services) -> Page:
    if session.is_county:
        from ui.exchange.county import CountyPage

        return CountyPage(session, services)
    from ui.exchange.school import SchoolPage

    return SchoolPage(session, services)


def _training(session: Session, services: Services) -> Page:
    from ui.training import TrainingPage

    return TrainingPage(session, services)


def _ledger(session: Session, services: Services) -> Page:
    from ui.ledger.page import LedgerPage

    return LedgerPage(session, services)


def _portfolio(session: Session, services: Services) -> Page:
    from ui.portfolio import PortfolioPage

    return PortfolioPage(session, services)


def _home(session: Session, services: Services) -> Page:
    from ui.home import HomePage

    return HomePage(session, services)


def _papers(session: Session, services: Services) -> Page:
    from ui.papers import PapersPage

    return PapersPage(session, services)


def _rules(session: Session, services: Services) -> Page:
    from ui.rules.page import RulesPage

    return RulesPage(session, services)


def _settings(session: Session, services: Services) -> Page:
    from ui.settings import SettingsPage

    return SettingsPage(session, services)


def _later(name: str, label: str, picture: str, advice: str) -> Place:
    def make(session: Session, services: Services) -> Page:
        return Placeholder(session, services, title=label, picture=picture, advice=advice)

    return Place(name, label, picture, make)


PLACES = (
    Place("desk", "工作台", "house", _home),
    Place("teachers", "教师", "users", _teachers),
    Place("mentoring", "师徒结对", "handshake", _mentoring),
    Place("studios", "工作室", "award", _studios),
    Place("training", "培训学时", "clock", _training),
    Place("ledger", "学时台账", "clipboard-list", _ledger),
    Place("portfolio", "业务档案", "folder-open", _portfolio),
    Place("exchange", "数据交换", "arrow-left-right", _exchange),
    Place("papers", "证书与报表", "file-text", _papers),
    Place("rules", "规则", "circle-check", _rules),
    Place("settings", "设置", "settings", _settings),
)
