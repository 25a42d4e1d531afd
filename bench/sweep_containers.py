"""Hands hostile archives to every door of the exchange and tells what came of it: refused in words is the aim.

Usage: python bench/sweep_containers.py FOLDER. Every file of FOLDER (ZIP, Zstandard, SQLite images …) is offered
(1) as a file to receive, (2) as the archive inside a package that a trusted office really signed and sealed,
(3) as a backup to put back, through the service that window and command use: a SQLite image as it is, with our sign
forged into its header, and, where the engine can still export it, as a keyed file; told as well is how many of the
forged ones the check of the pages alone refuses. Then every page of a real backup has one byte flipped, and each of
these is offered too. Leaves with 1 after a crash (anything but a refusal), a hang, a database that changed, or
anything that was taken; says so when FOLDER is absent.
"""

import hashlib
import os
import random
import shutil
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 20.0


class Offices:
    """A county and a school that have joined, and what the school would really sign."""

    def __init__(self, folder: Path) -> None:
        from app import organisations
        from app.exchange import keyring, membership, packing, receiving
        from app.session import open_session

        self.folder = folder
        self.county = membership.found_county(folder / "county.xinhuo", "县")
        school = organisations.save(self.county, None, {"name": "小学", "code": "2199000001", "kind": "3"})
        request = membership.join(membership.invite(self.county, school, folder).path, folder / "school.xinhuo", folder)
        receiving.take(self.county, request.path)
        self.school = open_session(folder / "school.xinhuo")
        receiving.take(self.school, packing.pack(self.county, "2199000001", folder).path)
        self.keys = keyring.of(self.school)

        # What is put back is put back over a closed copy: the county itself stays open for the other doors.
        self.target = folder / "live" / "county.xinhuo"
        self.target.parent.mkdir()
        self.county.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.county.path, self.target)

    def state(self) -> str:
        """A digest of both of the county's files, and of what lies beside the one copies are put back over."""
        self.county.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        there = sorted(one.name for one in self.target.parent.iterdir())
        told = [self.county.path.read_bytes(), self.target.read_bytes(), repr(there).encode()]
        return hashlib.sha256(b"".join(told)).hexdigest()

    def sealed(self, archive: bytes) -> bytes:
        """A package of the school, rightly signed and sealed, around any bytes; its manifest tells what a reader sees."""
        import msgspec
        import pyrage

        from app.exchange import package
        from app.exchange.archive import Extent, MemberEntry
        from storage.ids import new_id

        header = package.Header(
            kind="up", package_id=new_id(), from_site=self.school.site, from_name=self.school.name,
            to_site=self.keys.county.site, to_name=self.keys.county.name, created="2026-11-22T08:00:00",
            suite=package.SEALED, size=len(archive),
        )  # fmt: skip
        raw = msgspec.json.encode(header)
        recipients = (self.keys.county.public.recipient, self.keys.working.public.recipient)
        manifest = package.Manifest(
            header=raw.decode(),
            sender=self.keys.working.signing.public_key().public_bytes_raw().hex(),
            recipients=recipients,
            schema=1,
            min_reader=1,
            archive=Extent.of(archive),
            members=tuple(MemberEntry(name, 0, size, digest) for name, size, digest in _members(archive)),
            blobs=(),
            facts={"claim": None},
        )
        signed = msgspec.json.encode(manifest)
        signature = self.keys.working.signing.sign(package._SIGNED_AS + signed)
        body = b"".join((package._INNER_MAGIC, package._LENGTH.pack(len(signed)), signed, signature, archive))
        return package._framed(raw, pyrage.encrypt(body, [pyrage.x25519.Recipient.from_str(one) for one in recipients]))


def _members(archive: bytes) -> list[tuple[str, int, str]]:
    """What a sender that means harm would promise of it: the very names and sizes, where there are any."""
    import io

    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            found = [(Path(one.filename).stem or "x", min(one.file_size, 1 << 20)) for one in opened.infolist()[:50]]
    except Exception:  # noqa: BLE001 - whatever it is, the reader is to find out
        found = []
    return [(name, size, "0" * 64) for name, size in found] or [("transactions", 0, hashlib.sha256(b"").hexdigest())]


def outcome(run: Callable[[], Any]) -> str:
    """ "taken", the title of the refusal, or "CRASH …"."""
    from app.problems import SHOWN

    began = time.monotonic()
    try:
        run()
    except SHOWN as problem:
        came = f"refused: {problem.title.split('”')[-1].split('」')[-1] or problem.title}"
    except Exception as error:  # noqa: BLE001 - a sweep is there to find what nobody thought of
        came = f"CRASH {type(error).__name__}: {error}"
    else:
        came = "taken"
    took = time.monotonic() - began
    return f"HANG {took:.0f} s" if took > SECONDS else came


