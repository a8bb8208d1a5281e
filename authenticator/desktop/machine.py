"""What this machine calls itself."""

import platform
import socket
import sys
from functools import cache
from pathlib import Path

from authenticator.failures import Failure, Refused
from authenticator.programs import ProgramFailed, run_program
from crypto.protocol import LONGEST_DEVICE_NAME, LONGEST_SYSTEM_NAME


def device_name() -> str:
    """The host name, by which a user knows the device again; at most 64 characters."""
    return (socket.gethostname().split(".")[0] or "Computer")[:LONGEST_DEVICE_NAME]


def system_name() -> str:
    """Operating system and version for people, at most 64 characters."""
    if sys.platform == "darwin":
        return f"macOS {platform.mac_ver()[0]}"[:LONGEST_SYSTEM_NAME]
    if sys.platform == "win32":
        return f"Windows {platform.release()}"[:LONGEST_SYSTEM_NAME]
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"][:LONGEST_SYSTEM_NAME]
    except OSError:
        return f"Linux {platform.release()}"[:LONGEST_SYSTEM_NAME]


@cache
def machine_id() -> bytes:
    """A stable identity of this operating system installation; the host name where it has none.

    Another one in its place would make the device suspect, as if its key had been copied.

    Raises:
        Refused: MACHINE_UNREADABLE: it cannot be read just now. Asked again, it may be.
    """
    return (_system_machine_id() or socket.gethostname()).encode()


def _system_machine_id() -> str:
    if sys.platform == "win32":
        return _windows_machine_guid()
    if sys.platform == "darwin":
        return _mac_platform_uuid()
    for path in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
        try:
            return path.read_text("ascii").strip()
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(Failure.MACHINE_UNREADABLE) from error
    return ""


def _windows_machine_guid() -> str:
    if sys.platform == "win32":
        import winreg

        place = r"SOFTWARE\Microsoft\Cryptography"
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise Refused(Failure.MACHINE_UNREADABLE) from error
    return ""


def _mac_platform_uuid() -> str:
    import plistlib

    command = ["/usr/sbin/ioreg", "-a", "-rd1", "-c", "IOPlatformExpertDevice"]
    try:
        answer = run_program(*command, seconds=5)
        return str(plistlib.loads(answer.encode())[0]["IOPlatformUUID"])
    except (ProgramFailed, ValueError, LookupError) as error:
        raise Refused(Failure.MACHINE_UNREADABLE) from error
