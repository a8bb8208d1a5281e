"""The envelope at the portal: what is refused, in which order, and that it is signed."""

import logging

import pytest

from crypto.envelope import Response, request_hash, sign_request
from crypto.jws import MAX_BYTES
from crypto.keys import PrivateKey
from crypto.statements import Kind
from crypto.version import LEVEL, LOWEST_APP
from portal.api.pipeline import MESSAGES
from tests.support.device import Device, PortalProblem
from tests.support.portal_server import RunningPortal


def problem(response: Response) -> str:
    assert response.m == "problem"
    return str(response.b["type"]).removeprefix("urn:pa:problem:")


@pytest.mark.parametrize("data", [b"", b"abc", b"a.b.c", b"\xff\xfe", b"x" * (MAX_BYTES + 1)])
def test_what_is_no_request_gets_a_signed_refusal_that_names_its_bytes(
    portal: RunningPortal, data: bytes
) -> None:
    device = Device(portal.url)
    raw = device.post(data)
    response = device.read(raw.content, data)
    assert problem(response) == "bad-request"
    assert (raw.status_code, response.irt, response.nn) == (400, request_hash(data), "")
    assert raw.headers["content-type"] == "application/jose"


def test_a_body_of_megabytes_is_not_read_to_its_end(portal: RunningPortal) -> None:
    assert Device(portal.url).post(b"x" * 2_000_000).status_code == 413


def test_a_device_that_was_never_stored_is_unknown_and_gets_no_nonce(
    portal: RunningPortal,
) -> None:
    device = Device(portal.url)
    response = device.exchange(device.sign("status", {}))
    assert (problem(response), response.nn) == ("unknown-device", "")


def test_a_signature_by_another_key_is_a_bad_request(device: Device) -> None:
    forged = sign_request(device.request("status"), PrivateKey.generate())
    assert problem(device.exchange(forged)) == "bad-request"


def test_an_app_that_is_too_old_must_upgrade_and_a_newer_one_need_not(device: Device) -> None:
    response = device.exchange(device.sign("status", {}, level=LOWEST_APP - 1))
    assert (problem(response), response.b["status"]) == ("upgrade-required", 426)
    assert device.send(device.sign("status", {}, level=LEVEL + 1))["state"] == "active"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "http://127.0.0.1:1"},
        {"m": "nonsense"},
        {"inst": ""},
        {"inst": "x" * 65},
        {"r": "x" * 44},
        {"b": {"more": 1}},
    ],
)
def test_payloads_that_are_not_pa1_are_bad_requests(
    device: Device, changes: dict[str, object]
) -> None:
    request = device.request("status")._replace(**changes)  # type: ignore[arg-type]
    assert problem(device.exchange(sign_request(request, device.key))) == "bad-request"


@pytest.mark.parametrize("message", sorted(set(MESSAGES) - {"activate"}))
def test_only_an_activation_may_offer_its_key(device: Device, message: str) -> None:
    data = sign_request(device.request(message), device.key, offer_key=True)
    assert problem(device.exchange(data)) == "bad-request"


def test_an_activation_must_offer_its_key(device: Device) -> None:
    assert problem(device.exchange(device.sign("activate", {}, n=""))) == "bad-request"


@pytest.mark.parametrize("nonce", ["", "AAAAAAAAAAAAAAAAAAAAAA", "x"])
def test_a_missing_or_made_up_nonce_is_stale_and_the_answer_brings_a_fresh_one(
    device: Device, nonce: str
) -> None:
    response = device.exchange(device.sign("status", {}, n=nonce))
    assert (problem(response), response.b["status"]) == ("nonce-stale", 409)
    device.nonce = response.nn
    assert device.status()["state"] == "active"


def test_a_nonce_is_good_for_300_seconds(portal: RunningPortal, device: Device) -> None:
    # Asked by polls: what advances the ratchet would end the nonce before its time.
    nonce, body = device.nonce, {"tag": "", "wait": 0}
    portal.clock.advance(300)
    assert device.exchange(device.sign("poll", body, n=nonce)).m == "poll"
    portal.clock.advance(1)
    assert problem(device.exchange(device.sign("poll", body, n=nonce))) == "nonce-stale"


def test_a_nonce_from_the_future_of_a_clock_set_back_is_stale(
    portal: RunningPortal, device: Device
) -> None:
    portal.clock.advance(-60)
    assert problem(device.exchange(device.sign("status", {}))) == "nonce-stale"
    portal.clock.advance(60)


def test_the_nonce_of_another_device_is_stale(
    portal: RunningPortal, device: Device, login: str
) -> None:
    other = Device(portal.url)
    other.activate(login, portal.issue_code(login))
    response = device.exchange(device.sign("status", {}, n=other.nonce))
    assert problem(response) == "nonce-stale"


def test_the_recorded_answer_comes_before_the_nonce(portal: RunningPortal, device: Device) -> None:
    data = device.proven("applogin", Kind.APPLOGIN, "482913")
    ticket = device.send(data)["ticket"]
    portal.clock.advance(400)
    assert device.send(data)["ticket"] == ticket


def test_the_signature_comes_before_the_payload(device: Device) -> None:
    # Neither aud nor nonce are right: were they looked at first, it would be told apart.
    request = device.request("status", aud="http://127.0.0.1:1", n="")
    forged = sign_request(request, PrivateKey.generate())
    assert problem(device.exchange(forged)) == "bad-request"


def test_what_nobody_foresaw_is_unavailable_signed_and_logged_without_data(
    portal: RunningPortal,
    device: Device,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    data = device.sign("status", {})

    def fail(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("portal.api.pipeline.find_device", fail)
    with caplog.at_level(logging.ERROR):
        response = device.exchange(data)
    assert (problem(response), response.b["status"]) == ("unavailable", 503)
    assert "a message could not be answered" in caplog.text
    assert data.decode() not in caplog.text


def test_too_many_messages_of_one_device_are_refused_with_seconds(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.platform.rate_limits.RateLimit.take", lambda *_: 7)
    with pytest.raises(PortalProblem) as refused:
        device.status()
    assert (refused.value.name, refused.value.body["retry_after"]) == ("rate-limited", 7)
