import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import mistakes

NAME, NUMBER = "欧阳春晓", "11010519491231002X"


def raised(error: Exception) -> Exception:
    try:
        try:
            raise KeyError(f"{NAME} {NUMBER}")
        except KeyError as cause:
            raise error from cause
    except type(error) as caught:
        return caught


def test_a_mistake_is_told_by_kind_and_place_with_its_cause() -> None:
    said = mistakes.told(raised(ValueError(f"invalid literal for int() with base 10: '{NUMBER}'")))
    assert said.startswith("ValueError\n  test_mistakes.py:") and "KeyError" in said
    assert NAME not in said and NUMBER not in said


def test_causes_that_go_round_in_a_circle_come_to_an_end() -> None:
    one, two = ValueError(), KeyError()
    one.__cause__, two.__cause__ = two, one
    assert mistakes.told(one).split() == ["ValueError", "KeyError"]


@given(
    st.sampled_from([NAME, NUMBER, NUMBER[:-1], "13912345678"]),
    st.sampled_from(["{}", "cannot open '{}'", 'QImage "{}.jpg"', "file C:\\Users\\{}\\a.pdf", "/home/{}/x.png: bad"]),
    st.text("abc ", max_size=5),
)
def test_a_librarys_message_loses_what_may_be_of_the_data(value: str, pattern: str, more: str) -> None:
    assert value not in mistakes.redacted(more + pattern.format(value) + more)


def test_a_librarys_message_keeps_its_own_words() -> None:
    said = mistakes.redacted("QPainter::begin: Paint device returned engine == 0, type: 2")
    assert said == "QPainter::begin: Paint device returned engine == 0, type: 2"


FAILING = """
import logging, sys, threading, warnings
from app import mistakes
mistakes.keep_to_ourselves()
value = sys.argv[1]
class Broken:
    def __del__(self): raise ValueError(value)
made = Broken()
del made
thread = threading.Thread(target=lambda: int(value))
thread.start(); thread.join()
warnings.warn(value)
logging.getLogger("PIL.Image").error("cannot read %s", value)
if sys.platform != "win32":
    import resource
    print(resource.getrlimit(resource.RLIMIT_CORE)[0])
raise KeyError(value)
"""


@pytest.mark.parametrize("value", [NAME, NUMBER])
def test_nothing_of_the_data_gets_to_the_terminal_by_any_failing_path(value: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAILING, value],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 1
    assert value not in done.stdout + done.stderr
    assert done.stderr.split("\n")[0] == "ValueError"
    assert "KeyError\n  <string>:" in done.stderr
    if sys.platform != "win32":
        assert done.stdout.strip() == "0"
