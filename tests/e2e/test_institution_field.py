"""Step 1 in a real browser: what was said of one IK number is not said of the next."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.support.clerk_cases import add_institution
from tests.support.portal_server import running_portal
from tests.support.texts import portal_text

RIGHT = "260326822"
WRONG = "260326823"


def test_a_right_number_takes_the_portals_error_away(chromium: Browser, tmp_path: Path) -> None:
    with running_portal(tmp_path) as portal:
        add_institution(portal, RIGHT, "Praxis am Markt")
        page = chromium.new_context(locale="de-DE").new_page()
        page.goto(f"{portal.url}/registration/new")
        page.get_by_role("button", name=portal_text("Accept")).click()
        field, name = page.locator("#ik"), page.locator("#ik-answer")
        field.fill(WRONG)
        expect(name).to_have_text(portal_text("There is no such …"))
        page.get_by_role("button", name=portal_text("Continue")).click()
        expect(page.locator("#ik-error")).to_be_visible()
        expect(name).to_be_empty()
        field.fill(RIGHT)
        expect(name).to_have_text("Praxis am Markt, München")
        expect(page.locator("#ik-error")).to_be_hidden()
        assert field.get_attribute("aria-invalid") is None
        assert field.get_attribute("aria-describedby") == "ik-hint"
        field.fill(WRONG)
        expect(name).to_have_text(portal_text("There is no such …"))
