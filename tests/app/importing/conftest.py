"""Workbooks as clerks make them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

Write = Callable[..., Path]


@pytest.fixture
def sheet(tmp_path: Path) -> Write:
    """`sheet(headings, *rows, name=…)` writes a workbook with one table and says where it is."""

    def write(headings: Sequence[str], *rows: Sequence[object], name: str = "表.xlsx", title: str = "") -> Path:
        book = openpyxl.Workbook()
        if title:
            book.active.append([title])
        book.active.append(list(headings))
        for row in rows:
            book.active.append(list(row))
        path = tmp_path / name
        book.save(path)
        return path

    return write
