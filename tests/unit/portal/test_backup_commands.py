"""`portal backup` and `restore`: what they refuse."""

import json
import os
import shutil
import sqlite3
import stat
from collections import Counter
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from crypto.protocol import DeviceState
from crypto.statements import Kind
from portal.__main__ import main
from portal.backups import databases
from portal.backups.copies import NAME, BackupProblem, Manifest
from portal.backups.replacement import UNFINISHED
from portal.backups.restoring import REMEDIES, Lost, settle
from portal.domain.audit.log import Event
from portal.domain.audit.verification import START
from portal.domain.certificates.attachments import FOLDER as UPLOADS
from portal.domain.devices.rewrap import fits
from portal.platform.keys.wrapping import Vault
from tests.support.device import PIN, PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_commands import Run, runs_on
from tests.support.portal_server import RunningPortal

pytestmark = pytest.mark.heavy

URL = "http://127.0.0.1:8642"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal with an account and an upload; for each test a copy."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    assert main(["init", "--public-url", URL, "--data", str(data)]) == 0
    words = ["account", "create", "max@abc.de", "--name", "N", "--provider", "P"]
    assert main([*words, "--data", str(data)]) == 0
    (data / UPLOADS).mkdir()
    (data / UPLOADS / "0a1b").write_bytes(b"a certificate")
    (data / UPLOADS / "coming.part").write_bytes(b"half")
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "data"))


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return runs_on(data, capsys)


@pytest.fixture
def copy(run: Run, tmp_path: Path) -> Path:
    """A backup, and the keys beside it."""
    run("backup", str(tmp_path / "copy"), "--keys", str(tmp_path / "keys"))
    return tmp_path / "copy"


def accounts(data: Path) -> int:
    with closing(sqlite3.connect(data / "portal.sqlite")) as database:
        (number,) = database.execute("SELECT count(*) FROM accounts").fetchone()
    return int(number)


def test_a_backup_is_for_its_owner_and_has_every_finished_file(copy: Path) -> None:
    found = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert found == {NAME, "database.sqlite", "uploads/0a1b"}
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700
    for name in found:
        assert stat.S_IMODE((copy / name).stat().st_mode) == 0o600


