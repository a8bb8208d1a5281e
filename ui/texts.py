"""The sentence for every value that a state may carry: what happened, and what to do about it."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from authenticator.failures import Details, Failure, Problem
from authenticator.flows.activation_input import PinFault
from authenticator.model import Stage
from authenticator.values import dataclass
from crypto.email_address import AddressFault, BadAddress
from crypto.protocol import Counted, DeviceState
from ui.failure_texts import failure_words

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Message:
    """A failure in words."""

    title: str
    text: str
    code: str
    """Support code."""
    is_network_related: bool = False
    """Whether a look at the connection may help."""
    may_reset: bool = False
    """Whether the portal's reset is a way out."""
    is_passing: bool = False
    """Whether trying again later may succeed by itself."""
    waits: bool = False
    """Whether nothing is wrong, and somebody else has to do something first."""


def account_text(login: str) -> str:
    """Whose it is; `login` is the user name as it is shown."""
    return translate("Account", "Konto: {login}").format(login=login)


def failure_message(problem: Problem) -> Message:
    """What to show for `problem`."""
    failure = problem.failure
    title, text = failure_words()[failure]
    if failure is Failure.PIN_WRONG:
        title = wrong_pin_text(problem)
    if failure is Failure.ACTIVATION_REFUSED and problem.tries_left is not None:
        text = f"{text} {code_tries_text(problem.tries_left)}"
    if failure is Failure.RATE_LIMITED and problem.retry_after is not None:
        text = wait_text(problem.retry_after)
    if problem.setting is not None:
        from ui.setting_texts import setting_text

        # For whoever administers the computer, behind what its user is to do.
        text = f"{text}\n{setting_text(problem.setting)}"
    elif problem.details:
        text = f"{_details_text(problem)} {text}"
    return Message(
        title,
        text,
        failure.code,
        is_network_related=failure.is_network_related,
        may_reset=failure.needs_activation,
        is_passing=failure.is_retryable,
        waits=failure is Failure.NOT_CLEARED,
    )


def _details_text(problem: Problem) -> str:
    if problem.failure.details is Details.LIMIT:
        return _limit_text(Counted(problem.details))
    return _details_form(problem.failure.details).format(name=problem.details)


def _limit_text(counted: Counted) -> str:
    match counted:
        case Counted.ADDRESS:
            return translate("Failure", "Aus Ihrem Netzwerk kamen sehr viele Anfragen.")
        case Counted.ACCOUNT:
            return translate("Failure", "Für diesen Benutzernamen kamen sehr viele Anfragen.")
        case Counted.DEVICE:
            return translate("Failure", "Diese App hat sehr viele Anfragen gesendet.")
    assert_never(counted)


def _details_form(details: Details) -> str:
    match details:
        case Details.NOTHING | Details.LIMIT:
            return "{name}"
        case Details.PROXY:
            return translate("Failure", "Proxy: {name}.")
        case Details.PROXY_KIND:
            return translate("Failure", "Art des Proxys: {name}.")
        case Details.CERTIFICATE_ISSUER:
            return translate("Failure", "Aussteller des Zertifikats: {name}.")
        case Details.SETTING:
            return translate("Failure", "Betroffen: {name}.")
        case Details.FILE:
            return translate("Failure", "Datei: {name}.")
        case Details.VERSION:
            return translate("Failure", "Das Portal verlangt mindestens Version {name}.")
    assert_never(details)


def optional_message(problem: Problem | None) -> Message | None:
    """What to show for `problem`, where there is one."""
    return None if problem is None else failure_message(problem)


def pin_fault_text(fault: PinFault) -> str:
    """Why a PIN is not taken; the example is never the PIN itself."""
    return {
        PinFault.NOT_SIX_DIGITS: translate("PinFault", "Der PIN‑Code besteht aus 6 Ziffern."),
        PinFault.RUN: translate("PinFault", "Das ist eine Reihe (wie 123456)."),
        PinFault.REPEAT: translate("PinFault", "Hier wiederholen sich Ziffern (wie 112112)."),
        PinFault.PATTERN: translate("PinFault", "Das ist ein Muster der Tasten (wie 147258)."),
        PinFault.DATE: translate("PinFault", "Das ist ein Datum (wie 241225)."),
        PinFault.COMMON: translate("PinFault", "Diesen PIN‑Code wählen sehr viele."),
    }[fault]


