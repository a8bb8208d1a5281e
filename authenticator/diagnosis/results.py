"""What can be looked at, and everything that can be found there. The words for it are in `ui`."""

from collections.abc import Mapping
from dataclasses import field
from enum import Enum

from authenticator.values import dataclass


class Check(Enum):
    """What is looked at, in this order."""

    ROUTE = "route"
    NAME = "name"
    REACH = "reach"
    PROXY = "proxy"
    TLS = "tls"
    ANSWER = "answer"
    CLOCK = "clock"
    VERSION = "version"
    SESSION = "session"
    KEYRING = "keyring"
    LINKS = "links"
    ROUND_TRIP = "round-trip"


class State(Enum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    SKIPPED = "skipped"


_OK, _WARN, _BAD, _SKIPPED = State


class Finding(Enum):
    """Number for the telephone, and how bad it is. A number never changes its meaning."""

    DIRECT = 110, _OK
    PROXY_NAMED = 111, _OK
    PAC_ASKED = 112, _OK
    PAC_NOT_LOADED = 115, _WARN
    PAC_BROKEN = 116, _WARN
    PROXY_KIND_UNSUPPORTED = 117, _BAD
    EXTRA_CA_UNREADABLE = 118, _BAD

    NAME_KNOWN = 120, _OK
    NAME_UNKNOWN = 121, _BAD
    PROXY_NAME_UNKNOWN = 122, _BAD

    REACHED = 130, _OK
    PORTAL_REFUSES = 131, _BAD
    PORTAL_SILENT = 132, _BAD
    PROXY_REFUSES = 133, _BAD
    PROXY_SILENT = 134, _BAD
    PAC_PROXY_DEAD = 135, _BAD

    NO_PROXY = 140, _SKIPPED
    PROXY_PASSES = 141, _OK
    PROXY_LOGIN_NEEDED = 142, _BAD
    PROXY_LOGIN_UNSUPPORTED = 143, _BAD
    PROXY_FORBIDS = 144, _BAD
    PROXY_CANNOT = 145, _BAD
    PROXY_TICKET_MISSING = 146, _BAD
    PROXY_PASSES_ACCOUNT = 147, _OK
    PROXY_PASSES_LOGIN = 148, _OK

    TLS_TRUSTED = 150, _OK
    TLS_TRUSTED_EXTRA = 151, _OK
    TLS_UNTRUSTED = 152, _BAD
    TLS_DATES = 153, _BAD
    TLS_NAME = 154, _BAD
    TLS_BROKEN = 155, _BAD
    TLS_NONE = 156, _SKIPPED

    PORTAL_ANSWERS = 160, _OK
    CAPTIVE_PORTAL = 161, _BAD
    FOREIGN_ANSWER = 162, _BAD
    PORTAL_DOWN = 163, _BAD
    KEYS_UNTRUSTED = 164, _BAD
    NO_ANSWER = 165, _BAD

    CLOCK_RIGHT = 170, _OK
    CLOCK_WRONG = 171, _WARN
    CLOCK_UNKNOWN = 172, _SKIPPED

    PORTAL_CURRENT = 180, _OK
    PORTAL_OLD = 181, _BAD
    APP_OLD = 182, _BAD

    KEYRING_WORKS = 190, _OK
    KEYRING_SLOW = 191, _WARN
    KEYRING_LOCKED = 192, _BAD
    KEYRING_MISSING = 193, _BAD
    KEYRING_FAILED = 194, _BAD

    LINKS_LEAD_HERE = 200, _OK
    LINKS_LEAD_NOWHERE = 201, _WARN
    LINKS_UNKNOWN = 202, _SKIPPED

    ROUND_TRIP = 210, _OK
    NO_ACCOUNT = 211, _SKIPPED
    ROUND_TRIP_FAILED = 212, _BAD

    SESSION_HERE = 220, _OK
    SESSION_REMOTE = 221, _OK
    SESSION_OF_CLIENT = 222, _OK

    NOT_TRIED = 900, _SKIPPED
    """Because something before it went wrong."""
    CHECK_FAILED = 901, _WARN
    """The check itself did not come to an end."""

    @property
    def number(self) -> int:
        """As a user reads it to the support."""
        return self.value[0]

    @property
    def state(self) -> State:
        """How bad it is."""
        return self.value[1]


@dataclass(frozen=True)
class Result:
    """What one check has found."""

    check: Check
    finding: Finding
    facts: Mapping[str, str] = field(default_factory=dict)
    """Names and times for the words. No user name, no password, no key."""

    @property
    def state(self) -> State:
        """How bad it is."""
        return self.finding.state


def root_cause(results: tuple[Result, ...]) -> Result | None:
    """The first bad result, else the first doubtful one, else None."""
    for state in (State.BAD, State.WARN):
        for result in results:
            if result.state is state:
                return result
    return None
