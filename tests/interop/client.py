"""A second client of PA/1, written from docs/protocol.md alone.

    with Client(url, root_pin) as client:
        client.activate("max@abc.de", code, "482913")
        client.confirm("482913")
        client.approve(client.poll(), "482913")

A lost answer raises Unreachable; `repeat()` then sends the same bytes again and goes on from there.
"""

import dataclasses
import secrets
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from tests.interop.blocks import (
    Malformed,
    b64,
    compressed,
    from_json,
    members,
    sha256,
    sign,
    to_jwk,
    unseal,
)
from tests.interop.device_side import Body, Device, Draft, Request, pin_signature
from tests.interop.portal_side import PortalSide, Unreachable

Answer = dict[str, Any]
_CHALLENGE = ("cid", "aud", "account", "ip", "browser", "os", "pre", "mode", "action")


class Problem(Exception):
    """The portal refuses, and has signed that."""

    def __init__(self, told: Answer) -> None:
        self.name = str(told["type"]).removeprefix("urn:pa:problem:")
        self.told = told
        super().__init__(self.name)


@dataclasses.dataclass(frozen=True)
class Challenge:
    """A login request that is open."""

    jws: str
    told: Answer
    left: int
    """Seconds by the portal's clock."""


@dataclasses.dataclass
class _Step:
    request: Request
    done: Callable[[Answer], Any]
    nonce_renewed: bool = False


