"""Several processes at one database: each thing happens once, on both databases."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.jobs.deadlines import Deadlines
from portal.platform.database.database import open_database
from tests.support.mail_server import MailServer, mail_server
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.registrations import DAY, add_registration
from tests.unit.portal.mail_setup import MailSetup, open_mail_setup

RUNNERS = 4
MANY = 12


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def mail_setup(request: pytest.FixtureRequest, tmp_path: Path, mails: MailServer) -> MailSetup:
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("migrated_database")
    return open_mail_setup(tmp_path, mails.port, url)


def together(work: Callable[[], dict[str, int]]) -> Counter[str]:
    """Do it in several threads at the same moment; the sum of what each says."""
    gate, sums = threading.Barrier(RUNNERS), list[dict[str, int]]()

    def run() -> None:
        gate.wait()
        sums.append(work())

    threads = [threading.Thread(target=run) for _ in range(RUNNERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sums) == RUNNERS
    return sum(map(Counter, sums), Counter())


def run_maintenance(portal: RunningPortal) -> dict[str, int]:
    """As a process of its own would."""

    async def run() -> Counter[str]:
        database = open_database(portal.settings.database_url)
        try:
            return await Deadlines(database, portal.clock, 30).run()
        finally:
            database.close()

    return asyncio.run(run())


def test_several_mail_workers_send_each_email_once(
    mail_setup: MailSetup, mails: MailServer
) -> None:
    recipients = [f"user{number}@abc.de" for number in range(MANY)]
    for recipient in recipients:
        mail_setup.post(to=recipient)
    assert together(mail_setup.deliver) == {"sent": MANY}
    assert sorted(mail["X-To"] for mail in mails.received) == sorted(recipients)


def test_an_email_is_sent_as_soon_as_it_is_written(
    mail_setup: MailSetup, mails: MailServer, tmp_path: Path
) -> None:
    email = Email(EmailKind.TAKEN, "soon@abc.de")
    with running_portal(tmp_path, database_url=mail_setup.url, mails=mails) as portal:
        # Nobody waits a minute here: the worker was notified.
        database, now = portal.app.context.database, portal.clock.now()
        portal.run(database.write(lambda connection: enqueue(connection, email, now)))
        mails.wait_for("soon@abc.de")


def test_several_processes_remind_once_and_delete_once(portal: RunningPortal) -> None:
    logins = [f"user{number}@abc.de" for number in range(MANY)]
    for login in logins:
        portal.create_account(login)
        add_registration(portal, login)
    portal.clock.advance(23 * DAY)
    assert together(lambda: run_maintenance(portal)) == {"reminded": MANY}
    portal.clock.advance(7 * DAY)
    assert together(lambda: run_maintenance(portal)) == {"expired": MANY}
    kinds = portal.query("SELECT kind, count(*) FROM outbox GROUP BY kind")
    assert kinds == [(EmailKind.EXPIRED, MANY)]
    told = portal.query("SELECT count(*) FROM audit WHERE event = 'registration-deleted'")
    assert told == [(MANY,)]
    assert portal.query("SELECT * FROM registrations") == []
