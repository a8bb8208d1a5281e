"""Registrations that are ready for step 2, and browsers that work on them."""

import secrets
from collections.abc import Sequence
from typing import Any

import httpx2
from sqlalchemy import insert

from crypto.encoding import b64url
from portal.domain.registration.registrations import REGISTRATION_VISITS, REGISTRATIONS
from portal.platform.asgi import cookie_hash, new_cookie
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal

DAY = 86_400
PATH = "/registration/certificate"


def registered(portal: RunningPortal, **changes: Any) -> str:
    """A registration whose address is confirmed; its id."""
    now, id_ = portal.clock.now(), b64url(secrets.token_bytes(16))
    row = {
        "id": id_,
        "kind": "new",
        "state": "open",
        "login": "erika.musterfrau@praxis.example",
        "salutation": "woman",
        "first_name": "Erika",
        "last_name": "Müßig-Großmann",
        "phone": "0351 123456",
        "function": "Praxisleitung",
        "ik": "260326822",
        "institution": "Praxis am Markt",
        "postal_code": "01067",
        "language": "de",
        "created_at": now,
        "mailed_at": now,
        "confirm_until": now + 30 * DAY,
        "confirmed_at": now,
        "expires_at": now + 30 * DAY,
        "reminders": 0,
        "reason": "",
    }
    portal.write(lambda c: c.execute(insert(REGISTRATIONS).values(row | changes)))
    return id_


def working_on(portal: RunningPortal, registration_id: str) -> Browser:
    """A browser that has followed the link of that registration."""
    browser = Browser(portal.url)
    browser.http.headers["accept-language"] = "de"
    visit = browser.cookie("visit")
    if visit is None:
        visit = new_cookie()
        browser.http.cookies.set("visit", visit)
    row = {
        "hash": cookie_hash(visit),
        "registration_id": registration_id,
        "seen_at": portal.clock.now(),
    }
    portal.write(lambda c: c.execute(insert(REGISTRATION_VISITS).values(row)))
    return browser


def upload(browser: Browser, *files: tuple[str, bytes]) -> httpx2.Response:
    """Send the upload's form, as a browser without scripts does."""
    headers = {"sec-fetch-site": "same-origin", "origin": browser.url}
    parts: Sequence[Any] = [("files", (name, data)) for name, data in files]
    return browser.shown(browser.http.post(PATH, files=parts, headers=headers))
