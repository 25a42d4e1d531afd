"""The index that finds people while a word is being typed: by name, pinyin, initials, ID number or school."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, product, starmap
from operator import add
from typing import NamedTuple

from app.pinyin import matches, pattern

_WALKED_HITS = 300
"""So many hits are walked with `str.find`; where there are more, looking at every line is quicker."""

_LETTERS = re.compile(r"[a-z]+")
_ID_PART = re.compile(r"[0-9]{3,}[0-9x]")


class Entry(NamedTuple):
    """One person; the three keys as `app.pinyin.name_keys` makes them, `id_number` "" when there is none."""

    id: str
    name: str
    initials: str
    full: str
    readings: str
    id_number: str
    school: str


class NameIndex:
    """People in the order they are given; built in one go, never changed."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        rows = list(entries)
        self._ids = [row.id for row in rows]
        schools = {school: _plain(school) for school in {row.school for row in rows}}
        self._texts = _Lines([f"{_plain(row.name)}\t{schools[row.school]}" for row in rows])
        self._initials = _Lines([row.initials for row in rows])
        self._full = _Lines([row.full for row in rows])
        self._numbers = _Lines([row.id_number.lower() for row in rows])
        self._readings = _Lines([row.readings for row in rows])
        self._pairs = _pairs(self._readings)
        self._capped = [place for place, row in enumerate(rows) if "," in row.readings and " " not in row.full]

    def find(self, text: str) -> list[str]:
        """Ids of those whom every word of `text` fits, in the order of the index; all of them for no words.

        Letters are initials or pinyin, four digits or more (x at the end) part of an ID number, anything else
        part of the name or of the school.
        """
        words = normalized(text).split()
        if not words:
            return list(self._ids)
        first, *others = (self._places(word) for word in sorted(words, key=len, reverse=True))
        for other in others:
            kept = set(other)
            first = [place for place in first if place in kept]
        return [self._ids[place] for place in first]

    def _places(self, word: str) -> list[int]:
        if letters := _as_letters(word):
            return self._by_letters(letters)
        if _ID_PART.fullmatch(word):
            return self._numbers.containing(word)
        return self._texts.containing(word)

    def _by_letters(self, word: str) -> list[int]:
        found = self._initials.containing(word)
        more = [place for place in self._capped if matches(self._readings.lines[place], word)]
        if self._pairs.issuperset(map(add, word, word[1:])):
            more += self._full.containing(word)
        if more:
            found = sorted({*found, *more})
        return found or self._readings.matching(pattern(word))


def normalized(text: str) -> str:
    """`text` as it is searched: half width, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


class _Lines:
    """Lines to be looked through: one joined string, because one `str.find` is quicker than ten thousand."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._joined = "\n".join(lines)
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=0))

    def containing(self, part: str) -> list[int]:
        """Places of the lines that contain `part` (which holds no line end), in order."""
        joined, starts, found = self._joined, self._starts, list[int]()
        at = joined.find(part)
        while at >= 0:
            place = bisect_right(starts, at) - 1
            found.append(place)
            if len(found) > _WALKED_HITS:
                rest = range(place + 1, len(self.lines))
                return found + [place for place in rest if part in self.lines[place]]
            at = joined.find(part, starts[place + 1])
        return found

    def matching(self, wanted: re.Pattern[str]) -> list[int]:
        """Places of the lines `wanted` is found in, in order; it must not run over line ends."""
        places = (bisect_right(self._starts, hit.start()) - 1 for hit in wanted.finditer(self._joined))
        return list(dict.fromkeys(places))


def _pairs(readings: _Lines) -> frozenset[str]:
    """Letters that can stand side by side in pinyin: most initials ("zw") need not be looked for there."""
    syllables = set(" ".join(readings.lines).replace(",", " ").split())
    firsts, lasts = {one[0] for one in syllables}, {one[-1] for one in syllables}
    inside = {pair for one in syllables for pair in map(add, one, one[1:])}
    return frozenset(inside | set(starmap(add, product(lasts, firsts))))


def _plain(text: str) -> str:
    return "".join(normalized(text).split())


def _as_letters(word: str) -> str:
    """A word of letters only, as pinyin is written here (xi'an → xian, lü → lv), else ""."""
    letters = word.replace("'", "").replace("’", "").replace("ü", "v")
    return letters if _LETTERS.fullmatch(letters) else ""
