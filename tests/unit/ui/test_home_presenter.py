from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from authenticator.failures import Failure, Problem, Refused
from authenticator.flows import watching
from authenticator.flows.watching import Connecting, Halted, Link, Lost, OpeningKey, Watching
from authenticator.model import Account, Binding, LoginRequest, PollResult
from tests.support.screens.fakes import (
    ACCOUNT,
    BINDING,
    PENDING,
    SECOND,
    SECOND_BINDING,
    FakeServices,
    login_request,
)
from tests.support.screens.samples import LOGINS
from tests.support.texts import window_text
from tests.unit.ui.held_jobs import HeldJobs
from ui.screens.home.last_logins import LastLogins
from ui.screens.home.presenter import AccountStatus, HomePresenter
from ui.screens.home.texts import chip_words, readiness
from ui.widgets.notice import Tone

CUT = Refused(Failure.PORTAL_UNREACHABLE)


@pytest.fixture
def home(services: FakeServices, held: HeldJobs) -> HomePresenter:
    return HomePresenter(services.logins, held.jobs.polling)


def test_an_account_is_shown_before_the_portal_was_heard(home: HomePresenter) -> None:
    home.show_bindings((BINDING,))
    assert home.accounts == (AccountStatus(BINDING, None, OpeningKey()),)


