"""Requests out, answers in, and what an answer changes."""

import dataclasses
from collections.abc import Callable
from typing import Any

from tests.interop.blocks import Malformed, b64, members, sha256
from tests.interop.device_side import Body, Device, Request
from tests.interop.portal_side import PortalSide, Unreachable

Answer = dict[str, Any]
_NOT_RECORDED = {"poll", "claim", "devices", "history"}


class Problem(Exception):
    """The portal refuses, and has signed that."""

    def __init__(self, told: Answer) -> None:
        self.name = str(told["type"]).removeprefix("urn:pa:problem:")
        self.told = told
        super().__init__(self.name)


@dataclasses.dataclass
class _Step:
    request: Request
    done: Callable[[Answer], Any]
    nonce_renewed: bool = False


class Exchange:
    """One device that speaks with one portal."""

    def __init__(self, aud: str, root_pin: str = "") -> None:
        self.portal = PortalSide(aud, root_pin)
        self.device = Device.new()
        self.now = 0
        """The portal's clock at its last answer."""
        self.signs_of_life = 0
        """How many came before it."""
        self._step: _Step | None = None
        self._last_recorded: Request | None = None

    def ask(self, m: str, body: Body, *names: str) -> Answer:
        """Send a message whose answer has the members `names`."""
        told: Answer = self.run(m, body, lambda told: told, *names)
        return told

    def prove(self, m: str, pin: str, names: tuple[str, ...], **content: str) -> Answer:
        """Send a statement with a PIN proof."""
        pin_key = self.device.pin_key(pin)
        return self.ask(m, lambda draft: draft.proven(pin_key, draft.statement(**content)), *names)

    def state(self, m: str, **content: str) -> None:
        """Send a statement without a PIN proof."""
        self.ask(m, lambda draft: {"st": b64(draft.statement(**content))})

    def run(self, m: str, body: Body, done: Callable[[Answer], Any], *names: str) -> Any:
        """Send a message and carry out `done` on its answer."""
        request = self._sign(self.device, m, body)
        self._step = _Step(request, lambda told: done(members(told, *names)))
        return self._exchange(self._step)

    def repeat(self) -> Any:
        """After a lost answer: send the same bytes again, and go on as if nothing had been."""
        assert self._step is not None
        return self._exchange(self._step)

    def _sign(self, device: Device, m: str, body: Body) -> Request:
        request = Request.make(self.portal, device, m, body)
        if m not in _NOT_RECORDED:
            self._last_recorded = request
        return request

    def _exchange(self, step: _Step) -> Any:
        told = self._answer(step.request)
        problem = Problem(told["b"]) if told["m"] == "problem" else None
        if problem and problem.name == "nonce-stale" and not step.nonce_renewed:
            old = step.request
            step.request = self._sign(old.device, old.m, old.body)
            step.nonce_renewed = True
            return self._exchange(step)
        if problem:
            raise problem
        return step.done(told["b"])

    def _answer(self, request: Request) -> Answer:
        """The portal's signed word to this request; only that changes anything here."""
        status, received = self.portal.send(request.raw)
        raw = received.lstrip(b"\n")
        signs_of_life = len(received) - len(raw)
        try:
            told = self.portal.signed(raw, "pa-resp+jws", "m", "irt", "iat", "nn", "nr", "b")
            if told["irt"] != b64(sha256(request.raw.rpartition(b".")[0])):
                raise Malformed("answer to another request")
            if told["m"] not in (request.m, "problem"):
                raise Malformed("answer to another message")
            refused = told["m"] == "problem" and not signs_of_life
            if status != (told["b"]["status"] if refused else 200):
                raise Malformed("another HTTP status than was signed")
        except Malformed as wrong:
            raise Unreachable(str(wrong)) from wrong
        self.now, request.device.nonce = told["iat"], told["nn"]
        self.signs_of_life = signs_of_life
        if told["nr"] and request is self._last_recorded:
            request.device.ratchet = told["nr"]
        return told
