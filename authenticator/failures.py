"""Everything that can go wrong for a user: one table, which every layer reads.

A new failure is one row here and one sentence in `ui.failure_texts`.
"""

from enum import Enum, Flag, auto
from typing import Final

from authenticator.values import dataclass


class Trait(Flag):
    """What follows from a failure, whatever was being done."""

    RETRYABLE = auto()
    NETWORK = auto()
    ENDS_WATCHING = auto()
    NEEDS_ACTIVATION = auto()
    ENDS_DEVICE = auto()


class Details(Enum):
    """What `Problem.details` names, where it is known."""

    NOTHING = auto()
    PROXY = auto()
    """A proxy server, `name:port`."""
    PROXY_KIND = auto()
    """A kind of proxy, like SOCKS."""
    CERTIFICATE_ISSUER = auto()
    """Who issued the certificate that was shown."""
    SETTING = auto()
    """Where a setting stands, its value, and what it may be."""
    FILE = auto()
    """Path of a file of this profile."""
    LIMIT = auto()
    """What was too much, a value of `crypto.protocol.Counted`."""
    VERSION = auto()
    """The lowest version of the app that the portal serves."""


_NONE: Final = Trait(0)
_RETRYABLE: Final = Trait.RETRYABLE
_NETWORK: Final = Trait.NETWORK | Trait.RETRYABLE
_FINAL: Final = Trait.ENDS_WATCHING
_REACTIVATE: Final = Trait.ENDS_WATCHING | Trait.NEEDS_ACTIVATION
_GONE: Final = _REACTIVATE | Trait.ENDS_DEVICE


@dataclass(frozen=True)
class Row:
    """What is known of one kind of failure."""

    code: str
    """The support code, as users read it to the hotline; it never changes."""
    traits: Trait
    details: Details = Details.NOTHING


