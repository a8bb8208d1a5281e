"""How posted forms were answered, for all processes that serve the portal.

Two clicks may come to two of them. Rows as in `shared_forms`.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from crypto.encoding import b64url, unb64url
from portal.platform.asgi import Message
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.database.engines import METADATA
from portal.platform.database.notifications import Deadline, Notifier, Topic, notify
from portal.platform.database.statement import Statement
from portal.platform.keys.key_ring import KeyRing

ANSWERED: Final = Table(
    "form_answers",
    METADATA,
    # A keyed hash of browser, address and fields.
    Column("id", LargeBinary, primary_key=True),
    # Which page of this form it was; "" where the page did not say.
    Column("once", Text, nullable=False),
    # When a process began to carry it out or, where it is answered, when that was.
    Column("at", BigInteger, nullable=False, index=True),
    # Wrapped; empty while a process carries it out.
    Column("answer", LargeBinary),
)
ANSWER_SECONDS: Final = 10
"""So long a second click gets the answer of the first."""
_DEAD_SECONDS: Final = 10
"""A process that takes longer to carry out a form has ended."""

_W = ANSWERED.c
_FORGET: Final = Statement(delete(ANSWERED).where(_W.at <= bindparam("until")))


def forget_old_answers(connection: Connection, now: int) -> None:
    """Delete what has had its time."""
    _FORGET.put(connection, until=now - 3 * _DEAD_SECONDS)


@dataclass(frozen=True)
class Answered:
    """What a form was answered with."""

    messages: list[Message]
    for_all: bool = False
    """Whether the same form from any page gets it, and not that page's second click alone."""


_ALL: Final = "*"
_Store = Callable[[Connection], None]


@dataclass(frozen=True)
class _Found:
    """Whose turn it is to carry a form out."""

    is_mine: bool = False
    answer: list[Message] | None = None


_AT: Final = bindparam("at_", type_=BigInteger)
_ONCE: Final = bindparam("once_", type_=Text)
_IS_FREE: Final = or_(
    and_(_W.answer.is_(None), _W.at <= bindparam("dead")),
    and_(
        _W.answer.is_not(None),
        or_(_W.at <= bindparam("old"), _W.once == "", _W.once.not_in((_ONCE, _ALL))),
    ),
)
_CLAIM: Final = Statement(
    insert(ANSWERED)
    .values(id=bindparam("id_"), once=_ONCE, at=_AT, answer=None)
    .on_conflict_do_update(
        index_elements=[_W.id], set_={"once": _ONCE, "at": _AT, "answer": None}, where=_IS_FREE
    )
)
_LOOK: Final = Statement(select(_W.answer).where(_W.id == bindparam("id_")))
_NEW_ANSWER: Final = insert(ANSWERED)
_KEEP: Final = Statement(
    _NEW_ANSWER.on_conflict_do_update(
        index_elements=[_W.id],
        set_={name: _NEW_ANSWER.excluded[name] for name in ("once", "at", "answer")},
    ),
    columns=_W.keys(),
)
_RELEASE: Final = Statement(delete(ANSWERED).where(_W.id == bindparam("id_"), _W.answer.is_(None)))


@dataclass(frozen=True)
class FormAnswers:
    """Lets one process carry out a form that came to several."""

    database: Database
    notifier: Notifier
    clock: Clock
    keys: KeyRing

    async def once(
        self, key: str, once: str, perform: Callable[[], Awaitable[Answered]]
    ) -> list[Message]:
        """Carry it out, unless another process does or has just done so: then its answer.

        Args:
            key: browser, address and fields.
            once: which page it came from; "" where it did not say.
            perform: carries it out.
        """
        id_ = self.keys.browser_mac("form", key.encode())
        found = await self._claim(id_, once)
        if not found.is_mine and found.answer is None:
            found = await self._waited(id_, once)
        if found.answer is not None:
            return found.answer
        store = self._release(id_)
        try:
            done = await perform()
            store = self._keep(id_, _ALL if done.for_all else once, done.messages)
        finally:
            await self.database.write(store)
        return done.messages

    async def _waited(self, id_: bytes, once: str) -> _Found:
        async def look() -> _Found:
            answer = await self.database.read(lambda c: self._answer(c, id_))
            return await self._claim(id_, once) if answer is None else _Found(answer=answer)

        return await self.notifier.wait_until(
            _topic(id_),
            look,
            lambda found: found.is_mine or found.answer is not None,
            Deadline(3 * _DEAD_SECONDS),
            ends_in=lambda _: _DEAD_SECONDS + 1,
        )

    async def _claim(self, id_: bytes, once: str) -> _Found:
        now = self.clock.now()
        times = {"at_": now, "dead": now - _DEAD_SECONDS, "old": now - ANSWER_SECONDS}

        def claim(connection: Connection) -> _Found:
            if _CLAIM.change(connection, id_=id_, once_=once, **times):
                return _Found(is_mine=True)
            return _Found(answer=self._answer(connection, id_))

        return await self.database.write(claim)

    def _keep(self, id_: bytes, once: str, messages: list[Message]) -> _Store:
        data = json.dumps([_packed(message) for message in messages]).encode()
        answer = self.keys.vault.wrap(data, _answer_place(id_))
        row = {"id": id_, "once": once, "at": self.clock.now(), "answer": answer}

        def keep(connection: Connection) -> None:
            _KEEP.put(connection, **row)
            notify(connection, _topic(id_))

        return keep

    def _release(self, id_: bytes) -> _Store:
        def release(connection: Connection) -> None:
            _RELEASE.put(connection, id_=id_)
            notify(connection, _topic(id_))

        return release

    def _answer(self, connection: Connection, id_: bytes) -> list[Message] | None:
        row = _LOOK.one(connection, id_=id_)
        if row is None or row[0] is None:
            return None
        data = json.loads(self.keys.vault.unwrap(bytes(row[0]), _answer_place(id_)))
        return [_unpacked(message) for message in data]


def _topic(id_: bytes) -> Topic:
    return Topic(f"form:{id_.hex()}")


def _answer_place(id_: bytes) -> str:
    return f"form answer|{id_.hex()}"


def _packed(message: Message) -> dict[str, Any]:
    headers = [[b64url(name), b64url(value)] for name, value in message.get("headers", ())]
    body = {"body": b64url(message["body"])} if "body" in message else {}
    return {**message, **({"headers": headers} if headers else {}), **body}


def _unpacked(message: dict[str, Any]) -> Message:
    if "headers" in message:
        message["headers"] = [(unb64url(n), unb64url(v)) for n, v in message["headers"]]
    if "body" in message:
        message["body"] = unb64url(message["body"])
    return message
