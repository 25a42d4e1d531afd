"""How the exchange stands: what waits to be sent, which schools there are, and the files so far."""

from typing import Any

from app import reviewing
from app.exchange import inbox
from app.session import Session
from storage import exchange as stored


def status(session: Session) -> dict[str, Any]:
    """Office, what waits to be sent or (`proposals`) reviewed or asked again, sites (county) and the last files."""
    facts = session.store.fact
    found: dict[str, Any] = {
        "role": session.role,
        "name": session.name,
        "site": session.site,
        "files": files_of(session),
        "proposals": reviewing.waiting(session),
    }
    if session.is_county:
        found["sites"] = sites_of(session)
        waiting = inbox.counts(session)
        found |= {"conflicts": waiting.conflicts, "offers": waiting.offers, "rejected": waiting.rejected}
        return found
    return {
        **found,
        "county": facts("county_name"),
        "code": facts("join_code"),
        "adopted": int(facts("adopted_n") or 0),
        "pending": stored.pending_count(session.store),
    }


def pending_count(session: Session) -> int:
    """How many acts of this school the county has not answered yet."""
    return 0 if session.is_county else stored.pending_count(session.store)


def sites_of(session: Session) -> list[dict[str, Any]]:
    """Schools that were invited or have joined: id, organisation_id, code, name, state, since, last_in, last_out, conflicts."""
    shown = ("id", "organisation_id", "code", "name", "state", "since", "last_in", "last_out", "conflicts")
    return [{key: one[key] for key in shown} for one in stored.sites(session.store)]


def files_of(session: Session) -> list[dict[str, Any]]:
    """Files made and taken, newest first: direction, kind, site_name, file_name, at, actor, size, summary."""
    return stored.files(session.store)


def conflicts_of(session: Session) -> list[dict[str, Any]]:
    """Open conflicts, as kept."""
    return stored.conflicts(session.store)
