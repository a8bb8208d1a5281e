"""The clerk: reads the certificate and clears."""

from playwright.sync_api import Page

from tests.support.main_job.person import Person
from tests.support.texts import portal_text


class Clearance:
    """A clerk who has logged in with the app."""

    def __init__(self, clerk: Person) -> None:
        self._clerk = clerk
        self._tab: Page

    def log_in(self) -> None:
        """To the desk."""
        self._tab = self._clerk.log_in()

    def clear(self, name: str, told: str = "") -> None:
        """Find the registration of that person, read everything, clear it.

        Args:
            name: of the person.
            told: what the portal calls the cleared one afterwards, where that is not the person.
        """
        clerk, tab = self._clerk, self._tab
        clerk.browser.do(lambda: tab.goto(f"{clerk.portal}/desk"))
        clerk.browser.picture(tab, "desk")
        clerk.browser.do(tab.get_by_role("link", name=name).first.click)
        clerk.sees(tab, portal_text("On the certificate I have checked:"))
        clerk.browser.do(self._see_certificate)
        clerk.browser.picture(tab, "case")
        clerk.browser.do(self._tick)
        clerk.presses(tab, portal_text("Clear"))
        clerk.browser.do(tab.get_by_role("status").filter(has_text=told or name).wait_for)
        clerk.browser.picture(tab, "cleared")

    def _see_certificate(self) -> None:
        pictures = self._tab.locator(".preview img")
        pictures.nth(1).scroll_into_view_if_needed()
        for number in range(2):
            self._tab.wait_for_function(
                "number => document.querySelectorAll('.preview img')[number].naturalWidth > 600",
                arg=number,
            )

    def _tick(self) -> None:
        for box in self._tab.locator("fieldset.choices input[type=checkbox]").all():
            box.check()
