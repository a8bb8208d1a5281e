"""A proxy's question in the window, while the work that needs its answer waits."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from authenticator.model import PollResult, Secret
from authenticator.network.proxy_logins import Question
from authenticator.network.routes import ProxyLogin
from tests.support.screens.fakes import ACCOUNT, BINDING, FakeServices, login_request
from tests.support.texts import window_text
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs

PROXY = "proxy.example:8080"
LOGIN = ProxyLogin(Secret("montag"), Secret("482913"))
"""The password is one that no log may hold."""


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    services.accounts = (BINDING,)
    services.logins.news = [PollResult("tag", None, ACCOUNT)]
    hand = Hand(services, held)
    held.finish_poll()
    return hand


class Work:
    """Background work that needs to get through a proxy."""

    def __init__(self, services: FakeServices, qtbot: QtBot) -> None:
        self.answers: list[ProxyLogin | None] = []
        self._ask = services.proxy_logins.ask
        self._qtbot = qtbot

    def ask(self, hand: Hand, *, wrong: bool = False) -> Callable[[], None]:
        """Returns what waits for the answer."""
        ask = self._ask
        assert ask is not None
        thread = threading.Thread(target=lambda: self.answers.append(ask(Question(PROXY, wrong))))
        thread.start()
        self._qtbot.waitUntil(lambda: hand.navigator.presenters.proxy_login.waits)
        return thread.join


@pytest.fixture
def work(hand: Hand, services: FakeServices, qtbot: QtBot) -> Work:
    return Work(services, qtbot)


def enter(hand: Hand) -> None:
    hand.type("proxy.login.user", "montag")
    hand.type("proxy.login.password", "482913")
    hand.press(Qt.Key.Key_Return)


def test_the_question_names_the_proxy_and_its_answer_goes_to_who_waits(
    hand: Hand, work: Work
) -> None:
    answered = work.ask(hand)
    assert hand.page == "proxy.login"
    assert PROXY in hand.text("proxy.login.lead")
    assert hand.focus == "proxy.login.user"
    enter(hand)
    answered()
    assert work.answers == [LOGIN]
    assert hand.page == "home"
    assert hand.edit("proxy.login.password").text() == ""


def test_a_wrong_password_is_told_and_the_user_name_stays(hand: Hand, work: Work) -> None:
    first = work.ask(hand)
    enter(hand)
    first()
    second = work.ask(hand, wrong=True)
    assert hand.text("proxy.login.wrong.title").endswith("nicht angenommen.")
    assert hand.edit("proxy.login.user").text() == "montag"
    assert hand.focus == "proxy.login.password"
    hand.keys("482913")
    hand.press(Qt.Key.Key_Return)
    second()
    assert work.answers == [LOGIN, LOGIN]


def test_an_empty_field_is_told_and_nothing_is_answered(hand: Hand, work: Work) -> None:
    answered = work.ask(hand)
    hand.click("proxy.login.enter")
    assert hand.text("proxy.login.hint") == window_text("Please enter user name and password.")
    assert work.answers == []
    hand.press(Qt.Key.Key_Escape)
    answered()
    assert work.answers == [None]


def test_the_password_is_never_shown(hand: Hand, work: Work) -> None:
    answered = work.ask(hand)
    hand.type("proxy.login.password", "482913")
    assert "482913" not in hand.edit("proxy.login.password").displayText()
    hand.click("proxy.login.cancel")
    answered()


def test_a_password_is_forgotten_when_nobody_is_there(hand: Hand, work: Work) -> None:
    answered = work.ask(hand)
    hand.type("proxy.login.password", "482913")
    hand.navigator.forget_typed()
    assert hand.edit("proxy.login.password").text() == ""
    assert hand.page == "proxy.login"
    hand.click("proxy.login.cancel")
    answered()


def test_a_request_that_was_open_comes_to_the_front_again(hand: Hand, work: Work) -> None:
    hand.navigator.presenters.home.requests_changed.emit(BINDING, login_request())
    answered = work.ask(hand)
    enter(hand)
    answered()
    assert hand.page == "approval.request"


def test_who_looks_at_the_help_comes_back_to_the_question(hand: Hand, work: Work) -> None:
    answered = work.ask(hand)
    hand.click("main.help")
    hand.click("help.close")
    assert hand.page == "proxy.login"
    enter(hand)
    answered()
    assert hand.page == "home"


def test_a_question_during_the_diagnosis_leads_back_to_it(
    hand: Hand, work: Work, held: HeldJobs
) -> None:
    hand.navigator.check_connection()
    held.finish()
    answered = work.ask(hand)
    enter(hand)
    answered()
    assert hand.page == "diagnosis.checks"
