"""The user name typed once more, before devices end (requirement P12).

Programs that look for viruses open the links of mails and press the buttons behind them; they do
not type. So a page that ends devices asks for what it does not show.
"""

from portal.domain.accounts.user_names import normalised
from portal.domain.registration.registrations import Registration
from portal.platform.language import translated as _


def masked(login: str) -> str:
    """Enough to recognise one's own, and not enough to be copied: ma•••@abc.de."""
    local, at, domain = login.partition("@")
    return f"{local[:2]}•••{at}{domain}"


def is_own_name(registration: Registration, typed: str) -> bool:
    """Whether it is the user name of this registration, in whatever letters."""
    return normalised(typed) == registration.login


def other_name(typed: str) -> str:
    """One sentence on a name that is not."""
    if not typed.strip():
        return _("Bitte geben Sie Ihren Benutzernamen ein. Erst dann werden Geräte gesperrt.")
    return _("Das ist nicht der Benutzername dieses Zugangs. Bitte prüfen Sie die Schreibweise.")
