"""Signatures and points that a careless check would take, as data: tests/vectors."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from crypto.envelope import ReceivedRequest, request_hash
from crypto.errors import BadSignature, CannotOpen, Malformed
from crypto.keys import PrivateKey, PublicKey
from crypto.sealing import open_sealed
from tests.vectors import build
from tests.vectors.twin import twin

CASES = json.loads(
    Path(build.__file__).with_name("ecdsa_p256_edge_cases.json").read_text(encoding="utf-8")
)


def points(form: str) -> pytest.MarkDecorator:
    chosen = [one for one in CASES["points"] if one["form"] == form]
    return pytest.mark.parametrize("case", chosen, ids=lambda one: one["comment"])


@pytest.mark.parametrize("case", CASES["signatures"], ids=lambda one: one["comment"])
def test_a_signature_is_taken_only_in_its_one_form_and_range(case: dict[str, Any]) -> None:
    key = PublicKey.from_hex(case["public"])
    signature, message = bytes.fromhex(case["signature"]), bytes.fromhex(case["message"])
    if case["valid"]:
        key.verify(signature, message)
    else:
        with pytest.raises(BadSignature):
            key.verify(signature, message)


@points("compressed")
def test_a_hexadecimal_key_is_a_compressed_point_of_the_curve(case: dict[str, Any]) -> None:
    if case["valid"]:
        assert PublicKey.from_hex(case["value"]).hex() == case["value"]
    else:
        with pytest.raises(Malformed):
            PublicKey.from_hex(case["value"])


@points("jwk")
def test_a_jwk_is_a_point_of_the_curve_in_full_size(case: dict[str, Any]) -> None:
    if case["valid"]:
        assert PublicKey.from_jwk(case["value"]).jwk == case["value"]
    else:
        with pytest.raises(Malformed):
            PublicKey.from_jwk(case["value"])


@points("uncompressed")
def test_an_encapsulated_key_off_the_curve_is_refused_before_anything_is_multiplied(
    case: dict[str, Any],
) -> None:
    reader = PrivateKey.generate()
    enc = bytes.fromhex(case["value"])
    with pytest.raises(CannotOpen) as refused:
        open_sealed(enc + bytes(20), reader, b"context")
    # Nothing was sealed under any of them: a key that is taken fails at the tag.
    assert isinstance(refused.value.__cause__, ValueError | InvalidTag)
    assert is_point(enc) == case["valid"]


def test_the_malleable_twin_of_a_request_is_the_same_request_to_the_portal() -> None:
    vectors = build.load()
    vector = next(one for one in vectors["requests"] if one["name"] == "applogin")
    key = PublicKey.from_hex(vectors["derivations"][0]["device_key"]["public"])
    data = vector["jws"].encode()
    other = twin(data)
    # What it says is the same, and it counts as signed: the portal records one answer to both.
    assert ReceivedRequest(other).verified(key) == ReceivedRequest(data).verified(key)
    assert other != data
    assert request_hash(other) == request_hash(data)


def is_point(data: bytes) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
    except ValueError:
        return False
    return len(data) == 65
