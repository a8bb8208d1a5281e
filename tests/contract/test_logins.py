"""The real app services and the real portal, from the request to the session."""

import threading
import time

import pytest

from authenticator.failures import Failure, Refused
from authenticator.model import Binding, LoginRequest, Secret
from authenticator.network.portal_client import PortalClient
from authenticator.services.composition import Services
from crypto.envelope import Response
from crypto.protocol import LONGEST_WAIT, ClaimState, Line
from crypto.statements import Decision
from tests.contract.app import LOGIN, OTHER_PIN, PIN, App
from tests.support.network import Network
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal


def open_request(services: Services, binding: Binding) -> LoginRequest:
    request = services.logins.watch(binding, "").request
    assert request is not None
    return request


def redeem(browser: Browser, url: str) -> str:
    """What a page with a ticket is told in this browser."""
    path, ticket = url.removeprefix(browser.url).split("#t=")
    told = browser.finish(ticket) if path.endswith("finish") else browser.land(ticket)
    return str(told["result"])


def goes_on(browser: Browser) -> bool:
    """Whether the waiting page goes on to the page behind the login."""
    browser.open("/login/wait", "same-origin")
    return browser.is_logged_in()


def failure_of(services: Services, binding: Binding, request: LoginRequest, pin: Secret) -> Failure:
    with pytest.raises(Refused) as refused:
        services.logins.answer(binding, request, Decision.APPROVE, pin)
    return refused.value.problem.failure


