"""The real app services activate at the real portal, whatever happens on the way."""

from unittest import mock

import pytest

from authenticator.failures import Failure, Refused
from authenticator.flows.activation_input import read_login
from authenticator.model import Account, BindingState, PinRequired, Secret, Stage
from authenticator.network.portal_client import PortalClient
from authenticator.services.composition import Services
from authenticator.storage.keyring_item import KeyringItem
from crypto.encoding import b64url
from crypto.envelope import Response
from crypto.pin import pin_key
from crypto.protocol import Counted, DeviceState
from tests.contract.app import LOGIN, OTHER_PIN, PIN, App, activate
from tests.support.network import Network
from tests.support.portal_server import RunningPortal

ACCOUNT = Account(LOGIN, "Maren Montag", "Praxis Montag", cleared=True)


def refusal(services: Services, code: str, pin: Secret = PIN, login: str = LOGIN) -> Failure:
    with pytest.raises(Refused) as refused:
        activate(services, code, pin, login)
    return refused.value.problem.failure


def test_an_activation_binds_this_device(app: App, portal: RunningPortal) -> None:
    services = app.start()
    stages: list[Stage] = []
    code = Secret(portal.issue_code(LOGIN))
    assert services.activation.activate(LOGIN, code, PIN, stages.append) == ACCOUNT
    assert stages == list(Stage)
    (binding,) = app.start().bindings()
    assert binding.login == LOGIN
    status = app.start().logins.status(binding)
    assert (status.state, status.account, status.tries_left) == (DeviceState.ACTIVE, ACCOUNT, 5)


def test_the_app_leaves_neither_pin_nor_code_nor_anything_of_the_pin_key(
    app: App, portal: RunningPortal
) -> None:
    code = portal.issue_code(LOGIN)
    app.activate(code)
    (item,) = (KeyringItem.unpack(text) for text in app.keyring.texts.values())
    key = pin_key(PIN.reveal(), root=item.root, salt=item.salt, version=1, cost=item.cost).public
    forms = [key.hex(), b64url(key.point), key.thumbprint.hex(), b64url(key.thumbprint), key.key_id]
    for trace in app.traces:
        assert PIN.reveal() not in trace
        assert code not in trace
        assert [form for form in forms if form in trace] == []


@pytest.mark.parametrize("wrong", ["code", "user", "expired", "used", "tries"])
def test_wrong_expired_used_codes_and_unknown_users_are_one_refusal(
    app: App, portal: RunningPortal, wrong: str
) -> None:
    code, login = portal.issue_code(LOGIN), LOGIN
    if wrong == "user":
        login = "nobody@abc.example"
    if wrong == "expired":
        portal.clock.advance(601)
    if wrong == "used":
        app.activate(code)
    if wrong == "tries":
        for _ in range(5):
            assert refusal(app.start(), "00000000") is Failure.ACTIVATION_REFUSED
    if wrong == "code":
        code = f"{(int(code) + 1) % 10**8:08}"
    assert refusal(app.start(), code, login=login) is Failure.ACTIVATION_REFUSED


def tries_after(services: Services, code: str) -> int | None:
    with pytest.raises(Refused) as refused:
        activate(services, code)
    return refused.value.problem.tries_left


def test_the_app_counts_the_tries_of_a_code_and_is_never_above_the_portal(
    app: App, portal: RunningPortal
) -> None:
    code, services = portal.issue_code(LOGIN), app.start()
    wrong = f"{(int(code) + 1) % 10**8:08}"
    assert [tries_after(services, wrong) for _ in range(4)] == [4, 3, 2, 1]
    assert portal.query("SELECT tries_elsewhere FROM codes") == [(1,)]
    assert tries_after(services, wrong) == 0
    assert tries_after(services, code) == 4  # of a new one, which is needed now
    assert activate(services, portal.issue_code(LOGIN)) == ACCOUNT


@pytest.mark.parametrize("typed", ["max@xn--mller-kva.de", "max@müller.de"])
def test_an_account_with_an_umlaut_is_activated_by_both_spellings(
    app: App, portal: RunningPortal, typed: str
) -> None:
    portal.create_account("max@müller.de")
    login = read_login(typed)
    assert isinstance(login, str)
    account = activate(app.start(), portal.issue_code("max@müller.de"), login=login)
    assert account.login == "max@müller.de"


def test_a_refused_activation_leaves_nothing_behind_and_a_right_code_then_works(
    app: App, portal: RunningPortal
) -> None:
    services = app.start()
    assert refusal(services, "00000000") is Failure.ACTIVATION_REFUSED
    assert services.activation.unfinished() is None
    assert not app.keyring.texts
    assert activate(services, portal.issue_code(LOGIN)) == ACCOUNT


@pytest.mark.parametrize("times", [1, 3])
def test_a_lost_request_costs_nothing(
    app: App, portal: RunningPortal, network: Network, times: int
) -> None:
    code, services = portal.issue_code(LOGIN), app.start()
    network.lose_requests(times)
    for _ in range(times):
        assert refusal(services, code) is Failure.PORTAL_UNREACHABLE
    assert activate(services, code) == ACCOUNT


