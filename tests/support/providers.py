"""Providers with users for tests: each with a device of its own and a browser that is logged in."""

import itertools
from dataclasses import dataclass

from portal.domain.accounts.accounts import Role
from portal.domain.institutions.directory import check_digit
from tests.support.clerk_cases import add_attachment
from tests.support.device import Device
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal

_numbers = itertools.count(260_326_800)


@dataclass(frozen=True)
class Person:
    """A user of a provider, logged in."""

    portal: RunningPortal
    id: int
    login: str
    device: Device
    browser: Browser

    def wants(self, path: str, *others: "Person") -> str:
        """Ask for a change of some users; the address of the page that waits."""
        form = {f"user-{other.id}": "1" for other in others}
        location = self.browser.post(path, **form).headers.get("location", "")
        assert location.startswith("/changes/"), location
        return str(location)

    def approves(self) -> None:
        """Agree to what the app shows."""
        self.device.respond(self.device.poll()["challenge"])

    def carries_out(self, path: str, *others: "Person") -> None:
        """Ask for a change and agree to it."""
        page = self.wants(path, *others)
        self.approves()
        assert self.stage(page) == "done"

    def stage(self, page: str) -> str:
        """What the page that waits gets."""
        return str(self.browser.fetch(f"{page}/state")["stage"])

    def is_logged_in(self) -> bool:
        return self.browser.is_logged_in()


def new_ik() -> str:
    """An IK number that no provider has yet; its check digit fits."""
    first = f"26{next(_numbers) % 1_000_000:06d}"
    return f"{first}{check_digit(first[2:])}"


def person(
    portal: RunningPortal,
    ik: str,
    name: str = "Max Mustermann",
    role: Role = Role.ADMIN,
    provider: str = "Praxis am Markt",
) -> Person:
    """Somebody more at the provider with this IK number."""
    login = f"nutzer{next(_numbers)}@abc.de"
    portal.create_account(login, name, provider, ik=ik, cleared=True, role=role)
    device = LivingDevice(portal.url)
    device.send(device.activation(login, portal.issue_code(login)))
    device.confirm()
    browser = Browser(portal.url)
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    id_ = portal.query("SELECT id FROM accounts WHERE login = :l", l=login)[0][0]
    return Person(portal, id_, login, device, browser)


def invite(admin: Person, login: str, first: str = "Erika", last: str = "Mustermann") -> str:
    """Invite somebody, with the approval; the id of the invitation."""
    form = {"first_name": first, "last_name": last, "email": login}
    page = admin.browser.post("/users/invite", **form).headers.get("location", "")
    assert page.startswith("/changes/"), page
    admin.approves()
    found = admin.portal.query("SELECT id FROM registrations WHERE login = :l", l=login)
    return str(found[0][0])


def added(admin: Person, ik: str) -> str:
    """Add a further IK number, which waits for its certificate; the id of the registration."""
    form = {"ik": ik, "institution": "Zweigpraxis am Ring", "postal_code": "80331"}
    answer = admin.browser.post_only("/iks/new", **form)
    assert answer.headers["location"] == "/registration/certificate", answer.headers
    found = admin.portal.query(
        "SELECT id FROM registrations WHERE ik = :i AND kind = 'ik' AND login = :l "
        "AND state = 'open'",
        i=ik,
        l=admin.login,
    )
    return str(found[0][0])


def handed_in(admin: Person, id_: str) -> None:
    """Upload a certificate in the browser that has added the number, and give it to the clerks."""
    add_attachment(admin.portal, id_, "Bescheinigung.txt", b"Bescheinigung")
    answer = admin.browser.post_only("/registration/certificate/next")
    assert answer.headers["location"].startswith("/iks?done=handed-in&ik="), answer.headers
