"""Which record a row of a sheet means: an organisation by code or name, a teacher by ID number or name and school."""

import re

from app import organisations, teachers
from app.fields import Fault
from app.records import Entity, Values
from app.session import Session


class Organisations:
    """Finds the organisation a row means, by 学校标识码, else by name."""

    def __init__(self, session: Session) -> None:
        found = organisations.listed(session)
        self.rows = {str(row["id"]): row for row in found}
        self.by_code = {str(row["code"]): str(row["id"]) for row in found if row["code"]}
        self.by_name: dict[str, list[str]] = {}
        for row in found:
            for name in {row["name"], row["short_name"]} - {None, ""}:
                self.by_name.setdefault(_tight(str(name)), []).append(str(row["id"]))
        self._said: dict[str, list[str]] = {}

    def resolve(self, values: Values) -> list[Fault]:
        """Replace what the sheet says of other rows by their ids."""
        return self.referred(values, "parent_id", "上级单位")

    def referred(self, values: Values, name: str, label: str) -> list[Fault]:
        """Replace the name or code of an organisation by its id."""
        said = values.get(name)
        if not said:
            return []
        found = self.named(str(said))
        if len(found) == 1:
            values[name] = found[0]
            return []
        values.pop(name)
        if found:
            return [Fault(name, f"有 {len(found)} 个单位都叫“{said}”，请改填学校标识码。")]
        return [Fault(name, f"{label}“{said}”没有登记。请核对名称，或先在“单位”里登记它。")]

    def named(self, said: str) -> list[str]:
        """Ids of the organisations of that code or name; a sheet says the same few again and again."""
        found = self._said.get(said)
        if found is None:
            found = [self.by_code[said]] if said in self.by_code else self.by_name.get(_tight(said), [])
            self._said[said] = found
        return found

    def match(self, values: Values) -> tuple[str | None, list[Fault]]:
        """The id of the organisation that a row describes, or None for a new one."""
        code = values.get("code")
        if code:
            if str(code) in self.by_code:
                return self.by_code[str(code)], []
            same = [pk for pk in self.by_name.get(_tight(str(values.get("name"))), []) if not self.rows[pk]["code"]]
        else:
            same = self.by_name.get(_tight(str(values.get("name"))), [])
        if len(same) > 1:
            return None, [Fault("name", f"有 {len(same)} 个单位都叫“{values.get('name')}”，请加上学校标识码。")]
        return (same[0] if same else None), []

    def identity(self, values: Values) -> str:
        """What two rows of one sheet share when they mean the same thing."""
        return str(values.get("code") or values.get("name"))


class Teachers:
    """Finds the teacher a row means: by ID number, else by name and school."""

    def __init__(self, session: Session) -> None:
        self.organisations = Organisations(session)
        self.own = None if session.is_county else session.organisation
        found = teachers.every(session)
        self.rows = {str(row["id"]): row for row in found}
        self.by_number = {str(row["id_number"]): str(row["id"]) for row in found if row["id_number"]}
        self.by_name: dict[tuple[str, str], list[str]] = {}
        for row in found:
            self.by_name.setdefault((str(row["name"]), str(row["work"])), []).append(str(row["id"]))

    def resolve(self, values: Values) -> list[Fault]:
        """Replace the names of schools by their ids; at a school its own is understood."""
        faults = self.organisations.referred(values, "work", "任教学校")
        faults += self.organisations.referred(values, "establishment", "编制单位")
        if self.own and not values.get("work") and not faults:
            values["work"] = self.own
        return faults

    def match(self, values: Values) -> tuple[str | None, list[Fault]]:
        """The id of the teacher that a row describes, or None for a new one."""
        number = values.get("id_number")
        if number and str(number) in self.by_number:
            pk = self.by_number[str(number)]
            if self.rows[pk]["name"] != values.get("name"):
                reason = f"这个身份证号登记的是“{self.rows[pk]['name']}”，与表中姓名不同，请核对。"
                return None, [Fault("name", reason)]
            return pk, []
        same = self.by_name.get((str(values.get("name")), str(values.get("work"))), [])
        if number:
            same = [pk for pk in same if not self.rows[pk]["id_number"]]
        if len(same) > 1:
            return None, [Fault("name", f"本校有 {len(same)} 位“{values['name']}”，请填写身份证号以便分清。")]
        return (same[0] if same else None), []

    def identity(self, values: Values) -> str:
        """What two rows of one sheet share when they mean the same person."""
        return str(values.get("id_number") or (values.get("name"), values.get("work")))


def _tight(name: str) -> str:
    return re.sub(r"[\s()（）]", "", name)


Matcher = Organisations | Teachers


def matcher_for(session: Session, entity: Entity) -> Matcher:
    """The one that finds records of this kind."""
    return Teachers(session) if entity is teachers.ENTITY else Organisations(session)
