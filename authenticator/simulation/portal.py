"""A simulated portal. In memory only, and gone when the program ends."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import Final

from authenticator.failures import Failure, Refused
from authenticator.model import (
    Account,
    Binding,
    DeviceInfo,
    DeviceStatus,
    LoginRequest,
    PastLogin,
    PollResult,
    Secret,
)
from crypto.protocol import DeviceState, Line

PORTAL: Final = "https://uebung.invalid"
"""No name below .invalid is ever resolved (RFC 2606)."""
TRIES: Final = 5
REQUEST_SECONDS: Final = 120.0
POLL_SECONDS: Final = 25.0

OWN: Final = ("192.0.2.17", "Firefox 145", "Windows 11")
STRANGE: Final = ("203.0.113.99", "Chrome 141", "macOS 15")


class FaultScenario(Enum):
    """What goes wrong next."""

    NONE = "none"
    WRONG_PIN = "wrong-pin"
    """The next PIN counts as wrong, whatever it is; after that all is well again."""
    TOO_LATE = "too-late"
    """The next answer comes too late; after that all is well again."""
    STRANGER = "stranger"
    """Requests come from a browser that the user does not know."""
    NO_NETWORK = "no-network"
    LOCKED = "locked"
    """The device is locked until the fault is over."""


_ONCE: Final = (FaultScenario.WRONG_PIN, FaultScenario.TOO_LATE)


class SimulatedPortal:
    """Also plays what whoever leads the training chooses. Threads may share it."""

    def __init__(self, pause: Callable[[float], None] = time.sleep) -> None:
        """`pause` makes work take as long as it does in real life; seconds."""
        self.pause = pause
        self.changed: Callable[[], None] = lambda: None
        """Called, by whatever thread, after something has changed."""
        self._condition = threading.Condition()
        self._tag = 1
        self._fault = FaultScenario.NONE
        self._request: LoginRequest | None = None
        self._accounts: dict[str, tuple[Binding, Account]] = {}
        self._pins: dict[str, Secret] = {}
        self._tries: dict[str, int] = {}
        self._devices = _devices()
        self._past: list[PastLogin] = []

    @property
    def fault(self) -> FaultScenario:
        """What goes wrong just now."""
        return self._fault

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """The simulated accounts, in the order in which they were made."""
        return tuple(binding for binding, _ in self._accounts.values())

    @property
    def devices(self) -> tuple[DeviceInfo, ...]:
        return self._devices

    @property
    def past(self) -> tuple[PastLogin, ...]:
        """Newest first."""
        return tuple(reversed(self._past))

    def set_fault(self, fault: FaultScenario) -> None:
        """Have this go wrong from now on, or nothing."""
        with self._condition:
            self._fault = fault
            self._change()

    def begin_login(self) -> bool:
        """Let a browser ask for a login; False where there is no account yet."""
        with self._condition:
            if not self._accounts:
                return False
            binding = self.bindings[0]
            is_strange = self._fault is FaultScenario.STRANGER
            ip, browser, os = STRANGE if is_strange else OWN
            self._request = LoginRequest(
                cid=secrets.token_hex(16),
                aud=PORTAL,
                account=binding.login,
                ip=ip,
                browser=browser,
                os=os,
                started=int(time.time()),
                deadline=time.monotonic() + REQUEST_SECONDS,
                content="",
                line=Line.OTHER if is_strange else Line.SAME,
            )
            self._change()
            return True

    def watch(self, binding: Binding, tag: str) -> PollResult:
        """As a long poll: at once when something is new since `tag`.

        Raises:
            Refused: the fault of the moment, or DEVICE_REVOKED when the account is gone.
        """
        with self._condition:
            self._condition.wait_for(lambda: str(self._tag) != tag, POLL_SECONDS)
            self.check_reachable()
            account = self._account(binding)
            return PollResult(str(self._tag), self._open_request(binding), account)

    def add(self, login: str, pin: Secret) -> Account:
        """Take on a simulated account, or give the one of this name a new PIN."""
        account = Account(login, "Ute Übung", "Übungspraxis Musterstadt", cleared=True)
        with self._condition:
            known = self._accounts.get(login)
            binding = known[0] if known else Binding(secrets.token_hex(16), PORTAL, login, True)
            self._accounts[login] = binding, account
            self._pins[login], self._tries[login] = pin, TRIES
            self._change()
        return account

    def set_reported(self, binding: Binding, *, reported: bool) -> None:
        """Whether browsers may begin no login until one from the app."""
        with self._condition:
            if binding.login in self._accounts:
                known, account = self._accounts[binding.login]
                self._accounts[binding.login] = known, replace(account, reported=reported)
                self._change()

    def remove(self, binding: Binding) -> None:
        with self._condition:
            self._accounts.pop(binding.login, None)
            self._change()

    def remove_device(self, dev: str) -> None:
        self._devices = tuple(each for each in self._devices if each.dev != dev)

    def status(self, binding: Binding) -> DeviceStatus:
        self.check_reachable()
        return DeviceStatus(
            DeviceState.ACTIVE, self._account(binding), self._tries[binding.login], 1
        )

    def check_reachable(self) -> None:
        """Raise what goes wrong before any answer."""
        if self._fault is FaultScenario.NO_NETWORK:
            raise Refused(Failure.PORTAL_UNREACHABLE)
        if self._fault is FaultScenario.LOCKED:
            raise Refused(Failure.DEVICE_LOCKED)

    def check_pin(self, binding: Binding, pin: Secret) -> None:
        """Judge a PIN as a portal does, with its tries.

        Raises:
            Refused: PIN_WRONG, DEVICE_LOCKED after the last try, or the fault of the moment.
        """
        self.check_reachable()
        login = binding.login
        if self._happens(FaultScenario.WRONG_PIN) or pin != self._pins.get(login):
            self._tries[login] = self._tries.get(login, TRIES) - 1
            if self._tries[login] <= 0:
                self._tries[login] = TRIES
                self.set_fault(FaultScenario.LOCKED)
                raise Refused(Failure.DEVICE_LOCKED)
            raise Refused(Failure.PIN_WRONG, tries_left=self._tries[login])
        self._tries[login] = TRIES

    def set_pin(self, binding: Binding, pin: Secret) -> None:
        self._pins[binding.login] = pin

    def end_request(self, cid: str, result: str) -> None:
        """Close the open request.

        Raises:
            Refused: REQUEST_ENDED when it is no longer open.
        """
        with self._condition:
            request, self._request = self._request, None
            late = self._happens(FaultScenario.TOO_LATE)
            self._change()
            if late or request is None or request.cid != cid:
                raise Refused(Failure.REQUEST_ENDED)
            self.record_login("browser", result, (request.ip, request.browser, request.os))

    def record_login(self, kind: str, result: str, browser: tuple[str, str, str] = OWN) -> None:
        """Enter a login into the history."""
        name = self._devices[0].name
        self._past.append(PastLogin(int(time.time()), kind, result, *browser, name, "", 0))

    def _happens(self, fault: FaultScenario) -> bool:
        with self._condition:
            happens = self._fault is fault
            if happens and fault in _ONCE:
                self.set_fault(FaultScenario.NONE)
        return happens

    def _account(self, binding: Binding) -> Account:
        if binding.login not in self._accounts:
            raise Refused(Failure.DEVICE_REVOKED)
        return self._accounts[binding.login][1]

    def _open_request(self, binding: Binding) -> LoginRequest | None:
        request = self._request
        if request is None or request.deadline <= time.monotonic():
            return None
        return request if request.account == binding.login else None

    def _change(self) -> None:
        self._tag += 1
        self._condition.notify_all()
        self.changed()


def _devices() -> tuple[DeviceInfo, ...]:
    now, week = int(time.time()), 7 * 24 * 3600
    first = DeviceInfo("1" * 32, "UEBUNG-1", "Windows 11", DeviceState.ACTIVE, now, None, this=True)
    second = replace(first, dev="2" * 32, name="UEBUNG-2", activated=now - 3 * week, this=False)
    return first, second
