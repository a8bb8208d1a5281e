"""Texts for what became of a login. The portal may come to know more kinds than this version."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from authenticator.model import PastLogin
from crypto.protocol import LoginKind, LoginResult
from ui.widgets.icons import Icon
from ui.widgets.notice import Tone

translate = QCoreApplication.translate

_TONES: Final[dict[str, Tone]] = {
    LoginResult.DONE: Tone.SUCCESS,
    LoginResult.REPORTED: Tone.WARNING,
    LoginResult.WRONG_PIN: Tone.WARNING,
}
_ICONS: Final = {Tone.SUCCESS: Icon.TICK, Tone.WARNING: Icon.WARNING}


def login_tone(login: PastLogin) -> Tone:
    """The colour of an entry."""
    return _TONES.get(login.result, Tone.INFO)


def login_icon(login: PastLogin) -> Icon:
    """The icon of an entry."""
    return _ICONS.get(login_tone(login), Icon.INFO)


def login_words(login: PastLogin) -> str:
    """What somebody wanted and what became of it."""
    if login.kind == LoginKind.ACTION and login.result in (words := _changes()):
        return words[login.result]
    if login.result == LoginResult.DONE:
        return _done().get(login.kind, translate("PastLogin", "Freigegeben"))
    return _not_done().get(login.result, translate("PastLogin", "Nicht ausgeführt"))


def brief_login_words(login: PastLogin) -> str:
    """What became of it, in one word where that is possible."""
    if login.result == LoginResult.DONE and login.kind in (LoginKind.BROWSER, LoginKind.APP):
        return translate("PastLogin", "Angemeldet")
    words: dict[str, str] = {
        LoginResult.DONE: translate("PastLogin", "Freigegeben"),
        LoginResult.DENIED: translate("PastLogin", "Abgelehnt"),
        LoginResult.REPORTED: translate("PastLogin", "Gemeldet"),
        LoginResult.EXPIRED: translate("PastLogin", "Abgelaufen"),
        LoginResult.WRONG_PIN: translate("PastLogin", "PIN‑Code falsch"),
    }
    return words.get(login.result, translate("PastLogin", "Nicht ausgeführt"))


def change_words(login: PastLogin) -> str:
    """What was to be changed in the portal, as the app has shown it; empty for a login."""
    if login.changes < 2:
        return login.what
    others = login.changes - 1
    words = translate("PastLogin", "{first} – und {number} weitere Änderungen")
    if others == 1:
        words = translate("PastLogin", "{first} – und eine weitere Änderung")
    return words.format(first=login.what, number=others)


def _done() -> dict[str, str]:
    return {
        LoginKind.BROWSER: translate("PastLogin", "Angemeldet im Browser"),
        LoginKind.APP: translate("PastLogin", "Angemeldet über die App"),
    }


def _changes() -> dict[str, str]:
    return {
        LoginResult.DONE: translate("PastLogin", "Änderung im Portal freigegeben"),
        LoginResult.DENIED: translate("PastLogin", "Änderung abgelehnt"),
        LoginResult.REPORTED: translate("PastLogin", "Änderung als Missbrauch gemeldet"),
        LoginResult.EXPIRED: translate("PastLogin", "Änderung nicht beantwortet und abgelaufen"),
    }


def _not_done() -> dict[str, str]:
    return {
        LoginResult.DENIED: translate("PastLogin", "Abgelehnt"),
        LoginResult.REPORTED: translate("PastLogin", "Als Missbrauch gemeldet"),
        LoginResult.EXPIRED: translate("PastLogin", "Nicht beantwortet und abgelaufen"),
        LoginResult.WRONG_PIN: translate("PastLogin", "Falscher PIN‑Code"),
    }
