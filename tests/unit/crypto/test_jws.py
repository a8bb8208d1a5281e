"""Our framing of JWS against joserfc, which knows nothing of ours."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import example
from hypothesis import strategies as st
from joserfc import jws as other
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from crypto import jws
from crypto.encoding import JsonObject, b64url, dump_object, parse_object
from crypto.errors import CryptoError, Malformed
from crypto.keys import PrivateKey
from tests.support.properties import given

KEY = PrivateKey.from_uniform(bytes(48))
TYP = "test+jws"
PAYLOAD: JsonObject = {"a": 1, "ä": ["x", None]}
OTHERS = ECKey.import_key(
    KEY.native.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
)
GOOD = jws.sign({"typ": TYP, "kid": "k"}, PAYLOAD, KEY)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


def ours(text: str) -> JsonObject | None:
    try:
        return jws.read(text, typ=TYP).verified_payload(KEY.public)
    except CryptoError:
        return None


def theirs(text: str) -> JsonObject | None:
    try:
        return parse_object(other.deserialize_compact(text, OTHERS, algorithms=["ES256"]).payload)
    except (JoseError, CryptoError, ValueError):
        return None


def test_what_we_sign_is_verified_by_another_implementation() -> None:
    assert theirs(GOOD) == PAYLOAD


def test_what_another_implementation_signs_is_read() -> None:
    header = {"alg": "ES256", "typ": TYP, "kid": "k"}
    text = other.serialize_compact(header, dump_object(PAYLOAD), OTHERS, algorithms=["ES256"])
    assert ours(text) == PAYLOAD


@given(
    st.integers(0, len(GOOD) - 1),
    st.integers(0, 3),
    st.text(ALPHABET, max_size=3),
)
@example(len(GOOD) - 1, 0, "")
def test_no_altered_message_is_taken_that_another_implementation_refuses(
    place: int, cut: int, put: str
) -> None:
    text = GOOD[:place] + put + GOOD[place + cut :]
    taken = ours(text)
    assert taken is None or taken == theirs(text) == PAYLOAD


HEADERS = [
    {"alg": "none", "typ": TYP},
    {"alg": "HS256", "typ": TYP},
    {"alg": "ES384", "typ": TYP},
    {"alg": ["ES256"], "typ": TYP},
    {"typ": TYP},
    {"alg": "ES256"},
    {"alg": "ES256", "typ": "JWT"},
    {"alg": "ES256", "typ": TYP, "crit": ["exp"], "exp": 1},
    {"alg": "ES256", "typ": TYP, "crit": []},
    {"alg": "ES256", "typ": TYP, "crit": ["b64"], "b64": False},
]


@pytest.mark.parametrize("header", HEADERS, ids=str)
def test_a_signed_message_with_another_header_is_malformed(header: JsonObject) -> None:
    signed = f"{b64url(dump_object(header))}.{b64url(dump_object(PAYLOAD))}"
    text = f"{signed}.{b64url(KEY.sign(signed.encode()))}"
    with pytest.raises(Malformed):
        jws.read(text, typ=TYP)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        GOOD.rpartition(".")[0],
        f"{GOOD}.",
        f".{GOOD}",
        f"{GOOD}=",
        f"{GOOD} ",
        GOOD.replace(".", ".\n", 1),
        GOOD.replace(".", ".ä", 1),
        GOOD.replace(".", "..", 1),
    ],
)
def test_anything_but_three_parts_in_their_one_form_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        jws.read(text, typ=TYP)


def test_a_signature_of_another_size_is_none() -> None:
    signed = GOOD.rpartition(".")[0]
    for size in (0, 63, 65, 128):
        assert ours(f"{signed}.{b64url(bytes(size))}") is None
