"""Links in the open window: they fill in and show, and never lose what was typed."""

import pytest
from PySide6.QtCore import Qt

from authenticator.failures import Failure, Refused
from authenticator.model import PollResult
from crypto.app_link import ActivationLink, LoginLink
from crypto.encoding import b64url
from tests.support.screens.fakes import ACCOUNT, AUD, BINDING, LOGIN, FakeServices, login_request
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from ui.app import follow_links

CODE, OTHER = "10542963", "90527100"
LINK = ActivationLink(AUD, LOGIN, CODE).text
CID = b64url(bytes(range(16)))


class LinkedHand(Hand):
    """Can open links, too."""

    def __init__(self, services: FakeServices, held: HeldJobs) -> None:
        super().__init__(services, held)
        self.opener = follow_links(self.window, self.navigator)

    def open(self, text: str) -> None:
        self.opener.open(text)

    def accept_terms(self) -> None:
        self.click("activation.terms.read")
        self.click("activation.terms.accept")
        self.held.finish()

    @property
    def fields(self) -> tuple[str, str]:
        names = ("activation.code.login", "activation.code.code")
        login, code = (self.edit(name).text() for name in names)
        return login, code


@pytest.fixture
def fresh(services: FakeServices, held: HeldJobs) -> LinkedHand:
    return LinkedHand(services, held)


@pytest.fixture
def at_home(services: FakeServices, held: HeldJobs) -> LinkedHand:
    services.accounts = (BINDING,)
    services.logins.news = [PollResult("tag", None, ACCOUNT)]
    hand = LinkedHand(services, held)
    held.finish_poll()
    return hand


def test_a_link_waits_for_the_terms_and_then_fills_in_step_2(fresh: LinkedHand) -> None:
    fresh.open(LINK)
    assert fresh.page == "activation.terms"
    assert fresh.held.actions == []
    fresh.accept_terms()
    assert fresh.page == "activation.code"
    assert fresh.fields == (LOGIN, "1054 2963")
    assert fresh.focus == "activation.code.next"


def test_a_link_sends_nothing_and_chooses_no_pin(fresh: LinkedHand, services: FakeServices) -> None:
    fresh.open(LINK)
    fresh.accept_terms()
    assert services.activation.calls == ["probe"]
    fresh.press(Qt.Key.Key_Return)
    assert fresh.page == "activation.pin"
    assert services.activation.calls == ["probe"]


def test_a_link_in_step_2_fills_in_at_once_and_can_be_undone(fresh: LinkedHand) -> None:
    fresh.accept_terms()
    fresh.type("activation.code.login", "anna@abc.de")
    fresh.open(LINK)
    assert fresh.fields == (LOGIN, "1054 2963")
    fresh.edit("activation.code.login").undo()
    assert fresh.fields[0] == "anna@abc.de"


def test_the_same_link_twice_fills_in_the_same(fresh: LinkedHand) -> None:
    fresh.accept_terms()
    fresh.open(LINK)
    fresh.open(LINK)
    assert fresh.fields == (LOGIN, "1054 2963")
    assert not fresh.named("main.link").isVisible()


@pytest.mark.parametrize("code", [CODE, OTHER])
def test_a_link_takes_nothing_from_who_chooses_a_pin(fresh: LinkedHand, code: str) -> None:
    fresh.open(LINK)
    fresh.accept_terms()
    fresh.press(Qt.Key.Key_Return)
    fresh.keys("4829")
    fresh.open(ActivationLink(AUD, LOGIN, code).text)
    assert fresh.page == "activation.pin"
    assert fresh.focus == "activation.pin.first"
    assert fresh.edit("activation.pin.first").text() == "4829"
    # The link that is being followed has nothing new to say; another one is told of.
    assert fresh.named("main.link").isVisible() is (code == OTHER)


def test_a_link_takes_nothing_from_a_running_activation(
    fresh: LinkedHand, services: FakeServices
) -> None:
    fresh.open(LINK)
    fresh.accept_terms()
    fresh.press(Qt.Key.Key_Return)
    fresh.keys("482913")
    fresh.edit("activation.pin.second").setFocus()
    fresh.keys("482913")
    fresh.press(Qt.Key.Key_Return)
    fresh.open(ActivationLink(AUD, LOGIN, OTHER).text)
    services.accounts = (BINDING,)
    fresh.held.finish()
    assert fresh.page == "activation.done"
    assert services.activation.calls[-1] == f"activate {LOGIN} {CODE} 482913"


