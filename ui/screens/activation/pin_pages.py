"""Step 3, and the PIN once more after an interruption."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from authenticator.flows.activation import RepeatPin
from ui.texts import optional_message
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text
from ui.widgets.new_pin import NewPin
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.pin_field import PinField


class ChoosePinPage(Page):
    """Step 3: six digits of the user's choice, twice (A5)."""

    chosen = Signal(object)
    went_back = Signal()

    def __init__(self) -> None:
        super().__init__("activation.pin", self.tr("PIN‑Code festlegen"))
        lead = self.tr(
            "Wählen Sie einen PIN‑Code aus 6 Ziffern. Sie brauchen ihn ab jetzt bei jeder "
            "Anmeldung – bitte merken Sie ihn sich gut."
        )
        self._pin = NewPin("activation.pin", self.tr("PIN‑Code:"), self.tr("PIN‑Code wiederholen:"))
        self.body.addWidget(Text(lead))
        self.body.addWidget(self._pin)
        self.body.addStretch(1)
        self._activate = Button(
            "activation.pin.activate", self.tr("Aktivieren"), ButtonRole.PRIMARY
        )
        self._activate.setAccessibleDescription(
            self.tr("Möglich, sobald beide PIN‑Codes gleich und sicher sind")
        )
        self._activate.clicked.connect(lambda: self.chosen.emit(self._pin.take()))
        back = Button("activation.pin.back", self.tr("Zurück"))
        back.clicked.connect(self.went_back)
        self.set_actions(self._activate, back)
        self._pin.changed.connect(lambda: self._activate.setEnabled(self._pin.is_good))
        self.show_state()

    def show_state(self) -> None:
        """Begin with empty fields."""
        self._pin.clear()

    def first_focus(self) -> QWidget:
        return self._pin.edit


class RepeatPinPage(Page):
    """The activation was interrupted after the portal knew the PIN: it is needed to finish."""

    repeated = Signal(object)
    started_over = Signal()

    def __init__(self) -> None:
        super().__init__("activation.repeat", self.tr("Fast geschafft"))
        self._lead = Text()
        self._problem = Notice("activation.repeat.problem", Tone.ERROR)
        self._pin = PinField("activation.repeat.pin", self.tr("PIN‑Code:"))
        for widget in (self._problem, self._lead, self._pin):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._finish = Button("activation.repeat.finish", self.tr("Aktivieren"), ButtonRole.PRIMARY)
        self._finish.clicked.connect(lambda: self.repeated.emit(self._pin.take()))
        over = Button("activation.repeat.over", self.tr("Von vorn beginnen"))
        over.clicked.connect(self.started_over)
        self.set_actions(self._finish, over)
        self._pin.changed.connect(lambda: self._finish.setEnabled(self._pin.is_complete))

    def show_state(self, state: RepeatPin) -> None:
        """Say whose activation it is, and what was wrong the last time."""
        words = self.tr(
            "Die Aktivierung für {login} wurde unterbrochen. Geben Sie bitte den PIN‑Code ein, "
            "den Sie dabei gewählt haben."
        )
        self._lead.setText(words.format(login=state.login))
        self._problem.show_message(optional_message(state.problem))
        self._pin.clear()
        self._finish.setEnabled(False)

    def first_focus(self) -> QWidget:
        return self._pin.edit
