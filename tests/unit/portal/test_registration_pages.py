"""Each page of a registration opens at each step of each way, and its header has that step."""

import re
from typing import Any

import pytest

from portal.domain.registration.registrations import Kind, State
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.providers import added, new_ik, person
from tests.support.registrations import add_registration, follow, links
from tests.unit.portal.conftest import activated, new_login

PAGES = (
    "/registration",
    "/registration/sent",
    "/registration/confirmed",
    "/registration/certificate",
    "/registration/device",
    "/registration/device/download",
    "/registration/device/code",
    "/registration/done",
)
ORDERED = {"certificate_at": 1, "state": State.ORDERED, "ordered_at": 1}
CLEARED = {"certificate_at": 1, "state": State.CLEARED}
REFUSED = {"certificate_at": 1, "state": State.REFUSED, "reason": "Der Stempel fehlt."}
WAYS: dict[str, tuple[dict[str, Any], int]] = {
    "new": ({}, 4),
    "new-certificate": ({"certificate_at": 1}, 4),
    "new-ordered": (ORDERED, 4),
    "new-cleared": (CLEARED, 4),
    "new-refused": (REFUSED, 4),
    "invited": ({"kind": Kind.INVITED}, 4),
    "invited-cleared": ({"kind": Kind.INVITED, "state": State.CLEARED}, 4),
    "reset": ({"kind": Kind.RESET}, 4),
    "reset-ordered": ({"kind": Kind.RESET} | ORDERED, 4),
    "reset-cleared": ({"kind": Kind.RESET} | CLEARED, 4),
    "reset-refused": ({"kind": Kind.RESET} | REFUSED, 4),
    "new-device": ({"kind": Kind.RESET, "state": State.CLEARED}, 2),
}


def opened(browser: Browser, path: str) -> str:
    """The page that a browser shows at last."""
    answer = browser.open(path)
    while answer.status_code == 303:
        answer = browser.open(answer.headers["location"], "same-origin")
    assert answer.status_code == 200, f"{path}: {answer.status_code}\n{answer.text}"
    return answer.text


def assert_header(page: str, count: int) -> None:
    """All that tells how many steps there are says the same."""
    told = re.findall(r"Schritt (\d) von (\d)", page)
    assert {int(all_) for _, all_ in told} <= {count}
    assert all(int(number) <= count for number, _ in told)
    header = page.partition('<nav class="steps"')[2].partition("</nav>")[0]
    if header:
        assert header.count("<li") == count


@pytest.mark.parametrize("has_device", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_each_page_opens_at_each_step(
    portal: RunningPortal, browser: Browser, way: str, has_device: bool
) -> None:
    changes, count = WAYS[way]
    login, now = new_login(), portal.clock.now()
    portal.create_account(login, cleared=changes.get("state") is State.CLEARED)
    # Before there is a registration, which a device would complete.
    if has_device:
        activated(portal, login)
    made = add_registration(portal, login, **{"decided_at": now} | changes)
    follow(browser, links(portal).status(made.id, login))
    for path in PAGES:
        assert_header(opened(browser, path), count)


def test_a_new_device_by_an_le_admin_has_no_page_for_a_certificate(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    portal.create_account(login)
    changes, _ = WAYS["new-device"]
    made = add_registration(portal, login, **changes, decided_at=portal.clock.now())
    follow(browser, links(portal).status(made.id, login))
    answer = browser.open("/registration/certificate")
    assert answer.headers.get("location") == "/registration"


@pytest.mark.parametrize("state", [State.OPEN, State.ORDERED, State.REFUSED])
def test_each_page_opens_for_a_further_ik_number(portal: RunningPortal, state: State) -> None:
    admin = person(portal, new_ik())
    id_ = added(admin, new_ik())
    portal.execute("UPDATE registrations SET state = :s WHERE id = :i", s=state, i=id_)
    assert_header(opened(admin.browser, "/registration/certificate"), 3)
    for path in PAGES:
        opened(admin.browser, path)
