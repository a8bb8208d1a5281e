"""Step 1 in a real browser: what its fields say while they are filled in, and what is sent."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.portal_server import RunningPortal, running_portal
from tests.support.providers import added, new_ik, person
from tests.support.registrations import FORM
from tests.support.texts import portal_text

UMLAUT, PUNYCODE = "info@praxis-müller.de", "info@xn--praxis-mller-klb.de"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder: Path = tmp_path_factory.mktemp("portal")
    with running_portal(folder) as running:
        yield running


@pytest.fixture(scope="module")
def page(running_chromium: Browser, portal: RunningPortal) -> Page:
    page = running_chromium.new_context(locale="de-DE").new_page()
    page.goto(f"{portal.url}/registration/new")
    page.get_by_role("button", name=portal_text("Accept")).click()
    return page


def height(field: Locator) -> float:
    """Where it is in the page, in pixels."""
    return float(field.evaluate("it => it.getBoundingClientRect().top + scrollY"))


def fill(page: Page, **values: str) -> None:
    page.goto(page.url.replace("/sent", "/new"))
    for name, value in (FORM | values).items():
        field = page.locator(f"#{name}")
        if name == "salutation":
            field.select_option(value)
        elif name in ("terms", "data"):
            field.check()
        elif name in ("institution", "postal_code"):
            expect(page.locator("#unknown-institution")).to_be_visible()
            field.fill(value)
        else:
            field.press_sequentially(value)


@pytest.mark.parametrize("domain", ["praxis-müller.de", "praxis-straße.de"])
def test_a_browser_sends_the_domain_that_was_typed(
    portal: RunningPortal, page: Page, domain: str
) -> None:
    fill(page, email=f"info@{domain}", email_again=f"info@{domain}")
    page.get_by_role("button", name=portal_text("Continue")).click()
    expect(page.locator("main strong", has_text=f"info@{domain}")).to_be_visible()
    rows = portal.query("SELECT login FROM registrations ORDER BY rowid DESC LIMIT 1")
    assert rows == [(f"info@{domain}",)]


def test_the_addresses_are_compared_while_the_second_is_typed(page: Page) -> None:
    page.goto(page.url.replace("/sent", "/new"))
    page.locator("#email").press_sequentially(UMLAUT)
    again, answer = page.locator("#email_again"), page.locator("#email_again-answer")
    again.press_sequentially("info@praxis")
    expect(answer).to_be_empty()
    for same in (UMLAUT, PUNYCODE, " INFO@Praxis-MÜLLER.de"):
        again.fill(same)
        expect(answer).to_have_text(portal_text("Both addresses are the same."))
        expect(answer).to_have_attribute("data-state", "right")
    again.fill("info@praxis-mueller.de")
    again.blur()
    expect(answer).to_have_text(portal_text("The two addresses differ."))
    expect(answer).to_have_attribute("data-state", "wrong")
    page.locator("#email").fill("max@abc.de")
    again.fill("mu")
    expect(answer).to_have_attribute("data-state", "wrong")


def test_sharp_s_and_ss_are_not_the_same_address(page: Page) -> None:
    page.goto(page.url.replace("/sent", "/new"))
    page.locator("#email").fill("info@praxis-straße.de")
    page.locator("#email_again").fill("info@praxis-strasse.de")
    page.locator("#email_again").blur()
    expect(page.locator("#email_again-answer")).to_have_attribute("data-state", "wrong")
    page.locator("#email_again").fill("info@xn--praxis-strae-v9a.de")
    expect(page.locator("#email_again-answer")).to_have_attribute("data-state", "right")


def test_the_telephone_number_is_shown_as_it_is_read(page: Page) -> None:
    page.goto(page.url.replace("/sent", "/new"))
    phone, answer = page.locator("#phone"), page.locator("#phone-answer")
    phone.fill("089 12 34 56 App. 12")
    phone.blur()
    expect(answer).to_contain_text("+49 89 123456 App. 12")
    expect(answer).to_have_attribute("data-state", "right")
    phone.fill("089 1234567 / 0171 1234567")
    phone.blur()
    expect(answer).to_have_attribute("data-state", "wrong")


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_moves_when_words_come_and_go_at_the_ik_number(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(page.url.replace("/sent", "/new"))
    ik, answer, below = (page.locator(f"#{name}") for name in ("ik", "ik-answer", "salutation"))
    before = height(below)
    ik.fill("IK-Nr.: 108018008")
    expect(answer).to_have_attribute("data-state", "wrong")
    assert height(below) == before
    ik.fill("10801800")
    expect(answer).to_be_empty()
    assert height(below) == before


def test_the_words_at_the_second_address_are_never_over_an_error(page: Page) -> None:
    page.goto(page.url.replace("/sent", "/new"))
    page.locator("#email").fill("max@abc.de")
    page.locator("#email_again").fill("eva@abc.de")
    page.get_by_role("button", name=portal_text("Continue")).click()
    error, answer = (page.locator(f"#email_again-{part}") for part in ("error", "answer"))
    expect(error).to_be_visible()
    expect(answer).to_be_empty()
    page.locator("#email").fill("eva@abc.de")
    expect(error).to_be_hidden()
    expect(answer).to_have_text(portal_text("Both addresses are the same."))


@pytest.mark.parametrize("typed", [UMLAUT, PUNYCODE])
def test_the_login_page_finds_an_account_by_both_spellings(
    portal: RunningPortal, page: Page, typed: str
) -> None:
    page.goto(f"{portal.url}/login")
    page.locator("#login").press_sequentially(typed)
    page.get_by_role("button", name=portal_text("Continue")).click()
    expect(page).to_have_url(f"{portal.url}/login/wait")
    rows = portal.query("SELECT login FROM challenges ORDER BY started_at DESC LIMIT 1")
    assert rows == [(UMLAUT,)]
    page.goto(f"{portal.url}/registration/new")


def test_an_error_is_taken_back_when_its_field_changes_and_keeps_its_place(page: Page) -> None:
    page.goto(page.url.replace("/sent", "/new"))
    page.get_by_role("button", name=portal_text("Continue")).click()
    error, below = page.locator("#first_name-error"), page.locator("#function")
    expect(error).to_be_visible()
    before = height(below)
    page.locator("#first_name").press_sequentially("E")
    expect(error).to_be_hidden()
    assert page.locator("#first_name").get_attribute("aria-invalid") is None
    assert height(below) == before


@pytest.mark.parametrize("width", [1280, 360])
def test_the_steps_have_equal_gaps(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(page.url.replace("/sent", "/new"))
    all_lefts = "all => all.map((one) => one.getBoundingClientRect().left)"
    lefts: list[float] = page.locator(".steps .dot").evaluate_all(all_lefts)
    gaps = [right - left for left, right in pairwise(lefts)]
    assert len(gaps) == 3
    assert max(gaps) - min(gaps) < 1


def test_the_field_of_the_ik_number_is_as_wide_as_nine_digits(page: Page) -> None:
    page.goto(page.url.replace("/sent", "/new"))
    ik = page.locator("#ik")
    ik.fill("260326822")
    assert ik.evaluate("it => it.scrollWidth <= it.clientWidth")
    ik.fill("26032682200000")
    assert ik.evaluate("it => it.scrollWidth > it.clientWidth")


def test_without_words_there_is_no_sign_either(page: Page) -> None:
    page.goto(page.url.replace("/sent", "/new"))
    ik, answer = page.locator("#ik"), page.locator("#ik-answer")
    sign = "it => getComputedStyle(it, '::before').content"
    ik.fill("108018008")
    expect(answer).to_have_attribute("data-state", "wrong")
    assert answer.evaluate(sign) != "none"
    ik.fill("1")
    expect(answer).to_be_empty()
    assert answer.get_attribute("data-state") == ""
    assert answer.evaluate(sign) == "none"


def test_a_hint_gives_its_place_to_an_error_and_comes_back(page: Page) -> None:
    page.goto(page.url.replace("/sent", "/new").partition("?")[0])
    hint, error = page.locator("#function-hint"), page.locator("#function-error")
    expect(hint).to_be_visible()
    page.get_by_role("button", name=portal_text("Continue")).click()
    expect(error).to_be_visible()
    expect(hint).to_be_hidden()
    page.locator("#function").fill("Leitung")
    expect(error).to_be_hidden()
    expect(hint).to_be_visible()


def test_what_a_provider_said_of_a_number_before_is_filled_in_while_it_is_typed(
    running_chromium: Browser, portal: RunningPortal
) -> None:
    admin, known, unknown = person(portal, new_ik()), new_ik(), new_ik()
    added(admin, known)
    portal.execute("UPDATE provider_iks SET state = 'removed' WHERE ik = :i", i=known)
    context = running_chromium.new_context(locale="de-DE")
    for one in admin.browser.http.cookies.jar:
        context.add_cookies([{"name": one.name, "value": one.value or "", "url": portal.url}])
    page = context.new_page()
    page.goto(f"{portal.url}/iks/new")
    for ik, name in ((known, "Zweigpraxis am Ring"), (unknown, ""), (known, "Zweigpraxis am Ring")):
        page.locator("#ik").fill(ik)
        expect(page.locator("#unknown-institution")).to_be_visible()
        expect(page.locator("#institution")).to_have_value(name)
    page.get_by_role("button", name=portal_text("Continue to the certificate")).click()
    page.wait_for_url("**/registration/certificate")
    context.close()
