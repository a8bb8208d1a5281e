"""Where the setting `four_eyes` wants two clerks."""

from collections.abc import Iterator

import pytest

from tests.support.clerk_cases import (
    add_attachment,
    clerk_at,
    ordered_registration,
    registration,
)
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.providers import added, handed_in, new_ik, person
from tests.support.texts import portal_text
from tests.unit.portal.test_clerk_decisions import (
    REASON,
    TICKS,
    decide,
    emails,
    events,
    shown_in,
)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("desk"), four_eyes=True) as portal:
        yield portal


@pytest.fixture(scope="module")
def karla(portal: RunningPortal) -> Browser:
    return clerk_at(portal, "karla@aok.example")


@pytest.fixture(scope="module")
def olaf(portal: RunningPortal) -> Browser:
    return clerk_at(portal, "olaf@aok.example", "Olaf Ober")


def is_cleared(portal: RunningPortal, id_: str) -> bool:
    rows = portal.query(
        "SELECT cleared FROM accounts JOIN registrations ON account_id = accounts.id "
        "WHERE registrations.id = :id",
        id=id_,
    )
    return bool(rows[0][0])


def test_two_clerks_clear_together(portal: RunningPortal, karla: Browser, olaf: Browser) -> None:
    id_ = ordered_registration(portal)
    answer = decide(karla, id_, "clear", **TICKS)
    assert not is_cleared(portal, id_)
    assert emails(portal, id_) == []
    assert "Jetzt muss noch jemand anderes freigeben." in karla.open(f"/desk?done={id_}").text
    assert id_ not in answer.headers["location"].partition("?")[0], "not this one again"
    assert portal_text("second clearance missing") in olaf.open("/desk").text
    assert "Karla Klar hat bereits freigegeben." in olaf.open(f"/desk/{id_}").text
    decide(olaf, id_, "clear", **TICKS)
    assert is_cleared(portal, id_)
    assert events(portal, id_) == ["registration-first-clearance", "registration-cleared"]
    first, second = registration(portal, id_, ["first_clerk", "decided_by"])
    assert first != second
    late = karla.post(f"/desk/{id_}/clear", shown="1-", **TICKS)
    assert "Olaf Ober hat freigeschaltet" in late.text


def test_the_same_clerk_cannot_clear_twice(portal: RunningPortal, karla: Browser) -> None:
    id_ = ordered_registration(portal)
    decide(karla, id_, "clear", **TICKS)
    page = karla.open(f"/desk/{id_}").text
    assert portal_text("Your clearance is saved. …") in page
    assert f'action="/desk/{id_}/clear"' not in page
    answer = karla.post(f"/desk/{id_}/clear", shown=shown_in(page), **TICKS)
    assert answer.status_code == 200
    assert portal_text("The first clearance was …") in answer.text
    assert not is_cleared(portal, id_)
    assert events(portal, id_) == ["registration-first-clearance"]


def test_whoever_saw_no_first_clearance_does_not_give_the_second(
    portal: RunningPortal, karla: Browser, olaf: Browser
) -> None:
    id_ = ordered_registration(portal)
    shown = shown_in(olaf.open(f"/desk/{id_}").text)
    decide(karla, id_, "clear", **TICKS)
    answer = olaf.post(f"/desk/{id_}/clear", shown=shown, **TICKS)
    assert answer.status_code == 200
    assert "Karla Klar hat zuerst freigegeben" in answer.text
    assert answer.text.count(" checked") == 4, "the ticks are kept"
    assert not is_cleared(portal, id_)
    answer = olaf.post(f"/desk/{id_}/ask", shown=shown, reason=REASON)
    assert answer.status_code == 200
    assert f">{REASON}</textarea>" in answer.text, "so is the text"


@pytest.mark.parametrize("what", ["ask", "refuse"])
def test_a_question_or_refusal_takes_the_first_clearance_away(
    portal: RunningPortal, karla: Browser, olaf: Browser, what: str
) -> None:
    id_ = ordered_registration(portal)
    decide(karla, id_, "clear", **TICKS)
    decide(olaf, id_, what, reason=REASON, sure="1")
    assert registration(portal, id_, ["first_clerk"]) == (None,)


def test_a_first_clearance_holds_for_nothing_that_changed_afterwards(
    portal: RunningPortal, karla: Browser, olaf: Browser
) -> None:
    id_ = ordered_registration(portal)
    decide(karla, id_, "clear", **TICKS)
    add_attachment(portal, id_, "neu.txt", b"neu")
    page = olaf.open(f"/desk/{id_}").text
    assert "Karla Klar hatte freigegeben. Seitdem hat sich etwas geändert" in page
    assert portal_text("Two people have to clear. …") in page
    decide(olaf, id_, "clear", **TICKS)
    assert not is_cleared(portal, id_), "that was the first one"
    decide(karla, id_, "clear", **TICKS)
    assert is_cleared(portal, id_)


def test_a_further_ik_number_needs_two_clerks_as_a_registration_does(
    portal: RunningPortal, karla: Browser, olaf: Browser
) -> None:
    admin, ik = person(portal, new_ik()), new_ik()
    id_ = added(admin, ik)
    handed_in(admin, id_)

    def states() -> list[str]:
        rows = portal.query("SELECT state FROM provider_iks WHERE ik = :i", i=ik)
        return [state for (state,) in rows]

    decide(karla, id_, "clear", **TICKS)
    assert states() == ["pending"]
    assert portal_text("being checked") in admin.browser.open("/iks").text
    shown = shown_in(karla.open(f"/desk/{id_}").text)
    karla.post(f"/desk/{id_}/clear", shown=shown, **TICKS)
    assert states() == ["pending"], "the same clerk twice is one clerk"
    decide(olaf, id_, "clear", **TICKS)
    assert states() == ["cleared"]
