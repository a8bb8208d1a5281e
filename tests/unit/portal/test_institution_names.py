"""`/institutions/{ik}`, which shows a name while the number is being typed."""

from pathlib import Path

import pytest
from sqlalchemy import insert

from portal.institutions.tables import INSTITUTIONS
from portal.rate_limits import Rate
from portal.settings import Rates
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal

CLINIC = {
    "ik": "260326822",
    "name": "Klinik am See",
    "street": "Uferweg 1",
    "postal_code": "88131",
    "city": "Lindau",
}


def test_a_known_number_has_name_and_city_and_nothing_more(own_portal: RunningPortal) -> None:
    own_portal.write(lambda connection: connection.execute(insert(INSTITUTIONS), [CLINIC]))
    answer = Browser(own_portal.url).open("/institutions/260326822")
    assert answer.json() == {"name": "Klinik am See", "city": "Lindau"}
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


def test_an_unknown_number_is_told_from_one_that_cannot_be(portal: RunningPortal) -> None:
    for ik, problem in {"108018007": "unknown", "108018008": "no-ik", "abc": "no-ik"}.items():
        answer = Browser(portal.url).open(f"/institutions/{ik}")
        assert (answer.status_code, answer.json()) == (404, {"problem": problem})


@pytest.mark.parametrize("ik", ["108018008", "10801800", "10%208018007", "1' OR 1=1--", "%25"])
def test_only_numbers_with_a_right_check_digit_reach_the_database(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch, ik: str
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("asked the database")

    monkeypatch.setattr("portal.institutions.routes.find_institution", fail)
    assert Browser(portal.url).open(f"/institutions/{ik}").status_code == 404


def test_one_address_cannot_fetch_the_whole_directory(tmp_path: Path) -> None:
    rates = Rates(institutions_by_address=Rate(2, 600))
    with running_portal(tmp_path, rates=rates) as portal:
        statuses = [
            Browser(portal.url).open("/institutions/108018007").status_code for _ in range(3)
        ]
        assert statuses == [404, 404, 429]
        assert Browser(portal.url).open("/institutions/108018007").headers["retry-after"] == "300"
        portal.clock.advance(300)
        assert Browser(portal.url).open("/institutions/108018007").status_code == 404
