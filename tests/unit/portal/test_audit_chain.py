"""The audit log by itself: what was written can be neither changed nor lost without a trace."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from portal.domain.audit import verification as anchors
from portal.domain.audit.entries import AUDIT, entries_after, entry_hash, latest_of
from portal.domain.audit.log import Event, record_event
from portal.domain.audit.verification import START, Anchor, AnchorProblem, Head, verify
from portal.platform.database.before_commit import finish_before_commit
from portal.platform.database.database import open_database
from portal.platform.database.engines import is_sqlite, postgres_engine, sqlite_engine
from portal.platform.database.migration import migrate
from tests.support.postgres import temporary_postgres

pytestmark = pytest.mark.heavy

ENTRIES = 6


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with temporary_postgres() as url:
        migrate(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database, whose log is empty once `engine` was asked for."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path / 'audit.sqlite'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An empty log whose owner can do everything with it."""
    if not is_sqlite(url):
        engine = postgres_engine(url, connections=8)
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
            connection.execute(text("DELETE FROM audit"))
            connection.execute(text("ALTER TABLE audit ENABLE TRIGGER ALL"))
    else:
        migrate(url)
        engine = sqlite_engine(url)
    yield engine
    engine.dispose()


def write(engine: Engine, work: Callable[[Connection], object]) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        with finish_before_commit(connection):
            work(connection)


def fill(connection: Connection) -> None:
    for number in range(1, ENTRIES + 1):
        record_event(
            connection, Event.LOGIN_BEGUN, number, account=number % 2, device="d", n=number
        )


def tamper(engine: Engine, *statements: str) -> None:
    """What somebody does who owns the database."""

    def work(connection: Connection) -> None:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        for statement in statements:
            connection.execute(text(statement))

    write(engine, work)


def broken(engine: Engine, *known: Head) -> int | None:
    with engine.connect() as connection:
        return verify(connection, *known).broken


def head(engine: Engine) -> Head:
    with engine.connect() as connection:
        return verify(connection).head


def test_an_untouched_log_is_in_order(engine: Engine) -> None:
    assert (broken(engine), head(engine)) == (None, START)
    write(engine, fill)
    assert (broken(engine), head(engine).seq) == (None, ENTRIES)


