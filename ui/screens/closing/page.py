"""The window is to be closed, and the desktop has no tray in which the app could go on."""

from typing import ClassVar

from PySide6.QtCore import Signal

from authenticator.storage.preferences import MINIMISE, QUIT
from ui.screens.settings.presenter import SettingsPresenter
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text
from ui.widgets.outcome import ResultPage
from ui.widgets.symbols import Sign


class ClosingPage(ResultPage):
    """What is chosen holds from now on. Closing the window once more ends the app."""

    is_result: ClassVar[bool] = False

    closed = Signal()
    """The window stays as it is."""
    chosen = Signal()
    """The window may close now."""

    def __init__(self, presenter: SettingsPresenter) -> None:
        super().__init__("closing", self.tr("Soll die App weiterlaufen?"))
        self._presenter = presenter
        self.seal.show_sign(Sign.INFO)
        self.text.setText(self.tr("Anmeldeanfragen sehen Sie nur, solange die App läuft."))
        back = Button("closing.back", self.tr("Abbrechen"), ButtonRole.QUIET)
        back.clicked.connect(self.closed)
        self.set_result_actions(
            self._button("minimise", self.tr("Minimieren"), MINIMISE, ButtonRole.PRIMARY),
            self._button("quit", self.tr("App beenden"), QUIT, ButtonRole.SECONDARY),
            back,
        )
        self.back = back
        self.add_lead(
            Text(
                self.tr("Ihre Antwort gilt ab jetzt. In den Einstellungen können Sie sie ändern."),
                "muted",
            )
        )
        self.end()

    def _button(self, name: str, text: str, choice: str, role: ButtonRole) -> Button:
        button = Button(f"closing.{name}", text, role)
        button.clicked.connect(lambda: self._choose(choice))
        return button

    def _choose(self, choice: str) -> None:
        self._presenter.choose(without_tray=choice)
        self.closed.emit()
        self.chosen.emit()
