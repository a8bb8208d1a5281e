"""The limits: what is counted, what may be set, and what somebody reads who is over one."""

import asyncio
import dataclasses
import logging
from pathlib import Path

import pytest

from crypto.protocol import RESET_PATH
from portal.platform.limits import By, Exceeded, Limit, RateLimits, Rates
from portal.platform.rate_limits import Rate
from tests.support.clock import ManualClock
from tests.support.device import Device, PortalProblem
from tests.support.limits_table import PATH, renewed
from tests.support.portal_browser import Browser
from tests.support.portal_server import WIDE_RATES, RunningPortal, running_portal
from tests.support.registrations import register

_NEVER_ON_A_PAGE = {
    Limit.ACTIVATIONS_BY_ADDRESS,
    Limit.ACTIVATIONS_BY_LOGIN,
    Limit.MESSAGES_BY_DEVICE,
    Limit.FAILURES_BY_ADDRESS,
    Limit.FIRST_VIEWS_BY_SESSION,
    Limit.STRANGERS_BY_ADDRESS,
    Limit.STRANGERS_IN_ALL,
}
_ONE = Rate(1, 600)


def take(limits: RateLimits, limit: Limit, key: str) -> Exceeded | None:
    return asyncio.run(limits.take(limit, key))


@pytest.mark.parametrize("limit", Limit)
def test_each_limit_counts_apart_as_it_is_defined_or_set(limit: Limit) -> None:
    for rates, most in (({}, limit.value.rate.most), ({limit: Rate(2, 60)}, 2)):
        limits = RateLimits(rates, ManualClock())
        passed = [take(limits, limit, "192.0.2.1") for _ in range(most + 1)]
        assert passed[:most] == [None] * most
        assert passed[most] is not None
        assert limits.rate(limit).most == most
        others = (take(limits, other, "192.0.2.1") for other in Limit if other is not limit)
        assert not any(others)


def test_the_operators_document_has_the_table_of_limits() -> None:
    """Otherwise: python -m tests.support.limits_table."""
    document = PATH.read_text(encoding="utf-8")
    assert renewed(document) == document


def test_each_limit_that_a_page_tells_of_has_words_of_its_own() -> None:
    told = [limit for limit in Limit if limit not in _NEVER_ON_A_PAGE]
    sentences = [limit.value.sentence for limit in told]
    assert all(sentences)
    assert len(set(sentences)) == len(sentences)
    assert {limit for limit in Limit if not limit.value.sentence} == _NEVER_ON_A_PAGE


def test_limits_by_address_leave_room_for_a_hospital_and_those_by_account_are_strict() -> None:
    assert Limit.STARTS_BY_ADDRESS.value.rate.most >= 500
    assert Limit.STARTS_BY_ACCOUNT.value.rate == Rate(3, 600)
    for first, second in (
        (Limit.STARTS_BY_ADDRESS, Limit.STARTS_BY_ACCOUNT),
        (Limit.ACTIVATIONS_BY_ADDRESS, Limit.ACTIVATIONS_BY_LOGIN),
        (Limit.EMAILS_BY_ADDRESS, Limit.EMAILS_IN_AN_HOUR),
        (Limit.UPLOADS_BY_ADDRESS, Limit.UPLOADS_BY_REGISTRATION),
    ):
        assert first.value.rate.most > second.value.rate.most


def test_a_network_that_is_exempt_is_not_limited_by_address() -> None:
    rates: Rates = {Limit.STARTS_BY_ADDRESS: _ONE, Limit.EMAILS_IN_AN_HOUR: _ONE}
    exempt = ("192.0.2.0/24", "2001:db8::/48")
    limits = RateLimits(rates, ManualClock(), exempt=exempt)
    for ip in ("192.0.2.77", "::ffff:192.0.2.78", "2001:db8:0:5::1"):
        assert not any(take(limits, Limit.STARTS_BY_ADDRESS, ip) for _ in range(5))
    assert [bool(take(limits, Limit.STARTS_BY_ADDRESS, "192.0.3.1")) for _ in range(2)] == [0, 1]
    # What is counted by account holds for everybody, wherever he is.
    assert [bool(take(limits, Limit.EMAILS_IN_AN_HOUR, "192.0.2.77")) for _ in range(2)] == [0, 1]


def test_addresses_of_one_ipv6_prefix_are_one_subscriber() -> None:
    limits = RateLimits({}, ManualClock())
    assert limits.subscriber("2001:db8:0:1::1") == limits.subscriber("2001:db8:0:ff:1::2")
    assert limits.subscriber("2001:db8:0:100::1") != limits.subscriber("2001:db8:0:1::1")
    assert limits.subscriber("::ffff:192.0.2.1") == limits.subscriber("192.0.2.1") == "192.0.2.1"
    assert limits.subscriber("/run/portal.sock") == "/run/portal.sock"
    narrow = RateLimits({}, ManualClock(), ipv6_prefix=64)
    assert narrow.subscriber("2001:db8:0:1::1") != narrow.subscriber("2001:db8:0:2::1")