class Failure(Enum):
    """One kind of failure, and its row."""

    ACTIVATION_REFUSED = Row("AZF-1001", _NONE)
    ATTEMPT_ENDED = Row("AZF-1002", _NONE)
    PIN_WRONG = Row("AZF-2001", _NONE)
    DEVICE_LOCKED = Row("AZF-2002", _REACTIVATE)
    PORTAL_UNREACHABLE = Row("AZF-3001", _NETWORK)
    TLS_UNTRUSTED = Row("AZF-3002", _NETWORK, Details.CERTIFICATE_ISSUER)
    FOREIGN_ANSWER = Row("AZF-3003", _NETWORK)
    PROXY_LOGIN_NEEDED = Row("AZF-3004", _NETWORK, Details.PROXY)
    PORTAL_UNAVAILABLE = Row("AZF-3005", _NETWORK)
    RATE_LIMITED = Row("AZF-3006", _RETRYABLE, Details.LIMIT)
    PROXY_UNREACHABLE = Row("AZF-3007", _NETWORK, Details.PROXY)
    PROXY_LOGIN_UNSUPPORTED = Row("AZF-3008", _NETWORK, Details.PROXY)
    PROXY_FORBIDS = Row("AZF-3009", _NETWORK, Details.PROXY)
    NAME_UNRESOLVED = Row("AZF-3010", _NETWORK)
    PROXY_KIND_UNSUPPORTED = Row("AZF-3011", _NETWORK, Details.PROXY_KIND)
    KEYRING_MISSING = Row("AZF-4001", _RETRYABLE)
    KEYRING_LOCKED = Row("AZF-4002", _RETRYABLE)
    KEYRING_FAILED = Row("AZF-4003", _RETRYABLE)
    KEY_MISSING = Row("AZF-4004", _GONE)
    KEY_DAMAGED = Row("AZF-4005", _REACTIVATE)
    KEY_OUTDATED = Row("AZF-4006", _REACTIVATE)
    REQUEST_ENDED = Row("AZF-5001", _NONE)
    REQUEST_SUPERSEDED = Row("AZF-5002", _NONE)
    NOT_CLEARED = Row("AZF-5003", _NONE)
    BROWSER_NOT_OPENED = Row("AZF-5004", _NONE)
    DEVICE_REVOKED = Row("AZF-6001", _GONE)
    DEVICE_UNKNOWN = Row("AZF-6002", _GONE)
    DEVICE_SUSPECT = Row("AZF-6003", _REACTIVATE)
    INSTANCE_UNKNOWN = Row("AZF-6004", _FINAL)
    CODE_TRANSFER_FORBIDDEN = Row("AZF-6005", _NONE)
    LINK_UNREADABLE = Row("AZF-7001", _NONE)
    LINK_FOREIGN = Row("AZF-7002", _NONE)
    OPEN_ELSEWHERE = Row("AZF-7003", _RETRYABLE)
    NOT_ANSWERING = Row("AZF-7004", _RETRYABLE)
    PROFILE_LOST = Row("AZF-7005", _NONE)
    UPGRADE_REQUIRED = Row("AZF-9001", _FINAL, Details.VERSION)
    PORTAL_KEYS_UNTRUSTED = Row("AZF-9002", _FINAL)
    POLICY_INVALID = Row("AZF-9003", _FINAL, Details.SETTING)
    PROFILE_UNWRITABLE = Row("AZF-9004", _RETRYABLE, Details.FILE)
    LOGIN_START_REFUSED = Row("AZF-9005", _NONE)
    PROFILE_TOO_NEW = Row("AZF-9006", _FINAL)
    PROFILE_UNREADABLE = Row("AZF-9007", _RETRYABLE, Details.FILE)
    PROFILE_DAMAGED = Row("AZF-9008", _FINAL, Details.FILE)
    POLICY_CHANGEABLE = Row("AZF-9009", _FINAL, Details.SETTING)
    MACHINE_UNREADABLE = Row("AZF-9010", _RETRYABLE)
    INTERNAL = Row("AZF-9999", _NONE)

    @classmethod
    def with_code(cls, code: str) -> "Failure":
        """The failure of that support code.

        Raises:
            LookupError: there is none.
        """
        return {failure.code: failure for failure in cls}[code]

    @property
    def code(self) -> str:
        """The support code."""
        return self.value.code

    @property
    def details(self) -> Details:
        """What the details of such a problem name."""
        return self.value.details

    @property
    def is_retryable(self) -> bool:
        """Whether trying the same again later may succeed without the user changing anything."""
        return Trait.RETRYABLE in self.value.traits

    @property
    def is_network_related(self) -> bool:
        """Whether the portal was not reached, so that a connection check may help."""
        return Trait.NETWORK in self.value.traits

    @property
    def ends_watching(self) -> bool:
        """Whether polling for login requests stops until the user has done something."""
        return Trait.ENDS_WATCHING in self.value.traits

    @property
    def needs_activation(self) -> bool:
        """Whether the device has to be activated anew."""
        return Trait.NEEDS_ACTIVATION in self.value.traits

    @property
    def ends_device(self) -> bool:
        """Whether nothing is left of the device, here or at the portal: it can be removed here."""
        return Trait.ENDS_DEVICE in self.value.traits


@dataclass(frozen=True)
class SettingFault:
    """What an administrator has to correct, for the window's language. Never holds a secret."""

    place: str
    """A file's path, or an option of the command line."""
    line: int | None = None
    key: str = ""
    value: str = ""
    remedy: str = ""
    """In English; "{name}" stands for `name`, "{path}" for `place`."""
    name: str = ""

    @property
    def remedy_sentence(self) -> str:
        """The remedy with what it names, in English."""
        return self.remedy.replace("{name}", self.name).replace("{path}", self.place)

    @property
    def sentence(self) -> str:
        """All of it in English, for logs."""
        place = f"{self.place}:{self.line}" if self.line else self.place
        what = " = ".join(part for part in (self.key, self.value) if part)
        return ": ".join(part for part in (place, what, self.remedy_sentence) if part)


@dataclass(frozen=True)
class Problem:
    """A failure with what is known about it."""

    failure: Failure
    tries_left: int | None = None
    """PIN tries that remain (PIN_WRONG); those of an activation code, or more
    (ACTIVATION_REFUSED)."""
    retry_after: int | None = None
    """Seconds until it makes sense to try again (RATE_LIMITED)."""
    details: str = ""
    """What `Failure.details` says; empty where that is not known."""
    setting: SettingFault | None = None
    """The same as `details`, in parts (POLICY_INVALID, POLICY_CHANGEABLE)."""


class Refused(Exception):
    """Raised by services: the step failed, and this is why."""

    def __init__(
        self,
        failure: Failure,
        *,
        tries_left: int | None = None,
        retry_after: int | None = None,
        details: str = "",
        setting: SettingFault | None = None,
    ) -> None:
        super().__init__(failure.code)
        self.problem = Problem(failure, tries_left, retry_after, details, setting)
