"""A D-Bus connection that another thread can end."""

from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final, Self

from jeepney import HeaderFields, MatchRule, Message, MessageType, message_bus
from jeepney.auth import AuthenticationError
from jeepney.io.common import RouterClosed
from jeepney.io.threading import ReceiveStopped, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from ui.desktop_integration.stop import Stop

BUS_ERRORS: Final = (AuthenticationError, DBusErrorResponse, KeyError, OSError, RouterClosed)
"""What a bus that is not there, or does not answer, ends in."""
_TIMEOUT: Final = 5.0
"""Seconds that an answer may take."""


class BusConnection:
    """One connection, used by one thread.

    Raises:
        One of `BUS_ERRORS`.
    """

    def __init__(self, bus: str, stop: Stop) -> None:
        self._connection = open_dbus_connection(bus)
        self._stop = stop
        self._waiting: list[Message] = []
        stop.watch(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.watch(None)
        self._connection.close()

    def listen(self, rule: MatchRule) -> None:
        """Receive such signals from now on."""
        self.call(message_bus.AddMatch(rule))

    def send(self, message: Message) -> None:
        """Send what needs no answer; works after the stop, too."""
        self._connection.send(message)

    def call(self, message: Message) -> Any:
        """The answer's values, also after the stop; signals that come before it wait."""
        serial = next(self._connection.outgoing_serial)
        self._connection.send(message, serial=serial)
        while True:
            try:
                message = self._connection.receive(timeout=_TIMEOUT)
            except ReceiveStopped:
                # The answer is needed: a notification without its number could not be closed.
                self._connection.reset_interrupt()
                continue
            if message.header.fields.get(HeaderFields.reply_serial) == serial:
                return unwrap_msg(message)
            self._waiting.append(message)

    def signals(self) -> Iterator[Message]:
        """Signals as they come, until the stop."""
        while not self._stop.is_set:
            if self._waiting:
                message = self._waiting.pop(0)
            else:
                try:
                    message = self._connection.receive()
                except ReceiveStopped:
                    return
            if message.header.message_type is MessageType.signal:
                yield message
