"""A small file that somebody hands over (rules, designs, a layout): its text and its JSON, or why it is not taken."""

import json
from pathlib import Path

from app.problems import Problem


def read_text(path: Path, most: int, not_one: Problem) -> str:
    """The text of a file of at most `most` bytes; raises `not_one` for a larger one and for what is no text."""
    try:
        if path.stat().st_size > most:
            raise not_one
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Problem(f"打不开“{path.name}”。", "请确认文件还在、U盘没有拔出，再试一次。") from error
    except UnicodeDecodeError as error:
        raise not_one from error


def read_json(text: str, not_one: Problem) -> object:
    """What a text says in JSON; raises `not_one` where it is none."""
    try:
        found: object = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()  # half of a letter, which JSON can say, can be kept nowhere
    except (ValueError, RecursionError) as error:
        raise not_one from error
    return found
