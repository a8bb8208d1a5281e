"""Linux: what the desktop and logind say when nobody sits at the screen any more."""

from collections.abc import Callable
from typing import Final

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, new_method_call

from authenticator.desktop.session import session_name
from ui.desktop_integration.bus import BUS_ERRORS, BusConnection, Stop

Told = Callable[[None], None]

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
_PLACE: Final = DBusAddress("/org/freedesktop/login1", _LOGIND, _MANAGER)


def hear_screen_savers(told: Told, stop: Stop) -> None:
    """Call `told` each time the screen is locked, until `stop`. Without a bus it ends at once."""
    try:
        with BusConnection("SESSION", stop) as talk:
            for name in SCREEN_SAVERS:
                talk.listen(MatchRule(type="signal", interface=name, member="ActiveChanged"))
            _tell(talk, says_active, told)
    except BUS_ERRORS:
        return


def hear_logind(told: Told, stop: Stop) -> None:
    """The same for lock, session switch and sleep, as logind knows them."""
    try:
        with BusConnection("SYSTEM", stop) as talk:
            get = new_method_call(_PLACE, "GetSession", "s", (session_name() or "auto",))
            (session,) = talk.ask(get)
            talk.listen(MatchRule(type="signal", path=session, interface=_SESSION, member="Lock"))
            changes = {"interface": _PROPERTIES, "member": "PropertiesChanged"}
            talk.listen(MatchRule(type="signal", path=session, **changes))
            sleep = {"interface": _MANAGER, "member": "PrepareForSleep"}
            talk.listen(MatchRule(type="signal", path=_PLACE.object_path, **sleep))
            _tell(talk, says_away, told)
    except BUS_ERRORS:
        return


def says_active(signal: Message) -> bool:
    """Whether a screen saver says that it hides the screen now."""
    fields = signal.header.fields
    is_saver = fields.get(HeaderFields.interface) in SCREEN_SAVERS
    return (
        is_saver and fields.get(HeaderFields.member) == "ActiveChanged" and signal.body == (True,)
    )


def says_away(signal: Message) -> bool:
    """Whether logind says that this session is locked, not in front any more, or sleeps."""
    fields = signal.header.fields
    said = (fields.get(HeaderFields.interface), fields.get(HeaderFields.member), signal.body)
    match said:
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


def _tell(talk: BusConnection, says: Callable[[Message], bool], told: Told) -> None:
    for signal in talk.signals():
        if says(signal):
            told(None)
