"""Who an account belongs to, and what can be done with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.screens.home.presenter import AccountLine
from ui.theme import em
from ui.widgets.buttons import Button
from ui.widgets.field_message import FieldMessage
from ui.widgets.labels import Text, soft
from ui.widgets.list_row import ListRow, ListRows
from ui.widgets.page import Page
from ui.widgets.symbols import Sign


class AccountPage(Page):
    """Often needed above, rarely needed below."""

    chosen = Signal(str)
    """Carries "pin", "devices", "move", "history", "renew", "check" or "leave"."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__("account", "")
        self.step.setText(self.tr("Konto verwalten"))
        self.step.show()
        self._often, self._rarely = self._often_needed(), self._rarely_needed()
        self.body.addLayout(self._person())
        for entries in (self._often, self._rarely):
            entries.chosen.connect(self.chosen)
            self.body.addWidget(entries)
        self.body.addStretch(1)
        back = Button("account.back", self.tr("Zurück"))
        back.clicked.connect(self.closed)
        self.set_actions(None, back)

    def show_line(self, line: AccountLine) -> None:
        """Fill in what is known of the account."""
        account = line.account
        self.set_title(account.name if account else soft(line.binding.login))
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
        for key, title, text in (
            ("pin", self.tr("PIN ändern"), self.tr("Einen neuen PIN-Code wählen")),
            ("devices", self.tr("Meine Geräte"), self.tr("Ansehen und entfernen")),
            (
                "move",
                self.tr("Neuer Computer oder weiteres Gerät"),
                self.tr("Umziehen oder einen zweiten Computer einrichten"),
            ),
            ("history", self.tr("Anmeldungen"), self.tr("Wann und von wo")),
        ):
            entries.add(ListRow(f"account.{key}", title, text))
        return entries

    def _rarely_needed(self) -> ListRows:
        entries = ListRows()
        entries.add(ListRow("account.renew", self.tr("Schlüssel erneuern")))
        entries.add(ListRow("account.check", self.tr("Verbindung prüfen")))
        entries.add(ListRow("account.leave", self.tr("Konto von diesem Computer entfernen")))
        return entries
