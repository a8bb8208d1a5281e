"""`/desk`: what clerks see waiting."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from starlette.datastructures import QueryParams

from portal.domain.accounts.accounts import Role
from portal.domain.clearance.access import Clerk
from portal.domain.clearance.lists import Tab, Wanted, listing
from portal.domain.logins.sessions import Session
from portal.web.clerk.list_page import age, read_wanted
from tests.support.clerk_cases import (
    DAY,
    add_regions,
    clerk_at,
    many_registrations,
    ordered_registration,
)
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.texts import portal_text


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("desk")) as portal:
        add_regions(portal)
        ordered_registration(portal, "maren@abc.example", days=8, region="BY")
        ordered_registration(
            portal,
            "jens@abc.example",
            days=1,
            region="HE",
            first_name="Jens",
            last_name="Özil-Juni",
            institution="Apotheke 100% am Markt",
            ik="108018007",
        )
        ordered_registration(portal, "ruth@abc.example", kind="reset", last_name="Reset")
        ordered_registration(portal, last_name="Gefragt", state="open", reason="Stempel fehlt.")
        ordered_registration(portal, last_name="Drin", state="cleared", decided_at=1)
        ordered_registration(portal, last_name="Draussen", state="refused", decided_at=2)
        ordered_registration(portal, last_name="Unfertig", state="open", ordered_at=None)
        yield portal


@pytest.fixture(scope="module")
def clerk(portal: RunningPortal) -> Browser:
    return clerk_at(portal)


def names(clerk: Browser, query: str = "") -> list[str]:
    """The last names in the list, in its order."""
    text = clerk.open(f"/desk?{query}").text
    rows = text.split('<th scope="row">')[1:]
    return [row.split("</a>")[0].rpartition(" ")[2] for row in rows]


def test_what_waits_is_listed_with_the_oldest_first_and_its_age(clerk: Browser) -> None:
    assert names(clerk) == ["Montag", "Özil-Juni", "Reset"]
    text = clerk.open("/desk").text
    for words in (
        "seit 8 Tagen",
        portal_text("since yesterday"),
        portal_text("since today"),
        portal_text("Reset access"),
        portal_text("IK number %(ik)s", ik="108018007"),
    ):
        assert words in text
    assert "AOK Hessen" in text


def test_each_list_has_its_own_and_says_how_many(clerk: Browser) -> None:
    assert names(clerk, "tab=asked") == ["Gefragt"]
    assert names(clerk, "tab=decided") == ["Draussen", "Drin"]
    text = clerk.open("/desk").text
    counts = [part.split("<")[0] for part in text.split('<span class="count">')[1:]]
    assert counts == ["3", "1", "2"]


def test_what_was_never_handed_in_is_nowhere(clerk: Browser) -> None:
    for tab in Tab:
        assert "Unfertig" not in clerk.open(f"/desk?tab={tab}").text


FILTERS = {
    "kind=reset": ["Reset"],
    "days=7": ["Montag"],
    "region=HE": ["Özil-Juni"],
    "search=108018007": ["Özil-Juni"],
    "search=108+018+007": ["Özil-Juni"],
    "search=JENS+ÖZIL": ["Özil-Juni"],
    # As it is pasted: in pieces (NFD), with what nobody sees, with our own label.
    "search=O\u0308zil\u2011Juni": ["Özil-Juni"],
    "search=\u200emaren@\u00adabc\u200e": ["Montag"],
    "search=IK\u2011Nummer+108018007": ["Özil-Juni"],
    "search=100%25+AM": ["Özil-Juni"],
    "search=%25": ["Özil-Juni"],
    "search=maren@abc": ["Montag"],
    "search=praxis&kind=new": ["Montag"],
    "search=_": [],
    "search=nobody": [],
}


@pytest.mark.parametrize("query", FILTERS)
def test_the_list_can_be_narrowed(clerk: Browser, query: str) -> None:
    assert names(clerk, query) == FILTERS[query]


def test_an_empty_answer_says_how_to_see_everything_again(clerk: Browser) -> None:
    text = clerk.open("/desk?search=nobody&kind=reset").text
    assert portal_text("Nothing was found.") in text
    assert '<a href="/desk">Filter zurücksetzen</a>' in text
    assert 'value="nobody"' in text


def test_nonsense_in_the_address_counts_as_nothing() -> None:
    query = QueryParams("tab=x&kind=y&days=5&page=" + "9" * 5000)
    assert read_wanted(query) == Wanted()
    assert read_wanted(QueryParams("page=0")) == Wanted()
    assert read_wanted(QueryParams("days=7&page=12&tab=asked")).days == 7


def test_a_clerk_of_a_region_sees_that_region_only(portal: RunningPortal) -> None:
    clerk = clerk_at(portal, region="HE")
    assert names(clerk) == ["Özil-Juni"]
    assert names(clerk, "region=BY") == []
    text = clerk.open("/desk").text
    assert '<span class="count">1</span>' in text
    assert 'id="region"' not in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, portal_text("since today")),
        (DAY, portal_text("since yesterday")),
        (3 * DAY, "seit 3 Tagen"),
        (-5, portal_text("since today")),
    ],
)
def test_ages_are_days_of_the_calendar(seconds: int, words: str) -> None:
    noon = 1_763_982_000
    assert age(noon - seconds, noon) == words


def test_late_in_the_evening_is_yesterday_in_the_morning() -> None:
    eight = 1_763_967_600
    assert age(eight - 9 * 3600, eight) == portal_text("since yesterday")


# --- ten thousand of them


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("crowded")) as portal:
        many_registrations(portal, 10_000, "many@abc.example")
        yield portal


def test_ten_thousand_are_shown_fifty_at_a_time(crowded: RunningPortal) -> None:
    clerk = clerk_at(crowded)
    first = names(clerk)
    assert len(first) == 50
    assert first[:2] == ["N1", "N2"]
    assert names(clerk, "page=2")[0] == "N51"
    text = clerk.open("/desk?page=2&search=praxis").text
    assert "10000 Einträge, Seite 2 von 200" in text
    assert 'href="/desk?search=praxis&amp;page=3" rel="next"' in text
    assert 'href="/desk?search=praxis" rel="prev"' in text
    assert len(names(clerk, "page=200")) == 50
    assert names(clerk, "page=999999") == names(clerk, "page=200")


def test_the_list_is_read_from_an_index_without_sorting(crowded: RunningPortal) -> None:
    session = Session(Role.CLERK, b"", 0, "", "", "", "", 0, 0, None, None, None, 0, 0)

    def plan(connection: Connection) -> str:
        asked: list[str] = []
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(asked.append)
        listing(connection, Clerk(session), Wanted(), crowded.clock.now())
        driver.set_trace_callback(None)
        rows = next(sql for sql in asked if "LIMIT" in sql)
        return " ".join(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {rows}"))

    found = crowded.write(plan)
    assert "ix_registrations_state_ordered_at" in found
    assert "TEMP B-TREE FOR ORDER BY" not in found


def test_nothing_waiting_is_said_in_one_sentence(tmp_path: Path) -> None:
    with running_portal(tmp_path) as portal:
        assert (
            portal_text("Nothing is waiting. Everything is decided.")
            in clerk_at(portal).open("/desk").text
        )
