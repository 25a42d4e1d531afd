"""How an office's file is protected on this computer: encrypted or not, who keeps its key, how it is brought back."""

from dataclasses import dataclass
from pathlib import Path

from app import encrypting, keystores, recovery_code, unlocking
from app.session import Session


@dataclass(frozen=True)
class Standing:
    """`number` of the key in use as on paper, "" for a file that is not encrypted; `store` keeps keys on this computer;
    `asks`: a password is asked for each time, so the store does not keep this key; `printed`: the day (ISO) on which its
    recovery code was printed; `plain`: copies beside the file that anybody can read; `kept`: the store has this key although
    it `asks` (ended while the password was being set, or a copy without one was opened by its code): without the key file
    beside it, it would ask for nothing."""

    number: str
    store: keystores.Standing
    asks: bool
    printed: str | None
    plain: tuple[Path, ...]
    kept: bool = False

    @property
    def encrypted(self) -> bool:
        """Whether the file is encrypted at all."""
        return bool(self.number)


def standing(session: Session) -> Standing:
    """How the open office's file is protected; asks the store of this computer, so for the quiet lane."""
    key, asks = session.store.key, unlocking.asks_password(session)
    return Standing(
        recovery_code.number_of(key.ident) if key else "",
        keystores.standing(),
        asks,
        recovery_code.printed_on(session),
        tuple(encrypting.plain_copies(session)),
        asks and key is not None and keystores.get(key.ident) is not None,
    )


def waits_for_code(session: Session) -> bool:
    """Whether the recovery code of the key in use has still to be printed."""
    return session.store.key is not None and recovery_code.printed_on(session) is None
