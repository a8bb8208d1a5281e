"""How the app makes itself known, and when it runs.

Names: `settings.requests.KEY` with the name of a preference; `settings.start.tray` and
`settings.start.login` where the system has such.
"""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QSystemTrayIcon

from ui.screens.settings.group import Group
from ui.screens.settings.presenter import SettingsPresenter

translate = QCoreApplication.translate


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
    )
    group.ask(
        "sound",
        translate("Settings", "Ton abspielen"),
        now=now.sound,
        choose=lambda on: presenter.choose(sound=on),
    )
    group.ask(
        "raise_window",
        translate("Settings", "Fenster in den Vordergrund holen"),
        now=now.raise_window,
        choose=lambda on: presenter.choose(raise_window=on),
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
            now=start.is_on(),
            choose=lambda on: box.setChecked(presenter.start_at_login(on=on)),
        )
    if tray:
        group.ask(
            "tray",
            translate("Settings", "Im Infobereich weiterlaufen, wenn das Fenster geschlossen wird"),
            now=presenter.preferences.tray,
            choose=lambda on: presenter.choose(tray=on),
        )
    return group
