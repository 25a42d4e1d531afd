"""The model of the exchange by itself: its invariants stand, and every safeguard is needed for them."""

import pytest

from tests.app.exchange import prove
from tests.app.exchange.model.acts import Refused, Step
from tests.app.exchange.model.safeguards import SAFEGUARDS
from tests.app.exchange.model.school import School
from tests.app.exchange.schedules import World

RARE = {"offer by compare", "grant revision", "twice"}
"""Noticed by fewer than one schedule in fifty: `prove.py safeguards 5000` looks for them."""


def test_every_invariant_of_the_protocol_holds_through_random_schedules() -> None:
    total = prove.run(range(200))
    assert total.broken == []
    assert total.count["rounds 2"] and total.count["restored"] and total.count["conflict differs retried"]


@pytest.mark.parametrize("name", sorted(SAFEGUARDS.keys() - RARE))
def test_a_safeguard_taken_away_is_noticed(name: str) -> None:
    assert prove.run(range(400), frozenset([name]), until_broken=True).broken


def steps(*values: str) -> list[Step]:
    return [Step("update", ("teachers", "teacher-0"), {"phone": value}) for value in values]


@pytest.fixture
def world() -> World:
    import random

    made = World(random.Random(1))
    made.unfolded = None
    made.start()
    return made


def test_one_act_writes_a_field_once(world: World) -> None:
    copy = world.schools[0][0]
    world.act(copy, steps("1", "2"))
    (act,) = copy.model.pending()
    assert [change.new for one in act.operations for change in one.changes.values()] == ["2"]


def test_an_act_that_comes_to_nothing_is_none(world: World) -> None:
    copy = world.schools[0][0]
    phone = copy.model.rows["teachers", "teacher-0"].value("phone")
    world.act(copy, steps("1", phone))
    assert copy.model.pending() == []


def test_an_act_that_writes_a_field_twice_is_refused_now_and_later(world: World) -> None:
    copy = world.schools[0][0]
    world.unfolded = copy.model.site
    world.act(copy, steps("1", "2"))
    file = world.up(copy)
    world.take(file)
    (act,) = file.model.acts
    assert world.county.model.known[act.id].outcome == "rejected"
    with pytest.raises(Refused):
        world.county.model.apply_again(act.id)


def test_an_edit_before_the_first_file_of_the_county_waits_unseen() -> None:
    school = School("school-0")
    with pytest.raises(Refused):
        school.act(steps("1"), "t1", lambda: 1)
