"""Mutates real packages in every way a stick, a mail program or an enemy might, and has the real office receive them.

`python tests/faults/mutate.py --times 5000 [--seed 1]`: each mutated file must be refused in words and leave the database
byte for byte as it was. Prints how many of each kind were refused with which sentence; leaves with 1 otherwise.
"""

import argparse
import hashlib
import random
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pyrage  # noqa: E402

from app.exchange import keyring, receiving  # noqa: E402
from app.exchange.package import EXTENSION  # noqa: E402
from app.problems import SHOWN  # noqa: E402
from app.session import Session, open_session  # noqa: E402
from tests.faults import kill  # noqa: E402

_TRAILER = 40
"""Total length (8 bytes) and SHA-256 (32)."""

Mutation = Callable[[random.Random, bytes], bytes]


def flip(noise: random.Random, data: bytes) -> bytes:
    """One bit."""
    changed = bytearray(data)
    changed[noise.randrange(len(data))] ^= 1 << noise.randrange(8)
    return bytes(changed)


def scramble(noise: random.Random, data: bytes) -> bytes:
    """A run of bytes written over."""
    at, size = noise.randrange(len(data)), noise.randrange(1, 200)
    return data[:at] + noise.randbytes(size) + data[at + size :]


def lose(noise: random.Random, data: bytes) -> bytes:
    """A run of bytes missing."""
    at = noise.randrange(len(data))
    return data[:at] + data[at + noise.randrange(1, 5000) :]


def add(noise: random.Random, data: bytes) -> bytes:
    """Bytes put in between or behind."""
    at = noise.choice((noise.randrange(len(data)), len(data)))
    return data[:at] + noise.randbytes(noise.randrange(1, 200)) + data[at:]


def double(noise: random.Random, data: bytes) -> bytes:
    """A run of bytes twice."""
    at, size = noise.randrange(len(data)), noise.randrange(1, 5000)
    return data[: at + size] + data[at:]


def swap(noise: random.Random, data: bytes) -> bytes:
    """Two runs in each other's place."""
    size = noise.randrange(1, 500)
    one, two = sorted((noise.randrange(len(data) - size), noise.randrange(len(data) - size)))
    if one + size > two:
        return flip(noise, data)
    return data[:one] + data[two : two + size] + data[one + size : two] + data[one : one + size] + data[two + size :]


def zero(noise: random.Random, data: bytes) -> bytes:
    """A stick pulled out too early: the right size, zeros from somewhere on."""
    at = noise.randrange(len(data))
    return data[:at] + bytes(len(data) - at)


PLAIN: tuple[Mutation, ...] = (flip, scramble, lose, add, double, swap, zero)


def with_right_trailer(data: bytes) -> bytes:
    """What a person who means it would do: length and digest made to fit."""
    front = data[:-_TRAILER]
    front += struct.pack(">Q", len(front) + _TRAILER)
    return front + hashlib.sha256(front).digest()


def sealed_anew(noise: random.Random, data: bytes, session: Session, mutation: Mutation) -> bytes:
    """What one who can open the file could do: change the inside, encrypt it again to the same reader."""
    keys = keyring.of(session)
    end = 12 + struct.unpack(">I", data[8:12])[0]
    secrets = [pyrage.x25519.Identity.from_str(one) for one in keys.identities]
    inside = pyrage.decrypt(data[end:-_TRAILER], secrets)
    changed = mutation(noise, inside)
    while changed == inside:  # An archive ends in zeros: zeros over them change nothing.
        changed = mutation(noise, inside)
    body = pyrage.encrypt(changed, [secrets[0].to_public()])
    return with_right_trailer(data[:end] + body + bytes(_TRAILER))


def state(session: Session) -> str:
    """A digest of the whole database file."""
    session.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return hashlib.sha256(session.path.read_bytes()).hexdigest()


def prove(times: int, seed: int, scene: Path) -> tuple[Counter[str], list[str]]:
    """Mutate and receive `times` times; returns the sentences counted, and what went wrong."""
    noise, tally, wrong = random.Random(seed), Counter[str](), list[str]()
    with open_session(scene / kill.COUNTY) as county, open_session(scene / kill.SCHOOL) as school:
        receivers = ((county, (scene / "up.xhb").read_bytes()), (school, (scene / "down.xhb").read_bytes()))
        before = [state(one) for one, _data in receivers]
        trap = scene / f"trap{EXTENSION}"
        for number in range(times):
            session, data = receivers[number % 2]
            mutation = noise.choice(PLAIN)
            way = noise.choice(("as it comes", "with a right trailer", "sealed anew"))
            mutated = (
                sealed_anew(noise, data, session, mutation)
                if way == "sealed anew"
                else with_right_trailer(mutation(noise, data))
                if way == "with a right trailer"
                else mutation(noise, data)
            )
            if mutated == data or (way == "with a right trailer" and mutated[:-_TRAILER] == data[:-_TRAILER]):
                continue  # Zeros over zeros, or only the trailer was touched and mended again.
            trap.write_bytes(mutated)
            what = f"{mutation.__name__}, {way}, number {number} of seed {seed}"
            try:
                receiving.take(session, trap)
                wrong.append(f"taken: {what}")
            except SHOWN as problem:
                tally[f"{way}: {problem.title}"] += 1
            except Exception as error:  # noqa: BLE001 - to find what nobody thought of
                wrong.append(f"{type(error).__name__} {error}: {what}")
        if [state(one) for one, _data in receivers] != before:
            wrong.append("a database changed")
    return tally, wrong


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scene = Path(folder) / "scene"
        kill.make_scene(scene)
        began = time.monotonic()
        tally, wrong = prove(options.times, options.seed, scene)
    for sentence, count in tally.most_common():
        print(f"{count:6}  {sentence}")
    print(f"{options.times} mutated files in {time.monotonic() - began:.0f} s, {len(wrong)} wrong")
    print(*wrong[:20], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
