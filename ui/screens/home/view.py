"""Draws whether the app is ready, the accounts, and the last logins."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent

from authenticator.model import Binding
from ui.screens.home.account_card import AccountCard
from ui.screens.home.last_logins import LastLogins
from ui.screens.home.page import HomePage
from ui.screens.home.presenter import AccountStatus, HomePresenter
from ui.screens.update.new_version import NewVersion
from ui.widgets.pages import Pages

if TYPE_CHECKING:
    from ui.screens.update.notice import NewVersionNotice


class HomeView(Pages):
    """Where the app waits."""

    login_wanted = Signal(object)
    """Carries the binding."""
    activation_wanted = Signal()
    status_wanted = Signal()
    """Of the registration, at the portal."""
    download_wanted = Signal()
    update_wanted = Signal()
    """The user asks what to do about a version that is too old."""
    management_wanted = Signal(object)
    enrolment_wanted = Signal(object)
    removal_wanted = Signal(object)
    history_wanted = Signal(object)
    """These four carry the binding, too."""

    def __init__(
        self, presenter: HomePresenter, logins: LastLogins, new_version: NewVersion, contact: str
    ) -> None:
        """`contact`: whom the administrator names to users, or ""."""
        super().__init__()
        self._presenter = presenter
        self._logins = logins
        self._new_version = new_version
        self._cards: dict[str, AccountCard] = {}
        self._contact = contact
        self._page = HomePage()
        self._page.add.clicked.connect(self.activation_wanted)
        self._page.link.retried.connect(presenter.ask_now)
        new_version.changed.connect(self._show_version)
        presenter.demand_changed.connect(self._show_version)
        self._page.logins.history_wanted.connect(self.history_wanted)
        presenter.changed.connect(self.show_accounts)
        presenter.news_came.connect(self._ask_if_shown)
        logins.changed.connect(self._page.logins.show_logins)
        self.show_page(self._page)
        self.show_accounts(presenter.accounts)
        self._page.logins.show_logins(logins.newest)
        self._show_version()

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
            self._page.remove_card(self._cards.pop(gone))
        for status in accounts:
            if status.binding.id not in self._cards:
                self._add_card(status)
            self._cards[status.binding.id].show_account(status)
        if accounts:
            self._page.show_accounts(accounts)
        self.focus_if_lost()

    def _show_version(self) -> None:
        """Where the portal demands a newer one, that alone is said."""
        demanded = self._presenter.demand is not None
        version = "" if demanded else self._new_version.version
        if version or "_notice" in vars(self):
            self._notice.show_version(version)

    @cached_property
    def _notice(self) -> "NewVersionNotice":
        from ui.screens.update.notice import NewVersionNotice

        notice = NewVersionNotice("home.update", self._contact)
        notice.page_wanted.connect(self.download_wanted)
        notice.later_wanted.connect(self._new_version.defer)
        self._page.add_notice(notice)
        return notice

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
