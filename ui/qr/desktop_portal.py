"""org.freedesktop.portal.Screenshot: the desktop takes a picture, once the user agrees."""

import secrets
import sys
from typing import Final

_BUS_NAME: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_TIMEOUT: Final = 60.0
"""Seconds that the user has to agree."""


def take_screenshot(*, timeout: float = _TIMEOUT) -> str:
    """The picture's address (`file:`), or "" when there is no such desktop or the user refuses."""
    if sys.platform != "linux":
        return ""
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import DBusErrorResponse

    try:
        with open_dbus_connection(bus="SESSION") as connection:
            return _ask(connection, timeout)
    except (DBusErrorResponse, OSError, TimeoutError, KeyError):
        return ""


def _ask(connection, timeout: float) -> str:  # type: ignore[no-untyped-def]
    from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
    from jeepney.io.blocking import Proxy
    from jeepney.wrappers import unwrap_msg

    token = f"aok{secrets.token_hex(16)}"
    sender = connection.unique_name.removeprefix(":").replace(".", "_")
    # Known beforehand, so that the answer cannot come before anybody listens (version 0.9 on).
    request = f"{_PATH}/request/{sender}/{token}"
    answer = MatchRule(
        type="signal", interface="org.freedesktop.portal.Request", member="Response", path=request
    )
    Proxy(message_bus, connection).AddMatch(answer)
    screenshot = DBusAddress(_PATH, _BUS_NAME, "org.freedesktop.portal.Screenshot")
    options = {"handle_token": ("s", token), "interactive": ("b", False)}
    call = new_method_call(screenshot, "Screenshot", "sa{sv}", ("", options))
    with connection.filter(answer) as answers:
        unwrap_msg(connection.send_and_get_reply(call, timeout=timeout))
        code, results = connection.recv_until_filtered(answers, timeout=timeout).body
    kind, address = results.get("uri", ("s", ""))
    return str(address) if code == 0 and kind == "s" else ""
