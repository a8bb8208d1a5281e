"""PIN tries that are reserved, on each database, where a second process works at the same time."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from portal.api.pin_verification import PinVerification
from portal.composition import device_pipeline
from portal.platform.database.database import open_database
from tests.contract.app import LOGIN
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated
from tests.unit.portal.test_pin_reservations import WRONG, evaluated, send_cut_off, tries
from tests.unit.portal.test_pin_tries import in_parallel

__all__ = ["evaluated"]


@pytest.fixture
def second(portal: RunningPortal) -> Iterator[PinVerification]:
    """What verifies PINs in another process at the same database."""
    database = open_database(portal.settings.database_url)
    yield device_pipeline(replace(portal.app.context, database=database)).pins
    database.close()


def test_what_was_cut_off_is_verified_by_two_processes_and_counted_once(
    portal: RunningPortal, second: PinVerification
) -> None:
    device = activated(portal, LOGIN)
    for _ in range(3):
        send_cut_off(device, WRONG)

    async def both() -> None:
        mine = portal.app.maintenance.verify_left_over
        await asyncio.gather(mine(0), second.verify_left_over(0))

    portal.run(both())
    assert tries(portal, device) == (2, 12)
    device.freshen()
    assert device.status() == device.status() | {"state": "active", "left": 2}


def test_of_parallel_wrong_pins_five_are_evaluated_while_another_process_verifies_them_too(
    portal: RunningPortal, second: PinVerification, evaluated: dict[bytes, bool]
) -> None:
    device = activated(portal, LOGIN)

    async def again_and_again() -> None:
        while True:
            await second.verify_left_over(0)
            # Reading SQLite lets nobody else have the loop.
            await asyncio.sleep(0)

    running = asyncio.run_coroutine_threadsafe(again_and_again(), portal._loop)
    in_parallel(device, 20)
    running.cancel()
    assert list(evaluated.values()).count(False) == 5
    assert device.status()["state"] == "locked"
    assert portal.query("SELECT count(*) FROM pin_reservations") == [(0,)]
