"""Who an account belongs to, and what can be done with it."""

from enum import Enum, auto

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.screens.home.presenter import AccountStatus
from ui.theme import em
from ui.widgets.buttons import Button
from ui.widgets.field_message import FieldMessage
from ui.widgets.labels import Text, soft
from ui.widgets.list_row import ListRow, ListRows
from ui.widgets.page import Page
from ui.widgets.symbols import Sign


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
        super().__init__("account", "")
        self.show_step(self.tr("Konto verwalten"))
        self._often, self._rarely = self._often_needed(), self._rarely_needed()
        self.body.addLayout(self._person())
        self.body.addWidget(self._often)
        self.body.addWidget(self._rarely)
        self.body.addStretch(1)
        back = Button("account.back", self.tr("Zurück"))
        back.clicked.connect(self.closed)
        self.set_actions(None, back)

    def show_account(self, status: AccountStatus) -> None:
        """Fill in what is known of the account."""
        account = status.account
        self.set_title(account.name if account else soft(status.binding.login))
        self._provider.setText(account.provider if account else "")
        self._user.setText(soft(account.login) if account else "")
        for label in (self._provider, self._user):
            label.setVisible(bool(label.text()))
        if account is None:
            self._state.show_plain("")
        elif account.cleared:
            self._state.show_sign(Sign.DONE, self.tr("Freigeschaltet"))
        else:
            words = self.tr("Freischaltung durch die AOK steht noch aus")
            self._state.show_sign(Sign.WARNING, words)

    def first_focus(self) -> QWidget:
        return self._often.first

    def _person(self) -> QVBoxLayout:
        self._provider = Text(name="account.provider")
        self._user = Text(role="muted", name="account.user")
        self._state = FieldMessage("account.state", role="body")
        column = QVBoxLayout()
        column.setSpacing(round(em() * 0.2))
        for widget in (self._provider, self._user, self._state):
            column.addWidget(widget)
        return column

    def _often_needed(self) -> ListRows:
        entries = ListRows()
        for task, key, title, text in (
            (
                AccountTask.PIN_CHANGE,
                "pin",
                self.tr("PIN‑Code ändern"),
                self.tr("Einen neuen PIN‑Code wählen"),
            ),
            (
                AccountTask.DEVICES,
                "devices",
                self.tr("Meine Geräte"),
                self.tr("Ansehen und entfernen"),
            ),
            (
                AccountTask.INVITATION,
                "move",
                self.tr("Neuer Computer oder weiteres Gerät"),
                self.tr("Umziehen oder einen zweiten Computer einrichten"),
            ),
            (AccountTask.HISTORY, "history", self.tr("Anmeldungen"), self.tr("Wann und von wo")),
        ):
            self._add(entries, task, ListRow(f"account.{key}", title, text))
        return entries

    def _rarely_needed(self) -> ListRows:
        entries = ListRows()
        renew = ListRow("account.renew", self.tr("Schlüssel erneuern"))
        check = ListRow("account.check", self.tr("Verbindung prüfen"))
        remove = ListRow("account.leave", self.tr("Konto von diesem Computer entfernen"))
        self._add(entries, AccountTask.RENEWAL, renew)
        entries.add(check, self.check_wanted.emit)
        self._add(entries, AccountTask.REMOVAL, remove)
        return entries

    def _add(self, entries: ListRows, task: AccountTask, row: ListRow) -> None:
        entries.add(row, lambda: self.chosen.emit(task))
