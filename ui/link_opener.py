"""Opens links: fills in step 2, or shows a request. Says why where it cannot."""

import hashlib

from PySide6.QtCore import QObject

from authenticator.failures import Refused
from authenticator.flows.incoming_links import FillIn, ShowRequest, read_link
from ui.navigation.navigator import Navigator
from ui.texts import failure_message
from ui.widgets.message_bar import MessageBar


class LinkOpener(QObject):
    """The same link twice opens one thing; nothing that was typed is ever lost by a link."""

    def __init__(self, navigator: Navigator, message_bar: MessageBar) -> None:
        super().__init__(navigator)
        self._navigator = navigator
        self._message_bar = message_bar
        self._followed = b""

    def open(self, text: str) -> None:
        """Do what the link asks for, as far as a link may ask."""
        self._message_bar.hide()
        try:
            wanted = read_link(text, self._navigator.portal)
        except Refused as refusal:
            self._message_bar.show_message(failure_message(refusal.problem))
            return
        match wanted:
            case ShowRequest(cid):
                self._navigator.show_request(cid)
            case FillIn():
                self._fill_in(wanted, hashlib.sha256(text.encode()).digest())

    def _fill_in(self, wanted: FillIn, mark: bytes) -> None:
        repeated = mark == self._followed
        if repeated and self._navigator.presenters.activation.is_past_code:
            return
        if self._navigator.fill_in(wanted.login, wanted.code):
            self._followed = mark
        else:
            self._message_bar.show_text(
                self.tr("Ein Aktivierungslink ist angekommen."),
                self.tr(
                    "Bitte bringen Sie erst zu Ende, was Sie gerade tun. Öffnen Sie den Link "
                    "danach noch einmal. Ihre Eingaben bleiben, wie sie sind."
                ),
            )
