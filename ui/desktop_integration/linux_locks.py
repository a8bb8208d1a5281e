"""Linux: what the desktop and logind say when nobody sits at the screen any more."""

from collections.abc import Callable
from typing import Final

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, new_method_call

from authenticator.desktop.session import session_name
from ui.desktop_integration.bus import BUS_ERRORS, BusConnection
from ui.desktop_integration.stop import Stop

OnLocked = Callable[[None], None]

SCREEN_SAVERS: Final = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
_LOGIND: Final = "org.freedesktop.login1"
_MANAGER: Final = f"{_LOGIND}.Manager"
_SESSION: Final = f"{_LOGIND}.Session"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_ADDRESS: Final = DBusAddress("/org/freedesktop/login1", _LOGIND, _MANAGER)


def watch_screen_savers(on_locked: OnLocked, stop: Stop) -> None:
    """Call `told` each time the screen is locked, until `stop`. Without a bus it ends at once."""
    try:
        with BusConnection("SESSION", stop) as connection:
            for name in SCREEN_SAVERS:
                connection.listen(MatchRule(type="signal", interface=name, member="ActiveChanged"))
            _watch(connection, is_active, on_locked)
    except BUS_ERRORS:
        return


def watch_logind(on_locked: OnLocked, stop: Stop) -> None:
    """The same for lock, session switch and sleep, as logind knows them."""
    try:
        with BusConnection("SYSTEM", stop) as connection:
            get = new_method_call(_ADDRESS, "GetSession", "s", (session_name() or "auto",))
            (session,) = connection.call(get)
            connection.listen(
                MatchRule(type="signal", path=session, interface=_SESSION, member="Lock")
            )
            changes = {"interface": _PROPERTIES, "member": "PropertiesChanged"}
            connection.listen(MatchRule(type="signal", path=session, **changes))
            sleep = {"interface": _MANAGER, "member": "PrepareForSleep"}
            connection.listen(MatchRule(type="signal", path=_ADDRESS.object_path, **sleep))
            _watch(connection, is_away, on_locked)
    except BUS_ERRORS:
        return


def is_active(signal: Message) -> bool:
    """Whether a screen saver says that it hides the screen now."""
    fields = signal.header.fields
    is_saver = fields.get(HeaderFields.interface) in SCREEN_SAVERS
    return (
        is_saver and fields.get(HeaderFields.member) == "ActiveChanged" and signal.body == (True,)
    )


def is_away(signal: Message) -> bool:
    """Whether logind says that this session is locked, not in front any more, or sleeps."""
    fields = signal.header.fields
    received = (fields.get(HeaderFields.interface), fields.get(HeaderFields.member), signal.body)
    match received:
        case (interface, "Lock", _) if interface == _SESSION:
            return True
        case (interface, "PrepareForSleep", (True,)) if interface == _MANAGER:
            return True
        case (interface, "PropertiesChanged", (face, dict(changed), _)) if (
            interface == _PROPERTIES and face == _SESSION
        ):
            locked, active = changed.get("LockedHint"), changed.get("Active")
            return locked == ("b", True) or active == ("b", False)
    return False


def _watch(
    connection: BusConnection, is_lock: Callable[[Message], bool], on_locked: OnLocked
) -> None:
    for signal in connection.signals():
        if is_lock(signal):
            on_locked(None)
