"""A D-Bus connection that another thread can end."""

import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final, Protocol, Self

from jeepney import HeaderFields, MatchRule, Message, MessageType, message_bus
from jeepney.auth import AuthenticationError
from jeepney.io.common import RouterClosed
from jeepney.io.threading import ReceiveStopped, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg


class Interruptible(Protocol):
    def interrupt(self) -> None:
        """Make whoever waits stop waiting."""


class Stop:
    """Ends a talk on a bus, also before it began. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Interruptible | None = None
        self.is_set = False
        self._over = threading.Event()
        self._over.set()

    def set(self) -> None:
        """From now on nobody waits."""
        with self._lock:
            self.is_set = True
            if self._connection is not None:
                self._connection.interrupt()

    def wait(self, seconds: float) -> None:
        """Wait until the talk is over, but not longer than that."""
        self._over.wait(seconds)

    def watch(self, connection: Interruptible | None) -> None:
        """Interrupt this one; None before it is closed."""
        with self._lock:
            self._connection = connection
            if connection is None:
                self._over.set()
            else:
                self._over.clear()
            if connection is not None and self.is_set:
                connection.interrupt()


BUS_ERRORS: Final = (AuthenticationError, DBusErrorResponse, KeyError, OSError, RouterClosed)
"""What a bus that is not there, or does not answer, ends in."""
_PATIENCE: Final = 5.0
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
        """Have such signals brought."""
        self.ask(message_bus.AddMatch(rule))

    def tell(self, message: Message) -> None:
        """Send what needs no answer; works after the stop, too."""
        self._connection.send(message)

    def ask(self, message: Message) -> Any:
        """The answer's values, also after the stop; signals that come before it wait."""
        serial = next(self._connection.outgoing_serial)
        self._connection.send(message, serial=serial)
        while True:
            try:
                heard = self._connection.receive(timeout=_PATIENCE)
            except ReceiveStopped:
                # Half a question is none: a notification without a number stays for ever.
                self._connection.reset_interrupt()
                continue
            if heard.header.fields.get(HeaderFields.reply_serial) == serial:
                return unwrap_msg(heard)
            self._waiting.append(heard)

    def signals(self) -> Iterator[Message]:
        """Signals as they come, until the stop."""
        while not self._stop.is_set:
            if self._waiting:
                heard = self._waiting.pop(0)
            else:
                try:
                    heard = self._connection.receive()
                except ReceiveStopped:
                    return
            if heard.header.message_type is MessageType.signal:
                yield heard
