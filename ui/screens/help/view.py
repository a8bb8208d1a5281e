"""Whom to ask, and which version this is."""

from functools import cached_property

from PySide6.QtCore import Qt, Signal

from authenticator import __version__
from authenticator.branding import Branding
from authenticator.links import help_url, reset_url
from ui.browser import OpenUrl
from ui.screens.help.keys import KeysPage
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.fact_rows import Fact, FactRows
from ui.widgets.icons import Icon
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

    def __init__(self, branding: Branding, portal: str, open_url: OpenUrl) -> None:
        super().__init__()
        self._open_url = open_url
        self._page = page = Page("help", self.tr("Hilfe"))
        page.add_way_back("help.close").clicked.connect(self.closed)
        support = branding.support
        page.body.addWidget(
            FactRows(
                "help.contacts",
                (
                    self._contact(
                        "help.technical",
                        self.tr("Technischer Support"),
                        support.technical_hotline,
                        support.technical_email,
                    ),
                    self._contact(
                        "help.advice",
                        self.tr("Fragen zu Zahlungsavisen"),
                        support.advice_hotline,
                        support.advice_email,
                    ),
                ),
            )
        )
        self._unopened = Notice("help.unopened", Tone.WARNING)
        page.body.addWidget(self._unopened)
        page.body.addWidget(self._entries(portal))
        version = Text(
            f"{branding.product} {__version__} · {branding.publisher}", "small", name="help.version"
        )
        version.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        page.body.addWidget(version)
        page.body.addStretch(1)
        self.show_page(page)

    def _contact(self, name: str, topic: str, hotline: str, email: str) -> Fact:
        """Names: `name.hotline`, `name.address`, both to be copied, and `name.email`, a button."""
        fact = Fact(f"{name}.hotline", self.tr("Hotline"), Icon.HOTLINE)
        fact.detail.setObjectName(f"{name}.address")
        write = Button(f"{name}.email", self.tr("E‑Mail schreiben"), ButtonRole.QUIET)
        write.setAccessibleDescription(email)
        write.clicked.connect(lambda: self._write_to(email))
        fact.set_action(write)
        fact.show_fact(f"{topic}: {hotline}", self.tr("E‑Mail: {address}").format(address=email))
        for label in (fact.value, fact.detail):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return fact

    def _entries(self, portal: str) -> ListRows:
        entries = ListRows()
        title, text = self.tr("Netz-Doktor"), self.tr("Verbindung und Computer prüfen")
        entries.add(ListRow("help.check", title, text, Icon.PULSE), self._check)
        title = self.tr("Zugang zurücksetzen")
        text = self.tr("Gerät verloren oder PIN‑Code vergessen?")
        reset = ListRow("help.reset", title, text, Icon.RESET)
        entries.add(reset, lambda: self._browse(reset_url(portal)))
        title = self.tr("Häufige Fragen")
        text = self.tr("Die Hilfe des Portals im Browser öffnen")
        questions = ListRow("help.portal", title, text, Icon.QUESTION)
        entries.add(questions, lambda: self._browse(help_url(portal)))
        title, text = self.tr("Tastatur"), self.tr("Welche Taste was bewirkt")
        keys = ListRow("help.keys", title, text, Icon.KEYBOARD)
        entries.add(keys, lambda: self.show_page(self._keys))
        title, text = self.tr("Über diese App"), self.tr("Version und Lizenzen")
        about = ListRow("help.about", title, text, Icon.INFO)
        entries.add(about, self.about_wanted.emit)
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
        self._open_url(address, lambda: self.say_unopened(address))

    def _write_to(self, address: str) -> None:
        self._unopened.hide()

        def unopened() -> None:
            words = self.tr("Bitte schreiben Sie an diese Adresse: {address}")
            self._unopened.show_text(
                self.tr("Das E‑Mail‑Programm ließ sich nicht öffnen."),
                words.format(address=address),
            )

        self._open_url(f"mailto:{address}", unopened)

    def say_unopened(self, address: str) -> None:
        """There is no browser: say what to open in one."""
        words = self.tr("Bitte öffnen Sie diese Adresse von Hand: {address}")
        self._unopened.show_text(
            self.tr("Der Browser ließ sich nicht öffnen."), words.format(address=address)
        )
