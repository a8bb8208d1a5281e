"""What a user has chosen for this profile; holds no secret. Read before the first window: cheap."""

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

_LOG: Final = logging.getLogger(__name__)

LOCK_CHOICES: Final = (1, 5, 15, 0)
"""Minutes without a key or click after which what was typed is forgotten; 0: never."""


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


class PreferenceStore:
    """`settings.json` in the profile folder. What cannot be read counts as never chosen."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "settings.json"

    def load(self) -> Preferences:
        found = self._read().items()
        return Preferences(**{name: value for name, value in found if _fits(name, value)})

    def save(self, preferences: Preferences) -> None:
        """Keep what was chosen, and the members that only a newer version knows.

        Raises:
            Refused: PROFILE_UNWRITABLE; the file is as it was.
        """
        from authenticator.failures import Failure, Refused
        from authenticator.storage.profile_store import replace_file

        content = {**self._read(), **asdict(preferences)}
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._file, json.dumps(content, indent=1).encode())
        except OSError as error:
            raise Refused(Failure.PROFILE_UNWRITABLE) from error

    def _read(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._file.read_text("utf-8")))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError):
            _LOG.warning("%s cannot be read", self._file.name)
            return {}


_TYPES: Final = {field.name: type(field.default) for field in fields(Preferences)}


def _fits(name: str, value: Any) -> bool:
    if name == "lock_minutes":
        return type(value) is int and value in LOCK_CHOICES
    return type(value) is _TYPES.get(name)
