"""No letter is lost, none is sent twice, and nobody's address is in a log."""

import logging
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from portal.domain.email.deliveries import (
    GIVE_UP_SECONDS,
    KEEP_GIVEN_UP_SECONDS,
    KEEP_SENT_SECONDS,
    LEASE_SECONDS,
    claim_next,
    forget_old,
    pause,
    postpone,
)
from portal.domain.email.outbox import EmailKind
from tests.support.mail_server import MailServer, mail_server
from tests.unit.portal.post_office import TO, PostOffice, open_office

pytestmark = pytest.mark.heavy

HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def office(tmp_path: Path, mails: MailServer) -> PostOffice:
    return open_office(tmp_path, mails.port)


def test_a_letter_is_sent_once(office: PostOffice, mails: MailServer) -> None:
    office.post()
    assert office.deliver() == {"sent": 1}
    assert office.deliver() == {}
    assert len(mails.received) == 1


def test_the_same_letter_is_written_once(office: PostOffice) -> None:
    for _ in range(2):
        office.post(once="reminder of something")
    assert len(office.rows()) == 1


def test_a_mail_server_that_is_down_loses_nothing(office: PostOffice, mails: MailServer) -> None:
    mails.stop()
    office.post()
    assert office.deliver() == {"postponed": 1}
    mails.start()
    assert office.deliver() == {}
    office.clock.advance(HOUR)
    assert office.deliver() == {"sent": 1}
    assert [mail["X-To"] for mail in mails.received] == [TO]


def test_where_the_mail_server_is_down_the_other_letters_are_not_tried(
    office: PostOffice, mails: MailServer
) -> None:
    mails.stop()
    for _ in range(3):
        office.post()
    assert office.deliver() == {"postponed": 1}
    assert sorted(office.rows("tries")) == [(0,), (0,), (1,)]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_letter_that_is_not_taken_now_is_tried_again_and_others_are_sent(
    office: PostOffice, mails: MailServer, command: str
) -> None:
    mails.refuse(450, at=command)
    office.post()
    office.post()
    assert office.deliver() == {"postponed": 2}
    mails.accept()
    office.clock.advance(2 * 60)
    assert office.deliver() == {"sent": 2}


def test_pauses_double_from_a_minute_to_an_hour_and_differ_by_a_tenth_at_most() -> None:
    ids = [f"00000000-0000-4000-8000-{number:012}" for number in range(100)]
    for tries, seconds in enumerate([60, 120, 240, 480, 960, 1920, 3600, 3600, 3600], 1):
        pauses = {pause(id_, tries) for id_ in ids}
        assert min(pauses) >= 0.9 * seconds - 1
        assert max(pauses) <= 1.1 * seconds
        assert len(pauses) > 5
    assert pause(ids[0], 10_000) <= 1.1 * HOUR


def test_after_five_days_a_letter_is_given_up_with_an_alarm(
    office: PostOffice, mails: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mails.stop()
    office.post()
    office.clock.advance(GIVE_UP_SECONDS - 1)
    assert office.deliver() == {"postponed": 1}
    office.clock.advance(2 * HOUR)
    with caplog.at_level(logging.ERROR, "portal.alarm"):
        assert office.deliver() == {"given-up": 1}
    assert "given up" in caplog.text
    mails.start()
    office.clock.advance(DAY)
    assert office.deliver() == {}


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_letter_that_is_refused_for_good_is_given_up_with_an_alarm(
    office: PostOffice, mails: MailServer, caplog: pytest.LogCaptureFixture, command: str
) -> None:
    mails.refuse(550, at=command)
    office.post()
    with caplog.at_level(logging.ERROR, "portal.alarm"):
        assert office.deliver() == {"given-up": 1}
    ((id_,),) = office.rows("id")
    assert f"letter {id_} (taken) was given up: the mail server answered 550" in caplog.text
    mails.accept()
    office.clock.advance(DAY)
    assert office.deliver() == {}


def test_a_sender_that_the_mail_server_refuses_is_no_reason_to_give_letters_up(
    office: PostOffice, mails: MailServer
) -> None:
    mails.refuse(550, at="MAIL")
    office.post()
    assert office.deliver() == {"postponed": 1}


def test_a_letter_that_cannot_be_written_is_given_up_and_others_are_sent(
    office: PostOffice, mails: MailServer
) -> None:
    office.post(EmailKind.ASKED)  # names no registration, and no reason
    office.post()
    assert office.deliver() == {"given-up": 1, "sent": 1}


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
    office: PostOffice, mails: MailServer, to: str
) -> None:
    office.post(to=to)
    assert office.deliver() == {"given-up": 1}
    assert mails.received == []


def test_a_letter_that_is_leased_is_left_alone_until_the_lease_is_over(
    office: PostOffice,
) -> None:
    office.post()
    now = office.clock.now()
    due = office.write(lambda connection: claim_next(connection, now))
    assert due is not None
    assert office.deliver() == {}
    office.clock.advance(LEASE_SECONDS)
    assert office.deliver() == {"sent": 1}
    # The process that was too slow changes nothing any more.
    office.write(lambda connection: postpone(connection, due, office.clock.now()))
    assert office.rows("tries, given_up_at") == [(0, None)]
    assert office.rows("sent_at") != [(None,)]


def test_a_crash_after_the_mail_server_took_it_sends_the_same_message_id_again(
    office: PostOffice, mails: MailServer
) -> None:
    office.post()
    assert office.deliver() == {"sent": 1}
    office.write(lambda connection: connection.exec_driver_sql("UPDATE outbox SET sent_at = NULL"))
    office.clock.advance(LEASE_SECONDS)
    assert office.deliver() == {"sent": 1}
    first, second = mails.received
    assert first["Message-ID"] == second["Message-ID"]


def test_nothing_is_locked_while_a_mail_is_on_its_way(office: PostOffice) -> None:
    class Writing:
        async def send(self, message: EmailMessage, recipient: str) -> None:
            if recipient == TO:
                office.post(to="another@abc.de")

    office.post()
    office.sender = Writing()
    assert office.deliver() == {"sent": 2}


def test_letters_that_were_sent_or_given_up_are_forgotten(
    office: PostOffice, mails: MailServer
) -> None:
    office.post()
    office.post(to="nobody")
    office.deliver()
    office.clock.advance(KEEP_SENT_SECONDS - 1)
    assert office.write(lambda connection: forget_old(connection, office.clock.now())) == 0
    office.clock.advance(1)
    assert office.write(lambda connection: forget_old(connection, office.clock.now())) == 1
    assert office.rows("recipient") == [("nobody",)]
    office.clock.advance(KEEP_GIVEN_UP_SECONDS)
    assert office.write(lambda connection: forget_old(connection, office.clock.now())) == 1


def test_letters_that_wait_are_never_forgotten(office: PostOffice) -> None:
    office.post()
    later = office.clock.now() + 1000 * DAY
    assert office.write(lambda connection: forget_old(connection, later)) == 0


def test_no_log_names_an_address(
    office: PostOffice, mails: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        office.post()
        office.deliver()
        for code in (450, 550):
            mails.refuse(code)
            office.post()
            office.deliver()
        mails.stop()
        office.post()
        office.deliver()
        office.post(to="max@abc.de max")
        office.deliver()
    # The receiving server is the test's own.
    ours = [record for record in caplog.records if not record.name.startswith("mail.")]
    logged = "\n".join(logging.Formatter("%(name)s %(message)s").format(line) for line in ours)
    assert "portal.mail" in logged
    assert "portal.alarm" in logged
    assert "abc.de" not in logged
