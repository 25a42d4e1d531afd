"""Who lacks hours now, under which regimes: for choosing whom to train."""

from app.session import Session


def behind(session: Session) -> dict[str, list[str]]:
    """Teacher → titles of the regimes under which something is missing in the present period."""
    from app.ledger import figures, keeping

    keeping.refresh(session)
    found: dict[str, list[str]] = {}
    for one in figures.regimes(session):
        periods = figures.common_periods(session, one.code, 0)
        key = figures.OWN if one.personal else periods[0].key if periods else ""
        if not key:
            continue
        for standing in figures.standings(session, one.code, key):
            if standing.lacking > 0:
                found.setdefault(standing.teacher_id, []).append(one.title)
    return found
