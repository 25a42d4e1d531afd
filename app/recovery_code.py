"""The recovery code 恢复码: a data key on paper, as three lines that are typed again on another computer."""

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from app import audit, typed_lines
from app.problems import Problem
from storage.datakeys import DataKey

if TYPE_CHECKING:
    from app.session import Session

LINES = 3
NAME = "恢复码"
PRINTED = "code_printed"
"""The fact that holds the day on which the code was printed, and the ident of the key that it was of."""

_UNNAMEABLE = re.compile(r'[<>:"/|?*\\\x00-\x1f]')
"""Characters that Windows takes in no file name."""
_KIND = b"\x81"
"""The first byte says what it is: the lines of a county's recovery kit begin with 1."""
_IDENT, _PROOF = 10, 2


def lines_of(key: DataKey) -> tuple[str, ...]:
    """The code as three lines of seven groups: kind, the key's secret, its ident, and what proves the whole."""
    data = _KIND + key.secret + bytes.fromhex(key.ident)
    return typed_lines.written(data + _proof(data))


def read(text: str, ident: str | None) -> DataKey:
    """Read what was typed from paper; `ident` is of the key that is wanted (None: any).

    Raises Problem that names every line and group with something wrong in it, or says that the code is another file's.
    """
    whole = typed_lines.read(text, LINES, NAME)
    data, proof = whole[:-_PROOF], whole[-_PROOF:]
    if _proof(data) != proof:
        raise Problem(f"{NAME}的各行对不上。", "请检查是不是来自不同的两张纸。")
    if data[:1] != _KIND:
        raise Problem(f"这不是这个版本的薪火认得的{NAME}。", "请确认拿的是恢复码那张纸；也可能要先更新本机的薪火。")
    key = DataKey(data[1:-_IDENT], data[-_IDENT:].hex())
    if ident is not None and key.ident != ident:
        raise Problem(
            f"输入没有错，但这是另一个数据文件的{NAME}。",
            f"这个文件要的是编号 {number_of(ident)} 的恢复码，输入的是编号 {number_of(key.ident)} 的。"
            "换过密钥以后，以前的备份要用以前打印的那一张。",
        )
    return key


def number_of(ident: str) -> str:
    """The ident of a key as it stands on paper and screen, by which sheet and file are seen to belong together."""
    return " ".join(ident[start : start + 4].upper() for start in range(0, len(ident), 4))


def printed_on(session: "Session") -> str | None:
    """The day (ISO) on which the code of the key in use was printed; None when it never was."""
    day, _, ident = (session.store.fact(PRINTED) or "").partition(" ")
    key = session.store.key
    return day if day and key and key.ident == ident else None


def print_code(session: "Session", place: Path) -> Path:
    """Write the code of an open office as a PDF to print, and note the day; a folder gets a name. Returns the path.

    Raises Problem when the file is not encrypted or the place cannot be written.
    """
    from app.exchange import files
    from exports import recovery_code as papers

    key = session.store.key
    if key is None:
        raise Problem("这个数据文件没有加密，没有恢复码可打印。", "请在能写入的位置打开它一次，程序会把它加密。")
    name = _UNNAMEABLE.sub("_", f"{session.name}-{NAME}.pdf")
    path = place / name if place.is_dir() else place
    facts = papers.CodeFacts(session.name, session.path.name, number_of(key.ident), session.today(), lines_of(key))
    # Straight to its place and readable by its owner alone: it passes through no folder for temporary files.
    files.write(path, papers.code_paper(facts), private=True)
    if not session.store.read_only:
        session.store.set_fact(PRINTED, f"{session.today().isoformat()} {key.ident}")
        audit.note(session, "code", "打印恢复码")
    return path


def _proof(data: bytes) -> bytes:
    return hashlib.sha256(b"xinhuo recovery code 1\n" + data).digest()[:_PROOF]
