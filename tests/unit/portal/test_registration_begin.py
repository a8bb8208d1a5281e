"""The first mail: nobody learns from the page whether an address is known (P5)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from portal.domain.registration.links import DeadLink
from portal.domain.registration.start import confirm as registration_confirmed
from portal.domain.registration.start import write_again
from portal.jobs.maintenance import Maintenance
from portal.platform.limits import Limit
from portal.platform.rate_limits import Rate
from tests.support.portal_browser import Browser, without_once
from tests.support.portal_server import WIDE_RATES, RunningPortal, running_portal
from tests.support.registrations import (
    confirm,
    emails,
    follow,
    id_of,
    links,
    newcomer,
    register,
    registered,
    stored,
    token,
)
from tests.support.statements import Statements
from tests.support.texts import portal_text
from tests.unit.portal.conftest import new_login


async def nothing(_maintenance: Maintenance) -> None:
    """The portal's own work must not be counted."""


@pytest.fixture
def undisturbed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningPortal]:
    """A portal that does what it is asked for and nothing else."""
    monkeypatch.setattr(Maintenance, "run", nothing)
    with running_portal(tmp_path) as portal:
        yield portal


@pytest.fixture
def statements(undisturbed: RunningPortal, monkeypatch: pytest.MonkeyPatch) -> Statements:
    return Statements(monkeypatch)


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[RunningPortal]:
    """A portal with narrow limits: of each the third is too much."""
    narrow = Rate(2, 3600)
    limits = (Limit.REGISTRATIONS_BY_ADDRESS, Limit.EMAILS_IN_AN_HOUR)
    rates = {**WIDE_RATES, **dict.fromkeys(limits, narrow)}
    with running_portal(tmp_path, rates=rates) as portal:
        yield portal


def seen_by(answer: httpx2.Response, login: str) -> tuple[Any, ...]:
    """An answer without what differs from browser to browser."""
    headers = {k: v for k, v in answer.headers.items() if k not in ("date", "set-cookie")}
    return answer.status_code, headers, without_once(answer.text).replace(login, "…")


def answers(browser: Browser, login: str) -> list[tuple[Any, ...]]:
    """All that somebody sees who registers, has the mail sent again, and looks at the status."""
    return [
        seen_by(register(browser, login), login),
        seen_by(browser.open("/registration/sent"), login),
        seen_by(browser.post("/registration/resend"), login),
        seen_by(browser.open("/registration"), login),
        seen_by(browser.post("/registration/address", email=login), login),
    ]


def test_a_known_address_gets_the_same_pages_and_the_same_work(
    undisturbed: RunningPortal, statements: Statements
) -> None:
    login, unknown = "user@abc.example", "none@abc.example"
    undisturbed.create_account(login, cleared=True)
    # Behind a command the first who writes looks for the last entry of the audit log.
    register(Browser(undisturbed.url), "first@abc.example")
    browser, another = Browser(undisturbed.url), Browser(undisturbed.url)
    pages: dict[str, Any] = {}
    work = [
        statements.of(lambda: pages.update(known=answers(browser, login))),
        statements.of(lambda: pages.update(unknown=answers(another, unknown))),
    ]
    assert pages["known"] == pages["unknown"]
    assert work[0] == work[1]
    assert len(work[0]) > 20


def test_only_the_mail_tells(portal: RunningPortal, login: str, browser: Browser) -> None:
    register(browser, login)
    assert emails(portal, login) == ["taken"]
    unknown = login.replace("user", "none")
    register(browser, unknown)
    assert emails(portal, unknown) == ["registration"]


def test_an_address_that_is_known_cannot_be_confirmed_a_second_time(
    portal: RunningPortal, login: str, browser: Browser
) -> None:
    id_ = registered(portal, browser, login)
    answer = browser.post("/registration/confirm", t=token(links(portal).confirm(id_, login)))
    assert answer.status_code == 410
    assert portal_text("There is an account for this address already") in answer.text
    assert portal.query("SELECT name FROM accounts WHERE login = :l", l=login) == [
        ("Max Mustermann",)
    ]


def test_whoever_begins_anew_is_led_to_what_was_begun(
    portal: RunningPortal, browser: Browser, another_browser: Browser
) -> None:
    login = new_login()
    first = newcomer(portal, browser, login)
    register(another_browser, login)
    rows = portal.query("SELECT kind, registration_id FROM outbox WHERE recipient = :l", l=login)
    assert rows[-1] == ("continue", first)


def test_unconfirmed_registrations_reserve_nothing(
    portal: RunningPortal, browser: Browser, another_browser: Browser
) -> None:
    login = new_login()
    strangers = registered(portal, another_browser, login)
    portal.clock.advance(1)
    own = newcomer(portal, browser, login)
    ids = [row[0] for row in portal.query("SELECT id FROM registrations WHERE login = :l", l=login)]
    assert ids == [own]
    assert (
        portal_text("No registration is open in this browser.")
        in another_browser.open("/registration").text
    )
    late = follow(another_browser, links(portal).confirm(strangers, login))
    assert late.status_code == 410
    assert "jederzeit erneut registrieren" in late.text


