"""While the activation itself runs, and how it ends."""

from PySide6.QtCore import Qt, Signal

from authenticator.failures import Problem
from authenticator.model import Account, Stage
from ui.texts import failure_message
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.column import row_with_middle
from ui.widgets.fact_rows import Compact, Fact, FactRows
from ui.widgets.icons import Icon
from ui.widgets.labels import Text, soft
from ui.widgets.layouts import nest
from ui.widgets.notice import Notice, Tone
from ui.widgets.outcome import ResultPage, SealPage, message_sign
from ui.widgets.progress import StageList

_STAGES = 27
"""Width of the list of stages, in heights of the body text."""


class RegisteringPage(SealPage):
    """The activation itself, stage by stage."""

    went_back = Signal()

    def __init__(self) -> None:
        super().__init__("activation.registering", self.tr("Gerät wird aktiviert"))
        self.seal.show_icon(Icon.CLOCK, Tone.INFO)
        self.text.setText(self.tr("Das dauert nur einen Augenblick."))
        self._stages = StageList("activation.registering.stages")
        self._stages.setMaximumWidth(em() * _STAGES)
        nest(row_with_middle(self._stages), self.body)
        cancel = Button("activation.registering.cancel", self.tr("Abbrechen"))
        cancel.clicked.connect(self.went_back)
        self.back = cancel
        self.set_stacked_actions(cancel)
        self.end()

    def first_focus(self) -> None:
        """Nothing: a second Enter must not cancel what the first began."""

    def show_state(self, stage: Stage) -> None:
        """Mark the stage that is under way."""
        self._stages.show_stage(stage)


class StoppedPage(SealPage):
    """Only starting over helps."""

    started_over = Signal()

    def __init__(self) -> None:
        super().__init__("activation.stopped", self.tr("Aktivierung nicht möglich"))
        self.text.hide()
        self._problem = Notice("activation.stopped.problem", Tone.ERROR)
        self.body.addWidget(self._problem)
        over = Button("activation.stopped.over", self.tr("Von vorn beginnen"), ButtonRole.PRIMARY)
        over.clicked.connect(self.started_over)
        self.primary = over
        self.set_stacked_actions(over)
        self.end()

    def show_state(self, problem: Problem) -> None:
        """Say what happened."""
        message = failure_message(problem)
        self._problem.show_message(message)
        self.seal.show_sign(message_sign(message))


class DonePage(ResultPage):
    """Success (A6); before the clearance it says so (A7)."""

    login_wanted = Signal(object)
    closed = Signal()

    def __init__(self, product: str) -> None:
        super().__init__("activation.done", self.tr("Glückwunsch"))
        self._account: Account | None = None
        words = self.tr("Die {product} ist auf diesem Gerät aktiviert.")
        self.text.setText(words.format(product=product))
        self._user = Fact("activation.done.account", self.tr("Konto"), Icon.PERSON)
        self._pending = Fact("activation.done.pending", self.tr("Freischaltung"), Icon.CLOCK)
        heading = Text(self.tr("AOK Zweifaktor App Login"), "strong")
        heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(heading)
        self._rows = FactRows("activation.done.facts", (self._user, self._pending))
        self.body.addWidget(self._rows)
        self._login = Button("activation.done.login", self.tr("Jetzt einloggen"))
        self._login.clicked.connect(lambda: self.login_wanted.emit(self._account))
        self._close = Button("activation.done.close", self.tr("Zur Übersicht"))
        self._close.clicked.connect(self.closed)
        self.set_result_actions(self._login, self._close)
        self.end()
        self.back = self._close

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self._rows.set_compact(Compact.KEEPS_DETAIL if small else None)

    def show_state(self, account: Account) -> None:
        """Show the account, and whether it can be used already."""
        self._account = account
        self._user.show_fact(account.name, f"{account.provider}\n{soft(account.login)}")
        self._pending.show_fact(
            self.tr("Freischaltung durch die AOK steht noch aus"),
            self.tr(
                "Damit ist die Registrierung Ihrerseits abgeschlossen. Das Einloggen ist "
                "jedoch erst nach Freischaltung durch die AOK möglich. Sie erhalten dann "
                "eine E‑Mail."
            ),
            tone=Tone.INFO,
        )
        self._pending.setVisible(not account.cleared)
        self._login.setVisible(account.cleared)
        self.primary = self._login if account.cleared else self._close
        for button in (self._login, self._close):
            is_primary = button is self.primary
            button.set_role(ButtonRole.PRIMARY if is_primary else ButtonRole.SECONDARY)
