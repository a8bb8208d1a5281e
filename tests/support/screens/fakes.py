"""Services that answer what a test or a picture needs, without keyring or portal."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from authenticator.branding import Branding, load_branding
from authenticator.config import Config
from authenticator.desktop.autostart import StartState
from authenticator.diagnosis.results import Result
from authenticator.failures import Failure, Refused
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
from authenticator.storage.secret_store import open_secret_store
from crypto.protocol import LONGEST_WAIT, ClaimState, InviteMode, Line, Mode
from crypto.statements import Decision
from tests.support.screens.samples import DEVICES, LOGINS, RESULTS

T = TypeVar("T")

AUD = "https://gp.meine.aok.de"
LOGIN = "maler.montag@abc.de"
ACCOUNT = Account(LOGIN, "Maler Montag", "Pflegedienst Sonnenhof GmbH", cleared=True)
PENDING = Account(LOGIN, "Maler Montag", "Pflegedienst Sonnenhof GmbH", cleared=False)
SECOND = Account("montag@uferhaus.de", "Maler Montag", "Reha-Zentrum Uferhaus", cleared=False)
BINDING = Binding("0" * 32, AUD, LOGIN, activated=True)
SECOND_BINDING = Binding("1" * 32, AUD, SECOND.login, activated=True)
TICKET = Ticket(f"{AUD}/login/app#t=TICKET-TEXT", "hash-of-the-ticket")
UNCLAIMED = Claim(ClaimState.UNCLAIMED, "", "", "", Line.UNKNOWN)
OWN = Claim(ClaimState.CLAIMED, "198.51.100.7", "Firefox 145", "Windows 11", Line.SAME)
FOREIGN = Claim(ClaimState.CLAIMED, "203.0.113.99", "Chrome 141", "macOS 15", Line.OTHER)
DONE = Claim(ClaimState.DONE, "", "", "", Line.UNKNOWN)
VOID = Claim(ClaimState.VOID, "", "", "", Line.UNKNOWN)


def login_request(
    cid: str = "request-1",
    *,
    seconds: float = 161.4,
    mode: Mode = Mode.BROWSER,
    action: str = "",
    line: Line = Line.SAME,
) -> LoginRequest:
    """A request that is open for so many seconds more."""
    return LoginRequest(
        cid=cid,
        aud=AUD,
        account=LOGIN,
        ip="198.51.100.7",
        browser="Firefox 145",
        os="Windows 11",
        started=int(time.time()) - 19,
        deadline=time.monotonic() + seconds,
        content="header.payload.signature",
        line=line,
        person=f"{ACCOUNT.name} · {ACCOUNT.provider}",
        mode=mode,
        action=action,
    )


class FakeActivation:
    """Each method's outcome is set beforehand: a value to return or a refusal to raise."""

    def __init__(self) -> None:
        self.left: Binding | None = None
        self.probed: Refused | None = None
        self.activated: Account | Refused = ACCOUNT
        self.resumed: Account | PinRequired | Refused | None = None
        self.confirmed: Account | Refused = ACCOUNT
        self.stages = list(Stage)
        self.calls: list[str] = []

    def unfinished(self) -> Binding | None:
        return self.left

    def probe(self) -> None:
        self.calls.append("probe")
        _given(self.probed)

    def activate(
        self, login: str, code: Secret, pin: Secret, report: Callable[[Stage], None]
    ) -> Account:
        self.calls.append(f"activate {login} {code.reveal()} {pin.reveal()}")
        for stage in self.stages:
            report(stage)
        return _given(self.activated)

    def resume(self, binding: Binding) -> Account | PinRequired | None:
        self.calls.append("resume")
        return _given(self.resumed)

    def confirm(self, binding: Binding, pin: Secret) -> Account:
        self.calls.append(f"confirm {pin.reveal()}")
        return _given(self.confirmed)

    def discard(self, binding: Binding) -> None:
        self.calls.append("discard")


class FakeLogins:
    """`watch` gives what was put into `news`, and otherwise waits like a long poll."""

    def __init__(self) -> None:
        self.news: list[PollResult | Refused] = []
        self.answered: str | Refused | None = f"{AUD}/login/finish#t=TICKET-TEXT"
        self.begun: Ticket | Refused = TICKET
        self.claims: list[Claim | Refused] = []
        self.judged: Claim | Refused = DONE
        self.calls: list[str] = []
        self.over = threading.Event()
        self.opened: Refused | None = None

    def open(self, binding: Binding) -> None:
        _given(self.opened)

    def watch(self, binding: Binding, tag: str, wait: int = LONGEST_WAIT) -> PollResult:
        self.calls.append(f"watch {tag}")
        if not self.news:
            self.over.wait(25)
            raise Refused(Failure.PORTAL_UNREACHABLE)
        return _given(self.news.pop(0))

    def answer(
        self,
        binding: Binding,
        request: LoginRequest,
        decision: Decision,
        pin: Secret | None,
        code: Secret | None = None,
    ) -> str | None:
        shown = f" {code.reveal()}" if code else ""
        self.calls.append(f"answer {request.cid} {decision.value} {pin and pin.reveal()}{shown}")
        given = _given(self.answered)
        opens = decision is Decision.APPROVE and request.mode is Mode.BROWSER
        return given if opens else None

    def begin(self, binding: Binding, pin: Secret) -> Ticket:
        self.calls.append(f"begin {pin.reveal()}")
        return _given(self.begun)

    def follow(self, binding: Binding, ticket: Ticket) -> Claim:
        self.calls.append("follow")
        if not self.claims:
            self.over.wait(25)
            return VOID
        return _given(self.claims.pop(0))

    def answer_claim(self, binding: Binding, ticket: Ticket, ok: bool) -> Claim:
        self.calls.append(f"judge {ok}")
        return _given(self.judged)


