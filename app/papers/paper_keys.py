"""The public keys that sign the statements on papers: every office holds them, to check without a network."""

import hashlib
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app import records
from app.fields import Fault, Field, Kind, Owner, tidy
from app.problems import Problem
from app.records import Entity, Values, ends_early
from app.session import Session
from storage import exchange as stored_exchange
from storage import paper_keys as stored
from storage.store import Row, Rows

_COUNTY = Owner.COUNTY


def faults(values: Values) -> list[Fault]:
    """One key by itself: it does not end before it begins."""
    return ends_early(values, "start_date", "end_date", "停用日期早于启用日期，请核对。")


ENTITY = Entity(
    "paper_keys",
    "证书公钥",
    (
        Field("key", "公钥", required=True, owner=_COUNTY),
        Field("site", "单位编号", required=True, owner=_COUNTY),
        Field("name", "发证单位", required=True, owner=_COUNTY, width=18),
        Field("start_date", "启用日期", Kind.DATE, required=True, owner=_COUNTY),
        Field("end_date", "停用日期", Kind.DATE, owner=_COUNTY),
        Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
    ),
    faults,
)

_HEADER = "薪火公钥 1"
_KEY = re.compile(r"[0-9a-f]{64}")
_SITE = re.compile(r"[0-9A-Za-z-]{1,64}")
_LONGEST_NAME = 60
_MOST = 1 << 16


@dataclass(frozen=True)
class PaperKey:
    """One key: `key` is the Ed25519 verifying key (hex), `site` and `name` whose it is.

    Papers issued after `end` are not its own. `id` is its row's, "" while it is only offered.
    """

    id: str
    key: str
    site: str
    name: str
    start: date
    end: date | None = None

    @property
    def short(self) -> str:
        """What stands for the key on a paper: eight characters."""
        return short(self.key)

    @property
    def fingerprint(self) -> str:
        """Sixteen digits to compare by telephone."""
        return fingerprint(self.key)


def short(key: str) -> str:
    """The id of a verifying key (hex) on papers: the first 6 bytes of its SHA-512 in Base64url."""
    return urlsafe_b64encode(hashlib.sha512(bytes.fromhex(key)).digest()[:6]).decode()


def fingerprint(key: str) -> str:
    """The fingerprint of a verifying key (hex): the first 8 bytes of its SHA-512, as "ABCD 1234 …"."""
    digits = hashlib.sha512(bytes.fromhex(key)).hexdigest()[:16].upper()
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def listed(session: Session) -> list[PaperKey]:
    """Every key this office knows, those in use first."""
    return [_key_of(row) for row in stored.every(session.store)]


def known(session: Session, key: str) -> PaperKey | None:
    """The key with these hex digits, where this office knows it."""
    return next((one for one in listed(session) if one.key == key), None)


def own_sites(session: Session) -> set[str]:
    """The sites whose papers this office's register has: its own, and at the county those of its schools."""
    schools = {str(one["id"]) for one in stored_exchange.sites(session.store)} if session.is_county else set()
    return {session.site, *schools}


def note(session: Session, rows: Rows, key: str, site: str, name: str) -> None:
    """At the county, inside a writing block: from today papers signed with `key` (hex) are those of this office.

    A key that is known already stays as it is, whether in use or ended.
    """
    if session.is_county and known(session, key) is None:
        _insert(rows, PaperKey("", key, site, name, session.today()))


def note_computer(session: Session, key: str, site: str, name: str) -> None:
    """At the county: the same as an act of its own, which stands whatever becomes of what the key was noted for."""
    if known(session, key) is None:
        with session.writing(f"登记{name}的证书公钥") as rows:
            note(session, rows, key, site, name)


def follow(session: Session) -> None:
    """At the county: end the keys of schools' computers that are in use no more, and note those made in their place.

    A computer that makes new keys keeps its label; one that was let in anew has another.
    """
    noted = {one.key: one for one in listed(session)}
    for site in stored_exchange.sites(session.store) if noted else ():
        computers = stored_exchange.site_keys(session.store, str(site["id"]))
        signing = {row["label"] for key, row in computers.items() if key in noted}
        for key, row in computers.items():
            if row["state"] == "active" and row["label"] in signing:
                note_computer(session, key, str(site["id"]), str(site["name"]))
        end(
            session,
            [key for key, row in computers.items() if row["state"] != "active"],
            f"停用{site['name']}换下的证书公钥",
        )


def note_own(session: Session, rows: Rows, key: str) -> None:
    """At the county, inside a writing block: it signs with `key` now, and with none of its former ones any more."""
    if not session.is_county:
        return
    note(session, rows, key, session.site, session.name)
    _end(session, rows, [one for one in listed(session) if one.site == session.site and one.key != key])


