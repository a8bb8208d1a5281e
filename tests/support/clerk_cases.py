"""Registrations at the desk, put into the database as steps 1 to 4 would leave them.

id_ = ordered_registration(portal, "maren@abc.example", region="BY")
clerk = clerk_at(portal)  # a Browser, logged in with the app
"""

import itertools
import secrets
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, insert

from crypto.encoding import b64url
from portal.domain.accounts import accounts
from portal.domain.accounts.accounts import Role
from portal.domain.certificates.attachments import FOLDER, Attachment, Storage, insert_attachment
from portal.domain.certificates.file_types import FileKind
from portal.domain.institutions.directory import INSTITUTIONS
from portal.domain.institutions.regions import REGIONS
from portal.domain.registration.links import ID_BYTES
from portal.domain.registration.registrations import REGISTRATIONS, Kind, State
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal

REGION_NAMES: Final = {"BY": "AOK Bayern", "HE": "AOK Hessen"}
DAY: Final = 86_400

_numbers = itertools.count(1)


def ordered_registration(
    portal: RunningPortal, login: str = "", *, days: int = 0, **changes: Any
) -> str:
    """One that has waited for `days`, with its account; `changes` are columns. Returns the id."""
    now = portal.clock.now()
    login = login or f"provider{next(_numbers)}@abc.example"
    row = _row(login, now - days * DAY) | changes

    def make(connection: Connection) -> None:
        account = accounts.find_account(connection, login) or accounts.create_account(
            connection,
            login=login,
            name=f"{row['first_name']} {row['last_name']}",
            provider=row["institution"],
            ik=row["ik"],
            cleared=False,
            now=row["created_at"],
        )
        connection.execute(insert(REGISTRATIONS), row | {"account_id": account.id})

    portal.write(make)
    return str(row["id"])


def many_registrations(portal: RunningPortal, number: int, login: str) -> None:
    """As many at once, all of one account; each has waited a minute less than the one before."""
    ordered_registration(portal, login)
    account = portal.query("SELECT id FROM accounts WHERE login = :login", login=login)[0][0]
    now = portal.clock.now()
    rows = [
        _row(login, now - 60 * (number - each)) | {"account_id": account, "last_name": f"N{each}"}
        for each in range(1, number)
    ]
    portal.write(lambda connection: connection.execute(insert(REGISTRATIONS), rows))


def add_regions(portal: RunningPortal) -> None:
    """Bayern and Hessen."""
    rows = [{"code": code, "name": name, "email": ""} for code, name in REGION_NAMES.items()]
    portal.write(lambda connection: connection.execute(insert(REGIONS), rows))


def add_institution(portal: RunningPortal, ik: str, name: str) -> None:
    row = {
        "ik": ik,
        "name": name,
        "street": "Am Markt 1",
        "postal_code": "80331",
        "city": "München",
    }
    portal.write(lambda connection: connection.execute(insert(INSTITUTIONS), row))


def add_attachment(portal: RunningPortal, registration: str, name: str, content: bytes) -> str:
    """A file that was handed in, of the kind that its name says; its id."""
    stored_as, file = Storage(portal.settings.data / FOLDER).new_file()
    with file:
        file.write(content)
    kind, now = FileKind(name.rpartition(".")[2]), portal.clock.now()
    id_ = secrets.token_hex(16)
    attachment = Attachment(id_, registration, name, kind, len(content), stored_as, now)
    portal.write(lambda connection: insert_attachment(connection, attachment))
    return id_


def clerk_at(
    portal: RunningPortal,
    login: str = "",
    name: str = "Karla Klar",
    *,
    region: str | None = None,
) -> Browser:
    """A browser in which a clerk has logged in with the app."""
    login = login or f"clerk{next(_numbers)}@aok.example"
    portal.create_account(
        login, name, "AOK Bayern", ik=None, cleared=True, role=Role.CLERK, region=region
    )
    return logged_in(portal, login)


def logged_in(portal: RunningPortal, login: str) -> Browser:
    """A browser in which somebody has logged in with a new device."""
    device, browser = Device(portal.url), Browser(portal.url)
    device.activate(login, portal.issue_code(login))
    device.confirm()
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    return browser


def is_decided(clerk: Browser, id_: str, decision: str, **form: str) -> bool:
    """Send a decision that has all that it needs: whether it was taken.

    If not, the page comes back and says what has happened in the meantime.
    """
    answer = clerk.post(f"/desk/{id_}/{decision}", **form)
    if answer.status_code == 303:
        assert answer.headers["location"].endswith(f"?done={id_}")
        return True
    assert answer.status_code == 200
    assert '<div class="notice error" role="alert">' in answer.text
    return False


def registration(portal: RunningPortal, id_: str, columns: Sequence[str]) -> tuple[Any, ...]:
    """How it stands in the database."""
    rows = portal.query(f"SELECT {', '.join(columns)} FROM registrations WHERE id = :id", id=id_)
    return tuple(rows[0])


def _row(login: str, ordered_at: int) -> dict[str, Any]:
    return {
        "id": b64url(secrets.token_bytes(ID_BYTES)),
        "kind": Kind.NEW.value,
        "state": State.ORDERED.value,
        "login": login,
        "salutation": "frau",
        "first_name": "Maren",
        "last_name": "Montag",
        "phone": "089 1234567",
        "function": "Praxisleitung",
        "ik": "260326822",
        "institution": "Praxis Dr. Montag",
        "postal_code": "80331",
        "language": "de",
        "created_at": ordered_at - DAY,
        "mailed_at": ordered_at - DAY,
        "confirm_until": ordered_at + 29 * DAY,
        "confirmed_at": ordered_at - DAY + 600,
        "expires_at": ordered_at + 29 * DAY,
        "reminders": 0,
        "account_id": None,
        "certificate_at": ordered_at - 600,
        "device_at": ordered_at,
        "ordered_at": ordered_at,
        "region": None,
        "first_clerk": None,
        "first_shown": None,
        "decided_by": None,
        "decided_at": None,
        "reason": "",
    }
