"""All flows against their tables."""

from dataclasses import replace
from typing import Any

import pytest

from authenticator.failures import Failure, Problem
from authenticator.flows.common import Failed, Result, new_attempt
from tests.unit.authenticator.account_flow_tables import ACCOUNT_FLOWS
from tests.unit.authenticator.arrows import NEW, Flow
from tests.unit.authenticator.login_flow_tables import LOGIN_FLOWS

FLOWS = (*ACCOUNT_FLOWS, *LOGIN_FLOWS)
ARROWS = [
    pytest.param(flow, *arrow, id=f"{flow.name}: {type(arrow[0]).__name__}, {arrow[1]}")
    for flow in FLOWS
    for arrow in flow.arrows
]
SECRETS = ("482913", "905271", "10542963", "SECRET")
each_flow = pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)


@pytest.mark.parametrize(("flow", "state", "event", "after"), ARROWS)
def test_each_arrow(flow: Flow, state: Any, event: Any, after: Any) -> None:
    assert flow.advance(state, event, NEW) == after


@each_flow
def test_what_is_no_arrow_changes_nothing(flow: Flow) -> None:
    assert flow.strays() == []


@each_flow
def test_each_state_and_each_event_has_an_arrow(flow: Flow) -> None:
    assert flow.missing() == set()


@each_flow
def test_the_result_of_another_attempt_changes_nothing(flow: Flow) -> None:
    for state, event in flow.arrows_with(Result):
        assert flow.advance(state, replace(event, attempt=99), NEW) is state


@each_flow
@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_leads_on(flow: Flow, failure: Failure) -> None:
    for state, event in flow.arrows_with(Failed):
        assert flow.advance(state, replace(event, problem=Problem(failure)), NEW) != state


@each_flow
def test_neither_states_nor_events_show_a_secret(flow: Flow) -> None:
    assert [secret for secret in SECRETS if secret in repr(flow.arrows)] == []


def test_no_two_attempts_have_the_same_token() -> None:
    tokens = [new_attempt() for _ in range(100)]
    assert len({*tokens}) == 100
    assert 0 not in tokens
