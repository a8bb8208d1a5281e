"""While the activation itself runs, and how it ends."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from authenticator.failures import Problem
from authenticator.model import Account, Stage
from ui.texts import failure_message
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text, soft
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.progress import StageList
from ui.widgets.symbols import Sign, Symbol


class RegisteringPage(Page):
    """The activation itself, stage by stage."""

    went_back = Signal()

    def __init__(self) -> None:
        super().__init__("activation.registering", self.tr("Gerät wird aktiviert"))
        self._stages = StageList("activation.registering.stages")
        self.body.addWidget(Text(self.tr("Das dauert nur einen Augenblick.")))
        self.body.addWidget(self._stages)
        self.body.addStretch(1)
        cancel = Button("activation.registering.cancel", self.tr("Abbrechen"))
        cancel.clicked.connect(self.went_back)
        self.set_actions(None, cancel)

    def first_focus(self) -> None:
        """Nothing: a second Enter must not cancel what the first began."""

    def show_state(self, stage: Stage) -> None:
        """Mark the stage that is under way."""
        self._stages.show_stage(stage)


class StoppedPage(Page):
    """Only starting over helps."""

    started_over = Signal()

    def __init__(self) -> None:
        super().__init__("activation.stopped", self.tr("Aktivierung nicht möglich"))
        self._problem = Notice("activation.stopped.problem", Tone.ERROR)
        self.body.addWidget(self._problem)
        self.body.addStretch(1)
        over = Button("activation.stopped.over", self.tr("Von vorn beginnen"), ButtonRole.PRIMARY)
        over.clicked.connect(self.started_over)
        self.set_actions(over)

    def show_state(self, problem: Problem) -> None:
        """Say what happened."""
        self._problem.show_message(failure_message(problem))


class DonePage(Page):
    """Success (A6); before the clearance it says so (A7)."""

    is_result = True

    login_wanted = Signal(object)
    closed = Signal()

    def __init__(self, product: str) -> None:
        super().__init__("activation.done", self.tr("Glückwunsch"))
        self._account: Account | None = None
        words = self.tr("Die {product} ist auf diesem Gerät aktiviert.")
        self.body.insertWidget(0, Symbol(Sign.DONE, 3.4), 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(Text(words.format(product=product)))
        self.body.addWidget(self._card())
        self._pending = Notice("activation.done.pending", Tone.WARNING)
        self.body.addWidget(self._pending)
        self.body.addStretch(1)
        self._login = Button(
            "activation.done.login", self.tr("Jetzt einloggen"), ButtonRole.PRIMARY
        )
        self._login.clicked.connect(lambda: self.login_wanted.emit(self._account))
        self._close = Button("activation.done.close", self.tr("Zur Übersicht"))
        self._close.clicked.connect(self.closed)
        self.set_actions(self._login, None, self._close)
        self.back = self._close

    def _card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        self._name, self._provider = Text(role="strong"), Text()
        self._user = Text(role="muted")
        column = QVBoxLayout(card)
        pad = round(em() * 0.9)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(round(em() * 0.25))
        column.addWidget(Text(self.tr("AOK Zweifaktor App Login"), "heading"))
        for label in (self._name, self._provider, self._user):
            column.addWidget(label)
        return card

    def show_state(self, account: Account) -> None:
        """Show the account, and whether it can be used already."""
        self._account = account
        self._name.setText(account.name)
        self._provider.setText(account.provider)
        self._user.setText(soft(account.login))
        self._login.setEnabled(account.cleared)
        self._login.set_role(ButtonRole.PRIMARY if account.cleared else ButtonRole.SECONDARY)
        self._close.set_role(ButtonRole.SECONDARY if account.cleared else ButtonRole.PRIMARY)
        self.primary = self._login if account.cleared else self._close
        if account.cleared:
            self._pending.hide()
        else:
            self._pending.show_text(
                self.tr("Freischaltung durch die AOK steht noch aus"),
                self.tr(
                    "Damit ist die Registrierung Ihrerseits abgeschlossen. Das Einloggen ist "
                    "jedoch erst nach Freischaltung durch die AOK möglich. Sie erhalten dann "
                    "eine E‑Mail."
                ),
            )
