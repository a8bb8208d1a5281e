"""What Prometheus reads: the format, the numbers, and that no label names a person."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from portal.domain.audit.log import Event
from portal.monitoring.health import Check
from portal.platform.limits import Limit
from portal.platform.measures import (
    Counter,
    Family,
    Histogram,
    Measures,
    Sample,
    exposition,
    gauge,
)
from portal.platform.rate_limits import Rate
from portal.platform.storage_failures import StorageFailure
from tests.support.device import Device, PortalProblem
from tests.support.exposition import Series, read_exposition
from tests.support.portal_browser import Browser
from tests.support.portal_server import WIDE_RATES, RunningPortal, free_port, running_portal

LOGIN, PIN, WRONG = "max.mustermann@abc.de", "739154", "111119"
PA = "/pa/v1/messages"


def value(found: Series, name: str, **labels: str) -> float:
    return found.get((name, tuple(sorted(labels.items()))), 0)


@pytest.fixture(scope="module")
def secrets() -> set[str]:
    """What was typed, shown, stored or sent by the users below."""
    return {LOGIN, "mustermann", PIN, WRONG, "127.0.0.1"}


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory, secrets: set[str]) -> Iterator[str]:
    """What Prometheus read after an activation, logins, wrong PINs and misuse."""
    address = f"127.0.0.1:{free_port()}"
    rates = {**WIDE_RATES, Limit.INSTITUTIONS_BY_ADDRESS: Rate(1, 600)}
    folder = tmp_path_factory.mktemp("metrics")
    with running_portal(folder, monitoring=address, rates=rates) as portal:
        httpx2.get(f"http://{address}/metrics")
        _use(portal, secrets)
        answer = httpx2.get(f"http://{address}/metrics")
        assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        yield answer.text


def _use(portal: RunningPortal, secrets: set[str]) -> None:
    portal.create_account(LOGIN, cleared=True)
    code = portal.issue_code(LOGIN)
    device, browser = Device(portal.url), Browser(portal.url)
    with pytest.raises(PortalProblem):
        Device(portal.url).activate(LOGIN, "10542963" if code != "10542963" else "10542964", PIN)
    device.activate(LOGIN, code, PIN)
    device.confirm(PIN)
    cid = browser.begin(LOGIN)
    challenge = device.poll()["challenge"]
    with pytest.raises(PortalProblem):
        device.respond(challenge, pin=WRONG)
    ticket = device.respond(challenge, pin=PIN)["ticket"]
    browser.finish(ticket)
    browser.open(f"/home/{LOGIN}")
    browser.open(f"/{LOGIN}?login={LOGIN}")
    for _ in range(2):
        browser.open("/institutions/260326822")
    secrets |= {code, cid, ticket, device.dev, *browser.http.cookies.values()}


@pytest.fixture(scope="module")
def series(scraped: str) -> Series:
    return read_exposition(scraped)


def test_what_users_did_is_counted_by_its_outcome(series: Series) -> None:
    for event, number in {
        Event.DEVICE_ACTIVATED: 1,
        Event.DEVICE_CONFIRMED: 1,
        Event.CODE_REFUSED: 1,
        Event.PIN_WRONG: 1,
        Event.LOGIN_BEGUN: 1,
        Event.LOGIN_APPROVED: 1,
        Event.LOGIN_FINISHED: 1,
        Event.LOGIN_REPORTED: 0,
    }.items():
        assert value(series, "portal_events_total", event=event.value) == number, event


def test_requests_are_counted_by_page_or_message_and_by_status(series: Series) -> None:
    count = "portal_http_requests_total"
    assert value(series, count, route=f"{PA} confirm", status="200") == 1
    assert value(series, count, route=f"{PA} respond", status="200") == 1
    assert value(series, count, route="/login", status="303") == 1
    assert value(series, count, route="other", status="404") == 2
    assert value(series, count, route="/institutions/{ik}", status="429") == 1
    assert value(series, "portal_http_request_seconds_count", route=f"{PA} poll") == 1
    assert value(series, "portal_http_requests_open") == 0


def test_reads_and_writes_of_the_database_are_timed(series: Series) -> None:
    assert value(series, "portal_database_seconds_count", kind="read") > 10
    assert value(series, "portal_database_seconds_count", kind="write") > 3


def test_what_came_too_often_is_counted_by_its_limit(series: Series) -> None:
    name = "portal_rate_limit_refusals_total"
    assert value(series, name, limit="institutions_by_address") == 1


def test_the_state_of_the_portal_is_among_the_numbers(series: Series) -> None:
    for check in Check:
        assert ("portal_health", (("check", check.value),)) in series
    assert value(series, "portal_audit_entries") > 5
    assert value(series, "portal_mail_waiting") >= 1
    assert value(series, "process_open_fds") > 3
    assert value(series, "process_resident_memory_bytes") > 1 << 20
    assert ("portal_sandbox_waiting", (("for", "uploads"),)) in series
    assert ("portal_polls_open", ()) in series


def test_no_number_names_a_person_or_a_secret(
    scraped: str, series: Series, secrets: set[str]
) -> None:
    assert {secret for secret in secrets if secret in scraped} == set()
    assert len(series) < 1500


def test_every_label_takes_values_that_were_named_before(series: Series) -> None:
    labels = {pair[0] for _, pairs in series for pair in pairs}
    known = {"check", "database", "event", "for", "kind", "le", "limit", "python", "route"}
    assert labels <= {*known, "status", "reason"}


def test_what_is_no_known_value_of_a_label_is_other() -> None:
    counter = Counter("a_total", "A.", page=["/home"])
    assert [sample.value for sample in counter.family.samples] == [0]
    for page in ("/home", LOGIN, "/home/7"):
        counter.add(page)
    assert counter.family.samples == (
        Sample("a_total", {"page": "/home"}, 1),
        Sample("a_total", {"page": "other"}, 2),
    )


def test_a_histogram_counts_what_is_at_most_its_bound() -> None:
    histogram = Histogram("a_seconds", "A.", (0.1, 1), kind=["b"])
    for seconds in (0.05, 0.1, 0.5, 7):
        histogram.observe(seconds, "b")
    found = read_exposition(exposition([histogram.family]))
    bounds = ("0.1", "1", "+Inf")
    assert [value(found, "a_seconds_bucket", kind="b", le=le) for le in bounds] == [2, 3, 4]
    assert value(found, "a_seconds_sum", kind="b") == pytest.approx(7.65)


def test_what_would_break_a_line_is_escaped() -> None:
    family = Family("a", "gauge", "Two\nlines.", (Sample("a", {"b": 'c"\n\\'}, 1),))
    assert exposition([family]) == '# HELP a Two\\nlines.\n# TYPE a gauge\na{b="c\\"\\n\\\\"} 1\n'
    assert read_exposition(exposition([family])) == {("a", (("b", r"c\"\n\\"),)): 1}


def test_numbers_are_written_as_prometheus_reads_them() -> None:
    text = exposition([gauge("a", "A.", 0.1), gauge("b", "B.", 3.0), gauge("c", "C.", -2)])
    assert text.splitlines()[2::3] == ["a 0.1", "b 3", "c -2"]


def test_measures_without_anything_measured_can_be_read() -> None:
    found = read_exposition(exposition(Measures().families))
    assert set(found.values()) == {0}
    assert len(found) == len(Limit) + len(StorageFailure)


def test_numbers_need_the_token(tmp_path: Path) -> None:
    address, token = f"127.0.0.1:{free_port()}", "0123456789abcdef" * 2
    file = tmp_path / "token"
    file.write_text(token)
    with running_portal(tmp_path, monitoring=address, monitoring_token_file=str(file)):
        refused = httpx2.get(f"http://{address}/metrics")
        assert (refused.status_code, refused.text) == (401, "A token is needed.\n")
        headers = {"authorization": f"Bearer {token}"}
        told = httpx2.get(f"http://{address}/metrics", headers=headers)
        assert told.status_code == 200
