from exports.workbooks.sheets import Sheet, Workbook
from exports.workbooks.templates import TemplateKeys, is_key_row, key_cell, template_keys

KEYS = (None, key_cell("teachers", "name"), None, key_cell("teachers", "id_number"))


def test_the_hidden_row_names_the_template_and_every_column_wherever_they_moved() -> None:
    moved = Sheet("名册", (("插入的一行",), KEYS, ("序号", "老师", "新列", "证件")))
    book = Workbook((moved, Sheet("别的", (("姓名",),))))
    assert template_keys(book) == {"名册": TemplateKeys("teachers", {1: "name", 3: "id_number"})}


def test_a_row_people_wrote_is_no_key_row() -> None:
    assert is_key_row(KEYS)
    assert not is_key_row(())
    assert not is_key_row(("姓名", key_cell("teachers", "name")))
