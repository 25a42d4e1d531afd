"""How ID and phone numbers are shown where nobody asked to see them whole."""

from app import identity


def masked_id(text: str) -> str:
    """An ID number as lists show it: grouped, the birth date hidden."""
    return f"{text[:6]}\u00a0********\u00a0{text[-4:]}" if len(text) == 18 else identity.masked(text)


def masked_phone(text: str) -> str:
    """A mobile number with its middle hidden."""
    return f"{text[:3]}****{text[-4:]}" if len(text) == 11 else text
