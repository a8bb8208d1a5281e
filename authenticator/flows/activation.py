"""The activation in three steps (A3 to A6) as a pure state machine.

`advance` is total: an event that does not fit the state changes nothing. Results of background
work carry the number of the attempt that asked for them, so a late answer to a cancelled
attempt cannot fit.
"""

from dataclasses import dataclass, replace

from authenticator.failures import Failure, Problem
from authenticator.flows.attempts import is_stale
from authenticator.model import Account, Secret, Stage


@dataclass(frozen=True)
class ReadTerms:
    """Step 1."""


@dataclass(frozen=True)
class ProbingKeyring:
    """Between step 1 and 2: shows that a key can be kept here before a code is used."""

    attempt: int


@dataclass(frozen=True)
class KeyringRefused:
    problem: Problem
    attempt: int


@dataclass(frozen=True)
class EnterCode:
    """Step 2. After a refusal the chosen PIN is kept, so only the code is asked for again."""

    login: str = ""
    problem: Problem | None = None
    pin: Secret | None = None
    attempt: int = 0


@dataclass(frozen=True)
class ChoosePin:
    """Step 3."""

    login: str
    code: Secret
    attempt: int = 0


@dataclass(frozen=True)
class Registering:
    """The background work runs; identical bytes are sent again after a pause."""

    login: str
    code: Secret
    pin: Secret
    attempt: int
    stage: Stage = Stage.PREPARING_KEY


@dataclass(frozen=True)
class Paused:
    """Nothing is lost: "Erneut versuchen" goes on where it stopped."""

    login: str
    code: Secret
    pin: Secret
    attempt: int
    problem: Problem | None
    """None while the work still runs and only the user has stopped waiting for it."""


@dataclass(frozen=True)
class Resuming:
    """After a crash: the portal is asked how far the activation had come."""

    attempt: int


@dataclass(frozen=True)
class ResumePaused:
    attempt: int
    problem: Problem | None
    """As of `Paused`."""


@dataclass(frozen=True)
class RepeatPin:
    """After a crash between the portal's two answers: the PIN chosen before is needed again."""

    login: str
    attempt: int
    problem: Problem | None = None


@dataclass(frozen=True)
class Confirming:
    login: str
    pin: Secret
    attempt: int


@dataclass(frozen=True)
class Done:
    """The success screen."""

    account: Account


@dataclass(frozen=True)
class Stopped:
    """Only starting over helps."""

    problem: Problem


_Steps = ReadTerms | ProbingKeyring | KeyringRefused | EnterCode | ChoosePin
_Work = Registering | Paused | Resuming | ResumePaused | RepeatPin | Confirming
State = _Steps | _Work | Done | Stopped


@dataclass(frozen=True)
class TermsAccepted:
    pass


@dataclass(frozen=True)
class KeyringProved:
    attempt: int


@dataclass(frozen=True)
class CodeEntered:
    login: str
    code: Secret


@dataclass(frozen=True)
class PinChosen:
    """Six digits, not weak, twice the same: checked by `pin_policy` before."""

    pin: Secret


@dataclass(frozen=True)
class PinRepeated:
    pin: Secret


@dataclass(frozen=True)
class Progressed:
    attempt: int
    stage: Stage


@dataclass(frozen=True)
class Activated:
    attempt: int
    account: Account


@dataclass(frozen=True)
class PinNeeded:
    """The portal holds a provisional device: the activation can be finished with the PIN."""

    attempt: int
    login: str


@dataclass(frozen=True)
class NothingToResume:
    """The portal knows nothing of the attempt; what lay here was discarded."""

    attempt: int


@dataclass(frozen=True)
class Failed:
    attempt: int
    problem: Problem


@dataclass(frozen=True)
class Retried:
    pass


@dataclass(frozen=True)
class WentBack:
    pass


@dataclass(frozen=True)
class StartedOver:
    pass


_Clicks = TermsAccepted | CodeEntered | PinChosen | PinRepeated | Retried | WentBack | StartedOver
_Results = KeyringProved | Progressed | Activated | PinNeeded | NothingToResume | Failed
Event = _Clicks | _Results


