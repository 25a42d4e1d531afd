"""How ID and phone numbers are shown where nobody asked to see them whole."""

from app import identity, masking


def masked_id(text: str) -> str:
    """An ID number as lists show it: grouped, the birth date hidden."""
    return f"{text[:6]}\u00a0********\u00a0{text[-4:]}" if len(text) == 18 else identity.masked(text)


def masked_pair(label: str, old: str, new: str) -> tuple[str, str]:
    """Two values of the field of that label, masked where it is one of these, unless the mask hid the difference."""
    mask = MASKS.get(label)
    if mask is None:
        return old, new
    hidden = (mask(old) if old else old, mask(new) if new else new)
    return (old, new) if hidden[0] == hidden[1] and old != new else hidden


def masked_phone(text: str) -> str:
    """A mobile number with its middle hidden; an office's is for everybody."""
    return masking.masked_phone(text) if len(text) == 11 else text


MASKS = {"身份证号": masked_id, "联系电话": masked_phone, "电话": masked_phone}
"""Labels of the fields that are masked, with how."""
