"""Who an account belongs to, and what can be done with it."""

from enum import Enum, auto
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.screens.home.account_card import account_fact, show_account
from ui.screens.home.presenter import AccountStatus
from ui.widgets.fact_rows import Compact, FactRows
from ui.widgets.icons import Icon
from ui.widgets.list_row import ListRow, ListRows
from ui.widgets.page import Page


class AccountTask(Enum):
    """What can be done with an account."""

    PIN_CHANGE = auto()
    DEVICES = auto()
    INVITATION = auto()
    HISTORY = auto()
    RENEWAL = auto()
    REMOVAL = auto()
    ENROLMENT = auto()


class AccountPage(Page):
    """Often needed above, rarely needed below."""

    chosen = Signal(object)
    """Carries an `AccountTask`."""
    check_wanted = Signal()
    """Of the connection."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__("account", self.tr("Konto verwalten"))
        self.add_way_back("account.back").clicked.connect(self.closed)
        self._fact = account_fact("account", self.tr("Konto"))
        self._often, self._rarely = self._often_needed(), self._rarely_needed()
        self.body.addWidget(FactRows("account.facts", (self._fact,)))
        self.body.addWidget(self._often)
        self.body.addWidget(self._rarely)
        self.body.addStretch(1)

    def show_account(self, status: AccountStatus) -> None:
        """Fill in what is known of the account."""
        show_account(self._fact, status)

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self._fact.set_compact(Compact.HIDES_USUAL if small else None)
        for rows in (self._often, self._rarely):
            rows.set_small(small)

    def first_focus(self) -> QWidget:
        return self._often.first

    def _often_needed(self) -> ListRows:
        return self._entries(
            (
                AccountTask.PIN_CHANGE,
                "pin",
                self.tr("PIN‑Code ändern"),
                self.tr("Einen neuen PIN‑Code wählen"),
                Icon.LOCK,
            ),
            (
                AccountTask.DEVICES,
                "devices",
                self.tr("Meine Geräte"),
                self.tr("Ansehen und entfernen"),
                Icon.COMPUTER,
            ),
            (
                AccountTask.INVITATION,
                "move",
                self.tr("Neuer Computer oder weiteres Gerät"),
                self.tr("Umziehen oder einen zweiten Computer einrichten"),
                Icon.NEW_COMPUTER,
            ),
            (
                AccountTask.HISTORY,
                "history",
                self.tr("Anmeldungen und Änderungen"),
                self.tr("Wann und von wo"),
                Icon.CLOCK,
            ),
        )

    def _rarely_needed(self) -> ListRows:
        words = self.tr("Konto von diesem Computer entfernen")
        entries = self._entries(
            (
                AccountTask.RENEWAL,
                "renew",
                self.tr("Geräteschlüssel erneuern"),
                self.tr("Wenn jemand Daten dieses Computers kopiert haben könnte"),
                Icon.KEY,
            ),
            (AccountTask.REMOVAL, "leave", words, "", Icon.BIN),
        )
        check = ListRow("account.check", self.tr("Verbindung prüfen"), icon=Icon.PULSE)
        entries.add(check, self.check_wanted.emit)
        return entries

    def _entries(self, *rows: tuple[AccountTask, str, str, str, Icon]) -> ListRows:
        entries = ListRows()
        for task, key, title, text, icon in rows:
            row = ListRow(f"account.{key}", title, text, icon)
            entries.add(row, partial(self.chosen.emit, task))
        return entries
