"""`portal device trust`, and databases from before devices had copies."""

import pytest

from portal.__main__ import main
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, name_of, new_login


def test_the_command_makes_a_suspect_device_active(
    own_portal: RunningPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    own_portal.create_account(login := new_login(), cleared=True)
    device = activated(own_portal, login)
    data = own_portal.settings.data
    (data / "portal.toml").write_text(f'public_url = "{own_portal.url}"\n')
    words = ["device", "trust", device.dev, "--data", str(data)]
    assert main(words) == 1
    assert "only a suspect one" in capsys.readouterr().err
    assert name_of(device.copied(b"another machine").poll) == "suspect"
    assert main(words) == 0
    assert capsys.readouterr().out == f"device {device.dev} of {login}: active\n"
    device.freshen()
    assert device.applogin()["ticket"]


def test_after_a_backup_was_put_back_no_honest_device_is_suspect(
    own_portal: RunningPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    own_portal.create_account(login := new_login(), cleared=True)
    device = activated(own_portal, login)
    device.status()
    older = own_portal.query("SELECT ratchet, ratchet_before FROM devices")[0]
    for _ in range(2):
        device.status()
    own_portal.execute(
        "UPDATE devices SET ratchet = :current, ratchet_before = :previous",
        current=older.ratchet,
        previous=older.ratchet_before,
    )
    data = own_portal.settings.data
    (data / "portal.toml").write_text(f'public_url = "{own_portal.url}"\n')
    assert main(["device", "restored", "--data", str(data)]) == 0
    assert capsys.readouterr().out.startswith("1 copies forgotten")
    device.freshen()
    assert device.applogin()["ticket"]
    assert name_of(device.copied(b"another machine").poll) == "suspect"
