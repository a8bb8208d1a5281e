"""What was typed into forms, for all processes that serve the portal.

A browser's next request may come to any of them. The rows lie in tables that PostgreSQL does not
log, wrapped under the data key: neither a backup nor the database alone tells what somebody typed
(docs/adr/0039-several-processes.md). On SQLite there is one process, and its memory is enough.
"""

import asyncio
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    Table,
    Text,
    bindparam,
    delete,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert
from starlette.types import Send

from crypto.encoding import dump_object
from portal.platform.asgi import Message
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.database.engines import METADATA
from portal.platform.database.statement import Statement
from portal.platform.keys.key_ring import KeyRing
from portal.platform.keys.wrapping import CannotUnwrap
from portal.platform.limits import Exceeded, Limit
from portal.platform.storage_failures import StorageUnavailable
from portal.web.form_states import (
    MOST_IN_ALL,
    MOST_OF_NETWORK,
    Changes,
    FormStates,
    Kept,
    State,
)

TYPED: Final = Table(
    "typed_forms",
    METADATA,
    Column("id", Text, primary_key=True),
    # Hash of the visit cookie.
    Column("browser", LargeBinary, nullable=False, index=True),
    # A keyed hash of the network's address.
    Column("network", LargeBinary, nullable=False, index=True),
    Column("ends_at", BigInteger, nullable=False, index=True),
    # What was typed, wrapped.
    Column("content", LargeBinary, nullable=False),
)
ACCOUNTS: Final = Table(
    "form_accounts",
    METADATA,
    Column("browser", LargeBinary, primary_key=True),
    # Who was logged in there last.
    Column("account_id", Integer, nullable=False),
    Column("ends_at", BigInteger, nullable=False, index=True),
)
ACCOUNT_SECONDS: Final = 12 * 3600
"""Longer than a session lasts."""

_START: Final = "http.response.start"

_T, _A = TYPED.c, ACCOUNTS.c
_BROWSER: Final = bindparam("browser_", type_=LargeBinary)
# In one way to the server: the row without an id has the account.
_FIND: Final = Statement(
    union_all(
        select(_T.id, _T.ends_at, _T.content).where(_T.browser == _BROWSER),
        select(null(), _A.account_id, null()).where(_A.browser == _BROWSER),
    ).order_by("ends_at")
)
_NEW: Final = insert(TYPED)
_PUT: Final = Statement(
    _NEW.on_conflict_do_update(
        index_elements=[_T.id],
        set_={"browser": _NEW.excluded.browser, "content": _NEW.excluded.content},
    ),
    columns=_T.keys(),
)
_DROP: Final = Statement(delete(TYPED).where(_T.id == bindparam("id_")))
_NEW_ACCOUNT: Final = insert(ACCOUNTS)
_PUT_ACCOUNT: Final = Statement(
    _NEW_ACCOUNT.on_conflict_do_update(
        index_elements=[_A.browser],
        set_={
            "account_id": _NEW_ACCOUNT.excluded.account_id,
            "ends_at": _NEW_ACCOUNT.excluded.ends_at,
        },
    ),
    columns=_A.keys(),
)
_DROP_ACCOUNT: Final = Statement(delete(ACCOUNTS).where(_A.browser == _BROWSER))
_OF_NETWORK: Final = select(_T.id).where(_T.network == bindparam("network_"))
_NEWEST_FIRST: Final = _T.ends_at.desc()
_DROP_OLDEST_OF_NETWORK: Final = Statement(
    delete(TYPED).where(_T.id.in_(_OF_NETWORK.order_by(_NEWEST_FIRST).offset(MOST_OF_NETWORK)))
)
_DROP_OLDEST: Final = Statement(
    delete(TYPED).where(_T.id.in_(select(_T.id).order_by(_NEWEST_FIRST).offset(MOST_IN_ALL)))
)
_FORGET: Final = (
    Statement(delete(TYPED).where(_T.ends_at <= bindparam("now_"))),
    Statement(delete(ACCOUNTS).where(_A.ends_at <= bindparam("now_"))),
)


def forget_old_forms(connection: Connection, now: int) -> None:
    """Delete what has had its time."""
    for statement in _FORGET:
        statement.change(connection, now_=now)


@dataclass(frozen=True)
class SharedForms:
    """Brings what is known of a browser in step with the other processes, for each request that may
    need it.
    """

    states: FormStates
    database: Database
    clock: Clock
    keys: KeyRing
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while changes are stored."""

    async def load(self, browser: bytes | None) -> None:
        """Before a request is answered: learn what others have kept for its browser."""
        if browser is None:
            return
        found, account = await self.database.read(lambda c: self._find(c, browser))
        self.states.replace_all(browser, found, account)

    def saving(self, send: Send) -> Send:
        """Store what has changed before any of the answer is sent."""

        async def saved(message: Message) -> None:
            if message["type"] == _START and (self.states.has_changes or self.lock.locked()):
                await self.save()
            await send(message)

        return saved

    async def save(self) -> None:
        """Returns when all that had changed is stored, by whichever request."""
        async with self.lock:
            if not self.states.has_changes:
                return
            changes = self.states.take_changes()
            try:
                await self.database.write(lambda connection: self._store(connection, changes))
            except StorageUnavailable:
                # Known here all the same, and stored when the database is there again.
                self.states.put_back(changes)
                raise

    def _find(self, connection: Connection, browser: bytes) -> tuple[dict[str, State], int | None]:
        known: dict[str, State] = {}
        account = None
        for id_, until_or_account, wrapped in _FIND.all(connection, browser_=browser):
            if id_ is None:
                account = until_or_account
            elif (state := self._read(id_, browser, until_or_account, wrapped)) is not None:
                known[id_] = state
        return known, account

    def _store(self, connection: Connection, changes: Changes) -> None:
        for id_, state in sorted(changes.states.items()):
            if state is None:
                _DROP.put(connection, id_=id_)
            else:
                self._put(connection, id_, state)
        for browser, account in sorted(changes.accounts.items()):
            if account is None:
                _DROP_ACCOUNT.put(connection, browser_=browser)
            else:
                end = self.clock.now() + ACCOUNT_SECONDS
                _PUT_ACCOUNT.put(connection, browser=browser, account_id=account, ends_at=end)

    def _put(self, connection: Connection, id_: str, state: State) -> None:
        network = self.keys.browser_mac("network", state.network.encode())
        content = self.keys.vault.wrap(dump_object(_content(state.kept)), _place(id_))
        row = {"id": id_, "browser": state.browser, "network": network, "content": content}
        _PUT.put(connection, **row, ends_at=state.until)
        if state.network:
            _DROP_OLDEST_OF_NETWORK.put(connection, network_=network)
            _DROP_OLDEST.put(connection)

    def _read(self, id_: str, browser: bytes, until: int, wrapped: bytes) -> State | None:
        try:
            content = json.loads(self.keys.vault.unwrap(bytes(wrapped), _place(id_)))
        except CannotUnwrap:
            return None
        return State(browser, "", until, _kept(content))


def _place(id_: str) -> str:
    return f"typed form|{id_}"


def _content(kept: Kept) -> dict[str, Any]:
    exceeded = kept.exceeded and [kept.exceeded.limit.name, kept.exceeded.retry_after]
    return {**asdict(kept), "fields": dict(kept.fields), "exceeded": exceeded}


def _kept(content: dict[str, Any]) -> Kept:
    if content["exceeded"] is not None:
        name, retry_after = content["exceeded"]
        content["exceeded"] = Exceeded(Limit[name], retry_after)
    return Kept(**content)
