"""What can happen to something that waits for the app."""

import contextlib

from playwright.sync_api import Page

from crypto.statements import Decision
from tests.support.device import Device, PortalProblem
from tests.support.portal_screens.studio import Studio, begin, login_of


def approve(_studio: Studio, device: Device, _page: Page) -> None:
    device.respond(device.poll()["challenge"])


def deny(_studio: Studio, device: Device, _page: Page) -> None:
    device.respond(device.poll()["challenge"], Decision.DENY)


def report(_studio: Studio, device: Device, _page: Page) -> None:
    device.respond(device.poll()["challenge"], Decision.REPORT)


def expire(studio: Studio, _device: Device, _page: Page) -> None:
    studio.later(180)


def supersede(studio: Studio, device: Device, _page: Page) -> None:
    other = studio.context().new_page()
    begin(other, login_of(device))
    other.context.close()


def lock(_studio: Studio, device: Device, _page: Page) -> None:
    for _ in range(5):
        try:
            device.applogin("000001")
        except PortalProblem:
            continue


def suspect(_studio: Studio, device: Device, _page: Page) -> None:
    with contextlib.suppress(PortalProblem):
        device.copied(b"another machine").poll()