@pytest.mark.parametrize("after", [0, 1])
def test_an_answer_lost_after_the_portal_committed_costs_nothing(
    app: App, portal: RunningPortal, network: Network, after: int
) -> None:
    """`after` 0 loses the answer to `activate`, 1 the answer to `confirm`."""
    code, services = portal.issue_code(LOGIN), app.start()
    network.lose_answers(2, after=after)
    for _ in range(2):
        assert refusal(services, code) is Failure.PORTAL_UNREACHABLE
    assert activate(services, code) == ACCOUNT
    lost = network.sent[after : after + 3]
    assert len(set(lost)) == 1, "identical bytes must be sent again"
    assert [row[0] for row in portal.query("select count(*) from devices")] == [1]


def test_a_pause_longer_than_the_nonce_lives_costs_nothing(
    app: App, portal: RunningPortal, network: Network
) -> None:
    code, services = portal.issue_code(LOGIN), app.start()
    network.lose_answers(1, after=1)
    assert refusal(services, code) is Failure.PORTAL_UNREACHABLE
    portal.clock.advance(400)
    assert activate(services, code) == ACCOUNT


def test_a_portal_that_restarts_in_the_middle_costs_nothing(
    app: App, portal: RunningPortal, network: Network
) -> None:
    code, services = portal.issue_code(LOGIN), app.start()
    network.lose_answers(1)
    assert refusal(services, code) is Failure.PORTAL_UNREACHABLE
    portal.stop()
    assert refusal(services, code) is Failure.PORTAL_UNREACHABLE
    portal.start()
    assert activate(services, code) == ACCOUNT


class Killed(Exception):
    """The program ends here."""


