"""Logins: watching for requests, answering them, and beginning one in the app (A7)."""

import hashlib
import time
from collections.abc import Callable

from authenticator.failures import Failure, Refused
from authenticator.links import app_login_url, finish_url
from authenticator.model import (
    Account,
    Binding,
    Claim,
    DeviceStatus,
    LoginRequest,
    PollResult,
    Secret,
    Ticket,
)
from authenticator.services.bound_device import BoundDevice, BoundDevices
from authenticator.services.device_session import IdempotentRequest
from authenticator.services.pin_proofs import derive_pin_key, with_pin_proof
from authenticator.services.pin_requests import PinRequest
from authenticator.services.portal_answers import (
    check_version,
    read_account,
    read_claim,
    read_ticket,
)
from crypto.challenge import challenge_hash, read_challenge
from crypto.encoding import JsonObject, b64url
from crypto.errors import CryptoError
from crypto.protocol import LONGEST_CLAIM, LONGEST_WAIT, ClaimState, Line, MessageName, Mode
from crypto.statements import Decision, Kind, Slot, make_statement


class LoginService:
    """Blocking; polling and actions may run at the same time."""

    def __init__(
        self, devices: BoundDevices, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._devices = devices
        self._monotonic = monotonic

    def status(self, binding: Binding) -> DeviceStatus:
        """How this device stands at the portal.

        Raises:
            Refused: DEVICE_REVOKED and the like, or why the portal was not reached.
        """
        return self._devices.of(binding).status()

    def open(self, binding: Binding) -> None:
        """Read the account's key; takes long where the keyring waits for its user.

        Raises:
            Refused: KEY_MISSING, KEYRING_LOCKED and the like.
        """
        self._devices.open(binding)

    def watch(self, binding: Binding, tag: str, wait: int = LONGEST_WAIT) -> PollResult:
        """Wait for something new.

        Args:
            tag: of the last result; empty at first, which is answered at once.
            wait: for so many seconds at most, up to 600.

        Raises:
            Refused: DEVICE_REVOKED and the like, UPGRADE_REQUIRED where the portal demands a newer
                version of the app, or why the portal was not reached.
        """
        device = self._devices.of(binding)
        wait = wait if tag else 0
        body = {"tag": tag, "wait": wait}
        answer, now = device.session.ask_at(MessageName.POLL, lambda _: body, wait=wait)
        check_version(answer)
        account = read_account(answer.get("account"))
        is_open = answer.get("challenge") is not None
        request = self._request(answer, account, device, now) if is_open else None
        return PollResult(str(answer.get("tag", "")), request, account)

    def answer(
        self,
        binding: Binding,
        request: LoginRequest,
        decision: Decision,
        pin: Secret | None,
        code: Secret | None = None,
    ) -> str | None:
        """Approve, deny or report. Called again after a lost answer it first learns that answer.

        Args:
            pin: needed to approve, else None.
            code: the digits that the waiting browser shows, for a request in mode CODE.

        Returns:
            The address to open in the browser after an approval of a login that ends in this
            computer's browser, else None.

        Raises:
            Refused: PIN_WRONG, REQUEST_ENDED and the like, or why the portal was not reached.
        """
        device = self._devices.of(binding)
        purpose = (MessageName.RESPOND, request.identity, decision)
        brings_ticket = decision is Decision.APPROVE and request.mode is Mode.BROWSER

        def read(answer: JsonObject) -> str | None:
            return finish_url(request.aud, read_ticket(answer)) if brings_ticket else None

        def make() -> PinRequest[str | None]:
            body = _respond_body(device, request, decision, pin, code)
            respond = IdempotentRequest(device.session, MessageName.RESPOND, body)
            return PinRequest(purpose, (pin,), respond, read)

        return device.carry_out(purpose, pin, make)

    def begin(self, binding: Binding, pin: Secret) -> Ticket:
        """Get a ticket for a login begun in the app; the browser is then sent to its address.

        Raises:
            Refused: PIN_WRONG, NOT_CLEARED and the like, or why the portal was not reached.
        """
        device = self._devices.of(binding)
        ticket = read_ticket(device.ask_with_pin(MessageName.APPLOGIN, Kind.APPLOGIN, pin))
        return Ticket(app_login_url(binding.aud, ticket), _hash(ticket))

    def follow(self, binding: Binding, ticket: Ticket) -> Claim:
        """Wait up to 25 s for a browser to redeem the ticket.

        Raises:
            Refused: why the portal was not reached, or that the device may not ask.
        """
        session = self._devices.of(binding).session
        body = {"th": ticket.hash, "wait": LONGEST_CLAIM}
        return read_claim(session.ask(MessageName.CLAIM, lambda _: body, wait=LONGEST_CLAIM))

    def answer_claim(self, binding: Binding, ticket: Ticket, ok: bool) -> Claim:
        """Let the browser in that has redeemed the ticket, or shut it out.

        Raises:
            Refused: why the portal was not reached, or that the device may not ask.
        """
        session = self._devices.of(binding).session
        body = {"th": ticket.hash, "ok": ok}
        request = IdempotentRequest(session, MessageName.CLAIMOK, lambda _: body)
        try:
            answer = request.carry_out()
        except Refused as refusal:
            if not refusal.problem.failure.is_network_related:
                raise
            # The browser waits for it, and sending it twice does no harm.
            answer = request.carry_out()
        done = answer.get("state") == ClaimState.DONE.value
        return Claim(ClaimState.DONE if done else ClaimState.VOID, "", "", "", Line.UNKNOWN)

    def _request(
        self, answer: JsonObject, account: Account, device: BoundDevice, now: int
    ) -> LoginRequest:
        text = str(answer["challenge"])
        try:
            challenge = read_challenge(text)
            mode, line = Mode(challenge.mode), Line(str(answer.get("line")))
        except (CryptoError, ValueError) as error:
            raise Refused(Failure.UPGRADE_REQUIRED) from error
        return LoginRequest(
            cid=challenge.cid,
            aud=device.item.aud,
            account=challenge.account,
            ip=challenge.ip,
            browser=challenge.browser,
            os=challenge.os,
            started=challenge.started,
            deadline=self._monotonic() + max(0, challenge.exp - now),
            content=text,
            line=line,
            person=f"{account.name} · {account.provider}",
            mode=mode,
            action=challenge.action,
        )


def _respond_body(
    device: BoundDevice,
    request: LoginRequest,
    decision: Decision,
    pin: Secret | None,
    code: Secret | None,
) -> Callable[[Slot], JsonObject]:
    if (decision is Decision.APPROVE) != (pin is not None):
        raise ValueError("exactly an approval needs the PIN")
    key = None if pin is None else derive_pin_key(pin, device.item)
    shown = "" if code is None else code.reveal()

    def body(slot: Slot) -> JsonObject:
        statement = make_statement(
            Kind.RESPOND,
            slot,
            cid=request.cid,
            ch=challenge_hash(request.content),
            decision=decision.value,
            code=shown,
        )
        if key is None:
            return {"st": b64url(statement)}
        return with_pin_proof(statement, key, device.session)

    return body


def _hash(ticket: str) -> str:
    return b64url(hashlib.sha256(ticket.encode("ascii")).digest())
