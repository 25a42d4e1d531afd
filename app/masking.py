"""ID and telephone numbers as they stand where nobody asked to see them whole; an import takes them as not given."""

from app import identity
from app.fields import Field, Kind

_SENSITIVE = {
    said: Field(name, label, kind, sensitive=True)
    for name, label, kind in (("id_number", "身份证号", Kind.ID_NUMBER), ("phone", "联系电话", Kind.PHONE))
    for said in (name, label)
}
"""The sensitive fields by name and label; a test holds them to those of the records."""


def masked(field: Field, text: str) -> str:
    """A sensitive field's value with its middle hidden, any other as it is."""
    if not field.sensitive or not text:
        return text
    if field.kind is Kind.ID_NUMBER:
        return identity.masked(text)
    return masked_phone(text) if field.kind is Kind.PHONE else "*" * len(text)


def hidden(text: str, *names: str) -> str:
    """A text with its middle hidden where one of `names` (keys or labels) is that of a sensitive field."""
    for name in names:
        field = _SENSITIVE.get(name.rpartition(".")[2])
        if field is not None:
            return masked(field, text)
    return text


def masked_phone(text: str) -> str:
    """ "139****0001"; of a shorter or longer number the last three digits stay."""
    if len(text) == 11:
        return f"{text[:3]}****{text[-4:]}"
    return "*" * max(0, len(text) - 3) + text[-3:]
