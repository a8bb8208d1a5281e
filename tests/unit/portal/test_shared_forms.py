"""What several processes know of a browser's forms, and how seldom the database is asked for it."""

import asyncio
from collections.abc import Iterator
from unittest import mock

import pytest

from portal.platform.database.database import open_database
from portal.platform.database.postgres_driver import PostgresConnection
from portal.platform.keys.key_ring import KeyRing, create_keys
from portal.web.form_states import FormStates, Kept
from portal.web.shared_forms import SharedForms
from tests.support.clock import ManualClock
from tests.support.postgres import Databases

ME, YOU = b"me" * 16, b"yo" * 16
HERE = "192.0.2.0"
ACCOUNT = 7


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return create_keys(tmp_path_factory.mktemp("keys"), "https://portal.example")


@pytest.fixture
def processes(
    postgres_databases: Databases, keys: KeyRing
) -> Iterator[tuple[SharedForms, SharedForms]]:
    clock = ManualClock()
    with postgres_databases.migrated() as url:
        databases = open_database(url), open_database(url)
        first, second = (
            SharedForms(FormStates(clock, shared=True), database, clock, keys)
            for database in databases
        )
        yield first, second
        for database in databases:
            database.close()


@pytest.mark.heavy
def test_form_and_account_of_a_browser_come_to_the_other_process_in_one_way(
    processes: tuple[SharedForms, SharedForms],
) -> None:
    first, second = processes
    kept = [Kept({"name": text}) for text in ("Ömer", "Zoë")]
    ids = [first.states.keep(ME, HERE, one) for one in kept]
    first.states.note_account(ME, ACCOUNT, b"session")
    first.states.note_account(YOU, ACCOUNT + 1, b"session")

    async def load() -> int:
        await first.save()
        await second.load(YOU)
        with mock.patch.object(
            PostgresConnection, "_exchange", autospec=True, side_effect=PostgresConnection._exchange
        ) as ways:
            await second.load(ME)
        return ways.call_count

    assert asyncio.run(load()) == 1
    assert [second.states.find(ME, str(id_)) for id_ in ids] == kept
    assert [second.states.account_of(one) for one in (ME, YOU)] == [ACCOUNT, ACCOUNT + 1]
    assert [second.states.find(YOU, str(id_)) for id_ in ids] == [None, None]


def test_who_waits_until_another_request_has_stored_everything_asks_for_no_transaction(
    keys: KeyRing,
) -> None:
    clock, database = ManualClock(), mock.Mock()
    goes_on = asyncio.Event()

    async def write(_work: object) -> None:
        await goes_on.wait()

    database.write = mock.Mock(side_effect=write)
    forms = SharedForms(FormStates(clock, shared=True), database, clock, keys)
    forms.states.note_account(ME, ACCOUNT, b"session")

    async def both() -> None:
        saving = [asyncio.create_task(forms.save()) for _ in range(2)]
        while not database.write.called:
            await asyncio.sleep(0)
        goes_on.set()
        await asyncio.gather(*saving)

    asyncio.run(both())
    assert database.write.call_count == 1
