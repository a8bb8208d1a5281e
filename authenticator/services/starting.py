"""What the first page needs, from files alone; the rest is imported and built by the first job
that asks for it.

The program's start fulfils `ServicesPort` with this: a page can be read and used while requests,
keyring and cryptography, half of the start's work, are not there yet.
"""

from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from authenticator.branding import load_branding
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
from authenticator.storage.preferences import PreferenceStore
from authenticator.storage.profile_store import ProfileStore
from authenticator.storage.secret_store import open_secret_store
from crypto.protocol import InviteMode
from crypto.statements import Decision

if TYPE_CHECKING:
    from authenticator.desktop.autostart import Autostart
    from authenticator.diagnosis.diagnostics import Diagnostics
    from authenticator.services.composition import Services
    from authenticator.services.ports import LinksCheck
    from authenticator.services.releases import ReleaseService


class StartingServices:
    """Fulfils `ServicesPort`. Properties and `bindings` import and ask nothing."""

    def __init__(self, config: Config, *, language: str) -> None:
        self.config = config
        self.branding = load_branding()
        self.preferences = PreferenceStore(config.profile)
        self._language = language
        self._profile = ProfileStore(config.profile)
        self._secrets = open_secret_store(roaming=config.roaming)
        self.proxy_logins = ProxyLogins(self._secrets)
        self._building = Lock()
        self._built: Services | None = None
        self.activation = _Activation(self._profile, self.built)
        self.logins = _Logins(self.built)
        self.devices = _Devices(self.built)

    @cached_property
    def autostart(self) -> "Autostart | None":
        from authenticator.desktop.autostart import autostart

        return autostart(self.branding.product, self.config.start_at_login)

    @property
    def releases(self) -> "ReleaseService":
        """For a job: the others are built first."""
        return self.built().releases

    def bindings(self) -> tuple[Binding, ...]:
        """The activated accounts. Reads the profile file only."""
        return tuple(each for each in self._profile.bindings() if each.activated)

    def diagnostics(self, *, links: "LinksCheck" = None) -> "Diagnostics":
        """As `Services.diagnostics`."""
        return self.built().diagnostics(links=links)

    def built(self) -> "Services":
        """The real ones; whoever comes while they are being built waits for them."""
        with self._building:
            if self._built is None:
                from authenticator.services.composition import build_services

                self._built = build_services(
                    self.config,
                    secrets=self._secrets,
                    language=self._language,
                    profile=self._profile,
                    proxy_logins=self.proxy_logins,
                )
            return self._built


class _Activation:
    def __init__(self, profile: ProfileStore, built: Callable[[], "Services"]) -> None:
        self._profile = profile
        self._built = built

    def unfinished(self) -> Binding | None:
        return next((each for each in self._profile.bindings() if not each.activated), None)

    def probe(self) -> None:
        self._built().activation.probe()

    def activate(
        self, login: str, code: Secret, pin: Secret, report: Callable[[Stage], None]
    ) -> Account:
        return self._built().activation.activate(login, code, pin, report)

    def resume(self, binding: Binding) -> Account | PinRequired | None:
        return self._built().activation.resume(binding)

    def confirm(self, binding: Binding, pin: Secret) -> Account:
        return self._built().activation.confirm(binding, pin)

    def discard(self, binding: Binding) -> None:
        self._built().activation.discard(binding)


class _Logins:
    def __init__(self, built: Callable[[], "Services"]) -> None:
        self._built = built

    def open(self, binding: Binding) -> None:
        self._built().logins.open(binding)

    def watch(self, binding: Binding, tag: str, wait: int) -> PollResult:
        return self._built().logins.watch(binding, tag, wait)

    def answer(
        self,
        binding: Binding,
        request: LoginRequest,
        decision: Decision,
        pin: Secret | None,
        code: Secret | None = None,
    ) -> str | None:
        return self._built().logins.answer(binding, request, decision, pin, code)

    def begin(self, binding: Binding, pin: Secret) -> Ticket:
        return self._built().logins.begin(binding, pin)

    def follow(self, binding: Binding, ticket: Ticket) -> Claim:
        return self._built().logins.follow(binding, ticket)

    def answer_claim(self, binding: Binding, ticket: Ticket, ok: bool) -> Claim:
        return self._built().logins.answer_claim(binding, ticket, ok)


class _Devices:
    def __init__(self, built: Callable[[], "Services"]) -> None:
        self._built = built

    def change_pin(self, binding: Binding, old: Secret, new: Secret) -> None:
        self._built().devices.change_pin(binding, old, new)

    def renew_key(self, binding: Binding, pin: Secret) -> None:
        self._built().devices.renew_key(binding, pin)

    def invite(self, binding: Binding, pin: Secret, mode: InviteMode) -> Invitation:
        return self._built().devices.invite(binding, pin, mode)

    def devices(self, binding: Binding) -> tuple[DeviceInfo, ...]:
        return self._built().devices.devices(binding)

    def history(self, binding: Binding) -> tuple[PastLogin, ...]:
        return self._built().devices.history(binding)

    def revoke(self, binding: Binding, dev: str, pin: Secret) -> None:
        self._built().devices.revoke(binding, dev, pin)

    def leave(self, binding: Binding) -> None:
        self._built().devices.leave(binding)

    def enrol(self, binding: Binding, pin: Secret) -> None:
        self._built().devices.enrol(binding, pin)
