"""Whether this program starts when its user logs in. The system knows; nothing of it is kept here.

Linux: Desktop Application Autostart Specification. Windows: the Run key, and what its settings
switch off beside it. macOS: a launch agent. All of them for this user only.
"""

import configparser
import logging
import os
import plistlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol
from xml.parsers.expat import ExpatError

from authenticator.desktop.url_scheme import DESKTOP_FILE, exec_word, string_value
from authenticator.failures import Failure, Refused
from authenticator.programs import own_command

_LOG: Final = logging.getLogger(__name__)
HIDDEN: Final = "--hidden"
"""Start without a window where the app has an icon to be opened by."""
_AGENT: Final = "de.aok.2faktor.start"
_RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"


class Autostart(Protocol):
    """One system's way."""

    def is_on(self) -> bool:
        """What the system says now."""

    def set_on(self, *, on: bool) -> None:
        """Change it.

        Raises:
            Refused: LOGIN_START_REFUSED.
        """


def autostart(product: str, wanted: bool | None = None) -> Autostart | None:
    """This system's way; None where it has none.

    Args:
        product: name of the entry.
        wanted: what the policy settles: then the entry is made or taken away.
    """
    start = _of_system(product)
    if start is not None and wanted is not None and start.is_on() is not wanted:
        try:
            start.set_on(on=wanted)
        except Refused as refusal:
            _LOG.warning("start_at_login: %s", refusal.problem.failure.code)
    return start


def _of_system(product: str) -> Autostart | None:
    if sys.platform == "win32":
        return RegistryStart(product)
    if sys.platform == "darwin":
        file = Path.home() / "Library" / "LaunchAgents" / f"{_AGENT}.plist"
        return FileStart(file, launch_agent(own_command()), agent_is_on)
    # Bare window managers read no such entries.
    if not os.environ.get("XDG_CURRENT_DESKTOP"):
        return None
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    entry = autostart_entry(own_command(), product)
    return FileStart(Path(config, "autostart", DESKTOP_FILE), entry, entry_is_on)


class FileStart:
    """A file in a folder that the system reads when somebody logs in."""

    def __init__(self, file: Path, content: bytes, says_on: "SaysOn") -> None:
        self._file = file
        self._content = content
        self._says_on = says_on

    def is_on(self) -> bool:
        try:
            return self._says_on(self._file.read_bytes())
        except OSError:
            return False

    def set_on(self, *, on: bool) -> None:
        try:
            if on:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.write_bytes(self._content)
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            raise Refused(Failure.LOGIN_START_REFUSED) from error


class SaysOn(Protocol):
    def __call__(self, content: bytes, /) -> bool: ...


def autostart_entry(command: Sequence[str], product: str) -> bytes:
    """The desktop entry; a desktop passes over it once the program is gone (TryExec)."""
    words = " ".join(exec_word(word) for word in (*command, HIDDEN))
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        f"Name={product}\n"
        f"TryExec={string_value(command[0])}\n"
        f"Exec={words}\n"
        "Icon=aok-2faktor\n"
        "Terminal=false\n"
    ).encode()


def entry_is_on(content: bytes) -> bool:
    """Whether no settings program has switched the desktop entry off."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), strict=False)
    try:
        parser.read_string(content.decode())
        entry = parser["Desktop Entry"]
    except (UnicodeDecodeError, configparser.Error, KeyError):
        return False
    hidden = entry.get("Hidden", "false").strip() == "true"
    return not hidden and entry.get("X-GNOME-Autostart-enabled", "true").strip() != "false"


def launch_agent(command: Sequence[str]) -> bytes:
    """The property list (launchd.plist(5))."""
    return plistlib.dumps(
        {
            "Label": _AGENT,
            "ProgramArguments": [*command, HIDDEN],
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
    )


def agent_is_on(content: bytes) -> bool:
    """Whether launchd would start it."""
    try:
        agent = plistlib.loads(content)
    except (plistlib.InvalidFileException, ValueError, ExpatError):
        return False
    return isinstance(agent, dict) and agent.get("RunAtLoad") is True and not agent.get("Disabled")


def run_value(command: Sequence[str]) -> str:
    """The command line in the Run key."""
    return " ".join([*(f'"{word}"' for word in command), HIDDEN])


def is_approved(value: bytes | None) -> bool:
    """Whether Windows' settings leave a Run value on: an odd first byte switches it off."""
    return not value or value[0] % 2 == 0


class RegistryStart:
    """Below HKEY_CURRENT_USER."""

    def __init__(self, product: str) -> None:
        self._name = product

    def is_on(self) -> bool:
        if sys.platform == "win32":
            return self._read(_RUN) is not None and is_approved(self._read(_APPROVED))
        return False

    def set_on(self, *, on: bool) -> None:
        if sys.platform == "win32":
            import winreg

            try:
                with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                    if on:
                        command = run_value(own_command())
                        winreg.SetValueEx(key, self._name, 0, winreg.REG_SZ, command)
                    elif self._read(_RUN) is not None:
                        winreg.DeleteValue(key, self._name)
                with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _APPROVED) as key:
                    if self._read(_APPROVED) is not None:
                        winreg.DeleteValue(key, self._name)
            except OSError as error:
                raise Refused(Failure.LOGIN_START_REFUSED) from error

    def _read(self, path: str) -> bytes | None:
        if sys.platform == "win32":
            import winreg

            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                    value, _ = winreg.QueryValueEx(key, self._name)
            except OSError:
                return None
            return value.encode() if isinstance(value, str) else value
        return None
