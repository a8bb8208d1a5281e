"""One walk through all screens, for whoever takes it by whatever means."""

from platform import python_version
from typing import Final

from tests.support.screen_reader import Role
from tests.support.walks.eyes import Thing
from tests.support.walks.steps import Happen, Hear, Press, See, Step, Type
from tests.support.walks.world import LOGIN, PIN, World

Steps = tuple[Step, ...]


def _button(name: str, words: str) -> Press:
    return Press(Thing(name, Role.BUTTON, words))


def _pin(name: str, words: str = "PIN-Code") -> Type:
    return Type(Thing(name, Role.PASSWORD, words), PIN)


def _page(opener: str, words: str, page: str, closer: str, closing: str = "Abbrechen") -> Steps:
    """Into a page and out of it again."""
    return _button(opener, words), See(page), _button(closer, closing), See("account")


ACTIVATION: Final[Steps] = (
    See("activation.terms"),
    Press(
        Thing(
            "activation.terms.read",
            Role.CHECK_BOX,
            "Ich habe die Nutzungsbedingungen gelesen und akzeptiere diese.",
        )
    ),
    _button("activation.terms.accept", "Akzeptieren"),
    See("activation.code"),
    Hear("Aktivierungscode eingeben"),
    _button("activation.code.next", "Weiter"),
    Hear("Bitte geben Sie Ihren Benutzernamen ein."),
    Type(Thing("activation.code.login", Role.TEXT, "Benutzername / E-Mail Adresse"), LOGIN),
    _button("activation.code.next", "Weiter"),
    Hear("Bitte geben Sie alle 8 Ziffern des Aktivierungscodes ein."),
    Type(Thing("activation.code.code", Role.TEXT, "Aktivierungscode"), World.activation_code),
    _button("activation.code.next", "Weiter"),
    See("activation.pin"),
    _pin("activation.pin.first"),
    _pin("activation.pin.second", "PIN-Code wiederholen"),
    _button("activation.pin.activate", "Aktivieren"),
    Hear("Schritt"),
    See("activation.done"),
    Hear("Glückwunsch"),
    _button("activation.done.close", "Zur Übersicht"),
    See("home"),
)
ACCOUNT: Final[Steps] = (
    _button("home.account.1.manage", "Verwalten"),
    See("account"),
    *_page("account.pin", "PIN ändern", "pinchange.pins", "pinchange.pins.cancel"),
    *_page("account.devices", "Meine Geräte", "devices.list", "devices.list.back", "Zurück"),
    *_page("account.history", "Anmeldungen", "history.list", "history.list.back", "Zurück"),
    *_page("account.renew", "Schlüssel erneuern", "renew.pin", "renew.pin.cancel"),
    *_page("account.leave", "Konto von diesem Computer entfernen", "leave.ask", "leave.ask.cancel"),
    _button("account.move", "Neuer Computer oder weiteres Gerät"),
    See("move.choose"),
    _button("move.choose.add", "Weiteres Gerät"),
    See("move.pin"),
    _pin("move.pin.pin"),
    _button("move.pin.go", "Code anzeigen"),
    Hear("Wird geprüft"),
    See("move.code"),
    _button("move.code.done", "Fertig"),
    See("account"),
    _button("account.back", "Zurück"),
    See("home"),
)
BESIDE: Final[Steps] = (
    _button("main.settings", "Einstellungen"),
    See("settings"),
    Press(Thing("settings.lock.5", Role.RADIO_BUTTON, "Nach 5 Minuten ohne Eingabe")),
    _button("settings.close", "Schließen"),
    See("home"),
    _button("main.help", "Hilfe"),
    See("help"),
    _button("help.about", "Über diese App"),
    See("about"),
    _button("about.0", f"Python {python_version()}"),
    See("about.licence"),
    _button("about.licence.back", "Zurück"),
    See("about"),
    _button("about.close", "Schließen"),
    See("help"),
    _button("help.check", "Netz-Doktor"),
    See("diagnosis.checks"),
    Hear("Support-Code"),
    _button("diagnosis.file", "Support-Datei …"),
    See("diagnosis.file_page"),
    _button("diagnosis.file_page.back", "Zurück"),
    See("diagnosis.checks"),
    _button("diagnosis.back", "Zurück"),
    See("home"),
)
REQUESTS: Final[Steps] = (
    Happen(World.begin_login),
    See("approval.request"),
    Hear("Möchten Sie sich"),
    _pin("approval.request.pin"),
    _button("approval.request.approve", "Anmeldung freigeben"),
    Hear("Wird freigegeben"),
    See("approval.outcome"),
    Hear("Freigegeben"),
    Happen(World.finish_login),
    _button("approval.outcome.close", "Zur Übersicht"),
    See("home"),
    _button("main.settings", "Einstellungen"),
    See("settings"),
    Happen(World.begin_login),
    Hear("Eine Anmeldung wartet auf Ihre Freigabe."),
    _button("main.banner.show", "Ansehen"),
    See("approval.request"),
    _button("approval.request.deny", "Ablehnen"),
    See("approval.outcome"),
    Hear("Abgelehnt"),
    _button("approval.outcome.close", "Zur Übersicht"),
    See("home"),
)
APP_LOGIN: Final[Steps] = (
    _button("home.account.1.login", "Jetzt einloggen"),
    See("login.pin"),
    _pin("login.pin.pin"),
    _button("login.pin.go", "Jetzt einloggen"),
    See("login.browser"),
    Happen(World.land),
    See("login.outcome"),
    Hear("Sie sind angemeldet"),
    _button("login.outcome.close", "Zur Übersicht"),
    See("home"),
)
ALL_SCREENS: Final[Steps] = (*ACTIVATION, *ACCOUNT, *BESIDE, *REQUESTS, *APP_LOGIN)
