"""Payment advices in a real browser: what its script adds, a ZIP, and the way back."""

import re
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, expect

from portal.domain.accounts.accounts import Role
from portal.domain.advices.lists import PAGE_SIZE
from portal.domain.advices.tables import Folder
from tests.support.advices import announced, deliver
from tests.support.clerk_cases import logged_in
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.providers import new_ik
from tests.support.texts import portal_text

LOGIN = "max@abc.de"
LONG_NAME = "AOK Rheinland/Hamburg und Westfalen-Lippe"


def context_of_user(chromium: Browser, portal: RunningPortal) -> BrowserContext:
    """Where the user of `LOGIN` has logged in."""
    context = chromium.new_context(locale="de-DE", accept_downloads=True)
    for cookie in logged_in(portal, LOGIN).http.cookies.jar:
        context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": portal.url}])
    return context


def test_advices_are_chosen_fetched_archived_and_brought_back(
    chromium: Browser, tmp_path: Path
) -> None:
    with running_portal(tmp_path) as portal:
        ik = new_ik()
        portal.create_account(LOGIN, ik=ik, cleared=True)
        advices = [
            announced(ik=ik, reference=f"2026-{number}", amount=f"{number}.50", sender=sender)
            for number, sender in ((1, LONG_NAME), (1200, "AOK Hessen"), (3, "AOK Hessen"))
        ]
        deliver(portal, tmp_path / "in", advices)
        context = context_of_user(chromium, portal)
        page = context.new_page()
        page.goto(f"{portal.url}/advices")

        # On a tablet, with the system's own colours too, no column is cut.
        page.emulate_media(forced_colors="active")
        for width in (760, 769, 1280):
            page.set_viewport_size({"width": width, "height": 720})
            assert page.locator(".rows").evaluate("o => o.scrollWidth <= o.clientWidth")

        # A filter is kept in the address: "back" leads to it.
        page.get_by_label(portal_text("AOK"), exact=True).select_option("AOK Hessen")
        boxes = page.locator("input[name=id][type=checkbox]")
        expect(boxes).to_have_count(2)
        expect(page).to_have_url(re.compile("sender="))
        filtered = page.url
        page.get_by_role("link", name=portal_text("Reset filters")).first.click()
        expect(boxes).to_have_count(3)
        page.go_back()
        expect(boxes).to_have_count(2)
        assert page.url == filtered

        # A word is searched by the button beside it, and a shared address says what was found.
        page.get_by_role("searchbox").fill("2026-3")
        page.get_by_role("button", name="Suchen", exact=True).click()
        found = page.locator("#found")
        expect(found).to_have_text("1 Avis gefunden")
        expect(boxes).to_have_count(1)
        page.reload()
        expect(found).to_be_visible()
        expect(found).to_have_text("1 Avis gefunden")
        page.goto(filtered)

        # By keyboard: all of the page, and what they come to.
        said, all_ = page.locator("#chosen"), page.locator("#all")
        expect(said).to_have_text(portal_text("Nothing selected"))
        download = page.get_by_role("button", name=portal_text("Download"), exact=True)
        expect(download).to_be_disabled()
        all_.focus()
        page.keyboard.press("Space")
        expect(said).to_have_text("2 ausgewählt · 1.204,00\N{NO-BREAK SPACE}€")
        expect(page.locator("[data-new]")).to_have_count(2)
        with page.expect_download() as fetched:
            download.click()
        expect(said).to_have_text(portal_text("Downloaded, counts as read"))
        expect(page.locator("[data-new]")).to_have_count(0)
        target = tmp_path / "avise.zip"
        fetched.value.save_as(target)
        with zipfile.ZipFile(target) as packed:
            assert len(packed.namelist()) == 2

        # Archived, and taken back at once.
        page.get_by_role("button", name=portal_text("Archive them")).click()
        expect(page.get_by_text("2 Avise liegen jetzt im Archiv, für alle Nutzer")).to_be_visible()
        page.get_by_role("button", name=portal_text("Undo")).click()
        expect(boxes).to_have_count(2)

        # Without scripts the page chooses just the same.
        state = context.storage_state()
        plain = chromium.new_context(locale="de-DE", java_script_enabled=False, storage_state=state)
        page = plain.new_page()
        page.goto(f"{portal.url}/advices")
        page.locator("input[name=id][type=checkbox]").first.check()
        page.get_by_role("button", name=portal_text("Delete"), exact=True).click()
        expect(page.get_by_text("1 Avis ist gelöscht, für alle Nutzer")).to_be_visible()
        expect(page.locator("input[name=id][type=checkbox]")).to_have_count(2)


