"""Headings are known by their numbering: 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3)."""

import re

from exports.documents.faces import FANG
from exports.typefaces import Role

_FIRST = re.compile(r"[一二三四五六七八九十百]+、")
_SECOND = re.compile(r"（[一二三四五六七八九十百]+）")


def split(text: str) -> tuple[str, str, Role]:
    """A paragraph's heading, the rest, and the role of the heading: 黑 for 一、, 楷 for （一）.

    A heading ends with its sentence; what follows on the same line is body. Levels three and four (1. and （1）) are
    set like the body, and so is a paragraph without numbering: the heading is then empty and the role the body's.
    """
    role: Role
    if _FIRST.match(text):
        role = "hei"
    elif _SECOND.match(text):
        role = "kai"
    else:
        return "", text, FANG
    head, stop, rest = text.partition("。")
    return head + stop, rest, role
