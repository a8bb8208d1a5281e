"""Who gets to the desk, and to what there."""

from collections.abc import Iterator

import pytest

from tests.support.clerk_cases import (
    add_attachment,
    add_regions,
    clerk_at,
    logged_in,
    ordered_registration,
    registration,
)
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.texts import portal_text
from tests.support.uploads import samples
from tests.unit.portal.conftest import new_login

TICKS = {"signature": "1", "stamp": "1", "ik": "1", "function": "1"}
GONE = "/desk?gone=1"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("desk")) as portal:
        add_regions(portal)
        yield portal


@pytest.fixture
def theirs(portal: RunningPortal) -> str:
    """A registration of Bayern."""
    return ordered_registration(portal, region="BY")


def pages_of(portal: RunningPortal, id_: str) -> list[str]:
    file = add_attachment(portal, id_, "a.pdf", samples.pdf())
    return [f"/desk/{id_}", f"/desk/{id_}/files/{file}", f"/desk/{id_}/files/{file}/1.png"]


def decisions(id_: str, shown: str) -> list[tuple[str, dict[str, str]]]:
    reason = {"reason": "Der Stempel fehlt.", "sure": "1"}
    return [
        (f"/desk/{id_}/clear", {"shown": shown, **TICKS}),
        (f"/desk/{id_}/ask", {"shown": shown, **reason}),
        (f"/desk/{id_}/refuse", {"shown": shown, **reason}),
    ]


def is_gone(clerk: Browser, path: str) -> bool:
    """Whether an address answers as if there were nothing, and leads to the list at last."""
    answer = clerk.open(path)
    if path.endswith(".png"):
        return answer.status_code == 404
    while answer.status_code == 303 and answer.headers["location"] != GONE:
        answer = clerk.open(answer.headers["location"])
    return answer.headers.get("location") == GONE


def shown(portal: RunningPortal, id_: str) -> str:
    """What the page of a registration has in its forms, for a clerk of all regions."""
    page = clerk_at(portal).open(f"/desk/{id_}").text
    value = page.partition('name="shown" value="')[2].partition('"')[0]
    assert value
    return value


def test_a_provider_finds_no_desk(portal: RunningPortal, theirs: str) -> None:
    login = new_login()
    portal.create_account(login, cleared=True)
    provider = logged_in(portal, login)
    for path in ("/desk", *pages_of(portal, theirs)):
        assert provider.open(path).status_code == 404, path
    for path, form in decisions(theirs, shown(portal, theirs)):
        assert provider.post(path, **form).status_code == 404, path
    assert registration(portal, theirs, ["state"]) == ("ordered",)
    assert "/desk" not in provider.open("/devices").text


def test_a_stranger_is_led_to_the_login(portal: RunningPortal, theirs: str) -> None:
    browser = Browser(portal.url)
    for path in ("/desk", *pages_of(portal, theirs)):
        assert browser.open(path).headers["location"] == "/login", path
    for path, form in decisions(theirs, shown(portal, theirs)):
        assert browser.post(path, **form).headers["location"] == "/login", path
    assert registration(portal, theirs, ["state"]) == ("ordered",)


def test_a_clerk_is_led_from_the_login_to_the_desk(portal: RunningPortal) -> None:
    clerk = clerk_at(portal)
    assert clerk.open("/home").headers["location"] == "/desk"
    for path in ("/devices", "/security"):
        text = clerk.open(path).text
        assert 'href="/desk"' in text
        assert 'href="/home"' not in text


def test_a_clerk_who_is_none_any_more_is_out_at_the_next_request(portal: RunningPortal) -> None:
    login = new_login()
    clerk = clerk_at(portal, login)
    assert clerk.open("/desk").status_code == 200
    portal.execute("UPDATE accounts SET role = 'user' WHERE login = :login", login=login)
    assert clerk.open("/desk").status_code == 404


def test_a_clerk_who_moves_to_another_region_sees_that_one(
    portal: RunningPortal, theirs: str
) -> None:
    login = new_login()
    clerk = clerk_at(portal, login, region="BY")
    assert clerk.open(f"/desk/{theirs}").status_code == 200
    portal.execute("UPDATE accounts SET region = 'HE' WHERE login = :login", login=login)
    assert clerk.open(f"/desk/{theirs}").headers["location"] == GONE


def test_another_regions_registration_is_not_there(portal: RunningPortal, theirs: str) -> None:
    clerk = clerk_at(portal, region="HE")
    for path in pages_of(portal, theirs):
        assert is_gone(clerk, path), path
    for path, form in decisions(theirs, shown(portal, theirs)):
        answer = clerk.post_only(path, **form)
        # What was typed comes back to whoever typed it, and no more.
        assert answer.headers["location"].startswith(("/desk?form=", GONE)), path
        text = clerk.open(answer.headers["location"]).text
        assert portal_text("This registration does not exist here. …") in text, path
        assert ("Der Stempel fehlt." in text, "Maren" in text) == ("reason" in form, False), path
    assert registration(portal, theirs, ["state", "reason"]) == ("ordered", "")
    text = clerk.open(f"/desk?done={theirs}").text
    assert "Maren" not in text


def test_a_registration_without_a_region_is_for_clerks_of_all(portal: RunningPortal) -> None:
    id_ = ordered_registration(portal)
    assert is_gone(clerk_at(portal, region="BY"), f"/desk/{id_}")
    assert clerk_at(portal).open(f"/desk/{id_}").status_code == 200


def test_a_file_is_not_found_under_another_registration(portal: RunningPortal) -> None:
    mine, theirs = (ordered_registration(portal, region=region) for region in ("HE", "BY"))
    file = add_attachment(portal, theirs, "a.pdf", samples.pdf())
    clerk = clerk_at(portal, region="HE")
    assert clerk.open(f"/desk/{mine}/files/{file}").headers["location"] == f"/desk/{mine}?gone=1"


def test_what_is_not_handed_in_cannot_be_seen(portal: RunningPortal) -> None:
    clerk = clerk_at(portal)
    never = ordered_registration(portal, state="open", ordered_at=None)
    for path in pages_of(portal, never):
        assert is_gone(clerk, path), path
    asked = ordered_registration(portal, state="open", reason="Der Stempel fehlt.")
    page, *files = pages_of(portal, asked)
    assert "a.pdf" not in clerk.open(page).text
    original, picture = (clerk.open(path) for path in files)
    assert original.headers["location"] == f"{page}?gone=1"
    assert picture.status_code == 404


def test_nobody_decides_on_a_registration_of_their_own(portal: RunningPortal) -> None:
    login = new_login()
    clerk = clerk_at(portal, login)
    id_ = ordered_registration(portal, login, kind="reset")
    page = clerk.open(f"/desk/{id_}").text
    assert portal_text("This is your own …") in page
    assert "<form" not in page.partition('class="case"')[2]
    for path, form in decisions(id_, shown(portal, id_)):
        answer = clerk.post(path, **form)
        assert answer.status_code == 200, path
        assert portal_text("This is your own …") in answer.text
    assert registration(portal, id_, ["state"]) == ("ordered",)


def test_a_foreign_page_decides_nothing(portal: RunningPortal, theirs: str) -> None:
    clerk = clerk_at(portal)
    for path, form in decisions(theirs, shown(portal, theirs)):
        headers = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
        assert clerk.http.post(path, data=form, headers=headers).status_code == 403
        asked = clerk.http.get(path, params=form)
        assert asked.status_code == 405 or asked.headers["location"] == f"/desk/{theirs}"
    assert registration(portal, theirs, ["state"]) == ("ordered",)
