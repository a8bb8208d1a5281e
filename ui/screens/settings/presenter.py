"""Keeps what is chosen, at once."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from authenticator.desktop.autostart import Autostart
from authenticator.failures import Refused
from authenticator.services.ports import PreferencePort
from authenticator.storage.preferences import Preferences


class SettingsPresenter(QObject):
    """Tells everybody what holds now."""

    changed = Signal(object)
    """Carries the preferences."""
    refused = Signal(object)
    """Carries the problem: what was chosen holds until the app ends."""

    def __init__(
        self,
        store: PreferencePort,
        parent: QObject | None = None,
        *,
        autostart: Autostart | None = None,
    ) -> None:
        """`autostart`: None where the system cannot start the app when its user logs in."""
        super().__init__(parent)
        self._store = store
        self.autostart = autostart
        self.preferences: Preferences = store.load()

    def start_at_login(self, *, on: bool) -> bool:
        """Have the system change it; what holds now."""
        if self.autostart is None:
            return False
        try:
            self.autostart.set_on(on=on)
        except Refused as error:
            self.refused.emit(error.problem)
        return self.autostart.is_on()

    def choose(self, **values: Any) -> None:
        """Change some of the preferences and keep them all."""
        self.preferences = replace(self.preferences, **values)
        self.changed.emit(self.preferences)
        try:
            self._store.save(self.preferences)
        except Refused as error:
            self.refused.emit(error.problem)
