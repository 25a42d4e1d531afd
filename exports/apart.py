"""Work on a file nobody vouches for, in a child process that one look at the clock or a person's word can end.

The child is started by multiprocessing's spawn, so its entry point is a top-level function that takes the sending end of
a pipe first and sends one message of bytes.
"""

import multiprocessing
from collections.abc import Callable
from typing import Any

_A_LOOK = 0.1  # seconds between two looks at the clock and at whether a person stopped the work


def answer_of(target: Callable[..., None], arguments: tuple[Any, ...], name: str, look_up: Callable[[], None]) -> bytes:
    """The one message of a child; EOFError or OSError when it ended without a word.

    `look_up` is called at least once and ten times a second; what it raises ends the child and comes out of here.
    """
    spawn = multiprocessing.get_context("spawn")
    answers, childs_end = spawn.Pipe(duplex=False)
    process = spawn.Process(target=target, args=(childs_end, *arguments), name=name, daemon=True)
    with answers, childs_end:
        process.start()
        try:
            childs_end.close()  # the child has its own; while this one is open its death would not show
            look_up()
            while not answers.poll(_A_LOOK):
                look_up()
            return answers.recv_bytes()
        finally:
            process.kill()
            process.join()
            process.close()
