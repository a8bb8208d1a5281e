"""A device's signed session with its portal: nonces, ratchet, idempotent requests, refusals."""

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Final

from authenticator.desktop.machine import machine_id
from authenticator.failures import Failure, Refused
from authenticator.network.portal_client import PortalClient
from crypto.encoding import JsonObject, b64url
from crypto.envelope import Request, Response, sign_request
from crypto.keys import PrivateKey, device_key, instance_id
from crypto.protocol import PROBLEM, PROBLEM_PREFIX, RATCHETED, Counted, ProblemType
from crypto.statements import Slot

_FAILURES: Final[dict[str, Failure]] = {
    ProblemType.ACTIVATION_REFUSED: Failure.ACTIVATION_REFUSED,
    ProblemType.GONE: Failure.REQUEST_ENDED,
    ProblemType.SUPERSEDED: Failure.REQUEST_SUPERSEDED,
    ProblemType.PIN_WRONG: Failure.PIN_WRONG,
    ProblemType.LOCKED: Failure.DEVICE_LOCKED,
    ProblemType.SUSPECT: Failure.DEVICE_SUSPECT,
    ProblemType.REVOKED: Failure.DEVICE_REVOKED,
    ProblemType.UNKNOWN_DEVICE: Failure.DEVICE_UNKNOWN,
    ProblemType.UNKNOWN_INSTANCE: Failure.INSTANCE_UNKNOWN,
    ProblemType.NOT_CLEARED: Failure.NOT_CLEARED,
    ProblemType.RATE_LIMITED: Failure.RATE_LIMITED,
    ProblemType.UPGRADE_REQUIRED: Failure.UPGRADE_REQUIRED,
    ProblemType.UNAVAILABLE: Failure.PORTAL_UNAVAILABLE,
    ProblemType.NONCE_STALE: Failure.PORTAL_UNAVAILABLE,
    ProblemType.JTI_REUSE: Failure.INTERNAL,
    ProblemType.BAD_REQUEST: Failure.INTERNAL,
}

Body = Callable[[Slot], JsonObject]
"""Makes a body for the envelope that will carry it; called again when a nonce was stale."""


class DeviceSession:
    """The session of one device key. After a lost answer the same bytes are sent again."""

    def __init__(
        self,
        client: PortalClient,
        root: bytes,
        *,
        ratchet: str = "",
        keep_ratchet: Callable[[str], bool] | None = None,
        settle: Callable[[], None] | None = None,
    ) -> None:
        """Args:
        root: the device's root secret.
        ratchet: this instance's ratchet value.
        keep_ratchet: stores each new value; returns whether that worked. Without it the
            value stays as it is.
        settle: called before the ratchet advances again: makes sure of what is stored, or
            raises `Refused`.
        """
        self.client = client
        self.ratchet = ratchet
        """This instance's ratchet value; each recorded message advances it."""
        self.ratchet_lock = threading.Lock()
        """Held from signing to the answer of a message that advances the ratchet."""
        self._key: PrivateKey = device_key(root)
        self._instance = instance_id(root, machine_id())
        self._nonce = ""
        self._last_ratcheted = b""
        self._keep_ratchet = keep_ratchet
        self._settle = settle

    @property
    def dev(self) -> str:
        """The device's id."""
        return self._key.public.key_id

    def ask(self, message: str, body: Body, *, wait: float = 0.0) -> JsonObject:
        """Send a request of which losing the answer does no harm.

        Args:
            wait: seconds that the portal was asked to hold the answer back.

        Raises:
            Refused: the portal refused, or was not reached.
        """
        return IdempotentRequest(self, message, body).carry_out(wait=wait)

    def ask_at(self, message: str, body: Body, *, wait: float = 0.0) -> tuple[JsonObject, int]:
        """Like `ask`; also the portal's clock when it answered, seconds since 1970."""
        request = IdempotentRequest(self, message, body)
        answer = request.carry_out(wait=wait)
        return answer, request.answered_at

    def sign(self, message: str, body: Body, *, offer_key: bool) -> bytes:
        """The exact bytes of a new request.

        Raises:
            Refused: it would advance the ratchet, and what is stored of it is in doubt.
        """
        if message in RATCHETED and self._settle is not None:
            self._settle()
        jti = b64url(secrets.token_bytes(16))
        nonce = "" if offer_key else self._nonce
        request = Request(
            m=message,
            aud=self.client.aud,
            dev=self.dev,
            jti=jti,
            n=nonce,
            inst=self._instance,
            r="" if offer_key else self.ratchet,
            b=body(Slot(self.client.aud, self.dev, jti, nonce)),
        )
        data = sign_request(request, self._key, offer_key=offer_key)
        if message in RATCHETED:
            self._last_ratcheted = data
        return data

    def exchange(self, data: bytes, *, wait: float) -> Response:
        """Send signed bytes and remember the next nonce.

        Raises:
            Refused: the portal was not reached.
        """
        answer = self.client.exchange(data, wait=wait)
        if answer.nn:
            self._nonce = answer.nn
        return answer

    def advance_ratchet(self, request: bytes, following: str) -> None:
        """Take the next ratchet value, from the answer to the request that was signed last.

        The answer to an earlier one, repeated, may carry an older value. A value that could
        not be stored is not used: the portal accepts the previous value, but no older one.
        """
        if not following or request != self._last_ratcheted:
            return
        if self._keep_ratchet is not None and self._keep_ratchet(following):
            self.ratchet = following


