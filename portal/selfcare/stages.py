"""What has become of a change that waits for the PIN."""

from enum import StrEnum
from typing import Final

from portal.login.challenge_states import ChallengeState
from portal.login.endings import LOCKED_REASON, REMOVED_REASON

IMPOSSIBLE_REASON: Final = "impossible"


class Stage(StrEnum):
    """Which of its faces the page shows."""

    WAITING = "waiting"
    DONE = "done"
    IMPOSSIBLE = "impossible"
    """Approved, but by then there was nothing left to change, or nobody logged in."""
    DENIED = "denied"
    REPORTED = "reported"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    LOCKED = "locked"
    REMOVED = "removed"


_BY_STATE: Final = {
    ChallengeState.OPEN: Stage.WAITING,
    # Never stored: approving and carrying out are one transaction.
    ChallengeState.APPROVED: Stage.WAITING,
    ChallengeState.FINISHED: Stage.DONE,
    ChallengeState.DENIED: Stage.DENIED,
    ChallengeState.REPORTED: Stage.REPORTED,
    ChallengeState.EXPIRED: Stage.EXPIRED,
    ChallengeState.SUPERSEDED: Stage.SUPERSEDED,
}
_BY_REASON: Final = {
    IMPOSSIBLE_REASON: Stage.IMPOSSIBLE,
    LOCKED_REASON: Stage.LOCKED,
    REMOVED_REASON: Stage.REMOVED,
}


def stage_of(state: ChallengeState, reason: str) -> Stage:
    """The stage of a challenge of mode `action`."""
    return _BY_REASON.get(reason, _BY_STATE[state])
