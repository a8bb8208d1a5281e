"""A portal that ends while it sends: no e-mail waits for a dead process, none is sent twice."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from portal.domain.email.deliveries import Owner, claim_next
from portal.domain.email.outbox import Email, EmailKind, enqueue
from tests.support.mail_server import MailServer, mail_server
from tests.support.portal_server import RunningPortal, running_portal

pytestmark = pytest.mark.heavy

TO = "max@abc.de"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def portal(tmp_path: Path, mails: MailServer) -> Iterator[RunningPortal]:
    with running_portal(tmp_path, mails=mails) as running:
        yield running


def write_email(portal: RunningPortal) -> None:
    def work(connection: Connection) -> None:
        enqueue(connection, Email(EmailKind.TAKEN, TO), portal.clock.now())

    portal.run(portal.app.context.database.write(work))


def unsent(portal: RunningPortal) -> int:
    return len(portal.query("SELECT id FROM outbox WHERE sent_at IS NULL"))


def test_an_email_that_the_mail_server_has_is_noted_before_the_portal_ends(
    portal: RunningPortal, mails: MailServer
) -> None:
    mails.hold()
    write_email(portal)
    mails.wait_for(TO)
    # Slower than all else that ends with the portal.
    threading.Timer(2, mails.release).start()
    portal.stop()
    assert unsent(portal) == 0
    portal.start()
    assert len(mails.received) == 1


def test_an_email_that_no_mail_server_can_have_keeps_nobody_waiting_and_is_sent_by_the_next_start(
    portal: RunningPortal, mails: MailServer
) -> None:
    mails.stop()
    with socket.create_server(("127.0.0.1", mails.port)) as silent:
        write_email(portal)
        connection, _ = silent.accept()
        # Within the ten seconds that it takes to fail.
        portal.stop()
        connection.close()
    assert unsent(portal) == 1
    mails.start()
    portal.start()
    mails.wait_for(TO)
    assert len(mails.received) == 1


@pytest.mark.parametrize(("owner", "is_sent"), [(Owner.SERVER, True), (Owner.COMMAND, False)])
def test_the_lease_of_a_server_that_died_ends_with_the_next_start_and_no_other(
    portal: RunningPortal, mails: MailServer, owner: Owner, *, is_sent: bool
) -> None:
    portal.stop()

    def leave_behind(connection: Connection) -> None:
        enqueue(connection, Email(EmailKind.TAKEN, TO), portal.clock.now())
        assert claim_next(connection, portal.clock.now(), owner) is not None

    portal.write(leave_behind)
    portal.start()
    assert mails.has(TO, 5 if is_sent else 0.5) is is_sent
