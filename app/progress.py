"""How long work tells what it does and learns that it should stop."""

from typing import Protocol


class Progress(Protocol):
    """Called often by long work: `progress(done, total, what)`; raises `Cancelled` when a person stopped it.

    `total` 0 means the amount is not known yet; `what` is a short Chinese phrase.
    """

    def __call__(self, done: int, total: int, what: str) -> None: ...


def silent(done: int, total: int, what: str) -> None:
    """For callers nobody watches."""
