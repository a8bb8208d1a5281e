"""Deadlines of registrations: reminded, deleted, kept."""

import functools
import json
from pathlib import Path
from typing import Any

import pytest

from crypto.encoding import b64url
from portal.__main__ import main
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.registration.registrations import ATTACHMENTS, Kind, Registration, State
from portal.jobs.deadlines import scheduled_tasks
from portal.platform.database.engines import sync_transaction
from tests.support.mail_server import mail_server, text_of
from tests.support.portal_server import RunningPortal
from tests.support.registrations import DAY, add_registration, emails, stored

LOGIN = "max@abc.de"


@pytest.fixture
def confirmed(own_portal: RunningPortal) -> Registration:
    """Its user has an account that was never cleared."""
    own_portal.create_account(LOGIN)
    return add_registration(own_portal, LOGIN)


def done(portal: RunningPortal) -> dict[str, int]:
    """What housekeeping did, without what it found nothing of."""
    return {name: number for name, number in portal.run_maintenance().items() if number}


def add_file(portal: RunningPortal, registration: Registration) -> None:
    row: dict[str, Any] = {
        "id": "a",
        "registration_id": registration.id,
        "name": "Bescheinigung.pdf",
    }
    row |= {"kind": "pdf", "size": 1, "stored_as": "0" * 32, "added_at": portal.clock.now()}
    portal.write(lambda connection: connection.execute(ATTACHMENTS.insert(), row))


def test_reminders_come_seven_days_and_one_day_before_and_once(
    own_portal: RunningPortal, confirmed: Registration
) -> None:
    own_portal.clock.advance(23 * DAY - 1)
    assert done(own_portal) == {}
    own_portal.clock.advance(1)
    assert done(own_portal) == {"reminded": 1}
    assert done(own_portal) == {}
    own_portal.clock.advance(6 * DAY)
    assert done(own_portal) == {"reminded": 1}
    assert done(own_portal) == {}
    facts = own_portal.query("SELECT facts FROM outbox WHERE kind = 'reminder' ORDER BY rowid")
    until = str(confirmed.expires_at)
    assert [json.loads(row[0]) for row in facts] == [
        {"days": "7", "until": until},
        {"days": "1", "until": until},
    ]


def test_a_portal_that_slept_sends_the_last_reminder_alone(
    own_portal: RunningPortal, confirmed: Registration
) -> None:
    own_portal.clock.advance(29 * DAY + 1)
    assert done(own_portal) == {"reminded": 1}
    assert '"days": "1"' in own_portal.query("SELECT facts FROM outbox")[0][0]


def test_whoever_was_given_more_time_is_reminded_anew(
    own_portal: RunningPortal, confirmed: Registration
) -> None:
    own_portal.clock.advance(29 * DAY)
    assert done(own_portal) == {"reminded": 1}
    later = own_portal.clock.now() + 30 * DAY
    own_portal.execute("UPDATE registrations SET expires_at = :later", later=later)
    assert done(own_portal) == {}
    own_portal.clock.advance(23 * DAY)
    assert done(own_portal)["reminded"] == 1


def test_an_address_that_was_never_confirmed_gets_no_mail(own_portal: RunningPortal) -> None:
    registration = add_registration(own_portal, LOGIN)
    for _ in range(30):
        own_portal.clock.advance(DAY)
        own_portal.run_maintenance()
    assert stored(own_portal, registration.id) is None
    assert emails(own_portal, LOGIN) == []


def test_a_registration_that_expires_is_deleted_with_its_account_and_its_user_told(
    own_portal: RunningPortal, confirmed: Registration
) -> None:
    own_portal.clock.advance(30 * DAY - 1)
    own_portal.run_maintenance()
    assert stored(own_portal, confirmed.id) is not None
    own_portal.clock.advance(1)
    assert done(own_portal)["expired"] == 1
    assert stored(own_portal, confirmed.id) is None
    assert own_portal.query("SELECT * FROM accounts") == []
    assert emails(own_portal, LOGIN) == [EmailKind.EXPIRED]
    written = own_portal.query("SELECT facts FROM audit WHERE event = 'registration-deleted'")
    assert len(written) == 1
    assert "abc.de" not in written[0][0]


