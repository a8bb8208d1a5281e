"""`portal device trust`, and databases from before devices had copies."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

import portal.platform.database.migrations
from portal.__main__ import main
from portal.platform.database.engines import open_engine, sync_transaction
from portal.platform.database.migration import migrate
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
    older = own_portal.query("SELECT current, previous FROM device_instances")[0]
    for _ in range(2):
        device.status()
    own_portal.execute(
        "UPDATE device_instances SET current = :current, previous = :previous",
        current=older.current,
        previous=older.previous,
    )
    data = own_portal.settings.data
    (data / "portal.toml").write_text(f'public_url = "{own_portal.url}"\n')
    assert main(["device", "restored", "--data", str(data)]) == 0
    assert capsys.readouterr().out.startswith("1 copies forgotten")
    device.freshen()
    assert device.applogin()["ticket"]
    assert name_of(device.copied(b"another machine").poll) == "suspect"


def test_a_device_from_before_keeps_its_first_copy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    config = Config()
    config.set_main_option(
        "script_location", str(Path(portal.platform.database.migrations.__path__[0]))
    )
    engine = open_engine(url, create=True)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with sync_transaction(url) as connection:
        connection.execute(
            text("INSERT INTO accounts VALUES (1, 'max@abc.de', 'M', 'P', NULL, 1, NULL, NULL, 0)")
        )
        values = "'dev', 1, 'active', x'00', x'00', 1, 5, 15, '', 0, 'here', ''"
        more = "'name', 'os', 'app', 'terms', 'hash', 7, 8, NULL"
        connection.execute(text(f"INSERT INTO devices VALUES ({values}, {more})"))
    migrate(url)
    with sync_transaction(url) as connection:
        copies = connection.execute(text("SELECT * FROM device_instances")).all()
        roaming = connection.execute(text("SELECT roaming FROM devices")).all()
    assert copies == [("dev", "here", "", "", 7, 7, "")]
    assert roaming == [(0,)]
