"""The list of devices."""

from PySide6.QtCore import Signal

from authenticator.flows.device_management import Listing, may_be_removed
from authenticator.model import DeviceInfo
from crypto.protocol import DeviceState
from ui.texts import device_state_text
from ui.timestamps import brief_date_time_text, day_text
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.fact_rows import Compact, Fact, FactRows
from ui.widgets.icons import Icon
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page

_TONES = {
    DeviceState.PROVISIONAL: Tone.INFO,
    DeviceState.ACTIVE: Tone.SUCCESS,
    DeviceState.REVOKED: Tone.INFO,
}
"""The other states are a question of their row."""


class DevicesPage(Page):
    """One row a device, this one first."""

    removal_wanted = Signal(object)
    """Carries the device."""
    closed = Signal()

    def __init__(self, state: Listing) -> None:
        super().__init__("devices.list", self.tr("Meine Geräte"))
        self.add_way_back("devices.list.back").clicked.connect(self.closed)
        if state.removed is not None:
            self.body.addWidget(self._removed(state.removed))
        self._rows = FactRows(
            "devices.list.rows",
            [self._row(f"devices.list.{n}", device) for n, device in enumerate(state.devices, 1)],
        )
        self.body.addWidget(self._rows)
        hint = self.tr(
            "Ein Gerät, das Sie nicht kennen? Entfernen Sie es und ändern Sie Ihren PIN‑Code."
        )
        if len(state.devices) == 1:
            hint = self.tr("Nur dieser Computer kann Ihre Anmeldungen freigeben.")
        self.body.addWidget(Text(hint, "muted", name="devices.list.hint"))
        self.body.addStretch(1)

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self._rows.set_compact(Compact.KEEPS_DETAIL if small else None)

    def _removed(self, device: DeviceInfo) -> Notice:
        notice = Notice("devices.list.removed", Tone.SUCCESS)
        notice.show_text(
            self.tr("„{name}“ ist entfernt.").format(name=device.name),
            self.tr("Dort kann sich niemand mehr mit Ihrem Zugang anmelden."),
        )
        return notice

    def _row(self, name: str, device: DeviceInfo) -> Fact:
        """Names: `name.title`, `name.since`, `name.state`, `name.remove`."""
        row = Fact(f"{name}.title", self.tr("Gerät"), Icon.COMPUTER)
        row.detail.setObjectName(f"{name}.since")
        words, tone = device_state_text(device.state), _TONES.get(device.state)
        if tone is not None:
            row.usual.words.setObjectName(f"{name}.state")
        else:
            row.question.setObjectName(f"{name}.state")
        row.show_fact(
            self.tr("{name} (dieser Computer)").format(name=device.name)
            if device.this
            else device.name,
            self._detail(device),
            usual=words if tone is not None else "",
            tone=tone or Tone.INFO,
            # A clock would say that it waits for something.
            usual_icon=Icon.BIN if device.state is DeviceState.REVOKED else None,
            question=words if tone is None else "",
            is_danger=device.state is DeviceState.LOCKED,
        )
        if may_be_removed(device):
            row.set_action(self._remove(name, device))
        return row

    def _remove(self, name: str, device: DeviceInfo) -> Button:
        remove = Button(f"{name}.remove", self.tr("Entfernen"), ButtonRole.DANGER)
        remove.setAccessibleName(self.tr("{name} entfernen").format(name=device.name))
        remove.clicked.connect(lambda: self.removal_wanted.emit(device))
        return remove

    def _detail(self, device: DeviceInfo) -> str:
        since = self.tr("{system}, seit {date}")
        since = since.format(system=device.os, date=day_text(device.activated))
        return f"{since}\n{self._last_login(device)}"

    def _last_login(self, device: DeviceInfo) -> str:
        if device.last_login is None:
            return self.tr("Noch keine Anmeldung")
        words = self.tr("Zuletzt angemeldet: {moment}")
        return words.format(moment=brief_date_time_text(device.last_login))
