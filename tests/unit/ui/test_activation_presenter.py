import pytest
from pytestqt.qtbot import QtBot

from authenticator.failures import Failure, Refused
from authenticator.flows import activation as machine
from authenticator.model import Account, PinRequired, Secret, Stage
from tests.support.screens import fakes
from tests.support.screens.fakes import ACCOUNT, BINDING, LOGIN, PENDING, FakeServices
from tests.unit.ui.held_jobs import HeldJobs
from ui.screens.activation.presenter import ActivationPresenter

CODE, PIN = Secret("10542963"), Secret("482913")


@pytest.fixture
def presenter(services: FakeServices, held: HeldJobs) -> ActivationPresenter:
    return make(services, held)


def make(services: FakeServices, held: HeldJobs) -> ActivationPresenter:
    return ActivationPresenter(services.activation, held.jobs.actions)


def to_pin(presenter: ActivationPresenter, held: HeldJobs) -> None:
    presenter.accept_terms()
    held.finish()
    presenter.enter_code(LOGIN, CODE)


def kind(presenter: ActivationPresenter) -> type[machine.State]:
    return type(presenter.state)


def kept_pin(presenter: ActivationPresenter) -> Secret | None:
    assert isinstance(presenter.state, machine.EnterCode)
    return presenter.state.pin


def test_three_steps_lead_to_an_account(
    presenter: ActivationPresenter, held: HeldJobs, services: FakeServices
) -> None:
    to_pin(presenter, held)
    presenter.choose_pin(PIN)
    held.finish()
    assert presenter.state == machine.Done(ACCOUNT)
    assert services.activation.calls == ["probe", f"activate {LOGIN} 10542963 482913"]


def test_no_code_is_asked_for_where_no_key_can_be_kept(
    presenter: ActivationPresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.activation.probed = Refused(Failure.KEYRING_LOCKED)
    presenter.accept_terms()
    held.finish()
    assert kind(presenter) is machine.KeyringRefused
    services.activation.probed = None
    presenter.retry()
    held.finish()
    assert kind(presenter) is machine.EnterCode


def test_each_stage_is_shown_and_the_work_is_begun_once(
    presenter: ActivationPresenter, held: HeldJobs, services: FakeServices
) -> None:
    seen: list[machine.State] = []
    presenter.changed.connect(seen.append)
    to_pin(presenter, held)
    presenter.choose_pin(PIN)
    held.finish()
    stages = [state.stage for state in seen if isinstance(state, machine.Registering)]
    assert stages == list(Stage)
    assert len([call for call in services.activation.calls if call.startswith("activate")]) == 1


def test_a_refused_code_keeps_the_pin_and_asks_for_a_code_only(
    presenter: ActivationPresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.activation.activated = Refused(Failure.ACTIVATION_REFUSED)
    to_pin(presenter, held)
    presenter.choose_pin(PIN)
    held.finish()
    assert kept_pin(presenter) == PIN
    services.activation.activated = ACCOUNT
    presenter.enter_code(LOGIN, Secret("11112222"))
    held.finish()
    assert presenter.state == machine.Done(ACCOUNT)


def test_a_cut_connection_pauses_and_trying_again_repeats_the_same(
    presenter: ActivationPresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.activation.activated = Refused(Failure.PORTAL_UNREACHABLE)
    to_pin(presenter, held)
    presenter.choose_pin(PIN)
    held.finish()
    assert kind(presenter) is machine.Paused
    presenter.retry()
    services.activation.activated = ACCOUNT
    held.finish()
    assert presenter.state == machine.Done(ACCOUNT)
    assert services.activation.calls[-1] == services.activation.calls[-2]


def test_the_late_answer_of_a_probe_that_was_left_changes_nothing(
    presenter: ActivationPresenter, held: HeldJobs
) -> None:
    presenter.accept_terms()
    presenter.go_back()
    held.finish()
    assert presenter.state == machine.ReadTerms()


def test_a_second_click_does_not_begin_a_second_activation(
    presenter: ActivationPresenter, held: HeldJobs
) -> None:
    to_pin(presenter, held)
    presenter.choose_pin(PIN)
    presenter.choose_pin(PIN)
    assert len(held.actions) == 1


@pytest.mark.parametrize(
    ("resumed", "state"),
    [
        (ACCOUNT, machine.Done(ACCOUNT)),
        (PinRequired(LOGIN), machine.RepeatPin(LOGIN)),
        (None, machine.ReadTerms()),
    ],
)
def test_an_interrupted_activation_goes_on_where_it_was(
    services: FakeServices,
    held: HeldJobs,
    resumed: Account | PinRequired | None,
    state: machine.State,
) -> None:
    services.activation.resumed = resumed
    presenter = make(services, held)
    presenter.begin(BINDING)
    held.finish()
    assert presenter.state == state


def test_the_pin_of_an_interrupted_activation_can_be_tried_again(
    services: FakeServices, held: HeldJobs
) -> None:
    services.activation.resumed = PinRequired(LOGIN)
    services.activation.confirmed = Refused(Failure.PIN_WRONG, tries_left=4)
    presenter = make(services, held)
    presenter.begin(BINDING)
    held.finish()
    presenter.repeat_pin(Secret("905271"))
    held.finish()
    assert kind(presenter) is machine.RepeatPin
    services.activation.confirmed = ACCOUNT
    presenter.repeat_pin(PIN)
    held.finish()
    assert presenter.state == machine.Done(ACCOUNT)


def test_starting_over_drops_what_an_interrupted_activation_left(
    services: FakeServices, held: HeldJobs
) -> None:
    services.activation.resumed = PinRequired(LOGIN)
    presenter = make(services, held)
    presenter.begin(BINDING)
    held.finish()
    presenter.start_over()
    held.finish()
    assert presenter.state == machine.ReadTerms()
    assert services.activation.calls[-1] == "discard"


def test_news_of_the_clearance_reach_the_success_screen(
    presenter: ActivationPresenter, held: HeldJobs, services: FakeServices, qtbot: QtBot
) -> None:
    services.activation.activated = PENDING
    to_pin(presenter, held)
    presenter.choose_pin(PIN)
    held.finish()
    presenter.on_account(fakes.SECOND)
    assert presenter.state == machine.Done(PENDING)
    presenter.on_account(ACCOUNT)
    assert presenter.state == machine.Done(ACCOUNT)
