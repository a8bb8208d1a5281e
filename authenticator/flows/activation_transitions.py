"""How the activation goes on: the state after each event."""

from dataclasses import replace
from typing import assert_never

from authenticator.failures import Failure, Problem
from authenticator.flows.activation import (
    Activated,
    ChoosePin,
    CodeEntered,
    CodeLeft,
    Confirming,
    Done,
    EnterCode,
    Event,
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
    StartedOver,
    State,
    Stopped,
    TermsAccepted,
)
from authenticator.flows.common import Failed, Retried, WentBack, can_enter_again, is_stale


def advance(state: State, event: Event, attempt: int) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state:
        case ReadTerms() | Stopped() | Done():
            return _at_rest(state, event, attempt)
        case ProbingKeyring() | KeyringRefused():
            return _probing(state, event, attempt)
        case EnterCode():
            return _entering_code(state, event, attempt)
        case ChoosePin():
            return _choosing_pin(state, event, attempt)
        case Registering():
            return _registering(state, event)
        case Paused():
            return _paused(state, event, attempt)
        case Resuming() | ResumePaused():
            return _resuming(state, event, attempt)
        case RepeatPin() | Confirming():
            return _confirming(state, event, attempt)
        case _:
            assert_never(state)


def _at_rest(state: ReadTerms | Stopped | Done, event: Event, attempt: int) -> State:
    match state, event:
        case ReadTerms(typed), TermsAccepted():
            return ProbingKeyring(attempt, typed)
        case Stopped(), StartedOver():
            return ReadTerms()
        case _:
            return state


def _probing(state: ProbingKeyring | KeyringRefused, event: Event, attempt: int) -> State:
    match state, event:
        case ProbingKeyring(typed=typed), KeyringProved():
            return EnterCode(typed.login, code=typed.code)
        case ProbingKeyring(typed=typed), Failed(problem=problem):
            return KeyringRefused(problem, typed)
        case KeyringRefused(typed=typed), Retried():
            return ProbingKeyring(attempt, typed)
        case _, WentBack():
            return ReadTerms(state.typed)
        case _:
            return state


def _entering_code(state: EnterCode, event: Event, attempt: int) -> State:
    match event:
        case CodeEntered(login, code) if state.pin is None:
            return ChoosePin(login, code, state.attempt)
        case CodeEntered(login, code) if state.pin is not None:
            return Registering(login, code, state.pin, attempt)
        case Activated(account=account):
            return Done(account)  # what the user had stopped waiting for came true
        case CodeLeft(typed):
            return ReadTerms(typed)
        case StartedOver():
            return ReadTerms()
        case _:
            return state


def _choosing_pin(state: ChoosePin, event: Event, attempt: int) -> State:
    match event:
        case PinChosen(pin):
            return Registering(state.login, state.code, pin, attempt)
        case Activated(account=account):
            return Done(account)  # as above
        case WentBack():
            return EnterCode(state.login, attempt=state.attempt, code=state.code)
        case StartedOver():
            return ReadTerms()
        case _:
            return state


def _registering(state: Registering, event: Event) -> State:
    match event:
        case Progressed(stage=stage) if stage is not state.stage:
            return replace(state, stage=stage)
        case Activated(account=account):
            return Done(account)
        case Failed(problem=problem):
            return _after_failure(state, problem)
        case WentBack():
            return Paused(state.login, state.code, state.pin, state.attempt, None)
        case _:
            return state


def _paused(state: Paused, event: Event, attempt: int) -> State:
    still_runs = state.problem is None
    match event:
        case Activated(account=account):
            return Done(account)
        case Failed(problem=problem) if still_runs:
            return _after_failure(state, problem)
        case Retried():
            current = state.attempt if still_runs else attempt
            return Registering(state.login, state.code, state.pin, current)
        case WentBack():
            return EnterCode(state.login, pin=state.pin, attempt=state.attempt)
        case StartedOver():
            return ReadTerms()
        case _:
            return state


def _after_failure(state: Registering | Paused, problem: Problem) -> State:
    if problem.failure is Failure.ACTIVATION_REFUSED:
        return EnterCode(state.login, problem, state.pin, state.attempt)
    if problem.failure is Failure.PIN_WRONG:
        return ChoosePin(state.login, state.code, state.attempt)
    if problem.failure.is_retryable:
        return Paused(state.login, state.code, state.pin, state.attempt, problem)
    return Stopped(problem)


def _resuming(state: Resuming | ResumePaused, event: Event, attempt: int) -> State:
    still_runs = isinstance(state, Resuming) or state.problem is None
    match event:
        case NothingToResume():
            return ReadTerms()
        case PinNeeded(login=login):
            return RepeatPin(login)
        case Activated(account=account):
            return Done(account)
        case Failed(problem=problem) if still_runs:
            retryable = problem.failure.is_retryable
            return ResumePaused(state.attempt, problem) if retryable else Stopped(problem)
        case Retried() if isinstance(state, ResumePaused):
            return Resuming(state.attempt if still_runs else attempt)
        case WentBack():
            return (
                ReadTerms()
                if isinstance(state, ResumePaused)
                else ResumePaused(state.attempt, None)
            )
        case _:
            return state


def _confirming(state: RepeatPin | Confirming, event: Event, attempt: int) -> State:
    match state, event:
        case RepeatPin(login=login), PinRepeated(pin):
            return Confirming(login, pin, attempt)
        case RepeatPin(), StartedOver():
            return ReadTerms()
        case Confirming(), Activated(account=account):
            return Done(account)
        case Confirming(login=login), Failed(problem=problem):
            return RepeatPin(login, problem) if can_enter_again(problem) else Stopped(problem)
        case _:
            return state
