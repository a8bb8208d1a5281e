import dataclasses

import pytest

from crypto.challenge import Challenge, challenge_hash, read_challenge, write_challenge
from crypto.encoding import b64url, dump_object, unb64url
from crypto.errors import CannotOpen, Malformed
from crypto.keys import PrivateKey
from crypto.pin_proof import open_pin_proof, pin_signature_holds, seal_pin_proof, sign_with_pin
from crypto.sealed_body import open_body, seal_body
from crypto.statements import Kind, Slot, make_statement, read_statement

PIN, OTHER, PORTAL = (PrivateKey.generate() for _ in range(3))
SLOT = Slot("https://portal.example", "dev", "jti", "nonce")
STATEMENT = make_statement(Kind.RESPOND, SLOT, cid="c", ch="h", decision="approve", code="")
CHALLENGE = Challenge(
    cid="c",
    account="a@b.example",
    ip="192.0.2.7",
    browser="Firefox",
    os="Windows",
    mode="browser",
    action="",
    started=1,
    exp=181,
)


def test_a_statement_comes_back_without_its_slot() -> None:
    content = {"cid": "c", "ch": "h", "decision": "approve", "code": ""}
    assert read_statement(STATEMENT, Kind.RESPOND, SLOT) == content


@pytest.mark.parametrize("member", ["aud", "dev", "jti", "n"])
def test_a_statement_fits_one_envelope_only(member: str) -> None:
    with pytest.raises(Malformed):
        read_statement(STATEMENT, Kind.RESPOND, dataclasses.replace(SLOT, **{member: "other"}))


def test_a_statement_of_one_kind_is_none_of_another() -> None:
    with pytest.raises(Malformed):
        read_statement(STATEMENT, Kind.APPLOGIN, SLOT)
    empty = make_statement(Kind.APPLOGIN, SLOT)
    with pytest.raises(Malformed):
        read_statement(empty, Kind.RESPOND, SLOT)


def test_kinds_with_the_same_content_are_told_apart_too() -> None:
    made = make_statement(Kind.APPLOGIN, SLOT).replace(b"applogin", b"confirm")
    assert read_statement(make_statement(Kind.APPLOGIN, SLOT), Kind.APPLOGIN, SLOT) == {}
    with pytest.raises(Malformed, match="something else"):
        read_statement(made, Kind.APPLOGIN, SLOT)


def test_a_statement_needs_exactly_its_content() -> None:
    with pytest.raises(Malformed):
        make_statement(Kind.RESPOND, SLOT, cid="c")
    with pytest.raises(Malformed):
        make_statement(Kind.APPLOGIN, SLOT, more="x")


def test_a_pin_proof_holds_for_its_statement_and_pin() -> None:
    proof = seal_pin_proof(STATEMENT, PIN, PORTAL.public)
    signature = open_pin_proof(STATEMENT, proof, PORTAL)
    assert pin_signature_holds(STATEMENT, signature, PIN.public)
    assert not pin_signature_holds(STATEMENT, signature, OTHER.public)
    assert not pin_signature_holds(b"other", signature, PIN.public)


def test_a_pin_proof_opens_for_its_statement_and_portal_only() -> None:
    proof = seal_pin_proof(STATEMENT, PIN, PORTAL.public)
    for statement, portal in ((b"other", PORTAL), (STATEMENT, OTHER)):
        with pytest.raises(CannotOpen):
            open_pin_proof(statement, proof, portal)
    for altered in (b"", proof[:-1], bytes(65) + proof[65:]):
        with pytest.raises(CannotOpen):
            open_pin_proof(STATEMENT, altered, PORTAL)


def test_a_pin_proof_does_not_carry_the_signature_readably() -> None:
    proof = seal_pin_proof(STATEMENT, PIN, PORTAL.public)
    signature = sign_with_pin(STATEMENT, PIN)
    assert signature[:16] not in proof
    assert signature[-16:] not in proof
    assert open_pin_proof(STATEMENT, proof, PORTAL) == signature


def test_two_proofs_of_one_statement_differ() -> None:
    first, second = (seal_pin_proof(STATEMENT, PIN, PORTAL.public) for _ in range(2))
    assert first != second


def test_a_sealed_body_opens_for_its_message_device_and_reader_only() -> None:
    sealed = seal_body("invite", "dev", {"code": "10542963"}, PORTAL.public)
    wanted: dict[str, type] = {"code": str}
    assert open_body("invite", "dev", sealed, PORTAL, wanted) == {"code": "10542963"}
    for message, dev, reader in (
        ("rotate", "dev", PORTAL),
        ("invite", "other", PORTAL),
        ("invite", "dev", OTHER),
    ):
        with pytest.raises(CannotOpen):
            open_body(message, dev, sealed, reader, wanted)


def test_a_sealed_body_holds_exactly_what_it_should() -> None:
    sealed = seal_body("invite", "dev", {"code": "10542963", "more": ""}, PORTAL.public)
    with pytest.raises(Malformed):
        open_body("invite", "dev", sealed, PORTAL, {"code": str})


def test_a_challenge_comes_through() -> None:
    assert read_challenge(write_challenge(CHALLENGE)) == CHALLENGE


@pytest.mark.parametrize("change", [{"ip": 1}, {"more": ""}, {"exp": "181"}])
def test_what_is_no_challenge_is_malformed(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        read_challenge(b64url(dump_object({**CHALLENGE._asdict(), **change})))


def test_the_hash_of_a_challenge_is_of_its_exact_bytes() -> None:
    text = write_challenge(CHALLENGE)
    spaced = b64url(unb64url(text) + b" ")
    assert read_challenge(spaced) == CHALLENGE
    assert challenge_hash(text) != challenge_hash(spaced)
    assert len(challenge_hash(text)) == 43
