"""The demonstration county's own design: its 出师证书 has a double border, another colour and a motto."""

from random import Random

from msgspec.structs import replace

from app.papers import designs
from app.papers.laying import Design, Frame, Text
from app.session import Session

KIND = "mastery"
NAME = "示范县出师证书"
_MOTTOES = ("薪火相传　教学相长", "以老带新　青蓝相继", "学高为师　身正为范")
_RED, _GOLD = "#c8161d", "#bd9447"


def keep(session: Session, rng: Random) -> None:
    """Keep it and use it, as a county does that found the shipped one too plain."""
    shipped = designs.shipped(KIND)[0].design
    designs.keep(session, None, KIND, NAME, drawn(shipped, rng.choice(_MOTTOES)), choosing=True)


def drawn(shipped: Design, motto: str) -> Design:
    """The shipped design with a double border and a motto above its lower edge."""
    inner = [one for one in shipped.elements if not isinstance(one, Frame)]
    border = Frame(
        x=12, y=12, width=shipped.width - 24, height=shipped.height - 24, style="double", colour=_RED, thickness=2.5
    )
    said = Text(
        x=shipped.width / 2 - 50, y=shipped.height - 27, width=100, height=8, text=motto, role="kai", size=14, colour=_GOLD,
        align="center", valign="middle",
    )  # fmt: skip
    return replace(shipped, elements=(border, *inner, said))
