"""Ids: UUIDv7 whose random part comes from the operating system at each call.

Never from a counter or seed kept in the database: a restored copy or a second computer would give the same
ids again, and two different records would be taken for one.
"""

import os
import time

ID_LENGTH = 32


def new_id() -> str:
    """A UUIDv7 (RFC 9562) as 32 hexadecimal characters without dashes; text order is roughly time order."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    # 48 bits of time, 4 of version, 12 random, 2 of variant, 62 random.
    high = (milliseconds & 0xFFFF_FFFF_FFFF) << 16 | 0x7000 | noise >> 68
    low = 0b10 << 62 | noise & 0x3FFF_FFFF_FFFF_FFFF
    return f"{high << 64 | low:032x}"
