"""What the running portal does once a minute: everything, whatever fails of it."""

import os
from pathlib import Path
from typing import Any

import pytest

from portal.__main__ import main
from portal.domain.audit.verification import NAME as ANCHOR
from portal.domain.audit.verification import verify
from portal.domain.registration.registrations import Kind, Registration
from portal.jobs.failures import Failures
from portal.jobs.maintenance import OLD_ROWS
from tests.support.portal_server import RunningPortal
from tests.support.registrations import DAY, add_registration, stored

LOGINS = ("anna@abc.de", "max@abc.de", "zoe@abc.de")
STUCK = 1
"""Of the registrations, the one that cannot be deleted."""


@pytest.fixture
def expired(own_portal: RunningPortal) -> list[Registration]:
    """Three registrations whose time is over; the database refuses to delete one of them."""
    for login in LOGINS:
        own_portal.create_account(login)
    made = [add_registration(own_portal, login) for login in LOGINS]
    own_portal.execute(
        "CREATE TRIGGER stuck BEFORE DELETE ON registrations "
        f"WHEN old.id = '{made[STUCK].id}' BEGIN SELECT RAISE(ABORT, 'max@abc.de'); END"
    )
    own_portal.clock.advance(31 * DAY)
    return made


def left(portal: RunningPortal, made: list[Registration]) -> list[Registration]:
    return [one for one in made if stored(portal, one.id) is not None]


def add_orphan(portal: RunningPortal, name: str = "0" * 32) -> Path:
    """A file of an upload that has no row and is old."""
    folder = portal.settings.data / "uploads"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(b"old")
    os.utime(path, (0, 0))
    return path


def anchored(portal: RunningPortal) -> str:
    return (portal.settings.data / ANCHOR).read_text().strip()


def test_one_registration_that_cannot_be_deleted_stops_nothing_else(
    own_portal: RunningPortal, expired: list[Registration], caplog: pytest.LogCaptureFixture
) -> None:
    orphan = add_orphan(own_portal)
    own_portal.maintain()
    assert left(own_portal, expired) == [expired[STUCK]]
    assert not orphan.exists()
    assert anchored(own_portal) == str(own_portal.write(verify).head)
    (failed,) = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert failed.startswith("AGP-JOB-")
    assert f"the task expired of registration {expired[STUCK].id} failed" in failed


def test_it_is_deleted_by_the_next_run_that_can(
    own_portal: RunningPortal, expired: list[Registration]
) -> None:
    own_portal.maintain()
    own_portal.execute("DROP TRIGGER stuck")
    own_portal.maintain()
    assert left(own_portal, expired) == []


def test_the_command_goes_on_too_and_says_that_something_failed(
    own_portal: RunningPortal,
    expired: list[Registration],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AOK_PORTAL_PUBLIC_URL", own_portal.url)
    # The command goes by the machine's clock.
    own_portal.execute("UPDATE registrations SET expires_at = 0")
    assert main(["housekeeping", "--data", str(own_portal.settings.data)]) == 1
    said = capsys.readouterr().out
    assert "registrations that expired: 2\n" in said
    assert "failed, to be tried again: 1" in said
    assert left(own_portal, expired) == [expired[STUCK]]


@pytest.mark.parametrize("rows", OLD_ROWS)
def test_old_rows_that_cannot_be_deleted_stop_no_others(
    own_portal: RunningPortal, monkeypatch: pytest.MonkeyPatch, rows: str
) -> None:
    done = []

    def failing(*_arguments: object) -> None:
        raise RuntimeError("these cannot be deleted")

    for name in OLD_ROWS:
        monkeypatch.setitem(OLD_ROWS, name, lambda *_, name=name: done.append(name))
    monkeypatch.setitem(OLD_ROWS, rows, failing)
    orphan = add_orphan(own_portal)
    own_portal.maintain()
    assert done == [name for name in OLD_ROWS if name != rows]
    assert not orphan.exists()


@pytest.mark.parametrize(
    "part", ["key_watch.look", "deadlines.run", "uploads.sweep", "anchor.update"]
)
def test_every_part_is_done_though_the_one_before_failed(
    own_portal: RunningPortal, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    maintenance = own_portal.app.maintenance
    done = []

    class Recording:
        def __getattr__(self, name: str) -> Any:
            done.append(name)
            raise RuntimeError("this fails")

    for name in ("key_watch", "deadlines", "uploads", "anchor"):
        monkeypatch.setitem(vars(maintenance), name, Recording())
    own_portal.maintain()
    assert part.partition(".")[2] in done


def test_a_file_that_cannot_be_deleted_stops_no_other(
    own_portal: RunningPortal, caplog: pytest.LogCaptureFixture
) -> None:
    others = [add_orphan(own_portal, digit * 32) for digit in "02"]
    stuck = own_portal.settings.data / "uploads" / ("1" * 32)
    stuck.mkdir()
    os.utime(stuck, (0, 0))
    own_portal.maintain()
    assert not any(path.exists() for path in others)
    assert f"the upload {stuck.name} cannot be deleted" in caplog.text


def fail_with(text: str) -> None:
    raise RuntimeError(text)


def test_what_failed_is_logged_without_the_text_of_the_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures = Failures()
    with failures.logged("deleting something"):
        fail_with("@".join(("max", "abc.de")))
    assert failures.count == 1
    (record,) = caplog.records
    assert "deleting something failed with RuntimeError" in record.getMessage()
    assert "test_maintenance.py" in record.getMessage()
    assert "max@abc.de" not in caplog.text


def test_a_reset_that_nobody_confirms_is_forgotten(own_portal: RunningPortal) -> None:
    own_portal.create_account(LOGINS[0])
    made = add_registration(
        own_portal,
        LOGINS[0],
        kind=Kind.RESET,
        confirmed_at=None,
        confirm_until=own_portal.clock.now() + DAY,
    )
    own_portal.clock.advance(DAY - 1)
    own_portal.maintain()
    assert stored(own_portal, made.id) is not None
    own_portal.clock.advance(1)
    own_portal.maintain()
    assert stored(own_portal, made.id) is None


def test_the_head_of_the_audit_log_is_kept_while_the_portal_runs(
    own_portal: RunningPortal,
) -> None:
    own_portal.create_account(LOGINS[0])
    own_portal.maintain()
    assert anchored(own_portal) == str(own_portal.write(verify).head)
