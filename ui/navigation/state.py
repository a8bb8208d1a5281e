"""Which screen is in front, as a pure state machine without Qt.

The user is at one task. Overlays cover it, and leaving the last one uncovers what is below.
`advance` is total: what does not fit changes nothing.
"""

from dataclasses import replace
from enum import Enum, auto
from typing import assert_never

from authenticator.flows import approval
from authenticator.values import dataclass


class Task(Enum):
    """A screen that replaces another task."""

    HOME = auto()
    INTRODUCTION = auto()
    """What the app is for; only before the first activation."""
    ACTIVATION = auto()
    APP_LOGIN = auto()
    ACCOUNT = auto()


class Overlay(Enum):
    """A screen that covers the task for a while."""

    APPROVAL = auto()
    SETTINGS = auto()
    HELP = auto()
    ABOUT = auto()
    DIAGNOSTICS = auto()
    PROXY_LOGIN = auto()
    """Asks a question that background work waits for: other overlays never replace it."""
    CLOSING = auto()
    """Asks whether the app is to go on when the window closes."""
    UPDATE = auto()
    """Says that the portal serves this version no longer."""


Screen = Task | Overlay


@dataclass(frozen=True)
class State:
    """What the window shows, and what its next screen depends on."""

    task: Task = Task.HOME
    overlays: tuple[Overlay, ...] = ()
    """The one in front comes last."""
    request: approval.State = approval.NoRequest()
    wanted_cid: str = ""
    """The request that is to come to the front as soon as the portal delivers it."""
    has_accounts: bool = True
    update_waits: bool = False
    """Whether the overview is to be covered by the page about a version that is too old."""

    @property
    def front(self) -> Screen:
        """The screen that is shown."""
        return self.overlays[-1] if self.overlays else self.task

    @property
    def asked_cid(self) -> str:
        """The request that waits for a decision; empty where there is none."""
        match self.request:
            case approval.Asking(request=request):
                return request.cid
            case approval.NoRequest() | approval.Answering() | approval.Closed():
                return ""
            case _:
                assert_never(self.request)

    @property
    def shows_banner(self) -> bool:
        """Whether a banner tells of a request that is not in front."""
        return bool(self.asked_cid) and self.front is not Overlay.APPROVAL

    @property
    def hides_ended_request(self) -> bool:
        """Whether a request has expired or was withdrawn while something else was in front."""
        match self.request:
            case approval.Closed(outcome=approval.Outcome.ENDED):
                return self.front is not Overlay.APPROVAL
            case _:
                return False

    @property
    def is_deciding(self) -> bool:
        """Whether the user is at a request whose answer is not given yet."""
        match self.request:
            case approval.Asking() | approval.Answering():
                return self.front is Overlay.APPROVAL
            case approval.NoRequest() | approval.Closed():
                return False
            case _:
                assert_never(self.request)


@dataclass(frozen=True)
class Started:
    """The accounts of the profile are known."""

    has_accounts: bool
    has_unfinished_activation: bool
    wants_introduction: bool = False
    """Whether the user who has no account yet is to be told what the app is for."""


@dataclass(frozen=True)
class Opened:
    screen: Screen


@dataclass(frozen=True)
class Left:
    screen: Screen


@dataclass(frozen=True)
class AccountsChanged:
    has_accounts: bool


@dataclass(frozen=True)
class RequestChanged:
    request: approval.State
    at_result: bool = False
    """Whether the page in front only tells how a task ended."""


@dataclass(frozen=True)
class RequestWanted:
    """A link or a notification asks for this request."""

    cid: str


@dataclass(frozen=True)
class UpdateDemanded:
    """The portal serves this version no longer: said as soon as nothing else is under way."""


@dataclass(frozen=True)
class UserAbsent:
    """Nobody uses the computer any more: the pages of an account do not stay open."""


Event = (
    Started
    | Opened
    | Left
    | AccountsChanged
    | RequestChanged
    | RequestWanted
    | UpdateDemanded
    | UserAbsent
)


def advance(state: State, event: Event) -> State:
    """The state after `event`."""
    return _normalised(_apply(state, event))


def _apply(state: State, event: Event) -> State:
    match event:
        case Started(has_accounts=has_accounts):
            return replace(state, task=_first_task(event), has_accounts=has_accounts)
        case Opened(screen):
            return _open(state, screen)
        case Left(screen):
            return _leave(state, screen)
        case AccountsChanged(has_accounts):
            return replace(state, has_accounts=has_accounts)
        case RequestChanged(request, at_result):
            after = replace(state, request=request)
            covers = at_result and not state.overlays and bool(after.asked_cid)
            return _open(_after_result(after), Overlay.APPROVAL) if covers else after
        case RequestWanted(cid):
            return replace(state, wanted_cid=cid)
        case UpdateDemanded():
            return replace(state, update_waits=True)
        case UserAbsent():
            return _leave(state, Task.ACCOUNT)
        case _:
            assert_never(event)


def _first_task(start: Started) -> Task:
    if start.has_unfinished_activation:
        return Task.ACTIVATION
    introduces = start.wants_introduction and not start.has_accounts
    return Task.INTRODUCTION if introduces else Task.HOME


def _after_result(state: State) -> State:
    """A result that a request covers was seen: activation or login are over.

    An account's pages stay below: what ends there may ask for more than being seen.
    """
    is_over = state.task in (Task.ACTIVATION, Task.APP_LOGIN)
    return replace(state, task=Task.HOME) if is_over else state


def _open(state: State, screen: Screen) -> State:
    """A task leaves only an open question above it; an overlay replaces the one in front."""
    match screen:
        case Task():
            question = (each for each in state.overlays if each is Overlay.PROXY_LOGIN)
            return replace(state, task=screen, overlays=tuple(question))
        case Overlay():
            below = tuple(each for each in state.overlays if each is not screen)
            if below and Overlay.PROXY_LOGIN not in (below[-1], screen):
                below = below[:-1]
            return replace(state, overlays=(*below, screen))
        case _:
            assert_never(screen)


def _leave(state: State, screen: Screen) -> State:
    """After a task comes home, also below an overlay that stays."""
    match screen:
        case Task():
            return replace(state, task=Task.HOME) if state.task is screen else state
        case Overlay():
            rest = tuple(each for each in state.overlays if each is not screen)
            waits = state.update_waits and screen is not Overlay.UPDATE
            return replace(state, overlays=rest, update_waits=waits)
        case _:
            assert_never(screen)


def _normalised(state: State) -> State:
    """What follows by itself: home without accounts activates one, and shows a request, or else
    that this version is too old.
    """
    if state.task is Task.HOME and not state.has_accounts:
        state = replace(state, task=Task.ACTIVATION)
    if state.wanted_cid and state.asked_cid == state.wanted_cid:
        state = replace(_open(state, Overlay.APPROVAL), wanted_cid="")
    match state.request:
        case approval.NoRequest():
            return _with_update(_leave(state, Overlay.APPROVAL))
        case approval.Asking() | approval.Answering() | approval.Closed():
            return _open(state, Overlay.APPROVAL) if state.front is Task.HOME else state
        case _:
            assert_never(state.request)


def _with_update(state: State) -> State:
    if not state.update_waits or state.front is not Task.HOME:
        return state
    return replace(_open(state, Overlay.UPDATE), update_waits=False)
