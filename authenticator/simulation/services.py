"""The app's services over a simulated portal: no network, no keyring, no file of a user."""

import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from authenticator.branding import Branding
from authenticator.config import Config
from authenticator.diagnosis.results import Check, Finding, Result
from authenticator.failures import Failure, Refused
from authenticator.model import (
    Account,
    Binding,
    Claim,
    DeviceInfo,
    DeviceStatus,
    Invitation,
    LoginRequest,
    PastLogin,
    PollResult,
    Secret,
    Stage,
    Ticket,
)
from authenticator.network.proxy_logins import ProxyLogins
from authenticator.services.ports import LinksCheck
from authenticator.simulation.portal import OWN, PORTAL, STRANGE, FaultScenario, SimulatedPortal
from authenticator.storage.preferences import Preferences
from authenticator.values import dataclass
from crypto.protocol import (
    APP_LOGIN_PATH,
    FINISH_PATH,
    LONGEST_WAIT,
    ClaimState,
    InviteMode,
    Line,
    LoginKind,
    LoginResult,
)
from crypto.statements import Decision

NOWHERE: Final = Path(os.devnull)
_CODE: Final = Secret("10542963")
_CODE_SECONDS: Final = 600.0
_RESULTS: Final = {
    Decision.APPROVE: LoginResult.DONE,
    Decision.DENY: LoginResult.DENIED,
    Decision.REPORT: LoginResult.REPORTED,
}


class SimulatedActivation:
    """Takes any user name and any code."""

    def __init__(self, portal: SimulatedPortal) -> None:
        self._portal = portal

    def unfinished(self) -> Binding | None:
        return None

    def probe(self) -> None:
        self._portal.pause(0.3)

    def activate(
        self, login: str, code: Secret, pin: Secret, report: Callable[[Stage], None]
    ) -> Account:
        for stage in Stage:
            report(stage)
            self._portal.pause(0.6)
            if stage is Stage.ASKING_PORTAL:
                self._portal.check_reachable()
        return self._portal.add(login, pin)

    def resume(self, binding: Binding) -> None:
        return None

    def confirm(self, binding: Binding, pin: Secret) -> Account:
        return self._portal.add(binding.login, pin)

    def discard(self, binding: Binding) -> None:
        self._portal.remove(binding)


class SimulatedLogins:
    """Requests come when whoever leads the training wants one."""

    def __init__(self, portal: SimulatedPortal) -> None:
        self._portal = portal

    def status(self, binding: Binding) -> DeviceStatus:
        return self._portal.status(binding)

    def open(self, binding: Binding) -> None:
        return None

    def watch(self, binding: Binding, tag: str, wait: int = LONGEST_WAIT) -> PollResult:
        return self._portal.watch(binding, tag)

    def answer(
        self,
        binding: Binding,
        request: LoginRequest,
        decision: Decision,
        pin: Secret | None,
        code: Secret | None = None,
    ) -> str | None:
        self._portal.pause(0.6)
        self._portal.check_reachable()
        if pin is not None:
            self._portal.check_pin(binding, pin)
        self._portal.end_request(request.cid, _RESULTS[decision])
        if decision is Decision.REPORT:
            self._portal.set_reported(binding, reported=True)
        return PORTAL + FINISH_PATH if decision is Decision.APPROVE else None

    def begin(self, binding: Binding, pin: Secret) -> Ticket:
        self._portal.pause(0.6)
        self._portal.check_pin(binding, pin)
        return Ticket(PORTAL + APP_LOGIN_PATH, secrets.token_hex(16))

    def follow(self, binding: Binding, ticket: Ticket) -> Claim:
        self._portal.pause(1.5)
        self._portal.check_reachable()
        strange = self._portal.fault is FaultScenario.STRANGER
        browser = STRANGE if strange else OWN
        return Claim(ClaimState.CLAIMED, *browser, Line.OTHER if strange else Line.SAME)

    def answer_claim(self, binding: Binding, ticket: Ticket, ok: bool) -> Claim:
        self._portal.pause(0.6)
        self._portal.check_reachable()
        self._portal.record_login(LoginKind.APP, LoginResult.DONE if ok else LoginResult.DENIED)
        if ok:
            self._portal.set_reported(binding, reported=False)
        state = ClaimState.DONE if ok else ClaimState.VOID
        return Claim(state, "", "", "", Line.UNKNOWN)


