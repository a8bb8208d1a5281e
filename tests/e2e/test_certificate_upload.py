"""Step 2 in a real browser: what the page's script adds, and what works without it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.support.portal_server import RunningPortal, running_portal
from tests.support.texts import portal_text
from tests.support.uploads.registrations import PATH, registered, working_on

SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000}
DROP = """([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name, { type: "text/plain" }));
  const form = document.querySelector("form.drop");
  for (const kind of ["dragenter", "dragover", "drop"]) {
    form.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, cancelable: true }));
  }
}"""
HANDED_IN = "SELECT count(*) FROM registrations WHERE certificate_at IS NOT NULL"
BAD = FilePayload(name="setup.exe", mimeType="application/pdf", buffer=b"MZ" + bytes(100))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("portal")) as portal:
        yield portal


def opened(chromium: Browser, portal: RunningPortal, *, scripts: bool = True) -> Page:
    visit = working_on(portal, registered(portal)).cookie("visit")
    context = chromium.new_context(locale="de-DE", java_script_enabled=scripts)
    context.add_cookies([{"name": "visit", "value": visit or "", "url": portal.url}])
    page = context.new_page()
    page.goto(portal.url + PATH)
    return page


@pytest.fixture
def page(chromium: Browser, portal: RunningPortal) -> Iterator[Page]:
    page = opened(chromium, portal)
    yield page
    page.context.close()


def text_file(name: str) -> FilePayload:
    return FilePayload(name=name, mimeType="text/plain", buffer=b"x" * 10)


def choose_large(page: Page, file: Path, size: int) -> None:
    """From the disk: bytes would go to the browser in one message of that size."""
    file.write_bytes(b"x" * size)
    page.set_input_files("#files", file)


def choose(page: Page, *files: FilePayload) -> None:
    page.set_input_files("#files", files)


def choose_button(page: Page) -> Locator:
    return page.get_by_role("button", name=portal_text("Choose file"), exact=True)


def listed(page: Page) -> list[str]:
    return page.locator(".files strong").all_inner_texts()


def test_files_are_sent_as_soon_as_they_are_chosen(page: Page) -> None:
    expect(page.get_by_role("button", name=portal_text("Upload"))).to_be_hidden()
    choose(page, text_file("a.txt"), text_file("b.txt"))
    expect(page.get_by_role("status")).to_have_text(
        portal_text("Uploaded. Now choose “Continue” …")
    )
    assert listed(page) == ["a.txt", "b.txt"]
    expect(page.locator("#later")).to_have_text(portal_text("Hand in later"))
    expect(choose_button(page)).to_be_focused()


def test_the_picker_has_the_pages_language(page: Page) -> None:
    """The browser's own button and its "no file chosen" have the browser's."""
    expect(page.locator("#files")).to_be_hidden()
    with page.expect_file_chooser() as chooser:
        choose_button(page).click()
    assert chooser.value.is_multiple()
    chooser.value.set_files([text_file("gewählt.txt")])
    expect(page.locator(".files strong")).to_have_text("gewählt.txt")


def test_files_can_be_dropped(page: Page) -> None:
    page.evaluate(DROP, ["gezogen.txt", "Text"])
    expect(page.locator(".files strong")).to_have_text("gezogen.txt")
    expect(page.locator("form.drop")).not_to_have_class("drop over")


FOLDER = """() => {
  DataTransferItem.prototype.webkitGetAsEntry = () => ({ isDirectory: true, name: "Scans" });
}"""


def test_a_folder_that_is_dropped_is_said_to_be_one(page: Page) -> None:
    page.evaluate(FOLDER)
    page.evaluate(DROP, ["Scans", ""])
    expect(page.get_by_role("alert")).to_contain_text("„Scans“ ist ein Ordner.")
    assert listed(page) == []


def test_what_is_dropped_and_no_file_is_said_to_be_none(page: Page) -> None:
    page.evaluate("""() => document.querySelector("form.drop").dispatchEvent(
        new DragEvent("drop", { dataTransfer: new DataTransfer(), cancelable: true }))""")
    expect(page.get_by_role("alert")).to_have_text(portal_text("That was not a file. …"))


def test_a_file_that_misses_the_field_does_not_take_the_place_of_the_page(page: Page) -> None:
    taken = page.evaluate("""() => !document.body.dispatchEvent(
        new DragEvent("drop", { bubbles: true, cancelable: true }))""")
    assert taken


def test_what_was_refused_is_read_out_and_the_rest_listed(page: Page) -> None:
    choose(page, text_file("gut.txt"), BAD)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("„setup.exe“ hat kein Format, das wir annehmen.")
    assert page.title().startswith("Fehler: ")
    assert listed(page) == ["gut.txt"]
    choose(page, text_file("besser.txt"))
    expect(summary).to_have_count(0)


def test_old_mistakes_are_gone_when_something_new_is_sent(page: Page) -> None:
    choose(page, BAD)
    expect(page.get_by_role("alert")).to_be_focused()
    page.context.set_offline(True)
    choose(page, text_file("besser.txt"))
    expect(page.get_by_role("alert")).to_have_text(portal_text("That did not work. Check …"))


def test_too_much_is_not_even_sent(page: Page, tmp_path: Path) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.method))
    choose_large(page, tmp_path / "gross.txt", 10_000_001)
    expect(page.locator("form.drop").get_by_role("alert")).to_contain_text("höchstens 10 MB")
    assert "POST" not in requests


def test_an_upload_can_be_cancelled_by_the_keyboard(page: Page, tmp_path: Path) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    choose_large(page, tmp_path / "langsam.txt", 5_000_000)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name=portal_text("Cancel"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(portal_text("The upload has been cancelled."))
    expect(page.get_by_role("progressbar")).to_be_hidden()
    expect(choose_button(page)).to_be_focused()
    assert listed(page) == []


def test_a_broken_connection_is_told_and_does_not_end_the_page(
    page: Page, portal: RunningPortal
) -> None:
    page.context.set_offline(True)
    choose(page, text_file("a.txt"))
    expect(page.get_by_role("alert")).to_contain_text("Prüfen Sie Ihre Verbindung")
    page.context.set_offline(False)
    choose(page, text_file("a.txt"))
    expect(page.locator(".files strong")).to_have_text("a.txt")


def test_a_registration_that_is_gone_leads_away(page: Page, portal: RunningPortal) -> None:
    page.context.clear_cookies()
    choose(page, text_file("a.txt"))
    page.wait_for_url(lambda url: not url.endswith(PATH))


def test_a_keyboard_is_enough(page: Page) -> None:
    # Playwright takes the browser's place for choosers from here on, but does not wait for that
    # to hold: a key pressed at once may come before it.
    with page.expect_file_chooser() as chooser:
        page.get_by_role("link", name=portal_text("Download PDF")).focus()
        page.keyboard.press("Tab")
        expect(choose_button(page)).to_be_focused()
        page.keyboard.press("Enter")
    chooser.value.set_files([text_file("Bescheinigung.txt")])
    delete = page.locator('summary[aria-label="„Bescheinigung.txt“ löschen"]')
    expect(delete).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(delete).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=portal_text("Yes, delete"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(delete).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("„Bescheinigung.txt“ ist gelöscht.")
    expect(choose_button(page)).to_be_focused()


def test_deleting_keeps_the_pages_place(page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 400})
    choose(page, text_file("a.txt"), text_file("b.txt"))
    page.locator(".files summary").first.click()
    page.get_by_role("button", name=portal_text("Yes, delete")).scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.get_by_role("button", name=portal_text("Yes, delete")).click()
    expect(page.get_by_role("status")).to_have_text("„a.txt“ ist gelöscht.")
    assert listed(page) == ["b.txt"]
    assert before > 0
    assert abs(page.evaluate("scrollY") - before) < 200


def test_to_go_on_without_a_file_is_told_at_the_field(page: Page) -> None:
    page.get_by_role("button", name=portal_text("Continue")).click()
    alert = page.locator("form.drop").get_by_role("alert")
    expect(alert).to_have_text(portal_text("There is no file yet. …"))
    expect(alert).to_be_in_viewport()
    choose(page, text_file("a.txt"))
    expect(page.locator(".files strong")).to_have_text("a.txt")
    expect(alert).to_have_count(0)
    page.reload()
    expect(alert).to_have_count(0)


def test_nobody_goes_on_while_files_are_sent(page: Page, tmp_path: Path) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    choose_large(page, tmp_path / "langsam.txt", 600_000)
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name=portal_text("Continue")).click()
    expect(page.locator(".files strong")).to_have_text("langsam.txt")


def test_the_form_is_saved_under_its_name(page: Page) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name=portal_text("Download PDF")).click()
    assert download.value.suggested_filename == "Arbeitgeberbescheinigung.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_it_works_without_scripts(chromium: Browser, portal: RunningPortal) -> None:
    page = opened(chromium, portal, scripts=False)
    choose(page, text_file("gut.txt"), BAD)
    page.get_by_role("button", name=portal_text("Upload")).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("„setup.exe“")
    expect(alert).to_be_in_viewport()
    assert listed(page) == ["gut.txt"]
    choose(page, text_file("falsch.txt"))
    page.get_by_role("button", name=portal_text("Upload")).click()
    page.locator('summary[aria-label="„falsch.txt“ löschen"]').click()
    page.get_by_role("button", name=portal_text("Yes, delete")).click()
    status = page.get_by_role("status")
    expect(status).to_have_text(portal_text("The file has been deleted."))
    expect(status).to_be_in_viewport()
    assert listed(page) == ["gut.txt"]
    page.get_by_role("button", name=portal_text("Continue")).click()
    page.wait_for_url(lambda url: not url.startswith(portal.url + PATH))
    assert portal.query(HANDED_IN) == [(1,)]
    page.context.close()
