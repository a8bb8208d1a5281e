"""Who has stolen something, and what it does not help with (promises 1 to 3)."""

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from authenticator.failures import Failure, Refused
from authenticator.model import Binding, Secret
from authenticator.services import device_session
from authenticator.services.composition import Services
from authenticator.storage.keyring_item import KeyringItem
from crypto.encoding import b64url
from crypto.pin import pin_key
from crypto.protocol import DeviceState
from crypto.statements import Decision
from portal.platform.asgi import new_cookie
from tests.contract.app import LOGIN, OTHER_PIN, PIN, App
from tests.support.network import Network
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal


def failure_of(call: Callable[[], object]) -> Failure:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.problem.failure


def approve(services: Services, binding: Binding, pin: Secret) -> str | None:
    request = services.logins.watch(binding, "").request
    assert request is not None
    return services.logins.answer(binding, request, Decision.APPROVE, pin)


def test_a_stolen_keyring_item_and_a_tapped_line_do_not_test_a_pin(
    app: App, network: Network
) -> None:
    """Even for the right PIN nothing that the thief can compute occurs in what the thief has."""
    services, binding = app.activate()
    services.logins.begin(binding, PIN)
    (text,) = app.keyring.texts.values()
    item = KeyringItem.unpack(text)
    key = pin_key(
        PIN.reveal(), root=item.root, salt=item.salt, version=item.pin_version, cost=item.cost
    ).public
    has = " ".join([*app.traces, *(body.decode() for body in network.sent)])
    computable = [key.hex(), b64url(key.point), b64url(key.thumbprint), key.key_id]
    assert not [value for value in computable if value in has]
    assert PIN.reveal() not in has


def test_a_stolen_keyring_item_has_as_many_guesses_as_the_user(
    app: App, portal: RunningPortal, tmp_path: Path
) -> None:
    app.activate()
    thief = App(portal, tmp_path, app.keyring)
    services = thief.start()
    (binding,) = services.bindings()

    def guess(pin: str) -> Failure:
        return failure_of(lambda: services.logins.begin(binding, Secret(pin)))

    failures = [guess(f"90527{digit}") for digit in range(5)]
    assert failures == [Failure.PIN_WRONG] * 4 + [Failure.DEVICE_LOCKED]
    assert failure_of(lambda: services.logins.begin(binding, PIN)) is Failure.DEVICE_LOCKED


def test_a_stolen_database_lets_nobody_in_and_tells_no_pin(app: App, portal: RunningPortal) -> None:
    code = portal.issue_code(LOGIN)
    services, binding = app.activate(code)
    ticket = services.logins.begin(binding, PIN)
    browser = Browser(portal.url)
    browser.land(ticket.url.partition("#t=")[2])
    services.logins.answer_claim(binding, ticket, True)
    assert browser.wait_for_app() == "done"
    assert browser.is_logged_in()
    (item,) = (KeyringItem.unpack(text) for text in app.keyring.texts.values())
    key = pin_key(PIN.reveal(), root=item.root, salt=item.salt, version=1, cost=item.cost).public

    stolen = _everything_in(portal)
    session = browser.cookie("session")
    assert session is not None
    secrets = [code, ticket.url.partition("#t=")[2], session, PIN.reveal()]
    for secret in secrets:
        assert secret.encode() not in stolen
    for form in (key.point, key.hex().encode(), key.thumbprint):
        assert form not in stolen
    assert hashlib.sha256(code.encode()).digest() not in stolen


