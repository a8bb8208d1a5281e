"""Pictures of the accounts, of login requests and of logins begun in the app."""

import time
from dataclasses import replace
from unittest.mock import patch

from PySide6.QtWidgets import QSystemTrayIcon

from authenticator.desktop.profile_lock import Holder
from authenticator.failures import Failure, Problem, Refused, SettingFault
from authenticator.flows import app_login, approval
from authenticator.flows.approval import Outcome
from authenticator.flows.watching import Connecting, Halted, Lost, OpeningKey, Watching
from authenticator.model import Account, Binding
from authenticator.policy.ownership import WRITABLE
from crypto.protocol import Line
from crypto.setting_problems import NEAREST
from crypto.statements import Decision
from tests.support.screens import fakes
from tests.support.screens.catalogue import CUT, LAST_TRY, PIN, WRONG_PIN, Scene, scene
from ui.navigation.state import Overlay
from ui.screens.start_failed.open_elsewhere import OpenElsewherePage, TakingOverPage
from ui.screens.start_failed.view import StartFailedPage


@scene("home")
def home(on: Scene) -> None:
    on.one_account()


@scene("home-opening-key")
def opening_key(on: Scene) -> None:
    on.accounts((fakes.BINDING, None, OpeningKey()))


@scene("home-connecting")
def connecting(on: Scene) -> None:
    on.accounts((fakes.BINDING, None, Connecting()))


@scene("home-not-cleared")
def not_cleared(on: Scene) -> None:
    on.one_account(account=fakes.PENDING)


@scene("home-two-accounts")
def two_accounts(on: Scene) -> None:
    on.accounts(
        (fakes.BINDING, fakes.ACCOUNT, Watching()),
        (fakes.SECOND_BINDING, fakes.SECOND, Watching()),
    )


@scene("home-no-login-yet")
def no_login_yet(on: Scene) -> None:
    on.one_account()
    on.past_logins(fakes.BINDING, ())


@scene("home-twenty-accounts")
def twenty_accounts(on: Scene) -> None:
    on.accounts(*(_numbered(number) for number in range(1, 21)))


def _numbered(number: int) -> tuple[Binding, Account, Watching]:
    login = f"praxis-{number:02}@abc.de"
    binding = Binding(f"{number:032x}", fakes.AUD, login, activated=True)
    account = Account(login, "Maler Montag", f"Praxis {number} am Markt", cleared=number != 7)
    return binding, account, Watching()


@scene("home-connection-lost")
def lost(on: Scene) -> None:
    on.one_account(Lost(CUT))


@scene("home-locked")
def locked(on: Scene) -> None:
    on.one_account(Halted(Problem(Failure.DEVICE_LOCKED)))


@scene("home-revoked-beside-another")
def revoked(on: Scene) -> None:
    on.accounts(
        (fakes.BINDING, fakes.ACCOUNT, Halted(Problem(Failure.DEVICE_REVOKED))),
        (fakes.SECOND_BINDING, fakes.SECOND, Watching()),
    )


@scene("home-unknown")
def unknown(on: Scene) -> None:
    on.one_account(Halted(Problem(Failure.DEVICE_UNKNOWN)))


@scene("home-long-names")
def long_names(on: Scene) -> None:
    account = Account(
        "katharina-elisabeth.von-der-hohenwarte@ambulante-pflege-oberfranken-sued.example",
        "Dr. Katharina-Elisabeth von der Hohenwarte-Schmidtbauer",
        "Ambulanter Pflegedienst und Sozialstation Oberfranken-Süd gemeinnützige GmbH",
        cleared=True,
    )
    on.one_account(account=account)


@scene("approval-1-request")
def request(on: Scene) -> None:
    on.request()


@scene("approval-1-request-other-line")
def approval_other_line(on: Scene) -> None:
    on.approval(approval.Asking(fakes.login_request(line=Line.OTHER)))


@scene("approval-1-request-pin-typed")
def request_typed(on: Scene) -> None:
    on.request()
    on.type("approval.request.pin", "482913")


@scene("approval-1-request-pin-wrong")
def request_wrong(on: Scene) -> None:
    on.approval(approval.Asking(fakes.login_request(), 1, WRONG_PIN))


@scene("approval-1-request-last-try")
def request_last_try(on: Scene) -> None:
    on.approval(approval.Asking(fakes.login_request(), 1, LAST_TRY))


@scene("approval-2-answering")
def answering(on: Scene) -> None:
    on.approval(approval.Answering(fakes.login_request(), Decision.APPROVE, 1, PIN))


def _closed(outcome: Outcome, problem: Problem | None = None) -> approval.Closed:
    return approval.Closed(fakes.login_request(), outcome, problem)


@scene("approval-3-approved")
def approved(on: Scene) -> None:
    on.approval(_closed(Outcome.APPROVED))


@scene("approval-3-approved-no-browser")
def approved_without_browser(on: Scene) -> None:
    on.navigator.presenters.approval._url = "https://portal.example/login/finish#t=SECRET"
    on.approval(_closed(Outcome.APPROVED, Problem(Failure.BROWSER_NOT_OPENED)))


@scene("approval-3-approved-browser-missing")
def approved_browser_missing(on: Scene) -> None:
    on.approval(_closed(Outcome.APPROVED))
    view = on.navigator.screens.approval
    view._unopened.ask_whether_opened()
    view.show_page(view._unopened)


@scene("approval-3-denied")
def denied(on: Scene) -> None:
    on.approval(_closed(Outcome.DENIED))


@scene("approval-2-report")
def report(on: Scene) -> None:
    on.approval(approval.Asking(fakes.login_request(), asks_about_report=True))


@scene("home-reported")
def home_reported(on: Scene) -> None:
    on.one_account(account=replace(fakes.ACCOUNT, reported=True))


