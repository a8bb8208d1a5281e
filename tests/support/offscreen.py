"""Qt without a screen."""

import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_NO_WINDOW_MANAGER = ("propagateSizeHints()", "raise()")


def pass_messages_on() -> None:
    """Print what Qt says, but for what the offscreen platform says of every window."""
    qInstallMessageHandler(_message)


def _message(_type: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    if not text.endswith(_NO_WINDOW_MANAGER):
        print(text, file=sys.stderr)