def test_a_long_log_is_followed_to_its_end(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.domain.audit.verification._AT_ONCE", 2)
    write(engine, fill)
    assert head(engine).seq == ENTRIES
    tamper(engine, "UPDATE audit SET at = 77 WHERE seq = 6")
    assert broken(engine) == 6


CHANGES = {
    "at": "999",
    "event": "'login-denied'",
    "account_id": "77",
    "device_id": "NULL",
    "facts": "'{}'",
    "previous": "hash",
    "hash": "previous",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_entry_is_found(engine: Engine, column: str) -> None:
    write(engine, fill)
    tamper(engine, f"UPDATE audit SET {column} = {CHANGES[column]} WHERE seq = 4")
    assert broken(engine) == 4


def test_a_changed_entry_with_a_hash_to_match_is_found_at_the_next_one(engine: Engine) -> None:
    write(engine, fill)
    with engine.connect() as connection:
        entry = entries_after(connection, 3, 1)[0]
    made = entry_hash(4, 999, entry.event, 0, "d", entry.facts, entry.previous).hex()
    literal = f"x'{made}'" if engine.dialect.name == "sqlite" else f"'\\x{made}'::bytea"
    tamper(engine, f"UPDATE audit SET at = 999, hash = {literal} WHERE seq = 4")
    assert broken(engine) == 5


@pytest.mark.parametrize("seq", [1, 3])
def test_a_deleted_entry_is_found(engine: Engine, seq: int) -> None:
    write(engine, fill)
    tamper(engine, f"DELETE FROM audit WHERE seq = {seq}")
    assert broken(engine) == seq


def test_a_deleted_entry_is_found_even_when_those_behind_it_move_up(engine: Engine) -> None:
    write(engine, fill)
    moves = [f"UPDATE audit SET seq = seq - 1 WHERE seq = {seq}" for seq in (4, 5, 6)]
    tamper(engine, "DELETE FROM audit WHERE seq = 3", *moves)
    assert broken(engine) == 3


def test_entries_that_changed_places_are_found(engine: Engine) -> None:
    write(engine, fill)
    places = [(3, 99), (4, 3), (99, 4)]
    tamper(engine, *(f"UPDATE audit SET seq = {new} WHERE seq = {old}" for old, new in places))
    assert broken(engine) == 3


def test_an_inserted_entry_is_found(engine: Engine) -> None:
    write(engine, fill)
    moves = [f"UPDATE audit SET seq = seq + 1 WHERE seq = {seq}" for seq in (6, 5, 4)]
    copy = (
        "INSERT INTO audit SELECT 4, at, event, account_id, device_id, facts, previous, hash "
        "FROM audit WHERE seq = 3"
    )
    tamper(engine, *moves, copy)
    assert broken(engine) == 4


def test_a_number_that_was_left_out_is_found(engine: Engine) -> None:
    """As if somebody had written a true chain by hand, with an entry less."""
    write(engine, fill)
    last = head(engine)
    values = (last.seq + 2, 9, "code-issued", None, None, "{}", last.hash)
    row = dict(zip(AUDIT.c.keys(), (*values, entry_hash(*values)), strict=True))
    write(engine, lambda connection: connection.execute(AUDIT.insert().values(**row)))
    assert broken(engine) == last.seq + 1


def test_a_cut_off_end_shows_only_against_a_head_that_was_kept(engine: Engine) -> None:
    write(engine, fill)
    kept = head(engine)
    tamper(engine, "DELETE FROM audit WHERE seq > 4")
    assert broken(engine) is None
    assert broken(engine, kept) == 5


def test_an_end_that_was_cut_off_and_written_anew_shows_against_a_head(engine: Engine) -> None:
    write(engine, fill)
    kept = head(engine)
    tamper(engine, "DELETE FROM audit WHERE seq > 4")
    write(engine, fill)
    assert broken(engine) is None
    assert broken(engine, kept) == ENTRIES


@pytest.mark.parametrize("statement", ["UPDATE audit SET at = 1", "DELETE FROM audit"])
def test_the_table_refuses_every_change(engine: Engine, statement: str) -> None:
    write(engine, fill)
    with pytest.raises(DBAPIError, match="takes no changes"):
        write(engine, lambda connection: connection.execute(text(statement)))
    assert head(engine).seq == ENTRIES


def test_what_is_undone_leaves_no_entry(engine: Engine) -> None:
    write(engine, fill)

    def fail(connection: Connection) -> None:
        record_event(connection, Event.PIN_WRONG, 7)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(engine, fail)
    write(engine, lambda connection: record_event(connection, Event.PIN_CHANGED, 8))
    assert (broken(engine), head(engine).seq) == (None, ENTRIES + 1)


def test_writers_at_the_same_time_make_one_chain(engine: Engine) -> None:
    def many(writer: int) -> None:
        for number in range(20):
            write(engine, lambda c: record_event(c, Event.CODE_ISSUED, number, account=writer))  # noqa: B023

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(many, range(8)))
    assert (broken(engine), head(engine).seq) == (None, 160)


def test_an_account_has_its_own_entries_only(engine: Engine) -> None:
    write(engine, fill)
    with engine.connect() as connection:
        assert [entry.seq for entry in latest_of(connection, 1, 2)] == [5, 3]


# --- the head outside the database


def update(url: str, anchor: Anchor) -> None:
    async def run() -> None:
        database = open_database(url)
        try:
            await anchor.update(database)
        finally:
            database.close()

    asyncio.run(run())


def test_the_head_is_kept_in_a_file(engine: Engine, url: str, tmp_path: Path) -> None:
    write(engine, fill)
    anchor = Anchor(tmp_path)
    assert anchor.load() == START
    update(url, anchor)
    assert anchor.load() == head(engine)
    write(engine, fill)
    update(url, anchor)
    assert anchor.load().seq == 2 * ENTRIES


def test_a_log_that_was_computed_anew_does_not_get_a_new_head(
    engine: Engine, url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(engine, fill)
    anchor = Anchor(tmp_path)
    update(url, anchor)
    kept = anchor.load()
    tamper(engine, "DELETE FROM audit")
    for _ in range(9):
        write(engine, lambda connection: record_event(connection, Event.CODE_ISSUED, 1))
    assert broken(engine) is None
    update(url, anchor)
    assert anchor.load() == kept
    assert broken(engine, anchor.load()) == ENTRIES
    assert "changed or cut off" in caplog.text


def test_a_break_behind_the_head_is_told_and_the_head_stays_before_it(
    engine: Engine, url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    anchor = Anchor(tmp_path)
    write(engine, fill)
    tamper(engine, "UPDATE audit SET at = 77 WHERE seq = 5")
    update(url, anchor)
    assert anchor.load().seq == 4
    assert "broken at entry 5" in caplog.text


@pytest.mark.parametrize("content", ["", "5", "x:00", "5:00", f"-1:{'00' * 32}"])
def test_a_damaged_file_is_said_in_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / anchors.NAME).write_text(content)
    with pytest.raises(AnchorProblem, match="backup"):
        Anchor(tmp_path).load()
