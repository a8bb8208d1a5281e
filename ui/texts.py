"""The sentence for every value that a state may carry: what happened, and what to do about it."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from authenticator.activation_input import PinFault
from authenticator.approval import Outcome
from authenticator.failures import Failure, Problem
from authenticator.model import Stage

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Message:
    """A failure in words."""

    title: str
    text: str
    code: str
    """Support code."""


def failure_message(problem: Problem) -> Message:
    """What to show for `problem`."""
    title, text = _failure_words(problem)
    return Message(title, text, problem.failure.code)


def optional_message(problem: Problem | None) -> Message | None:
    """What to show for `problem`, where there is one."""
    return None if problem is None else failure_message(problem)


def pin_fault_text(fault: PinFault) -> str:
    """Why a PIN is not taken, as advice."""
    return {
        PinFault.NOT_SIX_DIGITS: translate("PinFault", "Der PIN-Code besteht aus 6 Ziffern."),
        PinFault.RUN: translate(
            "PinFault", "Diese Zahlenreihe ist leicht zu erraten. Bitte mischen Sie die Ziffern."
        ),
        PinFault.REPEAT: translate(
            "PinFault", "Hier wiederholen sich Ziffern. Bitte wählen Sie mehr verschiedene."
        ),
        PinFault.DATE: translate(
            "PinFault", "Das sieht wie ein Datum aus. Bitte wählen Sie eine andere Zahl."
        ),
        PinFault.PATTERN: translate(
            "PinFault",
            "Das ist ein Muster auf dem Ziffernblock. Bitte wählen Sie eine andere Zahl.",
        ),
        PinFault.COMMON: translate(
            "PinFault", "Diesen PIN-Code wählen sehr viele. Bitte nehmen Sie einen anderen."
        ),
    }[fault]


def stage_text(stage: Stage) -> str:
    """A stage of the activation, as a line of a list."""
    return {
        Stage.PREPARING_KEY: translate("Stage", "Schlüssel für dieses Gerät erzeugen"),
        Stage.WRITING_KEY: translate("Stage", "Schlüssel auf diesem Gerät sicher ablegen"),
        Stage.ASKING_PORTAL: translate("Stage", "Aktivierungscode vom Portal prüfen lassen"),
        Stage.CONFIRMING: translate("Stage", "PIN-Code bestätigen"),
    }[stage]


def tries_text(left: int) -> str:
    """How many PIN tries remain."""
    if left == 1:
        return translate(
            "Failure",
            "Sie haben noch 1 Versuch. Danach wird dieses Gerät gesperrt und muss über das "
            "Portal zurückgesetzt werden.",
        )
    return translate("Failure", "Sie haben noch {count} Versuche.").format(count=left)


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


def _failure_words(problem: Problem) -> tuple[str, str]:
    title, text = {**_entry(), **_connection(), **_keyring(), **_requests(), **_program()}[
        problem.failure
    ]
    if problem.failure is Failure.PIN_WRONG and problem.tries_left is not None:
        text = tries_text(problem.tries_left)
    if problem.failure is Failure.RATE_LIMITED and problem.retry_after is not None:
        text = wait_text(problem.retry_after)
    return title, text


def _entry() -> dict[Failure, tuple[str, str]]:
    return {
        Failure.ACTIVATION_REFUSED: (
            translate("Failure", "Benutzername und Aktivierungscode passen nicht zusammen."),
            translate(
                "Failure",
                "Der Code gilt 10 Minuten und nur einmal. Bitte prüfen Sie beide Angaben oder "
                "lassen Sie sich im Portal einen neuen Code anzeigen.",
            ),
        ),
        Failure.ATTEMPT_ENDED: (
            translate("Failure", "Die Aktivierung hat zu lange gedauert."),
            translate(
                "Failure",
                "Sie wurde aus Sicherheitsgründen beendet. Bitte beginnen Sie noch einmal mit "
                "einem neuen Aktivierungscode aus dem Portal.",
            ),
        ),
        Failure.PIN_WRONG: (
            translate("Failure", "Der PIN-Code ist nicht richtig."),
            translate("Failure", "Bitte geben Sie ihn noch einmal ein."),
        ),
        Failure.DEVICE_LOCKED: (
            translate("Failure", "Dieses Gerät ist gesperrt."),
            translate(
                "Failure",
                "Der PIN-Code wurde zu oft falsch eingegeben. Setzen Sie das Gerät im Portal "
                "zurück; dafür brauchen Sie eine neue Arbeitgeberbescheinigung.",
            ),
        ),
    }


def _connection() -> dict[Failure, tuple[str, str]]:
    return {
        Failure.PORTAL_UNREACHABLE: (
            translate("Failure", "Das Portal ist gerade nicht erreichbar."),
            translate("Failure", "Bitte prüfen Sie Ihre Internetverbindung."),
        ),
        Failure.TLS_UNTRUSTED: (
            translate("Failure", "Die Verbindung zum Portal ist nicht vertrauenswürdig."),
            translate(
                "Failure",
                "Das Zertifikat der Gegenstelle konnte nicht geprüft werden. Bitte prüfen Sie "
                "Datum und Uhrzeit dieses Computers oder fragen Sie Ihre IT.",
            ),
        ),
        Failure.FOREIGN_ANSWER: (
            translate("Failure", "Es hat nicht das Portal geantwortet."),
            translate(
                "Failure",
                "Oft steckt die Anmeldeseite eines WLANs dahinter. Öffnen Sie Ihren Browser und "
                "melden Sie sich dort an, oder fragen Sie Ihre IT.",
            ),
        ),
        Failure.PROXY_LOGIN_NEEDED: (
            translate("Failure", "Ihr Netzwerk verlangt eine Anmeldung am Proxy."),
            translate("Failure", "Bitte fragen Sie Ihre IT nach dem Zugang zum Internet."),
        ),
        Failure.PORTAL_UNAVAILABLE: (
            translate("Failure", "Das Portal ist vorübergehend nicht verfügbar."),
            translate("Failure", "Bitte versuchen Sie es in einigen Minuten wieder."),
        ),
        Failure.RATE_LIMITED: (
            translate("Failure", "Das waren zu viele Versuche in kurzer Zeit."),
            translate("Failure", "Bitte versuchen Sie es in einigen Minuten wieder."),
        ),
    }


def _keyring() -> dict[Failure, tuple[str, str]]:
    return {
        Failure.KEYRING_MISSING: (
            translate("Failure", "Auf diesem Computer fehlt ein Schlüsselbund."),
            translate(
                "Failure",
                "Die App braucht den Schlüsselbund des Betriebssystems, um Ihren Zugang sicher "
                "aufzubewahren. Bitte fragen Sie Ihre IT.",
            ),
        ),
        Failure.KEYRING_LOCKED: (
            translate("Failure", "Der Schlüsselbund ist gesperrt."),
            translate(
                "Failure",
                "Bitte entsperren Sie den Schlüsselbund dieses Computers, meist mit Ihrem "
                "Anmeldekennwort, und versuchen Sie es dann erneut.",
            ),
        ),
        Failure.KEYRING_FAILED: (
            translate("Failure", "Der Schlüsselbund antwortet nicht richtig."),
            translate(
                "Failure",
                "Melden Sie sich an diesem Computer ab und wieder an. Hilft das nicht, fragen "
                "Sie Ihre IT.",
            ),
        ),
        Failure.KEY_MISSING: (
            translate("Failure", "Der Schlüssel dieses Geräts fehlt."),
            translate(
                "Failure",
                "Er liegt nicht mehr im Schlüsselbund dieses Computers. Setzen Sie das Gerät im "
                "Portal zurück und aktivieren Sie es neu.",
            ),
        ),
        Failure.KEY_DAMAGED: (
            translate("Failure", "Der Schlüssel dieses Geräts ist beschädigt."),
            translate(
                "Failure",
                "Setzen Sie das Gerät im Portal zurück und aktivieren Sie es neu.",
            ),
        ),
    }


def _requests() -> dict[Failure, tuple[str, str]]:
    return {
        Failure.REQUEST_ENDED: (
            translate("Failure", "Diese Anmeldung ist nicht mehr offen."),
            translate("Failure", "Bitte beginnen Sie die Anmeldung noch einmal."),
        ),
        Failure.REQUEST_SUPERSEDED: (
            translate("Failure", "Es gibt eine neuere Anmeldung."),
            translate("Failure", "Nur die neueste Anmeldung kann freigegeben werden."),
        ),
        Failure.NOT_CLEARED: (
            translate("Failure", "Die AOK hat Ihren Zugang noch nicht freigeschaltet."),
            translate("Failure", "Sie erhalten eine E-Mail, sobald Sie sich einloggen können."),
        ),
        Failure.BROWSER_NOT_OPENED: (
            translate("Failure", "Der Browser ließ sich nicht öffnen."),
            translate(
                "Failure",
                "Bitte öffnen Sie Ihren Browser von Hand und beginnen Sie die Anmeldung dort.",
            ),
        ),
    }


def _program() -> dict[Failure, tuple[str, str]]:
    reset = translate("Failure", "Setzen Sie das Gerät im Portal zurück und aktivieren Sie es neu.")
    support = translate(
        "Failure", "Bitte nennen Sie dem technischen Support den Code, der hier steht."
    )
    return {
        Failure.DEVICE_REVOKED: (
            translate("Failure", "Dieses Gerät wurde im Portal entfernt."),
            translate(
                "Failure", "Mit einem neuen Aktivierungscode können Sie es wieder aktivieren."
            ),
        ),
        Failure.DEVICE_UNKNOWN: (
            translate("Failure", "Das Portal kennt dieses Gerät nicht."),
            translate(
                "Failure", "Mit einem neuen Aktivierungscode können Sie es wieder aktivieren."
            ),
        ),
        Failure.DEVICE_SUSPECT: (
            translate("Failure", "Der Schlüssel dieses Geräts wurde an zwei Orten benutzt."),
            translate("Failure", "Zu Ihrem Schutz ist der Zugang angehalten.") + " " + reset,
        ),
        Failure.UPGRADE_REQUIRED: (
            translate("Failure", "Diese Version der App ist zu alt."),
            translate("Failure", "Bitte installieren Sie die aktuelle Version aus dem Portal."),
        ),
        Failure.PORTAL_KEYS_UNTRUSTED: (
            translate("Failure", "Die Schlüssel des Portals haben sich unerwartet geändert."),
            translate("Failure", "Zu Ihrem Schutz geht es hier nicht weiter.") + " " + support,
        ),
        Failure.POLICY_INVALID: (
            translate("Failure", "Die Einstellungen der App sind nicht lesbar."),
            translate(
                "Failure", "Bitte fragen Sie Ihre IT: Adresse des Portals oder Richtlinie prüfen."
            ),
        ),
        Failure.PROFILE_UNWRITABLE: (
            translate("Failure", "Die App kann ihre Daten nicht speichern."),
            translate(
                "Failure",
                "Bitte prüfen Sie, ob noch Speicherplatz frei ist, oder fragen Sie Ihre IT.",
            ),
        ),
        Failure.INTERNAL: (
            translate("Failure", "Ein unerwarteter Fehler ist aufgetreten."),
            translate("Failure", "Bitte starten Sie die App neu.") + " " + support,
        ),
    }


def outcome_words(outcome: Outcome) -> tuple[str, str]:
    """Title and sentence for the end of a login request."""
    return {
        Outcome.APPROVED: (
            translate("Outcome", "Freigegeben"),
            translate("Outcome", "Ihr Browser öffnet sich. Sie können dort weiterarbeiten."),
        ),
        Outcome.DENIED: (
            translate("Outcome", "Abgelehnt"),
            translate("Outcome", "Die Anmeldung wurde beendet. Niemand wurde angemeldet."),
        ),
        Outcome.REPORTED: (
            translate("Outcome", "Danke, der Versuch ist gemeldet"),
            translate(
                "Outcome",
                "Die Anmeldung wurde beendet, niemand wurde angemeldet. Geben Sie Ihren PIN-Code "
                "nie weiter – auch nicht am Telefon.",
            ),
        ),
        Outcome.ENDED: (
            translate("Outcome", "Diese Anmeldung ist nicht mehr offen"),
            translate(
                "Outcome",
                "Sie ist abgelaufen oder wurde im Browser beendet. Möchten Sie sich anmelden, "
                "beginnen Sie bitte noch einmal.",
            ),
        ),
        Outcome.FAILED: (
            translate("Outcome", "Das hat nicht geklappt"),
            translate("Outcome", "Niemand wurde angemeldet."),
        ),
    }[outcome]
