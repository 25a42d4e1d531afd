"""How a step of the self-test says that something is not as it should be."""


class Failed(Exception):
    """A step found something amiss; its text is for people."""


def expect(ok: object, otherwise: str) -> None:
    """Go on if `ok`, else raise Failed with a sentence."""
    if not ok:
        raise Failed(otherwise)
