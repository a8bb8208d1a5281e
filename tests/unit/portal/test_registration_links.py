"""Links in mails: what they open, and what thieves and scanners of mail get (P5, P10)."""

from collections.abc import Callable

import pytest

from crypto.encoding import b64url
from portal.domain.registration.lifecycle import delete_registration
from portal.domain.registration.links import Links
from portal.domain.registration.registrations import Kind
from tests.support.portal_browser import Browser, without_once
from tests.support.portal_server import RunningPortal
from tests.support.registrations import (
    DAY,
    add_registration,
    confirm,
    emails,
    follow,
    links,
    newcomer,
    registered,
    stored,
    token,
)
from tests.support.texts import portal_text
from tests.unit.portal.conftest import new_login

Make = Callable[[Links, str, str], str]

MAKERS: dict[str, Make] = {
    "confirm": lambda made, id_, login: made.confirm(id_, login),
    "status": lambda made, id_, login: made.status(id_, login),
    "reset": lambda made, id_, _: made.reset(id_),
}


@pytest.fixture
def newlogin() -> str:
    return new_login()


def confirmed(portal: RunningPortal, id_: str) -> bool:
    found = stored(portal, id_)
    return found is not None and found.confirmed_at is not None


def test_following_the_link_alone_changes_nothing(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    id_ = registered(portal, browser, newlogin)
    scanner = Browser(portal.url)
    page = follow(scanner, links(portal).confirm(id_, newlogin))
    assert page.status_code == 200
    assert "Erika Mustermann" in page.text
    assert not confirmed(portal, id_)
    assert emails(portal, newlogin) == ["registration"]
    assert (
        portal_text("No registration is open in this browser.")
        in scanner.open("/registration").text
    )


def test_the_button_makes_an_account_that_waits_for_its_clearance(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    registered(portal, browser, newlogin)
    confirm(portal, browser, newlogin)
    sql = "SELECT name, provider, ik, cleared, role FROM accounts WHERE login = :l"
    name, provider, ik, cleared, role = portal.query(sql, l=newlogin)[0]
    assert (name, provider, ik) == ("Erika Mustermann", "Praxis am Markt", "108018007")
    assert not cleared
    assert role == "admin"
    assert emails(portal, newlogin) == ["registration", "continue"]
    assert (
        portal_text("You have confirmed your e-mail address")
        in browser.open("/registration/confirmed").text
    )


def test_pressed_again_it_says_so_and_changes_nothing(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    id_ = newcomer(portal, browser, newlogin)
    before = stored(portal, id_)
    portal.clock.advance(60)
    link = links(portal).confirm(id_, newlogin)
    assert "schon bestätigt" in follow(browser, link).text
    confirm(portal, browser, newlogin)
    assert stored(portal, id_) == before
    assert emails(portal, newlogin) == ["registration", "continue"]


@pytest.mark.parametrize("wanted", MAKERS)
@pytest.mark.parametrize("made", MAKERS)
def test_a_token_is_good_for_its_purpose_alone(
    portal: RunningPortal, browser: Browser, newlogin: str, wanted: str, made: str
) -> None:
    kind = Kind.RESET if wanted == "reset" else Kind.NEW
    id_ = add_registration(portal, newlogin, kind=kind).id
    link = MAKERS[made](links(portal), id_, newlogin)
    answer = follow(browser, f"{portal.url}/registration/{wanted}#t={token(link)}")
    assert (answer.status_code < 400) == (wanted == made)
    if wanted != made:
        assert browser.post(f"/registration/{wanted}", t=token(link)).status_code >= 400
        assert not confirmed(portal, id_)


def test_a_token_opens_no_other_registration(portal: RunningPortal, browser: Browser) -> None:
    own, other = add_registration(portal, new_login()), add_registration(portal, new_login())
    made = links(portal)
    mixed = made.registration_id(token(made.status(own.id, own.login)))
    assert mixed == own.id
    own_token, others = (token(made.status(one.id, one.login)) for one in (own, other))
    forged = others[:22] + own_token[22:]
    assert browser.post("/registration/status/open", link=forged).status_code == 410
    stolen = token(made.confirm(own.id, other.login))
    assert browser.post("/registration/confirm", t=stolen).status_code == 410
    assert not confirmed(portal, own.id)


@pytest.mark.parametrize("text", ["", "x", "Ä", b64url(bytes(48)), b64url(bytes(47)), "a" * 3000])
@pytest.mark.parametrize("purpose", MAKERS)
def test_nonsense_opens_nothing(browser: Browser, purpose: str, text: str) -> None:
    answer = browser.post(f"/registration/{purpose}/open", link=text)
    assert answer.status_code in (404, 410)
    assert "<h1>Diese" in answer.text


def test_a_link_of_another_portal_is_worth_nothing(
    portal: RunningPortal, own_portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    id_ = registered(portal, browser, newlogin)
    foreign = links(own_portal).confirm(id_, newlogin)
    assert browser.post("/registration/confirm", t=token(foreign)).status_code == 410
    assert not confirmed(portal, id_)


def test_it_is_good_for_720_hours(
    portal: RunningPortal, browser: Browser, another_browser: Browser, newlogin: str
) -> None:
    id_ = registered(portal, browser, newlogin)
    portal.execute("UPDATE registrations SET expires_at = expires_at + 9 WHERE id = :i", i=id_)
    link = links(portal).confirm(id_, newlogin)
    portal.clock.advance(30 * DAY - 1)
    assert follow(another_browser, link).status_code == 200
    portal.clock.advance(1)
    late = another_browser.post("/registration/confirm", t=token(link))
    assert late.status_code == 410
    assert "abgelaufen" in late.text
    assert not confirmed(portal, id_)


def test_after_30_days_it_is_as_if_it_were_deleted_already(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    id_ = newcomer(portal, browser, newlogin)
    portal.clock.advance(30 * DAY)
    answer = follow(browser, links(portal).status(id_, newlogin))
    assert answer.status_code == 410
    assert "jederzeit erneut registrieren" in answer.text


@pytest.mark.parametrize("purpose", MAKERS)
def test_a_deleted_registration_says_so_and_how_to_begin_again(
    portal: RunningPortal, browser: Browser, newlogin: str, purpose: str
) -> None:
    kind = Kind.RESET if purpose == "reset" else Kind.NEW
    registration = add_registration(portal, newlogin, kind=kind)
    link = MAKERS[purpose](links(portal), registration.id, newlogin)
    portal.write(lambda c: delete_registration(c, registration, portal.clock.now()))
    posted = browser.post(f"/registration/{purpose}", t=token(link))
    for answer in (follow(browser, link), posted):
        assert answer.status_code == 410
        assert 'href="/reset"' in answer.text or 'href="/registration/new"' in answer.text


@pytest.mark.parametrize("purpose", MAKERS)
def test_the_page_of_a_link_is_the_same_for_all_and_opens_nothing_that_is_in_the_address(
    portal: RunningPortal, browser: Browser, newlogin: str, purpose: str
) -> None:
    kind = Kind.RESET if purpose == "reset" else Kind.NEW
    id_ = add_registration(portal, newlogin, kind=kind).id
    secret = token(MAKERS[purpose](links(portal), id_, newlogin))
    page = without_once(browser.open(f"/registration/{purpose}", "cross-site").text)
    other = browser.open(f"/registration/{purpose}?t={secret}", "cross-site").text
    assert without_once(other) == page
    assert f'action="/registration/{purpose}/open"' in page
    assert browser.open(f"/registration/{purpose}/open").headers["location"].endswith(purpose)
    assert "Mustermann" not in browser.open("/registration").text


@pytest.mark.parametrize("copied", ["{link}", " {link}\n", "{secret}", "{first}\r\n  {rest}"])
def test_a_link_is_copied_whole_in_part_or_broken_into_lines(
    portal: RunningPortal, browser: Browser, newlogin: str, copied: str
) -> None:
    id_ = registered(portal, browser, newlogin)
    link = links(portal).confirm(id_, newlogin)
    parts = {"link": link, "secret": token(link), "first": link[:60], "rest": link[60:]}
    answer = browser.post("/registration/confirm/open", link=copied.format(**parts))
    assert answer.status_code == 200
    assert f'name="t" value="{token(link)}"' in answer.text


def test_the_status_link_leads_to_an_address_without_it(
    portal: RunningPortal, browser: Browser, another_browser: Browser, newlogin: str
) -> None:
    id_ = newcomer(portal, browser, newlogin)
    answer = follow(another_browser, links(portal).status(id_, newlogin))
    assert answer.headers["location"] == "/registration"
    assert newlogin in another_browser.open("/registration").text


def test_another_site_cannot_swap_the_registration_that_a_browser_works_on(
    portal: RunningPortal, browser: Browser, another_browser: Browser, newlogin: str
) -> None:
    newcomer(portal, browser, newlogin)
    other = new_login()
    attackers = newcomer(portal, another_browser, other)
    link = links(portal).status(attackers, other)
    page = follow(browser, link)
    assert page.status_code == 200
    assert newlogin in page.text
    assert other in page.text
    assert newlogin in browser.open("/registration").text
    browser.post("/registration/status", t=token(link))
    assert other in browser.open("/registration").text
