"""The computers of each school at the county: which keys sign for it, which are sealed to, and which were taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from app.exchange.keyring import Keyring
from app.exchange.keys import Certificate, issue
from app.exchange.mail import county_only, importing, now_of
from app.papers import paper_keys
from app.problems import Problem
from app.session import Session
from storage import exchange as stored
from storage.store import Rows

STATES = {"active": "在用", "replaced": "已更换", "revoked": "已停用"}


@dataclass(frozen=True)
class Computer:
    """One computer of a school, or one that it had: `key` is its verifying key, `since` the time of its state."""

    key: str
    label: str
    state: str
    since: str
    actor: str
    joined: str
    """The day of its certificate, ISO 8601."""


def of(session: Session, site: str) -> list[Computer]:
    """The computers of a school, those in use first."""
    county_only(session)
    found = [
        Computer(
            key, row["label"], row["state"], row["since"], row["actor"] or "", _certificate(row).issued.isoformat()
        )
        for key, row in stored.site_keys(session.store, site).items()
    ]
    return sorted(found, key=lambda one: list(STATES).index(one.state))


def site_of(session: Session, organisation: str) -> str:
    """The site of a school that was invited at least once; Problem for any other organisation."""
    county_only(session)
    found = stored.site_of_organisation(session.store, organisation)
    if found is None:
        raise Problem("没有邀请过这所学校。", "请先给它生成邀请文件。")
    return str(found["id"])


def lost(session: Session, site: str, keys: "list[str] | None" = None) -> list[Computer]:
    """Take computers of a school out of use at once: all of them, or those with these verifying keys.

    Files they signed wait for a person from now on, none is sealed to them any more, and what the school was
    thought to hold is proved no longer; papers they sign for later days are not taken. Returns the computers that
    were taken out of use.
    """
    county_only(session)
    there = {one.key: one for one in of(session, site) if one.state != "revoked"}
    gone = [one for key, one in there.items() if keys is None or key in keys]
    if not gone:
        raise Problem("没有可以停用的电脑。", "这所学校的电脑都已经停用；要让它重新加入，请重新邀请。")
    name = str((stored.site(session.store, site) or {})["name"])
    # First, and as an act that other offices hear of: whoever has the computer must not issue papers with it.
    paper_keys.end(session, [one.key for one in gone], f"停用{name}的证书公钥")
    with session.store.writing(importing(session, f"停用{name}的电脑", "keys")) as rows:
        for one in gone:
            set_state(rows, session, one.key, "revoked")
        stored.forget_claims(rows, site)
    return gone


def active(rows: Rows, session: Session, keys: Keyring, site: Mapping[str, Any]) -> list[tuple[str, Certificate]]:
    """(name, certificate by the county's present key) of a site's computers in use; at least one.

    Raises Problem when there is none: nobody could open a file for that school.
    """
    found = []
    name = name_of(session, site)
    for row in stored.site_keys(session.store, str(site["id"])).values():
        if row["state"] != "active":
            continue
        old = _certificate(row)
        made = certified(session, keys, old, name)
        if made != old:
            stored.write_key(rows, {**row, "certificate": msgspec.json.encode(made).decode()})
        found.append((str(row["label"]), made))
    if not found:
        raise Problem(
            f"{site['name']}的电脑都已经停用，没有人能打开给它的文件。",
            "请先重新邀请这所学校，等它的新电脑加入以后，再给它生成文件。",
        )
    return found


def certified(session: Session, keys: Keyring, certificate: Certificate, name: str) -> Certificate:
    """The county's present word for a school's key, under the name it has for the school; an older one, or the
    school's own, gives way to it."""
    if certificate.signed_by(keys.working.public.sign) and certificate.name == name:
        return certificate
    return issue(keys.working.signing, certificate.site, name, certificate.public, session.today())


def name_of(session: Session, site: Mapping[str, Any]) -> str:
    """What the county calls a school now; certificates bear it, so that it can be known by it again."""
    row = session.store.row("organisations", str(site["organisation_id"]))
    return str(row["name"] if row else site["name"])


def write(rows: Rows, session: Session, certificate: Certificate, state: str, label: str) -> None:
    """Keep a computer of a site with its certificate."""
    stored.write_key(
        rows,
        {
            "key": certificate.public.sign,
            "site": certificate.site,
            "certificate": msgspec.json.encode(certificate).decode(),
            "state": state,
            "since": now_of(session),
            "label": label,
            "actor": session.operator or "未署名",
        },
    )


def set_state(rows: Rows, session: Session, key: str, state: str) -> None:
    """Say whether a computer is in use, replaced or taken out of use, from now on and in this operator's name."""
    stored.set_key_state(rows, key, state, now_of(session), session.operator or "未署名")


def next_label(known: Mapping[str, Mapping[str, Any]]) -> str:
    """What the next computer of a school is called; a computer that makes new keys keeps its name."""
    return f"第 {len({one['label'] for one in known.values()}) + 1} 台电脑"


def _certificate(row: Mapping[str, Any]) -> Certificate:
    return msgspec.json.decode(row["certificate"], type=Certificate)
