"""Hands hostile archives to every door of the exchange and tells what came of it: refused in words is the aim.

Usage: python bench/sweep_containers.py FOLDER. Every file of FOLDER (ZIP, Zstandard, SQLite images …) is offered
(1) as a file to receive, (2) as the archive inside a package that a trusted office really signed and sealed,
(3) as a database to open and to restore from. Leaves with 1 after a crash (anything but a refusal), a hang, a
database that changed, or a broken archive that was taken; says so when FOLDER is absent.
"""

import hashlib
import sys
import tempfile
import time
import zipfile
from collections import Counter
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

    def state(self) -> str:
        """A digest of the county's file as it stands."""
        self.county.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return hashlib.sha256(self.county.path.read_bytes()).hexdigest()

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


def doors(offices: Offices, data: bytes) -> list[tuple[str, Callable[[], Any]]]:
    """The three ways some bytes may come in."""
    from app.exchange import receiving
    from storage.store import open_store, restore

    trap = offices.folder / "trap.xhb"

    def receive(content: bytes) -> None:
        trap.write_bytes(content)
        receiving.take(offices.county, trap)

    def as_database() -> None:
        copy, target = offices.folder / "copy.xinhuo", offices.folder / "target.xinhuo"
        copy.write_bytes(data)
        try:
            restore(copy, target, None)
            open_store(target).close()
        finally:
            for one in (copy, target):
                one.unlink(missing_ok=True)

    return [
        ("as a file", lambda: receive(data)),
        ("in a package", lambda: receive(offices.sealed(data))),
        ("as a database", as_database),
    ]


def main(arguments: list[str]) -> int:
    """The command."""
    folder = Path(arguments[0]) if arguments else Path("containers")
    if not folder.is_dir():
        print(f"{folder}: absent, nothing swept")
        return 0
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    tally: dict[str, Counter[str]] = {"as a file": Counter(), "in a package": Counter(), "as a database": Counter()}
    bad: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        offices = Offices(Path(name))
        before = offices.state()
        for path in files:
            for door, act in doors(offices, path.read_bytes()):
                came = outcome(act)
                tally[door][came] += 1
                if came.startswith(("CRASH", "HANG", "taken")):
                    bad.append(f"{path.relative_to(folder)} {door}: {came}")
        changed = offices.state() != before
    for door, found in tally.items():
        print(f"{door}:")
        for what, count in found.most_common():
            print(f"  {count:5}  {what}")
    print(f"{len(files)} files, three doors each; not refused: {len(bad)}; the county's file changed: {changed}")
    print(*bad, sep="\n")
    return 1 if bad or changed else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
