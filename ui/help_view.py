"""Whom to ask, and which version this is."""

from PySide6.QtCore import Qt, Signal

from authenticator import __version__
from authenticator.branding import Branding
from ui.widgets.buttons import Button, Rank
from ui.widgets.facts import Facts
from ui.widgets.labels import Text
from ui.widgets.page import Page
from ui.widgets.pages import Pages


class HelpView(Pages):
    """The support contacts of the branding file (P13)."""

    closed = Signal()
    about_wanted = Signal()

    def __init__(self, branding: Branding) -> None:
        super().__init__()
        self.setObjectName("help.place")
        page = Page("help", self.tr("Hilfe"))
        words = {"email": self.tr("E-Mail"), "hotline": self.tr("Hotline")}
        technical = Facts("help.technical", words)
        advice = Facts("help.advice", words)
        support = branding.support
        technical.show_values(email=support.technical_email, hotline=support.technical_hotline)
        advice.show_values(email=support.advice_email, hotline=support.advice_hotline)
        for facts in (technical, advice):
            for label in facts.findChildren(Text):
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        page.body.addWidget(Text(self.tr("Technischer Support"), "heading"))
        page.body.addWidget(technical)
        page.body.addWidget(Text(self.tr("Fragen zu Zahlungsavisen"), "heading"))
        page.body.addWidget(advice)
        forgotten = self.tr(
            "PIN-Code vergessen oder Gerät verloren? Setzen Sie das Gerät im Portal zurück. Dafür "
            "brauchen Sie eine neue Arbeitgeberbescheinigung."
        )
        page.body.addWidget(Text(forgotten))
        page.body.addStretch(1)
        version = f"{branding.product} {__version__} · {branding.publisher}"
        page.body.addWidget(Text(version, "small", name="help.version"))
        close = Button("help.close", self.tr("Schließen"), Rank.PRIMARY)
        close.clicked.connect(self.closed)
        about = Button("help.about", self.tr("Über diese App"))
        about.clicked.connect(self.about_wanted)
        page.set_actions(close, None, about)
        page.back = close
        self.turn_to(page)
