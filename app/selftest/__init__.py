"""The program tests itself: the whole work of a county and a school, in a temporary folder, on this computer."""

from app.selftest.running import run

__all__ = ["run"]
