"""Step 3, and the PIN once more after an interruption."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from authenticator.flows.activation import RepeatPin
from ui.texts import account_text
from ui.theme import em
from ui.widgets.buttons import Button
from ui.widgets.labels import Text, soft
from ui.widgets.new_pin import NewPin
from ui.widgets.page import Page
from ui.widgets.pin_page import PinPage
from ui.widgets.waiting_button import WaitingButton

_LOW = 24
"""Below so many heights of the body text in height there is no lead."""


class ChoosePinPage(Page):
    """Step 3: six digits of the user's choice, twice (A5)."""

    chosen = Signal(object)
    went_back = Signal()

    def __init__(self) -> None:
        super().__init__("activation.pin", self.tr("PIN‑Code festlegen"))
        lead = self.tr(
            "Wählen Sie 6 Ziffern, die nur Sie kennen. Die App fragt bei jeder Anmeldung danach, "
            "die AOK am Telefon nie."
        )
        self._pin = NewPin("activation.pin", self.tr("PIN‑Code:"), self.tr("PIN‑Code wiederholen:"))
        self._lead = Text(lead, "lead")
        self.add_lead_at_left(self._lead)
        self._account = Text(role="muted", name="activation.pin.account")
        self._account.line_up()
        self.body.addWidget(self._account)
        self.body.addWidget(self._pin)
        self.body.addStretch(1)
        self._activate = WaitingButton(
            "activation.pin.activate",
            self.tr("Aktivieren"),
            self.tr("Möglich, sobald beide PIN‑Codes gleich und sicher sind"),
        )
        self._activate.too_early.connect(self.say_what_is_missing)
        self._activate.clicked.connect(lambda: self.chosen.emit(self._pin.take()))
        back = Button("activation.pin.back", self.tr("Zurück"))
        back.clicked.connect(self.went_back)
        self.set_actions(self._activate, back)
        self._pin.changed.connect(lambda: self._activate.setEnabled(self._pin.is_good))

    def show_state(self, login: str) -> None:
        """Begin with empty fields, for the account of `login`."""
        self._account.setText(account_text(soft(login)))
        self._pin.clear()

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self._pin.set_small(small)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Fields and rules come first.
        self._lead.setVisible(event.size().height() >= em() * _LOW)
        super().resizeEvent(event)

    def say_what_is_missing(self) -> None:
        self._pin.say_what_is_missing()

    def first_focus(self) -> QWidget:
        return self._pin.edit


class RepeatPinPage(PinPage):
    """The activation was interrupted after the portal knew the PIN: it is needed to finish."""

    button_names = "finish", "over"

    def __init__(self) -> None:
        title, activate = self.tr("Fast geschafft"), self.tr("Aktivieren")
        super().__init__("activation.repeat", title, activate, self.tr("Von vorn beginnen"))

    def show_state(self, state: RepeatPin) -> None:
        """Say whose activation it is, and what was wrong the last time."""
        words = self.tr(
            "Die Aktivierung wurde unterbrochen. Geben Sie bitte den PIN‑Code ein, den Sie dabei "
            "gewählt haben."
        )
        self.show_asking(words, state.login, state.problem)
