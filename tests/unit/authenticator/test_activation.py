"""The activation's table of states: each arrow once, and everything else changes nothing."""

import itertools

import pytest

from authenticator.failures import Failure, Problem
from authenticator.flows.activation import (
    Activated,
    ChoosePin,
    CodeEntered,
    Confirming,
    Done,
    EnterCode,
    Event,
    Failed,
    KeyringProved,
    KeyringRefused,
    NothingToResume,
    Paused,
    PinChosen,
    PinNeeded,
    PinRepeated,
    ProbingKeyring,
    Progressed,
    ReadTerms,
    Registering,
    RepeatPin,
    ResumePaused,
    Resuming,
    Retried,
    StartedOver,
    State,
    Stopped,
    TermsAccepted,
    WentBack,
    advance,
)
from authenticator.model import Account, Secret, Stage

CODE, PIN = Secret("10542963"), Secret("482913")
ACCOUNT = Account("a@b.example", "Anna Berg", "Praxis Berg", cleared=False)
REFUSED = Problem(Failure.ACTIVATION_REFUSED)
OFFLINE = Problem(Failure.PORTAL_UNREACHABLE)
WRONG = Problem(Failure.PIN_WRONG, tries_left=4)
REVOKED = Problem(Failure.DEVICE_REVOKED)
LOGIN = ACCOUNT.login
WAITING = Paused(LOGIN, CODE, PIN, 2, None)

ARROWS: list[tuple[State, Event, State]] = [
    (ReadTerms(), TermsAccepted(), ProbingKeyring(1)),
    (ProbingKeyring(1), KeyringProved(1), EnterCode(attempt=1)),
    (ProbingKeyring(1), Failed(1, OFFLINE), KeyringRefused(OFFLINE, 1)),
    (ProbingKeyring(1), WentBack(), ReadTerms()),
    (KeyringRefused(OFFLINE, 1), Retried(), ProbingKeyring(2)),
    (KeyringRefused(OFFLINE, 1), WentBack(), ReadTerms()),
    (EnterCode(attempt=1), CodeEntered(LOGIN, CODE), ChoosePin(LOGIN, CODE, 1)),
    (EnterCode(attempt=1), WentBack(), ReadTerms()),
    (
        EnterCode(LOGIN, REFUSED, PIN, 2),
        CodeEntered(LOGIN, CODE),
        Registering(LOGIN, CODE, PIN, 3),
    ),
    (ChoosePin(LOGIN, CODE, 1), WentBack(), EnterCode(LOGIN, attempt=1)),
    (ChoosePin(LOGIN, CODE, 1), PinChosen(PIN), Registering(LOGIN, CODE, PIN, 2)),
    (
        Registering(LOGIN, CODE, PIN, 2),
        Progressed(2, Stage.CONFIRMING),
        Registering(LOGIN, CODE, PIN, 2, Stage.CONFIRMING),
    ),
    (Registering(LOGIN, CODE, PIN, 2), Activated(2, ACCOUNT), Done(ACCOUNT)),
    (Registering(LOGIN, CODE, PIN, 2), Failed(2, REFUSED), EnterCode(LOGIN, REFUSED, PIN, 2)),
    (Registering(LOGIN, CODE, PIN, 2), Failed(2, WRONG), ChoosePin(LOGIN, CODE, 2)),
    (Registering(LOGIN, CODE, PIN, 2), Failed(2, OFFLINE), Paused(LOGIN, CODE, PIN, 2, OFFLINE)),
    (Registering(LOGIN, CODE, PIN, 2), Failed(2, REVOKED), Stopped(REVOKED)),
    (Paused(LOGIN, CODE, PIN, 2, OFFLINE), Retried(), Registering(LOGIN, CODE, PIN, 3)),
    (Paused(LOGIN, CODE, PIN, 2, OFFLINE), WentBack(), EnterCode(LOGIN, None, PIN, 2)),
    (Registering(LOGIN, CODE, PIN, 2), WentBack(), WAITING),
    (WAITING, Retried(), Registering(LOGIN, CODE, PIN, 2)),
    (WAITING, Activated(2, ACCOUNT), Done(ACCOUNT)),
    (WAITING, Failed(2, OFFLINE), Paused(LOGIN, CODE, PIN, 2, OFFLINE)),
    (EnterCode(LOGIN, None, PIN, 2), Activated(2, ACCOUNT), Done(ACCOUNT)),
    (ChoosePin(LOGIN, CODE, 2), Activated(2, ACCOUNT), Done(ACCOUNT)),
    (Resuming(1), WentBack(), ResumePaused(1, None)),
    (ResumePaused(1, None), Retried(), Resuming(1)),
    (ResumePaused(1, None), NothingToResume(1), ReadTerms()),
    (ResumePaused(1, None), PinNeeded(1, LOGIN), RepeatPin(LOGIN, 1)),
    (ResumePaused(1, None), Activated(1, ACCOUNT), Done(ACCOUNT)),
    (ResumePaused(1, None), Failed(1, OFFLINE), ResumePaused(1, OFFLINE)),
    (Resuming(1), NothingToResume(1), ReadTerms()),
    (Resuming(1), PinNeeded(1, LOGIN), RepeatPin(LOGIN, 1)),
    (Resuming(1), Activated(1, ACCOUNT), Done(ACCOUNT)),
    (Resuming(1), Failed(1, OFFLINE), ResumePaused(1, OFFLINE)),
    (Resuming(1), Failed(1, REVOKED), Stopped(REVOKED)),
    (ResumePaused(1, OFFLINE), Retried(), Resuming(2)),
    (ResumePaused(1, OFFLINE), WentBack(), ReadTerms()),
    (RepeatPin(LOGIN, 1), PinRepeated(PIN), Confirming(LOGIN, PIN, 2)),
    (Confirming(LOGIN, PIN, 2), Activated(2, ACCOUNT), Done(ACCOUNT)),
    (Confirming(LOGIN, PIN, 2), Failed(2, WRONG), RepeatPin(LOGIN, 2, WRONG)),
    (Confirming(LOGIN, PIN, 2), Failed(2, OFFLINE), RepeatPin(LOGIN, 2, OFFLINE)),
    (Confirming(LOGIN, PIN, 2), Failed(2, REVOKED), Stopped(REVOKED)),
    *(
        (state, StartedOver(), ReadTerms())
        for state in (
            Stopped(REVOKED),
            EnterCode(),
            ChoosePin(LOGIN, CODE),
            Paused(LOGIN, CODE, PIN, 2, OFFLINE),
            RepeatPin(LOGIN, 1),
        )
    ),
]
STATES: list[State] = list(dict.fromkeys(s for a, _, b in ARROWS for s in (a, b)))
EVENTS: list[Event] = list(dict.fromkeys(event for _, event, _ in ARROWS))
KNOWN = {(state, event) for state, event, _ in ARROWS}


