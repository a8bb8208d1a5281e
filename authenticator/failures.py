"""Everything that can go wrong for a user, each with a support code that never changes."""

from dataclasses import dataclass
from enum import Enum


class Failure(Enum):
    """One kind of failure; the value is its support code."""

    ACTIVATION_REFUSED = "AZF-1001"
    ATTEMPT_ENDED = "AZF-1002"
    PIN_WRONG = "AZF-2001"
    DEVICE_LOCKED = "AZF-2002"
    PORTAL_UNREACHABLE = "AZF-3001"
    TLS_UNTRUSTED = "AZF-3002"
    FOREIGN_ANSWER = "AZF-3003"
    PROXY_LOGIN_NEEDED = "AZF-3004"
    PORTAL_UNAVAILABLE = "AZF-3005"
    RATE_LIMITED = "AZF-3006"
    PROXY_UNREACHABLE = "AZF-3007"
    PROXY_LOGIN_UNSUPPORTED = "AZF-3008"
    PROXY_FORBIDS = "AZF-3009"
    NAME_UNRESOLVED = "AZF-3010"
    PROXY_KIND_UNSUPPORTED = "AZF-3011"
    KEYRING_MISSING = "AZF-4001"
    KEYRING_LOCKED = "AZF-4002"
    KEYRING_FAILED = "AZF-4003"
    KEY_MISSING = "AZF-4004"
    KEY_DAMAGED = "AZF-4005"
    REQUEST_ENDED = "AZF-5001"
    REQUEST_SUPERSEDED = "AZF-5002"
    NOT_CLEARED = "AZF-5003"
    BROWSER_NOT_OPENED = "AZF-5004"
    DEVICE_REVOKED = "AZF-6001"
    DEVICE_UNKNOWN = "AZF-6002"
    DEVICE_SUSPECT = "AZF-6003"
    INSTANCE_UNKNOWN = "AZF-6004"
    CODE_TRANSFER_FORBIDDEN = "AZF-6005"
    LINK_UNREADABLE = "AZF-7001"
    LINK_FOREIGN = "AZF-7002"
    OPEN_ELSEWHERE = "AZF-7003"
    NOT_ANSWERING = "AZF-7004"
    UPGRADE_REQUIRED = "AZF-9001"
    PORTAL_KEYS_UNTRUSTED = "AZF-9002"
    POLICY_INVALID = "AZF-9003"
    PROFILE_UNWRITABLE = "AZF-9004"
    LOGIN_START_REFUSED = "AZF-9005"
    INTERNAL = "AZF-9999"

    @property
    def code(self) -> str:
        """The support code, as users read it to the hotline."""
        return self.value

    @property
    def passes(self) -> bool:
        """Whether trying the same again later may succeed without the user changing anything."""
        return self in _PASSING

    @property
    def is_of_the_network(self) -> bool:
        """Whether the portal was not reached, so that a look at the connection may help."""
        return self in _OF_THE_NETWORK


_OF_THE_NETWORK = {
    Failure.PORTAL_UNREACHABLE,
    Failure.TLS_UNTRUSTED,
    Failure.FOREIGN_ANSWER,
    Failure.PROXY_LOGIN_NEEDED,
    Failure.PORTAL_UNAVAILABLE,
    Failure.PROXY_UNREACHABLE,
    Failure.PROXY_LOGIN_UNSUPPORTED,
    Failure.PROXY_FORBIDS,
    Failure.NAME_UNRESOLVED,
    Failure.PROXY_KIND_UNSUPPORTED,
}

_PASSING = {
    *_OF_THE_NETWORK,
    Failure.RATE_LIMITED,
    Failure.KEYRING_MISSING,
    Failure.KEYRING_LOCKED,
    Failure.KEYRING_FAILED,
    Failure.PROFILE_UNWRITABLE,
}


@dataclass(frozen=True)
class Problem:
    """A failure with what is known about it."""

    failure: Failure
    tries_left: int | None = None
    """PIN tries that remain (PIN_WRONG)."""
    retry_after: int | None = None
    """Seconds until it makes sense to try again (RATE_LIMITED)."""
    culprit: str = ""
    """Who is to blame, where that is known: a proxy, or who issued a certificate."""


class Refused(Exception):
    """Raised by services: the step failed, and this is why."""

    def __init__(
        self,
        failure: Failure,
        *,
        tries_left: int | None = None,
        retry_after: int | None = None,
        culprit: str = "",
    ) -> None:
        super().__init__(failure.code)
        self.problem = Problem(failure, tries_left, retry_after, culprit)
