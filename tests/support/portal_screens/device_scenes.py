"""The user's devices, changes that wait for the app, and the history."""

import contextlib
from collections.abc import Callable

from playwright.sync_api import Page

from portal.domain.devices.instances import add_instance
from tests.support.device import Device, PortalProblem
from tests.support.portal_screens.endings import approve, deny, expire, lock, report
from tests.support.portal_screens.studio import Draw, Studio, begin, logged_in, login_of
from tests.support.texts import portal_text


def my_devices(studio: Studio, device: Device) -> None:
    page = logged_in(studio, device)
    page.goto("/devices")
    studio.show(page, "devices-one")
    page.get_by_text(portal_text("Remove"), exact=True).click()
    studio.show(page, "devices-remove-last")
    studio.later(86_400)
    locked = studio.further(device, "Laptop von Dr. Montag, mit einem langen Namen zu Hause")
    studio.further(device, "Anmeldung 2")
    lock(studio, locked, page)
    page.context.close()
    page = logged_in(studio, device)
    page.goto("/devices")
    studio.show(page, "devices")
    item = page.locator(".device").nth(2)
    item.get_by_text(portal_text("Rename")).click()
    item.get_by_label(portal_text("New name")).fill("Büro „2“")
    studio.show(page, "devices-rename")
    item.get_by_role("button", name=portal_text("Continue to confirmation")).click()
    page.locator(".field-error").wait_for()
    studio.show(page, "devices-rename-wrong")
    page.context.close()


def workplaces(studio: Studio, device: Device) -> None:
    """A device whose key travels with its user's profile."""
    now = studio.portal.clock.now()
    studio.portal.write(lambda c: add_instance(c, device.dev, "other", now, name="EMPFANG-2"))
    page = logged_in(studio, device)
    page.goto("/devices")
    studio.show(page, "devices-workplaces")
    page.context.close()


def ask_to_remove(studio: Studio, device: Device) -> Page:
    """A page that waits until the removal of a further device is confirmed."""
    studio.further(device, "Laptop")
    page = logged_in(studio, device)
    _ask_on(page)
    return page


def _ask_on(page: Page) -> None:
    page.goto("/devices")
    item = page.locator(".device", has=page.get_by_role("heading", name="Laptop"))
    item.get_by_text(portal_text("Remove"), exact=True).click()
    item.get_by_role("button", name=portal_text("Remove device")).click()
    page.get_by_text("Noch gültig").wait_for()


def change_waits(studio: Studio, device: Device) -> None:
    page = ask_to_remove(studio, device)
    studio.show(page, "change-wait")
    page.context.close()


def change_ended(event: Callable[[Studio, Device, Page], None], name: str, words: str) -> Draw:
    """A picture of what a change has come to."""

    def draw(studio: Studio, device: Device) -> None:
        page = ask_to_remove(studio, device)
        event(studio, device, page)
        page.get_by_role("heading", name=words).wait_for()
        studio.show(page, f"change-{name}")
        page.context.close()

    return draw


def _come_too_late(studio: Studio, device: Device, _page: Page) -> None:
    challenge = device.poll()["challenge"]
    studio.portal.execute("UPDATE devices SET state = 'revoked' WHERE name = 'Laptop'")
    with contextlib.suppress(PortalProblem):
        device.respond(challenge)


def _ask_for_another(_studio: Studio, _device: Device, page: Page) -> None:
    """The same browser asks for the removal again, in another tab."""
    _ask_on(page.context.new_page())


def own_device_removed(studio: Studio, device: Device) -> None:
    page = logged_in(studio, device)
    page.goto("/devices")
    page.get_by_text(portal_text("Remove"), exact=True).click()
    page.get_by_role("button", name=portal_text("Remove device")).click()
    page.get_by_text("Noch gültig").wait_for()
    approve(studio, device, page)
    page.get_by_role("heading", name=portal_text("done")).wait_for()
    studio.show(page, "change-own-device")
    page.context.close()


def history(studio: Studio, device: Device) -> None:
    page = studio.context().new_page()
    begin(page, login_of(device))
    deny(studio, device, page)
    with contextlib.suppress(PortalProblem):
        device.applogin("000001")
    page.context.close()
    studio.later(86_400 + 900)
    page = logged_in(studio, device)
    page.goto("/devices")
    page.get_by_text(portal_text("Rename")).click()
    page.get_by_label(portal_text("New name")).fill("Büro 2")
    page.get_by_role("button", name=portal_text("Continue to confirmation")).click()
    page.get_by_text("Noch gültig").wait_for()
    approve(studio, device, page)
    page.get_by_role("heading", name=portal_text("done")).wait_for()
    page.goto("/security")
    studio.show(page, "security")
    page.context.close()


SCENES: list[Draw] = [
    my_devices,
    workplaces,
    change_waits,
    change_ended(approve, "done", portal_text("done")),
    change_ended(deny, "denied", portal_text("refused")),
    change_ended(report, "reported", "gemeldet"),
    change_ended(expire, "expired", "abgelaufen"),
    change_ended(_ask_for_another, "superseded", "neuere"),
    change_ended(lock, "locked", portal_text("locked")),
    change_ended(_come_too_late, "impossible", "nicht mehr möglich"),
    own_device_removed,
    history,
]
