"""What a screen reader sees and does, over AT-SPI: names, texts, buttons of a running program.

Needs `at-spi2-core` and a session bus; the program is started with `VARIABLES`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from jeepney import DBusAddress, MessageType, Properties, new_method_call
from jeepney.io.blocking import open_dbus_connection

VARIABLES: Final = {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}

_BUS: Final = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
_ROOT: Final = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_SHOWING: Final = 25
"""ATSPI_STATE_SHOWING."""
_PATIENCE: Final = 10.0


class Gone(Exception):
    """The program ended, or the control is no more."""


@dataclass(frozen=True)
class Control:
    """One control of some program."""

    reader: "ScreenReader"
    owner: str
    path: str

    @property
    def id(self) -> str:
        """Object names from the window down to the control, with dots between."""
        return str(self._get("Accessible", "AccessibleId"))

    @property
    def is_showing(self) -> bool:
        """Whether it can be seen."""
        low: int = self._call("Accessible", "GetState")[0]
        return bool(low >> _SHOWING & 1)

    @property
    def text(self) -> str:
        """What stands in a field; the name of anything else."""
        try:
            return str(self._call("Text", "GetText", "ii", (0, -1)))
        except Gone:
            return str(self._get("Accessible", "Name"))

    @property
    def children(self) -> tuple["Control", ...]:
        """What lies in it."""
        found = self._call("Accessible", "GetChildren")
        return tuple(Control(self.reader, owner, path) for owner, path in found)

    def press(self) -> None:
        """Do what a click does."""
        self._call("Action", "DoAction", "i", (0,))

    def _call(self, face: str, method: str, signature: str = "", body: Any = ()) -> Any:
        place = DBusAddress(self.path, self.owner, f"org.a11y.atspi.{face}")
        return self.reader.ask(new_method_call(place, method, signature or None, body))

    def _get(self, face: str, name: str) -> Any:
        place = DBusAddress(self.path, self.owner, f"org.a11y.atspi.{face}")
        return self.reader.ask(Properties(place).get(name))[1]


class ScreenReader:
    """A connection to the accessibility bus."""

    def __enter__(self) -> Self:
        with open_dbus_connection(bus="SESSION") as session:
            reply = session.send_and_get_reply(
                new_method_call(_BUS, "GetAddress"), timeout=_PATIENCE
            )
        self._bus = open_dbus_connection(bus=reply.body[0].partition(",guid=")[0])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bus.close()

    def ask(self, message: Any) -> Any:
        """The first value of the answer.

        Raises:
            Gone: nobody answers to that any more.
        """
        reply = self._bus.send_and_get_reply(message, timeout=_PATIENCE)
        if reply.header.message_type is MessageType.error:
            raise Gone(str(reply.body))
        return reply.body[0] if reply.body else None

    def find(self, name: str) -> Control | None:
        """The control of this object name that can be seen, in any program."""
        for control in self._all(Control(self, *_ROOT)):
            try:
                if control.id.endswith(f".{name}") and control.is_showing:
                    return control
            except Gone:
                continue
        return None

    def _all(self, top: Control) -> Iterator[Control]:
        try:
            children = top.children
        except Gone:
            return
        for child in children:
            yield child
            yield from self._all(child)
