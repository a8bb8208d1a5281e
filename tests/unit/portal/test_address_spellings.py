"""An address is one user name in both spellings of its domain, wherever it is typed."""

import json
from pathlib import Path

import pytest

from portal.__main__ import main
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import id_of, links, register, token

UMLAUT = "info@praxis-müller.de"
SPELLINGS = [
    UMLAUT,
    "Info@XN--Praxis-Mller-KLB.de",
    "mailto:info@xn--praxis-mller-klb.de",
    "Praxis Müller <info@praxis-müller.de>",
    " info@praxis-mu\u0308ller.de.",
]


@pytest.fixture
def user(own_portal: RunningPortal) -> RunningPortal:
    own_portal.create_account(UMLAUT, cleared=True)
    return own_portal


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_login_is_begun_for_the_account(user: RunningPortal, typed: str) -> None:
    assert Browser(user.url).post("/login", login=typed).status_code == 303
    assert user.query("SELECT login FROM challenges") == [(UMLAUT,)]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_reset_is_mailed_to_the_account_and_confirmed_by_its_name(
    user: RunningPortal, typed: str
) -> None:
    browser = Browser(user.url)
    assert browser.post("/reset", login=typed).status_code == 303
    assert user.query("SELECT kind, recipient FROM outbox") == [("reset", UMLAUT)]
    link = token(links(user).reset(id_of(user, UMLAUT)))
    answer = browser.post("/registration/reset", t=link, login=typed)
    assert answer.headers["location"] == "/registration"


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_device_is_activated_for_the_account(user: RunningPortal, typed: str) -> None:
    device = Device(user.url)
    device.activate(typed, user.issue_code(UMLAUT))
    assert user.query("SELECT account_id FROM devices") == [(1,)]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_an_answer_to_a_report_goes_to_one_form_of_the_address(
    own_portal: RunningPortal, typed: str
) -> None:
    answer = Browser(own_portal.url).post("/barrier", text="Zu klein.", reply_to=typed)
    assert answer.status_code == 303
    ((facts,),) = own_portal.query("SELECT facts FROM outbox")
    assert json.loads(facts)["reply_to"] == UMLAUT


def test_an_address_is_corrected_to_its_one_form(
    own_portal: RunningPortal,
) -> None:
    browser = Browser(own_portal.url)
    register(browser, "info@praxis-mueller.de")
    answer = browser.post("/registration/address", email=SPELLINGS[1])
    assert answer.status_code == 303
    assert own_portal.query("SELECT login FROM registrations") == [(UMLAUT,)]


@pytest.mark.heavy
def test_commands_find_the_account(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> str:
        assert main([*words, "--data", str(tmp_path / "data")]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    run("init", "--public-url", "http://127.0.0.1:8642")
    name = ("--name", "Max", "--provider", "Praxis", "--ik", "IK-Nr.: 260 326 822")
    shown = json.loads(run("account", "create", SPELLINGS[1], *name, "--json"))
    assert (shown["login"], shown["ik"]) == (UMLAUT, "260326822")
    for typed in SPELLINGS:
        assert json.loads(run("account", "show", typed, "--json"))["login"] == UMLAUT
    words = ["account", "create", UMLAUT, *name, "--data", str(tmp_path / "data")]
    assert main(words) == 1
    assert "exists already" in capsys.readouterr().err
