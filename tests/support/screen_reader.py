"""What a screen reader sees and does, over AT-SPI: names, texts, buttons of a running program.

Needs `at-spi2-core` and a session bus; the program is started with `VARIABLES`.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from types import TracebackType
from typing import Any, Final, Self

from jeepney import (
    DBusAddress,
    MatchRule,
    Message,
    MessageType,
    Properties,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import open_dbus_connection

VARIABLES: Final = {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}

_BUS: Final = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
_ROOT: Final = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_REGISTRY: Final = DBusAddress(
    "/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "org.a11y.atspi.Registry"
)
_OBJECT_EVENTS: Final = "org.a11y.atspi.Event.Object"
_ON_SCREEN: Final = 0
"""ATSPI_COORD_TYPE_SCREEN."""
_RULE: Final = "(aiia{ss}iaiiasib)uib"
"""A rule for matches, their order and number, and whether to look into what matches, too."""
_PATIENCE: Final = 10.0


class State(IntEnum):
    """Some of ATSPI_STATE."""

    CHECKED = 4
    SENSITIVE = 24
    SHOWING = 25


_CAN_BE_SEEN: Final[tuple[Any, ...]] = ([1 << State.SHOWING, 0], 1, {}, 1, [], 1, [], 1, False)
"""A rule: has all of these states; nothing is asked of attributes, roles and interfaces."""


class Role(IntEnum):
    """Some of ATSPI_ROLE."""

    CHECK_BOX = 7
    WINDOW = 23
    PASSWORD = 40
    BUTTON = 43
    RADIO_BUTTON = 44
    TEXT = 61


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
        return self.has(State.SHOWING)

    def has(self, state: State) -> bool:
        """Whether it is in that state."""
        low: int = self._call("Accessible", "GetState")[0]
        return bool(low >> state & 1)

    @property
    def name(self) -> str:
        """What a screen reader says first."""
        return str(self._get("Accessible", "Name"))

    @property
    def description(self) -> str:
        """What a screen reader adds."""
        return str(self._get("Accessible", "Description"))

    @property
    def role(self) -> int:
        """ATSPI_ROLE."""
        return int(self._call("Accessible", "GetRole"))

    @property
    def place(self) -> tuple[int, int, int, int]:
        """On the screen: left, top, width, height."""
        left, top, width, height = self._call("Component", "GetExtents", "u", (_ON_SCREEN,))
        return left, top, width, height

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

    @property
    def parent(self) -> "Control":
        """What it lies in."""
        owner, path = self._get("Accessible", "Parent")
        return Control(self.reader, owner, path)

    def seen_within(self) -> list["Control"]:
        """All in it that can be seen."""
        found = self._call("Collection", "GetMatches", _RULE, (_CAN_BE_SEEN, 1, 0, True))
        return [Control(self.reader, owner, path) for owner, path in found]

    def press(self) -> None:
        """Do what a click does."""
        self._call("Action", "DoAction", "i", (0,))

    def fill(self, text: str) -> None:
        """Replace what is in a field."""
        self._call("EditableText", "SetTextContents", "s", (text,))

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

    def listen(self, *events: str) -> "deque[Message]":
        """Have programs tell of these events from now on; where they are to be found."""
        rule = MatchRule(type="signal", interface=_OBJECT_EVENTS)
        self.ask(message_bus.AddMatch(rule))
        for event in events:
            self.ask(new_method_call(_REGISTRY, "RegisterEvent", "sass", (event, [], "")))
        heard: deque[Message] = self._bus.filter(rule, bufsize=10_000).queue
        return heard

    def wait(self, seconds: float) -> None:
        """Take in one more event, if one comes in that time."""
        with suppress(TimeoutError):
            self._bus.recv_messages(timeout=seconds)

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
        for control in self.seen():
            try:
                if control.id.endswith(f".{name}"):
                    return control
            except Gone:
                continue
        return None

    def seen(self) -> Iterator[Control]:
        """All that can be seen, in any program."""
        for program in Control(self, *_ROOT).children:
            try:
                windows = [window for window in program.children if window.is_showing]
                yield from (one for window in windows for one in (window, *window.seen_within()))
            except Gone:
                continue
