"""The parts of a zipped workbook and what they refer to: ISO/IEC 29500-2, 8 and 9."""

import posixpath
import pyexpat
from typing import NamedTuple
from zipfile import ZipFile


class Part(NamedTuple):
    """A file inside the zip, under its whole name."""

    name: str
    content: bytes


def part_named(archive: ZipFile, name: str) -> Part:
    """The part of that name, whatever its case and whichever slashes the zip has; ValueError when there is none."""
    wanted = name.lower()
    for entry in archive.infolist():
        if entry.filename.replace("\\", "/").lower() == wanted:
            return Part(name, archive.read(entry))
    raise ValueError("no such part")


def related(archive: ZipFile, part: Part) -> dict[str, tuple[str, str]]:
    """The relationships of a part (of the whole file for the name ""): by id the type and the name of the target."""
    folder, _, base = part.name.rpartition("/")
    xml = part_named(archive, f"{folder}/_rels/{base}.rels".lstrip("/")).content
    found: dict[str, tuple[str, str]] = {}
    for _, attributes in elements(xml, "Relationship"):
        target = attributes.get("Target", "").replace("\\", "/")
        target = target if target.startswith("/") else posixpath.join(folder, target)
        found[attributes.get("Id", "")] = attributes.get("Type", ""), posixpath.normpath(target).lstrip("/")
    return found


def elements(xml: bytes, *names: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of those local names in their order: name and attributes, prefixes left out.

    Raises ValueError for what is no XML and for a document type, which no workbook has and bombs are made of.
    """
    found: list[tuple[str, dict[str, str]]] = []

    def take(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in names:
            found.append((local, {key.rpartition(":")[2]: value for key, value in attributes.items()}))

    parser = safe_parser()
    parser.StartElementHandler = take
    try:
        parser.Parse(xml, True)
    except pyexpat.ExpatError as error:
        raise ValueError("no XML") from error
    return found


def safe_parser(between: str | None = None) -> pyexpat.XMLParserType:
    """A parser that refuses a document type with a ValueError: entities can make gigabytes out of a few lines.

    With `between` names come whole, their space before that mark.
    """

    def refuse(*_: object) -> None:
        raise ValueError("a document type")

    parser = pyexpat.ParserCreate(None, between)
    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    return parser
