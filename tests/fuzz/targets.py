"""What is fuzzed. A target takes bytes and raises only when it has found a mistake.

Everything that reads bytes from outside may refuse them with a CryptoError and with nothing else.
Where a signature or a seal would keep made-up bytes away from the code behind it, the target puts
a true one around them.
"""

import contextlib
from collections.abc import Callable
from typing import Final

from crypto import challenge, envelope, jws, keyset, statements
from crypto.app_link import read_app_link
from crypto.encoding import b64url, dump_object, parse_object
from crypto.envelope import REQUEST_TYP, RESPONSE_TYP, ReceivedRequest
from crypto.errors import CryptoError
from crypto.keys import PrivateKey
from crypto.sealed_body import open_body
from crypto.sealing import seal
from crypto.statements import Kind, Slot, read_statement

Target = Callable[[bytes], None]

KEY: Final = PrivateKey.from_bytes(bytes(31) + b"\1")
AUD: Final = "https://portal.example"
SLOT: Final = Slot(AUD, KEY.public.key_id, b64url(bytes(16)), b64url(bytes(16)))

_KINDS: Final = tuple(Kind)
_TYPS: Final = (REQUEST_TYP, RESPONSE_TYP, keyset.TYP)
_MEMBERS: Final[tuple[dict[str, type], ...]] = ({"st": str, "sig": str}, {"code": str}, {})


def compact(header: bytes, payload: bytes) -> bytes:
    """A JWS of any header and payload with a signature that holds."""
    signed = f"{b64url(header)}.{b64url(payload)}"
    return f"{signed}.{b64url(KEY.sign(signed.encode()))}".encode()


def parted(data: bytes) -> tuple[bytes, bytes]:
    """Two parts, at the first line feed."""
    before, _, after = data.partition(b"\n")
    return before, after


def _header(typ: str, **more: object) -> bytes:
    return dump_object({"alg": "ES256", "typ": typ, "kid": KEY.public.key_id, **more})


def encoding(data: bytes) -> None:
    with contextlib.suppress(CryptoError):
        value = parse_object(data)
        # What was read is written and read again as the same.
        assert parse_object(dump_object(value)) == value


def compact_jws(data: bytes) -> None:
    for typ in _TYPS:
        with contextlib.suppress(CryptoError):
            jws.read(data, typ=typ).verified_payload(KEY.public)
    header, payload = parted(data)
    for typ in _TYPS:
        with contextlib.suppress(CryptoError):
            jws.read(compact(header, payload), typ=typ).verified_payload(KEY.public)


def request(data: bytes) -> None:
    header, payload = parted(data)
    usual = _header(REQUEST_TYP)
    for text in (data, compact(header, payload), compact(usual, data)):
        with contextlib.suppress(CryptoError):
            found = ReceivedRequest(text).verified(KEY.public)
            assert found.dev == KEY.public.key_id


def response(data: bytes) -> None:
    for text in (data, compact(_header(RESPONSE_TYP), data)):
        with contextlib.suppress(CryptoError):
            envelope.response_key_id(text)
            envelope.read_response(text, KEY.public, request=b"")


def login_request(data: bytes) -> None:
    for text in (data.decode("latin-1"), b64url(data)):
        with contextlib.suppress(CryptoError):
            found = challenge.read_challenge(text)
            assert challenge.read_challenge(challenge.write_challenge(found)) == found


def key_set(data: bytes) -> None:
    for raw in (data, compact(_header(keyset.TYP, jwk=KEY.public.jwk), data)):
        with contextlib.suppress(CryptoError):
            found = keyset.read_key_set(raw.decode("latin-1"), aud=AUD, root=None, lowest_seq=0)
            assert found.aud == AUD


def sealed_body(data: bytes) -> None:
    with contextlib.suppress(CryptoError):
        open_body("activate", "dev", data, KEY, {})
    sealed = seal(data, KEY.public, b"pa/v1/activate|dev")
    for members in _MEMBERS:
        with contextlib.suppress(CryptoError):
            assert open_body("activate", "dev", sealed, KEY, members).keys() == members.keys()


def statement(data: bytes) -> None:
    for kind in _KINDS:
        with contextlib.suppress(CryptoError):
            read_statement(data, kind, SLOT)
        with contextlib.suppress(CryptoError):
            content = parse_object(data)
            whole = dump_object({"t": kind.value, **vars(SLOT), **content})
            statements.read_statement(whole, kind, SLOT)


def app_link(data: bytes) -> None:
    for text in (data.decode("utf-8", "surrogateescape"), data.decode("latin-1")):
        with contextlib.suppress(CryptoError):
            link = read_app_link(text)
            assert read_app_link(link.text) == link


def pipeline(data: bytes) -> None:
    # Imported late: it makes a whole portal.
    from tests.fuzz.whole_portal import exchange

    exchange(data)


TARGETS: Final[dict[str, Target]] = {
    "encoding": encoding,
    "jws": compact_jws,
    "request": request,
    "response": response,
    "challenge": login_request,
    "keyset": key_set,
    "sealed-body": sealed_body,
    "statement": statement,
    "app-link": app_link,
    "pipeline": pipeline,
}
