"""A reset (P12): from that moment on no device of the account can do anything any more."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crypto.protocol import CODE_DIGITS
from portal.__main__ import main
from portal.domain.accounts import accounts
from portal.domain.accounts.accounts import AccountProblem
from portal.domain.devices.administration import check_code_is_due, reset_account
from tests.support.device import Device, PortalProblem
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, new_login


def name_of(action: Callable[[], object]) -> str:
    with pytest.raises(PortalProblem) as refused:
        action()
    return refused.value.name


def reset(portal: RunningPortal, login: str) -> None:
    portal.write(lambda connection: reset_account(connection, login, portal.clock.now()))


def due(portal: RunningPortal, login: str, *, further: bool = False) -> None:
    portal.write(
        lambda connection: check_code_is_due(
            connection, accounts.get_account(connection, login), further=further
        )
    )


def test_every_device_is_revoked_whatever_its_state(portal: RunningPortal, login: str) -> None:
    active, locked, provisional = (
        activated(portal, login),
        activated(portal, login),
        Device(portal.url),
    )
    for _ in range(5):
        name_of(lambda: locked.applogin("000001"))
    provisional.activate(login, portal.issue_code(login))
    reset(portal, login)
    assert [name_of(one.poll) for one in (active, locked, provisional)] == ["revoked"] * 3
    assert name_of(active.applogin) == "revoked"
    assert name_of(provisional.confirm) == "revoked"


def test_sessions_tickets_and_open_requests_end(
    portal: RunningPortal, device: Device, login: str, browser: Browser, another_browser: Browser
) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    browser.wait_for_app()
    assert browser.is_logged_in()
    cid = another_browser.begin(login)
    challenge = device.poll()["challenge"]
    late = device.applogin()["ticket"]
    reset(portal, login)
    assert not browser.is_logged_in()
    assert another_browser.stage(cid) == "removed"
    assert name_of(lambda: device.respond(challenge)) == "revoked"
    assert Browser(portal.url).land(late)["result"] == "void"


def test_the_clearance_and_an_unused_code_are_withdrawn(portal: RunningPortal, login: str) -> None:
    code = portal.issue_code(login)
    reset(portal, login)
    assert portal.query("SELECT cleared FROM accounts WHERE login = :l", l=login)[0][0] in (
        0,
        False,
    )
    device = Device(portal.url)
    assert name_of(lambda: device.activate(login, code)) == "activation-refused"


def test_it_happens_whole_or_not_at_all(
    portal: RunningPortal, device: Device, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_arguments: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("portal.domain.devices.administration.note_reset", failing)
    with pytest.raises(RuntimeError):
        reset(portal, login)
    assert device.status()["state"] == "active"
    assert device.poll()["account"]["cleared"] is True


def test_other_accounts_are_left_alone(portal: RunningPortal, device: Device) -> None:
    other = new_login()
    portal.create_account(other, cleared=True)
    activated(portal, other)
    reset(portal, other)
    assert device.status()["state"] == "active"


def test_what_happened_is_written_down(portal: RunningPortal, device: Device, login: str) -> None:
    reset(portal, login)
    rows = portal.query(
        "SELECT event, device_id FROM audit JOIN accounts ON accounts.id = audit.account_id "
        "WHERE login = :l ORDER BY seq DESC LIMIT 2",
        l=login,
    )
    assert [tuple(row) for row in rows] == [
        ("account-reset", None),
        ("device-revoked", device.dev),
    ]


def test_a_new_code_needs_the_new_clearance(portal: RunningPortal, login: str) -> None:
    due(portal, login)
    reset(portal, login)
    for further in (False, True):
        with pytest.raises(AccountProblem, match="clear it first"):
            due(portal, login, further=further)
    portal.clear(login)
    due(portal, login)
    assert activated(portal, login).poll()["account"]["cleared"] is True


def test_an_account_that_never_was_cleared_may_have_its_first_code(portal: RunningPortal) -> None:
    login = new_login()
    portal.create_account(login)
    due(portal, login)


def test_a_code_beside_an_active_device_has_to_be_asked_for(
    portal: RunningPortal, device: Device, login: str
) -> None:
    with pytest.raises(AccountProblem, match="--further"):
        due(portal, login)
    due(portal, login, further=True)


def test_a_locked_device_is_no_reason_to_refuse_a_code(
    portal: RunningPortal, device: Device, login: str
) -> None:
    for _ in range(5):
        name_of(lambda: device.applogin("000001"))
    due(portal, login)


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(tmp_path / "data")

    def run(*words: str) -> tuple[int, str]:
        code = main([*words, "--data", data])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    run("init", "--public-url", "http://127.0.0.1:8642")
    run("account", "create", "max@abc.de", "--name", "N", "--provider", "P", "--cleared")
    assert "cleared: no, was reset" in run("account", "reset", "max@abc.de")[1]
    code, said = run("code", "issue", "max@abc.de")
    assert (code, "clear it first" in said) == (1, True)
    assert "cleared: yes" in run("account", "clear", "max@abc.de")[1]
    code, said = run("code", "issue", "max@abc.de", "--further")
    assert (code, len(said.strip())) == (0, CODE_DIGITS + 1)
