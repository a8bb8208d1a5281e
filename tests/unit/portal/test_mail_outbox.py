"""No e-mail is lost, none is sent twice, and nobody's address is in a log."""

import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from portal.domain.email.deliveries import (
    GIVE_UP_SECONDS,
    KEEP_GIVEN_UP_SECONDS,
    KEEP_SENT_SECONDS,
    LEASE_SECONDS,
    Owner,
    claim_next,
    forget_old,
    pause,
    postpone,
)
from portal.domain.email.outbox import EmailKind
from tests.support.mail_server import MailServer, mail_server
from tests.unit.portal.mail_setup import TO, MailSetup, open_mail_setup

pytestmark = pytest.mark.heavy

HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def mail_setup(tmp_path: Path, mails: MailServer) -> MailSetup:
    return open_mail_setup(tmp_path, mails.port)


def test_an_email_is_sent_once(mail_setup: MailSetup, mails: MailServer) -> None:
    mail_setup.post()
    assert mail_setup.deliver() == {"sent": 1}
    assert mail_setup.deliver() == {}
    assert len(mails.received) == 1


def test_the_same_email_is_written_once(mail_setup: MailSetup) -> None:
    for _ in range(2):
        mail_setup.post(once="reminder of something")
    assert len(mail_setup.rows()) == 1


def test_a_mail_server_that_is_down_loses_nothing(mail_setup: MailSetup, mails: MailServer) -> None:
    mails.stop()
    mail_setup.post()
    assert mail_setup.deliver() == {"postponed": 1}
    mails.start()
    assert mail_setup.deliver() == {}
    mail_setup.clock.advance(HOUR)
    assert mail_setup.deliver() == {"sent": 1}
    assert [mail["X-To"] for mail in mails.received] == [TO]


def test_where_the_mail_server_is_down_the_other_emails_are_not_tried(
    mail_setup: MailSetup, mails: MailServer
) -> None:
    mails.stop()
    for _ in range(3):
        mail_setup.post()
    assert mail_setup.deliver() == {"postponed": 1}
    assert sorted(mail_setup.rows("tries")) == [(0,), (0,), (1,)]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_an_email_that_is_not_taken_now_is_tried_again_and_others_are_sent(
    mail_setup: MailSetup, mails: MailServer, command: str
) -> None:
    mails.refuse(450, at=command)
    mail_setup.post()
    mail_setup.post()
    assert mail_setup.deliver() == {"postponed": 2}
    mails.accept()
    mail_setup.clock.advance(2 * 60)
    assert mail_setup.deliver() == {"sent": 2}


def test_pauses_double_from_a_minute_to_an_hour_and_differ_by_a_tenth_at_most() -> None:
    ids = [f"00000000-0000-4000-8000-{number:012}" for number in range(100)]
    for tries, seconds in enumerate([60, 120, 240, 480, 960, 1920, 3600, 3600, 3600], 1):
        pauses = {pause(id_, tries) for id_ in ids}
        assert min(pauses) >= 0.9 * seconds - 1
        assert max(pauses) <= 1.1 * seconds
        assert len(pauses) > 5
    assert pause(ids[0], 10_000) <= 1.1 * HOUR


