"""A message bus of its own, and who plays a part of the desktop on it."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Final, Self

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_method_return,
    new_signal,
)
from jeepney.io.threading import (
    DBusConnection,
    DBusRouter,
    Proxy,
    ReceiveStopped,
    open_dbus_connection,
)

PATIENCE: Final = 20.0
"""Seconds after which a test gives up."""
Answer = Callable[[Message], tuple[str, tuple[Any, ...]]]


@contextmanager
def message_bus_daemon() -> Iterator[str]:
    """The bus's address; it ends with the block."""
    words = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    # What it starts by itself would put its sockets in place of those of the session's services.
    with TemporaryDirectory(ignore_cleanup_errors=True) as runtime:
        variables = {**os.environ, "XDG_RUNTIME_DIR": runtime}
        with subprocess.Popen(
            words, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as daemon:
            assert daemon.stdout
            try:
                yield daemon.stdout.readline().strip()
            finally:
                daemon.terminate()


class Player:
    """Owns `name` on a bus, answers calls by their member, and sends signals."""

    def __init__(self, address: str, name: str, answers: dict[str, Answer]) -> None:
        self.calls: Queue[tuple[str, tuple[Any, ...]]] = Queue()
        self._answers = answers
        self._connection: DBusConnection = open_dbus_connection(address)
        with DBusRouter(self._connection) as router:
            Proxy(message_bus, router).RequestName(name)
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.interrupt()
        self._thread.join()
        self._connection.close()

    def await_call(self, member: str) -> tuple[Any, ...]:
        """The values of the next call of that name."""
        while True:
            name, values = self.calls.get(timeout=PATIENCE)
            if name == member:
                return values

    def signal(self, place: DBusAddress, name: str, signature: str = "", *values: Any) -> None:
        """Send a signal to everybody."""
        self._connection.send(new_signal(place, name, signature or None, values))

    def _serve(self) -> None:
        while True:
            try:
                call = self._connection.receive()
            except ReceiveStopped:
                return
            if call.header.message_type is not MessageType.method_call:
                continue
            member = call.header.fields[HeaderFields.member]
            signature, values = self._answers.get(member, lambda _: ("", ()))(call)
            self._connection.send(new_method_return(call, signature or None, values))
            self.calls.put((member, call.body))
