"""Waiting for the browser, and the question about a browser that comes from elsewhere."""

from PySide6.QtCore import Signal

from authenticator.model import Claim
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.key_value_table import KeyValueTable
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.progress import BusyBar


class WaitPage(Page):
    """The browser has been opened."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__("login.browser", self.tr("Ihr Browser öffnet sich"))
        words = self.tr("Das Portal erscheint in Ihrem Browser. Das dauert einen Augenblick.")
        trouble = self.tr(
            "Hat sich kein Browser geöffnet? Dann brechen Sie ab und versuchen Sie es noch einmal."
        )
        self.body.addWidget(Text(words))
        self.body.addWidget(BusyBar("login.browser.progress", words))
        self.body.addWidget(Text(trouble, "muted"))
        self.body.addStretch(1)
        self._cancel = Button("login.browser.cancel", self.tr("Abbrechen"))
        self._cancel.clicked.connect(self.cancelled)
        self.set_actions(None, self._cancel)

    def show_waiting(self) -> None:
        """Nobody has redeemed the ticket yet."""
        self._cancel.setEnabled(True)

    def show_confirming(self) -> None:
        """The answer about the browser is on its way."""
        self._cancel.setEnabled(False)


class BrowserPage(Page):
    """A browser at another address has redeemed the ticket: the user decides."""

    judged = Signal(bool)

    def __init__(self) -> None:
        super().__init__("login.foreign", self.tr("Ist das Ihr Browser?"))
        self._warning = Notice("login.foreign.warning", Tone.ERROR)
        self._facts = KeyValueTable("login.foreign.facts", self._words())
        for widget in (self._warning, self._facts):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._refuse = Button("login.foreign.refuse", self.tr("Nein, abweisen"), ButtonRole.PRIMARY)
        self._refuse.clicked.connect(lambda: self.judged.emit(False))
        accept = Button(
            "login.foreign.accept", self.tr("Ja, das ist mein Browser"), ButtonRole.DANGER
        )
        accept.clicked.connect(lambda: self.judged.emit(True))
        self.set_actions(self._refuse, accept)
        self.back = None

    def _words(self) -> dict[str, str]:
        return {
            "browser": self.tr("Browser"),
            "system": self.tr("System"),
            "address": self.tr("IP‑Adresse"),
        }

    def show_claim(self, claim: Claim) -> None:
        """Say which browser it is."""
        self._warning.show_text(
            self.tr("Dieser Browser kommt aus einem anderen Netz als diese App."),
            self.tr(
                "Erkennen Sie Browser, System und Adresse nicht wieder, dann weisen Sie ihn ab: "
                "Sonst meldet sich vielleicht jemand anderes mit Ihrem Zugang an."
            ),
        )
        self._facts.show_values(browser=claim.browser, system=claim.os, address=claim.ip)