class IdempotentRequest:
    """A request that the portal carries out once, however often the network fails.

    As long as no answer came, the identical bytes are sent again, so that the portal can tell a
    repetition from a second request.
    """

    def __init__(
        self, session: DeviceSession, message: str, body: Body, *, offer_key: bool = False
    ) -> None:
        """`offer_key` puts the device's public key into the header (`activate`)."""
        self._session = session
        self._message = message
        self._body = body
        self._offer_key = offer_key
        self._unanswered: bytes | None = None
        self._learned: Response | None = None
        self.answered_at = 0
        """The portal's clock at its last answer, seconds since 1970."""
        self.signed_at = 0.0
        """When the bytes that were answered last were signed, in monotonic seconds."""

    @property
    def is_open(self) -> bool:
        """Whether there is an answer that nobody has been told yet."""
        return self._unanswered is not None or self._learned is not None

    def learn(self) -> None:
        """Send unanswered bytes once more, and keep what is answered for `carry_out`.

        Bytes that the portal calls stale were not carried out and never will be; they are not
        made anew.

        Raises:
            Refused: the portal was not reached.
        """
        if self._unanswered is not None:
            answer = self._send(0)
            if _problem_name(answer) != ProblemType.NONCE_STALE:
                self._learned = answer

    def carry_out(self, *, wait: float = 0.0) -> JsonObject:
        """Send until the portal has answered; may be called again after a failure.

        Returns:
            The body of the answer.

        Raises:
            Refused: the portal refused, or was not reached.
        """
        answer, self._learned = self._learned or self._send(wait), None
        if _problem_name(answer) == ProblemType.NONCE_STALE:
            answer = self._send(wait)
        name = _problem_name(answer)
        if name is None:
            return answer.b
        raise Refused(
            _FAILURES.get(name, Failure.INTERNAL),
            tries_left=_number(answer.b.get("left")),
            retry_after=_number(answer.b.get("retry_after")),
            details=_counted(answer.b.get("limit")),
        )

    def _send(self, wait: float) -> Response:
        session = self._session
        with session.ratchet_lock if self._message in RATCHETED else nullcontext():
            if self._unanswered is None:
                self._unanswered = session.sign(
                    self._message, self._body, offer_key=self._offer_key
                )
                self.signed_at = time.monotonic()
            answer = session.exchange(self._unanswered, wait=wait)
            session.advance_ratchet(self._unanswered, answer.nr)
            # It may have been cut off after the PIN was taken: the same bytes take no second try.
            if _problem_name(answer) != ProblemType.UNAVAILABLE:
                self._unanswered = None
        self.answered_at = answer.iat
        return answer


def _problem_name(answer: Response) -> str | None:
    if answer.m != PROBLEM:
        return None
    return str(answer.b.get("type", "")).removeprefix(PROBLEM_PREFIX)


def _counted(value: object) -> str:
    """What was too much; "" where a portal does not say it, or in words that are not known."""
    return value if isinstance(value, str) and value in set(Counted) else ""


def _number(value: object) -> int | None:
    return value if type(value) is int else None
