import pytest

from crypto import jws
from crypto.encoding import b64url, dump_object
from crypto.envelope import (
    REQUEST_TYP,
    ReceivedRequest,
    Request,
    Response,
    read_response,
    request_hash,
    response_key_id,
    sign_request,
    sign_response,
)
from crypto.errors import BadSignature, Malformed
from crypto.keys import PrivateKey

DEVICE, PORTAL = PrivateKey.generate(), PrivateKey.generate()
DEV = DEVICE.public.key_id
REQUEST = Request(
    m="poll",
    aud="https://portal.example",
    dev=DEV,
    jti=b64url(bytes(16)),
    n="",
    inst="00" * 16,
    r="",
    b={"wait": 25},
)
PAYLOAD = {name: value for name, value in REQUEST._asdict().items() if name != "dev"}
HEADER = {"typ": REQUEST_TYP, "kid": DEV}


def test_a_request_comes_through() -> None:
    received = ReceivedRequest(sign_request(REQUEST, DEVICE))
    assert (received.dev, received.offered_key) == (DEV, None)
    assert received.verified(DEVICE.public) == REQUEST


def test_a_new_device_offers_its_key_in_the_header() -> None:
    received = ReceivedRequest(sign_request(REQUEST, DEVICE, offer_key=True))
    assert received.offered_key == DEVICE.public


def test_an_offered_key_must_be_the_one_that_is_named() -> None:
    header = {**HEADER, "jwk": PORTAL.public.jwk}
    with pytest.raises(Malformed):
        ReceivedRequest(jws.sign(header, PAYLOAD, DEVICE).encode())


def test_a_request_of_another_key_is_refused_before_its_payload_is_looked_at() -> None:
    nonsense = jws.sign(HEADER, {"not": "a request"}, PORTAL).encode()
    with pytest.raises(BadSignature):
        ReceivedRequest(nonsense).verified(DEVICE.public)


@pytest.mark.parametrize(
    "header",
    [
        {"typ": REQUEST_TYP},
        {"typ": REQUEST_TYP, "kid": 1},
        {"typ": "JWT", "kid": DEV},
        {"typ": REQUEST_TYP, "kid": DEV, "cty": "x"},
    ],
)
def test_headers_are_exact(header: dict[str, object]) -> None:
    signing_input = f"{b64url(dump_object({'alg': 'ES256', **header}))}.{b64url(b'{}')}"
    signature = b64url(DEVICE.sign(signing_input.encode()))
    with pytest.raises(Malformed):
        ReceivedRequest(f"{signing_input}.{signature}".encode())


def test_a_header_that_claims_more_than_it_should_is_malformed() -> None:
    header = b64url(b'{"alg":"ES256","typ":"pa-req+jws","crit":["x"],"x":1}')
    with pytest.raises(Malformed):
        jws.read(f"{header}.e30.AA", typ=REQUEST_TYP)


def test_another_algorithm_is_refused() -> None:
    head = b64url(b'{"alg":"none","typ":"pa-req+jws","kid":"' + DEV.encode() + b'"}')
    with pytest.raises(Malformed):
        ReceivedRequest(f"{head}.e30.".encode())


def test_duplicate_header_members_are_refused() -> None:
    head = b64url(b'{"alg":"ES256","typ":"x","typ":"pa-req+jws","kid":"a"}')
    with pytest.raises(Malformed):
        ReceivedRequest(f"{head}.e30.AA".encode())


@pytest.mark.parametrize("data", [b"", b"a", b"a.b", b"\xff.\xff.\xff", b"." * 5, b"x" * 9000])
def test_what_is_no_jws_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        ReceivedRequest(data)


@pytest.mark.parametrize(
    "change",
    [
        {"dev": DEV},
        {"jti": "short"},
        {"level": "1"},
        {"b": []},
        {"extra": 1},
    ],
)
def test_payloads_are_exact(change: dict[str, object]) -> None:
    data = jws.sign(HEADER, {**PAYLOAD, **change}, DEVICE).encode()
    with pytest.raises(Malformed):
        ReceivedRequest(data).verified(DEVICE.public)


def test_identical_requests_have_identical_bytes() -> None:
    assert sign_request(REQUEST, DEVICE) == sign_request(REQUEST, DEVICE)


def test_an_answer_counts_for_the_very_bytes_that_were_sent() -> None:
    asked = sign_request(REQUEST, DEVICE)
    answer = Response("poll", request_hash(asked), 1, "nonce", "ratchet", {"x": 1})
    data = sign_response(answer, PORTAL)
    assert response_key_id(data) == PORTAL.public.key_id
    assert read_response(data, PORTAL.public, request=asked) == answer
    other = sign_request(REQUEST._replace(jti=b64url(bytes(15) + b"1")), DEVICE)
    with pytest.raises(BadSignature):
        read_response(data, PORTAL.public, request=other)


def test_an_answer_of_another_key_does_not_count() -> None:
    asked = sign_request(REQUEST, DEVICE)
    data = sign_response(Response("poll", request_hash(asked), 1, "", "", {}), DEVICE)
    with pytest.raises(BadSignature):
        read_response(data, PORTAL.public, request=asked)


def test_a_request_cannot_pass_for_an_answer() -> None:
    asked = sign_request(REQUEST, DEVICE)
    with pytest.raises(Malformed):
        read_response(asked, DEVICE.public, request=asked)
    with pytest.raises(Malformed):
        response_key_id(b"<html>Bitte melden Sie sich am Proxy an</html>")


def test_bodies_do_not_show_in_a_repr() -> None:
    assert "wait" not in repr(REQUEST)
    assert "secret" not in repr(Response("x", "y", 1, "z", "", {"ticket": "secret"}))
