"""PA/1's vectors hold: made anew, opened, verified, and read by the second client's own blocks."""

import hashlib
from typing import Any

import pytest

from crypto.challenge import challenge_hash, read_challenge
from crypto.encoding import b64url, parse_object, unb64url
from crypto.envelope import ReceivedRequest, read_response, request_hash, response_key_id
from crypto.errors import CannotOpen, CryptoError
from crypto.keys import PrivateKey, PublicKey
from crypto.keyset import read_key_set
from crypto.pin_proof import open_pin_proof, pin_signature_holds
from crypto.sealed_body import open_body
from crypto.sealing import open_sealed
from crypto.statements import Kind, Slot, read_statement
from tests.interop import blocks
from tests.unit.crypto import rfc9180
from tests.vectors import build, docs

KEPT = build.load()
REQUESTS = {one["name"]: one for one in KEPT["requests"]}
ANSWERS = {one["name"]: one for one in KEPT["answers"]}
SEALED = {one["name"]: one for one in KEPT["sealed"]}
DEVICE = KEPT["derivations"][0]
DEVICE_KEY = PublicKey.from_hex(DEVICE["device_key"]["public"])
PIN_KEY = PublicKey.from_hex(DEVICE["pin_key"]["public"])
PORTAL = KEPT["portal_keys"]
SIGNING = PublicKey.from_hex(PORTAL["signing"]["public"])
AUD = KEPT["key_set"]["payload"]["aud"]
MESSAGES = (
    "activate confirm status poll respond applogin claim claimok enrol pinchange rotate invite"
    " devices history revoke"
)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

each_request = pytest.mark.parametrize("name", REQUESTS)
each_answer = pytest.mark.parametrize("name", ANSWERS)
each_seal = pytest.mark.parametrize("name", SEALED)
each_agreed = pytest.mark.parametrize(
    "name", [name for name, one in REQUESTS.items() if "statement" in one]
)


def test_the_vectors_made_anew_are_the_same_bytes() -> None:
    assert build.as_text(build.build(KEPT)) == build.PATH.read_text(encoding="utf-8")


def test_the_page_of_examples_is_what_the_vectors_give() -> None:
    assert docs.PATH.read_text(encoding="utf-8") == docs.page(KEPT), (
        "python -m tests.vectors --docs"
    )


def test_there_is_a_vector_of_every_message_kind_and_key() -> None:
    assert {one["payload"]["m"] for one in REQUESTS.values()} == set(MESSAGES.split())
    agreed = [one["statement"]["text"] for one in REQUESTS.values() if "statement" in one]
    assert {parse_object(text.encode())["t"] for text in agreed} == set(Kind)
    assert {one["request"] for one in ANSWERS.values()} == set(REQUESTS)


@each_request
def test_a_request_is_signed_and_says_what_the_vector_says(name: str) -> None:
    vector = REQUESTS[name]
    received = ReceivedRequest(vector["jws"].encode())
    request = received.verified(received.offered_key or DEVICE_KEY)
    assert request._asdict() == {"dev": DEVICE["dev"], **vector["payload"]}
    assert received.dev == vector["header"]["kid"] == DEVICE["dev"]
    assert request_hash(vector["jws"].encode()) == vector["request_hash"]


@each_answer
def test_an_answer_is_signed_for_its_request(name: str) -> None:
    vector = ANSWERS[name]
    data, request = vector["jws"].encode(), REQUESTS[vector["request"]]["jws"].encode()
    assert response_key_id(data) == PORTAL["signing"]["kid"]
    assert read_response(data, SIGNING, request=request)._asdict() == vector["payload"]


@each_agreed
def test_a_statement_fits_its_envelope_and_is_signed_with_the_pin(name: str) -> None:
    vector = REQUESTS[name]
    statement = vector["statement"]["text"].encode()
    payload = vector["payload"]
    slot = Slot(payload["aud"], DEVICE["dev"], payload["jti"], payload["n"])
    read_statement(statement, Kind(payload["m"]), slot)
    assert payload["b"].get("st", b64url(statement)) == b64url(statement)
    assert hashlib.sha256(statement).hexdigest() == vector["statement"]["sha256"]
    signature = bytes.fromhex(vector["statement"]["pin_signature"])
    assert pin_signature_holds(statement, signature, PIN_KEY)
    assert not pin_signature_holds(statement + b" ", signature, PIN_KEY)
    for position in range(len(signature)):
        assert not pin_signature_holds(statement, flipped(signature, position), PIN_KEY)


@each_seal
def test_what_is_sealed_opens_by_the_rfc_and_travels_in_its_message(name: str) -> None:
    vector = SEALED[name]
    private, enc, ciphertext, info = (
        bytes.fromhex(vector[member])
        for member in ("recipient_private", "enc", "ciphertext", "info")
    )
    key = PrivateKey.from_bytes(private)
    plaintext = rfc9180.open_base(enc, ciphertext, key.native, info=info)
    assert plaintext.hex() == vector["plaintext"]
    message, _, member = name.rpartition(": ")
    carrier = ANSWERS[message] if member == "answer" else REQUESTS[message]
    carried = carrier["payload"]["b"]["pp" if member == "pp" else "sealed"]
    assert unb64url(carried) == enc + ciphertext


