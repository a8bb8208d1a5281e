"""The open window's ear for second starts of the same user."""

from typing import Final

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from authenticator.desktop.single_instance import LONGEST_MESSAGE, read_message
from crypto.errors import Malformed

TAKEN: Final = b"ok\n"
REFUSED: Final = b"no\n"
_MOST: Final = 8
"""Connections at a time."""
_LONGEST: Final = 5000
"""Milliseconds that a connection may stay."""


class HandoverServer(QObject):
    """Reachable by this user only; takes one bounded line a connection."""

    received = Signal(object)
    """Carries a `Message`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_MOST)
        self._server.newConnection.connect(self._greet)
        self._open = 0

    def listen(self, address: str) -> bool:
        """Begin; False where the address cannot be used."""
        return bool(address) and self._server.listen(address)

    def close(self) -> None:
        """Stop; the address is free again."""
        self._server.close()

    def _greet(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            if self._open >= _MOST:
                caller.abort()
                caller.deleteLater()
                continue
            self._open += 1
            self._attend(caller)

    def _attend(self, caller: QLocalSocket) -> None:
        caller.setReadBufferSize(LONGEST_MESSAGE + 1)
        limit = QTimer(caller)
        limit.setSingleShot(True)
        limit.timeout.connect(lambda: self._cut_off(caller))
        limit.start(_LONGEST)
        caller.readyRead.connect(lambda: self._read(caller))
        caller.disconnected.connect(lambda: self._part(caller))
        if caller.state() is QLocalSocket.LocalSocketState.UnconnectedState:
            self._part(caller)
        elif caller.bytesAvailable():
            self._read(caller)

    def _read(self, caller: QLocalSocket) -> None:
        if not caller.canReadLine():
            if caller.bytesAvailable() > LONGEST_MESSAGE:
                self._cut_off(caller)
            return
        try:
            message = read_message(bytes(caller.readLine().data()))
        except Malformed:
            caller.write(REFUSED)
        else:
            caller.write(TAKEN)
            self.received.emit(message)
        caller.disconnectFromServer()

    def _cut_off(self, caller: QLocalSocket) -> None:
        caller.abort()

    def _part(self, caller: QLocalSocket) -> None:
        if not shiboken6.isValid(caller):
            # It goes with the server.
            return
        caller.disconnected.disconnect()
        caller.readyRead.disconnect()
        caller.deleteLater()
        self._open -= 1
