"""`/registration`: how far it is and what comes next, whatever its state (P10)."""

import re
from typing import Any

import pytest

from portal.domain.registration.registrations import Kind, State
from portal.platform.language import german_date
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import DAY, add_registration, follow, links, newcomer, registered
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, new_login

DONE, NOW, LATER, CHECKED, REFUSED, ASKED = (
    portal_text("done"),
    portal_text("possible now"),
    portal_text("comes later"),
    portal_text("being checked"),
    portal_text("refused"),
    portal_text("Question"),
)


def badges(page: str) -> list[str]:
    return re.findall(r'<span class="badge[^"]*">([^<]*)</span>', page)


def page_of(portal: RunningPortal, browser: Browser, login: str, **changes: Any) -> str:
    id_ = add_registration(portal, login, **changes).id
    follow(browser, links(portal).status(id_, login))
    return browser.open("/registration").text


def test_before_the_address_is_confirmed(portal: RunningPortal, browser: Browser) -> None:
    registered(portal, browser, new_login())
    page = browser.open("/registration").text
    assert badges(page) == [portal_text("e-mail not confirmed yet"), LATER, LATER, LATER]
    assert 'href="/registration/sent"' in page


def test_certificate_and_device_come_in_any_order(portal: RunningPortal, browser: Browser) -> None:
    login = new_login()
    newcomer(portal, browser, login)
    page = browser.open("/registration").text
    assert badges(page) == [DONE, NOW, NOW, LATER]
    assert f"bis zum <strong>{german_date(portal.clock.now() + 30 * DAY)}</strong>" in page
    activated(portal, login)
    page = browser.open("/registration").text
    assert badges(page) == [DONE, NOW, DONE, LATER]
    assert 'class="button" href="/registration/certificate"' in page


@pytest.mark.parametrize(
    ("kind", "changes", "shown"),
    [
        (Kind.NEW, {"state": State.ORDERED, "certificate_at": 1}, [DONE, DONE, DONE, CHECKED]),
        (Kind.NEW, {"state": State.CLEARED, "certificate_at": 1}, [DONE, DONE, DONE, DONE]),
        (
            Kind.NEW,
            {"state": State.REFUSED, "reason": "Kein Stempel"},
            [DONE, LATER, DONE, REFUSED],
        ),
        (Kind.NEW, {"reason": "Seite 2 fehlt"}, [DONE, ASKED, DONE, LATER]),
        (Kind.RESET, {}, [DONE, NOW, LATER, LATER]),
        (Kind.RESET, {"state": State.ORDERED, "certificate_at": 1}, [DONE, DONE, CHECKED, LATER]),
        (Kind.RESET, {"state": State.CLEARED, "certificate_at": 1}, [DONE, DONE, DONE, DONE]),
    ],
)
def test_each_state_has_its_words(
    portal: RunningPortal,
    browser: Browser,
    device: object,
    login: str,
    kind: Kind,
    changes: dict[str, Any],
    shown: list[str],
) -> None:
    page = page_of(portal, browser, login, kind=kind, **changes)
    assert badges(page) == shown
    assert changes.get("reason", "") in page
    assert browser.open("/registration/done").status_code == 200


def test_each_page_says_where_it_is(portal: RunningPortal, browser: Browser) -> None:
    newcomer(portal, browser, new_login())
    pages = {
        "/registration": 2,
        "/registration/device": 3,
        "/registration/device/download": 3,
        "/registration/device/code": 3,
        "/registration/done": 4,
    }
    for address, number in pages.items():
        page = browser.open(address).text
        assert re.search(rf"<title>[^<]*Schritt {number} von 4", page), address
        steps = page.partition('<nav class="steps"')[2].partition("</nav>")[0]
        assert f"Schritt {number} von 4: " in steps
        assert steps.count("aria-current") == 1


def test_without_a_registration_it_says_how_to_come_back(another_browser: Browser) -> None:
    page = another_browser.open("/registration").text
    assert portal_text("Open the link in the latest e‑mail from us. …") in page
    assert 'href="/registration/new"' in page
