"""What somebody sees first, and pages without a story."""

from tests.support.device import Device
from tests.support.portal_screens.studio import Draw, Studio, button
from tests.support.texts import portal_text

WRONG = {"login-empty": "", "login-form": "maler montag"}


def cookies(studio: Studio, _device: Device) -> None:
    page = studio.context(accepted=False).new_page()
    page.goto("/")
    button(page, portal_text("Accept")).wait_for()
    studio.show(page, "cookies")
    button(page, portal_text("Accept")).click()
    page.get_by_role("heading", name=portal_text("Welcome")).wait_for()
    studio.show(page, "start")
    page.goto("/cookies?next=/login")
    page.get_by_role("link", name=portal_text("Continue"), exact=True).wait_for()
    studio.show(page, "cookies-accepted")
    page.context.close()


def login_page(studio: Studio, _device: Device) -> None:
    page = studio.context().new_page()
    page.goto("/login")
    studio.show(page, "login")
    for name, typed in WRONG.items():
        page.goto("/login")
        page.get_by_label(portal_text("User name / e-mail address")).fill(typed)
        button(page, portal_text("Continue")).click()
        page.locator(".field-error").wait_for()
        studio.show(page, name)
    page.goto("/login/finish")
    page.get_by_text("abgelaufen").wait_for()
    studio.show(page, "ticket-gone")
    page.context.close()


def lost(studio: Studio, _device: Device) -> None:
    page = studio.context(accepted=False).new_page()
    page.goto("/cookies/check?next=/login")
    studio.show(page, "cookies-refused")
    page.context.close()
    page = studio.context().new_page()
    page.goto("/login?form=gone")
    studio.show(page, "form-lost")
    page.context.close()


SCENES: list[Draw] = [cookies, login_page, lost]
