"""Keeps what is chosen, at once."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal

from authenticator.failures import Refused
from authenticator.services.ports import PreferencePort
from authenticator.storage.preferences import Preferences

if TYPE_CHECKING:
    from authenticator.desktop.autostart import Autostart

_NAMES: Final = {each.name for each in fields(Preferences)}


class SettingsPresenter(QObject):
    """Tells everybody what holds now: what the policy settles, else what the user has chosen."""

    changed = Signal(object)
    """Carries the preferences."""
    refused = Signal(object)
    """Carries the problem: what was chosen holds until the app ends."""

    def __init__(
        self,
        store: PreferencePort,
        parent: QObject | None = None,
        *,
        autostart: "Callable[[], Autostart | None]" = lambda: None,
        locked: Mapping[str, Any] | None = None,
    ) -> None:
        """Args:
        autostart: gives None where the system cannot start the app when its user logs in.
        locked: as `Config.locked`.
        """
        super().__init__(parent)
        self._store = store
        self._autostart = autostart
        self.locked = locked or {}
        self._chosen = store.load()
        self.preferences = self._with_policy()

    def read_again(self) -> None:
        """What was chosen may have come with a profile after the start."""
        self._chosen = self._store.load()
        self.preferences = self._with_policy()
        self.changed.emit(self.preferences)

    @cached_property
    def autostart(self) -> "Autostart | None":
        """What starts the app when its user logs in."""
        return self._autostart()

    @property
    def start_is_locked(self) -> bool:
        """Whether the administrator has settled that the app starts when its user logs in."""
        by_entry = self.autostart is not None and self.autostart.state().is_locked
        return by_entry or "start_at_login" in self.locked

    def _with_policy(self) -> Preferences:
        settled = {name: value for name, value in self.locked.items() if name in _NAMES}
        return replace(self._chosen, **settled)

    def start_at_login(self, *, on: bool) -> bool:
        """Have the system change it; what holds now."""
        if self.autostart is None:
            return False
        try:
            if not self.start_is_locked:
                self.autostart.set_on(on=on)
        except Refused as error:
            self.refused.emit(error.problem)
        return self.autostart.state().is_on

    def choose(self, **values: Any) -> None:
        """Change some of the preferences and keep them all; what the policy settles stays."""
        allowed = {name: each for name, each in values.items() if name not in self.locked}
        self._chosen = replace(self._chosen, **allowed)
        self.preferences = self._with_policy()
        self.changed.emit(self.preferences)
        try:
            self._store.save(self._chosen)
        except Refused as error:
            self.refused.emit(error.problem)
