import pytest

from bench.growth import exponent


def test_what_costs_the_same_everywhere_has_the_exponent_nought() -> None:
    assert exponent({1_000: 0.5, 10_000: 0.9, 100_000: 0.5}) == 0


def test_what_grows_with_the_county_has_the_exponent_one() -> None:
    assert exponent({1_000: 0.2, 100_000: 20.0}) == pytest.approx(1)


def test_what_compares_everybody_with_everybody_has_the_exponent_two() -> None:
    assert exponent({100: 1.0, 1_000: 100.0}) == pytest.approx(2)
