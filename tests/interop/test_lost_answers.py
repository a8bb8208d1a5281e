"""What goes wrong on the way: lost answers, stale nonces, foreign answers, two programs at once."""

import functools
import secrets
from collections.abc import Callable

import pytest

from tests.interop.blocks import Jws, b64, from_json, to_jws
from tests.interop.client import Client
from tests.interop.conftest import LOGIN, PIN, Activate, refused
from tests.interop.device_side import Request
from tests.interop.portal_side import Unreachable
from tests.support.portal_server import RunningPortal

NEW_PIN = "135790"
Call = Callable[[Client], object]


def lose_answer(client: Client, call: Call) -> bytes:
    """The request reaches the portal, the answer does not reach the client."""
    answers: list[bytes] = []

    def send(raw: bytes) -> tuple[int, bytes]:
        answers.append(client.portal.post(raw)[1])
        raise Unreachable

    _unreachable(client, call, send)
    return answers[0]


def lose_request(client: Client, call: Call) -> None:
    """The request is still on its way."""

    def send(_: bytes) -> tuple[int, bytes]:
        raise Unreachable

    _unreachable(client, call, send)


def _sent(client: Client) -> bytes:
    """Bytes of the last request."""
    assert client._step is not None
    return client._step.request.raw


def _unreachable(client: Client, call: Call, send: Callable[[bytes], tuple[int, bytes]]) -> None:
    client.portal.send = send
    with pytest.raises(Unreachable):
        call(client)
    client.portal.send = client.portal.post


def problem_of(answer: bytes) -> str:
    return str(Jws(answer).payload["b"]["type"]).removeprefix("urn:pa:problem:")


# --- repetition


def test_each_step_of_the_activation_repeated(
    portal: RunningPortal, new_client: Callable[[], Client]
) -> None:
    client, code = new_client(), portal.issue_code(LOGIN)
    lose_answer(client, lambda c: c.activate(LOGIN, code, PIN))
    assert client.repeat() == {"expires_in": 600}
    lose_answer(client, lambda c: c.confirm(PIN))
    assert client.repeat()["account"]["login"] == LOGIN


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.status(),
        lambda c: c.applogin(PIN),
        lambda c: c.invite(PIN, "add"),
        lambda c: c.enrol(PIN),
        lambda c: c.pinchange(PIN, NEW_PIN),
        lambda c: c.revoke(c.device.dev),
    ],
    ids=["status", "applogin", "invite", "enrol", "pinchange", "revoke"],
)
def test_the_same_bytes_get_the_same_answer(client: Client, call: Call) -> None:
    lost = lose_answer(client, call)
    answers: list[bytes] = []

    def send(raw: bytes) -> tuple[int, bytes]:
        status, answer = client.portal.post(raw)
        answers.append(answer)
        return status, answer

    client.portal.send = send
    client.repeat()
    assert answers == [lost]


def test_a_wrong_pin_repeated_takes_one_try(client: Client) -> None:
    lose_answer(client, lambda c: c.applogin("000000"))
    with refused("pin-wrong"):
        client.repeat()
    assert client.status()["left"] == 4


def test_another_request_under_the_same_jti(client: Client) -> None:
    jti = b64(secrets.token_bytes(16))
    body = {"th": b64(secrets.token_bytes(32)), "ok": True}
    assert problem_of(client.portal.post(_forged(client, jti=jti, m="claimok", b=body))[1]) == (
        "gone"
    )
    other = _forged(client, jti=jti, m="claimok", b={**body, "ok": False})
    assert problem_of(client.portal.post(other)[1]) == "jti-reuse"


# --- which key is in force


@pytest.mark.parametrize("arrived", [True, False])
def test_a_pin_change_is_settled(client: Client, arrived: bool) -> None:
    lose = lose_answer if arrived else lose_request
    lose(client, lambda c: c.pinchange(PIN, NEW_PIN))
    sent = _sent(client)
    assert client.settle()["pv"] == (2 if arrived else 1)
    if not arrived:
        assert problem_of(client.portal.post(sent)[1]) == "nonce-stale"
    client.applogin(NEW_PIN if arrived else PIN)


@pytest.mark.parametrize("arrived", [True, False])
def test_a_rotation_is_settled(client: Client, arrived: bool) -> None:
    old = client.device
    lose = lose_answer if arrived else lose_request
    lose(client, lambda c: c.rotate(PIN))
    sent = _sent(client)
    assert client.settle()["state"] == "active"
    assert (client.device is old) is not arrived
    again = client.portal.post(sent)[1]
    if arrived:
        told = Jws(again).payload["b"]
        assert told == {"dev": client.device.dev}, "the same answer, though the key is gone"
    else:
        assert problem_of(again) == "nonce-stale"
    client.applogin(PIN)


