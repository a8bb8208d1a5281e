"""The bytes of every message of a device."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from crypto.challenge import challenge_hash
from crypto.encoding import JsonObject, b64url, dump_object
from crypto.envelope import Request, request_hash, sign_request
from crypto.pin_proof import sign_with_pin
from crypto.statements import Kind, Slot, make_statement
from tests.vectors.from_portal import challenge, challenge_id, taken_apart
from tests.vectors.material import (
    AUD,
    BROWSER_CODE,
    CHANGED_PIN,
    CODE,
    DEVICE,
    INVITED,
    LOGIN,
    PORTAL_SEALING,
    ROTATED,
    drawn,
    hashed,
    token,
)
from tests.vectors.seals import Seals

TICKET = token("ticket", 32)
AID = token("attempt")
OTHER_DEV = drawn("another device", 16).hex()


@dataclass(frozen=True)
class Spec:
    """One message to be made."""

    name: str
    message: str
    body: JsonObject = field(default_factory=dict)
    kind: Kind | None = None
    content: dict[str, str] = field(default_factory=dict)
    proven: bool = False
    sealed: Callable[[bytes], JsonObject] | None = None
    """What is sealed beside or around the statement."""


def _answer(decision: str, mode: str = "browser", code: str = "") -> dict[str, str]:
    ch = challenge_hash(challenge(mode))
    return {"cid": challenge_id(mode), "ch": ch, "decision": decision, "code": code}


def _activation() -> dict[str, str]:
    return {
        "login": LOGIN,
        "code": CODE,
        "aid": AID,
        "pin": DEVICE.pin_key.public.hex(),
        "name": "Rechner am Empfang",
        "os": "Linux",
        "app": "0.1.0",
        "terms": "2025-01",
        "terms_sha256": hashlib.sha256(b"the terms of use").hexdigest(),
        "roaming": "no",
    }


def _activate_sealed(statement: bytes) -> JsonObject:
    signature = sign_with_pin(statement, DEVICE.pin_key)
    return {"st": b64url(statement), "sig": b64url(signature)}


def _pinchange_sealed(statement: bytes) -> JsonObject:
    key = CHANGED_PIN.pin_key
    return {"pin": key.public.hex(), "sig": b64url(sign_with_pin(statement, key))}


def _rotate_sealed(statement: bytes) -> JsonObject:
    key = ROTATED.pin_key
    return {
        "key": ROTATED.key.public.hex(),
        "ksig": b64url(ROTATED.key.sign(statement)),
        "pin": key.public.hex(),
        "sig": b64url(sign_with_pin(statement, key)),
    }


def specs() -> list[Spec]:
    """Every message, in the order of docs/protocol.md."""
    th, proven = hashed(TICKET), _proven()
    activate, change, rotate = _activation(), {"pv": "2"}, {"new": ROTATED.dev}
    return [
        Spec("activate", "activate", {}, Kind.ACTIVATE, activate, sealed=_activate_sealed),
        proven["confirm"],
        Spec("status", "status"),
        Spec("poll, first", "poll", {"tag": "", "wait": 0}),
        Spec("poll, waiting", "poll", {"tag": token("tag"), "wait": 25}),
        proven["respond, approve"],
        proven["respond, approve with code"],
        Spec("respond, deny", "respond", {}, Kind.RESPOND, _answer("deny")),
        Spec("respond, report", "respond", {}, Kind.RESPOND, _answer("report")),
        proven["applogin"],
        Spec("claim", "claim", {"th": th, "wait": 25}),
        Spec("claimok, let in", "claimok", {"th": th, "ok": True}),
        Spec("claimok, refuse", "claimok", {"th": th, "ok": False}),
        proven["enrol"],
        Spec("pinchange", "pinchange", {}, Kind.PINCHANGE, change, True, _pinchange_sealed),
        Spec("rotate", "rotate", {}, Kind.ROTATE, rotate, True, _rotate_sealed),
        proven["invite, add"],
        proven["invite, move"],
        Spec("devices", "devices"),
        Spec("history", "history"),
        Spec("revoke, itself", "revoke", {}, Kind.REVOKE, {"target": DEVICE.dev}),
        proven["revoke, another"],
    ]


def _proven() -> dict[str, Spec]:
    """Those with a PIN proof and nothing else that is sealed."""
    to = INVITED.public.hex()
    contents: list[tuple[str, Kind, dict[str, str]]] = [
        ("confirm", Kind.CONFIRM, {"aid": AID}),
        ("respond, approve", Kind.RESPOND, _answer("approve")),
        ("respond, approve with code", Kind.RESPOND, _answer("approve", "code", BROWSER_CODE)),
        ("applogin", Kind.APPLOGIN, {}),
        ("enrol", Kind.ENROL, {"name": "PC 7", "roaming": "yes"}),
        ("invite, add", Kind.INVITE, {"mode": "add", "to": to}),
        ("invite, move", Kind.INVITE, {"mode": "move", "to": to}),
        ("revoke, another", Kind.REVOKE, {"target": OTHER_DEV}),
    ]
    return {
        name: Spec(name, kind.value, {}, kind, content, proven=True)
        for name, kind, content in contents
    }


def made(spec: Spec, seals: Seals) -> JsonObject:
    """The vector of one message."""
    first = spec.message == "activate"
    request = Request(
        m=spec.message,
        aud=AUD,
        dev=DEVICE.dev,
        jti=token(f"jti, {spec.name}"),
        n="" if first else token(f"nonce, {spec.name}"),
        inst=DEVICE.inst,
        r="" if first else token("ratchet"),
        b={},
    )
    vector: JsonObject = {"name": spec.name}
    body = dict(spec.body)
    if spec.kind is not None:
        statement = make_statement(spec.kind, Slot.of(request), **spec.content)
        vector["statement"] = _statement(statement)
        body |= _agreed(spec, statement, seals)
    data = sign_request(request._replace(b=body), DEVICE.key, offer_key=first)
    return vector | taken_apart(data.decode()) | {"request_hash": request_hash(data)}


def _statement(statement: bytes) -> JsonObject:
    """Its bytes, and the PIN key's signature, which only travels sealed."""
    return {
        "text": statement.decode(),
        "sha256": hashlib.sha256(statement).hexdigest(),
        "pin_signature": sign_with_pin(statement, DEVICE.pin_key).hex(),
    }


def _agreed(spec: Spec, statement: bytes, seals: Seals) -> JsonObject:
    body: JsonObject = {} if spec.message == "activate" else {"st": b64url(statement)}
    if spec.proven:
        info = b"pa/v1/pin-proof|" + hashlib.sha256(statement).digest()
        signature = sign_with_pin(statement, DEVICE.pin_key)
        body["pp"] = b64url(seals.seal(f"{spec.name}: pp", signature, PORTAL_SEALING, info))
    if spec.sealed:
        info = f"pa/v1/{spec.message}|{DEVICE.dev}".encode()
        plaintext = dump_object(spec.sealed(statement))
        body["sealed"] = b64url(seals.seal(f"{spec.name}: sealed", plaintext, PORTAL_SEALING, info))
    return body
