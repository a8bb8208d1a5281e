"""org.freedesktop.Notifications: one notification, from its appearance to its end.

Desktop Notifications Specification 1.3. It never asks to be seen while the user is not to be
disturbed: that is urgency "critical", and this is "normal".
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, new_method_call

from authenticator.values import dataclass
from ui.desktop_integration.bus import BUS_ERRORS, BusConnection
from ui.desktop_integration.stop import Stop

_NAME: Final = "org.freedesktop.Notifications"
_ADDRESS: Final = DBusAddress("/org/freedesktop/Notifications", _NAME, _NAME)
_NORMAL: Final = 1
_AS_THE_DESKTOP_LIKES: Final = -1
_SOUND: Final = "message-new-instant"
"""Of the Sound Naming Specification."""
DEFAULT: Final = "default"
"""A click on the text does the same as the button."""
VIEW: Final = "view"


@dataclass(frozen=True)
class Notification:
    """What is to be shown."""

    app: str
    title: str
    text: str
    view: str = ""
    """Words of the button; empty for none."""
    sound: bool = False


class EndKind(StrEnum):
    OPENED = "opened"
    CLOSED = "closed"
    """By the user, by time, or because it was withdrawn."""
    UNSHOWN = "unshown"
    """There is nobody on the desktop who shows notifications."""


@dataclass(frozen=True)
class End:
    """What became of it."""

    kind: EndKind
    token: str = ""
    """With OPENED: what lets a window come to the front (XDG activation), where there is such."""


def show_notification(shown: Notification, stop: Stop, silent: Callable[[None], None]) -> End:
    """Show it and wait for its end; `stop` takes it away. `silent`: the desktop plays no sound."""
    try:
        with BusConnection("SESSION", stop) as connection:
            return _show(connection, shown, stop, silent)
    except BUS_ERRORS:
        return End(EndKind.UNSHOWN)


def _show(
    connection: BusConnection, shown: Notification, stop: Stop, silent: Callable[[None], None]
) -> End:
    connection.listen(MatchRule(type="signal", interface=_NAME, path=_ADDRESS.object_path))
    if shown.sound:
        (capabilities,) = connection.call(new_method_call(_ADDRESS, "GetCapabilities"))
        if "sound" not in capabilities:
            silent(None)
    if stop.is_set:
        return End(EndKind.CLOSED)
    (number,) = connection.call(_notify(shown))
    end = _await_end(connection, number)
    if end is None:
        connection.send(new_method_call(_ADDRESS, "CloseNotification", "u", (number,)))
        return End(EndKind.CLOSED)
    return end


def _notify(shown: Notification) -> Message:
    hints = {
        "urgency": ("y", _NORMAL),
        "desktop-entry": ("s", "aok-2faktor"),
        "sound-name" if shown.sound else "suppress-sound": ("s", _SOUND)
        if shown.sound
        else ("b", True),
    }
    actions = [DEFAULT, shown.view, VIEW, shown.view] if shown.view else []
    values = (
        shown.app,
        0,
        "aok-2faktor",
        shown.title,
        shown.text,
        actions,
        hints,
        _AS_THE_DESKTOP_LIKES,
    )
    return new_method_call(_ADDRESS, "Notify", "susssasa{sv}i", values)


def _await_end(connection: BusConnection, number: int) -> End | None:
    token = ""
    for signal in connection.signals():
        match signal.header.fields.get(HeaderFields.member), signal.body:
            case "ActivationToken", (given, str(value)) if given == number:
                token = value
            case "ActionInvoked", (given, action) if given == number and action in (DEFAULT, VIEW):
                return End(EndKind.OPENED, token)
            case "NotificationClosed", (given, _) if given == number:
                return End(EndKind.CLOSED)
    return None
