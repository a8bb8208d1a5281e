"""Two computers wrote one roaming profile, and what the last one wrote is what comes back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from authenticator.failures import Failure, Refused
from authenticator.model import Binding, Secret
from authenticator.services.composition import Services
from crypto.protocol import DeviceState
from tests.contract.app import LOGIN, OTHER_PIN, PIN, App, activate
from tests.support.portal_server import RunningPortal

SECOND_LOGIN = "erika.musterfrau@abc.example"


@contextmanager
def on_second_computer() -> Iterator[None]:
    with mock.patch("authenticator.services.device_session.machine_id", return_value=b"second"):
        yield


def failure_of(action: Callable[[], object]) -> Failure:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.problem.failure


def account(services: Services, login: str = LOGIN) -> Binding:
    return next(each for each in services.bindings() if each.login == login)


def uses(services: Services, pin: Secret = PIN) -> None:
    assert services.logins.watch(account(services), "").account.login == LOGIN
    assert services.logins.begin(account(services), pin).url


@pytest.fixture
def app(app: App) -> App:
    """Activated here, and known on the second computer."""
    app.roaming = True
    _, binding = app.activate()
    with on_second_computer():
        app.start().devices.enrol(binding, PIN)
    return app


def test_an_older_copy_works_on_both_computers_without_a_question(app: App) -> None:
    older = app.copied()
    uses(app.start())
    with on_second_computer():
        uses(app.start())
        uses(older.start())
    uses(older.start())
    uses(app.start())


def test_after_a_change_of_the_pin_an_older_copy_says_so_and_costs_one_try(app: App) -> None:
    older = app.copied()
    with on_second_computer():
        there = app.start()
        there.devices.change_pin(account(there), PIN, OTHER_PIN)
    services = older.start()
    binding = account(services)
    for pin in (PIN, OTHER_PIN, PIN, OTHER_PIN, PIN, OTHER_PIN):
        assert failure_of(lambda: services.logins.begin(binding, pin)) is Failure.KEY_OUTDATED  # noqa: B023
    assert failure_of(lambda: services.devices.change_pin(binding, OTHER_PIN, PIN)) is (
        Failure.KEY_OUTDATED
    )
    found = services.logins.status(binding)
    assert (found.state, found.tries_left) == (DeviceState.ACTIVE, 4)
    with on_second_computer():
        uses(app.start(), OTHER_PIN)


def test_an_older_copy_does_not_take_another_change_of_the_pin_for_its_own(app: App) -> None:
    older = app.copied()
    with on_second_computer():
        there = app.start()
        there.devices.change_pin(account(there), PIN, OTHER_PIN)
    for pin in (PIN, OTHER_PIN):
        services = older.start()
        change = lambda: services.devices.change_pin(account(services), pin, PIN)  # noqa: B023, E731
        assert failure_of(change) is Failure.KEY_OUTDATED
    with on_second_computer():
        services = app.start()
        uses(services, OTHER_PIN)
        assert services.logins.status(account(services)).tries_left == 5


def test_a_wrong_pin_is_wrong_also_while_a_change_of_it_is_open(app: App) -> None:
    services = app.start()
    binding = account(services)
    wrong = lambda: services.devices.change_pin(binding, OTHER_PIN, PIN)  # noqa: E731
    assert failure_of(wrong) is Failure.PIN_WRONG
    assert failure_of(lambda: services.logins.begin(binding, OTHER_PIN)) is Failure.PIN_WRONG
    uses(services)


def test_an_account_that_an_older_copy_lacks_is_activated_again_and_the_others_go_on(
    app: App, portal: RunningPortal
) -> None:
    older = app.copied()
    portal.create_account(SECOND_LOGIN)
    with on_second_computer():
        activate(app.start(), portal.issue_code(SECOND_LOGIN), login=SECOND_LOGIN)
    services = older.start()
    uses(services)
    activate(services, portal.issue_code(SECOND_LOGIN), login=SECOND_LOGIN)
    assert [each.login for each in older.start().bindings()] == [LOGIN, SECOND_LOGIN]
    uses(older.start())


def test_an_account_that_came_back_after_its_removal_is_told_and_can_be_left(app: App) -> None:
    older = app.copied()
    with on_second_computer():
        there = app.start()
        there.devices.leave(account(there))
    services = older.start()
    assert failure_of(lambda: uses(services)) is Failure.DEVICE_REVOKED
    services.devices.leave(account(services))
    assert older.start().bindings() == ()
    assert not older.keyring.texts


def test_an_account_whose_key_is_older_than_the_profile_is_named_and_kept(
    app: App, portal: RunningPortal
) -> None:
    older = app.copied()
    portal.create_account(SECOND_LOGIN)
    activate(app.start(), portal.issue_code(SECOND_LOGIN), login=SECOND_LOGIN)
    newer = dict(app.keyring.texts)
    app.keyring.texts = dict(older.keyring.texts)
    services = app.start()
    uses(services)
    second = account(services, SECOND_LOGIN)
    assert failure_of(lambda: services.logins.watch(second, "")) is Failure.KEY_MISSING
    assert len(app.start().bindings()) == 2
    app.keyring.texts = newer
    assert app.start().logins.watch(second, "").account.login == SECOND_LOGIN
