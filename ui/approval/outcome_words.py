"""How a request ended, in words."""

from PySide6.QtCore import QCoreApplication

from authenticator.approval import Outcome
from authenticator.model import Mode

translate = QCoreApplication.translate


def outcome_words(outcome: Outcome, mode: Mode) -> tuple[str, str]:
    """Title and sentence for the end of a request."""
    title, text = {
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
    return _other_words(mode).get(outcome, (title, text))


def _other_words(mode: Mode) -> dict[Outcome, tuple[str, str]]:
    """What a request that is no login in this computer's browser says otherwise."""
    return {Mode.BROWSER: {}, Mode.CODE: _far_login(), Mode.ACTION: _action()}[mode]


def _far_login() -> dict[Outcome, tuple[str, str]]:
    return {
        Outcome.APPROVED: (
            translate("Outcome", "Freigegeben"),
            translate("Outcome", "Arbeiten Sie am anderen Computer im Browser weiter."),
        ),
        Outcome.ENDED: (
            translate("Outcome", "Diese Anmeldung ist nicht mehr offen"),
            translate(
                "Outcome",
                "Der Code war nicht richtig, oder sie ist abgelaufen. Beginnen Sie die "
                "Anmeldung im Browser noch einmal.",
            ),
        ),
    }


def _action() -> dict[Outcome, tuple[str, str]]:
    return {
        Outcome.APPROVED: (
            translate("Outcome", "Freigegeben"),
            translate("Outcome", "Das Portal führt es aus. Im Browser geht es weiter."),
        ),
        Outcome.DENIED: (
            translate("Outcome", "Abgelehnt"),
            translate("Outcome", "Im Portal wurde nichts geändert."),
        ),
        Outcome.REPORTED: (
            translate("Outcome", "Danke, der Versuch ist gemeldet"),
            translate(
                "Outcome",
                "Im Portal wurde nichts geändert, und alle Browser sind abgemeldet. Geben "
                "Sie Ihren PIN-Code nie weiter – auch nicht am Telefon.",
            ),
        ),
        Outcome.ENDED: (
            translate("Outcome", "Diese Anfrage ist nicht mehr offen"),
            translate(
                "Outcome",
                "Sie ist abgelaufen oder wurde im Browser beendet. Es wurde nichts geändert.",
            ),
        ),
        Outcome.FAILED: (
            translate("Outcome", "Das hat nicht geklappt"),
            translate("Outcome", "Im Portal wurde nichts geändert."),
        ),
    }
