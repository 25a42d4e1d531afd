from typing import Any

import pytest

from app.exchange.fitting import fits
from app.exchange.plan import Operation, OperationKind


@pytest.mark.parametrize(
    ("table", "kind", "fields", "expected"),
    [
        ("attendance", "I", {"teacher_id": "t1", "hours": 10, "result": None}, True),
        ("attendance", "I", {"hours": "10"}, False),
        ("attendance", "U", {"hours": [None, "a", 10]}, True),
        ("attendance", "U", {"hours": [10, "a", "ten"]}, False),
        ("attendance", "O", {"hours": [10, "a", None], "_tx": [None, "a", None]}, True),
        ("attendance", "O", {"hours": ["ten", "a", None]}, False),
        ("attendance", "U", {"hours": [-1, "a", 10]}, False),
        ("attendance", "U", {"hours": [10, "a", 1 << 60]}, False),
        ("teachers", "I", {"is_class_teacher": 1}, True),
        ("teachers", "I", {"is_class_teacher": 2}, False),
        ("teachers", "U", {"phone": [139, "a", None]}, False),
        ("teachers", "D", {"_del": [1, None, 0], "_base": {"tx": "a", "cells": {}, "row": {}}}, True),
        ("teachers", "I", {"a_newer_column": 5}, True),
        ("a_newer_table", "I", {"hours": "ten"}, True),
    ],
)
def test_a_value_is_of_its_fields_kind(table: str, kind: OperationKind, fields: dict[str, Any], expected: bool) -> None:
    assert fits(Operation("t1", table, "x", kind, fields)) is expected
