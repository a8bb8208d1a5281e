"""The life of one device as a random walk: faults at any moment, and what must hold after each.

Real client, real portal. A fault loses requests or answers, makes the keyring fail, or kills the
program at one of its writes; then the program starts again and must find its way.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from authenticator.failures import Failure, Refused
from authenticator.model import Binding, PinRequired, Secret
from authenticator.services.composition import Services
from authenticator.storage.profile_store import ProfileStore
from authenticator.storage.secret_store import KeyringStore
from crypto.protocol import DeviceState
from tests.contract.app import App
from tests.support.network import Network
from tests.support.portal_server import RunningPortal, running_portal

PINS = st.sampled_from(["482913", "905271", "730582", "619480"]).map(Secret)
NUMBERS = count(1)


class Killed(BaseException):
    """The program ends here."""


FAULTS = st.one_of(
    st.just(("none", 0)),
    st.tuples(st.just("request"), st.integers(1, 2)),
    st.tuples(st.just("answer"), st.integers(0, 3)),
    st.tuples(st.just("keyring"), st.integers(0, 3)),
    st.tuples(st.just("kill-keyring"), st.integers(1, 4)),
    st.tuples(st.just("kill-profile"), st.integers(1, 3)),
)
PORTAL: list[RunningPortal] = []


@pytest.fixture(scope="module", autouse=True)
def _portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with running_portal(tmp_path_factory.mktemp("life")) as portal:
        PORTAL.append(portal)
        yield
        PORTAL.clear()


class LifeOfADevice(RuleBasedStateMachine):
    """One account, one computer."""

    @initialize()
    def begin(self) -> None:
        self.portal = PORTAL[0]
        self.login = f"user{next(NUMBERS)}@abc.example"
        self.portal.create_account(self.login, cleared=True)
        self.folder = TemporaryDirectory()
        self.network = Network()
        self.patched = self.network.in_place()
        self.patched.__enter__()
        self.app = App(self.portal, Path(self.folder.name))
        self.services: Services = self.app.start()
        self.possible: set[Secret] = set()
        """PINs of which one is right; more than one while an answer is lost."""

    def teardown(self) -> None:
        if hasattr(self, "patched"):
            self.patched.__exit__(None, None, None)
            self.folder.cleanup()

    @precondition(lambda self: not self._bound())
    @rule(pin=PINS, fault=FAULTS)
    def activate(self, pin: Secret, fault: tuple[str, int]) -> None:
        code = Secret(self.portal.issue_code(self.login).replace(" ", ""))
        self._attempt(
            lambda: self.services.activation.activate(self.login, code, pin, lambda _: None), fault
        )
        self.possible = {pin}
        self._find_way_after_activation(pin)

    @precondition(lambda self: self._bound())
    @rule(new=PINS, fault=FAULTS)
    def change_pin(self, new: Secret, fault: tuple[str, int]) -> None:
        (old,) = self.possible
        done = self._attempt(
            lambda: self.services.devices.change_pin(self._binding(), old, new), fault
        )
        self.possible = {new} if done else {old, new}
        self._find_right_pin()

    @precondition(lambda self: self._bound())
    @rule(fault=FAULTS)
    def renew_key(self, fault: tuple[str, int]) -> None:
        (pin,) = self.possible
        self._attempt(lambda: self.services.devices.renew_key(self._binding(), pin), fault)

    @precondition(lambda self: self._bound())
    @rule(fault=FAULTS)
    def log_in(self, fault: tuple[str, int]) -> None:
        (pin,) = self.possible
        self._attempt(lambda: self.services.logins.begin(self._binding(), pin), fault)

    @precondition(lambda self: self._bound())
    @rule(pin=PINS)
    def try_a_pin(self, pin: Secret) -> None:
        right = {pin} == self.possible
        assert self._is_right(pin) is right
        (known,) = self.possible
        assert self._is_right(known), "the right one gives the tries back"

    @rule(seconds=st.sampled_from([1, 200, 400, 7200, -100]))
    def clock_jumps(self, seconds: int) -> None:
        self.portal.clock.advance(seconds)

    @precondition(lambda self: hasattr(self, "network") and bool(self.network.late))
    @rule(number=st.integers(0, 5))
    def a_lost_request_arrives_after_all(self, number: int) -> None:
        late = self.network.late
        self.network.deliver(late.pop(number % len(late)))

    @precondition(lambda self: hasattr(self, "network") and self.network.last is not None)
    @rule()
    def the_last_request_arrives_twice(self) -> None:
        assert self.network.last is not None
        self.network.deliver(self.network.last)

    @precondition(lambda self: self._bound())
    @rule()
    def a_copy_speaks_and_one_of_the_two_is_found_out(self) -> None:
        (pin,) = self.possible
        with TemporaryDirectory() as elsewhere:
            copy = App(self.portal, Path(elsewhere))
            copy.keyring.texts = dict(self.app.keyring.texts)
            shutil.copytree(Path(self.folder.name), elsewhere, dirs_exist_ok=True)
            found_out = False
            for services in (copy.start(), self.services, copy.start(), self.services):
                try:
                    services.logins.begin(services.bindings()[0], pin)
                except Refused as refusal:
                    found_out = refusal.problem.failure is Failure.DEVICE_SUSPECT
            assert found_out
        self.teardown()
        self.begin()

    @rule()
    def restart(self) -> None:
        self.services = self.app.start()

    @invariant()
    def the_device_is_active_on_both_sides_or_on_none(self) -> None:
        if not hasattr(self, "services") or not self._bound():
            return
        status = self.services.logins.status(self._binding())
        assert status.state is DeviceState.ACTIVE
        rows = self.portal.query(
            "select count(*) from devices join accounts on accounts.id = devices.account_id "
            "where login = :login and devices.state = 'active'",
            login=self.login,
        )
        assert rows[0][0] >= 1

    def _bound(self) -> bool:
        return hasattr(self, "services") and bool(self.services.bindings())

    def _binding(self) -> Binding:
        return self.services.bindings()[0]

    def _attempt(self, work: Callable[[], object], fault: tuple[str, int]) -> bool:
        """Do it under a fault, again without, as a user would; whether the last word was yes."""
        try:
            with self._under(fault):
                work()
        except Killed:
            self.services = self.app.start()
            return False
        except Refused:
            try:
                work()
            except Refused:
                return False
        return True

    @contextmanager
    def _under(self, fault: tuple[str, int]) -> Iterator[None]:
        kind, number = fault
        if kind == "request":
            self.network.lose_requests(number)
        elif kind == "answer":
            self.network.lose_answers(1, after=number)
        elif kind == "keyring":
            self.app.keyring.fail_after(changes=number)
        try:
            with _killing(kind, number):
                yield
        finally:
            self.network.lose_requests(0)
            self.network.lose_answers(0)
            self.app.keyring.fail_after(changes=None)

    def _find_way_after_activation(self, pin: Secret) -> None:
        binding = self.services.activation.unfinished()
        if binding is None or self._bound():
            return
        if isinstance(self.services.activation.resume(binding), PinRequired):
            self.services.activation.confirm(binding, pin)

    def _find_right_pin(self) -> None:
        if len(self.possible) > 1:
            right = {pin for pin in self.possible if self._is_right(pin)}
            assert len(right) == 1, "exactly one PIN is right"
            self.possible = right

    def _is_right(self, pin: Secret) -> bool:
        try:
            self.services.logins.begin(self._binding(), pin)
        except Refused as refusal:
            if refusal.problem.failure is not Failure.PIN_WRONG:
                raise
            return False
        return True


@contextmanager
def _killing(kind: str, number: int) -> Iterator[None]:
    targets: dict[str, tuple[type, str]] = {
        "kill-keyring": (KeyringStore, "write"),
        "kill-profile": (ProfileStore, "put"),
    }
    if kind not in targets:
        yield
        return
    owner, name = targets[kind]
    original, calls = getattr(owner, name), count(1)

    def dying(*args: object) -> object:
        if next(calls) == number:
            raise Killed
        return original(*args)

    with mock.patch.object(owner, name, dying):
        yield


LifeOfADevice.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestLifeOfADevice = LifeOfADevice.TestCase
