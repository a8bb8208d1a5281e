"""Receipts: what they prove without the portal, and who finds them."""

import json
from pathlib import Path

import pytest

from crypto.errors import CryptoError
from portal.__main__ import main
from portal.domain.accounts.accounts import Role
from portal.domain.providers.receipts import read_receipt
from tests.support.device import Device
from tests.support.portal_server import RunningPortal
from tests.support.providers import Person, new_ik, person


@pytest.fixture
def admin(portal: RunningPortal) -> Person:
    return person(portal, new_ik())


@pytest.fixture
def receipt(portal: RunningPortal, admin: Person) -> str:
    """The id of the receipt of a block."""
    ik = portal.query("SELECT ik FROM accounts WHERE id = :i", i=admin.id)[0][0]
    admin.carries_out("/users/block", person(portal, ik, "Erika Mustermann", Role.USER))
    found = portal.query("SELECT id FROM receipts WHERE account_id = :i", i=admin.id)
    return str(found[0][0])


def file_of(admin: Person, receipt: str) -> str:
    return admin.browser.open(f"/receipts/{receipt}/file").text


def test_a_receipt_says_what_was_shown_to_whom_and_for_which_portal(
    portal: RunningPortal, admin: Person, receipt: str
) -> None:
    proven = read_receipt(file_of(admin, receipt))
    assert proven.portal == portal.url
    assert proven.login == admin.login
    assert proven.dev == admin.device.dev
    assert proven.sentences[0].startswith("Zugang von Erika Mustermann")
    page = admin.browser.open(f"/receipts/{receipt}").text
    assert proven.sentences[0] in page
    assert proven.sentences[0] in admin.browser.open("/receipts").text


def test_nothing_in_a_receipt_can_be_exchanged(
    portal: RunningPortal, admin: Person, receipt: str
) -> None:
    ik = portal.query("SELECT ik FROM accounts WHERE id = :i", i=admin.id)[0][0]
    admin.carries_out("/users/block", person(portal, ik, "Jana Sommer", Role.USER))
    other = portal.query(
        "SELECT id FROM receipts WHERE account_id = :i AND id <> :r", i=admin.id, r=receipt
    )[0][0]
    one, two = (json.loads(file_of(admin, each)) for each in (receipt, other))
    stranger = Device(portal.url)
    for changed in (
        one | {"challenge": two["challenge"]},
        one | {"request": two["request"]},
        one | {"key": stranger.key.public.point.hex()},
        one | {"request": one["request"][:-4] + "AAAA"},
        one | {"format": "approval-receipt/2"},
        {"format": one["format"]},
    ):
        with pytest.raises(CryptoError):
            read_receipt(json.dumps(changed))


def test_a_foreign_receipt_is_none(portal: RunningPortal, admin: Person, receipt: str) -> None:
    stranger = person(portal, new_ik())
    for path in (f"/receipts/{receipt}", f"/receipts/{receipt}/file", "/receipts/none"):
        assert stranger.browser.open(path).status_code == 404


def test_changes_of_own_devices_have_no_receipt(portal: RunningPortal, admin: Person) -> None:
    form = {"device": admin.device.dev, "name": "Empfang"}
    assert admin.browser.post("/devices/rename", **form).headers["location"].startswith("/changes/")
    admin.approves()
    assert not portal.query("SELECT id FROM receipts WHERE account_id = :i", i=admin.id)


def test_the_command_checks_a_receipt_without_any_portal(
    admin: Person, receipt: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "beleg.json"
    path.write_text(file_of(admin, receipt), encoding="utf-8")
    assert main(["receipts", "verify", str(path)]) == 0
    assert "Zugang von Erika Mustermann" in capsys.readouterr().out
    assert main(["receipts", "verify", "--device", "another", str(path)]) == 1
    path.write_text(path.read_text(encoding="utf-8").replace("A", "B", 1), encoding="utf-8")
    assert main(["receipts", "verify", str(path)]) == 1
    assert "proves nothing" in capsys.readouterr().err
