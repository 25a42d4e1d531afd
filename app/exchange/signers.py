"""Who may have signed a file: keys that are known, keys that these vouch for, and those that were taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import msgspec

from app.exchange import computers, registering
from app.exchange.keyring import Keyring
from app.exchange.keys import Certificate, certificates_in, certified_by_root, chain_of
from app.exchange.lines import read_fact
from app.exchange.package import Header, Manifest, Package
from app.problems import Problem, Question
from app.session import Session
from storage import exchange as stored
from storage.store import Rows


class Revoked(Question):
    """The file is signed by a computer that was taken out of use; a person may take it all the same."""


class Unregistered(Question):
    """The school proves that this county let it in, but the county's data knows nothing of that."""

    def __init__(self, title: str, advice: str, header: Header) -> None:
        super().__init__(title, advice)
        self.header = header


@dataclass(frozen=True)
class Agreed:
    """What a person has agreed to: a file from a computer taken out of use, a school that is not registered."""

    revoked: bool = False
    register: bool = False


@dataclass(frozen=True)
class Signer:
    """Who signed an up-file. `certificate` is there when the key is new to the county, `voucher` is the known key
    that vouches for it; without one the county's own root does, and `name` is what the county had called the school."""

    site: str
    certificate: Certificate | None = None
    voucher: str | None = None
    name: str = ""


def trust(session: Session, keys: Keyring, agreed: Agreed) -> Callable[[Header, Manifest], bool]:
    """Whether a file's signer may be believed; for `open_package`. The question raises Revoked and Unregistered."""
    if session.is_county:
        return lambda header, manifest: find(session, keys, header, manifest, agreed) is not None
    return lambda header, manifest: _county_of(keys, header, manifest) is not None


# -- at the county: which school's computer it was


def find(session: Session, keys: Keyring, header: Header, manifest: Manifest, agreed: Agreed) -> Signer | None:
    """Who signed an up-file; None when nobody that the county could know."""
    site = header.from_site
    row = stored.site(session.store, site)
    if row is not None and row["state"] == "revoked":
        return None
    known = stored.site_keys(session.store, site)
    if manifest.sender in known:
        _refuse_revoked(known[manifest.sender], header, agreed)
        return Signer(site)
    carried = certificates_in(manifest.facts)
    chain = chain_of(manifest.sender, site, carried, known.__contains__)
    if chain:
        voucher = known[chain[-1].issuer]
        _refuse_revoked(voucher, header, agreed)
        # A key that was taken back vouches for nobody, even if this one file is taken.
        return Signer(site) if voucher["state"] == "revoked" else Signer(site, chain[0], chain[-1].issuer)
    county = certified_by_root(keys.trusted_root, session.site, carried)
    chain = chain_of(manifest.sender, site, carried, county.__contains__)
    if chain is None or stored.site_of_key(session.store, manifest.sender) is not None:
        return None
    if not agreed.register:
        raise Unregistered(
            f"{header.from_name}以前加入过本县，但现在的数据里没有登记这台电脑。",
            "县里的数据退回到从前或重建以后会这样。文件里带着县里当时签发的证明，已经核对无误："
            "请与学校核实后，登记这所学校，再接收它的文件。",
            header,
        )
    # The last is the county's own word; what a school says of itself in the others counts for nothing here.
    return Signer(site, chain[0], name=chain[-1].name)


def _refuse_revoked(key: Mapping[str, str], header: Header, agreed: Agreed) -> None:
    if key["state"] != "revoked" or agreed.revoked:
        return
    who = f"，经办人{key['actor']}" if key["actor"] else ""
    raise Revoked(
        f"这个文件由{header.from_name}已经停用的电脑（{key['label']}）签名，没有接收。",
        f"这台电脑在 {key['since'][:10]} 停用{who}。请先打电话向学校核实：确实是停用以前做好的文件，"
        "才可以接收；说不清来历的，不要接收，请学校在新电脑上重新上报。",
    )


def note(rows: Rows, session: Session, keys: Keyring, package: Package, agreed: Agreed) -> None:
    """Remember a key that is new to the county, inside the block that takes the file it signed."""
    signer = find(session, keys, package.header, package.manifest, agreed)
    if signer is None or signer.certificate is None:
        return
    known = stored.site_keys(session.store, signer.site)
    state = "active"
    if signer.voucher:
        state = known[signer.voucher]["state"]
        label = known[signer.voucher]["label"]
        if state == "active":
            computers.set_state(rows, session, signer.voucher, "replaced")
    else:
        registering.register(rows, session, package, signer.name)
        label = computers.next_label(known)
    site = stored.site(session.store, signer.site) or {}
    certificate = computers.certified(session, keys, signer.certificate, computers.name_of(session, site))
    computers.write(rows, session, certificate, state, label)


def forget_stale_claim(rows: Rows, session: Session, package: Package) -> None:
    """What a computer holds that is used no more says nothing about those that are: they get everything next."""
    key = stored.site_keys(session.store, package.header.from_site).get(package.manifest.sender)
    if package.header.kind == "up" and (key is None or key["state"] != "active"):
        stored.forget_claims(rows, package.header.from_site)


# -- at a school: that it was the county, and what its file says about keys


def _county_of(keys: Keyring, header: Header, manifest: Manifest) -> Certificate | None:
    """The certificate of the county's key that signed a file, by the root this school trusts since it joined."""
    if header.from_site != keys.county.site:
        return None
    if manifest.sender == keys.county.public.sign:
        return keys.county
    found = certified_by_root(keys.trusted_root, keys.county.site, certificates_in(manifest.facts))
    return found.get(manifest.sender)


def hear(rows: Rows, keys: Keyring, package: Package) -> None:
    """Remember at a school what the county's file says of its computers: which are in use, that this one is let in."""
    given = package.members.get("certificate", ())
    if not given:
        return
    own = msgspec.to_builtins(keys.working.public)
    names = [f"{one.get('label') or '电脑'}{'（这一台）' if one.get('public') == own else ''}" for one in given]
    stored.set_office(rows, "computers", "、".join(names))
    if not keys.chain:
        stored.set_office(rows, "joining", None)


def renewed(keys: Keyring, package: Package) -> Keyring:
    """A school's keys after the county's file: the county's present key, and the certificates it gave.

    Raises Problem when the file is for other computers of this school alone. Which county key is the present one
    is told by the file that was taken, never by a date: the files are taken in their order.
    """
    county = _county_of(keys, package.header, package.manifest) or keys.county
    given = [read_fact(record, Certificate) for record in package.members.get("certificate", ())]
    if not all(one.site == keys.site and one.signed_by(county.public.sign) for one in given):
        raise Problem("这个文件的内容对不上，没有接收任何内容。", "请县里重新生成一个文件再发。")
    ours = {one.public: one for one in given}
    if keys.working.public in ours:
        return replace(keys, county=county, certificate=ours[keys.working.public], chain=())
    for place, one in enumerate(keys.chain):
        if one.site == keys.site and one.public in ours:
            # The county has not yet heard of the keys that this school has made meanwhile.
            return replace(keys, county=county, chain=(*keys.chain[:place], ours[one.public]))
    if given:
        raise Problem("这个文件是给本校另一台电脑的。", "请在那台电脑上接收，或向县里重新申请加入。")
    return keys if county == keys.county else replace(keys, county=county, chain=(*keys.chain, keys.county))
