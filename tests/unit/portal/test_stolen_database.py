"""Who reads the portal's database, or writes to it, without its keys (promise 2)."""

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from crypto.encoding import b64url
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import CHEAP_CODES, RunningPortal
from tests.unit.portal.conftest import activated, name_of, new_login

SALT_BYTES = 16


def shown(portal: RunningPortal, table: str) -> bytes:
    """Every value of a table, as it is and as base64url."""
    rows = portal.query(f"SELECT * FROM {table}")
    values = [bytes(v) if isinstance(v, bytes) else str(v).encode() for row in rows for v in row]
    return b" ".join([*values, *(b64url(value).encode() for value in values)])


def hashed(code: str, salt: bytes, pepper: bytes | None) -> bytes:
    cost = CHEAP_CODES
    hash_ = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
        secret=pepper,
    )
    return hash_.derive(code.encode())


def test_the_database_shows_no_ticket(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    browser.begin(login)
    approved = device.respond(device.poll()["challenge"])["ticket"]
    tickets = [approved, device.applogin()["ticket"]]
    found = shown(portal, "tickets")
    assert [ticket for ticket in tickets if ticket.encode() in found] == []


def test_the_database_shows_no_cookie_of_a_browser_that_waits(
    portal: RunningPortal, device: Device, login: str, browser: Browser, another_browser: Browser
) -> None:
    browser.begin(login)
    another_browser.land(device.applogin()["ticket"])
    cookies = [browser.cookie("pre"), another_browser.cookie("visit")]
    found = shown(portal, "challenges") + shown(portal, "tickets")
    assert [cookie for cookie in cookies if str(cookie).encode() in found] == []


def test_a_code_is_kept_as_argon2id_with_the_pepper(portal: RunningPortal, login: str) -> None:
    code = portal.issue_code(login)
    kept = kept_code(portal, login)
    pepper = portal.keys.file.secrets.pepper
    assert kept[SALT_BYTES:] == hashed(code, kept[:SALT_BYTES], pepper)


def test_a_code_cannot_be_tested_with_the_database_alone(portal: RunningPortal, login: str) -> None:
    code = portal.issue_code(login)
    kept = kept_code(portal, login)
    assert kept[SALT_BYTES:] != hashed(code, kept[:SALT_BYTES], None)


def test_a_pin_key_that_was_moved_to_another_device_does_not_open(
    portal: RunningPortal, device: Device
) -> None:
    """The writer's own PIN key, put in the place of the user's."""
    login = new_login()
    portal.create_account(login, cleared=True)
    writers = activated(portal, login, "739154")
    portal.execute(
        "UPDATE devices SET pin_wrapped = (SELECT pin_wrapped FROM devices WHERE id = :from_)"
        " WHERE id = :to",
        from_=writers.dev,
        to=device.dev,
    )
    writers_key = writers.pin_key("739154")
    device.pin_key = lambda pin: writers_key  # type: ignore[method-assign]
    assert name_of(device.applogin) == "unavailable"


def kept_code(portal: RunningPortal, login: str) -> bytes:
    account = "SELECT id FROM accounts WHERE login = :login"
    ((found,),) = portal.query(
        f"SELECT hash FROM codes WHERE account_id = ({account})", login=login
    )
    return bytes(found)