def test_what_stands_in_a_stolen_database_is_no_cookie(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    ticket = services.logins.begin(binding, PIN)
    browser = Browser(portal.url)
    browser.land(ticket.url.partition("#t=")[2])
    services.logins.answer_claim(binding, ticket, True)
    browser.wait_for_app()
    rows = portal.query("select * from sessions")
    assert rows
    values = [b64url(bytes(v)) if isinstance(v, bytes | memoryview) else str(v) for v in rows[0]]
    for value in [v for v in values if v.isascii()]:
        cookies = {"visit": new_cookie(), "session": value}
        with httpx2.Client(base_url=portal.url, cookies=cookies) as thief:
            assert thief.get("/home").headers["location"] == "/login"


def test_a_profile_that_was_rolled_back_is_found_out(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    backup = dict(app.keyring.texts)
    services.logins.begin(binding, PIN)
    services.logins.begin(binding, PIN)
    app.keyring.texts = backup
    assert failure_of(lambda: app.start().logins.begin(binding, PIN)) is Failure.DEVICE_SUSPECT
    assert app.start().logins.status(binding).state is DeviceState.SUSPECT


def test_of_two_programs_with_one_key_one_is_found_out(
    app: App, portal: RunningPortal, tmp_path: Path
) -> None:
    services, binding = app.activate()
    thief = App(portal, tmp_path)
    thief.keyring.texts = dict(app.keyring.texts)
    thief.start().logins.begin(binding, PIN)
    services.logins.begin(binding, PIN)
    failures = []
    for each in (thief.start(), services):
        try:
            each.logins.begin(binding, PIN)
        except Refused as refusal:
            failures.append(refusal.problem.failure)
    assert Failure.DEVICE_SUSPECT in failures


def test_a_profile_that_was_copied_to_another_machine_is_found_out_at_its_first_word(
    app: App, portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, binding = app.activate()
    monkeypatch.setattr(device_session, "machine_id", lambda: b"another machine")
    assert failure_of(lambda: app.start().logins.begin(binding, PIN)) is Failure.DEVICE_SUSPECT


def test_a_push_bomber_is_stopped_by_the_limit_and_by_the_report(
    app: App, portal: RunningPortal
) -> None:
    services, binding = app.activate()
    started = 0
    for _ in range(6):
        answer = Browser(portal.url).post("/login", login=LOGIN)
        started += answer.status_code == 303
    assert started == 3
    request = services.logins.watch(binding, "").request
    assert request is not None
    services.logins.answer(binding, request, Decision.REPORT, None)
    portal.clock.advance(3600)
    Browser(portal.url).post("/login", login=LOGIN)
    assert services.logins.watch(binding, "").request is None
    services.logins.begin(binding, PIN)


def test_a_report_ends_every_session_of_the_account(app: App, portal: RunningPortal) -> None:
    services, binding = app.activate()
    ticket = services.logins.begin(binding, PIN)
    browser = Browser(portal.url)
    browser.land(ticket.url.partition("#t=")[2])
    services.logins.answer_claim(binding, ticket, True)
    browser.wait_for_app()
    assert browser.is_logged_in()
    Browser(portal.url).begin(LOGIN)
    request = services.logins.watch(binding, "").request
    assert request is not None
    services.logins.answer(binding, request, Decision.REPORT, None)
    assert not browser.is_logged_in()


def test_a_wrong_pin_never_lets_a_relaying_phisher_in_either(
    app: App, portal: RunningPortal
) -> None:
    services, binding = app.activate()
    phisher = Browser(portal.url)
    phisher.begin(LOGIN)
    assert failure_of(lambda: approve(services, binding, OTHER_PIN)) is Failure.PIN_WRONG
    phisher.open("/login/wait", "same-origin")
    assert not phisher.is_logged_in()


def _everything_in(portal: RunningPortal) -> bytes:
    """All rows of all tables, and on SQLite the very files."""
    if not portal.settings.database_url.startswith("sqlite:"):
        tables = portal.query(
            "select table_name from information_schema.tables where table_schema = 'public'"
        )
        rows = [row for (name,) in tables for row in portal.query(f"select * from {name}")]
        return b"\n".join(_plain(value) for row in rows for value in row)
    path = Path(portal.settings.database_url.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as connection:
        connection.execute("pragma wal_checkpoint(full)")
    connection.close()
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def _plain(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
