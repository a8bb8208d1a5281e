"""Whether the app's windows appear on another computer than this one: Citrix, Remote Desktop."""

import os
import sys
from typing import Final

from authenticator.values import dataclass

CITRIX: Final = "Citrix"
REMOTE_DESKTOP: Final = "Remote Desktop"

_KINDS: Final = (("ICA-", CITRIX), ("RDP-", REMOTE_DESKTOP))
"""By how the names of sessions begin: `ICA-CGP#4`, `RDP-Tcp#12`."""
_MADE_UP: Final = ("WR_", "HTML-")
"""How names of clients begin that StoreFront and the client in a browser invent."""
_LONGEST: Final = 20
"""Characters of a client's name that are shown; Windows has 15 for a computer's."""
_STATION_NAME: Final = 6
_CLIENT_NAME: Final = 10
"""Of Windows' WTS_INFO_CLASS."""
_THIS_SESSION: Final = 0xFFFFFFFF


@dataclass(frozen=True)
class RemoteSession:
    kind: str
    client: str
    """Name of the computer at which the person sits, fit to be shown; empty where unknown."""


def remote_session() -> RemoteSession | None:
    """Of this process, as it is now; None where nothing tells of one.

    A session that goes on at another computer has another client: Windows is asked each time, and
    the variables of the process count only where it does not say.
    """
    if sys.platform == "win32":
        station = _session_text(_STATION_NAME) or os.environ.get("SESSIONNAME", "")
        client = _session_text(_CLIENT_NAME) or os.environ.get("CLIENTNAME", "")
        return read_session(station, client)
    # Set by xrdp for all that runs in its sessions.
    return RemoteSession(REMOTE_DESKTOP, "") if os.environ.get("XRDP_SESSION") else None


def read_session(station: str, client: str) -> RemoteSession | None:
    """From the session's name and the client's, as Windows has them."""
    for beginning, kind in _KINDS:
        if station.upper().startswith(beginning):
            return RemoteSession(kind, _readable(client))
    return None


def _readable(client: str) -> str:
    """The name as far as it is one: the client says what it likes."""
    allowed = "".join(sign for sign in client if sign.isalnum() or sign in " -_.")
    name = " ".join(allowed.split())
    if name.upper().startswith(_MADE_UP):
        return ""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _session_text(information: int) -> str:
    if sys.platform == "win32":
        import ctypes

        services = ctypes.windll.wtsapi32
        services.WTSFreeMemory.argtypes = [ctypes.c_void_p]
        found, length = ctypes.c_wchar_p(), ctypes.c_ulong()
        known = services.WTSQuerySessionInformationW(
            ctypes.c_void_p(),
            ctypes.c_ulong(_THIS_SESSION),
            information,
            ctypes.byref(found),
            ctypes.byref(length),
        )
        if known:
            text = found.value or ""
            services.WTSFreeMemory(found)
            return text
    return ""
