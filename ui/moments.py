"""How moments are said to people."""

from datetime import date, datetime


def moment(at: datetime, today: date) -> str:
    """When something was, as people say it."""
    return f"今天 {at:%H:%M}" if at.date() == today else f"{at:%Y-%m-%d %H:%M}"