def killed_at(app: App, code: str, target: str, call: int) -> None:
    """Activate and die instead of the given call of `target`."""
    calls = 0
    module, name = target.rsplit(".", 1)
    original = getattr(_resolve(module), name)

    def dying(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls == call:
            raise Killed
        return original(*args, **kwargs)

    with mock.patch(target, dying), pytest.raises(Killed):
        activate(app.start(), code)


def _resolve(path: str) -> object:
    import pkgutil

    return pkgutil.resolve_name(path)


PROFILE = "authenticator.storage.profile_store.ProfileStore.put"
KEYRING = "authenticator.storage.secret_store.KeyringStore.write"
SEND = "authenticator.network.portal_client.PortalClient.exchange"


@pytest.mark.parametrize(
    ("target", "call", "outcome"),
    [
        (PROFILE, 1, "untouched"),
        (KEYRING, 1, "nothing"),
        (SEND, 1, "nothing"),
        (KEYRING, 2, "pin"),
        (PROFILE, 2, "pin"),
        (SEND, 2, "pin"),
        (KEYRING, 3, "done"),
        (PROFILE, 3, "done"),
    ],
)
def test_a_crash_between_any_two_writes_ends_well_at_the_next_start(
    app: App, portal: RunningPortal, target: str, call: int, outcome: str
) -> None:
    code = portal.issue_code(LOGIN)
    killed_at(app, code, target, call)
    services = app.start()
    assert services.bindings() == ()
    binding = services.activation.unfinished()
    if outcome == "untouched":
        assert binding is None
    else:
        assert binding is not None
        found = services.activation.resume(binding)
        expected = {"nothing": None, "pin": PinRequired(LOGIN), "done": ACCOUNT}[outcome]
        assert found == expected
        if outcome == "pin":
            assert services.activation.confirm(binding, PIN) == ACCOUNT
    if outcome in ("untouched", "nothing"):
        assert not app.keyring.texts
        assert activate(services, code) == ACCOUNT
    assert len(services.bindings()) == 1
    (item,) = app.keyring.texts.values()
    assert f'"state":"{BindingState.ACTIVE.value}"' in item


def test_after_a_crash_a_wrong_pin_is_told_and_the_right_one_finishes(
    app: App, portal: RunningPortal
) -> None:
    killed_at(app, portal.issue_code(LOGIN), SEND, 2)
    services = app.start()
    binding = services.activation.unfinished()
    assert binding is not None
    with pytest.raises(Refused) as refused:
        services.activation.confirm(binding, OTHER_PIN)
    assert refused.value.problem.failure is Failure.PIN_WRONG
    assert refused.value.problem.tries_left == 4
    assert services.activation.confirm(binding, PIN) == ACCOUNT


def test_after_ten_minutes_an_unconfirmed_activation_is_dropped(
    app: App, portal: RunningPortal
) -> None:
    killed_at(app, portal.issue_code(LOGIN), SEND, 2)
    portal.clock.advance(601)
    services = app.start()
    binding = services.activation.unfinished()
    assert binding is not None
    assert services.activation.resume(binding) is None
    assert not app.keyring.texts
    assert activate(services, portal.issue_code(LOGIN)) == ACCOUNT


def test_without_the_portal_nothing_of_an_unfinished_activation_is_dropped(
    app: App, portal: RunningPortal
) -> None:
    killed_at(app, portal.issue_code(LOGIN), SEND, 2)
    portal.stop()
    services = app.start()
    binding = services.activation.unfinished()
    assert binding is not None
    with pytest.raises(Refused) as refused:
        services.activation.resume(binding)
    assert refused.value.problem.failure is Failure.PORTAL_UNREACHABLE
    portal.start()
    assert services.activation.confirm(binding, PIN) == ACCOUNT


def test_a_keyring_that_fails_does_not_use_the_code_up(app: App, portal: RunningPortal) -> None:
    code, services = portal.issue_code(LOGIN), app.start()
    app.keyring.fail_after(changes=0)
    with pytest.raises(Refused):
        services.activation.probe()
    assert refusal(services, code) is Failure.KEYRING_FAILED
    assert services.activation.unfinished() is None
    app.keyring.fail_after(changes=None)
    services.activation.probe()
    assert activate(services, code) == ACCOUNT


def test_a_keyring_that_fails_in_the_middle_costs_nothing(app: App, portal: RunningPortal) -> None:
    code, services = portal.issue_code(LOGIN), app.start()
    for changes in (1, 0):
        app.keyring.fail_after(changes=changes)
        assert refusal(services, code) is Failure.KEYRING_FAILED
    app.keyring.fail_after(changes=None)
    assert activate(services, code) == ACCOUNT


def test_activating_the_same_account_again_takes_the_old_bindings_place(
    app: App, portal: RunningPortal
) -> None:
    services, first = app.activate()
    activate(services, portal.issue_code(LOGIN), OTHER_PIN)
    (second,) = app.start().bindings()
    assert second.id != first.id
    assert len(app.keyring.texts) == 1
    assert app.start().logins.begin(second, OTHER_PIN).url


FORGED: list[tuple[str, Failure]] = [
    ("unsigned", Failure.FOREIGN_ANSWER),
    ("forged keys", Failure.PORTAL_KEYS_UNTRUSTED),
]


@pytest.mark.parametrize(("word", "failure"), FORGED)
def test_no_word_but_the_portals_own_makes_the_app_give_up_its_key(
    app: App, portal: RunningPortal, word: str, failure: Failure
) -> None:
    """A machine in between answers `confirm`, after the portal has made the device active."""
    code, services = portal.issue_code(LOGIN), app.start()
    exchange = PortalClient.exchange

    def between(self: PortalClient, data: bytes, *, wait: float = 0.0) -> Response:
        answer = exchange(self, data, wait=wait)
        if answer.m == "confirm":
            raise Refused(failure)
        return answer

    with mock.patch.object(PortalClient, "exchange", between):
        assert refusal(services, code) is failure
    (binding,) = [each for each in [services.activation.unfinished()] if each]
    assert len(app.keyring.texts) == 1
    assert app.start().activation.resume(binding) == ACCOUNT


def test_another_code_after_a_lost_answer_keeps_the_key_that_may_be_active(
    app: App, portal: RunningPortal, network: Network
) -> None:
    services = app.start()
    network.lose_answers(1, after=1)
    assert refusal(services, portal.issue_code(LOGIN)) is Failure.PORTAL_UNREACHABLE
    assert refusal(services, "00000000") is Failure.ACTIVATION_REFUSED
    binding = app.start().activation.unfinished()
    assert binding is not None
    assert app.start().activation.resume(binding) == ACCOUNT


def test_a_device_that_was_revoked_meanwhile_is_not_taken_for_activated(
    app: App, portal: RunningPortal
) -> None:
    killed_at(app, portal.issue_code(LOGIN), KEYRING, 3)
    portal.execute("update devices set state = 'revoked'")
    services = app.start()
    binding = services.activation.unfinished()
    assert binding is not None
    assert services.activation.resume(binding) is None
    assert services.bindings() == ()


def test_two_accounts_live_in_one_app(app: App, portal: RunningPortal) -> None:
    portal.create_account("second@abc.example", cleared=True)
    services, first = app.activate()
    activate(services, portal.issue_code("second@abc.example"), login="second@abc.example")
    logins = [app.start().logins.status(each).account.login for each in services.bindings()]
    assert logins == [first.login, "second@abc.example"]


def test_what_was_too_much_reaches_the_user(
    app: App, portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = portal.issue_code(LOGIN)

    async def too_much(*_: object) -> int:
        return 7

    monkeypatch.setattr("portal.platform.rate_limits.RateLimit.take", lambda *_: 7)
    monkeypatch.setattr("portal.platform.database.rate_counts.RateCounts.take", too_much)
    with pytest.raises(Refused) as refused:
        activate(app.start(), code)
    problem = refused.value.problem
    assert (problem.failure, problem.retry_after) == (Failure.RATE_LIMITED, 7)
    assert problem.details == Counted.DEVICE.value
