"""README and manual say what is so: pictures and links lead somewhere, commands parse, words are the program's own."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands.line import parse

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs/manual").glob("*.md"))]
CHAPTERS = PAGES[1:]
PICTURES = ROOT / "docs/pictures"
_STARTS = ("./start.py", "python3 start.py", "py start.py", "python -m app", "xinhuo")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
chapters = pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)


@pages
def test_every_link_and_picture_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    local = [one for one in targets if "://" not in one]
    assert [one for one in local if not (page.parent / one).exists()] == []


def test_every_picture_is_shown_somewhere_and_is_small() -> None:
    shown = {Path(one).name for page in PAGES for one in re.findall(r"\(([^)]+\.png)\)", page.read_text("utf-8"))}
    assert {one.name for one in PICTURES.glob("*.png")} == shown
    assert [one.name for one in PICTURES.glob("*.png") if one.stat().st_size > 200_000] == []


def test_every_chapter_is_in_the_table_of_contents() -> None:
    contents = (ROOT / "docs/manual/README.md").read_text(encoding="utf-8")
    listed = re.findall(r"\((\d\d-[^)]+\.md)\)", contents)
    assert listed == [page.name for page in CHAPTERS if page.name != "README.md"]


def commands_of(page: Path) -> Iterator[list[str]]:
    """The arguments of every command in a page's code, without what starts the program."""
    text = page.read_text(encoding="utf-8")
    blocks = [line for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    for code in [*blocks, *re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)]:
        start = next((one for one in _STARTS if code.startswith(f"{one} ")), None)
        if start:
            yield [start, *shlex.split(code.removeprefix(start), comments=True)]


@pages
def test_every_command_is_one_the_program_takes(page: Path) -> None:
    for start, *words in commands_of(page):
        if start.endswith("start.py"):
            assert words[0] in ("demo", "test", "run"), words
            if words[0] != "run":
                continue
            words = words[1:]
        # argparse leaves with SystemExit, code 2, when it does not understand; help leaves with 0.
        try:
            parse(words)
        except SystemExit as left:
            assert left.code == 0, words


def test_there_are_commands_to_check() -> None:
    assert sum(1 for page in PAGES for _ in commands_of(page)) > 20


class _Said(ast.NodeVisitor):
    """Collects what a module can show: plain texts, and patterns of texts with something put in."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.patterns: set[str] = set()

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.texts.add(node.value.strip())

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        fixed = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
        # One with almost nothing fixed would fit everything.
        if sum(len(re.findall(r"[\u4e00-\u9fff]", str(part))) for part in fixed if part) >= 2:
            whole = "".join(".+?" if part is None else re.escape(str(part)) for part in fixed)
            # A line's end is escaped: with its backslash it goes.
            self.patterns.add(re.sub(r"^(\\?\s)+|(\\?\s)+$", "", whole))
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)


@pytest.fixture(scope="module")
def said() -> _Said:
    found = _Said()
    for folder in ("app", "ui", "storage", "exports"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found.visit(ast.parse(path.read_text(encoding="utf-8")))
    script = (ROOT / "packaging/windows/installer.nsi").read_text(encoding="utf-8")
    for words in re.findall(r'"([^"]*[\u4e00-\u9fff][^"]*)"', script):
        # A variable of the installer or the end of a line parts what it says into sentences.
        parts = (part.strip("“”，,. ") for part in re.split(r"\$\\r\$\\n|\$\{?\w+\}?", words))
        found.texts.update(sentence for part in parts for sentence in (part, *re.findall("[^。：]+[。：]", part)))
    script = (ROOT / "packaging/linux/install.sh").read_text(encoding="utf-8")
    for words in re.findall(r'"([^"]*[\u4e00-\u9fff][^"]*)"', script):
        found.texts.update(part.strip("，,. ") for part in re.split(r"\$\(.*?\)\)?|\$\{?[\w:-]+\}?", words))
    for path in sorted((ROOT / "app/data/codes").glob("*.csv")):
        found.texts.update(line.split(",")[1] for line in path.read_text(encoding="utf-8").splitlines()[1:])
    return found


def is_said(said: _Said, words: str) -> bool:
    return words in said.texts or any(re.fullmatch(pattern, words) for pattern in said.patterns)


@chapters
def test_every_button_is_called_as_on_the_screen(page: Path, said: _Said) -> None:
    """In the manual a word to click on stands in 【】."""
    named = set(re.findall(r"【([^】]+)】", page.read_text(encoding="utf-8")))
    assert sorted(word for word in named if not is_said(said, word)) == []


@chapters
def test_every_sentence_quoted_is_one_the_program_says(page: Path, said: _Said) -> None:
    """In the manual what the program says stands in 「」; a title and its advice are two of them."""
    quoted = set(re.findall(r"「((?:[^「」]|「[^「」]*」)+)」", page.read_text(encoding="utf-8")))
    assert sorted(words for words in quoted if not is_said(said, words)) == []
