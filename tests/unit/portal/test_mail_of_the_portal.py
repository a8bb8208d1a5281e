"""The running portal sends what was written, at once, and tells users what happens to them."""

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from crypto.statements import Decision
from portal.domain.email.outbox import Email, EmailKind, enqueue
from tests.support.mail_server import MailServer, mail_server, text_of
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.unit.portal.conftest import activated, name_of

pytestmark = pytest.mark.heavy

LOGIN = "max@abc.de"


@pytest.fixture(scope="module")
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, mails: MailServer) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("portal"), mails=mails) as running:
        yield running


@pytest.fixture
def login(portal: RunningPortal, request: pytest.FixtureRequest) -> str:
    """A cleared account whose user reads English."""
    login = f"{request.node.name.replace('_', '-')[:60]}@abc.de"
    portal.create_account(login, cleared=True)
    portal.execute("UPDATE accounts SET language = 'en' WHERE login = :l", l=login)
    return login


def write_email(portal: RunningPortal, to: str) -> None:
    """As a page of the portal would."""

    def work(connection: Connection) -> None:
        enqueue(connection, Email(EmailKind.TAKEN, to), portal.clock.now())

    portal.run(portal.app.context.database.write(work))


def test_an_email_is_sent_as_soon_as_it_is_written(
    portal: RunningPortal, mails: MailServer
) -> None:
    # Nobody waits a minute here: the worker was notified.
    write_email(portal, "soon@abc.de")
    mails.wait_for("soon@abc.de")


def test_an_email_that_was_postponed_is_sent_when_its_time_comes(
    portal: RunningPortal, mails: MailServer
) -> None:
    mails.refuse(451)
    write_email(portal, "later@abc.de")
    mails.wait_for_refusals(1)
    mails.accept()
    # The portal may still be noting the refusal when the clock is moved.
    assert any(portal.clock.advance(120) or mails.has("later@abc.de", 0.5) for _ in range(20))


def test_a_new_device_is_told(portal: RunningPortal, mails: MailServer, login: str) -> None:
    activated(portal, login)
    mail = mails.wait_for(login, "new device")
    assert "Name of the device" in text_of(mail)


def test_a_device_that_is_locked_is_told(
    portal: RunningPortal, mails: MailServer, login: str
) -> None:
    device = activated(portal, login)
    for _ in range(5):
        name_of(lambda: device.applogin("111119"))
    assert "wrong PIN" in text_of(mails.wait_for(login, "unusual"))


def test_a_login_that_is_reported_is_told(
    portal: RunningPortal, mails: MailServer, login: str
) -> None:
    device = activated(portal, login)
    Browser(portal.url).begin(login)
    device.respond(device.poll()["challenge"], Decision.REPORT)
    assert "reported" in text_of(mails.wait_for(login, "unusual"))


def test_a_login_as_always_is_not_told(
    portal: RunningPortal, mails: MailServer, login: str
) -> None:
    device = activated(portal, login)
    browser = Browser(portal.url)
    browser.begin(login)
    browser.finish(device.respond(device.poll()["challenge"])["ticket"])
    mails.wait_for(login, "new device")
    kinds = portal.query("SELECT kind FROM outbox WHERE recipient = :l", l=login)
    assert kinds == [("new-device",)]


def test_without_a_mail_server_emails_stay_and_the_log_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "portal"), running_portal(tmp_path) as portal:
        portal.create_account(LOGIN)
        activated(portal, LOGIN)
        portal.clock.advance(86_400)
        assert portal.query("SELECT tries, sent_at FROM outbox") == [(0, None)]
    lines = [record.getMessage() for record in caplog.records]
    assert [line for line in lines if "mail_host" in line] == [
        "mail_host is not set: e-mails are kept, and none is sent"
    ]


def test_a_portal_that_ends_sends_what_it_has_begun_and_keeps_the_rest(tmp_path: Path) -> None:
    with mail_server() as mails, running_portal(tmp_path, mails=mails) as portal:
        write_email(portal, "first@abc.de")
        mails.wait_for("first@abc.de")
        portal.stop()
        assert portal.query("SELECT count(*) FROM outbox WHERE sent_at IS NULL") == [(0,)]
        portal.write(lambda c: enqueue(c, Email(EmailKind.TAKEN, "second@abc.de"), 0))
        portal.start()
        mails.wait_for("second@abc.de")
    assert len(mails.received) == 2


def test_a_mail_server_that_says_nothing_keeps_no_portal_from_ending(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        running_portal(
            tmp_path,
            mail_host="127.0.0.1",
            mail_port=silent.getsockname()[1],
            mail_from="portal@example.de",
        ) as portal,
    ):
        write_email(portal, "max@abc.de")
        connection, _ = silent.accept()
        with connection:
            portal.stop()
        assert portal.query("SELECT sent_at, given_up_at, tries FROM outbox") == [(None, None, 0)]
