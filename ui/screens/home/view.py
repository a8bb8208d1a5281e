"""Draws the accounts and whether the app can be reached for login requests."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.screens.home.account_card import AccountCard
from ui.screens.home.connection_status import ConnectionStatus
from ui.screens.home.presenter import AccountStatus, HomePresenter
from ui.theme import em
from ui.widgets.buttons import Button
from ui.widgets.page import Page
from ui.widgets.pages import Pages


class HomeView(Pages):
    """Where the app waits."""

    login_wanted = Signal(object)
    """Carries the binding."""
    activation_wanted = Signal()
    management_wanted = Signal(object)
    enrolment_wanted = Signal(object)
    removal_wanted = Signal(object)
    """These, too."""

    def __init__(self, presenter: HomePresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._cards: dict[str, AccountCard] = {}
        self._page = HomePage()
        self._page.add.clicked.connect(self.activation_wanted)
        self._page.link.retried.connect(presenter.ask_now)
        presenter.changed.connect(self.show_accounts)
        self.show_page(self._page)
        self.show_accounts(presenter.accounts)

    def show_accounts(self, accounts: tuple[AccountStatus, ...]) -> None:
        """One card an account, and one line about the connection."""
        for gone in self._cards.keys() - {status.binding.id for status in accounts}:
            self._cards.pop(gone).deleteLater()
        for status in accounts:
            if status.binding.id not in self._cards:
                self._add_card(status)
            self._cards[status.binding.id].show_account(status)
        self._page.show_count(len(accounts))
        self._page.link.show_links(
            [status.link for status in accounts],
            browsers_may_begin=any(
                status.account is None or not status.account.reported for status in accounts
            ),
        )
        self.focus_if_lost()

    def _add_card(self, status: AccountStatus) -> None:
        binding = status.binding
        card = AccountCard(f"home.account.{len(self._cards) + 1}")
        card.login_wanted.connect(lambda: self.login_wanted.emit(binding))
        card.activation_wanted.connect(self.activation_wanted)
        card.management_wanted.connect(lambda: self.management_wanted.emit(binding))
        card.enrolment_wanted.connect(lambda: self.enrolment_wanted.emit(binding))
        card.removal_wanted.connect(lambda: self.removal_wanted.emit(binding))
        self._cards[binding.id] = card
        self._page.add_card(card)


class HomePage(Page):
    """Accounts above, connection below, a way to add an account at the edge."""

    def __init__(self) -> None:
        super().__init__("home", "")
        self.link = ConnectionStatus("home.link")
        self._cards = QVBoxLayout()
        self._cards.setSpacing(round(em() * 0.8))
        self.body.addLayout(self._cards)
        self.body.addWidget(self.link)
        self.body.addStretch(1)
        self.add = Button("home.add", self.tr("Weiteres Konto aktivieren"))
        self.set_actions(None, self.add)
        # Escape has nothing to go back to here.
        self.back = None

    def add_card(self, card: AccountCard) -> None:
        """Put a card below the others, also in the order of the Tab key."""
        self._cards.addWidget(card)
        # In this order: Qt leaves a widget where it is that comes next by going round already.
        self.setTabOrder(card.last, self.add)
        self.setTabOrder(card.last, self.link.check)
        self.setTabOrder(card.last, self.link.retry)

    def show_count(self, count: int) -> None:
        """The title fits the number of accounts."""
        self.set_title(self.tr("Ihr Zugang") if count == 1 else self.tr("Ihre Zugänge"))

    def first_focus(self) -> QWidget | None:
        for index in range(self._cards.count()):
            item = self._cards.itemAt(index)
            card = item.widget() if item is not None else None
            if isinstance(card, AccountCard) and card.action.isEnabled():
                return card.action
        return None
