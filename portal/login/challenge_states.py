"""What becomes of a login request."""

from enum import StrEnum
from typing import Final


class ChallengeState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    FINISHED = "finished"
    DENIED = "denied"
    REPORTED = "reported"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class ChallengeEvent(StrEnum):
    APPROVE = "approve"
    DENY = "deny"
    REPORT = "report"
    FINISH = "finish"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"
    CANCEL = "cancel"
    LOCK = "lock"


_S, _E = ChallengeState, ChallengeEvent
_MOVES: Final = {
    (_S.OPEN, _E.APPROVE): _S.APPROVED,
    (_S.OPEN, _E.DENY): _S.DENIED,
    (_S.OPEN, _E.REPORT): _S.REPORTED,
    (_S.OPEN, _E.EXPIRE): _S.EXPIRED,
    (_S.OPEN, _E.SUPERSEDE): _S.SUPERSEDED,
    (_S.OPEN, _E.CANCEL): _S.EXPIRED,
    (_S.OPEN, _E.LOCK): _S.DENIED,
    # Approved and not yet finished: the ticket has taken over, a new start does not end it.
    (_S.APPROVED, _E.FINISH): _S.FINISHED,
    (_S.APPROVED, _E.EXPIRE): _S.EXPIRED,
    (_S.APPROVED, _E.CANCEL): _S.EXPIRED,
    (_S.APPROVED, _E.LOCK): _S.DENIED,
}


def advance(state: ChallengeState, event: ChallengeEvent) -> ChallengeState:
    """The next state; an event that does not fit changes nothing."""
    return _MOVES.get((state, event), state)
