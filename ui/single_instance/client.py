"""A second start's way to the window that is open. Blocks, with a time limit."""

import sys
import time
from typing import Final

from PySide6.QtNetwork import QLocalSocket

from authenticator.desktop.single_instance import Message
from ui.single_instance.server import TAKEN

_ANY_PROCESS: Final = -1


def send(message: Message, address: str, seconds: float) -> bool:
    """Hand `message` over; False when it was not taken within `seconds`."""
    deadline = time.monotonic() + seconds
    caller = QLocalSocket()
    caller.connectToServer(address)
    if not caller.waitForConnected(_left(deadline)):
        return False
    _let_come_to_the_front()
    caller.write(message.line)
    while not caller.canReadLine():
        if not caller.waitForReadyRead(_left(deadline)):
            return False
    return bool(caller.readLine().data() == TAKEN)


def _left(deadline: float) -> int:
    return max(1, round((deadline - time.monotonic()) * 1000))


def _let_come_to_the_front() -> None:
    """Windows lets only the process that the user has just started bring a window forward, and
    those that it names."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)
