"""What somebody has open on a page may be gone when they go on with it: a list says so."""

from dataclasses import dataclass
from typing import Final

import pytest
from starlette.routing import Route

from portal import composition
from portal.domain.accounts.accounts import Role
from tests.support.clerk_cases import add_attachment, clerk_at, ordered_registration
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.providers import Person, invite, new_ik, person
from tests.support.registrations import links, token
from tests.support.texts import portal_text
from tests.support.uploads import samples
from tests.unit.portal.conftest import new_login


@dataclass(frozen=True)
class Told:
    """Where it is told, and in which words."""

    page: str
    words: str


INVITATION: Final = Told("/users", "This invitation is not open. …")
ORDER: Final = Told("/iks", "This application does not exist. …")
ADVICE: Final = Told("/advices", "The advice that you mean is not here. Perhaps …")
CHANGE: Final = Told("/security", "The page of this change does not exist. …")
REGISTRATION: Final = Told("/desk", "This registration does not exist here. …")
FILE: Final = "This file does not exist here. …"
THINGS: Final = {
    "/users/invitations/{id}/resend": INVITATION,
    "/users/invitations/{id}/withdraw": INVITATION,
    "/iks/orders/{id}/certificate": ORDER,
    "/iks/orders/{id}/withdraw": ORDER,
    "/advices/{id:int}/document": ADVICE,
    "/changes/{cid}": CHANGE,
    "/changes/{cid}/cancel": CHANGE,
    "/desk/{id}": REGISTRATION,
    "/desk/{id}/clear": REGISTRATION,
    "/desk/{id}/ask": REGISTRATION,
    "/desk/{id}/refuse": REGISTRATION,
    "/desk/{id}/files/{file}": REGISTRATION,
}
OTHERS: Final = {
    "/language/{code}": "always there",
    "/users/{kind}": "a kind of change; who was chosen is in the form",
    "/receipts/{id}": "kept for as long as the provider",
    "/receipts/{id}/file": "kept for as long as the provider",
    "/changes/{cid}/state": "JSON",
    "/institutions/{ik:path}": "JSON",
    "/registration/certificate/files/{file}/{page:int}.png": "a picture within a page",
    "/desk/{id}/files/{file}/{page:int}.png": "a picture within a page",
    "/download/{name}": "a file of the operator",
}
FILLED: Final = {"{id}": "A" * 22, "{id:int}": "999999", "{cid}": "A" * 22, "{file}": "B" * 22}


def named_routes(portal: RunningPortal) -> dict[str, set[str]]:
    """The methods of each address that names something."""
    app, found = portal.app, dict[str, set[str]]()
    for route in composition.page_routes(app.context, app.uploads, app.sandboxes):
        if isinstance(route, Route) and "{" in route.path:
            found.setdefault(route.path, set()).update((route.methods or set()) - {"HEAD"})
    return found


def last_page(browser: Browser, path: str, method: str = "GET") -> tuple[str, str]:
    """Path and text of the page to which an address leads at last."""
    headers = {"sec-fetch-site": "same-origin", "origin": browser.url, "accept": "text/html"}
    answer = browser.http.request(method, path, headers=headers, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.url.path, answer.text


@pytest.fixture(scope="module")
def reader(shared_portal: RunningPortal) -> Person:
    return person(shared_portal, new_ik())


@pytest.fixture(scope="module")
def clerk(shared_portal: RunningPortal) -> Browser:
    return clerk_at(shared_portal)


@pytest.fixture
def admin(portal: RunningPortal) -> Person:
    return person(portal, new_ik())


def test_every_address_that_names_something_is_tried_here(portal: RunningPortal) -> None:
    assert set(named_routes(portal)) == set(THINGS) | set(OTHERS)


@pytest.mark.parametrize("route", THINGS)
def test_of_what_is_gone_a_list_says_so(
    portal: RunningPortal, reader: Person, clerk: Browser, route: str
) -> None:
    told, path = THINGS[route], route
    for name, value in FILLED.items():
        path = path.replace(name, value)
    browser = clerk if told is REGISTRATION else reader.browser
    methods = named_routes(portal)[route]
    assert methods
    for method in methods:
        page, text = last_page(browser, path, method)
        assert (page, portal_text(told.words) in text) == (told.page, True), method


@pytest.mark.parametrize("what", ["resend", "withdraw"])
def test_a_colleague_has_withdrawn_the_invitation(
    portal: RunningPortal, admin: Person, what: str
) -> None:
    ((ik,),) = portal.query(
        "SELECT ik FROM provider_iks WHERE provider_id = "
        "(SELECT provider_id FROM accounts WHERE id = :i)",
        i=admin.id,
    )
    second, id_ = person(portal, str(ik)), invite(admin, new_login())
    second.browser.post_only(f"/users/invitations/{id_}/withdraw")
    text = admin.browser.submit(f"/users/invitations/{id_}/{what}").text
    assert portal_text(INVITATION.words) in text
    assert portal_text(INVITATION.words) not in admin.browser.open("/users").text


def test_whoever_was_invited_has_accepted(
    portal: RunningPortal, admin: Person, browser: Browser
) -> None:
    login = new_login()
    id_ = invite(admin, login)
    form = {"salutation": "frau", "first_name": "Erika", "last_name": "M", "phone": "0171 1234567"}
    secret = token(links(portal).confirm(id_, login))
    browser.post("/registration/confirm", t=secret, terms="1", data="1", **form)
    assert portal.query("SELECT id FROM accounts WHERE login = :l", l=login)
    for what in ("resend", "withdraw"):
        text = admin.browser.submit(f"/users/invitations/{id_}/{what}").text
        assert portal_text(INVITATION.words) in text
    assert portal.query("SELECT id FROM accounts WHERE login = :l", l=login)


def test_a_user_who_goes_on_with_a_change_that_is_over_needs_no_right_for_what_is_told(
    portal: RunningPortal,
) -> None:
    user = person(portal, new_ik(), role=Role.USER)
    text = user.browser.submit(f"/changes/{'A' * 22}/cancel").text
    assert portal_text(CHANGE.words) in text


@pytest.mark.parametrize("what", ["ask", "refuse"])
def test_a_reason_that_was_typed_for_a_registration_that_is_gone_can_be_copied(
    portal: RunningPortal, what: str
) -> None:
    clerk, other = clerk_at(portal), clerk_at(portal)
    id_ = ordered_registration(portal)
    portal.execute("DELETE FROM registrations WHERE id = :i", i=id_)
    reason = "Bitte laden Sie\ndie <zweite> Seite hoch."
    answer = clerk.post_only(f"/desk/{id_}/{what}", reason=reason, shown="x")
    where = answer.headers["location"]
    text = clerk.open(where).text
    assert portal_text(REGISTRATION.words) in text
    assert portal_text("Your text is not sent. You can copy it here:") in text
    assert "Bitte laden Sie\ndie &lt;zweite&gt; Seite hoch." in text
    assert "zweite" not in other.open(where).text, "it is for the clerk who typed it alone"


def test_the_file_of_a_registration_that_a_colleague_has_handed_back(
    portal: RunningPortal, clerk: Browser
) -> None:
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, "a.pdf", samples.pdf())
    assert f'href="/desk/{id_}/files/{file}"' in clerk.open(f"/desk/{id_}").text
    portal.execute("UPDATE registrations SET state = 'open' WHERE id = :i", i=id_)
    page, text = last_page(clerk, f"/desk/{id_}/files/{file}")
    assert (page, portal_text(FILE) in text) == (f"/desk/{id_}", True)
    assert portal_text(FILE) not in clerk.open(f"/desk/{id_}").text
