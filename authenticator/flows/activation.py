"""The activation (A3 to A6): its steps, states and events."""

from enum import Enum
from typing import Final, assert_never

from authenticator.failures import Problem
from authenticator.flows.common import NO_ATTEMPT, Failed, Result, Retried, WentBack
from authenticator.model import Account, Secret, Stage
from authenticator.values import dataclass


@dataclass(frozen=True)
class Typed:
    """What the fields of step 2 hold, complete or not: going back to step 1 loses nothing."""

    login: str = ""
    code: Secret | None = None


NOTHING_TYPED: Final = Typed()


@dataclass(frozen=True)
class ReadTerms:
    """The first step."""

    typed: Typed = NOTHING_TYPED


@dataclass(frozen=True)
class ProbingKeyring:
    """Shows that a key can be kept here before a code is used."""

    attempt: int
    typed: Typed = NOTHING_TYPED


@dataclass(frozen=True)
class KeyringRefused:
    problem: Problem
    typed: Typed = NOTHING_TYPED


@dataclass(frozen=True)
class EnterCode:
    """After a refusal the chosen PIN is kept, so only the code is asked for again."""

    login: str = ""
    problem: Problem | None = None
    pin: Secret | None = None
    attempt: int = NO_ATTEMPT
    code: Secret | None = None
    """What the user had typed of it before going back."""


@dataclass(frozen=True)
class ChoosePin:
    login: str
    code: Secret
    attempt: int = NO_ATTEMPT


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
class KeyringProved(Result):
    pass


@dataclass(frozen=True)
class CodeEntered:
    login: str
    code: Secret


@dataclass(frozen=True)
class CodeLeft:
    """Back from step 2 to the terms."""

    typed: Typed


@dataclass(frozen=True)
class PinChosen:
    """Six digits, not weak, twice the same: checked by `pin_faults` before."""

    pin: Secret


@dataclass(frozen=True)
class PinRepeated:
    pin: Secret


@dataclass(frozen=True)
class Progressed(Result):
    stage: Stage


@dataclass(frozen=True)
class Activated(Result):
    account: Account


@dataclass(frozen=True)
class PinNeeded(Result):
    """The portal holds a provisional device: the activation can be finished with the PIN."""

    login: str


@dataclass(frozen=True)
class NothingToResume(Result):
    """The portal knows nothing of the attempt; what lay here was discarded."""


@dataclass(frozen=True)
class StartedOver:
    pass


_Entered = TermsAccepted | CodeEntered | PinChosen | PinRepeated
_Clicks = _Entered | CodeLeft | Retried | WentBack | StartedOver
_Results = KeyringProved | Progressed | Activated | PinNeeded | NothingToResume | Failed
Event = _Clicks | _Results


class Step(Enum):
    """What the user does, in this order. Each has its number from its place here."""

    READ_TERMS = "read-terms"
    ENTER_CODE = "enter-code"
    CHOOSE_PIN = "choose-pin"

    @property
    def number(self) -> int:
        """Counted from 1."""
        return list(Step).index(self) + 1


def step_of(state: State) -> Step | None:
    """The step that the page of `state` shows; None where it is no step."""
    match state:
        case ReadTerms():
            return Step.READ_TERMS
        case EnterCode():
            return Step.ENTER_CODE
        case ChoosePin():
            return Step.CHOOSE_PIN
        case ProbingKeyring() | KeyringRefused() | Registering() | Paused() | Done() | Stopped():
            return None
        case Resuming() | ResumePaused() | RepeatPin() | Confirming():
            return None
        case _:
            assert_never(state)


def is_past_code(state: State) -> bool:
    """Whether a code was entered, which may have been used."""
    match state:
        case ReadTerms() | ProbingKeyring() | KeyringRefused() | EnterCode():
            return False
        case ChoosePin() | Registering() | Paused() | Done() | Stopped():
            return True
        case Resuming() | ResumePaused() | RepeatPin() | Confirming():
            return True
        case _:
            assert_never(state)
