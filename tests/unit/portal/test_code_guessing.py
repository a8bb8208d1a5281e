"""Guessing activation codes: a stranger keeps nobody out, and leaves traces."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from portal.domain.accounts.codes import TRIES, CodeHashes
from portal.platform.limits import Limit
from portal.platform.rate_limits import Rate
from tests.support.device import Device, PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import WIDE_RATES, RunningPortal, running_portal
from tests.support.registrations import code_on, newcomer

pytestmark = pytest.mark.heavy

LOGIN = "new@abc.example"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.1"
MOST_OF_NIST = 10
CODE = "/registration/device/code"


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """A portal that users reach from several networks; a name may be tried ten times each."""
    rates = {**WIDE_RATES, Limit.ACTIVATIONS_BY_LOGIN: Limit.ACTIVATIONS_BY_LOGIN.value.rate}
    folder = tmp_path_factory.mktemp("guessing")
    with running_portal(folder, rates=rates, trusted_proxies=("127.0.0.1",)) as portal:
        yield portal


@pytest.fixture
def login(behind_proxy: RunningPortal, request: pytest.FixtureRequest) -> str:
    return f"{abs(hash(request.node.nodeid))}@abc.example"


def device_at(portal: RunningPortal, ip: str) -> Device:
    headers = {"x-forwarded-for": ip}
    return Device(portal.url, client=httpx2.Client(timeout=40, headers=headers))


def browser_at(portal: RunningPortal, ip: str) -> Browser:
    browser = Browser(portal.url)
    browser.http.headers["x-forwarded-for"] = ip
    return browser


def code_for(portal: RunningPortal, login: str, ip: str = HERE) -> str:
    """The code on the page that a newcomer at `ip` sees."""
    browser = browser_at(portal, ip)
    newcomer(portal, browser, login)
    return code_on(browser.post(CODE).text)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def answer(portal: RunningPortal, ip: str, login: str, code: str) -> str:
    """What a device at `ip` gets for a code: "activated", or the name of the problem."""
    try:
        device_at(portal, ip).activate(login, code)
    except PortalProblem as problem:
        return problem.name
    return "activated"


def refusals(portal: RunningPortal) -> list[tuple[int | None, dict[str, Any]]]:
    sql = "SELECT account_id, facts FROM audit WHERE event = 'code-refused' ORDER BY seq"
    return [(account, json.loads(facts)) for account, facts in portal.query(sql)]


def mails_to(portal: RunningPortal, login: str) -> list[dict[str, str]]:
    sql = "SELECT facts FROM outbox WHERE kind = 'suspicious' AND recipient = :l"
    return [json.loads(facts) for (facts,) in portal.query(sql, l=login)]


def test_who_is_elsewhere_cannot_use_up_the_users_tries(
    behind_proxy: RunningPortal, login: str
) -> None:
    code = code_for(behind_proxy, login)
    for number in range(8):
        ip = f"198.51.100.{number}"
        assert answer(behind_proxy, ip, login, wrong(code)) == "activation-refused"
    assert answer(behind_proxy, ELSEWHERE, login, code) == "activation-refused"
    assert answer(behind_proxy, HERE, login, code) == "activated"


def test_who_is_here_does_not_use_up_the_tries_from_elsewhere(
    behind_proxy: RunningPortal, login: str
) -> None:
    code = code_for(behind_proxy, login)
    for _ in range(TRIES):
        answer(behind_proxy, HERE, login, wrong(code))
    assert answer(behind_proxy, HERE, login, code) == "activation-refused"
    assert answer(behind_proxy, ELSEWHERE, login, code) == "activated"


def test_all_tries_together_are_no_more_than_the_standard_allows(
    behind_proxy: RunningPortal, login: str
) -> None:
    code = code_for(behind_proxy, login)
    before = len(refusals(behind_proxy))
    for number in range(6):
        for ip in (HERE, f"198.51.100.{number}", f"203.0.113.{number}"):
            answer(behind_proxy, ip, login, wrong(code))
    compared = [f for _, f in refusals(behind_proxy)[before:] if f["reason"] == "wrong-code"]
    assert len(compared) == 2 * TRIES == MOST_OF_NIST


def test_addresses_of_one_ipv6_subscriber_are_one(behind_proxy: RunningPortal, login: str) -> None:
    code = code_for(behind_proxy, login, "2001:db8:0:1::1")
    for _ in range(TRIES):
        answer(behind_proxy, ELSEWHERE, login, wrong(code))
    assert answer(behind_proxy, "2001:db8:0:2::77", login, code) == "activated"


def test_a_code_that_an_app_has_asked_for_belongs_to_the_apps_network(
    behind_proxy: RunningPortal, login: str
) -> None:
    behind_proxy.create_account(login, cleared=True)
    inviting = LivingDevice(behind_proxy.url)
    inviting.http.headers["x-forwarded-for"] = HERE
    inviting.activate(login, behind_proxy.issue_code(login))
    inviting.confirm()
    code = inviting.invite()
    for _ in range(TRIES):
        answer(behind_proxy, ELSEWHERE, login, wrong(code))
    assert answer(behind_proxy, HERE, login, code) == "activated"


def test_a_code_given_by_command_has_five_tries_wherever_they_come_from(
    behind_proxy: RunningPortal, login: str
) -> None:
    behind_proxy.create_account(login, cleared=True)
    code = behind_proxy.issue_code(login)
    for number in range(TRIES):
        answer(behind_proxy, f"198.51.100.{number}", login, wrong(code))
    assert answer(behind_proxy, HERE, login, code) == "activation-refused"


def test_who_is_elsewhere_cannot_use_up_the_rate_of_a_name(
    behind_proxy: RunningPortal, login: str
) -> None:
    code = code_for(behind_proxy, login)
    most = Limit.ACTIVATIONS_BY_LOGIN.value.rate.most
    tried = [answer(behind_proxy, ELSEWHERE, login, wrong(code)) for _ in range(most + 1)]
    assert tried[-2:] == ["activation-refused", "rate-limited"]
    assert answer(behind_proxy, HERE, login, code) == "activated"


def test_each_wrong_code_is_recorded_with_the_tries_that_remain(
    behind_proxy: RunningPortal, login: str
) -> None:
    code = code_for(behind_proxy, login)
    account = behind_proxy.query("SELECT id FROM accounts WHERE login = :l", l=login)[0][0]
    answer(behind_proxy, HERE, login, wrong(code))
    answer(behind_proxy, ELSEWHERE, login, wrong(code))
    mine = [facts for id_, facts in refusals(behind_proxy) if id_ == account]
    assert mine == [
        {"reason": "wrong-code", "left": 4, "elsewhere": False, "ip": HERE},
        {"reason": "wrong-code", "left": 4, "elsewhere": True, "ip": ELSEWHERE},
    ]


def test_the_last_wrong_code_is_mailed_once_for_here_and_once_for_elsewhere(
    behind_proxy: RunningPortal, login: str
) -> None:
    code = code_for(behind_proxy, login)
    for ip, what in ((ELSEWHERE, "code-guessed"), (HERE, "code-used-up")):
        before = len(mails_to(behind_proxy, login))
        for _ in range(TRIES - 1):
            answer(behind_proxy, ip, login, wrong(code))
        assert len(mails_to(behind_proxy, login)) == before
        for _ in range(3):
            answer(behind_proxy, ip, login, wrong(code))
        assert [mail["what"] for mail in mails_to(behind_proxy, login)[before:]] == [what]


def test_a_refusal_without_a_code_to_try_is_recorded_for_known_and_unknown_names(
    behind_proxy: RunningPortal, login: str
) -> None:
    behind_proxy.create_account(login, cleared=True)
    account = behind_proxy.query("SELECT id FROM accounts WHERE login = :l", l=login)[0][0]
    before = len(refusals(behind_proxy))
    answer(behind_proxy, HERE, login, "12345678")
    answer(behind_proxy, HERE, f"not-{login}", "12345678")
    facts = {"reason": "no-code", "ip": HERE}
    assert refusals(behind_proxy)[before:] == [(account, facts), (None, facts)]


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[RunningPortal]:
    """Two entries an hour from an address about names that nobody has, three in all."""
    rates = {
        **WIDE_RATES,
        Limit.STRANGERS_BY_ADDRESS: Rate(2, 3600),
        Limit.STRANGERS_IN_ALL: Rate(3, 3600),
    }
    with running_portal(tmp_path, rates=rates, trusted_proxies=("127.0.0.1",)) as portal:
        yield portal


def entries(portal: RunningPortal, event: str) -> list[dict[str, Any]]:
    rows = portal.query("SELECT facts FROM audit WHERE event = :e ORDER BY seq", e=event)
    return [json.loads(facts) for (facts,) in rows]


@pytest.mark.parametrize("event", ["login-begun", "code-refused"])
def test_what_strangers_do_under_unknown_names_is_recorded_up_to_a_limit_then_counted(
    narrow: RunningPortal, event: str
) -> None:
    def attempt(ip: str, login: str) -> None:
        if event == "login-begun":
            browser_at(narrow, ip).begin(login)
        else:
            answer(narrow, ip, login, "12345678")

    # A look-alike (U+217C) is an unknown name as any other.
    names = ["none@abc.example", "none@abc.examp\u217ce", *(f"{n}@x.example" for n in range(10))]
    for login in names:
        attempt(HERE, login)
    assert len(entries(narrow, event)) == 2
    for number in range(10):
        attempt(f"203.0.113.{number}", f"{number}@y.example")
    assert len(entries(narrow, event)) == 3
    narrow.maintain()
    assert len(entries(narrow, event)) == 3
    narrow.clock.advance(3600)
    narrow.maintain()
    assert entries(narrow, event)[3:] == [{"unrecorded": 19}]
    narrow.clock.advance(3600)
    narrow.maintain()
    assert len(entries(narrow, event)) == 4


def test_what_strangers_do_hides_nothing_that_concerns_an_account(narrow: RunningPortal) -> None:
    narrow.create_account(LOGIN, cleared=True)
    code = narrow.issue_code(LOGIN)
    for number in range(9):
        browser_at(narrow, HERE).begin(f"{number}@x.example")
    device = LivingDevice(narrow.url)
    device.activate(LOGIN, code)
    device.confirm()
    browser_at(narrow, HERE).begin(LOGIN)
    begun = narrow.query("SELECT account_id FROM audit WHERE event = 'login-begun'")
    assert [account for (account,) in begun if account is not None] != []


def cut_off(portal: RunningPortal, device: Device, login: str, code: str) -> bytes:
    """The bytes of an activation that a crash cut off after its try was taken."""
    data = device.activation(login, code)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CodeHashes, "matches", _crash)
        with pytest.raises(PortalProblem, match="unavailable"):
            device.send(data)
    return data


async def _crash(*_: object) -> bool:
    raise RuntimeError


def test_an_activation_that_a_crash_cut_off_goes_on_when_it_comes_again(
    own_portal: RunningPortal,
) -> None:
    own_portal.create_account(LOGIN)
    device, code = Device(own_portal.url), own_portal.issue_code(LOGIN)
    assert device.send(cut_off(own_portal, device, LOGIN, code))["expires_in"] == 600


def test_what_a_crash_cut_off_is_no_free_guess_at_a_later_code(own_portal: RunningPortal) -> None:
    own_portal.create_account(LOGIN)
    own_portal.issue_code(LOGIN)
    later = own_portal.issue_code(LOGIN)
    own_portal.execute("UPDATE codes SET tries_elsewhere = 0")
    device = Device(own_portal.url)
    guess = cut_off(own_portal, device, LOGIN, later)
    with pytest.raises(PortalProblem, match="activation-refused"):
        device.send(guess)


def test_each_time_that_what_a_crash_cut_off_comes_again_takes_a_try(
    own_portal: RunningPortal,
) -> None:
    own_portal.create_account(LOGIN)
    code = own_portal.issue_code(LOGIN)
    device = Device(own_portal.url)
    guess = cut_off(own_portal, device, LOGIN, wrong(code))
    with pytest.raises(PortalProblem, match="activation-refused"):
        device.send(guess)
    assert own_portal.query("SELECT tries_elsewhere FROM codes") == [(TRIES - 2,)]
