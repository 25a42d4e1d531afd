"""What a person at the county chooses not to take of a school's file."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.entities import ENTITIES
from app.exchange.plan import Choice, State, Transaction
from app.problems import Problem


@dataclass(frozen=True)
class Declined:
    """What is not taken, who said so and when (ISO 8601)."""

    choices: frozenset[Choice] = frozenset()
    by: str = ""
    at: str = ""


NOTHING = Declined()

REFERENCES = {
    table: {field.name: field.refers_to for field in entity.fields if field.refers_to}
    for table, entity in ENTITIES.items()
}
"""Per table: the columns that refer to rows, and of which table."""


def prepare(state: State, transactions: Iterable[Transaction], declined: Declined) -> None:
    """Tell the planning what is not wanted.

    Raises Problem for a choice that fits nothing in the file: a person's word must never go unheard.
    """
    new = [one for one in transactions if one.id not in state.known]
    _refuse_unfit(state, new, declined.choices)
    state.declined = declined.choices
    state.references = REFERENCES
    state.labels = {**state.labels, **{(table, ""): entity.label for table, entity in ENTITIES.items()}}


def _refuse_unfit(state: State, new: Iterable[Transaction], choices: frozenset[Choice]) -> None:
    if not choices:
        return
    written: set[Choice] = {
        (*one.conflict.operation.key, one.conflict.change.column) for one in state.open
    }  # also what would close by itself
    inserted = set()
    for operation in (operation for act in new for operation in act.operations):
        if operation.kind == "I" and operation.key not in state.rows:
            inserted.add(operation.key)
        if operation.kind in "ID":
            written.add((*operation.key, None))
        written |= {(*operation.key, column) for column in operation.fields if column != "_base"}
    for table, pk, column in choices:
        if column is not None and (table, pk) in inserted:
            raise Problem("新增的记录不能只不采用其中的一项。", "请整条不采用；或者接收以后，再改这一项。")
        if (table, pk, column) not in written:
            raise Problem("选了不采用的内容，这个文件里没有。", "请重新预览这个文件，按预览里的内容选择。")
