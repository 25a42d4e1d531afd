"""ID and telephone numbers as they stand where nobody asked to see them whole; an import takes them as not given."""

from app import identity
from app.fields import Field, Kind


def masked(field: Field, text: str) -> str:
    """A sensitive field's value with its middle hidden, any other as it is."""
    if not field.sensitive or not text:
        return text
    if field.kind is Kind.ID_NUMBER:
        return identity.masked(text)
    return masked_phone(text) if field.kind is Kind.PHONE else "*" * len(text)


def masked_phone(text: str) -> str:
    """ "139****0001"; of a shorter or longer number the last three digits stay."""
    if len(text) == 11:
        return f"{text[:3]}****{text[-4:]}"
    return "*" * max(0, len(text) - 3) + text[-3:]