def test_a_login_begun_in_the_browser(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    browser = Browser(portal.url)
    browser.begin(LOGIN)
    request = open_request(services, binding)
    assert (request.aud, request.account) == (portal.url, LOGIN)
    assert request.ip == "127.0.0.1"
    assert "Firefox" in request.browser
    assert "Linux" in request.os
    assert 170 < request.deadline - time.monotonic() <= 180
    url = services.logins.answer(binding, request, Decision.APPROVE, PIN)
    assert url is not None
    assert url.startswith(f"{portal.url}/login/finish#t=")
    assert redeem(browser, url) == "done"
    assert goes_on(browser)


def test_a_request_comes_while_the_app_waits(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    first = services.logins.watch(binding, "")
    seen: list[LoginRequest | None] = []
    waiting = threading.Thread(
        target=lambda: seen.append(services.logins.watch(binding, first.tag).request)
    )
    waiting.start()
    browser = Browser(portal.url)
    browser.begin(LOGIN)
    waiting.join(20)
    assert seen[0] is not None
    assert seen[0].account == LOGIN


def test_a_login_begun_in_the_app(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    ticket = services.logins.begin(binding, PIN)
    browser = Browser(portal.url)
    assert redeem(browser, ticket.url) == "claimed"
    assert not goes_on(browser)
    claim = services.logins.follow(binding, ticket)
    assert (claim.state, claim.line) == (ClaimState.CLAIMED, Line.SAME)
    assert services.logins.answer_claim(binding, ticket, True).state is ClaimState.DONE
    assert browser.wait_for_app() == "done"
    assert goes_on(browser)


@pytest.mark.parametrize("pin", [PIN, OTHER_PIN])
def test_a_login_begun_late_in_a_long_wait_is_signed_anew_and_takes_one_try(
    app: App, portal: RunningPortal, monkeypatch: pytest.MonkeyPatch, pin: Secret
) -> None:
    services, binding = app.activate()
    services.logins.watch(binding, "")
    portal.clock.advance(LONGEST_WAIT - 1)
    sent: list[bytes] = []
    exchange = PortalClient.exchange

    def counting(client: PortalClient, request: bytes, *, wait: float = 0.0) -> Response:
        sent.append(request)
        return exchange(client, request, wait=wait)

    monkeypatch.setattr(PortalClient, "exchange", counting)
    if pin is PIN:
        assert redeem(Browser(portal.url), services.logins.begin(binding, pin).url) == "claimed"
    else:
        with pytest.raises(Refused) as refused:
            services.logins.begin(binding, pin)
        assert refused.value.problem.tries_left == 4
    first, second = sent
    assert first != second


def test_a_browser_that_the_user_refuses_stays_outside(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    ticket = services.logins.begin(binding, PIN)
    browser = Browser(portal.url)
    redeem(browser, ticket.url)
    assert services.logins.answer_claim(binding, ticket, False).state is ClaimState.VOID
    browser.wait_for_app()
    assert not goes_on(browser)


def test_a_ticket_taken_twice_lets_nobody_in(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    ticket = services.logins.begin(binding, PIN)
    thief, browser = Browser(portal.url), Browser(portal.url)
    redeem(thief, ticket.url)
    services.logins.answer_claim(binding, ticket, True)
    redeem(browser, ticket.url)
    thief.wait_for_app()
    assert not goes_on(thief)
    assert not goes_on(browser)


def test_another_browser_than_the_one_that_waits_gets_nothing(
    app: App, portal: RunningPortal
) -> None:
    """What a phishing site gets that relays a login: its own browser waits, the victim's opens."""
    services, binding = app.activate()
    phisher, victim = Browser(portal.url), Browser(portal.url)
    phisher.begin(LOGIN)
    url = services.logins.answer(binding, open_request(services, binding), Decision.APPROVE, PIN)
    assert url is not None
    assert redeem(victim, url) != "done"
    assert not goes_on(phisher)


@pytest.mark.parametrize("decision", [Decision.DENY, Decision.REPORT])
def test_a_refused_request_is_gone_for_everybody(
    app: App, portal: RunningPortal, decision: Decision
) -> None:
    services, binding = app.activate()
    browser = Browser(portal.url)
    browser.begin(LOGIN)
    request = open_request(services, binding)
    assert services.logins.answer(binding, request, decision, None) is None
    assert services.logins.watch(binding, "").request is None
    assert not goes_on(browser)
    assert failure_of(services, binding, request, PIN) is Failure.REQUEST_ENDED


def test_wrong_pins_are_counted_and_lock_the_device_for_good(
    app: App, portal: RunningPortal
) -> None:
    services, binding = app.activate()
    browser = Browser(portal.url)
    browser.begin(LOGIN)
    request = open_request(services, binding)
    for left in (4, 3, 2, 1):
        with pytest.raises(Refused) as refused:
            services.logins.answer(binding, request, Decision.APPROVE, OTHER_PIN)
        assert refused.value.problem.failure is Failure.PIN_WRONG
        assert refused.value.problem.tries_left == left
    assert failure_of(services, binding, request, OTHER_PIN) is Failure.DEVICE_LOCKED
    with pytest.raises(Refused) as refused:
        services.logins.begin(binding, PIN)
    assert refused.value.problem.failure is Failure.DEVICE_LOCKED
    assert len(app.start().bindings()) == 1, "a locked key is still not thrown away"


def test_the_right_pin_after_a_wrong_one_gives_the_tries_back(
    app: App, portal: RunningPortal
) -> None:
    services, binding = app.activate()
    browser = Browser(portal.url)
    browser.begin(LOGIN)
    request = open_request(services, binding)
    assert failure_of(services, binding, request, OTHER_PIN) is Failure.PIN_WRONG
    assert services.logins.status(binding).tries_left == 4
    assert services.logins.answer(binding, request, Decision.APPROVE, PIN)
    assert services.logins.status(binding).tries_left == 5


def test_before_the_clearance_the_app_says_so_and_no_try_is_taken(
    portal: RunningPortal, app: App
) -> None:
    services, binding = app.activate()
    portal.execute("update accounts set cleared = false")
    with pytest.raises(Refused) as refused:
        services.logins.begin(binding, OTHER_PIN)
    assert refused.value.problem.failure is Failure.NOT_CLEARED
    assert services.logins.status(binding).tries_left == 5
    assert not services.logins.watch(binding, "").account.cleared


def test_a_lost_answer_to_an_approval_still_brings_the_ticket(
    app: App, portal: RunningPortal, network: Network
) -> None:
    services, binding = app.activate()
    browser = Browser(portal.url)
    browser.begin(LOGIN)
    request = open_request(services, binding)
    network.lose_answers(1)
    assert failure_of(services, binding, request, PIN) is Failure.PORTAL_UNREACHABLE
    url = services.logins.answer(binding, request, Decision.APPROVE, PIN)
    assert url is not None
    assert redeem(browser, url) == "done"


def test_a_lost_refusal_of_a_wrong_pin_counts_once_and_the_right_pin_then_works(
    app: App, portal: RunningPortal, network: Network
) -> None:
    services, binding = app.activate()
    browser = Browser(portal.url)
    browser.begin(LOGIN)
    request = open_request(services, binding)
    network.lose_answers(1)
    assert failure_of(services, binding, request, OTHER_PIN) is Failure.PORTAL_UNREACHABLE
    url = services.logins.answer(binding, request, Decision.APPROVE, PIN)
    assert url is not None
    assert redeem(browser, url) == "done"


def test_a_device_that_slept_longer_than_its_nonce_lives_goes_on(
    app: App, portal: RunningPortal
) -> None:
    services, binding = app.activate()
    portal.clock.advance(4000)
    assert services.logins.status(binding).tries_left == 5
    portal.clock.advance(4000)
    assert services.logins.begin(binding, PIN).url


def test_a_request_ends_after_three_minutes(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    browser = Browser(portal.url)
    browser.begin(LOGIN)
    request = open_request(services, binding)
    portal.clock.advance(181)
    assert failure_of(services, binding, request, PIN) is Failure.REQUEST_ENDED
    assert services.logins.watch(binding, "").request is None


def test_a_newer_request_takes_the_place_of_the_older(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    older, newer = Browser(portal.url), Browser(portal.url)
    older.begin(LOGIN)
    request = open_request(services, binding)
    newer.begin(LOGIN)
    assert failure_of(services, binding, request, PIN) is Failure.REQUEST_SUPERSEDED
    assert open_request(services, binding).cid != request.cid


def test_a_keyring_that_is_locked_at_the_start_is_told_and_nothing_is_lost(app: App) -> None:
    _, binding = app.activate()
    services = app.start()
    texts, app.keyring.texts = app.keyring.texts, {}
    with pytest.raises(Refused) as refused:
        services.logins.status(binding)
    assert refused.value.problem.failure is Failure.KEY_MISSING
    app.keyring.texts = texts
    assert services.logins.status(binding).tries_left == 5


def test_a_lost_word_about_the_browser_is_said_again(
    app: App, portal: RunningPortal, network: Network
) -> None:
    services, binding = app.activate()
    ticket = services.logins.begin(binding, PIN)
    browser = Browser(portal.url)
    redeem(browser, ticket.url)
    services.logins.follow(binding, ticket)
    network.lose_answers(1)
    assert services.logins.answer_claim(binding, ticket, True).state is ClaimState.DONE
    assert browser.wait_for_app() == "done"