# --- nonces


def test_a_stale_nonce_costs_one_more_request(portal: RunningPortal, client: Client) -> None:
    client.status()
    portal.clock.advance(301)
    assert client.applogin(PIN)["expires_in"] == 60


def test_each_turn_makes_earlier_nonces_stale(client: Client) -> None:
    early = Request.make(client.portal, client.device, "history", lambda _: {})
    client.status()
    assert problem_of(client.portal.post(early.raw)[1]) == "nonce-stale"


# --- ratchets and copies


def test_the_ratchet_after_a_lost_answer(client: Client) -> None:
    client.status()
    held = client.device.ratchet
    lose_answer(client, lambda c: c.applogin(PIN))
    assert client.device.ratchet == held
    client.applogin(PIN)
    assert client.device.ratchet != held
    client.applogin(PIN)


def test_an_older_answer_does_not_move_the_ratchet(client: Client) -> None:
    lose_answer(client, lambda c: c.applogin(PIN))
    earlier = client._step
    lose_answer(client, lambda c: c.status())
    client._step = earlier
    client.repeat()
    assert client.device.ratchet == ""
    client.applogin(PIN)
    assert client.device.ratchet != ""


def test_two_programs_with_one_copy(client: Client) -> None:
    client.status()
    held = client.device.ratchet
    client.applogin(PIN)
    client.applogin(PIN)
    client.device.ratchet = held
    with refused("suspect"):
        client.applogin(PIN)
    assert client.status()["state"] == "suspect"


def test_a_copy_on_another_machine(client: Client) -> None:
    client.device.move_to("elsewhere")
    with refused("suspect"):
        client.poll()


def test_copies_of_a_roaming_device(activated: Activate) -> None:
    client = activated(roaming="yes")
    for machine in ("second", "third", "fourth", "fifth"):
        client.device.move_to(machine)
        with refused("unknown-instance"):
            client.poll()
        assert client.status()["state"] == "active"
        client.enrol(PIN)
        client.applogin(PIN)
        assert client.device.ratchet == ""
    client.device.move_to("sixth")
    with refused("unknown-instance"):
        client.poll()
    client.enrol(PIN)
    client.applogin(PIN)


# --- what does not come from this portal


def test_the_pinned_root(portal: RunningPortal, client: Client) -> None:
    with Client(portal.url, root_pin="0" * 64) as misled, pytest.raises(Unreachable):
        misled.status()
    with Client(portal.url) as trusting:
        trusting.portal.fetch_keys()
        assert trusting.portal.root_pin == portal.root_pin


def test_an_unknown_key_id_brings_a_new_key_set(client: Client) -> None:
    client.portal.keys.sig.clear()
    assert client.status()["state"] == "active"


def test_a_foreign_answer_changes_nothing(client: Client) -> None:
    client.status()
    other = client.portal.post(
        Request.make(client.portal, client.device, "poll", lambda _: {"tag": "", "wait": 0}).raw
    )[1]
    before = vars(client.device).copy()
    for answer in b"<html>Bitte melden Sie sich am WLAN an</html>", other:
        _unreachable(client, lambda c: c.status(), functools.partial(_answer, answer))
    assert vars(client.device) == before


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"aud": "https://portal.example"}, "bad-request"),
        ({"more": 1}, "bad-request"),
        ({"n": ""}, "nonce-stale"),
        ({"level": 0}, "upgrade-required"),
        ({"header": {"typ": "JWT"}}, "bad-request"),
        ({"header": {"kid": "0" * 32}}, "unknown-device"),
    ],
)
def test_what_the_portal_refuses(client: Client, changes: dict, name: str) -> None:
    status, answer = client.portal.post(_forged(client, **changes))
    assert problem_of(answer) == name
    assert Jws(answer).payload["b"]["status"] == status


def _answer(answer: bytes, _: bytes) -> tuple[int, bytes]:
    return 200, answer


def _forged(client: Client, header: dict | None = None, **changes: object) -> bytes:
    """A request with some members changed, signed as it should be."""
    jws = Jws(Request.make(client.portal, client.device, "status", lambda _: {}).raw)
    return to_jws(client.device.key, {**jws.header, **(header or {})}, {**jws.payload, **changes})


def test_a_member_twice_is_refused() -> None:
    with pytest.raises(Exception, match="twice"):
        from_json(b'{"a":1,"a":2}')
