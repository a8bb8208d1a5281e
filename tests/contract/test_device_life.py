"""PIN change and key renewal by the real app, cut at any moment: one PIN is right afterwards."""

from collections.abc import Callable

import httpx2
import pytest

from authenticator.failures import Failure, Refused
from authenticator.model import Binding, Secret
from authenticator.services.composition import Services
from authenticator.storage.keyring_item import KeyringItem
from authenticator.storage.secret_store import TIME_LIMIT
from crypto.envelope import MEDIA_TYPE, PATH
from crypto.protocol import DeviceState, InviteMode
from tests.contract.app import OTHER_PIN, PIN, App
from tests.contract.killing import KEYRING_WRITE, SEND, killed_at
from tests.support.network import Network
from tests.support.portal_server import RunningPortal
from tests.vectors.twin import twin

THIRD_PIN = Secret("615042")
Change = Callable[[Services, Binding], None]


def change_pin(services: Services, binding: Binding) -> None:
    services.devices.change_pin(binding, PIN, OTHER_PIN)


def renew_key(services: Services, binding: Binding) -> None:
    services.devices.renew_key(binding, PIN)


def item_of(app: App) -> KeyringItem:
    (text,) = app.keyring.texts.values()
    return KeyringItem.unpack(text)


def right_pin(app: App, *candidates: Secret) -> Secret:
    """The one PIN that is right after a fresh start; the app and the portal agree on it."""
    services = app.start()
    (binding,) = services.bindings()
    right = [pin for pin in candidates if is_right(services, binding, pin)]
    status = services.logins.status(binding)
    item = item_of(app)
    assert status.state is DeviceState.ACTIVE
    assert (item.pending, item.pin_version) == (None, status.pin_version)
    assert len(right) == 1
    return right[0]


def is_right(services: Services, binding: Binding, pin: Secret) -> bool:
    try:
        services.logins.begin(binding, pin)
    except Refused as refused:
        if refused.problem.failure is Failure.PIN_WRONG:
            return False
        raise
    return True


def goes_on(app: App, pin: Secret) -> None:
    """The device can be used and changed as if nothing had been."""
    services = app.start()
    (binding,) = services.bindings()
    services.devices.change_pin(binding, pin, THIRD_PIN)
    services.devices.renew_key(binding, THIRD_PIN)
    assert right_pin(app, pin, THIRD_PIN) == THIRD_PIN


@pytest.fixture
def services(app: App) -> Services:
    """A device that has logged in before, and a fresh start of its program."""
    first, binding = app.activate()
    first.logins.begin(binding, PIN)
    return app.start()


def test_a_pin_change_makes_the_new_pin_right_and_the_old_one_wrong(
    app: App, services: Services
) -> None:
    change_pin(services, services.bindings()[0])
    assert right_pin(app, PIN, OTHER_PIN) == OTHER_PIN
    goes_on(app, OTHER_PIN)


def test_a_key_renewal_keeps_the_pin_and_leaves_one_device(
    app: App, services: Services, portal: RunningPortal
) -> None:
    before = item_of(app).root
    renew_key(services, services.bindings()[0])
    assert item_of(app).root != before
    assert right_pin(app, PIN, OTHER_PIN) == PIN
    assert portal.query("select count(*) from devices")[0][0] == 1
    goes_on(app, PIN)


# Announced, asked (the first time without a nonce), ratchet kept, put in place.
@pytest.mark.parametrize("change", [change_pin, renew_key])
@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize(
    ("target", "call"), [(KEYRING_WRITE, 1), (SEND, 1), (SEND, 2), (KEYRING_WRITE, 2)]
)
def test_a_program_that_dies_at_any_moment_of_a_change_knows_at_its_next_start_what_is_right(
    app: App, services: Services, change: Change, target: str, call: int, done: bool
) -> None:
    (binding,) = services.bindings()
    with killed_at(target, call, done=done):
        change(services, binding)
    carried_out = (target, call) == (KEYRING_WRITE, 2) or (target, call, done) == (SEND, 2, True)
    expected = OTHER_PIN if carried_out and change is change_pin else PIN
    assert right_pin(app, PIN, OTHER_PIN) == expected
    goes_on(app, expected)


def test_a_program_that_dies_between_the_ratchet_and_the_new_pin_knows_too(
    app: App, services: Services
) -> None:
    with killed_at(KEYRING_WRITE, 3, done=False):
        change_pin(services, services.bindings()[0])
    assert right_pin(app, PIN, OTHER_PIN) == OTHER_PIN


