"""A device for tests: PA/1 over HTTP on top of `crypto`, independent of the app.

    with running_portal(tmp_path) as portal:
        portal.create_account("max@abc.de", cleared=True)
        device = Device(portal.url)
        device.activate("max@abc.de", portal.issue_code("max@abc.de"), pin="482913")
        device.confirm("482913")
        challenge = device.poll()["challenge"]

Every method sends one message and returns the answer's body, or raises `PortalProblem`. `send`
and `sign` are there for tests that want to do something wrong.
"""

import secrets
import weakref
from typing import Any, Self

import httpx2

from crypto import envelope
from crypto.challenge import challenge_hash, read_challenge
from crypto.encoding import b64url
from crypto.envelope import Request, Response
from crypto.keys import PrivateKey, device_key, instance_id
from crypto.keyset import KeySet, read_key_set
from crypto.pin import PinCost, pin_key
from crypto.pin_proof import seal_pin_proof, sign_with_pin
from crypto.protocol import SIGN
from crypto.sealed_body import seal_body
from crypto.statements import Decision, Kind, Slot, make_statement

CHEAP = PinCost(memory=64, passes=1, lanes=1)
PIN = "482913"
_ITEM = ("root", "salt", "key", "dev", "aid", "ratchet", "roaming", "nonce", "pin_version")
UNRECORDED = ("poll", "claim", "devices", "history")
TERMS_SHA256 = "ab" * 32


class PortalProblem(Exception):
    """A signed refusal."""

    def __init__(self, response: Response) -> None:
        self.name: str = response.b["type"].removeprefix("urn:pa:problem:")
        self.body = response.b
        self.response = response
        super().__init__(self.name)


