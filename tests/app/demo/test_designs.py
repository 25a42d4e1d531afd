"""The demonstration county has a design of its own, and papers are made with it."""

from random import Random

from app.demo import designs as made
from app.papers import designing, designs
from tests.app.conftest import County


def test_the_countys_own_design_is_in_use_and_sound(county: County) -> None:
    made.keep(county.session, Random(1))
    name, design = designs.chosen(county.session, made.KIND)
    assert name == made.NAME
    kind = designing.kind_of(made.KIND)
    facts = designing.with_code(kind, designing.facts(county.session, made.KIND))
    assert designing.doubts(design, kind, facts) == []
    assert designing.pdf(design, facts).startswith(b"%PDF")
