"""The groups of the settings: what a group looks like, and three of them.

Names: `settings.requests.KEY` with the name of a preference; `settings.start.tray` and
`settings.start.login` where the system has such; `settings.closing.CHOICE` and
`settings.closing.end` where there is no tray.
"""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGroupBox, QSystemTrayIcon, QVBoxLayout, QWidget

from authenticator.storage.preferences import MINIMISE, QUIT
from ui.screens.settings.presenter import SettingsPresenter
from ui.sizes import RING
from ui.theme import em
from ui.widgets.buttons import Button
from ui.widgets.choices import CheckBox, RadioButton
from ui.widgets.labels import Text

translate = QCoreApplication.translate


class Group(QWidget):
    """A heading, which screen readers say at each choice, a line about it, and the choices."""

    def __init__(self, name: str, title: str, text: str = "") -> None:
        super().__init__()
        self._name = name
        self._locked: QWidget | None = None
        card = QGroupBox()
        card.setAccessibleName(title)
        self.column = QVBoxLayout(card)
        side, above = round(em() * 1.4) - RING, em()
        self.column.setContentsMargins(side, above, side, above)
        self.column.setSpacing(round(em() * 0.3))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(round(em() * 0.55))
        heading = Text(title, "strong")
        heading.line_up()
        outer.addWidget(heading)
        outer.addWidget(card)
        if text:
            lead = Text(text, "muted")
            lead.setContentsMargins(RING, 0, 0, round(em() * 0.3))
            self.column.addWidget(lead)

    def offer(
        self, words: Mapping[Any, str], now: Any, choose: Any, *, locked: bool = False
    ) -> dict[Any, RadioButton]:
        """One radio button for each value, named by it; `locked`: as in `ask`."""
        buttons = {}
        for value, text in words.items():
            button = RadioButton(f"{self._name}.{value or 'none'}", text)
            button.clicked.connect(lambda _checked, value=value: choose(value))
            self.column.addWidget(button)
            buttons[value] = button
            if value == now:
                button.setChecked(True)
            else:
                # Tab comes by the chosen one; Qt sees to it from the first click on.
                button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            if locked:
                self._lock(button)
        self._end_with_lock()
        return buttons

    def ask(
        self,
        key: str,
        text: str,
        *,
        now: bool,
        choose: Callable[[bool], None],
        locked: bool = False,
    ) -> CheckBox:
        """A check box for what may be on or off; `locked`: the policy says which."""
        box = CheckBox(f"{self._name}.{key}", text)
        box.setChecked(now)
        box.clicked.connect(choose)
        self.column.addWidget(box)
        if locked:
            self._lock(box)
        self._end_with_lock()
        return box

    def _lock(self, choice: RadioButton | CheckBox) -> None:
        choice.setEnabled(False)
        choice.setAccessibleDescription(
            translate("Settings", "Das hat Ihre Einrichtung festgelegt.")
        )
        if self._locked is None:
            words = translate("Settings", "Was ein Schloss hat, hat Ihre Einrichtung festgelegt.")
            self._locked = Text(words, "muted")
            self._locked.setContentsMargins(RING, round(em() * 0.3), 0, 0)

    def _end_with_lock(self) -> None:
        """What the locks mean stands below all choices."""
        if self._locked is not None:
            self.column.removeWidget(self._locked)
            self.column.addWidget(self._locked)


def requests_group(presenter: SettingsPresenter) -> Group:
    """What happens when somebody wants to log in."""
    group = Group(
        "settings.requests",
        translate("Settings", "Anmeldeanfragen"),
        translate(
            "Settings",
            "Offene Anfragen stehen immer im Fenster. Wählen Sie, was außerdem geschieht.",
        ),
    )
    now = presenter.preferences
    group.ask(
        "notify",
        translate("Settings", "Benachrichtigung anzeigen"),
        now=now.notify,
        choose=lambda on: presenter.choose(notify=on),
        locked="notify" in presenter.locked,
    )
    group.ask(
        "sound",
        translate("Settings", "Ton abspielen"),
        now=now.sound,
        choose=lambda on: presenter.choose(sound=on),
        locked="sound" in presenter.locked,
    )
    group.ask(
        "raise_window",
        translate("Settings", "Fenster in den Vordergrund holen"),
        now=now.raise_window,
        choose=lambda on: presenter.choose(raise_window=on),
        locked="raise_window" in presenter.locked,
    )
    return group


def start_group(presenter: SettingsPresenter) -> Group | None:
    """When the app runs; None where the system leaves nothing to choose."""
    start = presenter.autostart
    tray = QSystemTrayIcon.isSystemTrayAvailable()
    if start is None and not tray:
        return None
    group = Group(
        "settings.start",
        translate("Settings", "Start"),
        translate("Settings", "Anfragen erreichen Sie nur, solange die App läuft."),
    )
    if start is not None:
        box = group.ask(
            "login",
            translate("Settings", "Bei der Anmeldung am Computer starten"),
            now=start.state().is_on,
            choose=lambda on: box.setChecked(presenter.start_at_login(on=on)),
            locked=presenter.start_is_locked,
        )
    if tray:
        group.ask(
            "tray",
            translate("Settings", "Im Infobereich weiterlaufen, wenn das Fenster geschlossen wird"),
            now=presenter.preferences.tray,
            choose=lambda on: presenter.choose(tray=on),
            locked="tray" in presenter.locked,
        )
    return group


def closing_group(presenter: SettingsPresenter, end: Callable[[], object]) -> Group | None:
    """What closing the window does without a tray, and the way to end the app all the same."""
    if QSystemTrayIcon.isSystemTrayAvailable():
        return None
    group = Group(
        "settings.closing",
        translate("Settings", "Wenn Sie das Fenster schließen"),
        translate(
            "Settings",
            "Dieser Computer hat keinen Infobereich, in dem die App weiterlaufen kann.",
        ),
    )
    words = {
        MINIMISE: translate("Settings", "Minimieren, die App läuft weiter"),
        QUIT: translate("Settings", "App beenden"),
        "": translate("Settings", "Nachfragen"),
    }
    buttons = group.offer(
        words,
        presenter.preferences.without_tray,
        lambda value: presenter.choose(without_tray=value),
    )
    presenter.changed.connect(lambda now: buttons[now.without_tray].setChecked(True))
    button = Button("settings.closing.end", translate("Settings", "App jetzt beenden"))
    button.clicked.connect(end)
    group.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    return group
