"""What a person at the county decides about single fields and rows, written as ordinary changes of the current act."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from app.entities import ENTITIES
from app.exchange.plan import Key
from app.fields import Kind
from storage import certificates as stored_certificates
from storage import exchange as stored
from storage import merging
from storage.names import name_of
from storage.schema import TABLES
from storage.store import Rows

Values = Mapping[str, Any]


class Amender:
    """Writes inside one open act, over the rows it was given; every refusal is a sentence, and nothing was written then.

    An act is captured as it goes, so what is written here travels like everything else the county does.
    """

    def __init__(self, rows: Rows, keys: Iterable[Key]) -> None:
        self._rows = rows
        self._here: dict[Key, stored.RegisterRow] = {}
        self._look(set(keys))

    def _look(self, keys: set[Key]) -> None:
        self._here |= {(one.table, one.pk): one for one in stored.registers(self._rows, keys)}

    def standing(self, key: Key, column: str) -> Any:
        """The value that stands now; of the deletion mark 1 or 0, None for a row that is not here."""
        row = self._here.get(key)
        if row is None:
            return None
        return int(row.gone) if column == "_del" else row.values.get(column)

    def values(self, key: Key) -> Values:
        """All values of a row, as they stand now."""
        row = self._here.get(key)
        return {} if row is None else row.values

    def write(self, key: Key, column: str, value: Any) -> str | None:
        """Write one field, bringing the row back first where it was deleted. Returns why not, or None."""
        row = self._here.get(key)
        if row is None:
            return "县里没有这条记录，不能写进去。"
        refusal = self._empty(key[0], {column: value}) or self.missing(key[0], {column: value})
        if column == "number":
            refusal = refusal or self._numbered_twice(*key, {column: value})
        if refusal is None and row.gone:
            refusal = self.bring_back(key)
        if refusal is not None:
            return refusal
        if self._here[key].values.get(column) != value:
            self._rows.update(*key, {column: value})
            self._look({key})
        return None

    def bring_back(self, key: Key) -> str | None:
        """Take a deletion back, with what the same act deleted of the same person. Returns why not, or None."""
        if merging.heirs(self._rows, [key]):
            return "这条登记已经与另一条合并为一人，不能单独恢复；要分开，请撤销合并。"
        together = stored.deleted_with(self._rows, key)
        coming = {(one.table, one.pk) for one in together}
        for one in together:
            refusal = self.missing(one.table, one.values, coming) or self._numbered_twice(one.table, one.pk, one.values)
            if refusal is not None:
                return refusal
        for one in together:
            self._rows.insert(one.table, {"id": one.pk, **one.values})
        self._look(coming)
        return None

    def create(self, key: Key, values: Values) -> str | None:
        """Enter a row that is not here. Returns why not, or None."""
        required = stored.required_columns(self._rows, key[0])
        refusal = self._empty(key[0], {**dict.fromkeys(required), **values}) or self.missing(key[0], values)
        refusal = refusal or self._numbered_twice(*key, values)
        if refusal is None:
            self._rows.insert(key[0], {"id": key[1], **values})
            self._look({key})
        return refusal

    def delete(self, keys: Iterable[Key]) -> dict[Key, str]:
        """Delete rows, those that are gone already aside. Returns those that others refer to, with a sentence."""
        wanted = {key for key in keys if key in self._here and not self._here[key].gone}
        refused: dict[Key, str] = {}
        # What stays may itself refer to what was to go.
        while held := stored.referrers(self._rows, wanted):
            refused |= {key: self._held_by(by) for key, by in held.items()}
            wanted -= held.keys()
        for table, pk in sorted(wanted, key=lambda key: -TABLES.index(key[0])):
            self._rows.delete(table, pk)
        self._look(wanted)
        return refused

    def _held_by(self, key: Key) -> str:
        table, pk = key
        name = name_of(self._rows, table, pk)
        what = f"{ENTITIES[table].label}“{name}”" if name else ENTITIES[table].label
        return f"还有{what}用到这条记录，不能删除；请先处理它。"

    def _numbered_twice(self, table: str, pk: str, values: Values) -> str | None:
        """Why a paper cannot stand in the register with its number, as a sentence; None where it can."""
        number = str(values.get("number") or "")
        if table != "certificates" or stored_certificates.taken(self._rows, [number]).get(number, pk) == pk:
            return None
        return f"证书编号{number}已经在另一份证书上了，请核对是哪一份。"

    def _empty(self, table: str, values: Values) -> str | None:
        """What no row of the table may leave empty and these values do, as a sentence; None when nothing."""
        lacking = sorted(column for column, value in values.items() if value is None)
        if not lacking:
            return None
        required = stored.required_columns(self._rows, table)
        labels = (ENTITIES[table].field(column) for column in lacking if column in required)
        return next((f"{field.label if field else '这一项'}不能是空的。" for field in labels), None)

    def missing(self, table: str, values: Values, coming: Iterable[Key] = ()) -> str | None:
        """What a row would refer to that is not here, as a sentence; None when all is."""
        wanted: defaultdict[str, list[str]] = defaultdict(list)
        labels: dict[str, str] = {}
        for field in ENTITIES[table].fields:
            value = values.get(field.name)
            if field.kind is Kind.REFERENCE and field.refers_to and value and (field.refers_to, value) not in coming:
                wanted[field.refers_to].append(str(value))
                labels[field.refers_to] = field.label
        absent = stored.missing_rows(self._rows, wanted)
        if not absent:
            return None
        return f"它所属的{labels[min(absent)[0]]}已经不在了，请先把那条记录找回来。"