class Client:
    """One binding."""

    def __init__(self, aud: str, root_pin: str = "") -> None:
        self.portal = PortalSide(aud, root_pin)
        self.device = Device.new()
        self.aid = ""
        self.tag = ""
        self.now = 0
        """The portal's clock at its last answer."""
        self.step: _Step | None = None

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.portal.close()

    # --- getting a device

    def activate(self, login: str, code: str, pin: str, **changes: str) -> Answer:
        self.aid = b64(secrets.token_bytes(16))
        pin_key = self.device.pin_key(pin)
        content = {
            "login": login,
            "code": code,
            "aid": self.aid,
            "pin": compressed(pin_key.public_key()),
            "name": "Empfang",
            "os": "Linux",
            "app": "0.1",
            "terms": "1",
            "terms_sha256": sha256(b"terms").hex(),
            "roaming": "no",
            **changes,
        }

        def body(draft: Draft) -> dict[str, Any]:
            st = draft.statement(**content)
            return {"sealed": draft.sealed(st=b64(st), sig=b64(pin_signature(pin_key, st)))}

        return self.ask("activate", body, "state", "masked", "expires_in")

    def confirm(self, repeated_pin: str) -> Answer:
        return self._prove("confirm", repeated_pin, ("state", "account"), aid=self.aid)

    def enrol(self, pin: str) -> None:
        self._prove("enrol", pin, ())

    def status(self) -> Answer:
        return self.ask("status", lambda _: {}, "state", "account", "left", "pv")

    # --- logging in

    def poll(self, wait: int = 0) -> Challenge | None:
        def done(told: Answer) -> Challenge | None:
            self.tag = told["tag"]
            return self._challenge(told["challenge"]) if told["challenge"] else None

        asked = {"tag": self.tag, "wait": wait}
        return self._run("poll", lambda _: asked, done, "tag", "challenge", "account")

    def approve(self, challenge: Challenge, pin: str, code: str = "") -> Answer:
        brings = ("ticket", "expires_in") if challenge.told["mode"] == "browser" else ()
        return self._prove("respond", pin, brings, **_response(challenge, "approve", code))

    def deny(self, challenge: Challenge) -> None:
        self._refuse(challenge, "deny")

    def report(self, challenge: Challenge) -> None:
        self._refuse(challenge, "report")

    def applogin(self, pin: str) -> Answer:
        return self._prove("applogin", pin, ("ticket", "expires_in"))

    def claim(self, ticket: str, wait: int = 0) -> Answer:
        asked = {"th": hash_of(ticket), "wait": wait}
        names = ("state", "ip", "browser", "os", "same_address")
        return self.ask("claim", lambda _: asked, *names)

    def claimok(self, ticket: str, ok: bool = True) -> Answer:
        return self.ask("claimok", lambda _: {"th": hash_of(ticket), "ok": ok}, "state")

    # --- changing keys

    def pinchange(self, old: str, new: str) -> Answer:
        old_key, device = self.device.pin_key(old), self.device
        salt, pv = secrets.token_bytes(16), device.pv + 1
        new_key = Device(device.root, salt, pv).pin_key(new)

        def body(draft: Draft) -> dict[str, Any]:
            st = draft.statement(pv=str(pv))
            pin, sig = compressed(new_key.public_key()), b64(pin_signature(new_key, st))
            return {**draft.proven(old_key, st), "sealed": draft.sealed(pin=pin, sig=sig)}

        def done(told: Answer) -> Answer:
            device.salt, device.pv = salt, told["pv"]
            return told

        return self._run("pinchange", body, done, "pv")

    def rotate(self, pin: str) -> Answer:
        old_key, new = self.device.pin_key(pin), Device.new()
        new_key = new.pin_key(pin)

        def body(draft: Draft) -> dict[str, Any]:
            st = draft.statement(new=new.dev)
            sealed = draft.sealed(
                key=to_jwk(new.key.public_key()),
                ksig=b64(sign(new.key, st)),
                pin=compressed(new_key.public_key()),
                sig=b64(pin_signature(new_key, st)),
            )
            return {**draft.proven(old_key, st), "sealed": sealed}

        def done(told: Answer) -> Answer:
            self.device = new
            return told

        return self._run("rotate", body, done, "dev")

    # --- devices of the account

    def invite(self, pin: str, mode: str) -> str:
        """Activation code for a further device (`add`) or a new computer (`move`)."""
        key, info = generate_private_key(SECP256R1()), f"pa/v1/invite|{self.device.dev}".encode()
        to = compressed(key.public_key())
        told = self._prove("invite", pin, ("sealed", "expires_in"), mode=mode, to=to)
        opened = members(from_json(unseal(key, info, told["sealed"])), "code")
        return str(opened["code"])

    def devices(self) -> list[Answer]:
        names = ("dev", "name", "os", "state", "activated", "last_login", "this")
        told = self.ask("devices", lambda _: {}, "devices")
        return [members(device, *names) for device in told["devices"]]

    def history(self) -> list[Answer]:
        names = ("at", "kind", "result", "ip", "browser", "os", "device")
        told = self.ask("history", lambda _: {}, "logins")
        return [members(login, *names) for login in told["logins"]]

    def revoke(self, target: str, pin: str = "") -> None:
        if pin:
            self._prove("revoke", pin, (), target=target)
        else:
            self.ask("revoke", lambda draft: {"st": b64(draft.statement(target=target))})

    # --- the envelope

    def ask(self, m: str, body: Body, *names: str) -> Answer:
        """Send a message whose answer has the members `names`."""
        return self._run(m, body, lambda told: told, *names)

    def repeat(self) -> Any:
        """Send the bytes of the last request again."""
        assert self.step is not None
        return self._exchange(self.step)

    def _prove(self, m: str, pin: str, names: tuple[str, ...], **content: str) -> Answer:
        pin_key = self.device.pin_key(pin)
        return self.ask(m, lambda draft: draft.proven(pin_key, draft.statement(**content)), *names)

    def _refuse(self, challenge: Challenge, decision: str) -> None:
        content = _response(challenge, decision, "")
        self.ask("respond", lambda draft: {"st": b64(draft.statement(**content))})

    def _run(self, m: str, body: Body, done: Callable[[Answer], Any], *names: str) -> Any:
        request = Request.make(self.portal, self.device, m, body)
        self.step = _Step(request, lambda told: done(members(told, *names)))
        return self._exchange(self.step)

    def _exchange(self, step: _Step) -> Any:
        told = self._answer(step.request)
        problem = Problem(told["b"]) if told["m"] == "problem" else None
        if problem and problem.name == "nonce-stale" and not step.nonce_renewed:
            old = step.request
            step.request = Request.make(self.portal, old.device, old.m, old.body)
            step.nonce_renewed = True
            return self._exchange(step)
        if problem:
            raise problem
        return step.done(told["b"])

    def _answer(self, request: Request) -> Answer:
        """The portal's signed word to this request; only that changes anything here."""
        status, raw = self.portal.send(request.raw)
        try:
            told = self.portal.signed(raw, "pa-resp+jws", "m", "irt", "iat", "nn", "nr", "b")
            if told["irt"] != b64(sha256(request.raw)):
                raise Malformed("answer to another request")
            if told["m"] not in (request.m, "problem"):
                raise Malformed("answer to another message")
            if status != (told["b"]["status"] if told["m"] == "problem" else 200):
                raise Malformed("another HTTP status than was signed")
        except Malformed as wrong:
            raise Unreachable(str(wrong)) from wrong
        self.now, request.device.nonce = told["iat"], told["nn"]
        if told["nr"] and request.r == request.device.ratchet:
            request.device.ratchet = told["nr"]
        return told

    def _challenge(self, jws: str) -> Challenge:
        names = (*_CHALLENGE, "started", "exp")
        told = self.portal.signed(jws.encode(), "pa-challenge+jws", *names)
        if told["aud"] != self.portal.aud:
            raise Malformed("another portal's challenge")
        return Challenge(jws, told, told["exp"] - self.now)


def hash_of(text: str) -> str:
    return b64(sha256(text.encode()))


def _response(challenge: Challenge, decision: str, code: str) -> dict[str, str]:
    told = challenge.told
    return {"cid": told["cid"], "ch": hash_of(challenge.jws), "decision": decision, "code": code}
