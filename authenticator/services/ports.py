"""What the window asks of the services. The real, the simulated and the tests' ones fulfil it.

All methods block. They raise `Refused`: why it was refused, or why the portal was not reached.
"""

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from authenticator.branding import Branding
from authenticator.config import Config
from authenticator.model import (
    Account,
    Binding,
    Claim,
    DeviceInfo,
    Invitation,
    LoginRequest,
    PastLogin,
    PinRequired,
    PollResult,
    Secret,
    Stage,
    Ticket,
)
from authenticator.network.proxy_logins import ProxyLogins
from authenticator.storage.preferences import Preferences
from crypto.protocol import InviteMode
from crypto.statements import Decision

if TYPE_CHECKING:
    from authenticator.desktop.autostart import Autostart
    from authenticator.diagnosis.results import Result

LinksCheck = Callable[[], bool] | None
"""Tells whether links of the app's own scheme open this program; None where nobody can tell."""


class ActivationPort(Protocol):
    """Binds this device to an account (A3 to A6)."""

    def unfinished(self) -> Binding | None:
        """An activation that an earlier run did not finish. Never raises."""

    def probe(self) -> None:
        """Show that a key can be kept here, before a code is used up."""

    def activate(
        self, login: str, code: Secret, pin: Secret, report: Callable[[Stage], None]
    ) -> Account:
        """Bind this device. Called again with the same values it goes on where it stopped."""

    def resume(self, binding: Binding) -> Account | PinRequired | None:
        """Find out how far an interrupted activation had come; None when nothing came of it."""

    def confirm(self, binding: Binding, pin: Secret) -> Account:
        """Finish an interrupted activation with the PIN that was chosen then."""

    def discard(self, binding: Binding) -> None:
        """Drop an activation that was never finished."""


class RequestPort(Protocol):
    """Login requests of an account (A7)."""

    def open(self, binding: Binding) -> None:
        """Read the account's key; takes long where the keyring waits for its user."""

    def watch(self, binding: Binding, tag: str, wait: int) -> PollResult:
        """Wait up to `wait` seconds (600) for something new since the result that carried `tag`."""

    def answer(
        self,
        binding: Binding,
        request: LoginRequest,
        decision: Decision,
        pin: Secret | None,
        code: Secret | None = None,
    ) -> str | None:
        """Approve, deny or report; the address to open in the browser, where there is one."""


class AppLoginPort(Protocol):
    """Logins begun in the app."""

    def begin(self, binding: Binding, pin: Secret) -> Ticket:
        """Get a ticket; the browser is then sent to its address."""

    def follow(self, binding: Binding, ticket: Ticket) -> Claim:
        """Wait up to 25 s for a browser to redeem the ticket."""

    def answer_claim(self, binding: Binding, ticket: Ticket, ok: bool) -> Claim:
        """Let the browser in that has redeemed the ticket, or shut it out."""


class LoginPort(RequestPort, AppLoginPort, Protocol):
    """Both ways to log in."""


class DevicePort(Protocol):
    """The life of a bound device."""

    def change_pin(self, binding: Binding, old: Secret, new: Secret) -> None:
        """Put `new` in the place of `old`. After any failure exactly one of them is right."""

    def renew_key(self, binding: Binding, pin: Secret) -> None:
        """Put a new device key in the place of the old one; the PIN stays."""

    def invite(self, binding: Binding, pin: Secret, mode: InviteMode) -> Invitation:
        """Get an activation code for a further or a new computer."""

    def devices(self, binding: Binding) -> tuple[DeviceInfo, ...]:
        """All devices of the account, this one first."""

    def history(self, binding: Binding) -> tuple[PastLogin, ...]:
        """The account's last logins, newest first."""

    def revoke(self, binding: Binding, dev: str, pin: Secret) -> None:
        """Remove another device of the account."""

    def leave(self, binding: Binding) -> None:
        """Remove this device from its account, at the portal and here."""

    def enrol(self, binding: Binding, pin: Secret) -> None:
        """Make this computer known as a further instance of a roaming profile."""


class DiagnosticsPort(Protocol):
    """Finds out why something does not work."""

    def ask_portal(self) -> None:
        """Fetch the portal's keys, as any work does; a proxy's question is asked once more."""

    def examine(self, cancelled: threading.Event) -> "Iterator[Result]":
        """The results, as they come; ends early once `cancelled` is set. Never raises."""


class ReleasePort(Protocol):
    """Newer versions of the app."""

    def newest(self) -> str | None:
        """The version that the user is to be told of, if there is one."""

    def defer(self, version: str) -> None:
        """Tell of this version later."""


class PreferencePort(Protocol):
    """What a user has chosen for this profile."""

    def load(self) -> Preferences:
        """The values in force. Never raises."""

    def save(self, preferences: Preferences) -> None:
        """Keep what was chosen."""


class ServicesPort(Protocol):
    """Everything that the window is given."""

    @property
    def activation(self) -> ActivationPort: ...

    @property
    def logins(self) -> LoginPort: ...

    @property
    def devices(self) -> DevicePort: ...

    @property
    def releases(self) -> ReleasePort | None: ...

    @property
    def config(self) -> Config: ...

    @property
    def branding(self) -> Branding: ...

    @property
    def proxy_logins(self) -> ProxyLogins: ...

    @property
    def preferences(self) -> PreferencePort: ...

    @property
    def autostart(self) -> "Autostart | None": ...

    def bindings(self) -> tuple[Binding, ...]:
        """The activated accounts. Reads the profile file only."""

    def diagnostics(self, *, links: LinksCheck = None) -> DiagnosticsPort:
        """Looks for what is wrong with the connection and this computer."""
