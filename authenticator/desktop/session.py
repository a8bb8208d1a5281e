"""In which session of which computer this process runs. Imports next to nothing."""

import os
import sys


def host_name() -> str:
    """This computer's name in its network."""
    if sys.platform == "win32":
        return os.environ.get("COMPUTERNAME", "")
    return os.uname().nodename


def session_name() -> str:
    """The session of this user in which windows of this process appear; empty where unknown.

    On terminal servers one user may have several, also at the same time.
    """
    if sys.platform == "win32":
        import ctypes

        number = ctypes.c_ulong()
        kernel = ctypes.windll.kernel32
        known = kernel.ProcessIdToSessionId(os.getpid(), ctypes.byref(number))
        return str(number.value) if known else ""
    return os.environ.get("XDG_SESSION_ID", "")


def display_name() -> str:
    """The X11 or Wayland display on which windows of this process appear; empty where unknown.

    Terminal servers without sessions of their own (VNC, X2Go, xrdp without logind) tell one
    screen of a user from another only by it.
    """
    if sys.platform in ("win32", "darwin"):
        return ""
    host, colon, number = os.environ.get("DISPLAY", "").rpartition(":")
    if not colon:
        return os.environ.get("WAYLAND_DISPLAY", "")
    # The screens of one display are one desktop.
    return f"{'' if host == 'unix' else host}:{number.partition('.')[0]}"
