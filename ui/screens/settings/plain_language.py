"""Plain German (Leichte Sprache), chosen in the settings or where it is needed first."""

from PySide6.QtCore import QCoreApplication, QObject, Signal

from ui.languages import GERMAN, plain_german
from ui.screens.settings.presenter import SettingsPresenter


class PlainLanguage(QObject):
    """Follows the settings at once; pages made before keep their words until they are made anew."""

    changed = Signal()

    def __init__(self, settings: SettingsPresenter, language: str, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._words = plain_german(self)
        self.is_offered = language == GERMAN
        self.is_on = False
        self._use_plain_language(settings.preferences.plain)
        settings.changed.connect(lambda now: self._follow(now.plain))

    def choose(self, plain: bool) -> None:
        """Speak plainly, or no more, and keep that."""
        self._settings.choose(plain=plain)

    def _follow(self, wanted: bool) -> None:
        if self.is_offered and wanted != self.is_on:
            self._use_plain_language(wanted)
            self.changed.emit()

    def _use_plain_language(self, wanted: bool) -> None:
        self.is_on = self.is_offered and wanted
        if self.is_on:
            QCoreApplication.installTranslator(self._words)
        else:
            QCoreApplication.removeTranslator(self._words)
