"""The simulated services: like the real ones to use, and real in nothing."""

import os
import threading
from pathlib import Path

import pytest

from authenticator.branding import load_branding
from authenticator.diagnosis.results import State, root_cause
from authenticator.failures import Failure, Refused
from authenticator.model import Binding, Secret, Stage
from authenticator.simulation.portal import TRIES, FaultScenario, SimulatedPortal
from authenticator.simulation.services import SimulatedServices, simulated_services
from crypto.protocol import ClaimState, InviteMode, Line
from crypto.statements import Decision

LOGIN, CODE = "maler.montag@abc.de", Secret("10542963")
PIN, OTHER_PIN = Secret("482913"), Secret("905271")


@pytest.fixture
def practice() -> SimulatedPortal:
    return SimulatedPortal(pause=lambda _: None)


@pytest.fixture
def services(practice: SimulatedPortal) -> SimulatedServices:
    return simulated_services(load_branding(), practice)


@pytest.fixture
def binding(services: SimulatedServices) -> Binding:
    services.activation.activate(LOGIN, CODE, PIN, lambda _: None)
    (binding,) = services.bindings()
    return binding


def refusal(refused: pytest.ExceptionInfo[Refused]) -> tuple[Failure, int | None]:
    return refused.value.problem.failure, refused.value.problem.tries_left


def test_any_user_name_and_code_activate_and_every_stage_is_told(
    services: SimulatedServices,
) -> None:
    told: list[Stage] = []
    account = services.activation.activate("jemand@wo.example", CODE, PIN, told.append)
    assert account.login == "jemand@wo.example"
    assert told == list(Stage)
    assert [each.login for each in services.bindings()] == ["jemand@wo.example"]


def test_without_an_account_nobody_can_be_asked(practice: SimulatedPortal) -> None:
    assert not practice.begin_login()


def test_a_request_is_told_and_its_approval_ends_it(
    services: SimulatedServices, practice: SimulatedPortal, binding: Binding
) -> None:
    before = services.logins.watch(binding, "")
    assert before.request is None
    assert practice.begin_login()
    watched = services.logins.watch(binding, before.tag)
    assert watched.request is not None
    assert services.logins.answer(binding, watched.request, Decision.APPROVE, PIN)
    assert services.logins.watch(binding, watched.tag).request is None
    assert [each.result for each in services.devices.history(binding)] == ["done"]


def test_a_wrong_pin_costs_a_try_and_the_last_one_locks(
    services: SimulatedServices, practice: SimulatedPortal, binding: Binding
) -> None:
    for left in range(TRIES - 1, 0, -1):
        with pytest.raises(Refused) as refused:
            services.logins.begin(binding, OTHER_PIN)
        assert refusal(refused) == (Failure.PIN_WRONG, left)
    with pytest.raises(Refused) as refused:
        services.logins.begin(binding, OTHER_PIN)
    assert refusal(refused)[0] is Failure.DEVICE_LOCKED
    assert practice.fault is FaultScenario.LOCKED
    practice.set_fault(FaultScenario.NONE)
    assert services.logins.begin(binding, PIN).hash


def test_a_played_wrong_pin_happens_once(
    services: SimulatedServices, practice: SimulatedPortal, binding: Binding
) -> None:
    practice.set_fault(FaultScenario.WRONG_PIN)
    with pytest.raises(Refused) as refused:
        services.logins.begin(binding, PIN)
    assert refusal(refused) == (Failure.PIN_WRONG, TRIES - 1)
    assert services.logins.begin(binding, PIN).hash


def test_an_answer_can_be_played_too_late(
    services: SimulatedServices, practice: SimulatedPortal, binding: Binding
) -> None:
    practice.begin_login()
    request = services.logins.watch(binding, "").request
    assert request is not None
    practice.set_fault(FaultScenario.TOO_LATE)
    with pytest.raises(Refused) as refused:
        services.logins.answer(binding, request, Decision.DENY, None)
    assert refusal(refused)[0] is Failure.REQUEST_ENDED
    assert practice.fault is FaultScenario.NONE


def test_a_stranger_asks_from_elsewhere(
    services: SimulatedServices, practice: SimulatedPortal, binding: Binding
) -> None:
    ticket = services.logins.begin(binding, PIN)
    assert services.logins.follow(binding, ticket).line is Line.SAME
    practice.set_fault(FaultScenario.STRANGER)
    assert services.logins.follow(binding, ticket).line is Line.OTHER
    assert services.logins.answer_claim(binding, ticket, False).state is ClaimState.VOID
    practice.begin_login()
    request = services.logins.watch(binding, "").request
    assert request is not None
    assert request.ip == "203.0.113.99"


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (FaultScenario.NO_NETWORK, Failure.PORTAL_UNREACHABLE),
        (FaultScenario.LOCKED, Failure.DEVICE_LOCKED),
    ],
)
def test_what_goes_wrong_goes_wrong_everywhere(
    services: SimulatedServices,
    practice: SimulatedPortal,
    binding: Binding,
    fault: FaultScenario,
    failure: Failure,
) -> None:
    practice.set_fault(fault)
    for work in (
        lambda: services.logins.watch(binding, ""),
        lambda: services.logins.status(binding),
        lambda: services.devices.devices(binding),
        lambda: services.devices.invite(binding, PIN, InviteMode.ADD),
        lambda: services.activation.activate(LOGIN, CODE, PIN, lambda _: None),
    ):
        with pytest.raises(Refused) as refused:
            work()
        assert refusal(refused)[0] is failure


def test_the_diagnosis_blames_what_is_played(
    services: SimulatedServices, practice: SimulatedPortal
) -> None:
    def results() -> list[State]:
        return [result.state for result in services.diagnostics().examine(threading.Event())]

    assert State.BAD not in results()
    practice.set_fault(FaultScenario.NO_NETWORK)
    found = tuple(services.diagnostics().examine(threading.Event()))
    blamed = root_cause(found)
    assert blamed is not None
    assert blamed.finding.name == "PORTAL_SILENT"


def test_a_changed_pin_holds_and_an_account_that_left_is_gone(
    services: SimulatedServices, binding: Binding
) -> None:
    services.devices.change_pin(binding, PIN, OTHER_PIN)
    assert services.logins.begin(binding, OTHER_PIN).hash
    services.devices.leave(binding)
    assert services.bindings() == ()
    with pytest.raises(Refused) as refused:
        services.logins.watch(binding, "")
    assert refusal(refused)[0] is Failure.DEVICE_REVOKED


def test_whatever_is_kept_is_kept_in_memory(services: SimulatedServices) -> None:
    assert services.config.profile == Path(os.devnull)
    assert services.config.log_folder is None
    with pytest.raises(Refused):
        services.proxy_logins._store.write("name", "text")
