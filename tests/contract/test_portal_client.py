"""The client among machines that are not the portal: nothing that they say changes anything."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from requests.exceptions import ReadTimeout

from authenticator.failures import Failure, Problem, Refused
from authenticator.flows.watching import PollBegun, PollFailed, Watch, Watching, advance
from authenticator.network.portal_client import PortalClient
from crypto.envelope import MEDIA_TYPE, Response, request_hash, sign_response
from crypto.keys import PrivateKey
from crypto.keyset import sign_key_set
from crypto.protocol import LONGEST_WAIT
from tests.support.dripping_server import ENDLESS, dripping_server
from tests.support.web_server import self_signed, unused_address, web_server

ROOT, SIGNING, SEALING, FOREIGN = (PrivateKey.generate() for _ in range(4))
PAGE = b"<html><body>Bitte melden Sie sich am Proxy an.</body></html>"
Server = Callable[..., AbstractContextManager[str]]


def failure_of(call: Callable[[], object]) -> Failure:
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.problem.failure


def client_with_keys(address: str) -> PortalClient:
    """A client that knows the portal's keys already."""
    keys = sign_key_set(
        ROOT, aud=address, seq=1, signing=[SIGNING.public], sealing=[SEALING.public]
    )
    client = PortalClient(address)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "_fetch", lambda *_: keys.encode())
        client.key_set()
    return client


@pytest.mark.parametrize(
    ("server", "failure"),
    [
        ({"body": PAGE}, Failure.FOREIGN_ANSWER),
        ({"body": PAGE, "status": 403}, Failure.FOREIGN_ANSWER),
        ({"body": PAGE, "status": 410}, Failure.FOREIGN_ANSWER),
        ({"body": b"", "status": 408}, Failure.PORTAL_UNREACHABLE),
        ({"body": PAGE, "status": 407}, Failure.PROXY_LOGIN_NEEDED),
        ({"body": PAGE, "status": 502}, Failure.PORTAL_UNAVAILABLE),
        ({"body": PAGE, "status": 503}, Failure.PORTAL_UNAVAILABLE),
        ({"body": PAGE, "media_type": MEDIA_TYPE}, Failure.FOREIGN_ANSWER),
        ({"body": b"", "media_type": MEDIA_TYPE}, Failure.FOREIGN_ANSWER),
        ({"body": b"\xff" * 100, "media_type": MEDIA_TYPE}, Failure.FOREIGN_ANSWER),
        ({"body": b"x" * 200_000, "media_type": MEDIA_TYPE}, Failure.FOREIGN_ANSWER),
        (
            {"body": b"", "status": 302, "headers": {"Location": "https://elsewhere.example/"}},
            Failure.FOREIGN_ANSWER,
        ),
    ],
)
def test_a_foreign_answer_is_never_taken_for_the_portals(
    server: dict[str, object], failure: Failure
) -> None:
    with web_server(**server) as address:  # type: ignore[arg-type]
        assert failure_of(PortalClient(address).key_set) is failure
        client = client_with_keys(address)
        assert failure_of(lambda: client.exchange(b"a.request.signed")) is failure


@pytest.mark.parametrize("name", ["revoked", "gone", "locked", "unknown-device"])
def test_a_refusal_that_the_portal_did_not_sign_is_no_refusal(name: str) -> None:
    problem = {"type": f"urn:pa:problem:{name}", "title": name, "status": 410}
    forged = sign_response(
        Response("problem", request_hash(b"a.request.signed"), 1, "", "", problem), FOREIGN
    )
    with web_server(forged, status=410, media_type=MEDIA_TYPE) as address:
        client = client_with_keys(address)
        assert failure_of(lambda: client.exchange(b"a.request.signed")).is_retryable


def test_a_signed_refusal_of_another_request_is_no_refusal_of_this_one() -> None:
    problem = {"type": "urn:pa:problem:unknown-device", "title": "", "status": 404}
    stolen = sign_response(
        Response("problem", request_hash(b"an.other.signed"), 1, "", "", problem), SIGNING
    )
    with web_server(stolen, status=404, media_type=MEDIA_TYPE) as address:
        client = client_with_keys(address)
        assert failure_of(lambda: client.exchange(b"a.request.signed")) is Failure.FOREIGN_ANSWER


def test_signs_of_life_before_an_answer_say_nothing() -> None:
    answer = Response("poll", request_hash(b"a.request.signed"), 1, "", "", {})
    signed = sign_response(answer, SIGNING)
    with web_server(b"\n" * 9 + signed, media_type=MEDIA_TYPE) as address:
        assert client_with_keys(address).exchange(b"a.request.signed", wait=240) == answer


def test_where_no_sign_of_life_comes_a_long_wait_is_given_up_early(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("authenticator.network.portal_client.SILENCE_LIMIT", 0.1)
    with dripping_server(ENDLESS["nothing"]) as server:
        client = client_with_keys(server.url)
        with pytest.raises(Refused) as refusal:
            client.exchange(b"a.request.signed", wait=240)
    assert refusal.value.problem.failure is Failure.PORTAL_UNREACHABLE
    assert isinstance(refusal.value.__cause__, ReadTimeout), "it was not the server that gave up"


@pytest.mark.parametrize("end", [b"", b"0\r\n\r\n", b"1\r\n"], ids=["closed", "ended", "torn"])
def test_where_a_machine_in_between_ends_answers_after_five_minutes_later_waits_are_shorter(
    end: bytes,
) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {MEDIA_TYPE}\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces = [head.encode(), b"1\r\n\n\r\n", b"1\r\n\n\r\n", end]
    watch = Watch(Watching(), "tag")
    with dripping_server(lambda: iter(pieces)) as server:
        client = client_with_keys(server.url)
        for number in range(2):
            watch = advance(watch, PollBegun(number))
            failure = failure_of(lambda: client.exchange(b"a.request.signed", wait=LONGEST_WAIT))
            watch = advance(watch, PollFailed(number, Problem(failure), 1.0, 300.0))
    assert watch.wait == 225


def test_keys_of_another_root_than_the_pinned_one_are_refused() -> None:
    with web_server(b"", media_type=MEDIA_TYPE) as address:
        keys = sign_key_set(
            FOREIGN, aud=address, seq=9, signing=[FOREIGN.public], sealing=[FOREIGN.public]
        )
    client = PortalClient(address, root=ROOT.public.thumbprint)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "_fetch", lambda *_: keys.encode())
        assert failure_of(client.key_set) is Failure.PORTAL_KEYS_UNTRUSTED


def test_nobody_listening_is_told_as_such() -> None:
    assert failure_of(PortalClient(unused_address()).key_set) is Failure.PORTAL_UNREACHABLE


def test_a_name_that_does_not_resolve_is_told_as_such() -> None:
    client = PortalClient("https://portal.invalid")
    assert failure_of(client.key_set) is Failure.NAME_UNRESOLVED


def test_a_certificate_that_the_system_does_not_trust_is_told_as_such(tmp_path: Path) -> None:
    with web_server(PAGE, tls=self_signed(tmp_path)) as address:
        assert failure_of(PortalClient(address).key_set) is Failure.TLS_UNTRUSTED


def test_a_proxy_that_wants_a_password_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server(PAGE, status=407) as proxy:
        monkeypatch.setenv("https_proxy", proxy)
        client = PortalClient("https://portal.example")
        assert failure_of(client.key_set) is Failure.PROXY_LOGIN_NEEDED
