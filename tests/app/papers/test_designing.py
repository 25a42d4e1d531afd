"""What the designer shows: which fields there are, what is amiss, a logo made small."""

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from app.papers import designing
from app.problems import Problem
from exports.problems import ExportProblem


def test_a_logo_is_made_small_and_stays_see_through(tmp_path: Path) -> None:
    path = tmp_path / "标志.png"
    rng = random.Random(1)
    noise = Image.frombytes("RGBA", (800, 800), rng.randbytes(800 * 800 * 4))
    noise.save(path)
    made = designing.picture(path, 500_000)
    assert len(made) <= 500_000
    with Image.open(io.BytesIO(made)) as small:
        assert (small.format, small.mode) == ("PNG", "RGBA")
        assert 100 < small.width < 800


def test_a_picture_that_finds_no_room_is_told(tmp_path: Path) -> None:
    path = tmp_path / "标志.png"
    Image.new("RGB", (400, 400), "#a8171a").save(path)
    with pytest.raises(Problem, match="放不进这个版式"):
        designing.picture(path, 10)


def test_what_is_no_picture_is_told(tmp_path: Path) -> None:
    path = tmp_path / "标志.png"
    path.write_text("不是图片", encoding="utf-8")
    with pytest.raises(ExportProblem, match="不是图片"):
        designing.picture(path, 300_000)
