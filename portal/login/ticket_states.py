"""What becomes of a ticket."""

from enum import StrEnum
from typing import Final


class TicketState(StrEnum):
    ISSUED = "issued"
    CLAIMED = "claimed"
    DONE = "done"
    VOID = "void"


class TicketEvent(StrEnum):
    CLAIM = "claim"
    """A browser posts the ticket: the first one."""
    CLAIM_AGAIN = "claim-again"
    """Another browser posts it too."""
    CONFIRM = "confirm"
    REFUSE = "refuse"
    EXPIRE = "expire"
    LOCK = "lock"


_S, _E = TicketState, TicketEvent
_MOVES: Final = {
    (_S.ISSUED, _E.CLAIM): _S.CLAIMED,
    (_S.ISSUED, _E.REFUSE): _S.VOID,
    (_S.ISSUED, _E.EXPIRE): _S.VOID,
    (_S.ISSUED, _E.LOCK): _S.VOID,
    (_S.CLAIMED, _E.CLAIM_AGAIN): _S.VOID,
    (_S.CLAIMED, _E.CONFIRM): _S.DONE,
    (_S.CLAIMED, _E.REFUSE): _S.VOID,
    (_S.CLAIMED, _E.EXPIRE): _S.VOID,
    (_S.CLAIMED, _E.LOCK): _S.VOID,
    (_S.DONE, _E.CLAIM_AGAIN): _S.VOID,
    (_S.DONE, _E.LOCK): _S.VOID,
}


def advance(state: TicketState, event: TicketEvent) -> TicketState:
    """The next state; an event that does not fit changes nothing."""
    return _MOVES.get((state, event), state)
