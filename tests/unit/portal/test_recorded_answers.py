"""The same bytes get the same answer; other bytes under the same jti get none."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest

from crypto.encoding import b64url
from crypto.pin_proof import seal_pin_proof
from crypto.statements import Kind, Slot, make_statement
from portal.domain.devices.devices import PROVISIONAL_SECONDS
from portal.domain.devices.idempotency import IdempotencyStore
from tests.support.device import PIN, Device, PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.vectors.twin import twin


def test_the_same_bytes_get_the_same_bytes_for_a_day(portal: RunningPortal, device: Device) -> None:
    data = device.proven("applogin", Kind.APPLOGIN, PIN)
    first = device.post(data).content
    portal.clock.advance(86_399)
    assert device.post(data).content == first


@pytest.mark.parametrize("is_deleted", [False, True])
def test_after_a_day_the_same_bytes_are_stale(
    portal: RunningPortal, device: Device, is_deleted: bool
) -> None:
    data = device.proven("applogin", Kind.APPLOGIN, PIN)
    device.post(data)
    portal.clock.advance(86_400)
    if is_deleted:
        portal.forget_old_rows()
    with pytest.raises(PortalProblem, match="nonce-stale"):
        device.send(data)


def test_refusals_are_kept_as_answers_are(device: Device) -> None:
    data = device.proven("applogin", Kind.APPLOGIN, "000001")
    answers = {device.post(data).content for _ in range(3)}
    assert len(answers) == 1
    device.freshen()
    assert device.status()["left"] == 4


def test_other_bytes_under_the_same_jti_are_refused(device: Device) -> None:
    request = device.request("applogin")
    first, second = proven(device, request, PIN), proven(device, request, "000001")
    assert device.send(first)["ticket"]
    with pytest.raises(PortalProblem, match="jti-reuse") as refused:
        device.send(second)
    assert refused.value.body["status"] == 409
    assert device.status()["left"] == 5


@pytest.mark.parametrize("made", ["right PIN", "wrong PIN", "status", "malformed", "not sealed"])
def test_other_bytes_under_the_same_jti_are_refused_with_a_fresh_nonce_too(
    device: Device, made: str
) -> None:
    first = device.request("applogin")
    assert device.send(proven(device, first, PIN))["ticket"]
    device.freshen()
    nonce = device.nonce
    second = device.request("applogin")._replace(jti=first.jti)
    as_status = second._replace(m="status")
    data = {
        "right PIN": lambda: proven(device, second, PIN),
        "wrong PIN": lambda: proven(device, second, "000001"),
        "status": lambda: device.signed(as_status, {}),
        "malformed": lambda: device.signed(second, {"st": 1}),
        "not sealed": lambda: device.signed(
            second, device.proof(statement_of(second), PIN) | {"pp": ""}
        ),
    }[made]()
    with pytest.raises(PortalProblem, match="jti-reuse"):
        device.send(data)
    # Nothing has happened: the nonce is good still, and no try was taken.
    assert device.send(proven(device, device.request("applogin", n=nonce), PIN))["ticket"]
    assert device.status()["left"] == 5


@pytest.mark.parametrize("twin_first", [False, True])
def test_a_request_and_its_malleable_twin_are_carried_out_once_and_get_one_answer(
    portal: RunningPortal, device: Device, twin_first: bool
) -> None:
    data = device.proven("applogin", Kind.APPLOGIN, PIN)
    first, second = (twin(data), data) if twin_first else (data, twin(data))
    ticket = device.exchange(first).b["ticket"]
    assert device.send(second)["ticket"] == ticket
    made = portal.query("SELECT count(*) FROM tickets WHERE device_id = :dev", dev=device.dev)
    assert made == [(1,)]


def test_a_stale_request_may_be_made_anew_under_its_jti(device: Device) -> None:
    stale = device.request("applogin", n="")
    with pytest.raises(PortalProblem, match="nonce-stale"):
        device.send(proven(device, stale, PIN))
    fresh = stale._replace(n=device.nonce)
    assert device.send(proven(device, fresh, PIN))["ticket"]


def test_a_rotation_that_arrives_twice_gets_its_answer_twice_though_the_key_is_gone(
    portal: RunningPortal, device: LivingDevice
) -> None:
    successor = Device(portal.url)
    data = device.rotation(successor)
    first = device.post(data).content
    assert device.post(data).content == first
    assert device.exchange(twin(data)).b == {"dev": successor.dev}
    portal.clock.advance(86_400)
    with pytest.raises(PortalProblem, match="unknown-device"):
        device.send(data)


def test_a_confirmation_that_takes_longer_than_the_device_lasts_gets_its_answer_twice(
    portal: RunningPortal, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, keeping, may_go_on = Device(portal.url), threading.Event(), threading.Event()
    device.activate(login, portal.issue_code(login))
    keep = IdempotencyStore.keep

    def slowly(*given: Any, **named: Any) -> bool:
        keeping.set()
        may_go_on.wait(30)
        return keep(*given, **named)

    monkeypatch.setattr(IdempotencyStore, "keep", slowly)
    data = device.proven("confirm", Kind.CONFIRM, PIN, aid=device.aid)
    device.key_set  # noqa: B018  (fetched before both ask)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(device.post, data)
        assert keeping.wait(30)
        portal.clock.advance(PROVISIONAL_SECONDS)
        second = threads.submit(device.post, data)
        # Long enough for an answer that does not wait.
        wait([second], timeout=1)
        may_go_on.set()
        assert first.result().content == second.result().content
    assert device.take(second.result().content)
    assert portal.query("SELECT state FROM devices WHERE id = :d", d=device.dev) == [("active",)]


def test_other_bytes_of_a_device_that_is_gone_get_no_recorded_answer(
    portal: RunningPortal, device: LivingDevice
) -> None:
    other = device.sign("status", {})
    device.post(device.rotation(Device(portal.url)))
    with pytest.raises(PortalProblem, match="unknown-device"):
        device.send(other)


def test_a_lost_answer_to_an_activation_can_be_asked_for_again(
    portal: RunningPortal, login: str
) -> None:
    device = Device(portal.url)
    data = device.activation(login, portal.issue_code(login))
    first = device.post(data).content
    assert device.post(data).content == first
    assert device.send(data)["expires_in"] == 600
    assert device.confirm()["account"]["login"] == login


def test_polls_are_not_kept(device: Device, portal: RunningPortal, login: str) -> None:
    data = device.sign("poll", {"tag": "", "wait": 0})
    assert device.send(data)["challenge"] is None
    Browser(portal.url).begin(login)
    assert device.send(data)["challenge"] is not None
    rows = portal.query("SELECT count(*) FROM answers WHERE device_id = :dev", dev=device.dev)
    assert rows[0][0] == 2, "activate and confirm"


def test_the_database_does_not_show_the_ticket_of_a_kept_answer(
    portal: RunningPortal, device: Device
) -> None:
    ticket = device.applogin()["ticket"].encode()
    rows = portal.query("SELECT answer FROM answers WHERE device_id = :dev", dev=device.dev)
    assert len(rows) == 3
    assert all(ticket not in answer for (answer,) in rows)


def test_old_answers_are_deleted(portal: RunningPortal, device: Device) -> None:
    device.applogin()
    portal.clock.advance(86_400)
    portal.forget_old_rows()
    assert portal.query("SELECT count(*) FROM answers")[0][0] == 0


def proven(device: Device, request: "object", pin: str) -> bytes:
    statement = statement_of(request)
    proof = seal_pin_proof(statement, device.pin_key(pin), device.key_set.seal_to[1])
    body = {"st": b64url(statement), "pp": b64url(proof)}
    return device.signed(request, body)  # type: ignore[arg-type]


def statement_of(request: "object") -> bytes:
    return make_statement(Kind.APPLOGIN, Slot.of(request))  # type: ignore[arg-type]
