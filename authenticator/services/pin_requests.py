"""Requests with a PIN: the same bytes again until the portal has answered, also when asked anew.

So a wrong PIN counts once, however often its answer is lost and the user clicks again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from authenticator.failures import Failure, Refused
from authenticator.model import Secret
from authenticator.services.device_session import IdempotentRequest
from crypto.encoding import JsonObject

T = TypeVar("T")

_NEEDED_SECONDS: Final = 10
"""An answer that is good for less is asked for anew: opening a browser takes some time."""


@dataclass
class PinRequest(Generic[T]):
    """A request that a PIN was typed for."""

    purpose: tuple[object, ...]
    """The message, and what it is for: a click with the same purpose means the same request."""
    typed: tuple[Secret | None, ...] = field(repr=False)
    """What the portal verifies."""
    request: IdempotentRequest
    read: Callable[[JsonObject], T]
    """Makes the answer's body into what the caller wants."""
    answer: JsonObject | None = None
    """The answer's body, until it was read; empty where the portal has told it in another way."""

    @property
    def is_open(self) -> bool:
        """Whether there is an answer that nobody has been told yet."""
        return self.answer is not None or self.request.is_open


class PinRequests:
    """Those of one device whose answer is not known yet; one for each message."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._open: dict[object, PinRequest[Any]] = {}

    def carry_out(
        self,
        purpose: tuple[object, ...],
        typed: tuple[Secret | None, ...],
        make: Callable[[], PinRequest[T]],
    ) -> T:
        """Learn what became of an earlier request with this purpose; else make a new one.

        A new one is made too when another PIN was typed and the earlier one was wrong, or when
        what the earlier one brought is over.

        Raises:
            Refused: PIN_WRONG and the like, or why the portal was not reached.
        """
        earlier = self._open.get(purpose[0])
        if earlier is not None and earlier.purpose == purpose:
            try:
                body = self._answer_to(earlier)
            except Refused as refusal:
                if earlier.typed == typed or refusal.problem.failure is not Failure.PIN_WRONG:
                    raise
            else:
                if not self._is_over(earlier, body):
                    result: T = self._read(earlier, body)
                    return result
        wanted = make()
        self._open[purpose[0]] = wanted
        return self._read(wanted, self._answer_to(wanted))

    def learn(self, message: str) -> None:
        """Send the bytes of an unanswered request once more, for whoever asks for it next.

        Raises:
            Refused: the portal was not reached.
        """
        if (each := self._open.get(message)) is not None:
            each.request.learn()
            self._drop_if_told(each)

    def note_done(self, message: str) -> None:
        """The portal says in another way that the request was carried out."""
        if (each := self._open.get(message)) is not None:
            each.answer = {}

    def _answer_to(self, each: PinRequest[Any]) -> JsonObject:
        if each.answer is None:
            try:
                each.answer = each.request.carry_out()
            finally:
                self._drop_if_told(each)
        return each.answer

    def _read(self, each: PinRequest[T], body: JsonObject) -> T:
        result = each.read(body)
        each.answer = None
        self._drop_if_told(each)
        return result

    def _drop_if_told(self, each: PinRequest[Any]) -> None:
        if not each.is_open:
            self._open.pop(each.purpose[0], None)

    def _is_over(self, earlier: PinRequest[Any], body: JsonObject) -> bool:
        seconds = body.get("expires_in")
        age = self._monotonic() - earlier.request.signed_at
        return type(seconds) is int and age > seconds - _NEEDED_SECONDS
