import csv
from pathlib import Path

import pytest

from app import divisions

FILE = Path(divisions.__file__).with_name("data") / "divisions.csv"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("110000", "北京市"),
        ("130100", "河北省 石家庄市"),
        ("130102", "河北省 石家庄市 长安区"),
        ("110105", "北京市 朝阳区"),
        ("500229", "重庆市 城口县"),
        ("419001", "河南省 济源市"),
        ("441900", "广东省 东莞市"),
        ("659001", "新疆维吾尔自治区 石河子市"),
    ],
)
def test_a_division_is_read_in_full_without_levels_that_are_only_numbers(code: str, name: str) -> None:
    assert divisions.name_of(code) == name


@pytest.mark.parametrize(("code", "name"), [("110103", "北京市 崇文区"), ("132401", "河北省 保定地区 定州市")])
def test_an_abolished_division_is_still_read(code: str, name: str) -> None:
    assert divisions.name_of(code) == name
    assert divisions.is_known(code)


@pytest.mark.parametrize("code", ["999999", "", "1101", "11010a"])
def test_a_code_nobody_knows_has_no_name(code: str) -> None:
    assert divisions.name_of(code) is None
    assert not divisions.is_known(code)


def test_every_line_is_a_code_of_six_digits_in_a_province_with_a_name() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = [row["code"] for row in rows]
    assert codes == sorted(set(codes)) and len(codes) > 7000
    for row in rows:
        assert len(row["code"]) == 6 and row["code"].isdigit() and row["name"] and row["valid"] in "01"
        assert divisions.is_known(row["code"][:2] + "0000")
    counties = [row for row in rows if row["valid"] == "1" and row["code"][4:] != "00"]
    assert 2800 < len(counties) < 3100
