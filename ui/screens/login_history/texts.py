"""Texts for what became of a login. The portal may come to know more kinds than this version."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from authenticator.model import PastLogin
from ui.widgets.symbols import Sign

translate = QCoreApplication.translate

KINDS: Final = ("browser", "app", "action")
RESULTS: Final = ("done", "denied", "reported", "expired", "wrong-pin")

_SIGNS: Final = {
    "done": Sign.DONE,
    "denied": Sign.INFO,
    "reported": Sign.WARNING,
    "expired": Sign.INFO,
    "wrong-pin": Sign.WARNING,
}


def login_sign(login: PastLogin) -> Sign:
    """The sign of an entry."""
    return _SIGNS.get(login.result, Sign.INFO)


def login_words(login: PastLogin) -> str:
    """What somebody wanted and what became of it."""
    if login.result == "done":
        return _done().get(login.kind, translate("PastLogin", "Freigegeben"))
    return _not_done().get(login.result, translate("PastLogin", "Nicht ausgeführt"))


def _done() -> dict[str, str]:
    return {
        "browser": translate("PastLogin", "Angemeldet im Browser"),
        "app": translate("PastLogin", "Angemeldet über die App"),
        "action": translate("PastLogin", "Änderung im Portal freigegeben"),
    }


def _not_done() -> dict[str, str]:
    return {
        "denied": translate("PastLogin", "Abgelehnt"),
        "reported": translate("PastLogin", "Als Missbrauch gemeldet"),
        "expired": translate("PastLogin", "Nicht beantwortet und abgelaufen"),
        "wrong-pin": translate("PastLogin", "Falscher PIN-Code"),
    }