def end(session: Session, keys: "list[str]", reason: str) -> int:
    """At the county: papers issued after today are not taken for these keys' (hex) any more; an act of its own.

    Returns how many were in use until now; those that never signed a paper are unknown here and need no ending.
    """
    ending = [one for one in listed(session) if one.key in keys and one.end is None]
    if session.is_county and ending:
        with session.writing(reason) as rows:
            _end(session, rows, ending)
    return len(ending)


def offered_text(key: PaperKey) -> str:
    """A key as text to give to another county, by file or as a QR code."""
    until = [f"停用 {key.end.isoformat()}"] if key.end else []
    return "\n".join((_HEADER, key.name, key.site, key.key, key.start.isoformat(), *until))


def read_offer(text: str) -> PaperKey:
    """Read what `offered_text` gave; Problem when it is something else. Whose it really is only a person can say."""
    lines = [line.strip() for line in text.removeprefix("\ufeff").replace("\r\n", "\n").strip().split("\n")]
    if len(lines) not in (5, 6) or lines[0] != _HEADER:
        raise _broken()
    _header, name, site, key, start, *until = lines
    whole = _KEY.fullmatch(key) and _SITE.fullmatch(site) and 0 < len(name) <= _LONGEST_NAME and tidy(name) == name
    if not whole or (until and not until[0].startswith("停用 ")):
        raise _broken()
    try:
        ends = date.fromisoformat(until[0].removeprefix("停用 ")) if until else None
        return PaperKey("", key, site, name, date.fromisoformat(start), ends)
    except ValueError as error:
        raise _broken() from error


def write_offer(session: Session, out: Path) -> PaperKey:
    """Write this office's key in use to a file for another county; Problem while it has signed nothing yet."""
    from app.exchange import files

    own = next((one for one in listed(session) if one.site == session.site and one.end is None), None)
    if own is None:
        raise Problem("本单位还没有证书公钥。", "发出第一份带查验二维码的证书时会自动登记，到时候再导出。")
    files.write(out, offered_text(own).encode())
    return own


def load_offer(path: Path) -> PaperKey:
    """Read a key from the file that another county wrote; Problem when it is something else."""
    from app.exchange import files

    return read_offer(files.read(path, _MOST).decode("utf-8", "replace"))


def _broken() -> Problem:
    return Problem("这不是薪火的公钥文件，或者内容不完整。", "请让对方在“查验→公钥”里重新导出一份，原样发来。")


def add(session: Session, offered: PaperKey) -> str:
    """Trust another county's key from now on, knowingly: its fingerprint was compared. Returns its row's id.

    One that was stopped here is trusted again; its own county's end comes with the offer.
    """
    if not session.is_county:
        raise Problem("外县的公钥由县里添加。", "县里添加以后，会随下一个下发文件到本校。")
    before = known(session, offered.key)
    if before is not None and before.end is None:
        raise Problem(f"这个公钥已经有了，是{before.name}的。", "不用再添加。")
    if {offered.site, before.site if before else ""} & own_sites(session):
        raise Problem("这个公钥是本县的，不能这样添加。", "本县和各校在用的公钥会自动登记。请核对文件是谁发来的。")
    with session.writing(f"添加证书公钥：{offered.name}") as rows:
        if before is not None:
            stored.reopen(rows, before.id, offered.end.isoformat() if offered.end else None)
            return before.id
        return _insert(rows, offered)


def stop(session: Session, pk: str) -> None:
    """End one key by hand, from today; the county's own in use is changed in the settings instead."""
    if not session.is_county:
        raise Problem("证书公钥由县里管理，本校只能查看。", "需要停用请联系县局经办人。")
    row = _key_of(records.get(session, ENTITY, pk))
    if row.end is not None:
        raise Problem(f"这个公钥已在 {row.end} 停用。", "不用再停用。")
    if row.site == session.site:
        raise Problem("这是本单位正在用的公钥，不能在这里停用。", "请在“设置→密钥”里更换密钥，旧的会同时停用。")
    end(session, [row.key], f"停用证书公钥：{row.name}")


def _key_of(row: Row) -> PaperKey:
    until = date.fromisoformat(row["end_date"]) if row["end_date"] else None
    return PaperKey(row["id"], row["key"], row["site"], row["name"], date.fromisoformat(row["start_date"]), until)


def _insert(rows: Rows, key: PaperKey) -> str:
    return rows.insert(
        ENTITY.table,
        {
            "key": key.key, "site": key.site, "name": key.name, "start_date": key.start.isoformat(),
            "end_date": key.end.isoformat() if key.end else None,
        },
    )  # fmt: skip


def _end(session: Session, rows: Rows, keys: "list[PaperKey]") -> None:
    for one in keys:
        if one.end is None:
            # Never before it began, whatever the clock says now.
            stored.end(rows, one.id, max(session.today(), one.start).isoformat())
