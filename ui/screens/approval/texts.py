"""Texts of a login request and of its result."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from authenticator.desktop.remote_session import RemoteSession
from authenticator.flows.approval import Outcome
from authenticator.model import LoginRequest
from authenticator.values import dataclass
from crypto.protocol import Line, Mode

translate = QCoreApplication.translate


@dataclass(frozen=True)
class RequestWords:
    """The words that differ."""

    title: str
    lead: str
    """A line below the title."""
    approve: str
    changes: str = ""
    """What the portal will do, a line for each; empty for a login."""


def request_words(request: LoginRequest, portal: str) -> RequestWords:
    """The words for this request of `portal`."""
    match request.mode:
        case Mode.ACTION:
            lead = translate("Request", "{portal} bittet um Ihre Freigabe")
            approve = translate("Request", "Freigeben")
            title, changes = _change_words(request.action.split("\n"))
            return RequestWords(title, lead.format(portal=portal), approve, changes)
        case Mode.BROWSER | Mode.CODE:
            lead = translate("Request", "bei {portal}")
            title = translate("Request", "Möchten Sie sich anmelden?")
            approve = translate("Request", "Anmeldung freigeben")
            return RequestWords(title, lead.format(portal=portal), approve)
        case _:
            assert_never(request.mode)


def _change_words(sentences: list[str]) -> tuple[str, str]:
    """Title and list; several are numbered, so that none is overlooked."""
    if len(sentences) == 1:
        return translate("Request", "Änderung bestätigen"), sentences[0]
    title = translate("Request", "{number} Änderungen bestätigen").format(number=len(sentences))
    lines = (f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1))
    return title, "\n".join(lines)


@dataclass(frozen=True)
class OriginWords:
    """About where it was begun: what is usual, or a question."""

    usual: str = ""
    question: str = ""
    short_question: str = ""
    """Where space is short."""
    is_danger: bool = False


def origin_words(request: LoginRequest, *, line_warning: bool) -> OriginWords:
    """`line_warning`: whether another line than the app's is asked about."""
    if request.mode is Mode.CODE:
        danger = translate(
            "Request",
            "Der Browser steht an einem anderen Computer. Hat Ihnen jemand den Code gesagt oder "
            "geschickt? Dann lehnen Sie ab.",
        )
        short = translate("Request", "Code von anderen? Dann ablehnen.")
        return OriginWords(question=danger, short_question=short, is_danger=True)
    match request.line:
        case Line.SAME:
            return OriginWords(usual=translate("Request", "von Ihrem Anschluss"))
        case Line.OTHER if line_warning:
            other = translate("Request", "Von einem anderen Anschluss. Sitzen Sie gerade dort?")
            short = translate("Request", "Anderer Anschluss. Sitzen Sie dort?")
            return OriginWords(question=other, short_question=short)
        case Line.OTHER | Line.UNKNOWN:
            return OriginWords()
        case _:
            assert_never(request.line)


def session_words(session: RemoteSession | None) -> str:
    """At which other computer the person sits; empty where that is not known."""
    if session is None or not session.client:
        return ""
    words = translate("Request", "Sie sitzen an {client} ({kind})")
    return words.format(client=session.client, kind=session.kind)


def report_words(mode: Mode) -> tuple[str, str]:
    """Title and sentences about what a report leads to, before it is sent."""
    later = translate(
        "Request",
        "Danach können Sie sich erst wieder im Browser anmelden, wenn Sie sich einmal in dieser "
        "App mit „Jetzt einloggen“ angemeldet haben. Sie bekommen darüber eine E‑Mail.",
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
    """Title and sentence for the end of a request; the sentence may have a place for "login"."""
    title, text = {
        Outcome.APPROVED: (
            translate("Outcome", "Freigegeben"),
            translate(
                "Outcome", "{login} wird im Browser angemeldet.\nSie können dort weiterarbeiten."
            ),
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
    return translate("Outcome", "Geben Sie Ihren PIN‑Code nie weiter, auch nicht am Telefon.")


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
