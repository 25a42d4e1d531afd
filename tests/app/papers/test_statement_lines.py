"""The text of a QR code: what it holds, what it never holds, and that nothing else reads."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers import statement_lines as lines
from app.papers.statement_lines import Statement, Unfit

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
SEAL = bytes(range(64))


def plain(**changes: object) -> Statement:
    said = {
        "kind": "结业证书", "number": "清教培结业〔2026〕000123号", "name": "张𬭎", "about": "暑期研修，36学时",
        "issuer": "清河县教育局", "issued_on": date(2026, 9, 1), "valid_until": None,
    }  # fmt: skip
    return lines.of(**{**said, **changes})


def whole(statement: Statement) -> str:
    return lines.sealed(statement, "AbCd_-12", lambda _text: SEAL)


def test_a_telephone_shows_it_in_chinese() -> None:
    assert whole(plain(valid_until=date(2029, 8, 31))).split("\n")[:-1] == [
        "薪火证书 1",
        "结业证书",
        "清教培结业〔2026〕000123号",
        "张𬭎",
        "暑期研修，36学时",
        "清河县教育局",
        "2026-09-01",
        "有效期至2029-08-31",
    ]


@given(st.lists(st.text(max_size=60), min_size=5, max_size=5), DAYS, st.none() | DAYS)
def test_whatever_it_says_reads_back(parts: list[str], issued_on: date, valid_until: date | None) -> None:
    made = lines.of(*parts, issued_on, valid_until)
    text = whole(made)
    read = lines.read(text)
    assert lines.written(read) == text
    assert (read.name, read.issued_on, read.valid_until) == (made.name, issued_on, valid_until)
    assert lines.signed_bytes(read) == lines.signed_bytes(made)


@given(st.text(max_size=300))
def test_what_it_is_about_is_cut_to_what_a_small_code_holds(about: str) -> None:
    text = whole(plain(about=about, valid_until=date(2029, 8, 31)))
    assert len(text.encode()) <= lines.MOST_BYTES


def test_a_code_of_the_most_bytes_has_65_squares_a_side() -> None:
    import zxingcpp

    text = whole(plain(about="研" * 300))
    assert lines.MOST_BYTES - 3 < len(text.encode()) <= lines.MOST_BYTES
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    assert code.to_image(scale=1, add_quiet_zones=False).shape == (65, 65)


def test_no_identity_number_goes_into_a_code() -> None:
    text = whole(plain(name="张三11010519491231002X", about="身份证110105 19491231002X、11010519491231002x"))
    assert "19491231" not in text
    assert text.count("110105********002X") == 3


@pytest.mark.parametrize(
    "mangle",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: f"\ufeff{text}",
        lambda text: f"{text}\n\n",
        lambda text: f"\n{text}",
        lambda text: text.replace("\n", "  \n") + "\t ",
    ],
)
def test_a_scanner_may_return_it_in_its_own_way(mangle) -> None:
    text = whole(plain())
    assert lines.written(lines.read(mangle(text))) == text


@pytest.mark.parametrize(
    "text",
    [
        whole(plain())[:-1],
        whole(plain())[:-1] + "x",  # the same bytes to a careless reader of Base64
        whole(plain()).replace("张𬭎", "张\u202e𬭎"),
        whole(plain()).replace("张𬭎", ""),
        whole(plain()).replace("张𬭎\n", ""),
        whole(plain()).replace("2026-09-01", "2026-02-30"),
        whole(plain()).replace("2026-09-01", "２０２６-09-01"),
        whole(plain()).replace("2026-09-01", "20260901"),
        whole(plain()).replace("2026-09-01", "2026-09-01\n至2029-08-31"),
        whole(plain()).replace("薪火证书 1", "薪火证书 １"),
    ],
)
def test_what_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        lines.read(text)


def test_a_later_version_and_another_text_are_told_apart() -> None:
    with pytest.raises(lines.TooNew):
        lines.read(whole(plain()).replace("薪火证书 1", "薪火证书 2"))
    with pytest.raises(lines.NotOurs):
        lines.read("https://example.com/?q=1")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for one in (text, f"薪火证书 1\n{text}"):
        try:
            lines.read(one)
        except Unfit:
            continue


def test_a_text_that_is_being_typed_is_whole_with_its_last_line() -> None:
    text = whole(plain())
    assert lines.looks_whole(text + "\n")
    assert not lines.looks_whole(text[:-1])
    assert not lines.looks_whole("清教培结业〔2026〕000123号")
