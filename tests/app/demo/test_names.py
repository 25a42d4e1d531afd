"""Invented names: frequent surnames are frequent, generations differ, and every character is a standard one."""

from collections import Counter
from pathlib import Path
from random import Random

from app.demo import names

STANDARD = set((Path(__file__).parents[3] / "exports" / "fonts" / "characters-8105.txt").read_text("utf-8").split())


def test_the_same_sequence_gives_the_same_names() -> None:
    def some() -> list[names.Name]:
        rng = Random(5)
        return [names.draw(rng, "12"[one % 2], 1970 + one % 35) for one in range(200)]

    assert some() == some()


def test_frequent_surnames_are_frequent() -> None:
    rng = Random(1)
    first = Counter(names.draw(rng, names.MALE, 1980).text[0] for _ in range(5000))
    assert {one for one, _ in first.most_common(3)} == {"王", "李", "张"}


def test_every_character_is_in_the_table_of_standard_characters() -> None:
    rng = Random(2)
    drawn = [names.draw(rng, sex, born).text for sex in "12" for born in range(1966, 2005) for _ in range(60)]
    assert set("".join(drawn)) - {"·"} <= STANDARD
    assert set("".join(one.text for _, one in names.REMARKABLE)) - {"·"} <= STANDARD


def test_a_former_name_keeps_the_surname() -> None:
    rng = Random(3)
    assert str(names.former(rng, names.Name("欧阳雪"), names.FEMALE, 1990)).startswith("欧阳")
    assert names.former(rng, names.Name("买买提·艾力", names.UYGUR), names.MALE, 1990) is None


def test_names_with_a_dot_belong_to_peoples_that_write_them_so() -> None:
    rng = Random(4)
    dotted = {one.ethnic for one in (names.draw(rng, "1", 1985) for _ in range(5000)) if "·" in one.text}
    assert names.UYGUR in dotted
    assert dotted <= {names.UYGUR, names.KAZAK, names.TIBETAN, names.YI}
