from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.version import LEVEL, VERSION_PATH, Version, read_version
from portal.platform.settings import SettingsProblem, load_settings
from tests.support.device_life import LivingDevice
from tests.support.portal_server import RunningPortal, running_portal
from tests.unit.portal.conftest import activated, new_login


def test_the_portal_tells_how_far_it_has_come_with_pa1(portal: RunningPortal) -> None:
    answer = portal.http.get(VERSION_PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert read_version(answer.content) == Version(level=LEVEL, lowest_app=1)


def test_it_tells_nothing_of_the_program_itself(portal: RunningPortal) -> None:
    assert portal.http.get(VERSION_PATH).json().keys() == {"level", "lowest_app"}


@pytest.fixture(scope="module")
def demanding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingDevice]:
    """A device of a portal that demands version 1.2.0 of the app."""
    folder = tmp_path_factory.mktemp("demanding")
    with running_portal(folder, lowest_app_version="1.2.0") as portal:
        login = new_login()
        portal.create_account(login, cleared=True)
        yield activated(portal, login)


def test_the_lowest_version_of_the_app_stands_in_each_answer_to_a_poll(
    demanding: LivingDevice,
) -> None:
    first = demanding.poll("")
    assert first["lowest_version"] == "1.2.0"
    assert demanding.poll(first["tag"], wait=0)["lowest_version"] == "1.2.0"


def test_an_app_of_level_1_is_not_told_what_it_would_not_understand(
    demanding: LivingDevice,
) -> None:
    answer = demanding.send(demanding.sign("poll", {"tag": "", "wait": 0}, level=1))
    assert answer.keys() == {"tag", "challenge", "line", "account"}


def test_without_the_setting_every_version_is_served(device: LivingDevice) -> None:
    assert device.poll("")["lowest_version"] == ""


@pytest.mark.parametrize("value", ["1", "1.2-beta", "latest", "v1.2"])
def test_a_demand_that_apps_could_not_compare_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsProblem, match="lowest_app_version"):
        load_settings(
            tmp_path, {}, public_url="https://portal.example.de", lowest_app_version=value
        )