@pytest.mark.parametrize(("state", "event", "after"), ARROWS)
def test_each_arrow(state: State, event: Event, after: State) -> None:
    assert advance(state, event) == after


def test_what_is_no_arrow_changes_nothing_or_only_moves_by_kind() -> None:
    kinds = {(type(a), type(e)) for a, e, _ in ARROWS}
    for state, event in itertools.product(STATES, EVENTS):
        if (type(state), type(event)) not in kinds:
            assert advance(state, event) is state, (state, event)


@pytest.mark.parametrize("state", [s for s in STATES if hasattr(s, "attempt")])
@pytest.mark.parametrize("event", [e for e in EVENTS if hasattr(e, "attempt")])
def test_a_late_answer_to_an_earlier_attempt_changes_nothing(state: State, event: Event) -> None:
    late = type(event)(**{**vars(event), "attempt": 99})
    assert advance(state, late) is state


@pytest.mark.parametrize("state", STATES)
def test_no_state_shows_pin_or_code(state: State) -> None:
    assert "482913" not in repr(state)
    assert "10542963" not in repr(state)


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_leads_somewhere_from_every_waiting_state(failure: Failure) -> None:
    problem = Problem(failure)
    for state in (ProbingKeyring(1), Registering(LOGIN, CODE, PIN, 1), Resuming(1)):
        assert advance(state, Failed(1, problem)) != state
    assert advance(Confirming(LOGIN, PIN, 1), Failed(1, problem)) != Confirming(LOGIN, PIN, 1)