def test_all_hits_on_all_pages_are_chosen_archived_and_brought_back(
    chromium: Browser, tmp_path: Path
) -> None:
    with running_portal(tmp_path) as portal:
        ik = new_ik()
        portal.create_account(LOGIN, ik=ik, cleared=True)
        numbers = range(1, PAGE_SIZE + 4)
        deliver(portal, tmp_path / "in", [announced(ik=ik, reference=f"R{n}") for n in numbers])
        page = context_of_user(chromium, portal).new_page()
        page.goto(f"{portal.url}/advices")
        found = ("tbody input[name=id]", "#every", "#chosen")
        boxes, every, said = (page.locator(each) for each in found)
        expect(boxes).to_have_count(PAGE_SIZE)

        # Whoever takes one out again has not chosen all.
        every.check()
        expect(said).to_contain_text("53")
        boxes.first.uncheck()
        expect(every).not_to_be_checked()
        every.check()
        page.get_by_role("button", name=portal_text("Archive them")).click()
        expect(page.get_by_text("53 Avise liegen jetzt im Archiv, für alle Nutzer")).to_be_visible()
        in_folder = "SELECT count(*) FROM advices WHERE folder = :f"
        assert portal.query(in_folder, f=Folder.ARCHIVE)[0][0] == len(numbers)
        page.get_by_role("button", name=portal_text("Undo")).click()
        expect(page.get_by_text("53 Avise liegen wieder bei den aktuellen")).to_be_visible()
        page.goto(f"{portal.url}/advices")
        every.check()
        page.get_by_role("button", name=portal_text("Archive them")).click()
        expect(boxes).to_have_count(0)
        # In the archive the same brings them back, too.
        page.goto(f"{portal.url}/advices?folder={Folder.ARCHIVE}")
        every.check()
        page.locator("button[name=do][value=back]").click()
        expect(boxes).to_have_count(0)
        assert portal.query(in_folder, f=Folder.CURRENT)[0][0] == len(numbers)


def test_a_day_is_taken_from_the_browsers_calendar_too(chromium: Browser, tmp_path: Path) -> None:
    with running_portal(tmp_path) as portal:
        ik = new_ik()
        portal.create_account(LOGIN, ik=ik, cleared=True, role=Role.ADMIN)
        old, new = ("2026-1", "2026-10-31"), ("2026-2", "2026-11-01")
        advices = [announced(ik=ik, reference=ref, issued=day) for ref, day in (old, new)]
        deliver(portal, tmp_path / "in", advices)
        context = context_of_user(chromium, portal)
        page = context.new_page()
        page.goto(f"{portal.url}/advices")
        page.get_by_text(portal_text("More filters"), exact=True).click()
        field = page.get_by_label(portal_text("Date from"), exact=True)
        calendar = page.locator("[type=date]")
        expect(calendar).to_have_count(0)

        # By the keyboard: it stands behind its field, and knows the day that is typed there.
        field.fill("31.10.2026")
        field.press("Tab")
        label = portal_text("Open the calendar of “%(label)s”", label=portal_text("Date from"))
        expect(page.get_by_role("button", name=label)).to_be_focused()
        page.keyboard.press("Enter")
        expect(calendar).to_have_value("2026-10-31")
        calendar.evaluate(
            "one => { one.value = '2026-11-01'; one.dispatchEvent(new Event('change')); }"
        )
        expect(field).to_have_value("01.11.2026")
        expect(page.locator("input[name=id]")).to_have_count(1)

        # Where eAvis is ordered, only days that are possible are offered.
        page.goto(f"{portal.url}/iks")
        page.get_by_text(portal_text("Request eAvis"), exact=True).click()
        button = page.get_by_role("button", name=re.compile("Kalender"))
        button.click()
        first = page.locator("input[name=day]").get_attribute("data-first")
        assert calendar.get_attribute("min") == first
        assert calendar.get_attribute("max")
        context.close()
