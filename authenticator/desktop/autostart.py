"""Whether this program starts when its user logs in. The system knows; nothing of it is kept here.

Linux: Desktop Application Autostart Specification. Windows: the Run key, and what its settings
switch off beside it. macOS: a launch agent. What is written is for this user only; what an
administrator has written for all users is read.
"""

import configparser
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from authenticator.desktop.url_scheme import DESKTOP_FILE, exec_word, string_value
from authenticator.failures import Failure, Refused
from authenticator.programs import own_command
from authenticator.values import dataclass

_LOG: Final = logging.getLogger(__name__)
HIDDEN: Final = "--hidden"
"""Start without a window where the app has an icon to be opened by."""
_AGENT: Final = "de.aok.2faktor.start"
_RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"


@dataclass(frozen=True)
class StartState:
    """What the system says now."""

    is_on: bool
    is_own: bool = False
    """Whether an entry of this user's own says so."""
    place: str = ""
    """Of the entry for all users that says so."""
    is_locked: bool = False
    """Whether that entry holds whatever this user has."""


class Autostart(Protocol):
    """One system's way."""

    def state(self) -> StartState:
        """Whether it starts, and who says so."""

    def set_on(self, *, on: bool) -> None:
        """Change it for this user; a locked entry stays.

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
    if start is not None and wanted is not None and start.state().is_on is not wanted:
        try:
            start.set_on(on=wanted)
        except Refused as refusal:
            _LOG.warning("start_at_login: %s", refusal.problem.failure.code)
    return start


def _of_system(product: str) -> Autostart | None:
    if sys.platform == "win32":
        return RegistryStart(product)
    if sys.platform == "darwin":
        file = Path("Library", "LaunchAgents", f"{_AGENT}.plist")
        agent = launch_agent(own_command())
        return FileStart(Path.home() / file, agent, agent_is_on, shared=("/" / file,))
    # Bare window managers read no such entries.
    if not os.environ.get("XDG_CURRENT_DESKTOP"):
        return None
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    folders = (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    file, *shared = (
        Path(folder, "autostart", DESKTOP_FILE) for folder in (config, *filter(None, folders))
    )
    entry = autostart_entry(own_command(), product)
    return FileStart(file, entry, entry_is_on, shared=shared, off=entry + b"Hidden=true\n")


class FileStart:
    """A file in a folder that the system reads when somebody logs in."""

    def __init__(
        self,
        file: Path,
        content: bytes,
        says_on: "SaysOn",
        *,
        shared: Sequence[Path] = (),
        off: bytes | None = None,
    ) -> None:
        """Args:
        file: this user's.
        content: of a file that starts the app.
        says_on: reads one.
        shared: files for all users; the first that is there counts.
        off: of a file of the user's that takes the place of those; None where nothing does.
        """
        self._file = file
        self._content = content
        self._says_on = says_on
        self._shared = shared
        self._off = off

    def state(self) -> StartState:
        own, shared = self._reads_on(self._file), self._state_for_all()
        if own is None or shared.is_locked:
            return shared
        return StartState(own, is_own=True)

    def set_on(self, *, on: bool) -> None:
        content = self._content if on else self._off
        try:
            if content is None or self._state_for_all().is_on is on:
                self._file.unlink(missing_ok=True)
            else:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.write_bytes(content)
        except OSError as error:
            raise Refused(Failure.LOGIN_START_REFUSED) from error

    def _state_for_all(self) -> StartState:
        read = ((file, self._reads_on(file)) for file in self._shared)
        found = next(((file, on) for file, on in read if on is not None), None)
        if found is None or not found[1]:
            return StartState(is_on=False)
        return StartState(is_on=True, place=str(found[0]), is_locked=self._off is None)

    def _reads_on(self, file: Path) -> bool | None:
        """None where there is no file."""
        try:
            return self._says_on(file.read_bytes())
        except FileNotFoundError:
            return None
        except OSError:
            return False


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
    import plistlib

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
    import plistlib
    from xml.parsers.expat import ExpatError

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
    """Below HKEY_CURRENT_USER; what setup programs write below HKEY_LOCAL_MACHINE holds as well."""

    def __init__(self, product: str) -> None:
        self._name = product

    def state(self) -> StartState:
        if sys.platform == "win32":
            import winreg

            if self._is_on(winreg.HKEY_LOCAL_MACHINE):
                return StartState(is_on=True, place=f"HKLM\\{_RUN}", is_locked=True)
            is_own = self._read(winreg.HKEY_CURRENT_USER, _RUN) is not None
            return StartState(self._is_on(winreg.HKEY_CURRENT_USER), is_own=is_own)
        return StartState(is_on=False)

    def set_on(self, *, on: bool) -> None:
        if sys.platform == "win32":
            import winreg

            try:
                with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                    if on:
                        command = run_value(own_command())
                        winreg.SetValueEx(key, self._name, 0, winreg.REG_SZ, command)
                    elif self._read(winreg.HKEY_CURRENT_USER, _RUN) is not None:
                        winreg.DeleteValue(key, self._name)
                with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _APPROVED) as key:
                    if self._read(winreg.HKEY_CURRENT_USER, _APPROVED) is not None:
                        winreg.DeleteValue(key, self._name)
            except OSError as error:
                raise Refused(Failure.LOGIN_START_REFUSED) from error

    def _is_on(self, root: int) -> bool:
        return self._read(root, _RUN) is not None and is_approved(self._read(root, _APPROVED))

    def _read(self, root: int, path: str) -> bytes | None:
        if sys.platform == "win32":
            import winreg

            try:
                with winreg.OpenKey(root, path) as key:
                    value, _ = winreg.QueryValueEx(key, self._name)
            except OSError:
                return None
            return value.encode() if isinstance(value, str) else value
        return None