class SimulatedDevices:
    """A second device is listed that never was."""

    def __init__(self, portal: SimulatedPortal) -> None:
        self._portal = portal

    def change_pin(self, binding: Binding, old: Secret, new: Secret) -> None:
        self._ask(binding, old)
        self._portal.set_pin(binding, new)

    def renew_key(self, binding: Binding, pin: Secret) -> None:
        self._ask(binding, pin)

    def invite(self, binding: Binding, pin: Secret, mode: InviteMode) -> Invitation:
        self._ask(binding, pin)
        return Invitation(_CODE, time.monotonic() + _CODE_SECONDS)

    def devices(self, binding: Binding) -> tuple[DeviceInfo, ...]:
        self._portal.check_reachable()
        return self._portal.devices

    def history(self, binding: Binding) -> tuple[PastLogin, ...]:
        self._portal.check_reachable()
        return self._portal.past

    def revoke(self, binding: Binding, dev: str, pin: Secret) -> None:
        self._ask(binding, pin)
        self._portal.remove_device(dev)

    def leave(self, binding: Binding) -> None:
        self._portal.check_reachable()
        self._portal.remove(binding)

    def enrol(self, binding: Binding, pin: Secret) -> None:
        self._ask(binding, pin)

    def _ask(self, binding: Binding, pin: Secret) -> None:
        self._portal.pause(0.6)
        self._portal.check_pin(binding, pin)


class SimulatedDiagnostics:
    """Finds nothing, or that the portal is silent."""

    def __init__(self, portal: SimulatedPortal) -> None:
        self._portal = portal

    def ask_portal(self) -> None:
        self._portal.check_reachable()

    def examine(self, cancelled: threading.Event) -> Iterator[Result]:
        cut = self._portal.fault is FaultScenario.NO_NETWORK
        for check in Check:
            self._portal.pause(0.2)
            if cancelled.is_set():
                return
            yield (_CUT if cut else _WELL)[check]


class SimulatedPreferences:
    """Keeps what is chosen until the program ends."""

    def __init__(self) -> None:
        self._kept = Preferences()

    def load(self) -> Preferences:
        return self._kept

    def save(self, preferences: Preferences) -> None:
        self._kept = preferences


class NoSecrets:
    """A `SecretStore` that holds nothing and takes nothing."""

    def read(self, name: str) -> str | None:
        return None

    def write(self, name: str, text: str) -> None:
        raise Refused(Failure.KEYRING_MISSING)

    def delete(self, name: str) -> None:
        return None

    def forget(self, name: str) -> None:
        return None


@dataclass(frozen=True)
class SimulatedServices:
    """Fulfils `ServicesPort`."""

    activation: SimulatedActivation
    logins: SimulatedLogins
    devices: SimulatedDevices
    config: Config
    branding: Branding
    proxy_logins: ProxyLogins
    preferences: SimulatedPreferences
    portal: SimulatedPortal
    autostart: None = None
    releases: None = None

    def bindings(self) -> tuple[Binding, ...]:
        return self.portal.bindings

    def diagnostics(self, *, links: LinksCheck = None) -> SimulatedDiagnostics:
        return SimulatedDiagnostics(self.portal)


def simulated_services(branding: Branding, portal: SimulatedPortal) -> SimulatedServices:
    """The services of one training; `branding` says in its window's title that it is one."""
    return SimulatedServices(
        activation=SimulatedActivation(portal),
        logins=SimulatedLogins(portal),
        devices=SimulatedDevices(portal),
        config=Config(PORTAL, NOWHERE),
        branding=replace(branding, portal_address=PORTAL),
        proxy_logins=ProxyLogins(NoSecrets()),
        preferences=SimulatedPreferences(),
        portal=portal,
    )


_WELL: Final = {
    check: Result(check, finding)
    for check, finding in (
        (Check.ROUTE, Finding.DIRECT),
        (Check.NAME, Finding.NAME_KNOWN),
        (Check.REACH, Finding.REACHED),
        (Check.PROXY, Finding.NO_PROXY),
        (Check.TLS, Finding.TLS_TRUSTED),
        (Check.ANSWER, Finding.PORTAL_ANSWERS),
        (Check.CLOCK, Finding.CLOCK_RIGHT),
        (Check.VERSION, Finding.PORTAL_CURRENT),
        (Check.SESSION, Finding.SESSION_HERE),
        (Check.KEYRING, Finding.KEYRING_WORKS),
        (Check.LINKS, Finding.LINKS_LEAD_HERE),
        (Check.ROUND_TRIP, Finding.ROUND_TRIP),
    )
}
_BEHIND: Final = (Check.PROXY, Check.TLS, Check.ANSWER, Check.CLOCK, Check.VERSION)
_CUT: Final = (
    _WELL
    | {Check.REACH: Result(Check.REACH, Finding.PORTAL_SILENT, {"at": "uebung.invalid:443"})}
    | {check: Result(check, Finding.NOT_TRIED) for check in _BEHIND}
    | {
        Check.ROUND_TRIP: Result(
            Check.ROUND_TRIP,
            Finding.ROUND_TRIP_FAILED,
            {"code": Failure.PORTAL_UNREACHABLE.code},
        )
    }
)
