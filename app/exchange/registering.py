"""A school that has proved it had joined is let back in: its site, and the organisations that it is part of."""

from app.exchange.lines import RowLine, read
from app.exchange.mail import now_of
from app.exchange.package import Package
from app.problems import Problem
from app.session import Session
from storage import exchange as stored
from storage.schema import PUBLIC
from storage.store import Rows

OFFICE = "office"
"""Member of an up-file: the school's own organisation and those above it, as the county told them."""

_TABLE = "organisations"


def register(rows: Rows, session: Session, package: Package, name: str) -> None:
    """Register the site that sent a file, inside the block that takes it; `name` is what the county certified.

    Nothing but the name is proved of the school's organisation, so it must be of that name, and of no other site.
    Raises Problem, for the whole block, when it is not.
    """
    site = package.header.from_site
    row = stored.site(session.store, site)
    if row is not None:
        # It is only this computer, or that it was let in, that the county does not know any more.
        known = {key: row[key] for key in ("id", "organisation_id", "name")}
        stored.write_site(rows, {**known, "state": "joined", "since": now_of(session)})
        return
    organisation = str(package.manifest.facts.get("organisation") or "")
    brought = _own_line(read(package.members, OFFICE, RowLine), organisation)
    here = {(one.table, one.pk): one for one in stored.registers(rows, {(_TABLE, organisation), *brought})}
    purged = set(stored.gravestones(rows))
    _refuse_strange((_TABLE, organisation), name, here, brought.keys() - purged, brought)
    _make_room(rows, session, organisation, site, name)
    stored.write_registers(
        rows,
        (
            stored.RegisterRow(one.t, one.id, one.root, one.tx, dict(one.cells), one.gone, one.deleted, one.row)
            for key, one in brought.items()
            if key not in here and key not in purged
        ),
    )
    stored.write_site(
        rows,
        {
            "id": site,
            "organisation_id": organisation,
            "name": name,
            "state": "joined",
            "invite": None,
            "since": now_of(session),
        },
    )


def _own_line(told: list[RowLine], organisation: str) -> dict[stored.Key, RowLine]:
    """Of the organisations in the file the school's own and those above it: it has no word about any other."""
    by_pk = {one.id: one for one in told if one.t == _TABLE and one.root == PUBLIC}
    found: dict[stored.Key, RowLine] = {}
    pk = organisation
    while pk in by_pk and (_TABLE, pk) not in found:
        found[_TABLE, pk] = by_pk[pk]
        pk = str(by_pk[pk].row.get("parent_id") or "")
    return found


def _refuse_strange(
    key: stored.Key,
    name: str,
    here: dict[stored.Key, stored.RegisterRow],
    coming: set[stored.Key],
    brought: dict[stored.Key, RowLine],
) -> None:
    """The organisation is there or comes with the file, and is called as the county certified."""
    row = here.get(key)
    if (row is None or row.gone) and key not in coming:
        raise Problem(
            f"县里没有{name}的单位信息，文件里也没有，不能登记。",
            "请学校用接收过县里文件的电脑上报；没有这样的电脑，就在“设置→单位”里登记它，再邀请它加入。",
        )
    called = row.values.get("name") if row is not None else brought[key].row.get("name")
    if called != name:
        raise Problem(
            f"这个文件证明的学校是{name}，在县里的名单中却是“{called}”。",
            "确实是改了名称的，请先在“设置→单位”里把名称改成一样，再接收；不是同一所学校的，不要登记。",
        )


def _make_room(rows: Rows, session: Session, organisation: str, site: str, name: str) -> None:
    """An organisation has one site: an invite that nobody answered gives way, a school that joined does not."""
    other = stored.site_of_organisation(session.store, organisation)
    if other is None or other["id"] == site:
        return
    if other["state"] == "joined":
        raise Problem(
            f"{name}已经用另一个数据文件加入了。",
            "请与学校核实哪一个数据文件在用，只用那一个；另一个里的内容请在那里导出后补上。",
        )
    stored.drop_site(rows, str(other["id"]))
