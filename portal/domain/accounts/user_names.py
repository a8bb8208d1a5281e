"""User names: how they are stored and compared, and what is said about a text that is none."""

import unicodedata
from typing import assert_never

from crypto.email_address import AddressFault, BadAddress, read_address
from crypto.protocol import LONGEST_LOGIN
from portal.platform.language import translated as _


def normalised(text: str) -> str:
    """The form in which user names are stored and compared; of any text.

    A text that is no address keeps the form that it had before addresses were read with care, so
    that commands find what was created then.
    """
    login = read_address(text, any_letters=True)
    if isinstance(login, BadAddress):
        return unicodedata.normalize("NFC", text).strip().casefold()
    return login


def is_acceptable(login: str) -> bool:
    """Whether a normalised text can be a user name at all."""
    return 0 < len(login) <= LONGEST_LOGIN and login.isprintable() and " " not in login


def read_user_name(text: str) -> str | BadAddress:
    """The normal form of a typed user name, whatever letters it has."""
    return read_address(text, any_letters=True)


def user_name_sentence(bad: BadAddress) -> str:
    """What is wrong with a typed user name, for its field."""
    if bad.fault is AddressFault.EMPTY:
        return _(
            "Bitte geben Sie Ihren Benutzernamen ein. Das ist die E‑Mail‑Adresse, mit der Sie "
            "registriert sind."
        )
    return address_sentence(bad)


def address_sentence(bad: BadAddress) -> str:
    """What is wrong with a typed e-mail address, for its field."""
    match bad.fault:
        case AddressFault.EMPTY:
            return _("Bitte geben Sie Ihre E‑Mail‑Adresse ein.")
        case AddressFault.NO_AT:
            return _("Hier fehlt das @. Eine E‑Mail‑Adresse sieht so aus: max.mustermann@abc.de")
        case AddressFault.NO_NAME:
            return _(
                "Vor dem @ fehlt etwas. Eine E‑Mail‑Adresse sieht so aus: max.mustermann@abc.de"
            )
        case AddressFault.SEVERAL:
            return _("Bitte geben Sie nur eine E‑Mail‑Adresse ein. Das Zeichen @ kommt einmal vor.")
        case AddressFault.SIGN:
            return _(
                "Diese E‑Mail‑Adresse enthält {sign}. Das gibt es dort nicht. "
                "Bitte prüfen Sie Ihre Eingabe."
            ).format(sign=named_sign(bad.part))
        case AddressFault.LETTER:
            return _(
                "Vor dem @ steht {sign}. An solche E‑Mail‑Adressen können wir nicht schreiben. "
                "Bitte geben Sie eine andere an."
            ).format(sign=named_sign(bad.part))
        case AddressFault.DOTS:
            return _(
                "Hier ist ein Punkt zu viel: am Anfang, neben dem @ oder doppelt. "
                "Bitte prüfen Sie Ihre Eingabe."
            )
        case AddressFault.ENDING | AddressFault.DOMAIN | AddressFault.TOO_LONG:
            return _domain_sentence(bad)
        case _:
            assert_never(bad.fault)


def _domain_sentence(bad: BadAddress) -> str:
    if bad.fault is AddressFault.TOO_LONG:
        return _("Diese E‑Mail‑Adresse ist zu lang. Bitte prüfen Sie Ihre Eingabe.")
    if not bad.part:
        return _("Am Ende fehlt etwas, zum Beispiel „.de“. Bitte ergänzen Sie die E‑Mail‑Adresse.")
    if bad.fault is AddressFault.ENDING:
        return _(
            "Die Endung „.{ending}“ gibt es nicht. Bitte prüfen Sie das Ende der E‑Mail‑Adresse."
        ).format(ending=bad.part)
    return _(
        "An „{domain}“ können wir nicht schreiben. Bitte prüfen Sie, was hinter dem @ steht."
    ).format(domain=bad.part)


def named_sign(sign: str) -> str:
    """A character as a sentence calls it, also one that nobody sees."""
    if sign.isspace():
        return _("ein Leerzeichen")
    if not sign.isprintable():
        return _("ein unsichtbares Zeichen ({code})").format(code=f"U+{ord(sign):04X}")
    return f"„{sign}“"
