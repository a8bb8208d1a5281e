"""How it stands with all accounts together, in a word and a sentence."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from authenticator.failures import Failure
from authenticator.flows.watching import Connecting, Halted, Link, Lost, OpeningKey, Watching
from authenticator.values import dataclass
from ui.keyring_texts import asks_for_password, name_keyring
from ui.screens.home.presenter import AccountStatus
from ui.texts import failure_message
from ui.widgets.icons import Icon
from ui.widgets.notice import Tone

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Readiness:
    """What the top of the overview says."""

    title: str
    text: str
    tone: Tone
    """INFO where something is waited for that is in order."""
    icon: Icon | None = None
    """None is the shield."""
    lost: Lost | None = None
    """The connection that is tried again."""
    is_said_below: bool = False
    """Whether the cards say the same and more: a small window needs no space for it."""


def readiness(accounts: Sequence[AccountStatus]) -> Readiness:
    """Of several accounts: first what is wrong with the connection, then whether one is ready."""
    links = [status.link for status in accounts]
    lost = next((link for link in links if isinstance(link, Lost)), None)
    if lost is not None:
        return _lost(lost)
    if any(isinstance(link, OpeningKey | Connecting) for link in links):
        return _beginning(links)
    watched = [status for status in accounts if isinstance(status.link, Watching)]
    return _watching(watched) if watched else _halted(links)


def _lost(lost: Lost) -> Readiness:
    message = failure_message(lost.problem)
    words = translate(
        "Readiness",
        "{title} {advice} Die App versucht es von selbst wieder. Support-Code: {code}",
    )
    text = words.format(title=message.title, advice=message.text, code=message.code)
    title = translate("Readiness", "Keine Verbindung")
    if not lost.problem.failure.is_network_related:
        title = translate("Readiness", "Noch nicht bereit")
    return Readiness(title, text, Tone.WARNING, Icon.WARNING, lost)


def _beginning(links: Sequence[Link]) -> Readiness:
    if any(isinstance(link, OpeningKey) for link in links):
        title = translate("Readiness", "Ihr Schlüssel wird gelesen …")
        text = translate("Readiness", "Er liegt {in_keyring}.")
        if asks_for_password():
            text = translate(
                "Readiness",
                "Fragt dieser Computer nach einem Kennwort, geben Sie es bitte ein: Der "
                "Schlüssel liegt {in_keyring}.",
            )
        text = name_keyring(text)
        return Readiness(title, text, Tone.INFO, Icon.LOCK)
    title = translate("Readiness", "Verbindung wird aufgebaut …")
    text = translate("Readiness", "Gleich ist die App bereit.")
    return Readiness(title, text, Tone.INFO, Icon.CLOCK)


def _watching(watched: Sequence[AccountStatus]) -> Readiness:
    accounts = [status.account for status in watched if status.account is not None]
    cleared = [account for account in accounts if account.cleared]
    if accounts and not cleared:
        title = translate("Readiness", "Freischaltung steht aus")
        text = translate(
            "Readiness",
            "Die AOK prüft Ihre Angaben. Sie bekommen eine E‑Mail, sobald Sie sich anmelden "
            "können.",
        )
        return Readiness(title, text, Tone.INFO, Icon.CLOCK)
    if cleared and all(account.reported for account in cleared):
        title = translate("Readiness", "Im Browser gesperrt")
        text = translate(
            "Readiness", "Melden Sie sich einmal hier an, dann geht es auch im Browser wieder."
        )
        return Readiness(title, text, Tone.WARNING, Icon.WARNING)
    text = translate(
        "Readiness",
        "Keine Anfrage offen. Melden Sie sich im Browser an, dann erscheint sie hier.",
    )
    return Readiness(translate("Readiness", "Bereit"), text, Tone.SUCCESS)


def _halted(links: Sequence[Link]) -> Readiness:
    failures = [link.problem.failure for link in links if isinstance(link, Halted)]
    if failures and all(failure is Failure.INSTANCE_UNKNOWN for failure in failures):
        title = translate("Readiness", "Fast bereit")
        text = translate("Readiness", "Es fehlt nur noch Ihre Bestätigung.")
        return Readiness(title, text, Tone.INFO, Icon.COMPUTER, is_said_below=True)
    if failures and all(failure is Failure.UPGRADE_REQUIRED for failure in failures):
        title = translate("Readiness", "Neue Version nötig")
        text = translate("Readiness", "Mit dieser Version können Sie sich nicht mehr anmelden.")
        return Readiness(title, text, Tone.WARNING, Icon.WARNING, is_said_below=True)
    title = translate("Readiness", "Nicht bereit")
    text = translate("Readiness", "Was geschehen ist und was Sie tun können, steht beim Konto.")
    return Readiness(title, text, Tone.ERROR, Icon.ERROR, is_said_below=True)


def chip_words(status: AccountStatus) -> tuple[str, Tone]:
    """How it stands with one account."""
    if isinstance(status.link, Halted):
        return _halted_chip(status.link.problem.failure)
    if status.account is None:
        return "", Tone.INFO
    if not status.account.cleared:
        return translate("Readiness", "Freischaltung steht aus"), Tone.INFO
    if status.account.reported:
        return translate("Readiness", "Im Browser gesperrt"), Tone.WARNING
    return translate("Readiness", "Freigeschaltet"), Tone.SUCCESS


def _halted_chip(failure: Failure) -> tuple[str, Tone]:
    words = {
        Failure.DEVICE_LOCKED: translate("Readiness", "Gesperrt"),
        Failure.DEVICE_SUSPECT: translate("Readiness", "Angehalten"),
        Failure.DEVICE_REVOKED: translate("Readiness", "Abgemeldet"),
        Failure.INSTANCE_UNKNOWN: translate("Readiness", "Noch nicht bestätigt"),
        Failure.UPGRADE_REQUIRED: translate("Readiness", "Zu alte Version"),
    }
    tone = Tone.INFO if failure is Failure.INSTANCE_UNKNOWN else Tone.ERROR
    return words.get(failure, translate("Readiness", "Nicht bereit")), tone
