"""Our own mistakes told without anything of the data: which kind, where in the code; and no image of the memory on disk."""

import contextlib
import logging
import re
import sys
import threading
import traceback
from pathlib import Path

log = logging.getLogger("xinhuo")

_MOST_CAUSES = 8
_QUOTED = re.compile(r"""("[^"]*"|'[^']*'|“[^”]*”|「[^」]*」)""")
_TELLING = re.compile(r"[^\x00-\x7f]+|(?:[A-Za-z]:)?[/\\]\S+|\d{5,}[Xx]?")


def told(error: BaseException) -> str:
    """The kind of an exception and of what caused it, each with its places in the code.

    Never its text: drivers and libraries quote values in theirs, so it may name a person.
    """
    parts: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen and len(parts) < _MOST_CAUSES:
        seen.add(id(one))
        parts.append(_told(one))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n".join(parts)


def place(error: BaseException) -> str:
    """In one line the kind of an exception and the last place of ours it came through; never its text, as `told`."""
    passed = [(Path(one.filename), one.lineno) for one in traceback.extract_tb(error.__traceback__)]
    ours = [f"{file.parent.name}/{file.name} 第 {line} 行" for file, line in passed if _is_ours(file)]
    return f"{type(error).__name__}，{ours[-1] if ours else ''}"


def write(error: BaseException) -> None:
    """Write one into the log; where none is kept, as on the command line, to the terminal."""
    log.error("%s", told(error))


def redacted(text: str) -> str:
    """A message of a library without what may be of the data: quotations, paths, long numbers, all that is not ASCII."""
    return _TELLING.sub("…", _QUOTED.sub("…", text))


def keep_to_ourselves() -> None:
    """Let nothing of the data get into a crash file or onto the terminal by a mistake, for the rest of this process.

    No core dump (Linux); exceptions that nobody caught are told by kind and place; other libraries' warnings and log
    lines, which quote what they read, are dropped. A crash report of Windows itself is the system's to send or not.
    """
    import warnings

    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())
    log.propagate = False
    threading.excepthook = _in_a_thread
    sys.unraisablehook = _in_passing
    sys.excepthook = _uncaught


def _is_ours(file: Path) -> bool:
    return bool(file.parent.name) and "site-packages" not in file.parts


def _told(error: BaseException) -> str:
    places = (
        f"  {Path(one.filename).name}:{one.lineno} {one.name}" for one in traceback.extract_tb(error.__traceback__)
    )
    return "\n".join((type(error).__name__, *places))


def _in_a_thread(found: threading.ExceptHookArgs) -> None:
    if found.exc_value is not None:
        write(found.exc_value)


def _in_passing(found: "sys.UnraisableHookArgs") -> None:
    if found.exc_value is not None:
        write(found.exc_value)


def _uncaught(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    write(error)
