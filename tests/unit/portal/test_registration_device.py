"""Step 3: a code for those who may have a device, and a page that notices (P8)."""

import html
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from crypto.app_link import ActivationLink, read_app_link
from portal.domain.accounts.accounts import clear_account
from portal.domain.devices.administration import reset_account
from portal.domain.devices.devices import activate_device, end_attempts, find_device
from portal.domain.registration.registrations import Kind, State
from portal.platform.limits import Limit
from portal.platform.rate_limits import Rate
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import WIDE_RATES, RunningPortal, running_portal
from tests.support.registrations import (
    DAY,
    add_registration,
    code_on,
    follow,
    id_of,
    links,
    newcomer,
    registered,
    stored,
)
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, moved_in, name_of, new_login

CODE = "/registration/device/code"


@pytest.fixture
def newlogin(portal: RunningPortal, browser: Browser) -> str:
    """Somebody whose address is confirmed, in `browser`."""
    login = new_login()
    newcomer(portal, browser, login)
    return login


@pytest.fixture
def waiting() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads


def asked(browser: Browser, page: str, stage: str = "waiting") -> dict[str, Any]:
    """What the script of a page with a code is told."""
    found = re.search(r'until=(\d+)"', page)
    assert found
    return browser.fetch(f"{CODE}/state", until=found[1], stage=stage)


def set_state(portal: RunningPortal, login: str, state: State) -> None:
    sql = "UPDATE registrations SET state = :s, decided_at = :n WHERE login = :l"
    portal.execute(sql, s=state.value, n=portal.clock.now(), l=login)


def gets_code(browser: Browser) -> bool:
    return browser.post(CODE).status_code == 200


