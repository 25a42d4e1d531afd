"""One stream out of a compound file, the container of .xls: [MS-CFB] 2.2 to 2.6."""

import struct
from collections.abc import Iterator

_END = 0xFFFFFFFA  # from here on a sector number is a mark, not a place
_ENTRY = 128
_SMALL_SECTOR = 64
_HEADER_FAT = 109  # sector numbers of the FAT that stand in the header itself
_STREAM, _ROOT = 2, 5


def stream(content: bytes, *names: str) -> bytes:
    """The content of the first of the streams `names`, whatever their case; ValueError when there is none or no whole.

    A chain that comes back to a sector, or leaves the file, is damage.
    """
    file = _Sectors(content)
    entries = list(_entries(file.chain(file.directory)))
    for name in names:
        for kind, found, start, size in entries:
            if kind == _STREAM and found == name.upper():
                return _stream(file, entries, start, size)
    raise ValueError("no such stream")


class _Sectors:
    """The sectors of a file and the table that says which follows which."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 512:
            raise ValueError("no header")
        self._content = content
        shift = int.from_bytes(content[30:32], "little")
        self._bytes = 1 << (shift if 7 <= shift <= 16 else 9)
        self._most = len(content) // self._bytes + 1
        self.directory, self.small_below, self.small_fat = struct.unpack_from("<I4xII", content, 48)
        self._fat = struct.unpack(f"<{self._bytes // 4 * len(self._fat_sectors())}I", b"".join(self._fat_sectors()))

    def _fat_sectors(self) -> list[bytes]:
        further, count = struct.unpack_from("<II", self._content, 68)
        numbers = list(struct.unpack_from(f"<{_HEADER_FAT}I", self._content, 76))
        for _ in range(min(count, self._most)):
            if further >= _END:
                break
            *more, further = struct.unpack(f"<{self._bytes // 4}I", self._whole(further))
            numbers += more
        return [self._whole(number) for number in numbers[: self._most] if number < _END]

    def _whole(self, number: int) -> bytes:
        """One sector; the last of a file may be cut short."""
        if number >= self._most:
            raise ValueError("a sector outside the file")
        at = (number + 1) * self._bytes
        return self._content[at : at + self._bytes].ljust(self._bytes, b"\0")

    def chain(self, start: int) -> bytes:
        """The sectors from `start` on, together."""
        runs: list[bytes] = []
        left = self._most
        while start < _END:
            first = last = start
            while (start := self._next(last)) == last + 1 and left:
                last = start
                left -= 1
            left -= 1
            if left < 0:
                raise ValueError("a chain without end")
            runs.append(self._content[(first + 1) * self._bytes : (last + 2) * self._bytes])
        return b"".join(runs)

    def _next(self, number: int) -> int:
        if number >= len(self._fat):
            raise ValueError("a sector outside the file")
        return int(self._fat[number])


def _entries(directory: bytes) -> Iterator[tuple[int, str, int, int]]:
    """Kind, name in capitals, first sector and size of all entries."""
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        if kind and 2 <= length <= 64:
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            yield kind, name.upper(), *struct.unpack_from("<II", directory, at + 116)


def _stream(file: _Sectors, entries: list[tuple[int, str, int, int]], start: int, size: int) -> bytes:
    if size >= file.small_below:
        return file.chain(start)[:size]
    small = file.chain(next((entry[2] for entry in entries if entry[0] == _ROOT), _END))
    table = file.chain(file.small_fat)
    pieces: list[bytes] = []
    while start < _END and len(pieces) * _SMALL_SECTOR < size:
        pieces.append(small[start * _SMALL_SECTOR : (start + 1) * _SMALL_SECTOR])
        if (start + 1) * 4 > len(table):
            raise ValueError("a sector outside the file")
        start = int.from_bytes(table[start * 4 : start * 4 + 4], "little")
    return b"".join(pieces)[:size]
