"""The list of devices."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout

from authenticator.device_list import Listing, may_be_removed
from authenticator.model import DeviceInfo, DeviceState
from ui.moments import day_text, moment_text
from ui.texts import device_state_text
from ui.theme import em
from ui.widgets.buttons import Button, Rank
from ui.widgets.hint import Hint
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.symbols import Sign

_NARROW = 28
"""Below so many heights of the body text the button stands under the words."""

_SIGNS = {
    DeviceState.PROVISIONAL: Sign.WAITING,
    DeviceState.ACTIVE: Sign.DONE,
    DeviceState.SUSPECT: Sign.WARNING,
    DeviceState.LOCKED: Sign.ERROR,
    DeviceState.REVOKED: Sign.INFO,
}


class DevicesPage(Page):
    """One card a device, this one first."""

    removal_wanted = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__("devices.list", self.tr("Meine Geräte"))
        self._removed = Notice("devices.list.removed", Tone.SUCCESS)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(round(em() * 0.7))
        self.body.addWidget(self._removed)
        self.body.addLayout(self._cards)
        hint = self.tr("Ein Gerät, das Sie nicht kennen? Entfernen Sie es und ändern Sie Ihre PIN.")
        self.body.addWidget(Text(hint, "muted"))
        self.body.addStretch(1)
        back = Button("devices.list.back", self.tr("Zurück"))
        back.clicked.connect(self.closed)
        self.set_actions(None, back)

    def show_listing(self, state: Listing) -> None:
        """Fill the page anew."""
        self._clear()
        for number, device in enumerate(state.devices, 1):
            card = DeviceCard(f"devices.list.{number}", device)
            card.removal_wanted.connect(lambda device=device: self.removal_wanted.emit(device))
            self._cards.addWidget(card)
        if state.removed is None:
            self._removed.hide()
        else:
            words = self.tr("„{name}“ ist entfernt.").format(name=state.removed.name)
            text = self.tr("Dort kann sich niemand mehr mit Ihrem Konto anmelden.")
            self._removed.show_words(words, text)

    def _clear(self) -> None:
        while (item := self._cards.takeAt(0)) is not None:
            card = item.widget()
            if card is not None:
                card.hide()
                card.deleteLater()


class DeviceCard(QFrame):
    """Names: `name`, `name.title`, `name.since`, `name.login`, `name.state`, `name.remove`."""

    removal_wanted = Signal()

    def __init__(self, name: str, device: DeviceInfo) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "card")
        words = QVBoxLayout()
        words.setSpacing(round(em() * 0.2))
        title = device.name
        if device.this:
            title = self.tr("{name} – dieser Computer").format(name=device.name)
        words.addWidget(Text(title, "heading", name=f"{name}.title"))
        since = self.tr("{system}, aktiviert am {date}")
        since = since.format(system=device.os, date=day_text(device.activated))
        words.addWidget(Text(since, name=f"{name}.since"))
        words.addWidget(Text(self._last_login(device), "muted", name=f"{name}.login"))
        state = Hint(f"{name}.state", role="body")
        state.show_sign(_SIGNS[device.state], device_state_text(device.state))
        words.addWidget(state)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        pad = em()
        self._row.setContentsMargins(pad, pad, pad, pad)
        self._row.setSpacing(round(em() * 0.8))
        self._row.addLayout(words, 1)
        if may_be_removed(device):
            remove = Button(f"{name}.remove", self.tr("Entfernen"), Rank.DANGER)
            remove.setAccessibleName(self.tr("{name} entfernen").format(name=device.name))
            remove.clicked.connect(self.removal_wanted)
            self._row.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        direction = QBoxLayout.Direction
        beside = event.size().width() >= em() * _NARROW
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        super().resizeEvent(event)

    def _last_login(self, device: DeviceInfo) -> str:
        if device.last_login is None:
            return self.tr("Noch keine Anmeldung")
        return self.tr("Letzte Anmeldung {moment}").format(moment=moment_text(device.last_login))
