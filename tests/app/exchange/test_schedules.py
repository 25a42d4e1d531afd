"""Whatever happens to files and databases, the program holds what the model holds, and every invariant stands.

Here a few schedules and a few of Hypothesis's own; very many by `python tests/app/exchange/prove.py` (see there).
`XINHUO_SCHEDULES=200` here runs more of both.
"""

import os
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.app.exchange import program, prove
from tests.app.exchange.program import Program, Start
from tests.app.exchange.schedules import SITES, World

MANY = int(os.environ.get("XINHUO_SCHEDULES", "5"))
RANDOM = st.randoms(use_true_random=False)
PLACES = st.integers(0, len(SITES) - 1)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    return program.start(tmp_path_factory.mktemp("start"))


def test_the_program_holds_what_the_model_holds_through_random_schedules() -> None:
    total = prove.run_real(range(MANY), sealed=4)
    assert total.broken == []
    for happened in (
        "delta",
        "complete",
        "repeated",
        "county restored",
        "school restored",
        "outcome conflict",
        "purge",
    ):
        assert total.count[happened], happened


class Offices(RuleBasedStateMachine):
    """A county, three schools and their files, in the model and in the program, step by step."""

    start: Start

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.world: World | None = None

    @initialize(choices=RANDOM, begun=st.booleans())
    def begin(self, choices: Any, begun: bool) -> None:
        (self.folder / "0").mkdir()
        self.world = World(choices, Program(self.folder / "0", self.start, sealed=3))
        self.world.active = len(SITES)
        if begun:
            self.world.start()

    def _at(self, choices: Any, site: int) -> tuple[World, Any]:
        assert self.world is not None
        self.world.random = choices
        return self.world, choices.choice(self.world.schools[site])

    @rule(choices=RANDOM, site=PLACES)
    def a_school_works(self, choices: Any, site: int) -> None:
        world, copy = self._at(choices, site)
        world.edit_school(site, copy)

    @rule(choices=RANDOM)
    def the_county_works(self, choices: Any) -> None:
        self._at(choices, 0)[0].edit_county()

    @rule(choices=RANDOM)
    def the_county_decides(self, choices: Any) -> None:
        self._at(choices, 0)[0].decide()

    @rule(choices=RANDOM, site=PLACES, arrives=st.booleans())
    def a_school_sends(self, choices: Any, site: int, arrives: bool) -> None:
        world, copy = self._at(choices, site)
        file = world.up(copy)
        if arrives:
            world.give(file)

    @rule(choices=RANDOM, site=PLACES, arrives=st.booleans(), complete=st.booleans())
    def the_county_sends(self, choices: Any, site: int, arrives: bool, complete: bool) -> None:
        world, _copy = self._at(choices, site)
        file = world.down(site, complete=complete)
        if arrives:
            world.give(file)

    @precondition(lambda self: self.world is not None and self.world.pool)
    @rule(choices=RANDOM)
    def an_old_file_turns_up(self, choices: Any) -> None:
        self._at(choices, 0)[0].post()

    @rule(choices=RANDOM)
    def somebody_is_transferred(self, choices: Any) -> None:
        self._at(choices, 0)[0].transfer()

    @rule(choices=RANDOM)
    def something_is_purged(self, choices: Any) -> None:
        self._at(choices, 0)[0].purge()

    @rule(choices=RANDOM, site=PLACES)
    def a_school_keeps_a_copy(self, choices: Any, site: int) -> None:
        world, copy = self._at(choices, site)
        world.keep_school(site, copy)

    @rule(choices=RANDOM)
    def the_county_keeps_a_copy(self, choices: Any) -> None:
        self._at(choices, 0)[0].keep_county()

    @rule(choices=RANDOM, site=PLACES)
    def a_school_goes_back(self, choices: Any, site: int) -> None:
        world, copy = self._at(choices, site)
        world.restore_school(site, world.schools[site].index(copy))

    @precondition(lambda self: self.world is not None and self.world.county_backups)
    @rule(choices=RANDOM)
    def the_county_goes_back(self, choices: Any) -> None:
        self._at(choices, 0)[0].restore_county()

    @rule(choices=RANDOM, site=PLACES)
    def a_second_computer_works_on(self, choices: Any, site: int) -> None:
        world, copy = self._at(choices, site)
        world.twin(site, copy)

    def teardown(self) -> None:
        try:
            if self.world is not None:
                with self.world as world:
                    world.random = random.Random(len(world.pool))
                    world.settle()
                    world.check()
        finally:
            shutil.rmtree(self.folder)


def test_the_program_and_the_model_go_in_step_whatever_hypothesis_thinks_of(start: Start) -> None:
    machine = type("Started", (Offices,), {"start": start})
    few = settings(
        max_examples=MANY * 2,
        stateful_step_count=30,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(machine, settings=few)


def test_the_same_seed_shows_the_same_schedule_again() -> None:
    first, again = (prove.run_real(range(1)).count for _ in range(2))
    assert first == again != Counter()
