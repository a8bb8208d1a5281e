"""What is kept of forms: for one browser, for a time, and never so much that others lose theirs."""

import pytest

from portal.web import form_states
from portal.web.form_states import FormStates, Kept, with_form
from portal.web.forms import FORMS
from tests.support.clock import ManualClock

ME, YOU = b"me" * 16, b"you" * 11
HERE, THERE = "192.0.2.0", "198.51.100.0"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def states(clock: ManualClock) -> FormStates:
    return FormStates(clock)


def kept(text: str = "Ömer", account: int | None = None, resume: str = "") -> Kept:
    return Kept({"name": text}, account=account, resume=resume)


def test_a_form_is_found_by_the_browser_that_posted_it_and_by_no_other(states: FormStates) -> None:
    id_ = states.keep(ME, HERE, kept())
    assert id_ is not None
    assert states.find(ME, id_) == kept()
    assert states.find(YOU, id_) is None
    assert states.find(None, id_) is None
    assert states.find(ME, "") is None


def test_it_is_kept_for_half_an_hour(states: FormStates, clock: ManualClock) -> None:
    id_ = str(states.keep(ME, HERE, kept()))
    clock.advance(form_states.SECONDS - 1)
    assert states.find(ME, id_) is not None
    clock.advance(1)
    assert states.find(ME, id_) is None
    assert len(states) == 0


def test_what_is_too_large_is_not_kept(states: FormStates) -> None:
    assert states.keep(ME, HERE, kept("x" * form_states.MOST_BYTES)) is None
    assert with_form("/page", None) == "/page"


def test_a_browser_has_eight_and_its_oldest_goes_first(states: FormStates) -> None:
    ids = [str(states.keep(ME, HERE, kept(str(number)))) for number in range(9)]
    assert states.find(ME, ids[0]) is None
    assert all(states.find(ME, id_) is not None for id_ in ids[1:])


def test_a_flood_from_one_network_pushes_out_nobody_elsewhere(states: FormStates) -> None:
    mine = str(states.keep(ME, HERE, kept()))
    for number in range(form_states.MOST_IN_ALL + 10):
        states.keep(number.to_bytes(32, "big"), THERE, kept())
    assert states.find(ME, mine) is not None
    assert len(states) <= 401


def test_there_is_a_limit_to_all_of_them(
    states: FormStates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_states, "MOST_IN_ALL", 10)
    for number in range(20):
        states.keep(number.to_bytes(32, "big"), f"network {number}", kept())
    assert len(states) == 10


def test_a_new_cookie_of_the_browser_takes_them_along(states: FormStates) -> None:
    id_ = str(states.keep(ME, HERE, kept()))
    states.move(ME, YOU)
    assert states.find(ME, id_) is None
    assert states.find(YOU, id_) == kept()
    states.move(None, ME)
    assert states.find(YOU, id_) == kept()


def test_who_sits_at_the_browser_next_finds_nothing(states: FormStates) -> None:
    id_ = str(states.keep(ME, HERE, kept()))
    states.note_account(ME, 7, b"session")
    states.forget(ME)
    assert states.find(ME, id_) is None
    assert states.account_of(ME) is None


def test_a_form_waits_for_its_account_once(states: FormStates) -> None:
    id_ = str(states.keep(ME, HERE, kept(account=7, resume="/devices")))
    assert states.resume(ME, 8) == ""
    assert states.resume(YOU, 7) == ""
    assert states.resume(ME, 7) == f"/devices?form={id_}"
    assert states.resume(ME, 7) == ""
    assert states.find(ME, id_) is not None


def test_no_secret_has_a_field_that_is_kept() -> None:
    names = {name for form in FORMS for name in form.fields}
    assert not names & {"t", "link", "ticket", "code", "pin", "once"}


def test_what_was_typed_is_in_no_representation() -> None:
    assert "Ömer" not in repr(kept())
