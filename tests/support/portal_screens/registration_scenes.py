"""From step 1 to the clearance, and a reset."""

from typing import Any

from playwright.sync_api import Page

from portal.domain.registration.registrations import State
from tests.support.device import Device
from tests.support.portal_screens.studio import Draw, Studio, button, login_of
from tests.support.registrations import add_registration, code_on, id_of, links
from tests.support.texts import portal_text

LOGIN = "erika.mustermann@abc.de"
TYPED = {
    "ik": "108018007",
    "institution": "Gemeinschaftspraxis am Markt",
    "postal_code": "80331",
    "first_name": "Erika",
    "last_name": "Mustermann",
    "function": "Praxismanagerin",
    "phone": "089 1234567",
    "email": LOGIN,
    "email_again": LOGIN,
}


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def registration(studio: Studio, _device: Device) -> None:
    page = studio.context().new_page()
    page.goto("/registration")
    studio.show(page, "registration-unknown")
    page.goto("/registration/new")
    studio.show(page, "registration-new")
    _press(page, portal_text("Continue"))
    page.locator(".summary").wait_for()
    studio.show(page, "registration-new-wrong")
    page.fill("#ik", TYPED["ik"])
    page.locator("#institution").wait_for()
    studio.show(page, "registration-new-unlisted")
    for name, value in TYPED.items():
        page.fill(f"#{name}", value)
    page.select_option("#salutation", "frau")
    page.check("#terms")
    page.check("#data")
    _press(page, portal_text("Continue"))
    page.get_by_text(portal_text("Mistyped the address?")).wait_for()
    studio.show(page, "registration-sent")
    _press(page, portal_text("Change address"))
    page.locator(".field-error").wait_for()
    studio.show(page, "registration-sent-wrong")
    page.goto("/registration")
    studio.show(page, "registration-status-unconfirmed")
    page.goto("/registration/confirm")
    studio.show(page, "registration-link")
    _follow(page, links(studio.portal).confirm(id_of(studio.portal, LOGIN), LOGIN))
    studio.show(page, "registration-confirm")
    _press(page, portal_text("Confirm e-mail address"))
    page.get_by_role("link", name=portal_text("Continue registration")).wait_for()
    studio.show(page, "registration-confirmed")
    _device_step(studio, page)
    page.context.close()


def _device_step(studio: Studio, page: Page) -> None:
    page.goto("/registration/device")
    studio.show(page, "registration-device")
    page.goto("/registration/device/download")
    studio.show(page, "registration-download")
    page.goto("/registration/device/code")
    studio.show(page, "registration-code-ask")
    _press(page, portal_text("Request a new code"))
    page.locator("#code").wait_for()
    page.get_by_text("QR‑Code für die App").click()
    studio.show(page, "registration-code")
    device = Device(studio.url)
    device.activate(LOGIN, code_on(page.content()))
    page.locator("#provisional").wait_for()
    studio.show(page, "registration-code-provisional")
    device.confirm()
    page.wait_for_url("**/registration/done")
    studio.show(page, "registration-done-missing")
    page.goto("/registration/device")
    studio.show(page, "registration-device-there")
    page.goto("/registration")
    studio.show(page, "registration-status")


def decisions(studio: Studio, device: Device) -> None:
    """What the status page says once the clerks have it."""
    login, page = login_of(device), studio.context().new_page()
    now = studio.portal.clock.now()
    handed_in = {"certificate_at": now, "ordered_at": now}
    states: dict[str, dict[str, Any]] = {
        "ordered": {"state": State.ORDERED} | handed_in,
        "taken-back": {"ordered_at": now},
        "asked": {"ordered_at": now, "reason": "Auf Seite 2 fehlt die Unterschrift."},
        "refused": {
            "state": State.REFUSED,
            "reason": "Der Stempel gehört zu einer anderen IK-Nummer.",
            "decided_at": now,
        }
        | handed_in,
        "cleared": {"state": State.CLEARED, "decided_at": now} | handed_in,
    }
    for name, changes in states.items():
        made = add_registration(studio.portal, login, **changes)
        _follow(page, links(studio.portal).status(made.id, login))
        if button(page, "Wechseln").is_visible():
            studio.show(page, "registration-change-over")
            _press(page, "Wechseln")
        page.get_by_role("heading", name=portal_text("Your details")).wait_for()
        studio.show(page, f"registration-status-{name}")
        page.goto("/registration/done")
        studio.show(page, f"registration-done-{name}")
    page.context.close()


def reset(studio: Studio, device: Device) -> None:
    login, page = login_of(device), studio.context().new_page()
    page.goto("/reset")
    studio.show(page, "reset")
    _press(page, portal_text("Request the e-mail"))
    page.locator(".field-error").wait_for()
    studio.show(page, "reset-wrong")
    page.get_by_label(portal_text("User name / e-mail address")).fill(login)
    _press(page, portal_text("Request the e-mail"))
    page.get_by_text("24 Stunden").wait_for()
    studio.show(page, "reset-sent")
    _follow(page, links(studio.portal).reset(id_of(studio.portal, login)))
    studio.show(page, "reset-confirm")
    _press(page, portal_text("Yes, lock all devices"))
    page.locator("#login-error").wait_for()
    studio.show(page, "reset-confirm-fault")
    page.get_by_label(portal_text("Your complete user name")).fill(login)
    _press(page, portal_text("Yes, lock all devices"))
    page.get_by_text(portal_text("Reset access: status")).wait_for()
    studio.show(page, "reset-status")
    page.context.close()


def dead_links(studio: Studio, _device: Device) -> None:
    page = studio.context().new_page()
    made = links(studio.portal)
    changed = add_registration(studio.portal, "richtig@abc.de").id
    late = add_registration(studio.portal, "spaet@abc.de", confirm_until=0).id
    dead = {
        "broken": f"{studio.url}/registration/status#t=x",
        "gone": made.status("A" * 22, ""),
        "changed": made.confirm(changed, "falsch@abc.de"),
        "late": made.confirm(late, "spaet@abc.de"),
        "reset-late": made.reset("A" * 22),
    }
    for name, link in dead.items():
        _follow(page, link)
        studio.show(page, f"link-{name}")
    page.context.close()


def _follow(page: Page, link: str) -> None:
    """Open a mail's link, and wait for what its page's script leads to."""
    address = link.partition("#")[0]
    page.goto(link)
    page.wait_for_url(lambda url: url.partition("#")[0] != address)


SCENES: list[Draw] = [registration, decisions, reset, dead_links]
