"""Text that stands for a table: its encoding guessed, and the rows of a .csv, .txt or tab-separated file."""

import csv
import io
import re

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_BREAKS = ((b"\n\0\0\0", "utf-32-le"), (b"\0\0\0\n", "utf-32-be"), (b"\n\0", "utf-16-le"), (b"\0\n", "utf-16-be"))
"""How the end of a line looks; a mark between cells (all of ASCII) looks alike."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LONGEST_LETTER = 4  # bytes, in all of the encodings
_END_OF_FILE = "\x1a"  # what DOS programs put last
_QUOTED = re.compile('"[^"]*"')
_KEPT_AS_TEXT = re.compile('="([^"]*)"')
_DELIMITERS = "\t,;|，"
_LINES_LOOKED_AT = 20


def decode(content: bytes) -> str | None:
    """Text in UTF-8, UTF-16, UTF-32 or GB18030 (it holds GBK and GB2312), marked or not; None when it is no text."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8" and _at_the_end(error) and _CHINESE.search(content[: error.start].decode()):
                return None  # in the next encoding it would be read as other letters, and nobody told
            continue
        return None if _CONTROL.search(text) else text
    return None


def is_cut_short(content: bytes) -> bool:
    """Whether it would be text if it did not end within a letter."""
    for encoding in _encodings(content):
        try:
            content.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start and _at_the_end(error):
                return True
    return False


def _at_the_end(error: UnicodeDecodeError) -> bool:
    return error.end == len(error.object) and error.end - error.start < _LONGEST_LETTER


def _encodings(content: bytes) -> tuple[str, ...]:
    marked = tuple(encoding for mark, encoding in _MARKS if content.startswith(mark))
    return marked[:1] or _unmarked(content)


def _unmarked(content: bytes) -> tuple[str, ...]:
    """The encodings to try in turn; a zero byte stands in no text but one of wide units, at its line ends at least."""
    start = content[:65536]
    if b"\0" not in start:
        return ("utf-8", "gb18030")
    for brk, encoding in _BREAKS:
        at = start.find(brk)
        while at >= 0 and at % len(brk):
            at = start.find(brk, at + 1)
        if at >= 0 and not len(content) % len(brk):
            return (encoding,)
    return ()


def delimited_rows(text: str) -> list[list[str]]:
    """The rows of delimited text, cells as written; `="0012"`, which keeps zeros in Excel, is 0012.

    Raises ValueError for a quote that is never closed: all rows after it would go into one cell.
    """
    text = text.rstrip(_END_OF_FILE)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own first line
        delimiter, text = first.strip()[4], rest
    else:
        delimiter = _delimiter(text)
    # For the whole process, so never less than it was: the code tables are read by the same module.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 3))
    last = "" if not text or text.endswith("\n") else "\n"
    reader = csv.reader(io.StringIO(f"{text}{last}{_END_OF_FILE}", newline=""), delimiter=delimiter)
    rows = list(reader)
    if rows.pop() != [_END_OF_FILE]:
        raise ValueError("a quote that is never closed")
    return [[_as_kept(cell) for cell in row] for row in rows]


def _delimiter(text: str) -> str:
    """The mark that stands on most of the first lines, and among equals the one there is most of."""
    head = [_QUOTED.sub("", line) for line in text[:65536].splitlines()[:_LINES_LOOKED_AT]]
    return max(_DELIMITERS, key=lambda mark: (sum(mark in line for line in head), sum(map(mark.count, head))))


def _as_kept(cell: str) -> str:
    if cell.startswith("="):
        kept = _KEPT_AS_TEXT.fullmatch(cell)
        return kept[1] if kept else cell
    return cell
