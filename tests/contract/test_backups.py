"""Backups while the portal serves, and what devices and browsers see of a restored one."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from crypto.protocol import DeviceState
from crypto.statements import Kind
from portal.__main__ import main
from portal.cli.maintenance import check_database
from portal.platform.database.engines import is_sqlite
from portal.platform.database.migration import DatabaseProblem
from tests.contract.killing import killed_at
from tests.support.device import PIN, PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal

LOGIN, OTHER = "max@abc.de", "erika@abc.de"
WRONG = "111119"

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(portal: RunningPortal, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command beside the portal; its answer."""
    settings = portal.settings
    lines = (("public_url", settings.public_url), ("database_url", settings.database_url))
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines)
    (settings.data / "portal.toml").write_text(text)

    def run(*words: str) -> dict[str, Any]:
        code = main([*words, "--data", str(settings.data), "--json"])
        printed = capsys.readouterr()
        assert code == 0, printed.err
        found: dict[str, Any] = json.loads(printed.out)
        return found

    return run


def device_of(portal: RunningPortal, login: str) -> LivingDevice:
    portal.create_account(login, cleared=True)
    device = LivingDevice(portal.url)
    device.activate(login, portal.issue_code(login))
    device.confirm()
    return device


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(PortalProblem) as refused:
        action()
    return refused.value.name


def log_in(device: LivingDevice, browser: Browser, login: str) -> None:
    browser.begin(login)
    browser.finish(device.respond(device.poll()["challenge"])["ticket"])


def test_a_restored_backup_is_told_to_the_operator_and_survived_by_devices(
    portal: RunningPortal, run: Run, tmp_path: Path
) -> None:
    device, stolen = device_of(portal, LOGIN), device_of(portal, OTHER)
    browser = Browser(portal.url)
    log_in(device, browser, LOGIN)
    assert browser.is_logged_in()
    copy = str(tmp_path / "backup")
    made = run("backup", copy)
    # What is acknowledged after the backup.
    portal.execute("UPDATE challenges SET started_at = started_at - 3600")
    log_in(device, Browser(portal.url), LOGIN)
    assert refusal(lambda: device.applogin(WRONG)) == "pin-wrong"
    run("account", "reset", OTHER)
    late = device_of(portal, "late@abc.de")
    portal.stop()
    found = run("restore", copy, "--check")
    assert found["head"] == made["head"]
    found = run("restore", copy)
    assert found["events"]["pin-wrong"] == 1
    assert found["events"]["device-revoked"] == 1
    assert found["events"]["device-confirmed"] == 1
    assert found["rows"]["devices"] == [3, 2]
    assert found["revoked"] == 1
    listed = [json.loads(line) for line in Path(found["list"]).read_text().splitlines()]
    assert len(listed) == found["lost"]
    assert (LOGIN, "pin-wrong") in {(one["account"], one["event"]) for one in listed}
    portal.start()
    # A session of the backup may have ended since, and a stolen device must not come back.
    assert not browser.is_logged_in()
    stolen.freshen()
    assert stolen.status()["state"] == DeviceState.REVOKED
    assert refusal(late.status) == "unknown-device"
    # The device goes on as if nothing had happened: it is not suspect, and has all its tries.
    device.freshen()
    assert device.applogin(PIN)["ticket"]
    assert device.status()["state"] == DeviceState.ACTIVE
    assert run("audit", "verify")["ok"]
    assert run("audit", "list")["entries"][-1]["event"]


def test_a_backup_while_users_log_in_is_one_state(
    portal: RunningPortal, run: Run, tmp_path: Path
) -> None:
    device_of(portal, LOGIN)
    first = run("backup", str(tmp_path / "one"), "--keys", str(tmp_path / "keys"))
    device_of(portal, OTHER)
    second = run("backup", str(tmp_path / "two"))
    assert int(second["head"].partition(":")[0]) > int(first["head"].partition(":")[0])
    kept = {path.name for path in (tmp_path / "keys").iterdir()}
    assert kept == {"keys.json", "keyset.jws", "portal.toml"}
    manifest = (tmp_path / "one" / "backup.json").read_text()
    assert first["head"] in manifest
    names = {path.name for path in (tmp_path / "one").iterdir()}
    assert names - {"uploads", "advices"} in (
        {"backup.json", "database.sqlite"},
        {"backup.json", "database.dump"},
    )


CUT = [
    "portal.backups.replacement.run",
    "portal.backups.replacement._set_aside",
    "portal.cli.backups.migrate",
    "portal.cli.backups.settle",
]


@pytest.mark.parametrize("target", CUT)
def test_what_was_revoked_is_revoked_again_by_the_second_restore_after_a_first_was_killed(
    portal: RunningPortal, run: Run, tmp_path: Path, target: str
) -> None:
    stolen, device = device_of(portal, OTHER), device_of(portal, LOGIN)
    copy = str(tmp_path / "backup")
    run("backup", copy)
    run("account", "reset", OTHER)
    portal.stop()
    if is_sqlite(portal.settings.database_url) and target.endswith("run"):
        target = "portal.backups.replacement._move"
    undo = "portal.backups.replacement.Replacement.undo"
    with mock.patch(undo, return_value=None), killed_at(target, 1, done=False):
        run("restore", copy)
    # Another machine has the database and not the data folder.
    elsewhere = dataclasses.replace(portal.settings, data=tmp_path)
    with pytest.raises(DatabaseProblem, match="cut off"):
        check_database(portal.settings)
    if not is_sqlite(portal.settings.database_url):
        with pytest.raises(DatabaseProblem, match="cut off"):
            check_database(elsewhere)
    found = run("restore", copy)
    assert found["events"]["device-revoked"] == 1
    assert found["revoked"] == 1
    portal.start()
    stolen.freshen()
    assert stolen.status()["state"] == DeviceState.REVOKED
    device.freshen()
    assert device.status()["state"] == DeviceState.ACTIVE


def test_a_backup_of_a_restored_database_is_put_back_too(
    portal: RunningPortal, run: Run, tmp_path: Path
) -> None:
    device = device_of(portal, LOGIN)
    run("backup", str(tmp_path / "one"))
    portal.stop()
    run("restore", str(tmp_path / "one"))
    run("backup", str(tmp_path / "two"))
    assert run("restore", str(tmp_path / "two"))["lost"] == 0
    portal.start()
    device.freshen()
    assert device.applogin(PIN)["ticket"]


def test_what_was_sent_since_the_backup_is_not_carried_out_again(
    portal: RunningPortal, run: Run, tmp_path: Path
) -> None:
    device = device_of(portal, LOGIN)
    run("backup", str(tmp_path / "backup"))
    sent = device.proven("applogin", Kind.APPLOGIN, PIN)
    assert device.send(sent)["ticket"]
    portal.stop()
    run("restore", str(tmp_path / "backup"))
    portal.start()
    assert refusal(lambda: device.send(sent)) == "nonce-stale"