def advance(state: State, event: Event) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state, event:
        case (Stopped() | EnterCode() | ChoosePin() | Paused() | RepeatPin(), StartedOver()):
            return ReadTerms()
        case ReadTerms(), TermsAccepted():
            return ProbingKeyring(attempt=1)
        case (ProbingKeyring() | KeyringRefused() | EnterCode() | ChoosePin(), _):
            return _before_sending(state, event)
        case (Registering() | Paused(), _):
            return _sending(state, event)
        case (Resuming() | ResumePaused() | RepeatPin() | Confirming(), _):
            return _resuming(state, event)
        case _:
            return state


def _before_sending(state: State, event: Event) -> State:
    match state, event:
        case ProbingKeyring(attempt=n), KeyringProved():
            return EnterCode(attempt=n)
        case ProbingKeyring(attempt=n), Failed(problem=problem):
            return KeyringRefused(problem, n)
        case KeyringRefused(attempt=n), Retried():
            return ProbingKeyring(n + 1)
        case (ProbingKeyring() | KeyringRefused() | EnterCode(), WentBack()):
            return ReadTerms()
        case EnterCode(pin=None, attempt=n), CodeEntered(login=login, code=code):
            return ChoosePin(login, code, n)
        case EnterCode(pin=Secret() as pin, attempt=n), CodeEntered(login=login, code=code):
            return Registering(login, code, pin, n + 1)
        case ChoosePin(login=login, attempt=n), WentBack():
            return EnterCode(login, attempt=n)
        case (EnterCode() | ChoosePin(), Activated(account=account)):
            return Done(account)  # what the user had stopped waiting for came true
        case ChoosePin(login=login, code=code, attempt=n), PinChosen(pin=pin):
            return Registering(login, code, pin, n + 1)
        case _:
            return state


def _sending(state: Registering | Paused, event: Event) -> State:
    match state, event:
        case Registering(), Progressed(stage=stage):
            return replace(state, stage=stage)
        case _, Activated(account=account):
            return Done(account)
        case Registering(login, code, pin, n), WentBack():
            return Paused(login, code, pin, n, None)
        case Paused(login, code, pin, n, None), Retried():
            return Registering(login, code, pin, n)
        case (Registering(login, code, pin, n) | Paused(login, code, pin, n, None), Failed()):
            problem = event.problem
            if problem.failure is Failure.ACTIVATION_REFUSED:
                return EnterCode(login, problem, pin, n)
            if problem.failure is Failure.PIN_WRONG:
                return ChoosePin(login, code, n)
            if problem.failure.is_retryable:
                return Paused(login, code, pin, n, problem)
            return Stopped(problem)
        case Paused(login, code, pin, n), Retried():
            return Registering(login, code, pin, n + 1)
        case Paused(login=login, pin=pin, attempt=n), WentBack():
            return EnterCode(login, pin=pin, attempt=n)
        case _:
            return state


def _resuming(state: Resuming | ResumePaused | RepeatPin | Confirming, event: Event) -> State:
    match state, event:
        case (Resuming() | ResumePaused(), NothingToResume()):
            return ReadTerms()
        case (Resuming(attempt=n) | ResumePaused(attempt=n), PinNeeded(login=login)):
            return RepeatPin(login, n)
        case (Resuming() | ResumePaused() | Confirming(), Activated(account=account)):
            return Done(account)
        case Resuming(attempt=n), WentBack():
            return ResumePaused(n, None)
        case ResumePaused(n, None), Retried():
            return Resuming(n)
        case (Resuming(attempt=n) | ResumePaused(n, None), Failed(problem=problem)):
            return ResumePaused(n, problem) if problem.failure.is_retryable else Stopped(problem)
        case ResumePaused(attempt=n), Retried():
            return Resuming(n + 1)
        case ResumePaused(), WentBack():
            return ReadTerms()
        case RepeatPin(login=login, attempt=n), PinRepeated(pin=pin):
            return Confirming(login, pin, n + 1)
        case Confirming(login=login, attempt=n), Failed(problem=problem):
            if problem.failure.is_retryable or problem.failure is Failure.PIN_WRONG:
                return RepeatPin(login, n, problem)
            return Stopped(problem)
        case _:
            return state
