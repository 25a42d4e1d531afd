"""What a command prints: words for people on stdout, or one JSON value; progress and refusals on stderr."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any


class Output:
    """Where a command's result goes."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.whole = False
        """Whether ID and telephone numbers are shown whole, as a person asked with a purpose."""
        self._bar_length = 0

    def result(self, value: Any, words: str) -> None:
        """The result: `value` as JSON, or `words`."""
        self._end_bar()
        print(json.dumps(self._plain(value), ensure_ascii=False, indent=1) if self.as_json else words)

    def table(self, rows: Sequence[Mapping[str, Any]], columns: Sequence[tuple[str, str]]) -> None:
        """A list: every row whole as JSON, or some columns (key, heading) in words."""
        self._end_bar()
        if self.as_json:
            print(json.dumps(self._plain(rows), ensure_ascii=False))
            return
        rows = self._plain(rows)
        lines = [[heading for _key, heading in columns]]
        lines += [[_shown(row.get(key)) for key, _heading in columns] for row in rows]
        widths = [max(_width(line[index]) for line in lines) for index in range(len(columns))]
        for line in lines:
            cells = (text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True))
            print("  ".join(cells).rstrip())
        print(f"共 {len(rows)} 条。")

    def refused(self, title: str, advice: str) -> None:
        """What could not be done, and what to do next."""
        self._end_bar()
        if self.as_json:
            print(json.dumps({"refused": title, "advice": advice}, ensure_ascii=False))
        print(f"{title}\n{advice}", file=sys.stderr)

    def progress(self, done: int, total: int, what: str) -> None:
        """A bar on the terminal; nothing when nobody watches."""
        if not sys.stderr.isatty():
            return
        filled = round(24 * done / total) if total else 0
        bar = f"{'█' * filled}{'░' * (24 - filled)} {done}/{total}" if total else f"{done}" if done else "……"
        line = f"\r{what} {bar}"
        print(line + " " * max(0, self._bar_length - _width(line)), end="", file=sys.stderr, flush=True)
        self._bar_length = _width(line)

    def _plain(self, value: Any) -> Any:
        return plain(value) if self.whole else masked(plain(value))

    def _end_bar(self) -> None:
        if self._bar_length:
            print("\r" + " " * self._bar_length + "\r", end="", file=sys.stderr, flush=True)
            self._bar_length = 0


def plain(value: Any) -> Any:
    """Data classes, paths and tuples, named ones too, as what JSON knows."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [plain(one) for one in value]
    return value


def masked(value: Any) -> Any:
    """What JSON knows, with the middle of every ID and telephone number hidden: what is printed may go into a file.

    They are told by their keys, and in a change of a field by what the field is called.
    """
    if isinstance(value, list):
        return [masked(one) for one in value]
    if not isinstance(value, dict):
        return value
    from app.masking import hidden

    said = str(value.get("field") or value.get("name") or ""), str(value.get("label") or "")
    return {
        key: hidden(one, key, *(said if key in _VALUES else ())) if isinstance(one, str) else masked(one)
        for key, one in value.items()
    }


_VALUES = ("old", "new", "value", "text", "now", "kept", "other")
"""The keys under which a change says what stood in its field."""


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