PAGES = "the pages alone"
"""Told, and not counted: a sound image of somebody else's passes it."""


def doors(offices: Offices, data: bytes) -> list[tuple[str, Callable[[], Any]]]:
    """The ways some bytes may come in."""
    from app.exchange import receiving
    from storage import copies

    trap, copy = offices.folder / "trap.xhb", offices.folder / "copy.xinhuo"

    def receive(content: bytes) -> None:
        trap.write_bytes(content)
        receiving.take(offices.county, trap)

    def put_back(content: bytes) -> None:
        copy.write_bytes(content)
        restore(offices, copy)

    def look_at_pages(content: bytes) -> None:
        copy.write_bytes(content)
        fresh = copy.with_name("fresh.xinhuo")
        copies.write_again(copy, fresh, None)
        fresh.unlink()

    found: list[tuple[str, Callable[[], Any]]] = [
        ("as a file", lambda: receive(data)),
        ("in a package", lambda: receive(offices.sealed(data))),
        ("as a backup", lambda: put_back(data)),
    ]
    if data.startswith(b"SQLite format 3\0"):
        forged = signed(data)
        keyed = exported(offices, forged)
        found += [("forged", lambda: put_back(forged)), (PAGES, lambda: look_at_pages(forged))]
        if keyed is not None:
            found.append(("forged and keyed", lambda: put_back(keyed)))
    return found


def restore(offices: Offices, copy: Path) -> None:
    """Put it back in the place of the county's file, as window and command would."""
    from app.backups import comparing, restoring

    try:
        comparing.preview(copy, offices.target, offices.county.store.key)
    finally:
        restoring.restore(copy, offices.target, offices.county.store.key)


def signed(data: bytes) -> bytes:
    """An image that says of itself that it is ours, and of no later version."""
    from storage.header import APPLICATION_ID

    return data[:60] + bytes(4) + data[64:68] + APPLICATION_ID.to_bytes(4, "big") + data[72:]


def exported(offices: Offices, data: bytes) -> bytes | None:
    """What the engine can still read of an image, as a file keyed under the county's own key; None for nothing."""
    from contextlib import closing

    from storage import driver

    key = offices.county.store.key
    assert key is not None
    plain, keyed = offices.folder / "plain.db", offices.folder / "keyed.db"
    plain.write_bytes(data)
    keyed.unlink(missing_ok=True)
    keyed.touch()
    try:
        with closing(driver.connect(keyed, key)) as conn:
            conn.execute("ATTACH DATABASE ? AS old KEY ''", (str(plain),))
            conn.execute("SELECT sqlcipher_export('main', 'old')")
            conn.execute("PRAGMA main.application_id = 1481197128")
    except (driver.DatabaseError, UnicodeDecodeError):
        return None
    return keyed.read_bytes() or None


def flipped(offices: Offices) -> Counter[str]:
    """What came of a real backup with one byte of one page changed, for every page."""
    from app.backups import making

    good, bad, chance = offices.folder / "good.xinhuo", offices.folder / "bad.xinhuo", random.Random(1)
    # Not by hand: that would note it in the county's own file, which must stay as it is.
    making.write(offices.county, good)
    data, tally = good.read_bytes(), Counter[str]()
    for page in range(len(data) // 4096):
        changed = bytearray(data)
        changed[page * 4096 + chance.randrange(4096)] ^= 1 << chance.randrange(8)
        bad.write_bytes(changed)
        tally[outcome(lambda: restore(offices, bad))] += 1
    return tally


def main(arguments: list[str]) -> int:
    """The command."""
    folder = Path(arguments[0]) if arguments else Path("containers")
    if not folder.is_dir():
        print(f"{folder}: absent, nothing swept")
        return 0
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    tally: defaultdict[str, Counter[str]] = defaultdict(Counter)
    bad: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        os.environ["XINHUO_KEYS"] = str(Path(name) / "keys")
        offices = Offices(Path(name))
        before = offices.state()
        for path in files:
            for door, act in doors(offices, path.read_bytes()):
                came = outcome(act)
                tally[door][came] += 1
                if came.startswith(("CRASH", "HANG") if door == PAGES else ("CRASH", "HANG", "taken")):
                    bad.append(f"{path.relative_to(folder)} {door}: {came}")
        tally["a byte of a page flipped"] = flipped(offices)
        bad += [came for came in tally["a byte of a page flipped"] if came.startswith(("CRASH", "HANG", "taken"))]
        changed = offices.state() != before
    for door, found in tally.items():
        print(f"{door} ({found.total()}):")
        for what, count in found.most_common():
            print(f"  {count:5}  {what}")
    print(f"{len(files)} files; not refused: {len(bad)}; the county's file changed: {changed}")
    print(*bad, sep="\n")
    return 1 if bad or changed else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