class Device:
    """One device with one account."""

    def __init__(self, url: str, *, aud: str | None = None, client: httpx2.Client | None = None):
        self.url = url
        self.aud = aud or url
        # There is no TLS here, and reading the authorities takes 30 ms.
        self.http = client or httpx2.Client(timeout=40, verify=False)
        weakref.finalize(self, self.http.close)
        self.root = secrets.token_bytes(32)
        self.salt = secrets.token_bytes(16)
        self.key: PrivateKey = device_key(self.root)
        self.dev = self.key.public.key_id
        self.nonce = ""
        self.machine = b"a machine"
        self.ratchet = ""
        self.roaming = False
        self.pin_version = 1
        self.next_salt = b""
        self.aid = b64url(secrets.token_bytes(16))
        self.tag = ""
        self.last: Response | None = None
        self.sent = b""
        self._latest = ""
        self._key_set: KeySet | None = None

    @property
    def key_set(self) -> KeySet:
        if self._key_set is None:
            text = self.http.get(f"{self.url}{envelope.KEYS_PATH}").text.strip()
            self._key_set = read_key_set(text, aud=self.aud, root=None, lowest_seq=0)
        return self._key_set

    # --- messages

    def activate(self, login: str, code: str, pin: str = PIN) -> dict[str, Any]:
        return self.send(self.activation(login, code, pin))

    def activation(
        self, login: str, code: str, pin: str = PIN, texts: dict[str, str] | None = None
    ) -> bytes:
        """The bytes of an activation; `texts` replace members of the statement."""
        request = self.request("activate", n="")
        content = {
            "login": login,
            "code": code.replace(" ", ""),
            "aid": self.aid,
            "pin": self.pin_key(pin).public.hex(),
            "name": "Rechner am Empfang",
            "os": "Linux",
            "app": "0.1.0",
            "terms": "2025-01",
            "terms_sha256": TERMS_SHA256,
            "roaming": "yes" if self.roaming else "no",
        } | (texts or {})
        statement = make_statement(Kind.ACTIVATE, Slot.of(request), **content)
        signature = sign_with_pin(statement, self.pin_key(pin))
        body = {"sealed": self.seal("activate", st=b64url(statement), sig=b64url(signature))}
        return envelope.sign_request(request._replace(b=body), self.key, offer_key=True)

    def confirm(self, pin: str = PIN) -> dict[str, Any]:
        return self.send(self.proven("confirm", Kind.CONFIRM, pin, aid=self.aid))

    def status(self) -> dict[str, Any]:
        return self.send(self.sign("status", {}))

    def freshen(self) -> None:
        """Get a nonce, as a device does that has lost an answer."""
        self.nonce = self.exchange(self.sign("poll", {"tag": "", "wait": 0}, n="")).nn

    def poll(self, tag: str | None = None, wait: int = 0) -> dict[str, Any]:
        body = {"tag": self.tag if tag is None else tag, "wait": wait}
        answer = self.send(self.sign("poll", body))
        self.tag = answer["tag"]
        return answer

    def respond(
        self,
        challenge: str,
        decision: Decision = Decision.APPROVE,
        pin: str = PIN,
        code: str = "",
    ) -> dict[str, Any]:
        return self.send(self.response_to(challenge, decision, pin, code))

    def response_to(
        self,
        challenge: str,
        decision: Decision = Decision.APPROVE,
        pin: str = PIN,
        code: str = "",
    ) -> bytes:
        """The bytes of an answer to a challenge."""
        shown = read_challenge(challenge)
        content = {"cid": shown.cid, "ch": challenge_hash(challenge), "decision": decision.value}
        content["code"] = code
        if decision is Decision.APPROVE:
            return self.proven("respond", Kind.RESPOND, pin, **content)
        request = self.request("respond")
        statement = make_statement(Kind.RESPOND, Slot.of(request), **content)
        return self.signed(request, {"st": b64url(statement)})

    def applogin(self, pin: str = PIN) -> dict[str, Any]:
        return self.send(self.proven("applogin", Kind.APPLOGIN, pin))

    def claim(self, ticket: str, wait: int = 0) -> dict[str, Any]:
        return self.send(self.sign("claim", {"th": ticket_hash(ticket), "wait": wait}))

    def claimok(self, ticket: str, ok: bool = True) -> dict[str, Any]:
        return self.send(self.claim_answer(ticket, ok=ok))

    def claim_answer(self, ticket: str, *, ok: bool) -> bytes:
        """The bytes of an answer to a claim."""
        return self.sign("claimok", {"th": ticket_hash(ticket), "ok": ok})

    # --- parts

    @property
    def inst(self) -> str:
        """Names this copy of the key."""
        return instance_id(self.root, self.machine)

    def copied(self, machine: bytes = b"a machine") -> Self:
        """Somebody else with this device's keyring item."""
        other = type(self)(self.url, aud=self.aud)
        for name in _ITEM:
            setattr(other, name, getattr(self, name))
        other.machine = machine
        return other

    def pin_key(self, pin: str) -> PrivateKey:
        return pin_key(pin, root=self.root, salt=self.salt, version=self.pin_version, cost=CHEAP)

    def request(self, message: str, **changes: Any) -> Request:
        request = Request(
            m=message,
            aud=self.aud,
            dev=self.dev,
            jti=b64url(secrets.token_bytes(16)),
            n=self.nonce,
            inst=self.inst,
            r="" if message == "activate" else self.ratchet,
            b={},
        )
        return request._replace(**changes)

    def sign(self, message: str, body: dict[str, Any], **changes: Any) -> bytes:
        return self.signed(self.request(message, **changes), body)

    def signed(self, request: Request, body: dict[str, Any]) -> bytes:
        self.sent = envelope.sign_request(request._replace(b=body), self.key)
        if request.m not in UNRECORDED:
            self._latest = envelope.request_hash(self.sent)
        return self.sent

    def proven(self, message: str, kind: Kind, pin: str, **content: str) -> bytes:
        """The bytes of a message with a PIN proof."""
        request = self.request(message)
        statement = make_statement(kind, Slot.of(request), **content)
        return self.signed(request, self.proof(statement, pin))

    def proof(self, statement: bytes, pin: str) -> dict[str, Any]:
        """A statement with its PIN proof."""
        proof = seal_pin_proof(statement, self.pin_key(pin), self.key_set.seal_to[1])
        return {"st": b64url(statement), "pp": b64url(proof)}

    def seal(self, message: str, **content: str) -> str:
        """A body for the portal alone."""
        return b64url(seal_body(message, self.dev, content, self.key_set.seal_to[1]))

    def send(self, data: bytes) -> dict[str, Any]:
        """Post, verify the signed answer, keep its nonce.

        Raises:
            PortalProblem: the answer is a refusal.
        """
        return self._taken(self.exchange(data))

    def _taken(self, response: Response) -> dict[str, Any]:
        if response.nn:
            self.nonce = response.nn
        # An answer to an earlier request may tell an older value.
        if response.nr and response.irt == self._latest:
            self.ratchet = response.nr
        if response.m == "problem":
            raise PortalProblem(response)
        return response.b

    def exchange(self, data: bytes) -> Response:
        """Post and verify the signed answer."""
        raw = self.post(data)
        return self.read(raw.content, data)

    def take(self, answer: bytes) -> dict[str, Any]:
        """Verify an answer to what was signed last, for those who send by themselves."""
        return self._taken(self.read(answer, self.sent))

    def post(self, data: bytes) -> httpx2.Response:
        headers = {"content-type": envelope.MEDIA_TYPE}
        return self.http.post(f"{self.url}{envelope.PATH}", content=data, headers=headers)

    def read(self, answer: bytes, request: bytes) -> Response:
        answer = answer.lstrip(SIGN)
        kid = envelope.response_key_id(answer)
        if kid not in self.key_set.signing:
            self._key_set = None
        key = self.key_set.signing[kid]
        self.last = envelope.read_response(answer, key, request=request)
        return self.last


def ticket_hash(ticket: str) -> str:
    """`th` of PA/1."""
    import hashlib

    return b64url(hashlib.sha256(ticket.encode()).digest())
