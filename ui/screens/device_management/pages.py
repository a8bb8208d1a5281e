"""The list of devices."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout

from authenticator.flows.device_management import Listing, may_be_removed
from authenticator.model import DeviceInfo
from crypto.protocol import DeviceState
from ui.texts import device_state_text
from ui.theme import em
from ui.timestamps import date_time_text, day_text
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.field_message import FieldMessage
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
    """Carries the device."""
    closed = Signal()

    def __init__(self, state: Listing) -> None:
        super().__init__("devices.list", self.tr("Meine Geräte"))
        if state.removed is not None:
            self.body.addWidget(self._removed(state.removed))
        cards = QVBoxLayout()
        cards.setSpacing(round(em() * 0.7))
        for number, device in enumerate(state.devices, 1):
            card = DeviceCard(f"devices.list.{number}", device)
            card.removal_wanted.connect(self.removal_wanted)
            cards.addWidget(card)
        self.body.addLayout(cards)
        hint = self.tr(
            "Ein Gerät, das Sie nicht kennen? Entfernen Sie es und ändern Sie Ihren PIN‑Code."
        )
        self.body.addWidget(Text(hint, "muted"))
        self.body.addStretch(1)
        back = Button("devices.list.back", self.tr("Zurück"))
        back.clicked.connect(self.closed)
        self.set_actions(None, back)

    def _removed(self, device: DeviceInfo) -> Notice:
        notice = Notice("devices.list.removed", Tone.SUCCESS)
        notice.show_text(
            self.tr("„{name}“ ist entfernt.").format(name=device.name),
            self.tr("Dort kann sich niemand mehr mit Ihrem Zugang anmelden."),
        )
        return notice


class DeviceCard(QFrame):
    """Names: `name`, `name.title`, `name.since`, `name.login`, `name.state`, `name.remove`."""

    removal_wanted = Signal(object)
    """Carries the device."""

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
        state = FieldMessage(f"{name}.state", role="body")
        state.show_sign(_SIGNS[device.state], device_state_text(device.state))
        words.addWidget(state)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        pad = em()
        self._row.setContentsMargins(pad, pad, pad, pad)
        self._row.setSpacing(round(em() * 0.8))
        self._row.addLayout(words, 1)
        if may_be_removed(device):
            remove = Button(f"{name}.remove", self.tr("Entfernen"), ButtonRole.DANGER)
            remove.setAccessibleName(self.tr("{name} entfernen").format(name=device.name))
            remove.clicked.connect(lambda: self.removal_wanted.emit(device))
            self._row.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        direction = QBoxLayout.Direction
        is_wide = event.size().width() >= em() * _NARROW
        self._row.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        super().resizeEvent(event)

    def _last_login(self, device: DeviceInfo) -> str:
        if device.last_login is None:
            return self.tr("Noch keine Anmeldung")
        return self.tr("Letzte Anmeldung {moment}").format(moment=date_time_text(device.last_login))
