"""The page for checking papers (查验网页): one file that a browser opens from disk, without network or program."""

import html
import json
import re
from pathlib import Path

from app.papers import paper_keys, verdicts
from app.problems import Problem
from app.session import Session

_FOLDER = Path(__file__).parents[1] / "data" / "check_page"
_MODULES = ("_u64.js", "utils.js", "_md.js", "sha2.js", "ed25519.js", "jsqr.js")


def write(session: Session, out: Path) -> int:
    """Write the page with every key this office knows; returns how many. Problem when there is none yet."""
    from app.exchange import files

    text = page(session)
    files.write(out, text.encode())
    return len(paper_keys.listed(session))


def page(session: Session) -> str:
    """The page as text: the keys and the sentences as data, our own script, and the published modules it stands on."""
    keys = [
        {
            "key": one.key,
            "name": one.name,
            "start": one.start.isoformat(),
            "end": one.end.isoformat() if one.end else "",
        }
        for one in paper_keys.listed(session)
    ]
    if not keys:
        raise Problem(
            "还没有可以用来查验的公钥。",
            "县里发出第一份带查验二维码的证书时会自动登记公钥；学校接收县里的下一个文件以后就有了。",
        )
    office = session.name if session.is_county else session.county_name
    parts = {
        "office": html.escape(office),
        "made": session.today().isoformat(),
        "facts": _harmless(json.dumps({"keys": keys, "words": verdicts.page_words()}, ensure_ascii=False)),
        "modules": modules(),
        "page": _text("page.js"),
        "licences": "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(_licences())),
    }
    # In one go: what is put in may hold such marks of its own.
    return re.sub(r"\{(office|made|facts|modules|page|licences)\}", lambda found: parts[found[1]], _text("page.html"))


def modules() -> str:
    """The published modules, unchanged, each as a function, and our reading and checking of statements."""
    wrapped = ",\n".join(
        f"{json.dumps(name)}: function (module, exports, require) {{\n{_text(f'vendor/{name}')}\n}}"
        for name in _MODULES
    )
    return "\n".join((f"var xinhuoModules = {{\n{wrapped}\n}};", _text("libraries.js"), _text("statement.js")))


def _licences() -> list[Path]:
    return list((_FOLDER / "vendor" / "LICENSES").glob("*.txt"))


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _harmless(data: str) -> str:
    # A name can hold anything: it must not end the script it stands in.
    return data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
