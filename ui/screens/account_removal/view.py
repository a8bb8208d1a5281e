"""Draws the removal of an account from this computer."""

from dataclasses import replace
from functools import cached_property
from typing import assert_never

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from authenticator.failures import Problem
from authenticator.flows import account_removal as machine
from ui.screens.account_removal.presenter import AccountRemovalPresenter
from ui.texts import failure_message
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.fact_rows import Compact, Fact, FactRows
from ui.widgets.icons import Icon
from ui.widgets.labels import Text, soft
from ui.widgets.notice import Notice, Tone
from ui.widgets.outcome import OutcomePage
from ui.widgets.page import Page
from ui.widgets.pages import Pages
from ui.widgets.symbols import Sign


class AccountRemovalView(Pages):
    """All decisions are the presenter's."""

    closed = Signal()

    def __init__(self, presenter: AccountRemovalPresenter) -> None:
        super().__init__()
        self.setObjectName("leave")
        self.presenter = presenter
        presenter.changed.connect(self.show_state)

    def show_state(self, state: machine.State) -> None:
        """Fill the page of `state` and turn to it."""
        match state:
            case machine.Ready():
                self.closed.emit()
            case machine.Asking():
                self._ask.show_asking(self.presenter.login, state.problem)
                self.show_page(self._ask)
            case machine.Leaving():
                self._ask.show_busy()
            case machine.Left():
                self.show_page(self._left)
            case _:
                assert_never(state)

    @cached_property
    def _ask(self) -> "AccountRemovalPage":
        page = AccountRemovalPage()
        page.confirmed.connect(self.presenter.confirm)
        page.cancelled.connect(self.presenter.cancel)
        return page

    @cached_property
    def _left(self) -> OutcomePage:
        page = OutcomePage("leave.outcome")
        page.show_outcome(
            Sign.DONE,
            self.tr("Das Konto ist entfernt"),
            self.tr("Auf diesem Computer liegt kein Schlüssel dieses Kontos mehr."),
        )
        page.closed.connect(self.presenter.cancel)
        return page


class AccountRemovalPage(Page):
    """What removing means. Nothing here is pressed by accident: Enter does not remove."""

    confirmed = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__("leave.ask", self.tr("Konto von diesem Computer entfernen?"))
        self._problem = Notice("leave.ask.problem", Tone.ERROR)
        self._account = Fact("leave.ask.facts.account", self.tr("Konto"), Icon.PERSON)
        only = Fact("leave.ask.warning", self.tr("Achtung"), Icon.WARNING)
        only.show_fact(
            self.tr("Ist das Ihr einziges Gerät?"),
            self.tr("Dann kommen Sie nur mit einer neuen Arbeitgeberbescheinigung wieder hinein."),
            question=self.tr(
                "Wechseln Sie den Computer? Dann wählen Sie besser „Neuer Computer oder weiteres "
                "Gerät“."
            ),
        )
        self._rows = FactRows("leave.ask.facts", (self._account, only))
        self.add_lead(
            Text(self.tr("Andere Geräte und Ihr Zugang zum Portal bleiben bestehen."), "muted")
        )
        self.body.addWidget(self._problem)
        self.body.addWidget(self._rows)
        self._remove = Button("leave.ask.remove", "", ButtonRole.DANGER)
        self._remove.clicked.connect(self.confirmed)
        self._cancel = Button("leave.ask.cancel", self.tr("Abbrechen"))
        self._cancel.clicked.connect(self.cancelled)
        self.set_stacked_actions(self._cancel, self._remove)
        self.back = self._cancel
        self.body.addStretch(1)

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self._rows.set_compact(Compact.KEEPS_DETAIL if small else None)

    def show_asking(self, login: str, problem: Problem | None) -> None:
        """Say which account; after a failure also that nothing was removed."""
        self._account.show_fact(
            soft(login), self.tr("Danach können Sie sich mit diesem Computer nicht mehr anmelden.")
        )
        if problem is None:
            self._problem.show_message(None)
        else:
            message = failure_message(problem)
            text = f"{message.title} {message.text}"
            title = self.tr("Es wurde nichts entfernt.")
            self._problem.show_message(replace(message, title=title, text=text))
        self._remove.setText(self.tr("Konto entfernen"))
        self._set_busy(False)

    def show_busy(self) -> None:
        """The portal is told."""
        self._problem.show_message(None)
        self.show_at_work(self._remove, self.tr("Wird entfernt …"))
        self._set_busy(True)

    def first_focus(self) -> QWidget:
        return self._cancel

    def _set_busy(self, busy: bool) -> None:
        self._remove.setEnabled(not busy)
        self._cancel.setEnabled(not busy)
