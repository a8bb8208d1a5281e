"""One line about the connection: waiting, connecting, or lost and tried again by itself."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from authenticator.flows.watching import Connecting, Halted, Link, Lost, OpeningKey, Watching
from ui.texts import failure_message
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text
from ui.widgets.symbols import Sign, Symbol
from ui.widgets.window_buttons import CheckButton


class ConnectionStatus(QWidget):
    """The worst news of all accounts, in one place."""

    retried = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._symbol = Symbol(Sign.WAITING, 1.3)
        self._title = Text(role="strong", name=f"{name}.title")
        self._text = Text(role="muted", name=f"{name}.text")
        self.retry = Button(f"{name}.retry", self.tr("Jetzt versuchen"), ButtonRole.QUIET)
        self.retry.clicked.connect(self.retried)
        self.check = CheckButton(f"{name}.check", ButtonRole.QUIET)
        words = QVBoxLayout()
        words.setSpacing(round(em() * 0.15))
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(em() * 0.6))
        row.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.retry)
        buttons.addWidget(self.check)
        buttons.addStretch(1)
        row.addLayout(buttons)

    def show_links(self, links: Sequence[Link], *, browsers_may_begin: bool) -> None:
        """Choose the words for all accounts together.

        `browsers_may_begin`: whether a request can come of any account.
        """
        lost = next((link for link in links if isinstance(link, Lost)), None)
        if lost is not None:
            self._show_lost(lost)
        elif any(isinstance(link, OpeningKey) for link in links):
            text = self.tr(
                "Fragt dieser Computer nach einem Kennwort, geben Sie es bitte ein: Es öffnet den "
                "Schlüsselbund, in dem Ihr Zugang liegt."
            )
            self._show(Sign.WAITING, self.tr("Der Schlüsselbund wird geöffnet …"), text)
        elif any(isinstance(link, Connecting) for link in links):
            self._show(Sign.WAITING, self.tr("Verbindung zum Portal wird aufgebaut …"), "")
        elif any(isinstance(link, Watching) for link in links):
            title = self.tr("Keine offenen Anfragen")
            text = self.tr(
                "Sie können dieses Fenster offen lassen. Wenn Sie sich im Browser anmelden, "
                "erscheint die Anfrage hier automatisch."
            )
            self._show(Sign.DONE, title, text if browsers_may_begin else "")
        self.setVisible(any(not isinstance(link, Halted) for link in links))
        self.retry.setVisible(lost is not None)
        self.check.setVisible(lost is not None and lost.problem.failure.is_network_related)

    def _show_lost(self, lost: Lost) -> None:
        message = failure_message(lost.problem)
        advice = self.tr("{advice} Die App versucht es automatisch wieder. Support-Code: {code}")
        text = advice.format(advice=message.text, code=message.code)
        self._show(Sign.WARNING, message.title, text)

    def _show(self, sign: Sign, title: str, text: str) -> None:
        self._symbol.show_sign(sign)
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
