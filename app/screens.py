"""Whether there is a screen to show a window on."""

import os
import sys

NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""Environment variables of which a Linux with a screen, or one who asks for none, sets at least one."""


def has_screen() -> bool:
    """Whether a window can be shown: elsewhere than on Linux it always is."""
    return sys.platform != "linux" or any(map(os.environ.get, NAMES))
