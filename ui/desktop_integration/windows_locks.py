"""Windows: WTSRegisterSessionNotification reports to a window about its session (wtsapi32)."""

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Any, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray

_WM_WTSSESSION_CHANGE: Final = 0x02B1
_CONSOLE_DISCONNECT: Final = 2
_REMOTE_DISCONNECT: Final = 4
_LOGOFF: Final = 6
_LOCK: Final = 7
_THIS_SESSION: Final = 0


def is_away(message: int, reason: int) -> bool:
    """Whether a window message says: locked, switched to another user, or cut off."""
    away = (_CONSOLE_DISCONNECT, _REMOTE_DISCONNECT, _LOGOFF, _LOCK)
    return message == _WM_WTSSESSION_CHANGE and reason in away


class SessionFilter(QAbstractNativeEventFilter):
    """Looks at every message that the application's windows get."""

    def __init__(self, on_locked: Callable[[], None]) -> None:
        super().__init__()
        self._on_locked = on_locked

    def nativeEventFilter(  # type: ignore[override]
        self, kind: QByteArray | bytes, message: Any
    ) -> tuple[bool, int]:
        if kind == b"windows_generic_MSG":
            found = wintypes.MSG.from_address(int(message))
            if is_away(found.message, found.wParam):
                self._on_locked()
        return False, 0


def register(window: int) -> bool:
    """Have Windows report to this window (its handle)."""
    if sys.platform == "win32":
        return bool(ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window, _THIS_SESSION))
    return False
