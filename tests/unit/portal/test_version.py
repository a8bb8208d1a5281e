from crypto.version import LEVEL, VERSION_PATH, Version, read_version
from tests.support.portal_server import RunningPortal


def test_the_portal_tells_how_far_it_has_come_with_pa1(portal: RunningPortal) -> None:
    answer = portal.http.get(VERSION_PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert read_version(answer.content) == Version(level=LEVEL, lowest_app=1)


def test_it_tells_nothing_of_the_program_itself(portal: RunningPortal) -> None:
    assert portal.http.get(VERSION_PATH).json().keys() == {"level", "lowest_app"}
