"""The real app on several computers: copied profiles, roaming profiles, further devices, moves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from authenticator.failures import Failure, Refused
from authenticator.services.composition import Services
from crypto.protocol import DeviceState, InviteMode
from crypto.statements import Decision
from tests.contract.app import LOGIN, OTHER_PIN, PIN, App, activate
from tests.support.network import Network
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal


def failure_of(action: Callable[[], object]) -> Failure:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.problem.failure


def log_in(services: Services) -> None:
    (binding,) = services.bindings()
    assert services.logins.begin(binding, PIN).url


def watch(services: Services) -> None:
    (binding,) = services.bindings()
    assert services.logins.watch(binding, "").account.login == LOGIN


@contextmanager
def on_machine(name: str) -> Iterator[None]:
    with mock.patch("authenticator.services.device_session.machine_id", return_value=name.encode()):
        yield


def other_app(app: App, name: str) -> App:
    folder = app.folder / name
    folder.mkdir()
    return App(app.portal, folder)


def test_of_two_programs_with_one_profile_one_is_found_out_when_the_other_has_spoken(
    app: App,
) -> None:
    services, _ = app.activate()
    thief = app.copied().start()
    log_in(services)
    log_in(thief)
    assert failure_of(lambda: log_in(services)) is Failure.DEVICE_SUSPECT
    assert failure_of(lambda: watch(thief)) is Failure.DEVICE_SUSPECT


def test_an_older_backup_of_the_profile_is_found_out_at_its_first_login(app: App) -> None:
    services, _ = app.activate()
    backup = app.copied()
    for _ in range(2):
        log_in(services)
    assert failure_of(lambda: log_in(backup.start())) is Failure.DEVICE_SUSPECT


def test_a_profile_copied_to_another_machine_is_found_out_by_looking_for_requests(
    app: App,
) -> None:
    services, binding = app.activate()
    with on_machine("another"):
        assert failure_of(lambda: watch(app.copied().start())) is Failure.DEVICE_SUSPECT
    assert failure_of(lambda: watch(services)) is Failure.DEVICE_SUSPECT
    assert failure_of(lambda: services.logins.begin(binding, PIN)) is Failure.DEVICE_SUSPECT
    assert services.logins.status(binding).state is DeviceState.SUSPECT


def test_a_suspect_device_can_be_left(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    portal.execute("update devices set state = 'suspect'")
    services.devices.leave(binding)
    assert app.start().bindings() == ()
    assert not app.keyring.texts


def test_a_roaming_profile_works_wherever_the_pin_was_entered_once(
    app: App, portal: RunningPortal
) -> None:
    app.roaming = True
    _, binding = app.activate()
    for name in ("second", "third", "fourth", "fifth"):
        with on_machine(name):
            there = app.start()
            assert failure_of(lambda: watch(there)) is Failure.INSTANCE_UNKNOWN  # noqa: B023
            assert failure_of(lambda: log_in(there)) is Failure.INSTANCE_UNKNOWN  # noqa: B023
            assert failure_of(lambda: there.devices.enrol(binding, OTHER_PIN)) is Failure.PIN_WRONG  # noqa: B023
            there.devices.enrol(binding, PIN)
            watch(there)
            log_in(there)
    portal.clock.advance(1)
    log_in(app.start())
    with on_machine("second"):
        log_in(app.start())
    portal.clock.advance(1)
    with on_machine("sixth"):
        there = app.start()
        assert failure_of(lambda: watch(there)) is Failure.INSTANCE_UNKNOWN
        there.devices.enrol(binding, PIN)
        log_in(there)
    log_in(app.start())


def test_an_activated_device_roams_once_the_policy_says_so_and_the_pin_was_entered(
    app: App, portal: RunningPortal
) -> None:
    _, binding = app.activate()
    app.roaming = True
    with on_machine("second"):
        there = app.start()
        assert failure_of(lambda: watch(there)) is Failure.INSTANCE_UNKNOWN
        assert failure_of(lambda: log_in(there)) is Failure.INSTANCE_UNKNOWN
        assert failure_of(lambda: there.devices.enrol(binding, OTHER_PIN)) is Failure.PIN_WRONG
        there.devices.enrol(binding, PIN)
        watch(there)
        log_in(there)
    log_in(app.start())
    assert portal.query("SELECT state FROM devices") == [("active",)]


def test_where_the_policy_does_not_say_so_a_second_computer_is_still_found_out(app: App) -> None:
    app.activate()
    with on_machine("second"):
        assert failure_of(lambda: watch(app.start())) is Failure.DEVICE_SUSPECT


def test_a_roaming_pin_change_that_was_cut_on_one_machine_is_settled_on_another(
    app: App, network: Network
) -> None:
    app.roaming = True
    services, binding = app.activate()
    with on_machine("second"):
        app.start().devices.enrol(binding, PIN)
    services.logins.status(binding)
    network.lose_answers(1, after=1)
    with pytest.raises(Refused):
        services.devices.change_pin(binding, PIN, OTHER_PIN)
    with on_machine("second"):
        assert app.start().logins.begin(binding, OTHER_PIN).url
    with on_machine("third"):
        app.start().devices.enrol(binding, OTHER_PIN)


def test_repeating_an_answer_after_other_messages_never_makes_an_honest_device_suspect(
    app: App, portal: RunningPortal, network: Network
) -> None:
    services, binding = app.activate()
    Browser(portal.url).begin(LOGIN)
    request = services.logins.watch(binding, "").request
    assert request is not None
    answer = lambda: services.logins.answer(binding, request, Decision.APPROVE, PIN)  # noqa: E731
    for lose in (network.lose_requests, network.lose_answers):
        lose(1)
        assert failure_of(answer) is Failure.PORTAL_UNREACHABLE
        lose(1)
        assert failure_of(lambda: log_in(services)) is Failure.PORTAL_UNREACHABLE
        log_in(services)
        log_in(services)
    assert answer()
    log_in(services)
    log_in(app.start())


def test_two_lost_answers_of_which_the_first_is_told_again_harm_nothing(
    app: App, portal: RunningPortal, network: Network
) -> None:
    services, binding = app.activate()
    Browser(portal.url).begin(LOGIN)
    request = services.logins.watch(binding, "").request
    assert request is not None
    answer = lambda: services.logins.answer(binding, request, Decision.APPROVE, PIN)  # noqa: E731
    network.lose_answers(1)
    assert failure_of(answer) is Failure.PORTAL_UNREACHABLE
    # The first answer says that the nonce is stale; the one that is lost comes after it.
    network.lose_answers(1, after=1)
    assert failure_of(lambda: log_in(services)) is Failure.PORTAL_UNREACHABLE
    assert answer(), "recorded: it tells a ratchet value that has been replaced since"
    log_in(services)


def test_a_further_device_lives_beside_the_first(app: App) -> None:
    services, binding = app.activate()
    invitation = services.devices.invite(binding, PIN, InviteMode.ADD)
    further = other_app(app, "further").start()
    activate(further, invitation.code.reveal(), OTHER_PIN)
    (second,) = further.bindings()
    mine, theirs = services.devices.devices(binding)
    assert (mine.this, theirs.this) == (True, False)
    assert {each.dev for each in further.devices.devices(second)} == {mine.dev, theirs.dev}
    services.devices.revoke(binding, theirs.dev, PIN)
    assert failure_of(lambda: watch(further)) is Failure.DEVICE_REVOKED


def test_a_move_ends_the_old_computer_when_the_new_one_is_active(app: App) -> None:
    services, binding = app.activate()
    invitation = services.devices.invite(binding, PIN, InviteMode.MOVE)
    new = other_app(app, "new").start()
    log_in(services)
    activate(new, invitation.code.reveal())
    log_in(new)
    assert failure_of(lambda: watch(services)) is Failure.DEVICE_REVOKED


def test_a_lost_answer_to_an_invitation_leaves_no_code_that_anybody_knows(
    app: App, network: Network
) -> None:
    services, binding = app.activate()
    services.logins.status(binding)
    network.lose_answers(1)
    assert (
        failure_of(lambda: services.devices.invite(binding, PIN, InviteMode.ADD))
        is Failure.PORTAL_UNREACHABLE
    )
    code = services.devices.invite(binding, PIN, InviteMode.ADD).code
    activate(other_app(app, "further").start(), code.reveal())


def test_leaving_twice_because_the_answer_was_lost_succeeds(app: App, network: Network) -> None:
    services, binding = app.activate()
    services.logins.status(binding)
    network.lose_answers(1)
    assert failure_of(lambda: services.devices.leave(binding)) is Failure.PORTAL_UNREACHABLE
    assert app.start().bindings() == (binding,), "not forgotten before the portal has agreed"
    services.devices.leave(binding)
    assert app.start().bindings() == ()


def test_the_app_reads_the_history_of_its_account(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    with pytest.raises(Refused):
        services.logins.begin(binding, OTHER_PIN)
    (entry,) = services.devices.history(binding)
    assert (entry.kind, entry.result, entry.at) == ("app", "wrong-pin", portal.clock.now())
