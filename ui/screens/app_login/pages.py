"""Waiting for the browser, and the question about a browser that comes from elsewhere."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from authenticator.model import Claim
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.fact_rows import Compact, Fact, FactRows
from ui.widgets.icons import Icon
from ui.widgets.labels import Text, soft
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
        advice = self.tr(
            "Erkennen Sie Browser, System und Adresse nicht wieder, dann weisen Sie ihn ab: "
            "Sonst meldet sich vielleicht jemand anderes mit Ihrem Zugang an."
        )
        self.add_lead(Text(advice, "lead", name="login.foreign.warning"))
        self._browser = Fact("login.foreign.facts.browser", self.tr("Browser"), Icon.COMPUTER)
        self._rows = FactRows("login.foreign.facts", (self._browser,))
        self.body.addWidget(self._rows)
        self._refuse = Button("login.foreign.refuse", self.tr("Nein, abweisen"), ButtonRole.PRIMARY)
        self._refuse.clicked.connect(lambda: self.judged.emit(False))
        accept = Button(
            "login.foreign.accept", self.tr("Ja, das ist mein Browser"), ButtonRole.DANGER
        )
        accept.clicked.connect(lambda: self.judged.emit(True))
        self.primary = self._refuse
        self.set_stacked_actions(self._refuse, accept)
        self.body.addStretch(1)

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self._rows.set_compact(Compact.KEEPS_DETAIL if small else None)

    def first_focus(self) -> QWidget:
        return self._refuse

    def show_claim(self, claim: Claim) -> None:
        """Say which browser it is."""
        warning = self.tr("Dieser Browser kommt aus einem anderen Netz als diese App.")
        self._browser.show_fact(
            self.tr("{browser} unter {system}").format(browser=claim.browser, system=claim.os),
            self.tr("IP‑Adresse {address}").format(address=soft(claim.ip)),
            question=warning,
            is_danger=True,
        )
        # Said with the button that has the focus, before anything can be pressed.
        self._refuse.setAccessibleDescription(warning)
