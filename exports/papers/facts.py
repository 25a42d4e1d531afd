"""What is put into a design for one paper: finished Chinese texts by the name a clerk knows them by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Texts = Mapping[str, str]
"""Facts by name, as they go on paper: {"姓名": "张三"}."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One paper. `who` names it in messages (张三，证书编号……), `title` is the PDF's and the file's name.

    `names` are the facts that are names of people: each is kept on one line and in one face. `lists` are the rows of
    tables, `pictures` bytes of PNG or JPEG, `code` the text of the QR code ("" none).
    """

    who: str
    title: str
    texts: Texts
    names: frozenset[str] = frozenset({"姓名"})
    lists: Mapping[str, Sequence[Texts]] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    code: str = ""
