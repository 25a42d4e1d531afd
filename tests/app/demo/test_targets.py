"""The demonstration's targets can be counted; most are under way, some are reached."""

from pathlib import Path

from app import targets
from app.demo.county import make_county


def test_every_target_can_be_counted_and_one_is_reached(tmp_path: Path) -> None:
    with make_county(tmp_path / "示范.xinhuo", teachers=120, schools=6) as session:
        found = targets.standings(session)
    states = [one.state for one in found]
    assert targets.UNREADABLE not in states
    assert {targets.OPEN, targets.REACHED} <= set(states)