class FakeDevices:
    """Each method's outcome is set beforehand."""

    def __init__(self) -> None:
        self.changed: Refused | None = None
        self.renewed: Refused | None = None
        self.invited: Refused | None = None
        self.seconds = 581.4
        self.listed: tuple[DeviceInfo, ...] | Refused = DEVICES
        self.past: tuple[PastLogin, ...] | Refused = LOGINS
        self.revoked: Refused | None = None
        self.left: Refused | None = None
        self.enrolled: Refused | None = None
        self.on_leave: Callable[[], None] = lambda: None
        self.calls: list[str] = []

    def change_pin(self, binding: Binding, old: Secret, new: Secret) -> None:
        self.calls.append(f"change {old.reveal()} {new.reveal()}")
        _given(self.changed)

    def renew_key(self, binding: Binding, pin: Secret) -> None:
        self.calls.append(f"renew {pin.reveal()}")
        _given(self.renewed)

    def invite(self, binding: Binding, pin: Secret, mode: InviteMode) -> Invitation:
        self.calls.append(f"invite {mode.value} {pin.reveal()}")
        _given(self.invited)
        return Invitation(Secret("10542963"), time.monotonic() + self.seconds)

    def devices(self, binding: Binding) -> tuple[DeviceInfo, ...]:
        self.calls.append("devices")
        return _given(self.listed)

    def history(self, binding: Binding) -> tuple[PastLogin, ...]:
        self.calls.append("history")
        return _given(self.past)

    def revoke(self, binding: Binding, dev: str, pin: Secret) -> None:
        self.calls.append(f"revoke {dev} {pin.reveal()}")
        _given(self.revoked)

    def leave(self, binding: Binding) -> None:
        self.calls.append("leave")
        _given(self.left)
        self.on_leave()

    def enrol(self, binding: Binding, pin: Secret) -> None:
        self.calls.append(f"enrol {pin.reveal()}")
        _given(self.enrolled)


class FakeDiagnostics:
    """Finds what was set beforehand."""

    def __init__(self) -> None:
        self.results: list[Result] = list(RESULTS)
        self.asked = 0
        self.links: Callable[[], bool] | None = None

    def examine(self, cancelled: threading.Event) -> Iterator[Result]:
        for result in self.results:
            if cancelled.is_set():
                return
            yield result

    def ask_portal(self) -> None:
        self.asked += 1


class FakePreferences:
    """Keeps what was chosen in memory; `refused` says why it cannot be kept."""

    def __init__(self) -> None:
        self.kept = Preferences()
        self.refused: Refused | None = None

    def load(self) -> Preferences:
        return self.kept

    def save(self, preferences: Preferences) -> None:
        if self.refused is not None:
            raise self.refused
        self.kept = preferences


class FakeLoginStart:
    """Remembers what was chosen; `refused` says why the system does not take it.

    `place`: of an entry for all users, which holds whatever was chosen.
    """

    def __init__(self, refused: Refused | None = None) -> None:
        self.on = False
        self.refused = refused
        self.place = ""

    def state(self) -> StartState:
        if self.place:
            return StartState(is_on=True, place=self.place, is_locked=True)
        return StartState(self.on, is_own=self.on)

    def set_on(self, *, on: bool) -> None:
        if self.refused is not None:
            raise self.refused
        self.on = on


class FakeReleases:
    """Knows one version, or none."""

    def __init__(self) -> None:
        self.version: str | None = None
        self.deferred: list[str] = []

    def newest(self) -> str | None:
        return self.version

    def defer(self, version: str) -> None:
        self.deferred.append(version)


@dataclass
class FakeServices:
    """Stands in for the services of `authenticator.services.composition`."""

    activation: FakeActivation = field(default_factory=FakeActivation)
    logins: FakeLogins = field(default_factory=FakeLogins)
    devices: FakeDevices = field(default_factory=FakeDevices)
    releases: FakeReleases = field(default_factory=FakeReleases)
    config: Config = field(
        default_factory=lambda: Config(AUD, Path("profile"), log_folder=Path("/logs").absolute())
    )
    proxy_logins: ProxyLogins = field(
        default_factory=lambda: ProxyLogins(open_secret_store(roaming=False))
    )
    examiner: FakeDiagnostics = field(default_factory=FakeDiagnostics)
    branding: Branding = field(default_factory=load_branding)
    preferences: FakePreferences = field(default_factory=FakePreferences)
    autostart: FakeLoginStart | None = field(default_factory=FakeLoginStart)
    accounts: tuple[Binding, ...] = ()

    def bindings(self) -> tuple[Binding, ...]:
        return self.accounts

    def diagnostics(self, *, links: Callable[[], bool] | None = None) -> FakeDiagnostics:
        self.examiner.links = links
        return self.examiner


def _given(outcome: T | Refused) -> T:
    if isinstance(outcome, Refused):
        raise outcome
    return outcome
