"""One walk through all screens, for whoever takes it by whatever means."""

from platform import python_version
from typing import Final

from tests.support.screen_reader import Role
from tests.support.texts import window_text
from tests.support.walks.eyes import Thing
from tests.support.walks.steps import Happen, Hear, Press, See, Step, Type
from tests.support.walks.world import LOGIN, PIN, World

Steps = tuple[Step, ...]


def _button(name: str, english: str) -> Press:
    return Press(Thing(name, Role.BUTTON, window_text(english)))


def _pin(name: str, words: str = "PIN‑Code") -> Type:
    return Type(Thing(name, Role.PASSWORD, words), PIN)


def _page(opener: str, english: str, page: str, closer: str, closing: str = "Cancel") -> Steps:
    """Into a page and out of it again."""
    return _button(opener, english), See(page), _button(closer, closing), See("account")


INTRODUCTION: Final[Steps] = (
    See("introduction.way"),
    _button("introduction.way.next", "Next"),
    See("introduction.needs"),
    Hear(window_text("What you need now")),
    _button("introduction.needs.next", "Next"),
    See("introduction.pin"),
    _button("introduction.pin.next", "Next"),
)
ACTIVATION: Final[Steps] = (
    See("activation.terms"),
    Press(
        Thing(
            "activation.terms.read",
            Role.CHECK_BOX,
            window_text("I have read the …"),
        )
    ),
    _button("activation.terms.accept", "Accept"),
    See("activation.code"),
    Hear(window_text("Enter the activation code")),
    _button("activation.code.next", "Next"),
    Hear(window_text("Please enter your user name.")),
    Type(Thing("activation.code.login", Role.TEXT, "Benutzername / E‑Mail Adresse"), LOGIN),
    _button("activation.code.next", "Next"),
    Hear(window_text("Please enter all 8 …")),
    Type(
        Thing("activation.code.code", Role.TEXT, window_text("Activation code")),
        World.activation_code,
    ),
    _button("activation.code.next", "Next"),
    See("activation.pin"),
    _pin("activation.pin.first"),
    _pin("activation.pin.second", "PIN‑Code wiederholen"),
    _button("activation.pin.activate", "Activate"),
    Hear("Schritt"),
    See("activation.done"),
    Hear(window_text("Congratulations")),
    _button("activation.done.close", "To the overview"),
    See("home"),
)
ACCOUNT: Final[Steps] = (
    _button("home.account.1.manage", "Manage"),
    See("account"),
    *_page("account.pin", "Change PIN", "pinchange.pins", "pinchange.pins.cancel"),
    *_page("account.devices", "My devices", "devices.list", "devices.list.back", "Back"),
    *_page("account.history", "Logins and changes", "history.list", "history.list.back", "Back"),
    *_page("account.renew", "Renew device key", "renew.pin", "renew.pin.cancel"),
    *_page("account.leave", "Remove account from this computer", "leave.ask", "leave.ask.cancel"),
    _button("account.move", "New computer or further device"),
    See("move.choose"),
    _button("move.choose.add", "Further device"),
    See("move.pin"),
    _pin("move.pin.pin", "Ihr PIN‑Code"),
    _button("move.pin.go", "Show code"),
    Hear("Wird geprüft"),
    See("move.code"),
    _button("move.code.done", "Done"),
    See("account"),
    _button("account.back", "Back"),
    See("home"),
)
BESIDE: Final[Steps] = (
    _button("main.settings", "Settings"),
    See("settings"),
    Press(Thing("settings.lock.5", Role.RADIO_BUTTON, "Nach 5 Minuten ohne Eingabe")),
    _button("settings.close", "Back"),
    See("home"),
    _button("main.help", "Help"),
    See("help"),
    _button("help.keys", "Keyboard"),
    See("help.keys_page"),
    _button("help.keys_page.back", "Back"),
    See("help"),
    _button("help.about", "About this app"),
    See("about"),
    Press(Thing("about.0", Role.BUTTON, f"Python {python_version()}")),
    See("about.licence"),
    _button("about.licence.back", "Back"),
    See("about"),
    _button("about.close", "Back"),
    See("help"),
    _button("help.check", "Connection doctor"),
    See("diagnosis.checks"),
    Hear("Support-Code"),
    _button("diagnosis.file", "Support file …"),
    See("diagnosis.file_page"),
    _button("diagnosis.file_page.back", "Back"),
    See("diagnosis.checks"),
    _button("diagnosis.back", "Back"),
    See("home"),
)
REQUESTS: Final[Steps] = (
    Happen(World.begin_login),
    See("approval.request"),
    Hear("Möchten Sie sich"),
    _pin("approval.request.pin", "Ihr PIN‑Code"),
    _button("approval.request.approve", "Approve login"),
    Hear("Wird freigegeben"),
    See("approval.outcome"),
    Hear(window_text("Approved")),
    Happen(World.finish_login),
    _button("approval.outcome.close", "To the overview"),
    See("home"),
    _button("main.settings", "Settings"),
    See("settings"),
    Happen(World.begin_login),
    Hear(window_text("A login is waiting for your approval.")),
    _button("main.banner.show", "View"),
    See("approval.request"),
    _button("approval.request.deny", "Deny"),
    See("approval.outcome"),
    Hear(window_text("Denied")),
    _button("approval.outcome.close", "To the overview"),
    See("home"),
)
APP_LOGIN: Final[Steps] = (
    _button("home.account.1.login", "Log in now"),
    See("login.pin"),
    _pin("login.pin.pin", "Ihr PIN‑Code"),
    _button("login.pin.go", "Log in now"),
    See("login.browser"),
    Happen(World.land),
    See("login.outcome"),
    Hear(window_text("You are logged in")),
    _button("login.outcome.close", "To the overview"),
    See("home"),
)
ALL_SCREENS: Final[Steps] = (
    *INTRODUCTION,
    *ACTIVATION,
    *ACCOUNT,
    *BESIDE,
    *REQUESTS,
    *APP_LOGIN,
)
