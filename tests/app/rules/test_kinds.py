"""What the parameters of a rule can be: what is no day, no share, or beyond all measure is not read."""

import json
from typing import Any

import pytest

from app.fields import Unreadable
from app.rules import items, kinds

REGIME = {"required": 3600, "period": "cycle"}
WINDOW = {"title": "师德宣传月", "about": {}, "starts": "10-01", "days": 31}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("regime", {**REGIME, "years": 999_999, "first_year": 2021}),
        ("regime", {**REGIME, "first_year": 99_999}),
        ("regime", {**REGIME, "required": 10**30}),
        ("regime", {**REGIME, "required": -10}),
        ("regime", {**REGIME, "period": "probation", "months": 999_999}),
        ("regime", {**REGIME, "minimums": [{"title": "专业", "about": {}, "share": [2, 0]}]}),
        ("regime", {**REGIME, "minimums": [{"title": "专业", "about": {}, "share": [20, 7]}]}),
        ("regime", {**REGIME, "attended": [5, 4]}),
        ("calendar", {"windows": [{**WINDOW, "starts": "13-45"}]}),
        ("calendar", {"windows": [{**WINDOW, "starts": "04-31"}]}),
        ("calendar", {"windows": [WINDOW, {**WINDOW, "days": 10_000_000}]}),
        ("series", {"pauses": [{"title": "寒假", "starts": "99-99", "days": 30}]}),
        ("headcount", {"people": 5, "since": "去年"}),
        ("headcount", {"people": 5, "until": "2026-13-01"}),
        ("tiers", {"topics": ["1"], "until": "2026-09"}),
        ("count", {"register": "courses", "least": 1, "until": "年底"}),
    ],
)
def test_what_can_never_be_meant_is_not_read(kind: str, said: dict[str, Any]) -> None:
    with pytest.raises(kinds.Unreadable):
        kinds.read(kind, json.dumps(said))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("regime", {**REGIME, "minimums": [{"title": "专业", "about": {}, "share": [2, 3]}], "attended": [4, 5]}),
        ("calendar", {"windows": [{**WINDOW, "starts": "02-29"}]}),
        ("headcount", {"people": 47_000, "since": "2021-01-01", "until": "2025-12-31"}),
    ],
)
def test_what_documents_say_is_read(kind: str, said: dict[str, Any]) -> None:
    assert kinds.read(kind, kinds.written(kinds.read(kind, json.dumps(said)))) == kinds.read(kind, json.dumps(said))


@pytest.mark.parametrize(
    ("name", "text"), [("years", "100"), ("first_year", "202"), ("first_year", "20210"), ("months", "9999")]
)
def test_a_count_beyond_all_measure_is_asked_about(name: str, text: str) -> None:
    item = next(one for one in items.ITEMS[kinds.Regime] if one.name == name)
    with pytest.raises(Unreadable, match="请核对"):
        items.read(item, text)
