"""A second start's way to the window that is open. Blocks, with a time limit."""

import sys
import time
from typing import Final

from PySide6.QtNetwork import QLocalSocket

from authenticator.desktop.single_instance import Message
from ui.single_instance.server import REFUSED, TAKEN

_ANY_PROCESS: Final = -1


def send(message: Message, address: str, seconds: float) -> bool:
    """Hand `message` over; False when it was not taken within `seconds`.

    One that shows no window may be refused: a window of a version that does not know it is there,
    and that is all it asks.
    """
    deadline = time.monotonic() + seconds
    caller = QLocalSocket()
    caller.connectToServer(address)
    if not caller.waitForConnected(_left(deadline)):
        return False
    if message.shows_window:
        _let_come_to_the_front()
    caller.write(message.line)
    while not caller.canReadLine():
        if not caller.waitForReadyRead(_left(deadline)):
            return False
    answer = caller.readLine().data()
    return bool(answer == TAKEN or (answer == REFUSED and not message.shows_window))


def _left(deadline: float) -> int:
    return max(1, round((deadline - time.monotonic()) * 1000))


def _let_come_to_the_front() -> None:
    """Windows lets only the process that the user has just started bring a window forward, and
    those that it names."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)