@each_seal
def test_a_sealed_text_with_a_changed_byte_does_not_open(name: str) -> None:
    vector = SEALED[name]
    key = PrivateKey.from_bytes(bytes.fromhex(vector["recipient_private"]))
    sealed, info = (
        bytes.fromhex(vector["enc"] + vector["ciphertext"]),
        bytes.fromhex(vector["info"]),
    )
    assert open_sealed(sealed, key, info).hex() == vector["plaintext"]
    for position in range(len(sealed)):
        with pytest.raises(CannotOpen):
            open_sealed(flipped(sealed, position), key, info)
    with pytest.raises(CannotOpen):
        open_sealed(sealed, key, flipped(info, len(info) - 1))


def test_sealed_parts_open_under_the_context_that_the_code_builds() -> None:
    portal = PrivateKey.from_bytes(bytes.fromhex(PORTAL["sealing"]["private"]))
    request = REQUESTS["rotate"]
    statement, body = request["statement"]["text"].encode(), request["payload"]["b"]
    signature = open_pin_proof(statement, unb64url(body["pp"]), portal)
    assert signature.hex() == request["statement"]["pin_signature"]
    wanted: dict[str, type] = dict.fromkeys(("key", "ksig", "pin", "sig"), str)
    inner = open_body("rotate", DEVICE["dev"], unb64url(body["sealed"]), portal, wanted)
    new = KEPT["derivations"][2]
    assert (inner["key"], inner["pin"]) == (new["device_key"]["public"], new["pin_key"]["public"])
    PublicKey.from_hex(inner["key"]).verify(unb64url(inner["ksig"]), statement)
    assert pin_signature_holds(statement, unb64url(inner["sig"]), PublicKey.from_hex(inner["pin"]))


@pytest.mark.parametrize("name", ["activate", "pinchange"])
def test_a_new_pin_key_signs_the_statement_that_brings_it(name: str) -> None:
    inner = parse_object(bytes.fromhex(SEALED[f"{name}: sealed"]["plaintext"]))
    statement = REQUESTS[name]["statement"]["text"].encode()
    told = inner.get("pin") or parse_object(unb64url(inner["st"]))["pin"]
    assert pin_signature_holds(statement, unb64url(inner["sig"]), PublicKey.from_hex(told))


def test_the_key_set_is_signed_by_the_root_and_challenges_say_what_the_vectors_say() -> None:
    vector = KEPT["key_set"]
    pin = bytes.fromhex(vector["root_pin"])
    keys = read_key_set(vector["jws"], aud=AUD, root=pin, lowest_seq=1)
    assert keys.signing == {PORTAL["signing"]["kid"]: SIGNING}
    assert keys.seal_to[0] == PORTAL["sealing"]["kid"]
    for one in KEPT["challenges"]:
        assert read_challenge(one["challenge"])._asdict() == one["content"]
        assert challenge_hash(one["challenge"]) == one["ch"]


@each_request
def test_a_request_with_a_changed_character_is_refused(name: str) -> None:
    for altered in changed(REQUESTS[name]["jws"]):
        with pytest.raises(CryptoError):
            ReceivedRequest(altered.encode()).verified(DEVICE_KEY)


@each_answer
def test_an_answer_with_a_changed_character_is_refused(name: str) -> None:
    vector = ANSWERS[name]
    request = REQUESTS[vector["request"]]["jws"].encode()
    for altered in changed(vector["jws"]):
        with pytest.raises(CryptoError):
            read_response(altered.encode(), SIGNING, request=request)


def test_a_key_set_with_a_changed_character_is_refused() -> None:
    pin = bytes.fromhex(KEPT["key_set"]["root_pin"])
    for altered in changed(KEPT["key_set"]["jws"]):
        with pytest.raises(CryptoError):
            read_key_set(altered, aud=AUD, root=pin, lowest_seq=1)


@pytest.mark.parametrize("vector", KEPT["derivations"], ids=lambda one: one["name"])
def test_the_second_client_derives_the_same_keys(vector: dict[str, Any]) -> None:
    root, salt = bytes.fromhex(vector["root"]), bytes.fromhex(vector["salt"])
    device = blocks.p256(blocks.hkdf(root, b"pa/v1/device-key", 48)).public_key()
    assert blocks.compressed(device) == vector["device_key"]["public"]
    assert blocks.key_id(device) == vector["dev"]
    pepper = blocks.hkdf(root, b"pa/v1/pin-pepper", 32)
    stretched = blocks.argon2id(vector["pin"], salt, pepper)
    info = f"pa/v1/pin-key|{vector['dev']}|{vector['pv']}".encode()
    pin = blocks.p256(blocks.hkdf(stretched, info, 48)).public_key()
    assert (pepper.hex(), blocks.compressed(pin)) == (
        vector["pin_pepper"],
        vector["pin_key"]["public"],
    )
    machine = bytes.fromhex(vector["machine_id"])
    assert blocks.hkdf(root, b"pa/v1/instance|" + machine, 16).hex() == vector["inst"]


@each_request
def test_the_second_client_writes_the_same_request(name: str) -> None:
    vector = REQUESTS[name]
    key = blocks.p256(blocks.hkdf(bytes.fromhex(DEVICE["root"]), b"pa/v1/device-key", 48))
    assert blocks.to_jws(key, vector["header"], vector["payload"]).decode() == vector["jws"]


def flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]


def changed(text: str) -> list[str]:
    """A JWS with one other character, here and there, and in the last one only the spare bits."""
    spots = [*range(0, len(text) - 1, 23), len(text) - 1]
    altered = []
    for spot in spots:
        other = ALPHABET[(ALPHABET.index(text[spot]) + 1) % 64] if text[spot] != "." else "A"
        altered.append(text[:spot] + other + text[spot + 1 :])
    return altered
