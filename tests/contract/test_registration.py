"""A registration from step 1 to its clearance and to its deletion, on each database."""

from portal.domain.accounts.accounts import clear_account
from portal.domain.audit.verification import verify
from portal.domain.registration.lifecycle import delete_registration
from portal.domain.registration.registrations import State
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import (
    code_on,
    id_of,
    links,
    newcomer,
    register,
    stored,
    token,
)
from tests.support.texts import portal_text

LOGIN = "erika@abc.de"


def with_device(portal: RunningPortal, browser: Browser) -> Device:
    device = Device(portal.url)
    device.activate(LOGIN, code_on(browser.post("/registration/device/code").text))
    device.confirm()
    return device


def test_from_step_1_to_a_login_and_through_a_reset(portal: RunningPortal) -> None:
    browser = Browser(portal.url)
    id_ = newcomer(portal, browser, LOGIN)
    portal.execute("UPDATE registrations SET certificate_at = 1 WHERE id = :i", i=id_)
    device = with_device(portal, browser)
    ordered = stored(portal, id_)
    assert ordered is not None
    assert ordered.state is State.ORDERED
    portal.execute("UPDATE registrations SET state = 'cleared' WHERE id = :i", i=id_)
    portal.write(lambda c: clear_account(c, LOGIN, portal.clock.now()))
    assert device.applogin()["ticket"]
    portal.clock.advance(1)
    browser.post("/reset", login=LOGIN)
    reset = id_of(portal, LOGIN)
    browser.post("/registration/reset", t=token(links(portal).reset(reset)), login=LOGIN)
    assert portal_text("Reset access: status") in browser.open("/registration").text


def test_what_was_not_completed_is_deleted(portal: RunningPortal) -> None:
    browser = Browser(portal.url)
    id_ = newcomer(portal, browser, LOGIN)
    with_device(portal, browser)
    begun = stored(portal, id_)
    assert begun is not None
    portal.write(lambda c: delete_registration(c, begun, portal.clock.now()))
    assert portal.query("SELECT * FROM accounts WHERE login = :l", l=LOGIN) == []
    assert register(Browser(portal.url), LOGIN).status_code == 303
    assert portal.write(verify).broken is None
