"""What holds for this start. The policy's values are its fields: their one list.

A field says name, type, default and check of a value, and in `policy` what else there is to know.
`policy.words` explains each in German and English, `policy.catalogue` reads both. From these come
the templates for administrators (`./run policy`), docs/administrators.md, `--show-policy` and the
settings page.
"""

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from pathlib import Path
from typing import Any, Final

from authenticator.failures import SettingFault
from authenticator.network.rules import NetworkRules, checked_pac, checked_proxy
from authenticator.policy.checks import (
    MINUTES,
    contact_sentence,
    https_page,
    one_of,
    optional_path,
    portal_of_policy,
    root_thumbprint,
)
from authenticator.storage.preferences import LOCK_CHOICES
from authenticator.values import dataclass
from crypto.typed_settings import INTERNAL, SECRET, parsed_by


class Group(Enum):
    """Where a value stands among the others."""

    PORTAL = "portal"
    LOGINS = "logins"
    START = "start"
    NETWORK = "network"
    UPDATES = "updates"


class Wrong(Enum):
    """What a wrong value does."""

    REFUSES = "refuses"
    """The app does not start: any other value could be worse than none."""
    IS_LEFT_OUT = "is left out"
    """The app starts as if it were not there, which is safe, and says so."""


@dataclass(frozen=True)
class Origin:
    """Who has settled a value."""

    place: str
    """As an administrator finds it: a file's path, a registry key."""
    line: int | None = None
    """From 1; None where there are no lines."""


_POLICY: Final = "policy"
_USERS: Final = ("notify", "sound", "raise_window", "lock_minutes", "tray", "start_at_login")
"""What users choose where the policy is silent."""


@dataclass(frozen=True)
class Traits:
    """What the policy's field does not say by itself."""

    group: Group
    example: object
    """A value that somebody may have wanted, in the file's type."""
    wrong: Wrong
    safe: object = None
    """What takes the place of a wrong value that is left out; None: as if nothing were set."""
    choices: tuple[int, ...] = ()
    """The only numbers that are allowed."""
    since: str = "0.1"
    """The first version that knows it."""

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> "Traits":
        """Those of a field."""
        traits: Traits = metadata[_POLICY]
        return traits


def _must_be_right(group: Group, example: object) -> dict[str, Any]:
    return {_POLICY: Traits(group, example, Wrong.REFUSES)}


def _may_be_left_out(
    group: Group, example: object, *, safe: object = None, choices: tuple[int, ...] = ()
) -> dict[str, Any]:
    return {_POLICY: Traits(group, example, Wrong.IS_LEFT_OUT, safe, choices)}


_MINUTES: Final = parsed_by(one_of(LOCK_CHOICES, MINUTES))


@dataclass(frozen=True)
class Config:
    """What holds for this start."""

    portal: str = field(
        metadata=_must_be_right(Group.PORTAL, "https://portal.clinic.example")
        | parsed_by(portal_of_policy)
        | SECRET
    )
    """The portal's public address, without a slash at the end."""
    profile: Path = field(metadata=INTERNAL)
    """Folder of this user's profile file."""
    portal_root: bytes | None = field(
        default=None,
        metadata=_must_be_right(Group.PORTAL, "ab" * 32) | parsed_by(root_thumbprint),
    )
    """Thumbprint of the portal's root key, 32 bytes; None: trust the first one seen."""
    roaming: bool = field(default=False, metadata=_must_be_right(Group.PORTAL, example=True))
    """Citrix and terminal servers: the secret travels with the user's profile."""
    code_transfer: bool = field(
        default=False, metadata=_may_be_left_out(Group.LOGINS, example=True)
    )
    """Whether a browser on another computer may be let in by typing its digits here."""
    line_warning: bool = field(default=True, metadata=_may_be_left_out(Group.LOGINS, example=False))
    """Whether a login from another line than the app's is asked about; else only shown."""
    notify: bool | None = field(default=None, metadata=_may_be_left_out(Group.LOGINS, example=True))
    """As in `Preferences`, like the next three; None leaves it to the user."""
    sound: bool | None = field(default=None, metadata=_may_be_left_out(Group.LOGINS, example=True))
    raise_window: bool | None = field(
        default=None, metadata=_may_be_left_out(Group.LOGINS, example=True)
    )
    lock_minutes: int | None = field(
        default=None,
        metadata=_may_be_left_out(Group.LOGINS, 5, safe=5, choices=LOCK_CHOICES) | _MINUTES,
    )
    introduction: bool = field(default=True, metadata=_may_be_left_out(Group.START, example=False))
    """Whether the app explains itself before its first activation."""
    start_at_login: bool | None = field(
        default=None, metadata=_may_be_left_out(Group.START, example=True)
    )
    """Whether the app starts when its user logs in to the computer; None: as the user wants."""
    tray: bool | None = field(default=None, metadata=_may_be_left_out(Group.START, example=True))
    """As in `Preferences`; None leaves it to the user."""
    proxy: str = field(
        default="",
        metadata=_must_be_right(Group.NETWORK, "http://proxy.example:8080")
        | parsed_by(checked_proxy)
        | SECRET,
    )
    """As in `NetworkRules`, like the next two."""
    proxy_pac: str = field(
        default="",
        metadata=_must_be_right(Group.NETWORK, "https://proxy.example/proxy.pac")
        | parsed_by(checked_pac)
        | SECRET,
    )
    extra_ca: Path | None = field(
        default=None,
        metadata=_must_be_right(Group.NETWORK, "/etc/ssl/house-ca.pem") | parsed_by(optional_path),
    )
    log_folder: Path | None = field(
        default=None,
        metadata=_may_be_left_out(Group.NETWORK, "~/aok-2faktor") | parsed_by(optional_path),
    )
    """Where logs go; None: nowhere."""
    update_notice: bool = field(
        default=True, metadata=_may_be_left_out(Group.UPDATES, example=False)
    )
    """Whether the app asks for newer versions and tells of them."""
    download_page: str = field(
        default="",
        metadata=_may_be_left_out(Group.UPDATES, "https://software.clinic.example/2-faktor")
        | parsed_by(https_page),
    )
    """Where users get installers of the app; empty: the portal's own page."""
    it_contact: str = field(
        default="",
        metadata=_may_be_left_out(Group.UPDATES, "Zentrale IT, Telefon 1234")
        | parsed_by(contact_sentence),
    )
    """Whom users ask who may not install anything; empty: nobody is named."""
    settled: Mapping[str, Origin] = field(default_factory=dict, metadata=INTERNAL)
    """The values that the policy settles, and where. Nobody else can change these."""
    faults: tuple[SettingFault, ...] = field(default=(), metadata=INTERNAL)
    """What is wrong in the policy and was left out."""

    @property
    def locked(self) -> Mapping[str, Any]:
        """What users would choose if the policy had not, by its name."""
        values = {name: getattr(self, name) for name in _USERS}
        return {name: value for name, value in values.items() if value is not None}

    @property
    def network(self) -> NetworkRules:
        """What the administrator has settled about the network."""
        return NetworkRules(self.proxy, self.proxy_pac, self.extra_ca)