@pytest.mark.parametrize("change", [change_pin, renew_key])
@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_lost_request_or_answer_of_a_change_is_made_good_at_the_next_use(
    app: App, services: Services, network: Network, change: Change, restart: bool, lost: str
) -> None:
    (binding,) = services.bindings()
    services.logins.status(binding)
    if lost == "request":
        network.lose_requests(1)
    else:
        network.lose_answers(1)
    with pytest.raises(Refused) as refused:
        change(services, binding)
    assert refused.value.problem.failure is Failure.PORTAL_UNREACHABLE
    expected = OTHER_PIN if lost == "answer" and change is change_pin else PIN
    if not restart:
        assert is_right(services, binding, expected)
    assert right_pin(app, PIN, OTHER_PIN) == expected
    goes_on(app, expected)


@pytest.mark.parametrize("change", [change_pin, renew_key])
@pytest.mark.parametrize("restart", [False, True])
def test_a_change_that_arrives_after_the_app_has_asked_what_became_of_it_is_not_carried_out(
    app: App,
    services: Services,
    network: Network,
    portal: RunningPortal,
    change: Change,
    restart: bool,
) -> None:
    (binding,) = services.bindings()
    services.logins.status(binding)
    network.lose_requests(1)
    with pytest.raises(Refused):
        change(services, binding)
    late = network.sent[-1]
    # Settles what is open, and sends nothing else that turns the ratchet.
    (app.start() if restart else services).logins.watch(binding, "")
    answer = httpx2.post(portal.url + PATH, content=late, headers={"content-type": MEDIA_TYPE})
    assert answer.status_code == 409
    assert right_pin(app, PIN, OTHER_PIN) == PIN
    goes_on(app, PIN)


@pytest.mark.parametrize("change", [change_pin, renew_key])
@pytest.mark.parametrize("form", [bytes, twin], ids=["doubled", "with another signature"])
def test_a_change_that_a_proxy_delivers_before_the_app_does_is_carried_out_once(
    app: App,
    services: Services,
    network: Network,
    portal: RunningPortal,
    change: Change,
    form: Callable[[bytes], bytes],
) -> None:
    (binding,) = services.bindings()
    network.deliver_first(form)
    change(services, binding)
    network.deliver_first(None)
    right = OTHER_PIN if change is change_pin else PIN
    assert right_pin(app, PIN, OTHER_PIN) == right
    assert portal.query("select count(*) from devices")[0][0] == 1
    goes_on(app, right)


@pytest.mark.parametrize("form", [bytes, twin], ids=["doubled", "with another signature"])
def test_a_whole_life_goes_well_where_everything_arrives_twice(
    app: App, network: Network, form: Callable[[bytes], bytes]
) -> None:
    network.deliver_first(form)
    services, binding = app.activate()
    change_pin(services, binding)
    services.devices.renew_key(binding, OTHER_PIN)
    assert services.devices.invite(binding, OTHER_PIN, InviteMode.ADD).code.reveal()
    assert len(services.devices.devices(binding)) == 1
    services.devices.leave(binding)
    assert services.bindings() == ()


