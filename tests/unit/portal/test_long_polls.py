"""What a poll that waits gets meanwhile, what ends its wait, and how devices come back."""

import logging
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from crypto.envelope import MEDIA_TYPE, PATH
from crypto.protocol import LONGEST_WAIT, SIGN_SECONDS
from portal.api import nonces
from portal.api.long_polls import retry_after
from portal.domain.accounts.accounts import get_account, note_report
from portal.platform.database.notifications import Deadline
from tests.support.device import Device, PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.patience import until
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.unit.portal.conftest import activated, name_of, new_login

MOMENT = 0.01
MOST_SIGNS = 1000
"""Before what ends a wait; where nothing does, a test must fail and not wait."""


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life every hundredth of a second, and values too old at once."""
    monkeypatch.setattr("portal.api.long_polls.SIGN_SECONDS", MOMENT)
    monkeypatch.setattr("portal.domain.devices.instances.SIGN_SECONDS", MOMENT)


@contextmanager
def held(device: Device) -> Iterator[tuple[httpx2.Response, Iterator[bytes]]]:
    """A poll that waits, and what comes of it."""
    device.poll()
    data = device.sign("poll", {"tag": device.tag, "wait": LONGEST_WAIT})
    headers = {"content-type": MEDIA_TYPE}
    with device.http.stream("POST", f"{device.url}{PATH}", content=data, headers=headers) as answer:
        yield answer, answer.iter_raw()


def answered(device: Device, answer: httpx2.Response, pieces: Iterator[bytes]) -> dict[str, Any]:
    assert answer.status_code == 200
    return device.take(b"".join(islice(pieces, MOST_SIGNS)))


@pytest.mark.usefixtures("hasty")
def test_signs_of_life_come_while_a_poll_waits_and_then_its_signed_answer(
    portal: RunningPortal, device: Device, login: str
) -> None:
    with held(device) as (answer, pieces):
        assert [next(pieces), next(pieces)] == [b"\n", b"\n"]
        assert answer.headers["x-accel-buffering"] == "no", "nginx passes them on"
        Browser(portal.url).begin(login)
        assert answered(device, answer, pieces)["challenge"]


@pytest.mark.usefixtures("hasty")
def test_a_refusal_after_a_sign_of_life_is_signed_and_has_http_s_200(device: LivingDevice) -> None:
    with held(device) as (answer, pieces):
        next(pieces)
        device.copied().revoke(device.dev)
        with pytest.raises(PortalProblem) as refused:
            answered(device, answer, pieces)
    assert refused.value.name == "revoked"


def test_a_poll_that_is_answered_in_time_has_no_sign_of_life_and_a_length(device: Device) -> None:
    answer = device.post(device.sign("poll", {"tag": "", "wait": 240}))
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert not answer.content.startswith(b"\n")


@pytest.mark.usefixtures("hasty")
def test_a_wait_ends_with_its_connection(portal: RunningPortal, device: Device) -> None:
    before = portal.waiting
    with held(device) as (_, pieces):
        next(pieces)
        assert portal.waiting == before + 1
    device.http.close()
    until(lambda: portal.waiting == before, seconds=20)


@pytest.mark.parametrize("waits", ["landing", "landed", "begun"])
def test_a_page_s_wait_ends_with_its_connection(
    portal: RunningPortal,
    device: Device,
    login: str,
    caplog: pytest.LogCaptureFixture,
    waits: str,
) -> None:
    browser, ticket, before = Browser(portal.url), device.applogin()["ticket"], portal.waiting
    request = f"POST /login/app HTTP/1.1\r\naccept: text/html\r\norigin: {portal.url}"
    body = f"ticket={ticket}"
    if waits == "landed":
        browser.land(ticket)
        request, body = f"GET /login/app/state?th={browser.th} HTTP/1.1", ""
    elif waits == "begun":
        request, body = f"GET /login/wait/state?cid={browser.begin(login)} HTTP/1.1", ""
    address = urlsplit(portal.url)
    cookies = "; ".join(f"{one.name}={one.value}" for one in browser.http.cookies.jar)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(
            f"{request}\r\nhost: {address.netloc}\r\nsec-fetch-site: same-origin\r\n"
            f"cookie: {cookies}\r\ncontent-type: application/x-www-form-urlencoded\r\n"
            f"content-length: {len(body)}\r\n\r\n{body}".encode()
        )
        until(lambda: portal.waiting == before + 1, what="the wait")
    until(lambda: portal.waiting == before, seconds=20, what="its end")
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


def test_the_portal_may_choose_a_shorter_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []

    def at_once(seconds: float) -> Deadline:
        told.append(seconds)
        return Deadline(0)

    monkeypatch.setattr("portal.api.messages.logins.Deadline", at_once)
    with running_portal(tmp_path, longest_wait=60) as portal:
        portal.create_account(login := new_login())
        device = activated(portal, login)
        device.poll(wait=240)
        device.poll(wait=30)
    assert told == [60, 30]


def test_who_holds_a_device_s_key_cannot_have_thousands_of_polls_wait_for_minutes(
    own_portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []

    def waiting(number: int) -> Callable[[], bool]:
        return lambda: own_portal.waiting == number

    class Told(Deadline):
        def __init__(self, seconds: float) -> None:
            told.append(seconds)
            super().__init__(seconds)

    monkeypatch.setattr("portal.api.messages.logins.Deadline", Told)
    monkeypatch.setattr("portal.api.messages.logins.MOST_WAITS", 2)
    own_portal.create_account(login := new_login())
    own_portal.create_account(another := new_login())
    device, other = activated(own_portal, login), activated(own_portal, another)
    device.poll()
    other.poll()
    with ThreadPoolExecutor(4) as threads:
        for number in range(3):
            threads.submit(device.poll, wait=LONGEST_WAIT)
            until(waiting(number + 1))
        threads.submit(other.poll, wait=LONGEST_WAIT)
        until(waiting(4))
        own_portal.on_loop(own_portal.app.stop_waiting)
    assert told[-4:] == [LONGEST_WAIT, LONGEST_WAIT, SIGN_SECONDS, LONGEST_WAIT]


@pytest.mark.usefixtures("hasty")
def test_a_recorded_poll_holds_a_connection_for_as_long_as_its_nonce_is_fresh_and_no_longer(
    portal: RunningPortal, device: Device
) -> None:
    device.poll()
    recorded = device.sign("poll", {"tag": device.tag, "wait": LONGEST_WAIT})
    before = portal.waiting
    headers = {"content-type": MEDIA_TYPE}
    with device.http.stream("POST", f"{device.url}{PATH}", content=recorded, headers=headers) as a:
        pieces = a.iter_raw()
        next(pieces)
        portal.clock.advance(nonces.SECONDS + 1)
        assert name_of(lambda: device.send(recorded)) == "nonce-stale"
        assert portal.waiting == before + 1, "the first goes on, and nothing else waits"
        assert next(pieces) == b"\n"


@pytest.mark.usefixtures("hasty")
def test_a_copy_that_waits_is_found_out_although_it_may_wait_for_minutes(
    device: LivingDevice,
) -> None:
    device.status()
    copy = device.copied()
    with held(copy) as (answer, pieces):
        next(pieces)
        device.status()
        device.status()
        assert answered(copy, answer, pieces)["tag"] == copy.tag, "it has to ask anew"
    with pytest.raises(PortalProblem) as refused:
        copy.poll(wait=240)
    assert refused.value.name == "suspect"


@pytest.mark.usefixtures("hasty")
def test_what_a_command_has_changed_is_told_to_those_who_wait(
    portal: RunningPortal, device: Device, login: str
) -> None:
    look = portal.app.maintenance.look_for_changes
    with held(device) as (answer, pieces):
        seen = portal.run(look(None))
        assert portal.run(look(seen)) == seen, "the portal's own writes are no others'"
        portal.write(lambda c: note_report(c, get_account(c, login).id, portal.clock.now()))
        assert portal.run(look(seen)) != seen
        assert answered(device, answer, pieces)["account"]["reported"]


def test_ten_thousand_devices_come_back_over_fifty_seconds() -> None:
    moments = Counter(retry_after(10_000) for _ in range(10_000))
    assert (min(moments), max(moments)) == (2, 52)
    assert max(moments.values()) < 400


def test_few_devices_come_back_soon_and_any_number_within_a_minute() -> None:
    assert {retry_after(1) for _ in range(100)} == {2, 3}
    assert max(retry_after(10**6) for _ in range(1_000)) <= 60


def test_polls_that_wait_are_answered_by_unavailable_and_what_is_new_is_still_told(
    own_portal: RunningPortal,
) -> None:
    own_portal.create_account(login := new_login(), cleared=True)
    device = activated(own_portal, login)
    device.poll()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(device.poll, wait=25)
        until(lambda: own_portal.waiting)
        own_portal.on_loop(own_portal.app.stop_waiting)
        refused = waiting.exception()
    assert isinstance(refused, PortalProblem)
    assert refused.name == "unavailable"
    assert refused.body["retry_after"] in (2, 3)
    assert refused.response.nn != "", "the next request may be signed at once"
    Browser(own_portal.url).begin(login)
    assert device.poll(wait=25)["challenge"]
