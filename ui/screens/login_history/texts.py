"""Texts for what became of a login. The portal may come to know more kinds than this version."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from authenticator.model import PastLogin
from crypto.protocol import LoginKind, LoginResult
from ui.widgets.symbols import Sign

translate = QCoreApplication.translate

_SIGNS: Final[dict[str, Sign]] = {
    LoginResult.DONE: Sign.DONE,
    LoginResult.DENIED: Sign.INFO,
    LoginResult.REPORTED: Sign.WARNING,
    LoginResult.EXPIRED: Sign.INFO,
    LoginResult.WRONG_PIN: Sign.WARNING,
}


def login_sign(login: PastLogin) -> Sign:
    """The sign of an entry."""
    return _SIGNS.get(login.result, Sign.INFO)


def login_words(login: PastLogin) -> str:
    """What somebody wanted and what became of it."""
    if login.result == LoginResult.DONE:
        return _done().get(login.kind, translate("PastLogin", "Freigegeben"))
    return _not_done().get(login.result, translate("PastLogin", "Nicht ausgeführt"))


def _done() -> dict[str, str]:
    return {
        LoginKind.BROWSER: translate("PastLogin", "Angemeldet im Browser"),
        LoginKind.APP: translate("PastLogin", "Angemeldet über die App"),
        LoginKind.ACTION: translate("PastLogin", "Änderung im Portal freigegeben"),
    }


def _not_done() -> dict[str, str]:
    return {
        LoginResult.DENIED: translate("PastLogin", "Abgelehnt"),
        LoginResult.REPORTED: translate("PastLogin", "Als Missbrauch gemeldet"),
        LoginResult.EXPIRED: translate("PastLogin", "Nicht beantwortet und abgelaufen"),
        LoginResult.WRONG_PIN: translate("PastLogin", "Falscher PIN‑Code"),
    }
