"""PA/1's refusals as problem details (RFC 9457)."""

from dataclasses import dataclass
from typing import Final

from crypto.encoding import JsonObject
from crypto.protocol import PROBLEM_PREFIX, DeviceState, ProblemType
from portal.platform.limits import By, Exceeded

_DETAILS: Final = {
    ProblemType.ACTIVATION_REFUSED: (403, "User name and activation code do not fit together"),
    ProblemType.NONCE_STALE: (409, "The nonce is stale or missing"),
    ProblemType.JTI_REUSE: (409, "Another request has this jti"),
    ProblemType.GONE: (410, "The challenge, ticket or attempt has ended"),
    ProblemType.SUPERSEDED: (409, "A newer challenge has taken its place"),
    ProblemType.PIN_WRONG: (403, "The PIN is wrong"),
    ProblemType.LOCKED: (403, "The device is locked"),
    ProblemType.SUSPECT: (403, "The device key was used in two places"),
    ProblemType.REVOKED: (403, "The device was removed"),
    ProblemType.UNKNOWN_DEVICE: (404, "The portal has no such device"),
    ProblemType.UNKNOWN_INSTANCE: (403, "A new copy of a roaming device, to be enrolled"),
    ProblemType.NOT_CLEARED: (403, "The account is not cleared yet"),
    ProblemType.RATE_LIMITED: (429, "Too many requests"),
    ProblemType.UPGRADE_REQUIRED: (426, "The app is too old"),
    ProblemType.BAD_REQUEST: (400, "Not PA/1"),
    ProblemType.UNAVAILABLE: (503, "The portal cannot answer now"),
}

_TEMPORARY: Final = frozenset(
    {
        ProblemType.NONCE_STALE,
        ProblemType.JTI_REUSE,
        ProblemType.RATE_LIMITED,
        ProblemType.BAD_REQUEST,
        ProblemType.UNKNOWN_DEVICE,
        ProblemType.UNKNOWN_INSTANCE,
        ProblemType.UPGRADE_REQUIRED,
        ProblemType.UNAVAILABLE,
    }
)


STATE_PROBLEMS: Final = {
    DeviceState.SUSPECT: ProblemType.SUSPECT,
    DeviceState.LOCKED: ProblemType.LOCKED,
    DeviceState.REVOKED: ProblemType.REVOKED,
}
"""The refusals that name the state of a device."""


@dataclass(frozen=True)
class Problem:
    """One refusal."""

    name: ProblemType
    left: int | None = None
    retry_after: int | None = None
    limit: By | None = None
    """What was counted."""

    @property
    def is_final(self) -> bool:
        """Whether the same bytes must get the same answer; else nothing was decided yet."""
        return self.name not in _TEMPORARY

    @property
    def body(self) -> JsonObject:
        status, title = _DETAILS[self.name]
        type_ = PROBLEM_PREFIX + self.name
        body: JsonObject = {"type": type_, "title": title, "status": status}
        extra = {"left": self.left, "retry_after": self.retry_after, "limit": self.limit}
        return body | {name: value for name, value in extra.items() if value is not None}


def too_many(exceeded: Exceeded) -> Problem:
    """`rate-limited`, with what was counted and how long to wait."""
    by, retry_after = exceeded.limit.value.by, exceeded.retry_after
    return Problem(ProblemType.RATE_LIMITED, retry_after=retry_after, limit=by)


class Refused(Exception):
    """Carries a refusal to the envelope."""

    def __init__(self, problem: ProblemType | Problem) -> None:
        self.problem = Problem(problem) if isinstance(problem, ProblemType) else problem
        super().__init__(self.problem.name.value)
