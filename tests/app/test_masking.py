"""Numbers of people with their middle hidden."""

from app import teachers
from app.masking import masked, masked_phone


def test_sensitive_fields_are_masked_and_others_left() -> None:
    said = {"id_number": "11010519491231002X", "phone": "13900000001", "name": "张静", "email": "a@b.cn"}
    hidden = {name: masked(field, said[name]) for name in said if (field := teachers.ENTITY.field(name))}
    assert hidden == {
        "id_number": "110105********002X",
        "phone": "139****0001",
        "name": "张静",
        "email": "a@b.cn",
    }


def test_a_number_of_another_length_shows_its_end() -> None:
    assert masked_phone("08511234567") == "085****4567"
    assert masked_phone("1234567") == "****567"
    assert masked_phone("") == ""
