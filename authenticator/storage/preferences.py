"""What a user has chosen for this profile; holds no secret. Read before the first window: cheap."""

import logging
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from authenticator.failures import Failure, Refused
from authenticator.storage.json_file import (
    Damaged,
    JsonContent,
    dump_content,
    parse_content,
    read_bytes,
    replace_file,
)
from authenticator.values import dataclass

_LOG: Final = logging.getLogger(__name__)

LOCK_CHOICES: Final = (1, 5, 15, 0)
"""Minutes without a key or click after which what was typed is forgotten; 0: never."""
MINIMISE: Final = "minimise"
QUIT: Final = "quit"
WITHOUT_TRAY: Final = (MINIMISE, QUIT, "")
"""What closing the window does on a desktop without a tray; empty: the app asks."""


@dataclass(frozen=True)
class Preferences:
    """Chosen values; a field's default is what holds until somebody chooses."""

    language: str = ""
    """Of `ui.languages.LANGUAGES`; empty for the system's."""
    lock_minutes: int = 5
    """One of `LOCK_CHOICES`."""
    plain: bool = False
    """Whether the activation speaks plain German (Leichte Sprache)."""
    window: str = ""
    """Size and place of the window, as Qt writes them, in base64."""
    notify: bool = True
    """Have the desktop tell of a login request."""
    sound: bool = False
    """Let a login request be heard."""
    raise_window: bool = False
    """Bring the window to the front for a login request."""
    tray: bool = True
    """Go on in the tray when the window is closed, where the desktop has one."""
    tray_told: bool = False
    """Whether it was said that the app does so."""
    without_tray: str = ""
    """One of `WITHOUT_TRAY`."""
    introduced: bool = False
    """Whether the cards of the first start are over: read, skipped, or no longer needed."""


class PreferenceStore:
    """`settings.json` in the profile folder. What cannot be read counts as never chosen."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "settings.json"
        self._known: Preferences | None = None
        """What was read or written last."""

    def load(self) -> Preferences:
        """What holds. Never raises."""
        try:
            self._known = _fitting(self._read())
        except OSError as error:
            _LOG.warning("%s cannot be read: %s", self._file.name, type(error).__name__)
            self._known = Preferences()
        return self._known

    def save(self, preferences: Preferences) -> None:
        """Keep what was chosen since the file was read or written here.

        The rest stays: what only a newer version knows or understands, and the choices in a file
        that came with a profile after this program had begun.

        Raises:
            Refused: PROFILE_UNREADABLE or PROFILE_UNWRITABLE; the file is as it was.
        """
        try:
            content = self._read()
        except OSError as error:
            # It may be whole: what is in it must not be replaced by what holds without it.
            raise Refused(Failure.PROFILE_UNREADABLE, details=str(self._file)) from error
        before = asdict((self._known if content else None) or _fitting(content))
        changed = {
            name: value for name, value in asdict(preferences).items() if value != before[name]
        }
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._file, dump_content({**content, **changed}))
        except OSError as error:
            raise Refused(Failure.PROFILE_UNWRITABLE, details=str(self._file)) from error
        self._known = preferences

    def _read(self) -> JsonContent:
        """All members; none where there is no file, or a damaged one.

        Raises:
            OSError: it could not be read.
        """
        data = read_bytes(self._file)
        try:
            return {} if data is None else parse_content(data)
        except Damaged as damage:
            _LOG.warning("%s is damaged: %s", self._file.name, damage)
            return {}


_TYPES: Final = {field.name: type(field.default) for field in fields(Preferences)}


def _fits(name: str, value: Any) -> bool:
    if name == "lock_minutes":
        return type(value) is int and value in LOCK_CHOICES
    if name == "without_tray":
        return value in WITHOUT_TRAY
    return type(value) is _TYPES.get(name)


def _fitting(content: JsonContent) -> Preferences:
    return Preferences(**{name: value for name, value in content.items() if _fits(name, value)})
