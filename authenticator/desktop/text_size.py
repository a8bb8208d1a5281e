"""How large the user wants text. Imports next to nothing."""

import sys
from collections.abc import Callable
from typing import Final

_LARGEST: Final = 225
"""Per cent; the upper end of Windows' slider ("Accessibility", "Text size")."""


def text_scale(read: Callable[[], object] | None = None) -> float:
    """By what the system's font is to be multiplied, 1 to 2.25.

    Windows leaves that to each program. Qt has it in the font already on macOS, and on Linux where
    the desktop tells it by Xft.dpi.
    """
    percent = (read or _read_registry)()
    if not isinstance(percent, int) or percent < 100:
        return 1
    return min(percent, _LARGEST) / 100


def _read_registry() -> object:
    if sys.platform == "win32":
        import winreg

        try:
            path = r"Software\Microsoft\Accessibility"
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                return winreg.QueryValueEx(key, "TextScaleFactor")[0]
        except OSError:
            return None
    return None