def test_the_way_leads_from_the_introduction_to_a_code_that_activates(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    assert "/registration/device/download" in browser.open("/registration/device").text
    assert f'action="{CODE}"' in browser.open("/registration/device/download").text
    page = browser.post(CODE).text
    assert f"<dd>{newlogin}</dd>" in page
    device = moved_in(portal, newlogin, code_on(page))
    device.confirm()
    assert device.poll()["account"]["cleared"] is False
    done = browser.open("/registration/done").text
    assert portal_text("Your device is registered.") in done
    assert 'href="/registration/certificate"' in done


def test_the_page_notices_each_step_of_the_app(
    portal: RunningPortal, browser: Browser, newlogin: str, waiting: ThreadPoolExecutor
) -> None:
    page = browser.post(CODE).text
    poll: Future[dict[str, Any]] = waiting.submit(asked, browser, page)
    device = moved_in(portal, newlogin, code_on(page))
    assert poll.result(20) == {"stage": "provisional", "left": 600}
    poll = waiting.submit(asked, browser, page, "provisional")
    device.confirm()
    assert poll.result(20)["stage"] == "active"
    assert 'data-active="/registration/done"' in page


def test_the_page_notices_that_the_ten_minutes_are_over(
    portal: RunningPortal, browser: Browser, newlogin: str, waiting: ThreadPoolExecutor
) -> None:
    page = browser.post(CODE).text
    poll = waiting.submit(asked, browser, page)
    portal.clock.advance(600)
    assert poll.result(20) == {"stage": "expired", "left": 0}
    assert portal_text("Request a new code") in browser.open(CODE).text


def test_a_page_with_an_older_code_learns_that_it_is_void(
    portal: RunningPortal, browser: Browser, newlogin: str, waiting: ThreadPoolExecutor
) -> None:
    old = browser.post(CODE).text
    portal.clock.advance(1)
    poll = waiting.submit(asked, browser, old)
    new = browser.post(CODE).text
    assert poll.result(20)["stage"] == "superseded"
    assert asked(browser, new, "other")["stage"] == "waiting"
    assert name_of(lambda: LivingDevice(portal.url).activate(newlogin, code_on(old)))
    moved_in(portal, newlogin, code_on(new))


def test_a_code_is_shown_once_and_stored_as_a_hash(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    code = code_on(browser.post(CODE).text)
    for text in (browser.open(CODE).text, browser.open("/registration").text):
        assert code not in text.replace(" ", "")
    kept = portal.query(
        "SELECT hash FROM codes JOIN accounts ON id = account_id WHERE login = :l", l=newlogin
    )
    assert code.encode() not in bytes(kept[0][0])


def test_a_link_and_a_qr_code_carry_it_into_the_app(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    page = browser.post(CODE).text
    link = re.search(r'href="(aokzweifaktor:[^"]+)"', page)
    assert link
    expected = ActivationLink(portal.url, newlogin, code_on(page))
    assert read_app_link(html.unescape(link[1])) == expected
    assert "<svg " in page
    assert "style=" not in page


def test_nobody_gets_a_code_before_the_address_is_confirmed(
    portal: RunningPortal, browser: Browser
) -> None:
    registered(portal, browser, new_login())
    assert browser.post(CODE).headers["location"] == "/registration"


def test_nobody_gets_a_code_without_a_registration(another_browser: Browser) -> None:
    assert another_browser.post(CODE).headers["location"] == "/registration"


def test_while_there_is_a_device_there_is_no_code(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    activated(portal, newlogin)
    assert browser.post(CODE).status_code == 303
    assert browser.open(CODE).headers["location"] == "/registration/done"


def test_a_lost_device_is_replaced_before_the_clearance(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    device = activated(portal, newlogin)
    assert "Gerät verloren" in browser.open("/registration/device").text
    browser.post("/registration/device/replace", login=newlogin)
    assert name_of(device.poll) == "revoked"
    moved_in(portal, newlogin, code_on(browser.post(CODE).text))


def test_a_mailbox_alone_is_no_key_once_the_account_was_cleared(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    device = activated(portal, newlogin)
    set_state(portal, newlogin, State.CLEARED)
    portal.write(lambda c: clear_account(c, newlogin, portal.clock.now()))
    browser.post("/registration/device/replace", login=newlogin)
    assert device.poll()["account"]["cleared"] is True
    device.revoke(device.dev)
    assert not gets_code(browser)


def test_an_account_cleared_by_an_operator_gets_no_code_here_either(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    portal.write(lambda c: clear_account(c, newlogin, portal.clock.now()))
    assert not gets_code(browser)


def test_an_account_cleared_by_an_operator_loses_no_device_here(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    device = activated(portal, newlogin)
    portal.write(lambda c: clear_account(c, newlogin, portal.clock.now()))
    browser.post("/registration/device/replace", login=newlogin)
    assert device.poll()["account"]["cleared"] is True


def test_a_refused_registration_gets_no_device(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    set_state(portal, newlogin, State.REFUSED)
    assert not gets_code(browser)


@pytest.fixture
def reset(portal: RunningPortal, browser: Browser, login: str) -> str:
    """Id of the begun reset of `login`, in `browser`."""
    portal.write(lambda c: reset_account(c, login, portal.clock.now()))
    id_ = add_registration(portal, login, kind=Kind.RESET).id
    follow(browser, links(portal).status(id_, login))
    return id_


def test_a_reset_gets_its_device_after_the_clearance_and_one_only(
    portal: RunningPortal, browser: Browser, login: str, reset: str
) -> None:
    assert not gets_code(browser)
    set_state(portal, login, State.CLEARED)
    assert not gets_code(browser)
    portal.write(lambda c: clear_account(c, login, portal.clock.now()))
    device = moved_in(portal, login, code_on(browser.post(CODE).text))
    device.confirm()
    found = stored(portal, reset)
    assert found is not None
    assert found.device_at == portal.clock.now()
    device.revoke(device.dev)
    assert not gets_code(browser)


def test_the_clearance_of_a_reset_does_not_open_a_door_for_ever(
    portal: RunningPortal, browser: Browser, login: str, reset: str
) -> None:
    set_state(portal, login, State.CLEARED)
    portal.write(lambda c: clear_account(c, login, portal.clock.now()))
    portal.clock.advance(30 * DAY)
    follow(browser, links(portal).status(reset, login))
    assert not gets_code(browser)


def test_a_device_that_is_there_does_not_count_for_a_reset_that_a_stranger_began(
    portal: RunningPortal, login: str
) -> None:
    portal.clock.advance(1)
    begun = add_registration(portal, login, kind=Kind.RESET, confirmed_at=None)
    activated(portal, login)
    assert stored(portal, begun.id) == begun


def test_codes_are_rare(tmp_path: Path) -> None:
    rates = {**WIDE_RATES, Limit.CODES_BY_REGISTRATION: Rate(2, 3600)}
    with running_portal(tmp_path, rates=rates) as portal:
        browser = Browser(portal.url)
        newcomer(portal, browser, "new@abc.de")
        assert gets_code(browser)
        assert gets_code(browser)
        assert browser.post(CODE).status_code == 429


def test_the_first_device_that_becomes_active_is_alone(
    portal: RunningPortal, browser: Browser, another_browser: Browser, newlogin: str
) -> None:
    follow(another_browser, links(portal).status(id_of(portal, newlogin), newlogin))
    thiefs = moved_in(portal, newlogin, code_on(another_browser.post(CODE).text))
    own = moved_in(portal, newlogin, code_on(browser.post(CODE).text))
    left_over = code_on(another_browser.post(CODE).text)
    own.confirm()
    assert name_of(thiefs.confirm) == "unknown-device"
    assert name_of(lambda: moved_in(portal, newlogin, left_over)) == "activation-refused"


def test_the_pages_name_the_device_that_would_be_cleared(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    device = activated(portal, newlogin)
    portal.execute("UPDATE devices SET name = '<Empfang>' WHERE id = :d", d=device.dev)
    for address in ("/registration", "/registration/certificate"):
        assert "&lt;Empfang&gt;" in browser.open(address).text


def test_a_device_whose_time_was_ended_meanwhile_is_not_activated(
    portal: RunningPortal, newlogin: str
) -> None:
    waiting, now = moved_in(portal, newlogin, portal.issue_code(newlogin)), portal.clock.now()

    def confirm_too_late(connection: Connection) -> bool:
        looked_up = find_device(connection, waiting.dev, now)
        assert looked_up is not None
        end_attempts(connection, looked_up.account_id)
        return activate_device(connection, looked_up, now)

    assert not portal.write(confirm_too_late)