@pytest.mark.parametrize(
    ("limit", "path", "form"),
    [
        (Limit.STARTS_BY_ADDRESS, "/login", {"login": "none@abc.example"}),
        (Limit.STARTS_BY_ACCOUNT, "/login", {"login": "none@abc.example"}),
        (Limit.EMAILS_BY_ADDRESS, RESET_PATH, {"login": "none@abc.example"}),
        (Limit.EMAILS_IN_A_DAY, RESET_PATH, {"login": "none@abc.example"}),
        (Limit.BARRIERS_BY_ADDRESS, "/barrier", {"text": "Nichts zu sehen"}),
    ],
)
def test_the_page_says_which_limit_it_was_and_when_to_come_again(
    tmp_path: Path, limit: Limit, path: str, form: dict[str, str]
) -> None:
    with running_portal(tmp_path, rates={**WIDE_RATES, limit: _ONE}) as portal:
        browser = Browser(portal.url)
        assert browser.post(path, **form).status_code == 303
        refused = browser.post(path, **form)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "600")
        assert limit.value.sentence in refused.text
        assert "In 10 Minuten können Sie es noch einmal versuchen." in refused.text


def test_who_registers_first_in_a_busy_network_reads_of_the_network_and_not_of_his_mails(
    tmp_path: Path,
) -> None:
    rates = {**WIDE_RATES, Limit.REGISTRATIONS_BY_ADDRESS: _ONE}
    with running_portal(tmp_path, rates=rates) as portal:
        register(Browser(portal.url), "first@abc.example")
        refused = register(Browser(portal.url), "second@abc.example")
        assert refused.status_code == 429
        assert Limit.REGISTRATIONS_BY_ADDRESS.value.sentence in refused.text
        assert "E‑Mails" not in refused.text.partition("<form")[2].partition("</form>")[0]


@pytest.mark.parametrize(
    ("limit", "by"),
    [
        (Limit.ACTIVATIONS_BY_ADDRESS, By.ADDRESS),
        (Limit.ACTIVATIONS_BY_LOGIN, By.ACCOUNT),
        (Limit.FAILURES_BY_ADDRESS, By.ADDRESS),
        (Limit.MESSAGES_BY_DEVICE, By.DEVICE),
    ],
)
def test_a_refused_message_says_what_was_counted(tmp_path: Path, limit: Limit, by: By) -> None:
    def ask(portal: RunningPortal) -> None:
        if limit is Limit.FAILURES_BY_ADDRESS:
            Device(portal.url).status()
        device.activate("none@abc.example", "12345678")

    with running_portal(tmp_path, rates={**WIDE_RATES, limit: _ONE}) as portal:
        device = Device(portal.url)
        with pytest.raises(PortalProblem):
            ask(portal)
        with pytest.raises(PortalProblem) as refused:
            ask(portal)
        assert refused.value.name == "rate-limited"
        assert refused.value.body["limit"] == by.value
        assert refused.value.body["retry_after"] == 600


def _alarms(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == "portal.alarm" and record.levelno == logging.WARNING
    ]


def test_a_proxy_that_is_not_trusted_is_told_of_once_an_hour(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running_portal(tmp_path, trusted_proxies=("10.0.0.0/8",)) as portal:
        browser = Browser(portal.url)
        browser.open("/")
        assert _alarms(caplog) == []
        for name in ("x-forwarded-for", "forwarded", "x-real-ip"):
            browser.http.headers[name] = "203.0.113.7"
            browser.open("/")
        assert len(_alarms(caplog)) == 1
        assert "from 127.0.0.1, which is not in trusted_proxies" in _alarms(caplog)[0]
        portal.clock.advance(3599)
        browser.open("/")
        assert len(_alarms(caplog)) == 1
        portal.clock.advance(1)
        browser.open("/")
        assert len(_alarms(caplog)) == 2
        portal.clock.advance(-86_400)
        browser.open("/")
        assert len(_alarms(caplog)) == 3


def test_nothing_is_told_of_a_proxy_that_is_trusted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running_portal(tmp_path, trusted_proxies=("127.0.0.1",)) as portal:
        browser = Browser(portal.url)
        browser.http.headers["x-forwarded-for"] = "203.0.113.7"
        browser.open("/")
    assert _alarms(caplog) == []


def test_settings_reach_the_counters(tmp_path: Path) -> None:
    with running_portal(tmp_path, rates={Limit.TICKETS_BY_ADDRESS: _ONE}, ipv6_prefix=48) as portal:
        limits = portal.app.context.limits
        assert limits.rate(Limit.TICKETS_BY_ADDRESS) == _ONE
        assert limits.subscriber("2001:db8:0:1::1") == "2001:db8::/48"
    exempt = dataclasses.replace(portal.settings, unlimited_networks=("127.0.0.0/8",))
    portal.settings = exempt
    portal.start()
    browser = Browser(portal.url)
    assert [browser.post("/login", login=f"{n}@x.de").status_code for n in range(3)] == [303] * 3
    portal.stop()
