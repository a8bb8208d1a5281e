"""No secret in any line of any log."""

import logging
from pathlib import Path

import pytest

from crypto.statements import Decision
from tests.support.device import Device, PortalProblem
from tests.support.portal_browser import Browser
from tests.support.portal_server import running_portal
from tests.support.registrations import add_registration, follow, links, token

# Of the test's own client, which is not the portal.
CLIENTS = ("httpx2", "httpcore2", "httpx", "httpcore")


def test_no_pin_code_ticket_key_or_cookie_is_ever_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secrets: set[str] = set()
    with caplog.at_level(logging.DEBUG), running_portal(tmp_path, access_log=True) as portal:
        portal.create_account("max@abc.de", cleared=True)
        code, pin = portal.issue_code("max@abc.de"), "739154"
        device = Device(portal.url)
        device.activate("max@abc.de", code, pin)
        device.confirm(pin)
        browser, another = Browser(portal.url), Browser(portal.url)
        browser.begin("max@abc.de")
        ticket = device.respond(device.poll()["challenge"], pin=pin)["ticket"]
        browser.finish(ticket)
        another.finish(ticket)
        browser.http.get(f"/login/finish?t={ticket}")
        status = links(portal).status(add_registration(portal, "max@abc.de").id, "max@abc.de")
        assert follow(browser, status).headers["location"] == "/registration"
        app_ticket = device.applogin(pin)["ticket"]
        another.land(app_ticket)
        device.claimok(app_ticket)
        another.wait_for_app()
        browser.begin("max@abc.de")
        device.respond(device.poll()["challenge"], Decision.REPORT)
        for _ in range(5):
            with pytest.raises(PortalProblem):
                device.applogin("111119")
        for one in (browser, another):
            secrets |= set(one.http.cookies.values())
        secrets |= {
            token(status),
            code,
            f"{code[:4]} {code[4:]}",
            pin,
            "111119",
            ticket,
            app_ticket,
        }
        secrets |= {device.root.hex(), device.pin_key(pin).public.hex(), "max@abc.de"}
        secrets |= {secret.hex() for secret in vars(portal.keys.file.secrets).values()}
        secrets |= {key.to_bytes().hex() for key in portal.keys.file.signing}
    lines = [record for record in caplog.records if not record.name.startswith(CLIENTS)]
    logged = "\n".join(logging.Formatter("%(name)s %(message)s").format(line) for line in lines)
    assert "portal.access" in logged
    assert "portal.alarm" in logged
    assert {secret for secret in secrets if secret in logged} == set()


def test_the_representations_of_secret_values_show_nothing() -> None:
    from portal.domain.accounts.codes import CodeToCheck
    from portal.platform.keys.key_file import KeyFile, Secrets
    from portal.platform.keys.key_ring import KeyRing
    from portal.web.login.challenge import Begun

    keys = KeyFile.generate()
    ring, begun = KeyRing(keys, "", Path(), ""), Begun("cookie", None)
    shown = [repr(Secrets.generate()), repr(ring), repr(begun)]
    assert shown == ["Secrets(…)", "KeyRing(…)", "Begun(…)"]
    assert "PrivateKey(…)" in repr(keys)
    assert CodeToCheck(1, b"hash", None, None, here=True, left=4).account_id == 1


def test_an_address_cannot_break_a_line_of_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), running_portal(tmp_path, access_log=True) as portal:
        portal.http.get("/a%0Ab?secret=1")
    lines = [record.getMessage() for record in caplog.records if "portal." in record.name]
    assert [line for line in lines if "%0A" in line]
    assert not [line for line in lines if "\n" in line or "secret" in line]
