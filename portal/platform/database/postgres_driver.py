"""psycopg's connection, with statements that are prepared once and go to the server together.

Imports the driver, so it is imported late itself: a portal on SQLite has no use for it.
"""

import contextlib
import itertools
import select
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from operator import call
from typing import Any, Final, NamedTuple

from psycopg import Connection, Error, OperationalError, abc
from psycopg.adapt import Transformer
from psycopg.errors import InFailedSqlTransaction, error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

from portal.platform.database.compiled import Row
from portal.platform.storage_failures import OUTDATED_STATE

Value = str | bytes | int | float | bool | None

_TEXT: Final = 0
_BINARY: Final = 1
_FAILED: Final = frozenset((ExecStatus.PIPELINE_ABORTED, ExecStatus.FATAL_ERROR))
_FIND_OUTDATED: Final = frozenset((b"RevalidateCachedQuery", b"FetchPreparedStatement"))
"""PostgreSQL's functions that refuse what was prepared."""


class Outdated(OperationalError):
    """What is prepared on a connection is of no use any more; another one is to be taken."""

    sqlstate = OUTDATED_STATE


class Answer(NamedTuple):
    """What a statement has brought."""

    rows: list[Row]
    rowcount: int
    """How many rows were found or changed."""

    def fetchone(self) -> Row | None:
        return self.rows[0] if self.rows else None

    def fetchall(self) -> list[Row]:
        return self.rows


class PostgresConnection(Connection[Row]):
    """Runs what `Statement` has compiled by libpq's own calls; SQLAlchemy uses it as any other.

    An execution of psycopg's takes three times as much of a processor, and each statement a way to
    the server and back (docs/performance.md). So a statement whose answer nobody looks at waits
    for the next one that is asked: for what belongs together there is one way (libpq's pipeline
    mode).
    """

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self._waiting: list[_Query] = []
        self._names: dict[str, bytes] = {}
        """Of what is prepared, by its SQL. Statements come from the code: there are not many."""
        self._numbers = itertools.count(1)

    def put(self, sql: str, values: Sequence[Value] = ()) -> None:
        """Run it before whatever comes next in its transaction, and do not wait for it.

        What is wrong with it is raised by what comes next, at the latest by the commit.
        """
        self._add(sql, values)
        if not (self._waiting[0] is _BEGIN or self._is_in_transaction):
            self._exchange()

    def run(self, sql: str, values: Sequence[Value] = ()) -> Answer:
        """Run it and all that waits.

        Args:
            sql: has $1, $2 … where values are, and is the same for each run of a statement.
            values: in this order.

        Raises:
            psycopg.Error: the first of them that fails says why; none behind it is run.
        """
        self._add(sql, values)
        result = self._exchange()
        found = result.ntuples
        if not found:
            return Answer([], result.command_tuples or 0)
        transformer = self._transformer
        transformer.set_pgresult(result)
        return Answer(transformer.load_rows(0, found, tuple), found)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What is done inside is kept together, or undone where something raises.

        It begins with the first statement, and without one there is nothing to do.
        """
        self._waiting.append(_BEGIN)
        try:
            yield
            self._refuse_failed()
            if self._is_in_transaction or len(self._waiting) > 1:
                self.run("COMMIT")
        finally:
            self._undo()

    def flush(self) -> None:
        """Run what waits."""
        if self._waiting:
            self._exchange()

    def cursor(self, *words: Any, **options: Any) -> Any:
        """psycopg's own way, which SQLAlchemy takes."""
        self.flush()
        return super().cursor(*words, **options)

    def commit(self) -> None:
        self.flush()
        self._refuse_failed()
        super().commit()

    def rollback(self) -> None:
        self._waiting.clear()
        if not self.closed:
            super().rollback()

    @property
    def has_news(self) -> bool:
        """Unasked a server says only that it ends the connection, or that a setting has changed."""
        return bool(self._readable(0))

    @property
    def _is_in_transaction(self) -> bool:
        return self.pgconn.transaction_status != TransactionStatus.IDLE

    @cached_property
    def _transformer(self) -> abc.Transformer:
        return Transformer(self)

    @cached_property
    def _readable(self) -> "_Wait":
        return _wait_for(self.pgconn.socket)

    @cached_property
    def _writable(self) -> "_Wait":
        return _wait_for(self.pgconn.socket, writing=True)

    def _refuse_failed(self) -> None:
        """Raises InFailedSqlTransaction where a commit would undo all and not say so."""
        if self.pgconn.transaction_status == TransactionStatus.INERROR:
            raise InFailedSqlTransaction("a statement has failed: nothing can be kept")

    def _undo(self) -> None:
        """Does nothing after a commit."""
        self._waiting.clear()
        if self.closed or not self._is_in_transaction:
            return
        try:
            self.run("ROLLBACK")
        except Error:
            # What is left open there keeps its locks.
            self.close()

    def _add(self, sql: str, values: Sequence[Value]) -> None:
        query = _query(sql, values)
        if not (self._waiting or self.autocommit or self._is_in_transaction):
            self._waiting.append(_BEGIN)  # As psycopg does it.
        self._waiting.append(query)

    def _exchange(self) -> PGresult:
        """Send what waits, and read all answers; the last one.

        Raises:
            psycopg.Error: what the first answer that is an error says.
        """
        waiting, self._waiting = self._waiting, []
        pgconn, names = self.pgconn, self._names
        prepared: list[tuple[int, str]] = []
        is_ended = False
        pgconn.enter_pipeline_mode()
        try:
            for number, (sql, values, formats) in enumerate(waiting):
                name = names.get(sql)
                if name is None:
                    prepared.append((number + len(prepared), sql))
                    name = names[sql] = b"portal_%d" % next(self._numbers)
                    pgconn.send_prepare(name, sql.encode())
                pgconn.send_query_prepared(name, values, formats, _TEXT)
            pgconn.pipeline_sync()
            while pgconn.flush():
                self._writable(None)
                # A server that cannot get rid of its answers takes nothing more.
                pgconn.consume_input()
            number = len(waiting) + len(prepared) + 1
            answers = self._answers(number)
            # A statement without a transaction is kept by the end of all, which may fail as well.
            if len(answers) == number and answers[-1].status == ExecStatus.PIPELINE_SYNC:
                pgconn.exit_pipeline_mode()
                is_ended = True
            if not is_ended or answers[-2].status in _FAILED:
                raise self._error(answers, prepared)
            return answers[-2]
        except Outdated:
            self.close()
            raise
        finally:
            if not is_ended:
                # Nobody knows what the server has got.
                self.close()

    def _answers(self, number: int) -> list[PGresult]:
        """So many, the last of which is that of the end; fewer where the connection is lost."""
        pgconn = self.pgconn
        found: list[PGresult] = []
        try:
            for _ in range(number):
                # `get_result` would wait as well, and keep Python's other threads waiting with it.
                while pgconn.is_busy():
                    self._readable(None)
                    pgconn.consume_input()
                result = pgconn.get_result()
                if result is None:
                    break
                found.append(result)
                # None, which ends the answers to one statement; it comes without a wait.
                pgconn.get_result()
        except OperationalError:
            return found
        return found

    def _error(self, answers: list[PGresult], prepared: list[tuple[int, str]]) -> Error:
        """What is to be raised: the first of the answers that is an error says why.

        Args:
            answers: all that have come.
            prepared: which of them say of what SQL whether it was prepared.
        """
        for place, sql in prepared:
            if place >= len(answers) or answers[place].status in _FAILED:
                del self._names[sql]
        failed = next((one for one in answers if one.status in _FAILED), None)
        if failed is None or not failed.error_field(DiagnosticField.SQLSTATE):
            return OperationalError(f"the connection is lost: {self.pgconn.get_error_message()}")
        error = error_from_result(failed)
        # Another version's tables have a column of another type, or somebody has discarded all.
        is_outdated = failed.error_field(DiagnosticField.SOURCE_FUNCTION) in _FIND_OUTDATED
        return Outdated(str(error)) if is_outdated else error


