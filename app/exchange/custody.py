"""Keeping an office's keys: the recovery kit, the root kept offline, changed keys, and keys rebuilt from the kit."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app import audit, unlocking
from app.exchange import files, keyring
from app.exchange import kit as kits
from app.exchange.keyring import Keyring
from app.exchange.keys import issue, new_identity, public_key, recipient_of, signing_key
from app.exchange.kit import Kit
from app.exchange.mail import county_only
from app.papers import paper_keys
from app.problems import Problem
from app.session import Session
from exports import kit as papers

_WANTED = "请准备恢复资料：U盘上的文件，或纸上的恢复密钥。"


@dataclass(frozen=True)
class Standing:
    """How an office's keys stand. `root_here`: root and recovery key lie in the key file too, not in the kit alone;
    `computers`: at a school, how the county calls those of its computers that are in use."""

    path: Path
    sealed: bool
    is_county: bool
    fingerprint: str
    since: date | None
    former: int
    kit_made: date | None
    root_here: bool
    computers: str


def status(session: Session) -> Standing:
    """How this office's keys stand; Problem when they are missing or cannot be opened."""
    keys, path = keyring.of(session), keyring.path_beside(session.path)
    return Standing(
        path,
        unlocking.asks_password(session),
        keys.is_county,
        kits.fingerprint_of(keys),
        keys.certificate.issued if keys.certificate else None,
        len(keys.former),
        keys.kit_made,
        keys.root is not None,
        session.store.fact("computers") or "",
    )


# -- the kit


def kit_of(session: Session, kit: Kit | None = None) -> Kit:
    """The county's recovery kit: from its key file, or the one given when root and recovery key are offline."""
    county_only(session)
    keys = keyring.of(session)
    if kit is not None:
        _refuse_other(session, keys, kit)
        return replace(kit, county=session.name)
    if keys.root is None or keys.recovery is None:
        raise Problem("根密钥已经不在这台电脑上，只在恢复资料里。", _WANTED)
    return Kit(session.name, session.site, session.organisation or "", keys.root, keys.recovery)


def write_kit(session: Session, place: Path, passphrase: str, kit: Kit | None = None) -> Path:
    """Write the kit as a file locked with a passphrase, read it back, and note the day; a folder gets a name."""
    session.store.refuse_if_read_only()
    made = kit_of(session, kit)
    path = _named(session, place, kits.EXTENSION)
    kits.save(path, made, passphrase)
    if kits.load(path, passphrase) != made:
        raise Problem(f"「{path.name}」写好后读回来与原来不一致。", "这个U盘或磁盘可能已有损坏，请换一个再写一次。")
    _made(session, "把恢复资料写成文件")
    return path


def print_kit(session: Session, place: Path, kit: Kit | None = None) -> Path:
    """Write the kit as a PDF to print, and note the day; a folder gets a name."""
    session.store.refuse_if_read_only()
    made = kit_of(session, kit)
    path = _named(session, place, ".pdf")
    facts = papers.KitFacts(made.county, made.site, made.fingerprint, session.today(), kits.lines_of(made))
    # Straight to its place and readable by its owner alone: it passes through no folder for temporary files.
    files.write(path, papers.kit_paper(facts), private=True)
    _made(session, "打印恢复资料")
    return path


def _made(session: Session, what: str) -> None:
    _keep(session, replace(keyring.of(session), kit_made=session.today()))
    # For the first page, which opens no keys.
    session.store.set_fact("kit_made", session.today().isoformat())
    audit.note(session, "keys", what)


def take_offline(session: Session, kit: Kit) -> None:
    """Take root and recovery key out of the key file, once a kit that holds them was read on this computer."""
    county_only(session)
    keys = keyring.of(session)
    _refuse_other(session, keys, kit)
    if keys.root is None:
        raise Problem("根密钥已经只留在恢复资料里了。", "这台电脑上不用再做什么，请保管好恢复资料。")
    _keep(session, replace(keys, root=None, recovery=None))
    audit.note(session, "keys", "根密钥只留在恢复资料里")