def test_a_new_machine_needs_the_two_folders_only(
    run: Run, copy: Path, data: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    said = run("restore", str(copy), "--keys", str(tmp_path / "keys"), folder=new)
    assert "an unknown number of later entries" in said
    assert "no database says which" in said
    assert "accounts: 1 now" in said
    assert accounts(new) == 1
    assert (new / UPLOADS / "0a1b").read_bytes() == b"a certificate"
    assert "ok" in run("audit", "verify", folder=new)


def test_a_new_machine_can_be_checked_first_and_told_twice(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    words = ("restore", str(copy), "--keys", str(tmp_path / "keys"))
    new = tmp_path / "new"
    assert run(*words, "--check", folder=new).endswith("nothing was changed\n")
    assert not (new / "keys.json").exists()
    run(*words, folder=new)
    # With the same words again, as after one that was cut off.
    run(*words, folder=new)
    assert accounts(new) == 1


def test_settings_that_were_written_for_a_new_machine_stay(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    new, database = tmp_path / "new", tmp_path / "other.sqlite"
    new.mkdir()
    text = f'public_url = "{URL}"\ndatabase_url = "sqlite:///{database}"\n'
    (new / "portal.toml").write_text(text)
    assert "with --keys" in run("restore", str(copy), folder=new, code=1)
    run("restore", str(copy), "--keys", str(tmp_path / "keys"), folder=new)
    assert database.exists()
    assert (new / "portal.toml").read_text() == text


def test_what_is_lost_is_said_with_what_to_do_about_it(run: Run, copy: Path, data: Path) -> None:
    run("account", "create", "erika@abc.de", "--name", "N", "--provider", "P")
    said = run("restore", str(copy), "--check")
    assert "1 account-created: create the account again" in said
    assert said.endswith("nothing was changed\n")
    assert accounts(data) == 2
    said = run("restore", str(copy))
    assert "accounts: 2 before, 1 now" in said
    assert accounts(data) == 1
    (kept,) = data.glob("portal.sqlite.before-*")
    with closing(sqlite3.connect(kept)) as database:
        assert database.execute("SELECT count(*) FROM accounts").fetchone() == (2,)


@pytest.mark.parametrize("name", ["database.sqlite", "uploads/0a1b"])
def test_a_backup_that_was_changed_is_refused(run: Run, copy: Path, data: Path, name: str) -> None:
    with (copy / name).open("r+b") as file:
        file.seek(2)
        file.write(b"x")
    assert "missing or was changed since the backup" in run("restore", str(copy), code=1)
    (copy / name).unlink()
    assert "missing or was changed since the backup" in run("restore", str(copy), code=1)
    assert not (data / UNFINISHED).exists()


def test_a_backup_that_was_cut_off_is_refused(run: Run, copy: Path) -> None:
    (copy / NAME).unlink()
    assert "holds no complete backup" in run("restore", str(copy), code=1)


def test_a_manifest_cannot_name_files_elsewhere(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    value = json.loads((copy / NAME).read_text())
    value["files"]["../other"] = {"size": 0, "sha256": "0" * 64}
    (copy / NAME).write_text(json.dumps(value))
    with pytest.raises(BackupProblem, match="names a file outside of the backup"):
        Manifest.load(copy).check_files(copy)


def test_another_portals_backup_is_refused(run: Run, copy: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    run("init", "--public-url", URL, folder=other)
    assert "another portal's" in run("restore", str(copy), code=1, folder=other)


def test_keys_are_kept_apart_and_never_written_over(
    run: Run, copy: Path, data: Path, tmp_path: Path
) -> None:
    inside = str(tmp_path / "b" / "keys")
    assert "kept elsewhere" in run("backup", str(tmp_path / "b"), "--keys", inside, code=1)
    keys = tmp_path / "keys"
    assert not (keys / "root.key").exists()
    run("keys", "rotate")
    newer = (data / "keys.json").read_bytes()
    assert "There are other keys in" in run("restore", str(copy), "--keys", str(keys), code=1)
    assert (data / "keys.json").read_bytes() == newer


def test_keys_older_than_the_backup_are_refused(run: Run, data: Path, tmp_path: Path) -> None:
    older = {name: (data / name).read_bytes() for name in ("keys.json", "keyset.jws")}
    run("keys", "rotate")
    run("backup", str(tmp_path / "copy"))
    for name, content in older.items():
        (data / name).write_bytes(content)
    said = run("restore", str(tmp_path / "copy"), code=1)
    assert "The backup was made with key set 2, and key set 1 is here" in said


def test_a_folder_is_used_for_one_backup(run: Run, copy: Path) -> None:
    assert "give a new folder for each backup" in run("backup", str(copy), code=1)


def test_a_damaged_database_does_not_keep_a_backup_from_being_put_back(
    run: Run, copy: Path, data: Path
) -> None:
    for path in data.glob("portal.sqlite-*m"):
        path.unlink()
    (data / "portal.sqlite").write_bytes(b"no database" * 1000)
    assert "no database says which" in run("restore", str(copy))
    assert accounts(data) == 1


def test_a_database_of_another_kind_is_refused(run: Run, copy: Path, data: Path) -> None:
    value = json.loads((copy / NAME).read_text())
    shutil.move(copy / "database.sqlite", copy / "database.dump")
    value["database"] = "database.dump"
    value["files"]["database.dump"] = value["files"].pop("database.sqlite")
    (copy / NAME).write_text(json.dumps(value))
    assert "another kind of database" in run("restore", str(copy), code=1)


def test_a_device_that_was_revoked_since_is_revoked_again(
    portal: RunningPortal, device: LivingDevice
) -> None:
    lost = Lost(Counter({Event.DEVICE_REVOKED: 1}), [device.dev, "a device that is not there"])
    now = portal.clock.now()
    assert portal.write(lambda c: settle(c, lost, START, now)).revoked == 1
    device.freshen()
    assert device.status()["state"] == DeviceState.REVOKED
    assert portal.write(lambda c: settle(c, lost, START, now)).revoked == 0


def test_a_request_that_was_answered_since_is_not_carried_out_again(
    portal: RunningPortal, device: LivingDevice
) -> None:
    # It has the nonce of the backup's time, and the backup does not have its answer.
    sent = device.proven("applogin", Kind.APPLOGIN, PIN)
    portal.write(lambda c: settle(c, None, START, portal.clock.now()))
    with pytest.raises(PortalProblem) as refused:
        device.send(sent)
    assert refused.value.name == "nonce-stale"
    assert portal.query("SELECT count(*) FROM tickets")[0][0] == 0


def test_whether_a_data_key_is_that_of_the_database_is_seen(
    portal: RunningPortal, device: LivingDevice
) -> None:
    assert device.dev
    assert portal.write(lambda c: fits(c, portal.keys.vault))
    assert not portal.write(lambda c: fits(c, Vault(os.urandom(32))))


def test_what_was_open_at_the_backup_has_ended(
    portal: RunningPortal, device: LivingDevice, login: str, browser: Browser
) -> None:
    browser.begin(login)
    browser.finish(device.respond(device.poll()["challenge"])["ticket"])
    assert browser.is_logged_in()
    assert device.applogin()["ticket"]
    now = portal.clock.now()
    assert portal.write(lambda c: settle(c, None, START, now)).ended >= 3
    assert not browser.is_logged_in()
    assert portal.query("SELECT count(*) FROM codes")[0][0] == 0
    device.freshen()
    assert device.status()["state"] == DeviceState.ACTIVE


def test_the_databases_password_is_in_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []

    def run(words: list[str], *, env: dict[str, str], **_: object) -> SimpleNamespace:
        seen.append((words, env))
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr("portal.backups.databases.shutil.which", lambda name: name)
    monkeypatch.setattr("portal.backups.databases.subprocess.run", run)
    databases.run("pg_dump", "postgresql://portal:geheim@127.0.0.1/portal")
    ((words, environment),) = seen
    (named,) = (word for word in words if word.startswith("--dbname="))
    assert "host=127.0.0.1" in named
    assert "geheim" not in " ".join(words)
    assert environment["PGPASSWORD"] == "geheim"


def test_postgresqls_programs_are_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.backups.databases.shutil.which", lambda _name: None)
    with pytest.raises(BackupProblem, match="pg_dump is not installed: apt-get install"):
        databases.run("pg_dump", "postgresql://portal@127.0.0.1/portal")


def test_whatever_ends_or_changes_rights_has_a_remedy() -> None:
    decided = {
        event
        for event in Event
        if event.value.rpartition("-")[2]
        in {
            "revoked",
            "locked",
            "suspect",
            "reset",
            "blocked",
            "deleted",
            "withdrawn",
            "changed",
            "rotated",
            "refused",
            "cleared",
            "confirmed",
            "removed",
            "ordered",
        }
    }
    plain = {
        Event.CODE_REFUSED,
        Event.CERTIFICATE_REMOVED,
        Event.INVITATION_WITHDRAWN,
        Event.REGISTRATION_CONFIRMED,
        Event.REGISTRATION_DELETED,
        Event.REGISTRATION_ORDERED,
        Event.USER_UNBLOCKED,
        Event.WORKPLACE_REMOVED,
    }
    assert decided - plain <= set(REMEDIES)
