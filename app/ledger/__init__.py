"""The ledger of hours (学时台账): what each person earned, counted by every regime at once."""

from app.ledger.counting import Account, Counted, Gap, shown, unit_name
from app.ledger.effects import Effect, Effects
from app.ledger.figures import (
    OWN,
    RegimeName,
    Standing,
    Summary,
    behind,
    choices,
    common_periods,
    of_teacher,
    regimes,
    standings,
    summary,
)
from app.ledger.keeping import due, refresh, refresh_few
from app.ledger.periods import Period

__all__ = [
    "OWN",
    "Account",
    "Counted",
    "Effect",
    "Effects",
    "Gap",
    "Period",
    "RegimeName",
    "Standing",
    "Summary",
    "behind",
    "choices",
    "common_periods",
    "due",
    "of_teacher",
    "refresh",
    "refresh_few",
    "regimes",
    "shown",
    "standings",
    "summary",
    "unit_name",
]