def test_a_keyring_that_is_waited_for_is_told_from_a_portal_that_does_not_answer(
    home: HomePresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.logins.news = [PollResult("tag", None, ACCOUNT)]
    seen: list[Link] = []
    home.changed.connect(lambda accounts: seen.append(accounts[0].link))
    home.show_bindings((BINDING,))
    assert seen == [OpeningKey()]
    held.finish_poll()
    assert list(dict.fromkeys(seen)) == [OpeningKey(), Connecting(), Watching()]


def test_a_demanded_version_is_told_at_each_check_until_the_portal_serves_this_one(
    home: HomePresenter, held: HeldJobs, services: FakeServices
) -> None:
    told: list[Problem | None] = []
    home.demand_changed.connect(told.append)
    too_old = Refused(Failure.UPGRADE_REQUIRED, details="1.2.0")
    services.logins.news = [too_old, too_old, PollResult("tag", None, ACCOUNT)]
    home.show_bindings((BINDING,))
    held.finish_poll()
    assert told == [too_old.problem]
    home.ask_halted()
    held.finish_poll()
    assert told == [too_old.problem, too_old.problem]
    home.ask_halted()
    held.finish_poll()
    assert told == [too_old.problem, too_old.problem, None]


def test_a_device_that_is_locked_is_not_asked_again_about_versions(
    home: HomePresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.logins.news = [Refused(Failure.DEVICE_LOCKED)]
    home.show_bindings((BINDING,))
    held.finish_poll()
    home.ask_halted()
    assert isinstance(home.accounts[0].link, Halted)


REPORTED = replace(ACCOUNT, reported=True)
LOCKED = Halted(Problem(Failure.DEVICE_LOCKED))
NEW_COMPUTER = Halted(Problem(Failure.INSTANCE_UNKNOWN))


def status(link: Link, account: Account | None = ACCOUNT) -> AccountStatus:
    return AccountStatus(BINDING, account, link)


@pytest.mark.parametrize(
    ("accounts", "title", "tone"),
    [
        # The portal's answers about one account do not hide that another's key is waited for.
        ([status(Watching()), status(OpeningKey())], "Reading your key …", Tone.INFO),
        ([status(Watching()), status(Connecting())], "Connecting …", Tone.INFO),
        ([status(Watching())], "Ready", Tone.SUCCESS),
        ([status(Watching(), PENDING)], "Clearance pending", Tone.INFO),
        ([status(Watching(), PENDING), status(Watching())], "Ready", Tone.SUCCESS),
        ([status(Watching(), REPORTED)], "Locked in browsers", Tone.WARNING),
        ([status(Watching(), REPORTED), status(Watching())], "Ready", Tone.SUCCESS),
        ([status(Watching()), status(Lost(CUT.problem))], "No connection", Tone.WARNING),
        ([status(LOCKED)], "Not ready", Tone.ERROR),
        ([status(LOCKED), status(Watching())], "Ready", Tone.SUCCESS),
        ([status(NEW_COMPUTER, None)], "Almost ready", Tone.INFO),
        ([status(NEW_COMPUTER, None), status(LOCKED)], "Not ready", Tone.ERROR),
    ],
)
def test_the_overview_says_whether_one_can_log_in(
    qapp: QApplication, accounts: list[AccountStatus], title: str, tone: Tone
) -> None:
    shown = readiness(accounts)
    assert (shown.title, shown.tone) == (window_text(title), tone)
    # Green is the shield alone, and no other state looks like it.
    assert (shown.icon is None) is (tone is Tone.SUCCESS)


def test_a_keyring_that_stays_locked_is_no_lost_connection(qapp: QApplication) -> None:
    shown = readiness([status(Lost(Problem(Failure.KEYRING_LOCKED)))])
    assert shown.title == window_text("Not ready yet")
    assert "AZF-" in shown.text


@pytest.mark.parametrize(
    ("account", "words", "tone"),
    [
        (status(Watching()), "Cleared by the AOK", Tone.SUCCESS),
        (status(Watching(), PENDING), "Clearance pending", Tone.INFO),
        (status(Watching(), REPORTED), "Locked in browsers", Tone.WARNING),
        (status(LOCKED), "Locked", Tone.ERROR),
        (status(NEW_COMPUTER), "Not confirmed yet", Tone.INFO),
    ],
)
def test_each_account_says_how_it_stands(
    qapp: QApplication, account: AccountStatus, words: str, tone: Tone
) -> None:
    assert chip_words(account) == (window_text(words), tone)


def newest(logins: LastLogins) -> object:
    return logins.newest


def test_the_last_logins_of_all_accounts_are_shown_newest_first(
    services: FakeServices, held: HeldJobs
) -> None:
    logins = LastLogins(services.devices, held.jobs.reading)
    assert newest(logins) is None
    older = tuple(replace(login, at=login.at - 1) for login in LOGINS)
    logins.ask(BINDING)
    held.finish_reading()
    services.devices.past = older
    logins.ask(SECOND_BINDING)
    held.finish_reading()
    assert newest(logins) == ((BINDING, LOGINS[0]), (SECOND_BINDING, older[0]))
    logins.keep_only((SECOND_BINDING,))
    assert newest(logins) == ((SECOND_BINDING, older[0]), (SECOND_BINDING, older[1]))


def test_last_logins_that_cannot_be_had_are_asked_for_again(
    services: FakeServices, held: HeldJobs
) -> None:
    services.devices.past = CUT
    logins = LastLogins(services.devices, held.jobs.reading)
    logins.ask(BINDING)
    logins.ask(BINDING)
    assert len(held.reading) == 1
    held.finish_reading()
    assert newest(logins) is None
    services.devices.past = ()
    logins.ask(BINDING)
    held.finish_reading()
    assert newest(logins) == ()


def test_news_of_the_portal_are_told_once(
    home: HomePresenter, held: HeldJobs, services: FakeServices, qtbot: QtBot
) -> None:
    services.logins.news = [PollResult(tag, None, ACCOUNT) for tag in ("one", "one", "two")]
    told: list[Binding] = []
    home.news_came.connect(told.append)
    home.show_bindings((BINDING,))
    for count in (1, 1, 2):
        qtbot.waitUntil(lambda: bool(held.polling))
        held.finish_poll()
        assert told == [BINDING] * count


def test_a_keyring_that_refuses_the_key_is_said_and_asked_again(
    home: HomePresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.logins.opened = Refused(Failure.KEYRING_LOCKED)
    home.show_bindings((BINDING,))
    held.finish_poll()
    assert [line.link for line in home.accounts] == [Lost(Problem(Failure.KEYRING_LOCKED))]
    assert services.logins.calls == []


def test_what_the_portal_says_fills_the_account_and_the_next_poll_carries_the_tag(
    home: HomePresenter, held: HeldJobs, services: FakeServices, qtbot: QtBot
) -> None:
    services.logins.news = [PollResult("tag-1", None, PENDING), PollResult("tag-2", None, ACCOUNT)]
    home.show_bindings((BINDING,))
    held.finish_poll()
    assert home.accounts == (AccountStatus(BINDING, PENDING, Watching()),)
    qtbot.waitUntil(lambda: bool(held.polling))
    held.finish_poll()
    assert home.accounts == (AccountStatus(BINDING, ACCOUNT, Watching()),)
    assert services.logins.calls == ["watch ", "watch tag-1"]


def test_a_request_is_told_together_with_its_binding(
    home: HomePresenter, held: HeldJobs, services: FakeServices
) -> None:
    request = login_request()
    services.logins.news = [PollResult("tag", request, ACCOUNT)]
    told: list[tuple[Binding, LoginRequest | None]] = []
    home.requests_changed.connect(lambda *news: told.append(news))
    home.show_bindings((BINDING,))
    held.finish_poll()
    assert told == [(BINDING, request)]


def test_a_cut_connection_is_tried_again_without_the_user(
    home: HomePresenter,
    held: HeldJobs,
    services: FakeServices,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "FIRST_DELAY", 0.01)
    services.logins.news = [CUT, PollResult("tag", None, ACCOUNT)]
    home.show_bindings((BINDING,))
    held.finish_poll()
    assert [line.link for line in home.accounts] == [Lost(Problem(Failure.PORTAL_UNREACHABLE))]
    qtbot.waitUntil(lambda: bool(held.polling))
    held.finish_poll()
    assert [line.link for line in home.accounts] == [Watching()]


def test_trying_now_asks_at_once_and_never_twice_at_a_time(
    home: HomePresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.logins.news = [CUT]
    home.show_bindings((BINDING,))
    home.ask_now()
    assert len(held.polling) == 1
    held.finish_poll()
    home.ask_now()
    assert len(held.polling) == 1


def test_answers_without_news_do_not_become_a_busy_loop(
    home: HomePresenter, held: HeldJobs, services: FakeServices, qtbot: QtBot
) -> None:
    services.logins.news = [PollResult("tag", None, ACCOUNT), PollResult("tag", None, ACCOUNT)]
    home.show_bindings((BINDING,))
    held.finish_poll()
    qtbot.waitUntil(lambda: bool(held.polling))
    held.finish_poll()
    watcher = next(iter(home._watchers.values()))
    assert watcher._timer.isActive()
    assert watcher._timer.interval() >= 500


@pytest.mark.parametrize(
    "failure",
    [
        Failure.DEVICE_LOCKED,
        Failure.DEVICE_REVOKED,
        Failure.DEVICE_UNKNOWN,
        Failure.DEVICE_SUSPECT,
        Failure.KEY_MISSING,
    ],
)
def test_a_device_that_is_shut_out_is_not_asked_for_again(
    home: HomePresenter, held: HeldJobs, services: FakeServices, failure: Failure
) -> None:
    services.logins.news = [Refused(failure)]
    home.show_bindings((BINDING,))
    held.finish_poll()
    assert home.accounts[0].link == Halted(Problem(failure))
    assert not next(iter(home._watchers.values()))._timer.isActive()


def test_what_a_poll_of_before_brings_does_not_count_for_a_device_with_a_new_key(
    home: HomePresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.logins.news = [Refused(Failure.DEVICE_UNKNOWN), PollResult("tag", None, ACCOUNT)]
    home.show_bindings((BINDING,))
    home.ask_anew(BINDING)
    held.finish_poll()
    assert [line.link for line in home.accounts] == [OpeningKey()]
    held.finish_poll()
    assert [line.link for line in home.accounts] == [Watching()]


def test_accounts_are_watched_each_on_its_own_and_one_that_is_gone_no_longer(
    home: HomePresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.logins.news = [PollResult("a", None, ACCOUNT), PollResult("b", None, SECOND)]
    home.show_bindings((BINDING, SECOND_BINDING))
    assert len(held.polling) == 2
    held.finish_poll()
    held.finish_poll()
    home.show_bindings((SECOND_BINDING,))
    assert [line.account for line in home.accounts] == [SECOND]


def test_a_late_result_of_an_account_that_was_left_is_told_to_nobody(
    home: HomePresenter, held: HeldJobs, services: FakeServices
) -> None:
    services.logins.news = [PollResult("tag", login_request(), ACCOUNT)]
    told: list[object] = []
    home.requests_changed.connect(lambda *news: told.append(news))
    home.account_changed.connect(told.append)
    home.show_bindings((BINDING,))
    home.show_bindings(())
    held.finish_poll()
    assert told == []
