"""Browsers that have finished a login (OWASP, device cookies): strangers do not disturb them."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from crypto.encoding import b64url, unb64url
from crypto.statements import Decision
from portal.domain.logins.starts import MOST, NOBODY, SECONDS, binding, recognised, renewed
from portal.jobs.maintenance import Maintenance
from portal.platform.keys.key_ring import KeyRing, create_keys
from portal.platform.limits import Limit
from portal.platform.rate_limits import Rate
from tests.support.device import Device
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import WIDE_RATES, RunningPortal, running_portal
from tests.support.statements import Statements
from tests.unit.portal.conftest import activated, name_of, new_login

pytestmark = pytest.mark.heavy

STRANGERS_MOST = Limit.STARTS_BY_ACCOUNT.value.rate.most
KNOWN_MOST = Limit.STARTS_BY_KNOWN_BROWSER.value.rate.most
NOW = 1_800_000_000


def log_in(device: Device, login: str, browser: Browser) -> None:
    browser.begin(login)
    browser.finish(device.respond(device.poll()["challenge"])["ticket"])
    assert browser.is_logged_in()


@pytest.fixture
def known(device: Device, login: str, browser: Browser) -> Browser:
    """A browser that has logged in once, and out again."""
    log_in(device, login, browser)
    browser.post("/logout")
    return browser


def exhausted_by(stranger: Browser, login: str) -> None:
    """A stranger has had all starts of this name."""
    while stranger.post("/login", login=login).status_code != 429:
        pass


# --- what it is good for


def test_strangers_do_not_keep_a_known_browser_from_beginning_logins(
    device: Device, login: str, known: Browser, another_browser: Browser
) -> None:
    exhausted_by(another_browser, login)
    log_in(device, login, known)


def test_a_known_browser_is_limited_too_and_takes_nothing_from_others(
    device: Device, login: str, known: Browser, another_browser: Browser
) -> None:
    for _ in range(KNOWN_MOST):
        known.begin(login)
    refused = known.post("/login", login=login)
    assert refused.status_code == 429
    assert Limit.STARTS_BY_KNOWN_BROWSER.value.sentence in refused.text
    another_browser.begin(login)


def test_a_stranger_does_not_supersede_what_a_known_browser_has_begun(
    device: Device, login: str, known: Browser, another_browser: Browser
) -> None:
    cid = known.begin(login)
    asked = device.poll()["challenge"]
    waiting = another_browser.begin(login)
    assert device.poll()["challenge"] == asked
    assert known.stage_after(cid, "none") == "waiting"
    # Nothing tells the stranger that somebody comes first.
    assert another_browser.stage_after(waiting, "none") == "waiting"
    known.finish(device.respond(asked)["ticket"])
    assert known.is_logged_in()


def test_what_a_stranger_has_begun_is_asked_once_the_other_is_answered(
    device: Device, login: str, known: Browser, another_browser: Browser
) -> None:
    known.begin(login)
    first = device.poll()["challenge"]
    another_browser.begin(login)
    device.respond(first, Decision.DENY)
    second = device.poll()["challenge"]
    assert second not in (None, first)
    another_browser.finish(device.respond(second)["ticket"])
    assert another_browser.is_logged_in()


def test_a_known_browser_supersedes_strangers_and_itself(
    device: Device, login: str, known: Browser, another_browser: Browser
) -> None:
    of_stranger = another_browser.begin(login)
    first = device.poll()["challenge"]
    known.begin(login)
    assert another_browser.stage_after(of_stranger, "none") == "superseded"
    second = device.poll()["challenge"]
    known.begin(login)
    for superseded in (first, second):
        answer = partial(device.respond, superseded)
        assert name_of(answer) == "superseded"
    assert device.poll()["challenge"] is not None


def test_a_stranger_does_not_supersede_a_change_that_somebody_asks_for_who_is_logged_in(
    portal: RunningPortal, device: LivingDevice, login: str, another_browser: Browser
) -> None:
    other, inside = activated(portal, login), Browser(portal.url)
    log_in(device, login, inside)
    inside.post("/devices/remove", device=other.dev)
    asked = device.poll()["challenge"]
    another_browser.begin(login)
    assert device.poll()["challenge"] == asked
    device.respond(asked)
    assert name_of(other.poll) == "revoked"


# --- who gets it


def finished_from_app(device: Device, _login: str, browser: Browser) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"


def finished_on_waiting_page(device: Device, login: str, browser: Browser) -> None:
    cid = browser.begin(login)
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    browser.finish(ticket)
    for name in ("session", "known"):
        browser.http.cookies.delete(name)
    assert browser.stage(cid) == "finished"


@pytest.mark.parametrize("way", [log_in, finished_from_app, finished_on_waiting_page])
def test_every_way_to_finish_a_login_makes_a_browser_known(
    device: Device,
    login: str,
    browser: Browser,
    another_browser: Browser,
    way: Callable[[Device, str, Browser], None],
) -> None:
    way(device, login, browser)
    exhausted_by(another_browser, login)
    browser.begin(login)


def test_a_browser_that_only_began_a_login_is_a_stranger(
    login: str, browser: Browser, another_browser: Browser
) -> None:
    browser.begin(login)
    assert browser.cookie("known") is None
    exhausted_by(another_browser, login)
    assert browser.post("/login", login=login).status_code == 429


def test_it_is_renewed_with_each_login(device: Device, login: str, known: Browser) -> None:
    before = known.cookie("known")
    log_in(device, login, known)
    assert known.cookie("known") not in (None, before)


def test_a_browser_is_known_for_several_accounts(
    portal: RunningPortal, device: Device, login: str, known: Browser, another_browser: Browser
) -> None:
    second = new_login()
    portal.create_account(second, cleared=True)
    log_in(activated(portal, second), second, known)
    for name in (login, second):
        exhausted_by(another_browser, name)
        known.begin(name)


def test_it_is_long_lived_and_out_of_reach(
    device: Device, login: str, browser: Browser, portal: RunningPortal
) -> None:
    browser.begin(login)
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    browser.open("/login/finish")
    answer = browser.post("/login/finish", ticket=ticket)
    (line,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith("known=")]
    assert line.endswith(f"; Path=/; HttpOnly; SameSite=Lax; Max-Age={SECONDS}")
    assert login not in line


# --- when it is worth nothing


def reported(device: LivingDevice, login: str, stranger: Browser) -> None:
    stranger.begin(login)
    device.respond(device.poll()["challenge"], Decision.REPORT)
    # What blocks all browsers ends with a login from the app.
    finished_from_app(device, login, stranger)


def one_device_removed(device: LivingDevice, login: str, stranger: Browser) -> None:
    lost = LivingDevice(device.url)
    lost.activate(login, device.invite())
    lost.confirm()
    device.revoke(lost.dev, "482913")


@pytest.mark.parametrize("ending", [reported, one_device_removed])
def test_after_a_report_or_the_end_of_a_device_no_browser_is_known(
    device: LivingDevice,
    login: str,
    known: Browser,
    another_browser: Browser,
    ending: Callable[[LivingDevice, str, Browser], None],
    portal: RunningPortal,
) -> None:
    ending(device, login, another_browser)
    exhausted_by(Browser(portal.url), login)
    assert known.post("/login", login=login).status_code == 429


def test_a_report_ends_what_a_stranger_has_begun_beside_it(
    device: Device, login: str, known: Browser, another_browser: Browser
) -> None:
    known.begin(login)
    waiting = another_browser.begin(login)
    device.respond(device.poll()["challenge"], Decision.REPORT)
    assert device.poll()["challenge"] is None
    assert another_browser.stage_after(waiting, "none") == "denied"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return create_keys(tmp_path_factory.mktemp("keys"), "https://portal.example.de")


ACCOUNT = binding(7, NOW - 1000, 0)


def test_a_token_is_good_for_its_account_its_epoch_and_its_time_at_this_portal(
    keys: KeyRing, tmp_path: Path
) -> None:
    tokens = renewed(keys, ACCOUNT, (), NOW)
    assert recognised(keys, ACCOUNT, tokens, NOW + SECONDS)
    assert recognised(keys, ACCOUNT, tokens, NOW + SECONDS + 1) is None
    # Another account, the same id given anew, and after a report.
    for other in (binding(8, NOW - 1000, 0), binding(7, NOW, 0), binding(7, NOW - 1000, 1), NOBODY):
        assert recognised(keys, other, tokens, NOW) is None
    another = create_keys(tmp_path, "https://portal.example.de")
    assert recognised(another, ACCOUNT, tokens, NOW) is None


def test_nothing_of_a_token_can_be_changed(keys: KeyRing) -> None:
    (token,) = renewed(keys, ACCOUNT, (), NOW)
    data = unb64url(token)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        assert recognised(keys, ACCOUNT, [b64url(bytes(changed))], NOW) is None
    for broken in ("", "x", token[:-1], f"{token}A", token * 2, "ä"):
        assert recognised(keys, ACCOUNT, [broken], NOW) is None


def test_a_browser_keeps_few_tokens_and_one_for_each_account(keys: KeyRing) -> None:
    accounts = [binding(number, NOW, 0) for number in range(1, MOST + 3)]
    tokens: tuple[str, ...] = ()
    for account in (*accounts, accounts[-1]):
        tokens = renewed(keys, account, tokens, NOW)
    assert len(tokens) == MOST
    good = [account for account in accounts if recognised(keys, account, tokens, NOW)]
    assert good == accounts[-MOST:]


# --- what strangers learn


@pytest.fixture
def quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningPortal]:
    """A portal without work of its own, where one entry an hour is about unknown names."""

    async def nothing(_maintenance: Maintenance) -> None:
        pass

    monkeypatch.setattr(Maintenance, "run", nothing)
    rates = {**WIDE_RATES, Limit.STRANGERS_IN_ALL: Rate(1, 3600)}
    with running_portal(tmp_path, rates=rates) as portal:
        yield portal


@pytest.mark.parametrize("names_before", [0, 3])
def test_a_start_takes_the_same_work_for_known_and_unknown_names(
    quiet: RunningPortal, monkeypatch: pytest.MonkeyPatch, names_before: int
) -> None:
    login = "max@abc.example"
    quiet.create_account(login, cleared=True)
    device, known = activated(quiet, login), Browser(quiet.url)
    log_in(device, login, known)
    for number in range(names_before):
        Browser(quiet.url).begin(f"{number}@x.example")
    statements = Statements(monkeypatch)
    of_known, behind_known, behind_unknown = (
        statements.of(partial(Browser(quiet.url).post, "/login", login=name))
        for name in (login, "none@abc.example", "nobody@abc.example")
    )
    assert of_known == behind_known == behind_unknown != []


def test_an_unknown_name_is_not_told_by_what_the_audit_log_keeps(quiet: RunningPortal) -> None:
    for number in range(4):
        Browser(quiet.url).begin(f"{number}@x.example")
    rows = quiet.query("SELECT facts FROM audit WHERE event = 'login-begun'")
    assert len([json.loads(facts) for (facts,) in rows]) == 1
