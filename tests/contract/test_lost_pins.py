"""A PIN whose answer is lost, and the user who clicks again: the portal gets the same bytes."""

import time
from collections.abc import Callable

import pytest

from authenticator.failures import Failure, Problem, Refused
from authenticator.model import Binding, PinRequired, Secret
from authenticator.services.composition import Services
from crypto.protocol import InviteMode
from crypto.statements import Decision
from portal.api.responses import Responses
from tests.contract.app import LOGIN, OTHER_PIN, PIN, App, activate
from tests.contract.killing import SEND, killed_at
from tests.support.network import Network
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated

Ask = Callable[[Services, Binding, Secret], object]


def approve(services: Services, binding: Binding, pin: Secret) -> object:
    request = services.logins.watch(binding, "").request
    assert request is not None
    return services.logins.answer(binding, request, Decision.APPROVE, pin)


def revoke(services: Services, binding: Binding, pin: Secret) -> None:
    others = [each for each in services.devices.devices(binding) if not each.this]
    services.devices.revoke(binding, others[0].dev, pin)


ASK: dict[str, Ask] = {
    "applogin": lambda services, binding, pin: services.logins.begin(binding, pin),
    "respond": approve,
    "invite": lambda services, binding, pin: services.devices.invite(binding, pin, InviteMode.ADD),
    "enrol": lambda services, binding, pin: services.devices.enrol(binding, pin),
    "revoke": revoke,
    "pinchange": lambda s, binding, pin: s.devices.change_pin(binding, pin, Secret("615042")),
    "rotate": lambda services, binding, pin: services.devices.renew_key(binding, pin),
}


@pytest.fixture
def device(app: App, portal: RunningPortal) -> tuple[Services, Binding]:
    """A device that every kind of request can be made with; another one of the account is there."""
    app.roaming = True
    services, binding = app.activate()
    activated(portal, LOGIN)
    Browser(portal.url).begin(LOGIN)
    # With a nonce, so that the first request is carried out.
    assert services.logins.status(binding).tries_left == 5
    return services, binding


def problem_of(ask: Ask, device: tuple[Services, Binding], pin: Secret) -> Problem:
    with pytest.raises(Refused) as refused:
        ask(*device, pin)
    return refused.value.problem


@pytest.mark.parametrize("message", ASK)
def test_a_wrong_pin_counts_once_however_often_its_answer_is_lost(
    device: tuple[Services, Binding], network: Network, message: str
) -> None:
    services, binding = device
    network.lose_answers_to(message)
    for _ in range(3):
        assert problem_of(ASK[message], device, OTHER_PIN).failure is Failure.PORTAL_UNREACHABLE
    network.lose_answers_to("")
    problem = problem_of(ASK[message], device, OTHER_PIN)
    assert (problem.failure, problem.tries_left) == (Failure.PIN_WRONG, 4)
    assert services.logins.status(binding).tries_left == 4
    assert problem_of(ASK[message], device, OTHER_PIN).tries_left == 3, "a new click, a new try"


@pytest.mark.parametrize("message", ASK)
def test_the_right_pin_after_a_wrong_one_whose_answer_was_lost(
    device: tuple[Services, Binding], network: Network, message: str
) -> None:
    services, binding = device
    network.lose_answers_to(message)
    problem_of(ASK[message], device, OTHER_PIN)
    network.lose_answers_to("")
    ASK[message](*device, PIN)
    assert services.logins.status(binding).tries_left == 5


@pytest.mark.parametrize("message", ASK)
def test_what_was_carried_out_is_told_by_the_next_click_and_not_carried_out_again(
    device: tuple[Services, Binding], network: Network, portal: RunningPortal, message: str
) -> None:
    services, binding = device
    network.lose_answers_to(message)
    problem_of(ASK[message], device, PIN)
    changes = portal.query("SELECT count(*) FROM audit")
    network.lose_answers_to("")
    if message == "revoke":
        services.devices.revoke(binding, _removed(portal), PIN)
    elif message != "respond":
        ASK[message](*device, PIN)
    assert portal.query("SELECT count(*) FROM audit") == changes
    assert services.logins.status(binding).tries_left == 5


def _removed(portal: RunningPortal) -> str:
    return str(portal.query("SELECT id FROM devices WHERE state = 'revoked'")[0][0])


def test_a_wrong_pin_that_the_portal_could_not_answer_counts_once(
    device: tuple[Services, Binding], portal: RunningPortal
) -> None:
    services, binding = device

    async def fail(*_: object, **__: object) -> None:
        raise OSError("no space left on the device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Responses, "commit_response", fail)
        for _ in range(2):
            problem = problem_of(ASK["applogin"], device, OTHER_PIN)
            assert problem.failure is Failure.PORTAL_UNAVAILABLE
    problem = problem_of(ASK["applogin"], device, OTHER_PIN)
    assert (problem.failure, problem.tries_left) == (Failure.PIN_WRONG, 4)
    portal.verify_left_over_pins()
    assert services.logins.status(binding).tries_left == 4


def test_a_ticket_that_came_too_late_is_asked_for_anew(
    device: tuple[Services, Binding],
    network: Network,
    portal: RunningPortal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services, binding = device
    network.lose_answers_to("applogin")
    problem_of(ASK["applogin"], device, PIN)
    network.lose_answers_to("")
    portal.clock.advance(60)
    requests = services.logins._devices.of(binding).pin_requests
    monkeypatch.setattr(requests, "_monotonic", lambda: time.monotonic() + 60)
    ticket = services.logins.begin(binding, PIN)
    told = Browser(portal.url).land(ticket.url.rpartition("#t=")[2])
    assert told["result"] == "claimed"


def test_a_wrong_pin_at_the_end_of_an_interrupted_activation_counts_once(
    app: App, network: Network, portal: RunningPortal
) -> None:
    with killed_at(SEND, 2, done=False):
        activate(app.start(), portal.issue_code(LOGIN))
    services = app.start()
    binding = services.activation.unfinished()
    assert binding is not None
    assert services.activation.resume(binding) == PinRequired(LOGIN)
    network.lose_answers_to("confirm")
    for _ in range(2):
        with pytest.raises(Refused):
            services.activation.confirm(binding, OTHER_PIN)
    network.lose_answers_to("")
    with pytest.raises(Refused) as refused:
        services.activation.confirm(binding, OTHER_PIN)
    assert refused.value.problem.tries_left == 4
    assert services.activation.confirm(binding, PIN).login == LOGIN