def test_a_used_link_does_not_begin_again(fresh: LinkedHand, services: FakeServices) -> None:
    fresh.open(LINK)
    fresh.accept_terms()
    fresh.press(Qt.Key.Key_Return)
    fresh.keys("482913")
    fresh.edit("activation.pin.second").setFocus()
    fresh.keys("482913")
    services.accounts = (BINDING,)
    fresh.press(Qt.Key.Key_Return)
    fresh.held.finish()
    fresh.open(LINK)
    assert fresh.page == "activation.done"
    fresh.open(ActivationLink(AUD, LOGIN, OTHER).text)
    assert fresh.page == "activation.terms"


def test_after_a_stop_a_link_begins_anew(fresh: LinkedHand, services: FakeServices) -> None:
    services.activation.activated = Refused(Failure.ATTEMPT_ENDED)
    fresh.open(LINK)
    fresh.accept_terms()
    fresh.press(Qt.Key.Key_Return)
    fresh.keys("482913")
    fresh.edit("activation.pin.second").setFocus()
    fresh.keys("482913")
    fresh.press(Qt.Key.Key_Return)
    fresh.held.finish()
    assert fresh.page == "activation.stopped"
    fresh.open(ActivationLink(AUD, LOGIN, OTHER).text)
    fresh.accept_terms()
    assert fresh.fields == (LOGIN, "9052 7100")


def test_at_home_a_link_begins_a_further_activation(at_home: LinkedHand) -> None:
    at_home.open(LINK)
    at_home.accept_terms()
    assert at_home.fields == (LOGIN, "1054 2963")


def test_from_help_a_link_leads_on(at_home: LinkedHand) -> None:
    at_home.click("main.help")
    at_home.open(LINK)
    assert at_home.page == "activation.terms"


def test_a_link_takes_nothing_from_who_logs_in(at_home: LinkedHand) -> None:
    at_home.click("home.account.1.login")
    at_home.keys("482")
    at_home.open(LINK)
    assert at_home.page == "login.pin"
    assert at_home.edit("login.pin.pin").text() == "482"
    assert "noch einmal" in at_home.text("main.link.text")
    assert at_home.text("main.link.code") == ""
    at_home.click("main.link.close")
    assert not at_home.named("main.link").isVisible()


def test_a_link_takes_nothing_from_who_answers_a_request(at_home: LinkedHand) -> None:
    at_home.navigator.presenters.home.requests_changed.emit(BINDING, login_request(CID))
    at_home.keys("48")
    at_home.open(LINK)
    assert at_home.page == "approval.request"
    assert at_home.edit("approval.request.pin").text() == "48"
    assert at_home.named("main.link").isVisible()


def test_an_answered_request_is_in_no_links_way(at_home: LinkedHand) -> None:
    at_home.navigator.presenters.home.requests_changed.emit(BINDING, login_request(CID))
    at_home.click("approval.request.deny")
    at_home.held.finish()
    at_home.open(LINK)
    assert at_home.page == "activation.terms"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("aokzweifaktor:activate", "AZF-7001"),
        (f"{LINK}&more=1", "AZF-7001"),
        (ActivationLink("https://evil.example", LOGIN, CODE).text, "AZF-7002"),
    ],
)
def test_a_bad_link_gets_a_sentence_and_changes_nothing(
    at_home: LinkedHand, text: str, code: str
) -> None:
    at_home.open(text)
    assert at_home.page == "home"
    assert at_home.text("main.link.title").endswith(".")
    assert code in at_home.text("main.link.code")
    at_home.open(LINK)
    assert not at_home.named("main.link").isVisible()


def test_a_login_link_shows_the_open_request_and_answers_nothing(
    at_home: LinkedHand, services: FakeServices
) -> None:
    at_home.click("home.account.1.login")
    at_home.keys("482")
    at_home.navigator.presenters.home.requests_changed.emit(BINDING, login_request(CID))
    assert at_home.page == "login.pin"
    at_home.open(LoginLink(CID).text)
    assert at_home.page == "approval.request"
    assert at_home.held.actions == []
    assert not [call for call in services.logins.calls if call.startswith("answer")]
    at_home.click("approval.request.deny")
    at_home.held.finish()
    at_home.click("approval.outcome.close")
    assert at_home.edit("login.pin.pin").text() == "482"


def test_a_login_link_that_comes_first_shows_its_request_once(at_home: LinkedHand) -> None:
    at_home.click("home.account.1.login")
    at_home.open(LoginLink(CID).text)
    assert at_home.page == "login.pin"
    at_home.navigator.presenters.home.requests_changed.emit(BINDING, login_request("another"))
    assert at_home.page == "login.pin"
    at_home.navigator.presenters.home.requests_changed.emit(BINDING, login_request(CID))
    assert at_home.page == "approval.request"


def test_a_login_link_of_an_ended_request_changes_nothing(at_home: LinkedHand) -> None:
    at_home.open(LoginLink(CID).text)
    assert at_home.page == "home"
