"""Waiting for the browser, and the question about a browser that comes from elsewhere."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from authenticator.model import Claim
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.column import row_with_middle
from ui.widgets.fact_rows import Compact, Fact, FactRows
from ui.widgets.icons import Icon
from ui.widgets.labels import Text, soft
from ui.widgets.layouts import nest
from ui.widgets.notice import Tone
from ui.widgets.outcome import SealPage
from ui.widgets.page import Page
from ui.widgets.progress import BusyBar

_BAR = 22
"""Width of the bar of work, in heights of the body text."""


class WaitPage(SealPage):
    """The browser has been opened, which says nothing until it is there."""

    cancelled = Signal()
    open_again = Signal()

    def __init__(self, portal: str) -> None:
        super().__init__("login.browser", self.tr("Ihr Browser öffnet sich"))
        self.seal.show_icon(Icon.COMPUTER, Tone.INFO)
        words = self.tr("Das Portal erscheint in Ihrem Browser. Das dauert einen Augenblick.")
        self.text.setText(words)
        bar = BusyBar("login.browser.progress", words)
        bar.setMaximumWidth(em() * _BAR)
        row = row_with_middle(bar)
        row.setContentsMargins(0, round(em() * 0.5), 0, round(em() * 0.5))
        nest(row, self.body)
        trouble = self.tr(
            "Hat sich kein Browser geöffnet? Öffnen Sie ihn noch einmal oder von Hand: Melden Sie "
            "sich dort bei „{portal}“ an, dann erscheint die Anfrage hier."
        )
        hint = Text(trouble.format(portal=portal), "muted", name="login.browser.hint")
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(hint)
        self._again = Button("login.browser.again", self.tr("Browser noch einmal öffnen"))
        self._again.clicked.connect(self.open_again)
        self._cancel = Button("login.browser.cancel", self.tr("Abbrechen"), ButtonRole.QUIET)
        self._cancel.clicked.connect(self.cancelled)
        self.back = self._cancel
        self.set_stacked_actions(self._again, self._cancel)
        self.end()

    def show_waiting(self) -> None:
        """Nobody has redeemed the ticket yet."""
        self._set_busy(False)

    def show_confirming(self) -> None:
        """The answer about the browser is on its way."""
        self._set_busy(True)

    def first_focus(self) -> None:
        """Nothing: a second Enter must not open a second browser."""

    def _set_busy(self, busy: bool) -> None:
        for button in (self._again, self._cancel):
            button.setEnabled(not busy)


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
