"""Pictures of requests that are no login in this computer's browser."""

from authenticator.desktop.remote_session import read_session
from authenticator.flows import approval
from authenticator.flows.approval import Outcome
from authenticator.model import LoginRequest
from crypto.protocol import Line, Mode
from tests.support.screens import fakes
from tests.support.screens.catalogue import WRONG_PIN, Scene, scene


def _action() -> LoginRequest:
    return fakes.login_request(mode=Mode.ACTION, action="Gerät „BEREITSCHAFT“ entfernen")


def _afar() -> LoginRequest:
    return fakes.login_request(mode=Mode.CODE)


def _show(on: Scene, state: approval.State) -> None:
    on.navigator.presenters.approval._code_transfer = True
    on.approval(state)


def _from(on: Scene, client: str) -> None:
    """In a session of Citrix, with a person at another computer."""
    session = read_session("ICA-CGP#4", client)
    on.navigator.presenters.approval.remote_session = lambda: session


@scene("approval-6-session")
def session(on: Scene) -> None:
    _from(on, "EMPFANG-2")
    on.approval(approval.Asking(fakes.login_request()))


@scene("approval-6-session-other-line")
def session_other_line(on: Scene) -> None:
    _from(on, "EMPFANG-2")
    on.approval(approval.Asking(fakes.login_request(line=Line.OTHER)))


@scene("approval-6-session-hostile-name")
def session_hostile_name(on: Scene) -> None:
    _from(on, "\u202eW" + "WM" * 40 + "\nFreigeben")
    on.approval(approval.Asking(fakes.login_request()))


@scene("approval-6-session-action")
def session_action(on: Scene) -> None:
    _from(on, "EMPFANG-2")
    _show(on, approval.Asking(_action()))


@scene("approval-4-action")
def action(on: Scene) -> None:
    _show(on, approval.Asking(_action()))


@scene("approval-4-actions")
def actions(on: Scene) -> None:
    words = (
        "Zugang von Erika Mustermann (erika.mustermann@praxis-montag.de) sperren",
        "Jana Sommer (jana.sommer@praxis-montag.de) wird LE‑Admin für Pflegedienst Sonnenhof GmbH",
    )
    _show(on, approval.Asking(fakes.login_request(mode=Mode.ACTION, action="\n".join(words))))


@scene("approval-4-action-long-words")
def action_long_words(on: Scene) -> None:
    """As long as a user name may be, without a place where a reader would break it."""
    login = f"{'erikamustermann' * 4}@{'praxismustermann' * 3}.de"
    words = f"Zugang von Erika Mustermann ({login}) sperren"
    _show(on, approval.Asking(fakes.login_request(mode=Mode.ACTION, action=words)))


@scene("approval-4-action-approved")
def action_approved(on: Scene) -> None:
    _show(on, approval.Closed(_action(), Outcome.APPROVED))


@scene("approval-4-action-reported")
def action_reported(on: Scene) -> None:
    _show(on, approval.Closed(_action(), Outcome.REPORTED))


@scene("approval-5-code")
def code(on: Scene) -> None:
    _show(on, approval.Asking(_afar()))


@scene("approval-5-code-typed")
def code_typed(on: Scene) -> None:
    _show(on, approval.Asking(_afar()))
    on.type("approval.request.code", "362 517")
    on.type("approval.request.pin", "482913")


@scene("approval-5-code-pin-wrong")
def code_wrong_pin(on: Scene) -> None:
    _show(on, approval.Asking(_afar(), 1, WRONG_PIN))


@scene("approval-5-code-approved")
def code_approved(on: Scene) -> None:
    _show(on, approval.Closed(_afar(), Outcome.APPROVED))


@scene("approval-5-code-ended")
def code_ended(on: Scene) -> None:
    _show(on, approval.Closed(_afar(), Outcome.ENDED))


@scene("approval-5-code-forbidden")
def code_forbidden(on: Scene) -> None:
    on.approval(approval.Asking(_afar()))
