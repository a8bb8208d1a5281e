"""A second client of PA/1, written from docs/protocol.md alone.

    with Client(url, root_pin) as client:
        client.activate("max@abc.de", code, "482913")
        client.confirm("482913")
        client.approve(client.poll(), "482913")

A lost answer raises Unreachable; `repeat()` then sends the same bytes again, or `settle()` asks
which key is in force.
"""

import dataclasses
import secrets
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from tests.interop.blocks import (
    b64,
    compressed,
    from_json,
    members,
    sha256,
    sign,
    unb64,
    unseal,
)
from tests.interop.device_side import Device, Draft, pin_signature
from tests.interop.exchange import Answer, Exchange, Problem

_CHALLENGE = (
    *("cid", "account", "ip", "browser", "os"),
    *("mode", "action", "started", "exp"),
)


@dataclasses.dataclass(frozen=True)
class Challenge:
    """A login request that is open."""

    text: str
    told: Answer
    left: int
    """Seconds by the portal's clock."""


class Client(Exchange):
    """One binding."""

    def __init__(self, aud: str, root_pin: str = "") -> None:
        super().__init__(aud, root_pin)
        self.aid = ""
        self.tag = ""
        self.successor: Device | None = None
        """What comes into force if a PIN change or rotation was carried out."""

    def __enter__(self) -> Self:
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

        return self.ask("activate", body, "expires_in")

    def confirm(self, repeated_pin: str) -> Answer:
        return self.prove("confirm", repeated_pin, ("account",), aid=self.aid)

    def enrol(self, pin: str) -> None:
        self.prove("enrol", pin, (), name="a computer", roaming="yes")

    def status(self) -> Answer:
        return self.ask("status", lambda _: {}, "state", "account", "left", "pv")

    # --- logging in

    def poll(self, wait: int = 0) -> Challenge | None:
        def done(told: Answer) -> Challenge | None:
            self.tag = told["tag"]
            return self._challenge(told["challenge"]) if told["challenge"] else None

        asked = {"tag": self.tag, "wait": wait}
        found = self.run(
            "poll", lambda _: asked, done, "tag", "challenge", "line", "account", "lowest_version"
        )
        return found if isinstance(found, Challenge) else None

    def approve(self, challenge: Challenge, pin: str, code: str = "") -> Answer:
        brings = ("ticket", "expires_in") if challenge.told["mode"] == "browser" else ()
        return self.prove("respond", pin, brings, **_response(challenge, "approve", code))

    def deny(self, challenge: Challenge) -> None:
        self.state("respond", **_response(challenge, "deny"))

    def report(self, challenge: Challenge) -> None:
        self.state("respond", **_response(challenge, "report"))

    def applogin(self, pin: str) -> Answer:
        return self.prove("applogin", pin, ("ticket", "expires_in"))

    def claim(self, ticket: str, wait: int = 0) -> Answer:
        asked = {"th": _hash(ticket), "wait": wait}
        names = ("state", "ip", "browser", "os", "line")
        return self.ask("claim", lambda _: asked, *names)

    def claimok(self, ticket: str, ok: bool = True) -> Answer:
        return self.ask("claimok", lambda _: {"th": _hash(ticket), "ok": ok}, "state")

    def _challenge(self, text: str) -> Challenge:
        told = members(from_json(unb64(text)), *_CHALLENGE)
        return Challenge(text, told, told["exp"] - self.now)

    # --- changing keys

    def pinchange(self, old: str, new: str) -> Answer:
        old_key, device = self.device.pin_key(old), self.device
        self.successor = Device(device.root, secrets.token_bytes(16), device.pv + 1, device.machine)
        pv, new_key = str(self.successor.pv), self.successor.pin_key(new)

        def body(draft: Draft) -> dict[str, Any]:
            st = draft.statement(pv=pv)
            pin, sig = compressed(new_key.public_key()), b64(pin_signature(new_key, st))
            return {**draft.proven(old_key, st), "sealed": draft.sealed(pin=pin, sig=sig)}

        told: Answer = self.run("pinchange", body, self._succeed, "pv")
        return told

    def rotate(self, pin: str) -> Answer:
        old_key = self.device.pin_key(pin)
        self.successor = new = Device.new(self.device.machine)
        new_key = new.pin_key(pin)

        def body(draft: Draft) -> dict[str, Any]:
            st = draft.statement(new=new.dev)
            sealed = draft.sealed(
                key=compressed(new.key.public_key()),
                ksig=b64(sign(new.key, st)),
                pin=compressed(new_key.public_key()),
                sig=b64(pin_signature(new_key, st)),
            )
            return {**draft.proven(old_key, st), "sealed": sealed}

        told: Answer = self.run("rotate", body, self._succeed, "dev")
        return told

    def settle(self) -> Answer:
        """After a lost answer to `pinchange` or `rotate`: find out which key is in force."""
        assert self.successor is not None
        rotated = self.successor.dev != self.device.dev
        try:
            told = self.status()
        except Problem as problem:
            if not rotated or problem.name != "unknown-device":
                raise
            self._succeed({})
            return self.status()
        if not rotated and told["pv"] == self.successor.pv:
            self._succeed(told)
        self.successor = None
        return told

    def _succeed(self, told: Answer) -> Answer:
        new, self.successor = self.successor, None
        if new and new.dev == self.device.dev:
            self.device.salt, self.device.pv = new.salt, new.pv
        elif new:
            self.device = new
        return told

    # --- devices of the account

    def invite(self, pin: str, mode: str) -> str:
        """Activation code for a further device (`add`) or a new computer (`move`)."""
        key, info = generate_private_key(SECP256R1()), f"pa/v1/invite|{self.device.dev}".encode()
        to = compressed(key.public_key())
        told = self.prove("invite", pin, ("sealed", "expires_in"), mode=mode, to=to)
        opened = members(from_json(unseal(key, info, told["sealed"])), "code")
        return str(opened["code"])

    def devices(self) -> list[Answer]:
        names = ("dev", "name", "os", "state", "activated", "last_login", "this")
        told = self.ask("devices", lambda _: {}, "devices")
        return [members(device, *names) for device in told["devices"]]

    def history(self) -> list[Answer]:
        names = ("at", "kind", "result", "ip", "browser", "os", "device", "what", "changes")
        told = self.ask("history", lambda _: {}, "logins")
        return [members(login, *names) for login in told["logins"]]

    def revoke(self, target: str, pin: str = "") -> None:
        if pin:
            self.prove("revoke", pin, (), target=target)
        else:
            self.state("revoke", target=target)


def _hash(text: str) -> str:
    return b64(sha256(text.encode()))


def _response(challenge: Challenge, decision: str, code: str = "") -> dict[str, str]:
    ch = b64(sha256(unb64(challenge.text)))
    return {"cid": challenge.told["cid"], "ch": ch, "decision": decision, "code": code}
