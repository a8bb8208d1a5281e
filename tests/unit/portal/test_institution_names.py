"""`/institutions/{ik}`, which shows a name while the number is being typed."""

# ruff: noqa: RUF001  letters that look alike are what is tested

from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import insert

from portal.domain.institutions.directory import INSTITUTIONS, ik_fault
from portal.domain.registration.contact_data import phone_fault
from portal.platform.limits import Limit
from portal.platform.rate_limits import Rate
from tests.support.portal_browser import Browser
from tests.support.portal_server import WIDE_RATES, RunningPortal, running_portal

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
        assert (answer.status_code, answer.json()["problem"]) == (404, problem)
    wrong = Browser(portal.url).open("/institutions/108018008")
    assert wrong.json()["fault"] == ik_fault("108018008")


@pytest.mark.parametrize(
    "typed", ["IK-Nr.: 260326822", "26 03 26 822", "260/326/822", "２６０３２６８２２"]
)
def test_a_number_may_be_asked_for_as_it_was_typed(own_portal: RunningPortal, typed: str) -> None:
    own_portal.write(lambda connection: connection.execute(insert(INSTITUTIONS), [CLINIC]))
    answer = Browser(own_portal.url).open(f"/institutions/{quote(typed, safe='')}")
    assert answer.json() == {"name": "Klinik am See", "city": "Lindau"}


def test_the_form_is_told_how_a_telephone_number_is_read(browser: Browser) -> None:
    read = browser.post("/registration/phone", phone="089 12 34 56 App. 12")
    assert read.json() == {"number": "+49 89 123456 App. 12"}
    wrong = browser.post("/registration/phone", phone="1234567")
    assert wrong.json() == {"fault": phone_fault("1234567")}


@pytest.mark.parametrize("ik", ["108018008", "10801800", "10%208018", "1' OR 1=1--", "%25"])
def test_only_numbers_with_a_right_check_digit_reach_the_database(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch, ik: str
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("asked the database")

    monkeypatch.setattr("portal.web.registration.steps.find_institution", fail)
    assert Browser(portal.url).open(f"/institutions/{ik}").status_code == 404


def test_one_address_cannot_fetch_the_whole_directory(tmp_path: Path) -> None:
    rates = {Limit.INSTITUTIONS_BY_ADDRESS: Rate(2, 600)}
    with running_portal(tmp_path, rates=rates) as portal:
        statuses = [
            Browser(portal.url).open("/institutions/108018007").status_code for _ in range(3)
        ]
        assert statuses == [404, 404, 429]
        assert Browser(portal.url).open("/institutions/108018007").headers["retry-after"] == "300"
        portal.clock.advance(300)
        assert Browser(portal.url).open("/institutions/108018007").status_code == 404


@pytest.mark.parametrize("fields", [{"look": "1"}, {}])
def test_nor_can_it_by_the_form_that_shows_the_name(tmp_path: Path, fields: dict[str, str]) -> None:
    rates = {**WIDE_RATES, Limit.INSTITUTIONS_BY_ADDRESS: Rate(2, 600)}
    with running_portal(tmp_path, rates=rates) as portal:
        portal.write(lambda connection: connection.execute(insert(INSTITUTIONS), [CLINIC]))
        browser = Browser(portal.url)
        form = {"ik": CLINIC["ik"], "phone": "089 1"} | fields
        for _ in range(2):
            assert CLINIC["name"] in browser.post("/registration/new", **form).text
        refused = browser.post("/registration/new", **form)
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "300"
        assert CLINIC["name"] not in refused.text
        assert "In 5 Minuten" in refused.text
        assert 'value="089 1"' in refused.text


def test_the_form_and_the_look_up_while_typing_count_together(tmp_path: Path) -> None:
    rates = {**WIDE_RATES, Limit.INSTITUTIONS_BY_ADDRESS: Rate(2, 600)}
    with running_portal(tmp_path, rates=rates) as portal:
        browser = Browser(portal.url)
        assert browser.open("/institutions/108018007").status_code == 404
        form = {"ik": "108018007", "look": "1"}
        assert browser.post("/registration/new", **form).status_code == 200
        assert browser.open("/institutions/108018007").status_code == 429
        assert browser.post("/registration/new", **form).status_code == 429


def test_the_many_addresses_of_one_ipv6_subscriber_count_as_one(tmp_path: Path) -> None:
    rates = {Limit.INSTITUTIONS_BY_ADDRESS: Rate(2, 600)}
    with running_portal(tmp_path, rates=rates, trusted_proxies=("127.0.0.1",)) as portal:

        def asked_from(ip: str) -> int:
            browser = Browser(portal.url)
            browser.http.headers["x-forwarded-for"] = ip
            return browser.open("/institutions/108018007").status_code

        own = ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:ff:a:b:c:d"]
        assert [asked_from(ip) for ip in own] == [404, 404, 429]
        assert asked_from("2001:db8:0:100::1") == 404
