"""The recovery kit: as a locked file, and as lines that are typed from paper with mistakes that are found."""

import json
import secrets
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange import bech32, kit
from app.exchange.kit import LINES, Kit, lines_of, read_lines
from app.problems import Problem
from app.typed_lines import GROUPS

KIT = Kit(
    "示范县教育局",
    secrets.token_hex(16),
    secrets.token_hex(16),
    secrets.token_hex(32),
    str(pyrage.x25519.Identity.generate()),
)
PAPER = "\n".join(lines_of(KIT))
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TYPED = [place for place, letter in enumerate(PAPER) if letter in LETTERS]


def place_of(index: int) -> str:
    before = PAPER[:index]
    return f"第{before.count(chr(10)) + 1}行第{before.split(chr(10))[-1].count(' ') + 1}组"


def refusal(text: str) -> Problem:
    with pytest.raises(Problem) as caught:
        read_lines(text, "示范县教育局")
    return caught.value


@given(st.binary(min_size=32, max_size=32))
def test_an_age_secret_is_its_bytes_and_back(data: bytes) -> None:
    secret = bech32.secret_of(data)
    assert bech32.data_of(secret) == data
    pyrage.x25519.Identity.from_str(secret)


def test_a_secret_of_the_library_is_read(tmp_path: Path) -> None:
    for _ in range(20):
        secret = str(pyrage.x25519.Identity.generate())
        assert bech32.secret_of(bech32.data_of(secret)) == secret


@pytest.mark.parametrize("text", ["", "AGE-SECRET-KEY-1", "age1abc", KIT.recovery[:-1] + "Ä", KIT.recovery[:-2]])
def test_what_is_no_secret_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        bech32.data_of(text)


@given(st.binary(min_size=96, max_size=96))
def test_what_is_printed_is_read_back(data: bytes) -> None:
    made = Kit("县", data[:16].hex(), data[16:32].hex(), data[32:64].hex(), bech32.secret_of(data[64:]))
    lines = lines_of(made)
    assert [len(line.split()) for line in lines] == [GROUPS] * LINES
    assert read_lines("\n".join(lines), "县") == made


def test_capitals_blanks_and_numbers_of_lines_do_not_matter() -> None:
    for text in (
        PAPER.lower(),
        PAPER.replace(" ", ""),
        PAPER.replace(" ", "-"),
        PAPER.replace("\n", "\n\n  "),
        "\n".join(f"第{number}行 {line}" for number, line in enumerate(lines_of(KIT), 1)),
        "\n".join(f"{number}. {line}" for number, line in enumerate(lines_of(KIT), 1)),
        PAPER.replace("0", "o").replace("1", "l"),
        PAPER.translate({ord(letter): ord(letter) + 0xFEE0 for letter in LETTERS}),
    ):
        assert read_lines(text, "示范县教育局") == KIT


@given(st.sampled_from(TYPED), st.sampled_from(LETTERS))
@settings(max_examples=300)
def test_a_wrong_character_is_found_in_its_group(place: int, letter: str) -> None:
    if letter == PAPER[place]:
        return
    assert place_of(place) in refusal(PAPER[:place] + letter + PAPER[place + 1 :]).title


@given(st.sampled_from(TYPED))
@settings(max_examples=300)
def test_two_neighbours_the_other_way_round_are_found(place: int) -> None:
    one, two = PAPER[place], PAPER[place + 1 : place + 2]
    if two not in LETTERS or not two or one == two:
        return
    assert place_of(place) in refusal(PAPER[:place] + two + one + PAPER[place + 2 :]).title


def test_every_wrong_place_is_told_at_once() -> None:
    lines = [line.split() for line in lines_of(KIT)]
    lines[2][1] = "".join("0" if letter != "0" else "1" for letter in lines[2][1][:1]) + lines[2][1][1:]
    lines[4][6] = lines[4][6][:4]
    title = refusal("\n".join(" ".join(groups) for groups in lines)).title
    assert "第3行第2组" in title and "第5行第7组（应有 7 组，每组 5 个字符）" in title


def test_groups_and_lines_in_another_order_are_refused() -> None:
    lines = [line.split() for line in lines_of(KIT)]
    lines[0][0], lines[0][1] = lines[0][1], lines[0][0]
    assert "第1行" in refusal("\n".join(" ".join(groups) for groups in lines)).title
    swapped = [*lines_of(KIT)]
    swapped[3], swapped[4] = swapped[4], swapped[3]
    assert "第4行" in refusal("\n".join(swapped)).title


def test_lines_of_two_papers_do_not_go_together() -> None:
    other = replace(KIT, root=secrets.token_hex(32))
    mixed = [*lines_of(KIT)[:3], lines_of(other)[3], *lines_of(KIT)[4:]]
    assert refusal("\n".join(mixed)).title == "恢复密钥的各行对不上。"


def test_too_few_lines_are_counted() -> None:
    assert refusal("\n".join(lines_of(KIT)[:6])).title == "恢复密钥有 7 行，现在输入了 6 行。"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_anything_else_typed_is_refused_in_words(text: str) -> None:
    refusal(text)


def test_the_file_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    path = tmp_path / "县.xhkit"
    kit.save(path, KIT, "青山绿水 2026 年")
    assert kit.load(path, "青山绿水　２０２６ 年") == KIT
    with pytest.raises(Problem, match="口令不对。"):
        kit.load(path, "青山绿水 2027 年")
    text = path.read_text("utf-8")
    assert json.loads(text)["fingerprint"] == KIT.fingerprint
    assert not [secret for secret in (KIT.root, KIT.recovery, KIT.recovery.lower()) if secret in text]


def test_a_short_passphrase_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="口令太短"):
        kit.save(tmp_path / "县.xhkit", KIT, "1234567")
    assert list(tmp_path.iterdir()) == []


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_refused_or_unharmed(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "县.xhkit"
    if not path.exists():
        kit.save(path, KIT, "青山绿水 2026")
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    (tmp_path / "damaged").write_bytes(bytes(changed))
    try:
        assert kit.load(tmp_path / "damaged", "青山绿水 2026") == KIT
    except Problem:
        return


def test_secrets_do_not_show_when_printed() -> None:
    assert KIT.root not in repr(KIT) and KIT.recovery not in repr(KIT)