@scene("approval-3-reported")
def reported(on: Scene) -> None:
    on.approval(_closed(Outcome.REPORTED))


@scene("approval-3-ended")
def ended(on: Scene) -> None:
    on.approval(_closed(Outcome.ENDED))


@scene("approval-3-failed")
def failed(on: Scene) -> None:
    on.approval(_closed(Outcome.FAILED, Problem(Failure.DEVICE_LOCKED)))


@scene("approval-3-outdated")
def outdated(on: Scene) -> None:
    on.approval(_closed(Outcome.FAILED, Problem(Failure.KEY_OUTDATED)))


@scene("login-1-pin")
def login_pin(on: Scene) -> None:
    on.login(app_login.AskingPin())


@scene("login-1-pin-wrong")
def login_wrong(on: Scene) -> None:
    on.login(app_login.AskingPin(1, WRONG_PIN))


@scene("login-1-pin-checked")
def login_busy(on: Scene) -> None:
    on.login(app_login.RequestingTicket(PIN, 1))


@scene("login-1-pin-with-banner")
def login_banner(on: Scene) -> None:
    on.login(app_login.AskingPin())
    on.type("login.pin.pin", "482")
    on.navigator.presenters.approval.on_request(fakes.BINDING, fakes.login_request())


@scene("login-2-browser")
def login_browser(on: Scene) -> None:
    on.login(app_login.AwaitingBrowser(fakes.TICKET, 1))


@scene("login-3-foreign-browser")
def login_foreign(on: Scene) -> None:
    on.login(app_login.AskingBrowser(fakes.TICKET, fakes.FOREIGN))


@scene("login-4-logged-in")
def logged_in(on: Scene) -> None:
    on.login(app_login.LoggedIn())


@scene("login-4-refused")
def login_refused(on: Scene) -> None:
    on.login(app_login.Ended(None))


@scene("login-4-ended")
def login_ended(on: Scene) -> None:
    on.login(app_login.Ended(Problem(Failure.NOT_CLEARED)))


@scene("help")
def help_place(on: Scene) -> None:
    on.one_account()
    on.navigator.open(Overlay.HELP)


@scene("help-keys")
def help_keys(on: Scene) -> None:
    help_place(on)
    on.press("help.keys")


PROFILE = r"\\server\profiles\montag\AOK 2-Faktor App\profile.json"


@scene("start-failed")
def start_failed(on: Scene) -> None:
    place = "/etc/aok-2faktor/policy.toml"
    fault = SettingFault(place, 3, "portl", remedy=NEAREST, name="portal")
    on.window.show_screen(StartFailedPage(Problem(Failure.POLICY_INVALID, setting=fault)))


@scene("start-failed-unprotected")
def start_failed_unprotected(on: Scene) -> None:
    fault = SettingFault("/etc/aok-2faktor", remedy=WRITABLE)
    problem = Problem(Failure.POLICY_CHANGEABLE, setting=fault)
    on.window.show_screen(StartFailedPage(problem))


@scene("start-failed-damaged")
def start_failed_damaged(on: Scene) -> None:
    problem = Problem(Failure.PROFILE_DAMAGED, details=PROFILE)
    on.window.show_screen(StartFailedPage(problem))


@scene("start-failed-lost")
def start_failed_lost(on: Scene) -> None:
    on.window.show_screen(StartFailedPage(Problem(Failure.PROFILE_LOST)))


@scene("start-failed-unreadable")
def start_failed_unreadable(on: Scene) -> None:
    problem = Problem(Failure.PROFILE_UNREADABLE, details=PROFILE)
    on.window.show_screen(StartFailedPage(problem, can_retry=True))


@scene("start-elsewhere")
def start_elsewhere(on: Scene) -> None:
    since = str(int(time.time()) - 3600)
    on.window.show_screen(OpenElsewherePage(Holder("PRAXIS-07", "3", "", since), "PRAXIS-02"))


@scene("start-taking")
def start_taking(on: Scene) -> None:
    on.window.show_screen(TakingOverPage())


@scene("start-failed-elsewhere")
def start_failed_elsewhere(on: Scene) -> None:
    problem = Problem(Failure.OPEN_ELSEWHERE)
    on.window.show_screen(StartFailedPage(problem, can_retry=True))


@scene("settings")
def settings(on: Scene) -> None:
    on.one_account()
    with patch.object(QSystemTrayIcon, "isSystemTrayAvailable", return_value=True):
        on.navigator.open(Overlay.SETTINGS)


@scene("settings-no-tray")
def settings_no_tray(on: Scene) -> None:
    on.one_account()
    on.press("main.settings")
    on.scroll_to("settings.closing.end")


@scene("closing")
def closing(on: Scene) -> None:
    on.one_account()
    on.navigator.open(Overlay.CLOSING)


@scene("settings-below")
def settings_below(on: Scene) -> None:
    settings(on)
    on.scroll_to("settings.language.en")


@scene("settings-start-refused")
def settings_start_refused(on: Scene) -> None:
    refused = Refused(Failure.LOGIN_START_REFUSED)
    on.navigator.presenters.settings.autostart = fakes.FakeLoginStart(refused)
    settings(on)
    on.press("settings.start.login")


@scene("settings-language-chosen")
def settings_language(on: Scene) -> None:
    on.one_account()
    on.navigator.open(Overlay.SETTINGS)
    on.press("settings.language.en")


@scene("about")
def about(on: Scene) -> None:
    on.one_account()
    on.navigator.open(Overlay.ABOUT)


@scene("about-licence")
def about_licence(on: Scene) -> None:
    on.one_account()
    on.navigator.open(Overlay.ABOUT)
    on.press("about.1")
