"""The values that services, state machines and screens share. All are frozen."""

from enum import Enum

from authenticator.values import dataclass
from crypto.protocol import ClaimState, DeviceState, Line, Mode


@dataclass(frozen=True)
class Secret:
    """A short text that must not show up anywhere: PIN or activation code."""

    _text: str

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True)
class Account:
    """A portal account as the portal describes it to a bound device."""

    login: str
    """User name, an e-mail address (P2)."""
    name: str
    """First and last name."""
    provider: str
    """Name of the institution."""
    cleared: bool
    """Whether the AOK has cleared it: before that nobody can log in (A7)."""
    reported: bool = False
    """Whether no browser may begin a login, after "Das war ich nicht" on any device, until a login
    that begins in the app."""


@dataclass(frozen=True)
class PinRequired:
    """An interrupted activation: the portal holds the device provisionally, and only `confirm`
    with the chosen PIN is missing."""

    login: str


class BindingState(Enum):
    """How far this device is bound to an account; stored in the keyring item."""

    KEY_WRITTEN = "key-written"
    PROVISIONAL = "provisional"
    ACTIVE = "active"


@dataclass(frozen=True)
class Binding:
    """One account of this app, without its secret."""

    id: str
    """Local name, 32 hexadecimal characters; also the name of the keyring item."""
    aud: str
    """The portal's address."""
    login: str
    activated: bool
    """Whether the activation was finished once; such a key is never thrown away unasked."""


@dataclass(frozen=True)
class DeviceStatus:
    """Answer to `status`."""

    state: DeviceState
    account: Account
    tries_left: int
    pin_version: int


@dataclass(frozen=True)
class LoginRequest:
    """A verified request: who asks for what, as the portal saw it."""

    cid: str
    aud: str
    account: str
    ip: str
    browser: str
    os: str
    started: int
    """Portal clock, seconds since 1970."""
    deadline: float
    """`time.monotonic()` of this process at which it ends."""
    content: str
    """The portal's signed bytes, which the answer names by their hash."""
    line: Line = Line.UNKNOWN
    person: str = ""
    """Name and institution of the account's user."""
    mode: Mode = Mode.BROWSER
    action: str = ""
    """What the portal will do on approval; empty for a login."""

    @property
    def identity(self) -> tuple[str, str]:
        """What tells it from other requests: a form that comes again after more than an hour begins
        another one with the same `cid`.
        """
        return self.cid, self.content


@dataclass(frozen=True)
class PollResult:
    """Result of one long poll."""

    tag: str
    """To be handed to the next poll."""
    request: LoginRequest | None
    account: Account


@dataclass(frozen=True)
class Ticket:
    """A one-time ticket for a browser. Its text never shows up in a repr."""

    url: str
    """Where the browser has to go; the ticket stands in the fragment."""
    hash: str
    """By which `claim` names it: SHA-256, base64url."""

    def __repr__(self) -> str:
        return f"Ticket(hash={self.hash})"


@dataclass(frozen=True)
class Claim:
    """Which browser has redeemed a ticket."""

    state: ClaimState
    ip: str
    browser: str
    os: str
    line: Line


class Stage(Enum):
    """Progress of an activation, in this order."""

    PREPARING_KEY = 1
    WRITING_KEY = 2
    ASKING_PORTAL = 3
    CONFIRMING = 4


@dataclass(frozen=True)
class DeviceInfo:
    """One of the account's devices, as the portal lists it."""

    dev: str
    name: str
    os: str
    state: DeviceState
    activated: int
    """Portal clock, seconds since 1970."""
    last_login: int | None
    """Portal clock, seconds since 1970; None before the first login."""
    this: bool
    """Whether it is the one that asks."""


@dataclass(frozen=True)
class PastLogin:
    """One entry of the history of one's own logins."""

    at: int
    """Portal clock, seconds since 1970."""
    kind: str
    """A `LoginKind`, or what else the portal did on approval."""
    result: str
    """A `LoginResult`."""
    ip: str
    browser: str
    os: str
    device: str
    """Name of the device that approved or refused."""
    what: str
    """Of a change in the portal: its first sentence; empty for a login."""
    changes: int
    """How many changes were approved or refused together."""


@dataclass(frozen=True)
class Invitation:
    """An activation code that an active device asked for."""

    code: Secret
    """8 digits."""
    deadline: float
    """`time.monotonic()` of this process at which it ends."""
