"""One click too many, and one tab too many: everything is carried out once."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from portal.domain.email.outbox import EmailKind
from portal.web import pages
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import emails, register
from tests.unit.portal.conftest import new_login


def registrations_of(portal: RunningPortal, login: str) -> int:
    sql = "SELECT count(*) FROM registrations WHERE login = :l"
    return int(portal.query(sql, l=login)[0][0])


def together(*work: Callable[[], httpx2.Response]) -> list[httpx2.Response]:
    with ThreadPoolExecutor(len(work)) as threads:
        return [each.result() for each in [threads.submit(one) for one in work]]


def copy_of(browser: Browser) -> Browser:
    """Another connection of the same browser."""
    copy = Browser(browser.url, accepted=False)
    copy.http.cookies.update(browser.http.cookies)
    return copy


@pytest.mark.parametrize("once", [("a", "a"), ("a", "b"), ("", "")], ids=["click", "tabs", "bare"])
def test_two_at_a_time_make_one_registration_and_one_mail(
    portal: RunningPortal, browser: Browser, once: tuple[str, str]
) -> None:
    login = new_login()
    first, second = browser, copy_of(browser)
    answers = together(
        lambda: register(first, login, once=once[0]), lambda: register(second, login, once=once[1])
    )
    assert [answer.headers["location"] for answer in answers] == ["/registration/sent"] * 2
    assert registrations_of(portal, login) == 1
    assert emails(portal, login) == [EmailKind.REGISTRATION]
    for each in (first, second):
        assert login in each.open("/registration/sent").text


def test_what_another_tab_sent_before_the_first_answer_arrived_is_no_second_registration(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    second = copy_of(browser)
    answers = [register(browser, login, once="a"), register(second, login, once="b")]
    assert {answer.headers["location"] for answer in answers} == {"/registration/sent"}
    assert registrations_of(portal, login) == 1
    assert emails(portal, login) == [EmailKind.REGISTRATION]
    assert login in second.open("/registration/sent").text


def test_a_second_click_after_the_first_was_answered_changes_nothing(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    second = copy_of(browser)
    register(browser, login, once="one page")
    register(second, login, once="one page")
    assert registrations_of(portal, login) == 1
    assert emails(portal, login) == [EmailKind.REGISTRATION]


def test_the_same_again_from_another_tab_or_after_back_begins_nothing_anew(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    for once in ("one", "two", ""):
        assert register(browser, login, once=once).headers["location"] == "/registration/sent"
    assert registrations_of(portal, login) == 1
    assert emails(portal, login) == [EmailKind.REGISTRATION]
    register(browser, login, last_name="Anders")
    assert registrations_of(portal, login) == 2, "other data are another registration"


def test_one_click_too_many_sends_one_mail_of_everything(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    portal.create_account(login, cleared=True)
    for _ in range(2):
        browser.post_only("/reset", login=login, once="page")
    assert emails(portal, login) == [EmailKind.RESET]
    browser.post_only("/reset", login=login, once="another page")
    assert emails(portal, login) == [EmailKind.RESET] * 2


def test_one_click_too_many_begins_one_login(portal: RunningPortal, browser: Browser) -> None:
    login = new_login()
    answers = [browser.post_only("/login", login=login, once="page") for _ in range(5)]
    assert {answer.headers["location"] for answer in answers} == {"/login/wait"}
    assert portal.query("SELECT count(*) FROM challenges WHERE login = :l", l=login)[0][0] == 1


def test_a_form_that_was_changed_after_a_mistake_is_another_one(browser: Browser) -> None:
    assert "form=" in browser.post_only("/login", login="x y", once="page").headers["location"]
    answer = browser.post_only("/login", login="max@abc.de", once="page")
    assert answer.headers["location"] == "/login/wait"


def test_the_same_form_of_two_browsers_is_two(portal: RunningPortal) -> None:
    browsers = [Browser(portal.url) for _ in range(2)]
    cookies = set()
    for browser in browsers:
        browser.post_only("/login", login="max@abc.de", once="page")
        cookies.add(browser.cookie("pre"))
    assert len(cookies) == 2


def test_every_form_of_every_template_has_the_field_that_tells_a_second_click() -> None:
    folder = Path(pages.__file__).with_name("templates")
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*.html")]
    forms = [one for text in texts for one in re.findall(r'<form\b[^\n]*method="post"[^\n]*', text)]
    assert len(forms) > 25
    assert all("{{ once() }}" in form or "multipart" in form for form in forms)