def _refuse_other(session: Session, keys: Keyring, kit: Kit) -> None:
    if kit.site != session.site or kit.fingerprint != kits.fingerprint_of(keys):
        raise Problem(
            f"这份恢复资料不是{session.name}现在用的。",
            f"它的指纹是 {kit.fingerprint}，本县的是 {kits.fingerprint_of(keys)}。请换另一份。",
        )


def _named(session: Session, place: Path, extension: str) -> Path:
    if not place.is_dir():
        return place
    name = "".join("_" if letter in '<>:"/|?*\\' else letter for letter in session.name)
    path = place / f"{name}-恢复资料-{session.now():%Y%m%d-%H%M%S}{extension}"
    if path.exists():
        raise Problem(f"“{path.name}”已经存在。", "请过一会儿再试，或换一个文件夹。")
    return path


# -- new keys


def change(session: Session, kit: Kit | None = None) -> None:
    """Make new working keys, certified by the root at a county and by the present keys at a school.

    The former decryption key stays for files that are on their way. Whoever gets this office's next file knows
    the new keys by the certificates in it. A county whose root is offline needs its kit.
    """
    keys = keyring.of(session)
    working = new_identity()
    if keys.is_county:
        made = kit_of(session, kit)
        root = signing_key(made.root)
        certificate = issue(root, session.site, session.name, working.public, session.today())
    else:
        if keys.certificate is None:
            raise Problem("本校还没有正式加入，不用更换密钥。", "请先接收县里发来的第一个文件。")
        certificate = issue(keys.working.signing, session.site, session.name, working.public, session.today())
    _keep(session, keys.renewed(working, certificate))
    audit.note(session, "keys", "更换交换密钥")
    _end_paper_keys(session)


def rebuild(session: Session, kit: Kit) -> Path | None:
    """Make a county's keys anew from its kit, when the key file is lost, damaged or of no use.

    Returns where an old key file was put aside; None when there was none.
    """
    county_only(session)
    if kit.site != session.site:
        raise Problem(f"这份恢复资料不是{session.name}的。", f"它是{kit.county}的。请换本县的恢复资料。")
    path = keyring.path_beside(session.path)
    former = readable(session)
    if former is not None:
        _refuse_other(session, former, kit)
    aside = put_aside(session, path)
    made = from_kit(kit, session.name, session.today())
    if former is not None:
        made = replace(made, former=(former.working.age, *former.former))
    _keep(session, made)
    audit.note(session, "keys", "用恢复资料重建密钥")
    _end_paper_keys(session)
    return aside


def _end_paper_keys(session: Session) -> None:
    """Papers are signed with the new key from now on: the county's former ones have signed their last."""
    former = [one.key for one in paper_keys.listed(session) if one.site == session.site]
    paper_keys.end(session, former, "更换密钥：停用原来的证书公钥")


def from_kit(kit: Kit, name: str, today: date) -> Keyring:
    """A county's key ring from its kit: the same root and recovery key, new working keys certified by the root."""
    root, working = signing_key(kit.root), new_identity()
    certificate = issue(root, kit.site, name, working.public, today)
    return Keyring(
        site=kit.site,
        working=working,
        trusted_root=public_key(root),
        recovery_recipient=recipient_of(kit.recovery),
        county=certificate,
        certificate=certificate,
        root=kit.root,
        recovery=kit.recovery,
        kit_made=today,
    )


def put_aside(session: Session, path: Path) -> Path | None:
    """Rename a key file so that nothing writes over it; returns its new place, None when there was none."""
    session.store.refuse_if_read_only()
    if not path.exists():
        return None
    stem = f"{path.name}.旧-{session.now():%Y%m%d%H%M%S}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    aside = next(place for place in map(path.with_name, names) if not place.exists())
    try:
        path.rename(aside)
    except OSError as error:
        raise Problem(f"“{path.name}”改不了名。", "它可能正被别的程序使用，请关闭后再试。") from error
    return aside


def readable(session: Session) -> Keyring | None:
    """This office's keys where they can be read; None when they are missing, damaged or locked."""
    try:
        return keyring.of(session)
    except Problem:
        return None


def _keep(session: Session, keys: Keyring) -> None:
    keyring.keep(session, keys)