def test_a_new_key_is_kept_while_the_portal_knows_neither(
    app: App, services: Services, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    (binding,) = services.bindings()
    services.logins.status(binding)
    network.lose_answers(1)
    with pytest.raises(Refused):
        renew_key(services, binding)
    pending = item_of(app).pending
    with monkeypatch.context() as forgetful:
        forgetful.setattr("portal.api.pipeline.find_device", lambda *_: None)
        with pytest.raises(Refused) as refused:
            app.start().logins.begin(binding, PIN)
    assert refused.value.problem.failure is Failure.DEVICE_UNKNOWN
    assert item_of(app).pending == pending
    assert right_pin(app, PIN, OTHER_PIN) == PIN


@pytest.mark.parametrize("changes", [0, 1, 2])
def test_a_keyring_that_fails_during_a_change_costs_nothing(
    app: App, services: Services, changes: int
) -> None:
    (binding,) = services.bindings()
    app.keyring.fail_after(changes=changes)
    with pytest.raises(Refused) as refused:
        change_pin(services, binding)
    assert refused.value.problem.failure is Failure.KEYRING_FAILED
    app.keyring.fail_after(changes=None)
    assert right_pin(app, PIN, OTHER_PIN) == (PIN if changes == 0 else OTHER_PIN)


# Announced, (of a PIN change) ratchet kept, put in place.
@pytest.mark.parametrize(
    ("change", "changes"),
    [(change_pin, 0), (change_pin, 1), (change_pin, 2), (renew_key, 0), (renew_key, 1)],
)
@pytest.mark.parametrize("restart", [False, True])
def test_a_keyring_call_of_a_change_that_ends_late_overwrites_nothing_newer(
    app: App, services: Services, change: Change, changes: int, restart: bool
) -> None:
    app.keyring_limit = 1.0
    services = app.start()
    (binding,) = services.bindings()
    services.logins.status(binding)
    app.keyring.be_slow_after(changes=changes)
    with pytest.raises(Refused) as refused:
        change(services, binding)
    assert refused.value.problem.failure is Failure.KEYRING_LOCKED
    app.keyring.answer_now()
    app.keyring_limit = TIME_LIMIT
    services = app.start() if restart else services
    carried_out = changes > 0 and change is change_pin
    assert is_right(services, binding, OTHER_PIN if carried_out else PIN)
    if not carried_out:
        # The user, who was told that it did not work, does it once more.
        change(services, binding)
    expected = OTHER_PIN if change is change_pin else PIN
    assert right_pin(app, PIN, OTHER_PIN) == expected
    goes_on(app, expected)


def test_nothing_more_is_sent_while_the_keyring_may_hold_another_ratchet_value(
    app: App, services: Services
) -> None:
    app.keyring_limit = 1.0
    services = app.start()
    (binding,) = services.bindings()
    app.keyring.be_slow_after(changes=0)
    assert services.logins.begin(binding, PIN).url
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            services.logins.begin(binding, PIN)
        assert refused.value.problem.failure is Failure.KEYRING_LOCKED
    app.keyring.answer_now()
    assert right_pin(app, PIN) == PIN


def test_a_keyring_that_takes_no_ratchet_for_long_never_makes_the_device_suspect(
    app: App, services: Services
) -> None:
    (binding,) = services.bindings()
    app.keyring.fail_after(changes=0)
    for _ in range(5):
        assert services.logins.begin(binding, PIN).url
    app.keyring.fail_after(changes=None)
    assert right_pin(app, PIN) == PIN


def test_a_wrong_old_pin_changes_nothing_and_says_what_is_left(
    app: App, services: Services
) -> None:
    (binding,) = services.bindings()
    with pytest.raises(Refused) as refused:
        services.devices.change_pin(binding, THIRD_PIN, OTHER_PIN)
    assert refused.value.problem.failure is Failure.PIN_WRONG
    assert refused.value.problem.tries_left == 4
    assert item_of(app).pending is None
    assert right_pin(app, PIN, OTHER_PIN) == PIN


@pytest.mark.parametrize("member", ["root", "salt", "portal", "state", "account"])
def test_one_altered_character_of_the_item_is_told_before_anything_is_sent(
    app: App, services: Services, network: Network, portal: RunningPortal, member: str
) -> None:
    (binding,) = services.bindings()
    ((name, text),) = app.keyring.texts.items()
    place = text.index(f'"{member}":"') + len(f'"{member}":"') + 1
    altered = text[:place] + ("B" if text[place] != "B" else "C") + text[place + 1 :]
    app.keyring.texts[name] = altered
    before = len(network.sent)
    for _ in range(6):
        with pytest.raises(Refused) as refused:
            app.start().logins.begin(binding, PIN)
        assert refused.value.problem.failure is Failure.KEY_DAMAGED
    assert len(network.sent) == before
    assert app.keyring.texts[name] == altered
    app.keyring.texts[name] = text
    assert right_pin(app, PIN) == PIN


def test_a_device_that_was_removed_meanwhile_keeps_its_old_key(
    app: App, services: Services, network: Network, portal: RunningPortal
) -> None:
    (binding,) = services.bindings()
    services.logins.status(binding)
    network.lose_requests(1)
    with pytest.raises(Refused):
        renew_key(services, binding)
    root = item_of(app).root
    portal.execute("update devices set state = 'revoked'")
    with pytest.raises(Refused) as refused:
        app.start().logins.begin(binding, PIN)
    assert refused.value.problem.failure is Failure.DEVICE_REVOKED
    assert item_of(app).root == root
