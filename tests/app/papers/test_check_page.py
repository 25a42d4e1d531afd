"""The page for a browser says of every statement what the program says, and needs nothing from outside."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from py_mini_racer import MiniRacer

from app.exchange import custody, keyring, membership
from app.papers import check_page, paper_keys, statements, verdicts
from app.papers.verdicts import State
from app.problems import Problem
from app.session import Session
from tests.app.papers.test_statements import SAID, signed


@pytest.fixture(scope="module")
def browser() -> MiniRacer:
    engine = MiniRacer()
    engine.eval(check_page.modules())
    return engine


def checked(browser: MiniRacer, text: str, session: Session, today: str = "2026-11-21") -> dict[str, Any]:
    """What the page's script makes of a text with the keys the page has."""
    keys = json.loads(re.search(r'id="facts">(.*?)</script>', check_page.page(session)).group(1))["keys"]
    call = f"JSON.stringify(xinhuoStatements.check({json.dumps(text)}, {json.dumps(keys)}, {json.dumps(today)}))"
    found: dict[str, Any] = json.loads(browser.eval(call))
    return found


def same(browser: MiniRacer, text: str, session: Session) -> str:
    """The state by the page, which must be the program's; the program alone knows that a register has no entry."""
    found = checked(browser, text, session)["state"]
    mine = statements.check(session, text).state
    assert found == mine or (mine is State.UNLISTED and found in ("elsewhere", "former key"))
    return str(found)


def test_a_genuine_paper_is_genuine_and_shown_as_it_should_be(county, browser: MiniRacer) -> None:
    text = signed(county.session, valid_until=date(2029, 8, 31))
    assert same(browser, text, county.session) == "elsewhere"
    said = checked(browser, text, county.session)["said"]
    assert (said["name"], said["number"], said["issued"], said["until"]) == (
        "张𬭎",
        SAID["number"],
        "2026-11-21",
        "2029-08-31",
    )


@pytest.mark.parametrize("line", range(1, 7))
def test_one_character_changed_is_found_out(county, browser: MiniRacer, line: int) -> None:
    parts = signed(county.session).split("\n")
    parts[line] = parts[line][:-1] + ("7" if line == 6 else "某")
    assert same(browser, "\n".join(parts), county.session) == "altered"


def test_another_countys_paper_is_not_known(county, browser: MiniRacer, tmp_path: Path) -> None:
    signed(county.session)
    with membership.found_county(tmp_path / "清河.xinhuo", "清河县教育局") as other:
        assert same(browser, signed(other), county.session) == "unknown key"


def test_an_ended_key_signs_no_later_papers(county, browser: MiniRacer) -> None:
    before = keyring.of(county.session).working.signing
    old = signed(county.session)
    short = statements.paper_keys.short(statements.paper_keys.listed(county.session)[0].key)
    custody.change(county.session)
    assert same(browser, old, county.session) == "former key"
    late = statements.Signer(short, before).sign(**{**SAID, "issued_on": date(2026, 11, 22)})
    assert same(browser, late, county.session) == "ended key"


def test_an_expired_paper_is_told(county, browser: MiniRacer) -> None:
    text = signed(county.session, issued_on=date(2023, 1, 1), valid_until=date(2025, 12, 31))
    assert same(browser, text, county.session) == "expired"
    assert checked(browser, text, county.session, "2025-12-31")["state"] == "elsewhere"


@pytest.mark.parametrize(
    "mangle",
    [
        lambda text: text,
        lambda text: "\ufeff" + text.replace("\n", "\r\n") + " \r\n",
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\t \n"),
        lambda text: text[:-1],
        lambda text: text[:-1] + ("B" if text[-1] in "AQgw" else "x"),
        lambda text: text.replace("2026-11-21", "2026-02-29"),
        lambda text: text.replace("张", "张\u200b"),
        lambda text: text.replace("薪火证书 1", "薪火证书 2"),
        lambda text: text.replace("张𬭎", ""),
        lambda text: text.replace("\n", "\n\n", 1),
        lambda text: "https://example.com",
        lambda text: "",
        lambda text: "薪火证书 1",
    ],
)
def test_a_text_is_read_as_the_program_reads_it(county, browser: MiniRacer, mangle) -> None:
    same(browser, mangle(signed(county.session)), county.session)


def test_the_fingerprint_is_the_programs(county, browser: MiniRacer) -> None:
    signed(county.session)
    (key,) = paper_keys.listed(county.session)
    assert browser.eval(f"xinhuoStatements.fingerprint('{key.key}')") == key.fingerprint


def test_the_page_reads_the_codes_that_are_printed(county, browser: MiniRacer) -> None:
    import zxingcpp

    text = signed(county.session, about="课堂教学能力提升" * 9)
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=3)
    bits = "".join("1" if one else "0" for one in bytes(memoryview(code)))
    width = code.shape[1]
    read = browser.eval(
        f"(function (bits) {{ var data = new Uint8ClampedArray(bits.length * 4);"
        f"for (var i = 0; i < bits.length; i++) data.fill(bits[i] === '1' ? 255 : 0, i * 4, i * 4 + 4);"
        f"return xinhuoLibraries.readCode(data, {width}, {width}).data; }})('{bits}')"
    )
    assert read == text


def test_the_page_needs_nothing_from_outside_and_no_name_breaks_out_of_it(county, tmp_path: Path) -> None:
    signed(county.session)
    offer = paper_keys.PaperKey("", "ab" * 32, "x-1", "</script><b>清河{page}", date(2026, 1, 1))
    paper_keys.add(county.session, offer)
    out = tmp_path / "查验.html"
    assert check_page.write(county.session, out) == 2
    text = out.read_text(encoding="utf-8")
    assert text.count("<script") == text.count("</script>") == 3
    assert "</script><b>" not in text
    assert not re.search(r"""(src|href)=["']|@import|import\(""", text)
    assert "default-src 'none'" in text


def test_there_is_a_sentence_for_everything_the_page_can_say(county, browser: MiniRacer) -> None:
    script = (Path(check_page.__file__).parents[1] / "data/check_page/statement.js").read_text(encoding="utf-8")
    states = set(re.findall(r'state: "([a-z ]+)"', script)) | {
        "altered",
        "unknown key",
        "expired",
        "elsewhere",
        "former key",
    }
    assert states == set(verdicts.page_words())


def test_without_a_key_there_is_no_page(county, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="还没有可以用来查验的公钥"):
        check_page.write(county.session, tmp_path / "x.html")