def test_a_reset_that_expires_leaves_the_account(own_portal: RunningPortal) -> None:
    own_portal.create_account(LOGIN)
    add_registration(own_portal, LOGIN, kind=Kind.RESET)
    own_portal.clock.advance(30 * DAY)
    assert done(own_portal)["expired"] == 1
    assert own_portal.query("SELECT login, cleared FROM accounts") == [(LOGIN, 0)]
    assert json.loads(own_portal.query("SELECT facts FROM outbox")[0][0]) == {"kind": "reset"}


@pytest.mark.parametrize("state", [State.ORDERED, State.CLEARED])
def test_what_is_with_the_clerks_or_cleared_does_not_expire(
    own_portal: RunningPortal, confirmed: Registration, state: State
) -> None:
    own_portal.execute("UPDATE registrations SET state = :s", s=state.value)
    own_portal.clock.advance(90 * DAY)
    assert done(own_portal) == {}
    assert stored(own_portal, confirmed.id) is not None


def test_a_refused_registration_is_deleted_after_thirty_days(own_portal: RunningPortal) -> None:
    own_portal.create_account(LOGIN)
    decided_at = own_portal.clock.now()
    made = add_registration(own_portal, LOGIN, state=State.REFUSED, decided_at=decided_at)
    own_portal.clock.advance(30 * DAY - 1)
    assert done(own_portal) == {}
    own_portal.clock.advance(1)
    assert done(own_portal) == {"forgotten": 1}
    assert stored(own_portal, made.id) is None
    assert own_portal.query("SELECT * FROM accounts") == []
    assert emails(own_portal, LOGIN) == []


def test_documents_are_deleted_thirty_days_after_the_decision(own_portal: RunningPortal) -> None:
    own_portal.create_account(LOGIN, cleared=True)
    decided_at = own_portal.clock.now()
    made = add_registration(own_portal, LOGIN, state=State.CLEARED, decided_at=decided_at)
    add_file(own_portal, made)
    own_portal.clock.advance(30 * DAY - 1)
    assert done(own_portal) == {}
    own_portal.clock.advance(1)
    assert done(own_portal) == {"certificates": 1}
    assert own_portal.query("SELECT * FROM attachments") == []
    assert stored(own_portal, made.id) is not None
    assert done(own_portal) == {}


def test_documents_of_an_undecided_registration_are_kept(
    own_portal: RunningPortal, confirmed: Registration
) -> None:
    own_portal.execute("UPDATE registrations SET state = 'ordered'")
    add_file(own_portal, confirmed)
    own_portal.clock.advance(90 * DAY)
    assert done(own_portal) == {}


def test_what_changed_between_looking_and_doing_is_left(
    own_portal: RunningPortal, confirmed: Registration
) -> None:
    own_portal.clock.advance(30 * DAY)
    now = own_portal.clock.now()
    for duty in scheduled_tasks(30):
        perform = functools.partial(duty.perform, id_=confirmed.id, now=now)
        own_portal.execute("UPDATE registrations SET state = 'ordered'")
        assert not own_portal.write(perform)
    assert stored(own_portal, confirmed.id) is not None


def test_the_command_does_the_same_and_sends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert main(["init", "--public-url", "https://portal.example.de", *data]) == 0
    capsys.readouterr()
    assert main(["housekeeping", "--json", *data]) == 0
    nothing = dict.fromkeys(("reminded", "expired", "forgotten", "certificates", "emails"), 0)
    assert json.loads(capsys.readouterr().out) == nothing
    assert main(["housekeeping", "--mails", *data]) == 1
    assert "mail_host" in capsys.readouterr().err
    with mail_server() as mails:
        for name, value in mails.settings.items():
            monkeypatch.setenv(f"AOK_PORTAL_{name.upper()}", str(value))
        email = Email(EmailKind.ORDERED, LOGIN, registration_id=b64url(bytes(16)))
        with sync_transaction(f"sqlite:///{tmp_path / 'data' / 'portal.sqlite'}") as connection:
            enqueue(connection, email, 0)
        assert main(["housekeeping", "--mails", *data]) == 0
        assert "mails: 1 sent, 0 postponed, 0 given-up" in capsys.readouterr().out
        assert "portal.example.de/registration/status" in text_of(mails.wait_for(LOGIN))
