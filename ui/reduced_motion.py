"""Whether things may move: some users have told their system that they must not."""

import sys
from functools import cache
from typing import Any, Final

_BUS_NAME: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_APPEARANCE: Final = "org.freedesktop.appearance"
_GNOME: Final = "org.gnome.desktop.interface"
_TIMEOUT: Final = 0.3
"""Seconds; the desktop answers in a few milliseconds, and is not started for it."""
_CLIENT_AREA_ANIMATION: Final = 0x1042
"""SPI_GETCLIENTAREAANIMATION, "Show animations in Windows"."""


@cache
def may_move() -> bool:
    """What the system said when it was asked first; True where it says nothing."""
    if sys.platform == "win32":
        return _windows_animates()
    return not sys.platform.startswith("linux") or not _is_still(_desktop_settings())


def _is_still(settings: dict[str, Any]) -> bool:
    reduced = settings.get(_APPEARANCE, {}).get("reduced-motion")
    animations = settings.get(_GNOME, {}).get("enable-animations")
    return bool(reduced == ("u", 1) or animations == ("b", False))


def _desktop_settings() -> dict[str, Any]:
    """Settings by namespace and key, each with its D-Bus signature; empty where nobody answers."""
    from jeepney import DBusAddress, MessageFlag, new_method_call
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import DBusErrorResponse, unwrap_msg

    address = DBusAddress(_PATH, _BUS_NAME, "org.freedesktop.portal.Settings")
    call = new_method_call(address, "ReadAll", "as", ([_APPEARANCE, _GNOME],))
    call.header.flags |= MessageFlag.no_auto_start
    try:
        with open_dbus_connection(bus="SESSION") as connection:
            found = unwrap_msg(connection.send_and_get_reply(call, timeout=_TIMEOUT))
    except (DBusErrorResponse, OSError, TimeoutError, KeyError):
        return {}
    return dict(found[0])


def _windows_animates() -> bool:
    import ctypes

    animates = ctypes.c_int(1)
    ask = ctypes.windll.user32.SystemParametersInfoW  # type: ignore[attr-defined, unused-ignore]
    ask(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(animates), 0)
    return bool(animates.value)
