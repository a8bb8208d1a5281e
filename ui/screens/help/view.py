"""Whom to ask, and which version this is."""

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import Qt, Signal

from authenticator import __version__
from authenticator.branding import Branding
from authenticator.links import help_url, reset_url
from ui.screens.help.keys import KeysPage
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.key_value_table import KeyValueTable
from ui.widgets.labels import Text
from ui.widgets.list_row import ListRow, ListRows
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.pages import Pages


class HelpView(Pages):
    """The support contacts of the branding file (P13), and pages of the portal that help."""

    closed = Signal()
    check_wanted = Signal()
    """Of the connection."""
    about_wanted = Signal()

    def __init__(self, branding: Branding, portal: str, open_url: Callable[[str], bool]) -> None:
        super().__init__()
        self._open_url = open_url
        self._page = page = Page("help", self.tr("Hilfe"))
        support = branding.support
        technical = self._contact("help.technical", support.technical_email)
        advice = self._contact("help.advice", support.advice_email)
        technical.show_values(hotline=support.technical_hotline)
        advice.show_values(hotline=support.advice_hotline)
        page.body.addWidget(Text(self.tr("Technischer Support"), "heading"))
        page.body.addWidget(technical)
        page.body.addWidget(Text(self.tr("Fragen zu Zahlungsavisen"), "heading"))
        page.body.addWidget(advice)
        self._unopened = Notice("help.unopened", Tone.WARNING)
        page.body.addWidget(self._entries(portal))
        page.body.addWidget(self._unopened)
        page.body.addStretch(1)
        version = f"{branding.product} {__version__} · {branding.publisher}"
        page.body.addWidget(Text(version, "small", name="help.version"))
        close = Button("help.close", self.tr("Schließen"), ButtonRole.PRIMARY)
        close.clicked.connect(self.closed)
        about = Button("help.about", self.tr("Über diese App"))
        about.clicked.connect(self.about_wanted)
        page.set_actions(close, None, about)
        page.back = close
        self.show_page(page)

    def _contact(self, name: str, address: str) -> KeyValueTable:
        words = {"email": self.tr("E‑Mail"), "hotline": self.tr("Hotline")}
        facts = KeyValueTable(name, words, links={"email": lambda: self._write_to(address)})
        facts.show_values(email=address)
        for label in facts.findChildren(Text):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return facts

    def _entries(self, portal: str) -> ListRows:
        entries = ListRows()
        title, text = self.tr("Netz-Doktor"), self.tr("Verbindung und Computer prüfen")
        entries.add(ListRow("help.check", title, text), self._check)
        title = self.tr("Zugang zurücksetzen")
        text = self.tr("Gerät verloren oder PIN‑Code vergessen?")
        entries.add(ListRow("help.reset", title, text), lambda: self._browse(reset_url(portal)))
        title = self.tr("Häufige Fragen")
        text = self.tr("Die Hilfe des Portals im Browser öffnen")
        entries.add(ListRow("help.portal", title, text), lambda: self._browse(help_url(portal)))
        title, text = self.tr("Tastatur"), self.tr("Welche Taste was bewirkt")
        entries.add(ListRow("help.keys", title, text), lambda: self.show_page(self._keys))
        return entries

    @cached_property
    def _keys(self) -> KeysPage:
        page = KeysPage()
        page.closed.connect(lambda: self.show_page(self._page))
        return page

    def _check(self) -> None:
        self._unopened.hide()
        self.check_wanted.emit()

    def _browse(self, address: str) -> None:
        self._unopened.hide()
        if not self._open_url(address):
            self.say_unopened(address)

    def _write_to(self, address: str) -> None:
        self._unopened.hide()
        if not self._open_url(f"mailto:{address}"):
            words = self.tr("Bitte schreiben Sie an diese Adresse: {address}")
            self._unopened.show_text(
                self.tr("Das E‑Mail-Programm ließ sich nicht öffnen."),
                words.format(address=address),
            )

    def say_unopened(self, address: str) -> None:
        """There is no browser: say what to open in one."""
        words = self.tr("Bitte öffnen Sie diese Adresse von Hand: {address}")
        self._unopened.show_text(
            self.tr("Der Browser ließ sich nicht öffnen."), words.format(address=address)
        )
