"""What the Windows installer is told, from versions to lists of files: the parts that need no Wine."""

import itertools
import struct
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packaging" / "windows"
sys.path.insert(0, str(FOLDER))

import freezing  # noqa: E402
import installer  # noqa: E402
import windows_python  # noqa: E402

SCRIPT = (FOLDER / "installer.nsi").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def program(folder: Path) -> Path:
    """The smallest folder that has what a program folder needs."""
    for name in freezing.NEEDED:
        path = folder / name
        if path.suffix or path.name in ("LICENSE", "NOTICE"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"MZ")
        else:
            path.mkdir(parents=True, exist_ok=True)
    return folder


# -- versions ---------------------------------------------------------------------------------------------------------


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in installer.order(version).split("."))


def test_versions_compare_in_the_order_they_are_released() -> None:
    released = ["0.1.0.dev3", "0.1.0a1", "0.1.0b2", "0.1.0rc1", "0.1.0rc10", "0.1.0", "0.1.0.post1", "0.1.1", "0.2.0.dev1",
                "0.10.0", "1.0.0"]  # fmt: skip
    assert all(numbers(one) < numbers(next_) for one, next_ in itertools.pairwise(released))


@given(st.tuples(*[st.integers(0, 400)] * 3), st.tuples(*[st.integers(0, 400)] * 3))
def test_plain_versions_compare_as_their_numbers(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    one_text, other_text = (".".join(map(str, version)) for version in (one, other))
    assert (numbers(one_text) < numbers(other_text)) == (one < other)


@pytest.mark.parametrize("version", ["", "1", "1.2", "1.2.3.4", "1.2.3-beta", "v1.2.3", "1.2.3rc", "1.2.3rc123456"])
def test_a_version_that_does_not_compare_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        installer.order(version)


def test_the_version_of_the_project_compares() -> None:
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert len(numbers(version)) == 4


# -- what is carried --------------------------------------------------------------------------------------------------


def test_the_list_names_files_first_and_then_folders_deepest_first(tmp_path: Path) -> None:
    (tmp_path / "内 部" / "深").mkdir(parents=True)
    (tmp_path / "内 部" / "深" / "一.txt").write_bytes(b"12345")
    (tmp_path / "a.exe").write_bytes(b"1")
    inside = installer.contents(tmp_path)
    assert inside.size == 6
    assert installer.list_text(inside) == "a.exe\r\n内 部\\深\\一.txt\r\n内 部\\深\\\r\n内 部\\\r\n"


@given(st.lists(st.lists(st.text("ab𬭎一 ", min_size=1, max_size=3), min_size=1, max_size=4), max_size=12))
def test_a_folder_is_listed_after_everything_inside_it(paths: list[list[str]]) -> None:
    names = ["/".join(parts) for parts in paths]
    folders = tuple(sorted(set(names), key=lambda one: (-one.count("/"), one)))
    lines = installer.list_text(installer.Contents((), folders, 0)).splitlines()
    for index, line in enumerate(lines):
        assert not any(later != line and later.startswith(line) for later in lines[index + 1 :])


def test_the_longest_path_is_counted_as_windows_counts() -> None:
    assert installer.Contents(("ab", "𬭎" * 4), (), 0).deepest() == 8


def test_facts_stand_for_themselves() -> None:
    assert installer.facts_text({"A": 'x "y" $INSTDIR', "B": 3}) == '!define A "x $\\"y$\\" $$INSTDIR"\n!define B "3"\n'


# -- the script -------------------------------------------------------------------------------------------------------


def test_the_script_never_deletes_a_folder_with_what_is_in_it_but_its_own_unfinished_one() -> None:
    removed = [line.split("RMDir /r", 1)[1].strip() for line in SCRIPT.splitlines() if "RMDir /r" in line]
    assert set(removed) == {'"${NEW}"'}


def test_the_script_deletes_no_data_of_a_person() -> None:
    deleted = [line for line in SCRIPT.splitlines() if "Delete " in line]
    assert deleted
    assert not [
        line for line in deleted if any(kind in line for kind in (".xinhuo", ".xhb", "*.*", "$DOCUMENTS", "backups"))
    ]


def test_the_script_knows_every_kind_of_file_of_the_program() -> None:
    import trying

    from app.__main__ import FILES

    assert tuple(trying.KINDS) == FILES
    for kind, name in trying.KINDS.items():
        assert f'Kind "{kind}" "{name}"' in SCRIPT
        assert f'Forget "{kind}" "{name}"' in SCRIPT


EXPORTED = r"""Windows Registry Editor Version 5.00

[HKEY_CURRENT_USER\Software\Classes\Xinhuo.Office\shell\open\command]
@="\"C:\\程序 文件\\薪火\\xinhuo.exe\" \"%1\""
"Order"="0.1.0.40000"

[HKEY_CURRENT_USER\Software\Classes\Xinhuo.Office\shell\open\command\deeper]
@="of another key"
"Deeper"="of another key"
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("@", r'"C:\程序 文件\薪火\xinhuo.exe" "%1"'), ("Order", "0.1.0.40000"), ("Deeper", ""), ("O.der", "")],
)
def test_a_text_of_the_registry_is_read_as_it_was_written(name: str, text: str) -> None:
    import trying

    assert trying.entry(EXPORTED, name) == text
    assert trying.entry("", name) == ""


def test_a_hardly_compressed_installer_never_lies_where_the_released_one_does(tmp_path: Path) -> None:
    import build

    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', encoding="utf-8")
    assert build.Plan(tmp_path, (), ()).setup() == build.DIST / "xinhuo-1.2.3-windows-x64-setup.exe"
    assert build.Plan(tmp_path, (), (), quick=True).setup().parent == tmp_path


def test_the_codes_of_the_script_are_those_the_tries_expect() -> None:
    import re

    import trying

    codes = {name: int(code) for name, code in re.findall(r"!define CODE_(\w+) (\d)", SCRIPT)}
    assert (codes["NEWER"], codes["RUNNING"], codes["SPACE"], codes["PATH"]) == (
        trying.NEWER,
        trying.RUNNING,
        trying.SPACE,
        trying.PATH,
    )
    assert len(set(codes.values())) == len(codes)


def test_the_summary_of_the_licence_names_what_must_be_named() -> None:
    text = (FOLDER / "licence.txt").read_text(encoding="utf-8")
    for name in ("Apache", "LGPL", "SQLCipher", "OpenSSL", "Python", "GPL 3", "SIL", "NOTICE"):
        assert name in text


def test_the_icon_has_every_size_windows_asks_for() -> None:
    content = (FOLDER / "xinhuo.ico").read_bytes()
    kind, count = struct.unpack_from("<2xHH", content)
    sides = [content[6 + 16 * index] or 256 for index in range(count)]
    assert kind == 1
    assert {16, 32, 48, 256} <= set(sides)
    for index in range(count):
        size, place = struct.unpack_from("<II", content, 6 + 16 * index + 8)
        assert content[place : place + 8] == b"\x89PNG\r\n\x1a\n"
        assert place + size <= len(content)


# -- the program folder -----------------------------------------------------------------------------------------------


def test_a_sound_program_folder_is_taken(tmp_path: Path) -> None:
    assert freezing.amiss(program(tmp_path)) == []


def test_a_folder_without_fonts_is_noticed(tmp_path: Path) -> None:
    program(tmp_path).joinpath("_internal/exports/fonts").rmdir()
    assert freezing.amiss(tmp_path) == ["missing: _internal/exports/fonts"]


@pytest.mark.parametrize(
    "name", ["icuuc.dll", "bcryptprimitives.dll", "KERNEL32.dll", "api-ms-win-crt-runtime-l1-1-0.dll"]
)
def test_a_library_of_windows_itself_is_noticed_by_its_name(tmp_path: Path, name: str) -> None:
    (program(tmp_path) / "_internal" / name).write_bytes(b"MZ")
    assert freezing.amiss(tmp_path) == [f"of Wine: _internal/{name}"]


def test_a_library_of_wine_is_noticed_by_its_mark_whatever_it_is_called(tmp_path: Path) -> None:
    (program(tmp_path) / "_internal" / "harmless.dll").write_bytes(b"MZ" + b"\0" * 62 + b"Wine builtin DLL\0")
    assert freezing.amiss(tmp_path) == ["of Wine: _internal/harmless.dll"]


def test_what_only_makes_the_program_larger_is_noticed(tmp_path: Path) -> None:
    translations = program(tmp_path) / "_internal" / "PySide6" / "translations"
    (translations / "qtbase_de.qm").write_bytes(b"")
    (tmp_path / "_internal" / "opengl32sw.dll").write_bytes(b"MZ")
    assert [one.split(":")[0] for one in freezing.amiss(tmp_path)] == ["not wanted", "not wanted"]


# -- the lock ---------------------------------------------------------------------------------------------------------


def test_the_lock_for_windows_has_what_windows_needs_and_no_more() -> None:
    names = {one.name for one in windows_python.pinned(windows_python.windows_lock(LOCK))}
    assert {"pyside6-essentials", "sqlcipher3", "cryptography", "cffi"} <= names
    assert not names & {"secretstorage", "jeepney"}


def test_what_only_windows_needs_is_taken_from_the_developers_lock() -> None:
    text = windows_python.windows_lock(
        (ROOT / "requirements-dev.lock").read_text(encoding="utf-8"), windows_python.FREEZING
    )
    assert {one.name for one in windows_python.pinned(text)} == windows_python.FREEZING


def test_every_line_for_windows_keeps_its_hashes_and_loses_its_marker() -> None:
    before = {one.name: one for one in windows_python.pinned(LOCK)}
    for one in windows_python.pinned(windows_python.windows_lock(LOCK)):
        assert (one.version, one.hashes, one.marker) == (before[one.name].version, before[one.name].hashes, "")


@pytest.mark.parametrize("text", ["pytest>=9", "pytest==9.2.0", "https://example.org/a.whl", "-e ."])
def test_a_lock_with_a_line_that_is_not_pinned_by_hash_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a pinned requirement"):
        list(windows_python.pinned(f"{text}\n"))