def test_after_five_days_an_email_is_given_up_with_an_alarm(
    mail_setup: MailSetup, mails: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mails.stop()
    mail_setup.post()
    mail_setup.clock.advance(GIVE_UP_SECONDS - 1)
    assert mail_setup.deliver() == {"postponed": 1}
    mail_setup.clock.advance(2 * HOUR)
    with caplog.at_level(logging.ERROR, "portal.alarm"):
        assert mail_setup.deliver() == {"given-up": 1}
    assert "given up" in caplog.text
    mails.start()
    mail_setup.clock.advance(DAY)
    assert mail_setup.deliver() == {}


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_an_email_that_is_refused_for_good_is_given_up_with_an_alarm(
    mail_setup: MailSetup, mails: MailServer, caplog: pytest.LogCaptureFixture, command: str
) -> None:
    mails.refuse(550, at=command)
    mail_setup.post()
    with caplog.at_level(logging.ERROR, "portal.alarm"):
        assert mail_setup.deliver() == {"given-up": 1}
    ((id_,),) = mail_setup.rows("id")
    assert f"e-mail {id_} (taken) was given up: the mail server answered 550" in caplog.text
    mails.accept()
    mail_setup.clock.advance(DAY)
    assert mail_setup.deliver() == {}


def test_a_sender_that_the_mail_server_refuses_is_no_reason_to_give_emails_up(
    mail_setup: MailSetup, mails: MailServer
) -> None:
    mails.refuse(550, at="MAIL")
    mail_setup.post()
    assert mail_setup.deliver() == {"postponed": 1}


def test_an_email_that_cannot_be_written_is_given_up_and_others_are_sent(
    mail_setup: MailSetup, mails: MailServer
) -> None:
    mail_setup.post(EmailKind.ASKED)  # names no registration, and no reason
    mail_setup.post()
    assert mail_setup.deliver() == {"given-up": 1, "sent": 1}


@pytest.mark.parametrize(
    "to",
    [
        "a@abc.de, b@abc.de",
        "a@abc.de\r\nRCPT TO:<b@abc.de>",
        "a@abc.de>\n",
        "<a@abc.de>",
        "Max a@abc.de",
        '"a b"@abc.de',
        "a@@abc.de",
        "a@-abc.de",
        "a@[127.0.0.1]",
        "@abc.de",
        "nobody",
        "",
    ],
)
def test_what_is_not_one_address_gets_no_mail(
    mail_setup: MailSetup, mails: MailServer, to: str
) -> None:
    mail_setup.post(to=to)
    assert mail_setup.deliver() == {"given-up": 1}
    assert mails.received == []


def test_an_email_that_is_leased_is_left_alone_until_the_lease_is_over(
    mail_setup: MailSetup,
) -> None:
    mail_setup.post()
    now = mail_setup.clock.now()
    due = mail_setup.write(lambda connection: claim_next(connection, now, Owner.COMMAND))
    assert due is not None
    assert mail_setup.deliver() == {}
    mail_setup.clock.advance(LEASE_SECONDS)
    assert mail_setup.deliver() == {"sent": 1}
    # The process that was too slow changes nothing any more.
    mail_setup.write(lambda connection: postpone(connection, due, mail_setup.clock.now()))
    assert mail_setup.rows("tries, given_up_at") == [(0, None)]
    assert mail_setup.rows("sent_at") != [(None,)]


def test_a_crash_after_the_mail_server_took_it_sends_the_same_message_id_again(
    mail_setup: MailSetup, mails: MailServer
) -> None:
    mail_setup.post()
    assert mail_setup.deliver() == {"sent": 1}
    mail_setup.write(
        lambda connection: connection.exec_driver_sql("UPDATE outbox SET sent_at = NULL")
    )
    mail_setup.clock.advance(LEASE_SECONDS)
    assert mail_setup.deliver() == {"sent": 1}
    first, second = mails.received
    assert first["Message-ID"] == second["Message-ID"]


def test_nothing_is_locked_while_a_mail_is_on_its_way(mail_setup: MailSetup) -> None:
    class Writing:
        @contextlib.asynccontextmanager
        async def connected(self) -> AsyncIterator["Writing"]:
            yield self

        async def hand_over(self, message: EmailMessage, recipient: str) -> None:
            if recipient == TO:
                mail_setup.post(to="another@abc.de")

    mail_setup.post()
    mail_setup.sender = Writing()
    assert mail_setup.deliver() == {"sent": 2}


def test_emails_that_were_sent_or_given_up_are_forgotten(
    mail_setup: MailSetup, mails: MailServer
) -> None:
    mail_setup.post()
    mail_setup.post(to="nobody")
    mail_setup.deliver()
    mail_setup.clock.advance(KEEP_SENT_SECONDS - 1)
    assert mail_setup.write(lambda connection: forget_old(connection, mail_setup.clock.now())) == 0
    mail_setup.clock.advance(1)
    assert mail_setup.write(lambda connection: forget_old(connection, mail_setup.clock.now())) == 1
    assert mail_setup.rows("recipient") == [("nobody",)]
    mail_setup.clock.advance(KEEP_GIVEN_UP_SECONDS)
    assert mail_setup.write(lambda connection: forget_old(connection, mail_setup.clock.now())) == 1


def test_emails_that_wait_are_never_forgotten(mail_setup: MailSetup) -> None:
    mail_setup.post()
    later = mail_setup.clock.now() + 1000 * DAY
    assert mail_setup.write(lambda connection: forget_old(connection, later)) == 0


def test_no_log_names_an_address(
    mail_setup: MailSetup, mails: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        mail_setup.post()
        mail_setup.deliver()
        for code in (450, 550):
            mails.refuse(code)
            mail_setup.post()
            mail_setup.deliver()
        mails.stop()
        mail_setup.post()
        mail_setup.deliver()
        mail_setup.post(to="max@abc.de max")
        mail_setup.deliver()
    # The receiving server is the test's own.
    ours = [record for record in caplog.records if not record.name.startswith("mail.")]
    logged = "\n".join(logging.Formatter("%(name)s %(message)s").format(line) for line in ours)
    assert "portal.mail" in logged
    assert "portal.alarm" in logged
    assert "abc.de" not in logged