def test_the_mail_is_sent_again(portal: RunningPortal, browser: Browser) -> None:
    login = new_login()
    id_ = registered(portal, browser, login)
    portal.clock.advance(1800)
    answer = browser.post("/registration/resend")
    page = browser.open(answer.headers["location"]).text
    assert portal_text("The e-mail is on its way once more.") in page
    until = portal.query("SELECT confirm_until FROM registrations WHERE id = :i", i=id_)[0][0]
    assert until == portal.clock.now() + 720 * 3600


def test_a_corrected_address_makes_the_first_link_worthless(
    portal: RunningPortal, browser: Browser, another_browser: Browser
) -> None:
    mistyped, login = new_login(), new_login()
    id_ = registered(portal, browser, mistyped)
    browser.post("/registration/address", email=login.upper())
    assert emails(portal, mistyped) == []
    assert emails(portal, login) == ["registration"]
    old = links(portal).confirm(id_, mistyped)
    answer = another_browser.post("/registration/confirm", t=token(old))
    assert answer.status_code == 410
    assert portal_text("The e-mail address was …") in answer.text
    confirmed = another_browser.post(
        "/registration/confirm", t=token(links(portal).confirm(id_, login))
    )
    assert confirmed.headers["location"] == "/registration/confirmed"


def test_whoever_got_the_mail_by_mistake_gets_no_code_once_the_right_address_is_confirmed(
    portal: RunningPortal, browser: Browser, another_browser: Browser
) -> None:
    mistyped, login = new_login(), new_login()
    id_ = registered(portal, browser, mistyped)
    browser.post("/registration/address", email=login)
    confirm(portal, browser, login)
    old = links(portal).status(id_, mistyped)
    answer = follow(another_browser, old)
    assert answer.status_code == 410
    assert portal_text("The e-mail address was …") in answer.text
    assert another_browser.post("/registration/status", t=token(old)).status_code == 410
    code = another_browser.post("/registration/device/code")
    assert code.headers["location"] == "/registration"


def test_an_address_that_is_corrected_while_it_is_confirmed_gives_no_account(
    portal: RunningPortal, browser: Browser
) -> None:
    own, others = new_login(), new_login()
    before = stored(portal, registered(portal, browser, own))
    assert before is not None
    now = portal.clock.now()
    portal.write(lambda c: write_again(c, before, others, now))
    assert portal.write(lambda c: registration_confirmed(c, before, now)) is DeadLink.CHANGED
    after = stored(portal, before.id)
    assert after is not None
    assert after.confirmed_at is None
    logins = portal.query("SELECT login FROM accounts WHERE login IN (:a, :b)", a=own, b=others)
    assert logins == []


def test_a_confirmed_address_is_not_changed_any_more(
    portal: RunningPortal, browser: Browser
) -> None:
    login, other = new_login(), new_login()
    newcomer(portal, browser, login)
    assert browser.post("/registration/address", email=other).headers["location"] == "/registration"
    assert id_of(portal, login)
    assert emails(portal, other) == []


def test_a_correction_that_comes_too_late_is_kept_for_a_new_registration(
    own_portal: RunningPortal,
) -> None:
    browser, correct = Browser(own_portal.url), new_login()
    registered(own_portal, browser, new_login())
    own_portal.clock.advance(3600)
    page = browser.post("/registration/address", email=correct)
    assert portal_text("We have not changed your e-mail address. …") in page.text
    new = re.search(r'href="(/registration/new\?form=[^"]+)"', page.text)
    assert new is not None
    form = browser.open(new[1]).text
    assert f'name="email" type="text" value="{correct}"' in form
    assert "field-error" not in form
    assert emails(own_portal, correct) == []


def test_a_wrong_correction_is_kept_and_explained(portal: RunningPortal, browser: Browser) -> None:
    registered(portal, browser, new_login())
    answer = browser.post("/registration/address", email="max@")
    assert answer.status_code == 200
    assert 'value="max@"' in answer.text
    assert 'aria-describedby="email-error' in answer.text


def test_one_address_gets_few_mails_whoever_asks_for_them(strict: RunningPortal) -> None:
    strict.create_account("known@abc.de", cleared=True)
    for login in ("known@abc.de", "new@abc.de"):
        browser = Browser(strict.url)
        registered(strict, browser, login)
        assert browser.post("/registration/resend").status_code == 303
        refused = browser.post("/registration/resend")
        assert refused.status_code == 429
        assert "Minuten können Sie es noch einmal versuchen" in refused.text
        assert int(refused.headers["retry-after"]) > 0


def test_one_computer_begins_few_registrations(strict: RunningPortal) -> None:
    browser = Browser(strict.url)
    for number in range(2):
        registered(strict, browser, f"a{number}@abc.de")
    refused = register(browser, "a3@abc.de")
    assert refused.status_code == 429
    assert 'value="a3@abc.de"' in refused.text
    assert strict.query("SELECT count(*) FROM registrations") == [(2,)]


def test_the_audit_log_has_no_name_and_no_address(own_portal: RunningPortal) -> None:
    newcomer(own_portal, Browser(own_portal.url), "erika@abc.de")
    rows = own_portal.query("SELECT event, facts FROM audit ORDER BY seq")
    events = [row[0] for row in rows]
    assert events == ["registration-begun", "account-created", "registration-confirmed"]
    assert not any(text in str(rows) for text in ("erika", "Muster", "Praxis", "1234567"))
