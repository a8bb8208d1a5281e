"""Draws whether the app is ready, the accounts, and the last logins."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent

from authenticator.model import Binding
from ui.screens.home.account_card import AccountCard
from ui.screens.home.last_logins import LastLogins
from ui.screens.home.page import HomePage
from ui.screens.home.presenter import AccountStatus, HomePresenter
from ui.widgets.pages import Pages


class HomeView(Pages):
    """Where the app waits."""

    login_wanted = Signal(object)
    """Carries the binding."""
    activation_wanted = Signal()
    status_wanted = Signal()
    """Of the registration, at the portal."""
    update_wanted = Signal()
    """The user asks what to do about a version that is too old."""
    management_wanted = Signal(object)
    enrolment_wanted = Signal(object)
    removal_wanted = Signal(object)
    history_wanted = Signal(object)
    """These four carry the binding, too."""

    def __init__(self, presenter: HomePresenter, logins: LastLogins) -> None:
        super().__init__()
        self._presenter = presenter
        self._logins = logins
        self._cards: dict[str, AccountCard] = {}
        self._page = HomePage()
        self._page.add.clicked.connect(self.activation_wanted)
        self._page.link.retried.connect(presenter.ask_now)
        self._page.logins.history_wanted.connect(self.history_wanted)
        presenter.changed.connect(self.show_accounts)
        presenter.news_came.connect(self._ask_if_shown)
        logins.changed.connect(self._page.logins.show_logins)
        self.show_page(self._page)
        self.show_accounts(presenter.accounts)
        self._page.logins.show_logins(logins.newest)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for status in self._presenter.accounts:
            if status.account is not None:
                self._logins.ask(status.binding)

    def _ask_if_shown(self, binding: Binding) -> None:
        """What came while something else was in front is asked for when this is shown again."""
        if self.isVisible():
            self._logins.ask(binding)

    def show_accounts(self, accounts: tuple[AccountStatus, ...]) -> None:
        """One card an account, and how it stands with all of them above."""
        for gone in self._cards.keys() - {status.binding.id for status in accounts}:
            self._cards.pop(gone).deleteLater()
        for status in accounts:
            if status.binding.id not in self._cards:
                self._add_card(status)
            self._cards[status.binding.id].show_account(status)
        if accounts:
            self._page.show_accounts(accounts)
        self.focus_if_lost()

    def _add_card(self, status: AccountStatus) -> None:
        binding = status.binding
        card = AccountCard(f"home.account.{len(self._cards) + 1}")
        card.login_wanted.connect(lambda: self.login_wanted.emit(binding))
        card.activation_wanted.connect(self.activation_wanted)
        card.status_wanted.connect(self.status_wanted)
        card.update_wanted.connect(self.update_wanted)
        card.management_wanted.connect(lambda: self.management_wanted.emit(binding))
        card.enrolment_wanted.connect(lambda: self.enrolment_wanted.emit(binding))
        card.removal_wanted.connect(lambda: self.removal_wanted.emit(binding))
        self._cards[binding.id] = card
        self._page.add_card(card)