_Query = tuple[str, list[bytes | None], Sequence[int]]
"""SQL, values and their formats, as libpq takes them."""


def _query(sql: str, values: Sequence[Value]) -> _Query:
    encoders, formats = _ways(tuple(map(type, values)))
    return sql, list(map(call, encoders, values)), formats


@cache
def _ways(kinds: tuple[type, ...]) -> tuple[list[Callable[[Any], bytes | None]], list[int]]:
    """How values of these types are encoded, and whether that is what PostgreSQL calls binary.

    Of texts it is what libpq would read to the first NUL only; PostgreSQL refuses one.
    """
    # A subclass, a text of a template for one, is sent as what it is made from.
    plain = [next(base for base in kind.__mro__ if base in _ENCODERS) for kind in kinds]
    encoders = [_ENCODERS[kind] for kind in plain]
    return encoders, [_BINARY if kind in (str, bytes) else _TEXT for kind in plain]


_ENCODERS: Final[dict[type, Callable[[Any], bytes | None]]] = {
    str: str.encode,
    bytes: bytes,
    int: b"%d".__mod__,
    bool: lambda value: b"t" if value else b"f",
    float: lambda value: repr(value).encode(),
    type(None): lambda _value: None,
}
_BEGIN: Final = _query("BEGIN", ())
_Wait = Callable[[float | None], object]
"""Waits so many milliseconds at most; says whether it was not in vain."""


def _wait_for(socket: int, *, writing: bool = False) -> _Wait:
    """What waits until there is something to read, or, `writing`, until more can be sent."""
    if sys.platform == "win32":
        return lambda most: any(
            select.select([socket], [socket] * writing, [], most and most / 1000)
        )
    poll = select.poll()
    poll.register(socket, select.POLLIN | select.POLLOUT * writing)
    return poll.poll
