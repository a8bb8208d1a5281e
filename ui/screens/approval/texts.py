"""Texts of a login request and of its result."""

from dataclasses import dataclass
from typing import assert_never

from PySide6.QtCore import QCoreApplication

from authenticator.flows.approval import Outcome
from authenticator.model import LoginRequest
from crypto.protocol import Mode

translate = QCoreApplication.translate


@dataclass(frozen=True)
class RequestWords:
    """The words that differ."""

    title: str
    warning: str
    """For those who did not begin it."""
    approve: str
    lead: str = ""
    """A small line above the title."""
    danger: str = ""
    """Title of a red box."""
    danger_text: str = ""


def request_words(request: LoginRequest) -> RequestWords:
    """The words for this request."""
    match request.mode:
        case Mode.ACTION:
            return RequestWords(
                title=request.action,
                warning=translate(
                    "Request",
                    "Sie haben das gerade nicht im Portal gewählt? Dann wählen Sie „Das war ich "
                    "nicht“. Die App sagt Ihnen vorher, was dann geschieht.",
                ),
                approve=translate("Request", "Freigeben"),
                lead=translate("Request", "Das Portal bittet um Ihre Freigabe"),
            )
        case Mode.BROWSER:
            return _login_words()
        case Mode.CODE:
            return _login_words(
                translate("Request", "Angemeldet wird ein Browser auf einem anderen Computer."),
                translate(
                    "Request",
                    "Machen Sie nur weiter, wenn Sie selbst davor sitzen und den Code dort "
                    "ablesen. Hat Ihnen jemand den Code gesagt oder geschickt, lehnen Sie ab.",
                ),
            )
        case _:
            assert_never(request.mode)


def _login_words(danger: str = "", danger_text: str = "") -> RequestWords:
    return RequestWords(
        title=translate("Request", "Möchten Sie sich anmelden?"),
        warning=translate(
            "Request",
            "Sie haben sich gerade nicht angemeldet? Dann wählen Sie „Das war ich nicht“. Die App "
            "sagt Ihnen vorher, was dann geschieht.",
        ),
        approve=translate("Request", "Anmeldung freigeben"),
        danger=danger,
        danger_text=danger_text,
    )


def report_words(mode: Mode) -> tuple[str, str]:
    """Title and sentences about what a report leads to, before it is sent."""
    later = translate(
        "Request",
        "Danach können Sie sich erst wieder im Browser anmelden, wenn Sie sich einmal in dieser "
        "App mit „Jetzt einloggen“ angemeldet haben. Sie bekommen darüber eine E-Mail.",
    )
    match mode:
        case Mode.ACTION:
            ended = translate(
                "Request", "Im Portal wird nichts geändert, und alle Browser werden abgemeldet."
            )
        case Mode.BROWSER | Mode.CODE:
            ended = translate(
                "Request",
                "Die Anmeldung wird beendet und als Missbrauchsversuch gemeldet, und alle Browser "
                "werden abgemeldet.",
            )
        case _:
            assert_never(mode)
    return translate("Request", "Das geschieht, wenn Sie melden:"), f"{ended} {later}"


def locked_browsers_text() -> str:
    """How logins in the browser become possible again after a report."""
    return translate(
        "Outcome",
        "Im Browser können Sie sich erst wieder anmelden, wenn Sie sich einmal in dieser App mit "
        "„Jetzt einloggen“ angemeldet haben.",
    )


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
                "Niemand wurde angemeldet, und alle Browser sind abgemeldet.",
            )
            + f" {locked_browsers_text()} {_keep_secret()}",
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


def _keep_secret() -> str:
    return translate("Outcome", "Geben Sie Ihren PIN-Code nie weiter, auch nicht am Telefon.")


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
                "Im Portal wurde nichts geändert, und alle Browser sind abgemeldet.",
            )
            + f" {locked_browsers_text()} {_keep_secret()}",
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