def stage_text(stage: Stage) -> str:
    """A stage of the activation, as a line of a list."""
    return {
        Stage.PREPARING_KEY: translate("Stage", "Schlüssel für dieses Gerät erzeugen"),
        Stage.WRITING_KEY: translate("Stage", "Schlüssel auf diesem Gerät sicher ablegen"),
        Stage.ASKING_PORTAL: translate("Stage", "Aktivierungscode vom Portal prüfen lassen"),
        Stage.CONFIRMING: translate("Stage", "PIN‑Code bestätigen"),
    }[stage]


def wrong_pin_text(problem: Problem) -> str:
    """That the PIN was wrong, and how many tries are left."""
    match problem.tries_left:
        case None:
            return translate("Failure", "PIN‑Code falsch.")
        case 1:
            return translate(
                "Failure", "PIN‑Code falsch. Noch 1 Versuch, dann wird dieses Gerät gesperrt."
            )
        case left:
            words = translate(
                "Failure", "PIN‑Code falsch. Noch {left} Versuche, dann wird dieses Gerät gesperrt."
            )
            return words.format(left=left)


def tries_left_text(problem: Problem) -> str:
    """The same in as few words as fit above the cells."""
    match problem.tries_left:
        case None:
            return translate("Failure", "PIN‑Code falsch")
        case 1:
            return translate("Failure", "Noch 1 Versuch")
        case left:
            return translate("Failure", "Noch {left} Versuche").format(left=left)


def code_tries_text(left: int) -> str:
    """How many tries an activation code has at least, after some were wrong."""
    if left == 0:
        return translate("Failure", "Dieser Code gilt nicht mehr, Sie brauchen einen neuen.")
    if left == 1:
        return translate("Failure", "Mindestens 1 Versuch ist noch möglich.")
    return translate("Failure", "Mindestens {count} Versuche sind noch möglich.").format(count=left)


def user_name_text(bad: BadAddress) -> str:
    """What is wrong with a typed user name, for its field."""
    match bad.fault:
        case AddressFault.EMPTY:
            return translate("UserName", "Bitte geben Sie Ihren Benutzernamen ein.")
        case AddressFault.NO_AT | AddressFault.NO_NAME:
            return translate(
                "UserName",
                "Ihr Benutzername ist Ihre E‑Mail‑Adresse, zum Beispiel max.mustermann@abc.de. "
                "Bitte ergänzen Sie ihn.",
            )
        case AddressFault.SEVERAL:
            return translate(
                "UserName",
                "Bitte geben Sie nur eine E‑Mail‑Adresse ein. Das Zeichen @ kommt einmal vor.",
            )
        case AddressFault.SIGN | AddressFault.LETTER:
            return translate(
                "UserName",
                "Hier steht {sign}. Das gibt es in einer E‑Mail‑Adresse nicht. "
                "Bitte prüfen Sie Ihre Eingabe.",
            ).format(sign=_named_sign(bad.part))
        case AddressFault.DOTS:
            return translate(
                "UserName", "Hier ist ein Punkt zu viel. Bitte prüfen Sie Ihre Eingabe."
            )
        case AddressFault.ENDING | AddressFault.DOMAIN | AddressFault.TOO_LONG:
            return translate(
                "UserName",
                "Diese E‑Mail‑Adresse gibt es nicht. Bitte prüfen Sie, was hinter dem @ steht.",
            )
    assert_never(bad.fault)


def _named_sign(sign: str) -> str:
    if sign.isspace():
        return translate("UserName", "ein Leerzeichen")
    if not sign.isprintable():
        return translate("UserName", "ein unsichtbares Zeichen")
    return f"„{sign}“"


def wait_text(seconds: int) -> str:
    """How long to wait before trying again."""
    if seconds < 90:
        return translate("Failure", "Bitte versuchen Sie es in {count} Sekunden wieder.").format(
            count=max(seconds, 2)
        )
    minutes = -(-seconds // 60)
    return translate("Failure", "Bitte versuchen Sie es in {count} Minuten wieder.").format(
        count=minutes
    )


def device_state_text(state: DeviceState) -> str:
    """How a device stands at the portal."""
    return {
        DeviceState.PROVISIONAL: translate("DeviceState", "Aktivierung noch nicht abgeschlossen"),
        DeviceState.ACTIVE: translate("DeviceState", "Aktiv"),
        DeviceState.SUSPECT: translate(
            "DeviceState", "Angehalten: Der Schlüssel wurde an zwei Orten benutzt"
        ),
        DeviceState.LOCKED: translate(
            "DeviceState", "Gesperrt: Der PIN‑Code wurde zu oft falsch eingegeben"
        ),
        DeviceState.REVOKED: translate("DeviceState", "Entfernt"),
    }[state]
