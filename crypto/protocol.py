"""The words of PA/1 that app and portal must write alike (docs/protocol.md).

Each stands here once: messages, problems, states, addresses of pages, limits. What is signed
around them is in `envelope`, `statements` and `challenge`.
"""

from enum import StrEnum
from typing import Final


class MessageName(StrEnum):
    """Member `m` of a request."""

    ACTIVATE = "activate"
    CONFIRM = "confirm"
    STATUS = "status"
    POLL = "poll"
    RESPOND = "respond"
    APPLOGIN = "applogin"
    CLAIM = "claim"
    CLAIMOK = "claimok"
    ENROL = "enrol"
    PINCHANGE = "pinchange"
    ROTATE = "rotate"
    INVITE = "invite"
    DEVICES = "devices"
    HISTORY = "history"
    REVOKE = "revoke"


UNRATCHETED: Final = frozenset(
    {MessageName.POLL, MessageName.CLAIM, MessageName.DEVICES, MessageName.HISTORY}
)
"""They only read: their answers are not stored, and advance no ratchet."""

RATCHETED: Final = frozenset(MessageName) - UNRATCHETED
"""Their answers are stored, so that a repetition gets the same one, and advance the ratchet."""

PROBLEM: Final = "problem"
"""Member `m` of an answer that refuses."""
PROBLEM_PREFIX: Final = "urn:pa:problem:"
"""Begins the member `type` of a problem (RFC 9457)."""


class Counted(StrEnum):
    """What `rate-limited` says was too much."""

    ADDRESS = "address"
    ACCOUNT = "account"
    DEVICE = "device"


class ProblemType(StrEnum):
    """Last part of a problem's type."""

    ACTIVATION_REFUSED = "activation-refused"
    NONCE_STALE = "nonce-stale"
    JTI_REUSE = "jti-reuse"
    GONE = "gone"
    SUPERSEDED = "superseded"
    PIN_WRONG = "pin-wrong"
    LOCKED = "locked"
    SUSPECT = "suspect"
    REVOKED = "revoked"
    UNKNOWN_DEVICE = "unknown-device"
    UNKNOWN_INSTANCE = "unknown-instance"
    NOT_CLEARED = "not-cleared"
    RATE_LIMITED = "rate-limited"
    UPGRADE_REQUIRED = "upgrade-required"
    BAD_REQUEST = "bad-request"
    UNAVAILABLE = "unavailable"


class DeviceState(StrEnum):
    """State of a device at the portal."""

    PROVISIONAL = "provisional"
    ACTIVE = "active"
    SUSPECT = "suspect"
    LOCKED = "locked"
    REVOKED = "revoked"


class ClaimState(StrEnum):
    """What became of the ticket of a login begun in the app."""

    UNCLAIMED = "unclaimed"
    CLAIMED = "claimed"
    DONE = "done"
    VOID = "void"


class Line(StrEnum):
    """Whether a browser and the app reach the portal through the same internet connection."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"
    """One speaks IPv4 and the other IPv6, so that their addresses cannot be compared."""


class Mode(StrEnum):
    """How a login request ends after its approval."""

    BROWSER = "browser"
    """In the browser that the app opens, which must be the one that began it."""
    CODE = "code"
    """In the browser that waits, on another computer, once the digits that it shows are typed
    into the app. Only where a policy allows it."""
    ACTION = "action"
    """At the portal, which does what `action` says for a browser that is logged in."""


class InviteMode(StrEnum):
    """What a code from an active device is for."""

    ADD = "add"
    """A further device beside this one."""
    MOVE = "move"
    """A new computer in place of this one ("Umzug")."""


class LoginKind(StrEnum):
    """What a past login was."""

    BROWSER = "browser"
    """Begun in a browser."""
    APP = "app"
    """Begun in the app."""
    ACTION = "action"
    """No login: the portal did something else on approval."""


class LoginResult(StrEnum):
    """What became of a past login."""

    DONE = "done"
    DENIED = "denied"
    REPORTED = "reported"
    EXPIRED = "expired"
    """Nobody answered in time, or the browser gave up."""
    WRONG_PIN = "wrong-pin"


FINISH_PATH: Final = "/login/finish"
"""Page that ends a login begun in a browser; the ticket stands in the fragment."""
APP_LOGIN_PATH: Final = "/login/app"
"""Page that ends a login begun in the app; the ticket stands in the fragment."""
LOGIN_PATH: Final = "/login"
RESET_PATH: Final = "/reset"
"""Page for who has lost the device or forgotten the PIN."""
HELP_PATH: Final = "/help"
"""Page of frequent questions."""
STATUS_PATH: Final = "/registration"
"""Page that says how far a registration is."""
DOWNLOAD_PATH: Final = "/download"
"""Page with the installers of the app."""

LONGEST_WAIT: Final = 600
"""Seconds that a poll may ask the portal to hold its answer back. Longer than a nonce lasts: what a
device signs late in a wait is refused as stale, with a fresh nonce, and made anew."""
LONGEST_CLAIM: Final = 25
"""Seconds that `claim` may ask the portal to hold its answer back."""
SIGN_SECONDS: Final = 25
"""How often the portal sends a sign of life while it holds an answer back."""
SIGN: Final = b"\n"
"""A sign of life; as many as there were stand before the answer, and say nothing."""
CODE_DIGITS: Final = 8
"""Of an activation code."""
CODE_TRIES: Final = 5
"""Of an activation code, from the network address that it was fetched from."""
LONGEST_LOGIN: Final = 254
"""Bytes of a user name, as of an e-mail address (RFC 5321)."""
LONGEST_DEVICE_NAME: Final = 64
"""Characters of `name` in `activate`."""
LONGEST_SYSTEM_NAME: Final = 64
"""Characters of `os` in `activate`."""
LONGEST_VERSION: Final = 32
"""Characters of `app` and `terms` in `activate`."""
