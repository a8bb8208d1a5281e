from authenticator.flows.activation import (
    ChoosePin,
    EnterCode,
    ReadTerms,
    Registering,
    RepeatPin,
    State,
    Step,
    is_past_code,
    step_of,
)
from tests.unit.authenticator.login_flow_tables import ACTIVATION, CODE, LOGIN, PIN

STATES: list[State] = [state for a, _, b in ACTIVATION.arrows for state in (a, b)]


def test_the_steps_are_numbered_in_their_order() -> None:
    asked = (ReadTerms(), EnterCode(), ChoosePin(LOGIN, CODE))
    steps = [step_of(state) for state in asked]
    assert steps == list(Step)
    assert [step.number for step in Step] == [1, 2, 3]


def test_every_step_is_shown_by_a_state() -> None:
    assert {step_of(state) for state in STATES} == {None, *Step}


def test_a_code_that_was_entered_is_not_entered_over() -> None:
    assert not is_past_code(EnterCode(LOGIN))
    assert is_past_code(ChoosePin(LOGIN, CODE))
    assert is_past_code(Registering(LOGIN, CODE, PIN, 1))
    assert is_past_code(RepeatPin(LOGIN))
