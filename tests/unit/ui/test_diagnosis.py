"""The Netz-Doktor: reached from everywhere, told in words, copied and saved."""

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QTextBrowser

from authenticator.config import Config
from authenticator.desktop.url_scheme import is_registered
from authenticator.diagnosis.results import Check, Finding, Result, State
from authenticator.diagnosis.support_code import support_code
from authenticator.failures import Failure, Refused
from authenticator.model import PollResult
from authenticator.network.routes import Source
from tests.support.screens.fakes import ACCOUNT, BINDING, FakeServices
from tests.support.screens.samples import REFUSED_RESULTS, RESULTS
from tests.support.texts import window_text
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from ui.screens.diagnostics.report import report_text, without_home
from ui.screens.diagnostics.texts import check_title, result_words, source_text, state_text

pytestmark = pytest.mark.heavy

FACTS = {
    "source": "policy",
    "way": "proxy.example:8080",
    "pac": "http://pac.example/proxy.pac",
    "kind": "SOCKS",
    "name": "portal.example",
    "address": "198.51.100.40",
    "at": "portal.example:443",
    "proxy": "proxy.example:8080",
    "status": "403",
    "kinds": "negotiate",
    "server": "CTX-APP-07",
    "client": "ANMELDUNG-2",
    "issuer": "Klinik CA",
    "since": "2026-03-01",
    "until": "2027-03-31",
    "now": "2029-01-01",
    "minutes": "118",
    "ahead": "",
    "seconds": "7",
    "code": "AZF-3001",
    "states": "active",
    "file": "/etc/ca.pem",
}


@pytest.fixture
def hand(services: FakeServices, held: HeldJobs) -> Hand:
    services.accounts = (BINDING,)
    services.logins.news = [PollResult("tag", None, ACCOUNT)]
    hand = Hand(services, held)
    held.finish_poll()
    return hand


def open_from_help(hand: Hand) -> None:
    hand.click("main.help")
    hand.click("help.check")


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize("finding", Finding)
def test_every_finding_says_what_was_found_and_every_bad_one_what_to_do(finding: Finding) -> None:
    words = result_words(Result(Check.ROUTE, finding, FACTS))
    assert words.found[-1] in ".)"
    assert "–" not in words.found
    assert "{" not in words.found + words.advice
    if finding.state in (State.BAD, State.WARN):
        assert words.advice.endswith(".")


@pytest.mark.parametrize("finding", Finding)
def test_a_finding_without_facts_can_be_told(finding: Finding) -> None:
    facts = {name: FACTS[name] for name in ("ahead", "code")}
    assert result_words(Result(Check.ROUTE, finding, facts)).found


@pytest.mark.parametrize("check", Check)
def test_every_check_has_a_title(check: Check) -> None:
    assert check_title(check)


def test_states_and_sources_differ_in_words() -> None:
    assert len({state_text(state) for state in State}) == len(State)
    assert len({source_text(source) for source in Source}) == len(Source)


def test_a_clock_that_is_fast_is_told_from_one_that_is_slow() -> None:
    slow = Result(Check.CLOCK, Finding.CLOCK_WRONG, {"minutes": "7", "ahead": ""})
    fast = Result(Check.CLOCK, Finding.CLOCK_WRONG, {"minutes": "7", "ahead": "yes"})
    assert "7 Minuten nach" in result_words(slow).found
    assert "7 Minuten vor" in result_words(fast).found


def test_results_come_and_the_end_says_that_all_is_well(hand: Hand, held: HeldJobs) -> None:
    open_from_help(hand)
    assert hand.page == "diagnosis.checks"
    assert hand.text("diagnosis.count") == "Prüfung 1 von 12"
    assert hand.text("diagnosis.route.state") == window_text("Checking …")
    assert hand.focus == "diagnosis.cancel"
    held.finish()
    assert hand.text("diagnosis.summary.success.title") == window_text("All is well.")
    assert hand.text("diagnosis.summary.success.code").endswith(support_code(RESULTS))
    assert hand.text("diagnosis.keyring.state") == window_text("All right")
    assert hand.text("diagnosis.links.state") == window_text("Not checked")
    assert hand.focus == "diagnosis.again"


def test_where_links_lead_is_asked_of_the_desktop(
    hand: Hand, held: HeldJobs, services: FakeServices
) -> None:
    open_from_help(hand)
    held.finish()
    assert services.examiner.links is is_registered


def test_the_culprit_stands_above_all(hand: Hand, held: HeldJobs, services: FakeServices) -> None:
    services.examiner.results = list(REFUSED_RESULTS)
    open_from_help(hand)
    held.finish()
    assert hand.text("diagnosis.summary.error.title") == "Fehler: Erreichbarkeit"
    assert "proxy.klinik-sonnenhof.example:8080" in hand.text("diagnosis.summary.error.text")
    assert hand.text("diagnosis.reach.state") == window_text("Error")
    assert "N135-" in hand.text("diagnosis.summary.error.code")


def test_a_state_is_told_to_screen_readers_in_words(hand: Hand, held: HeldJobs) -> None:
    open_from_help(hand)
    held.finish()
    assert hand.named("diagnosis.clock").accessibleName().startswith("Uhrzeit: In Ordnung.")


def test_who_cancels_sees_at_once_what_was_not_checked(hand: Hand, held: HeldJobs) -> None:
    open_from_help(hand)
    hand.click("diagnosis.cancel")
    assert hand.text("diagnosis.summary.warning.title") == window_text("The check was cancelled.")
    assert hand.text("diagnosis.route.state") == window_text("Not checked")
    held.finish()
    assert hand.text("diagnosis.route.state") == window_text("Not checked")
    hand.click("diagnosis.again")
    held.finish()
    assert hand.text("diagnosis.route.state") == window_text("All right")


def test_leaving_ends_the_examination_and_goes_back(hand: Hand, held: HeldJobs) -> None:
    open_from_help(hand)
    hand.click("diagnosis.back")
    assert hand.page == "home"
    assert hand.navigator.presenters.diagnostics.state.phase.value == "cancelled"


def test_it_is_reached_before_any_activation(services: FakeServices, held: HeldJobs) -> None:
    hand = Hand(services, held)
    open_from_help(hand)
    assert hand.page == "diagnosis.checks"
    hand.click("diagnosis.back")
    assert hand.page == "activation.terms"


def test_it_is_reached_from_an_account(hand: Hand) -> None:
    hand.click("home.account.1.manage")
    hand.click("account.check")
    assert hand.page == "diagnosis.checks"
    hand.click("diagnosis.back")
    assert hand.page == "account"


def test_it_is_reached_where_the_connection_is_lost(services: FakeServices, held: HeldJobs) -> None:
    services.accounts = (BINDING,)
    services.logins.news = [Refused(Failure.PROXY_UNREACHABLE, details="proxy.example:8080")]
    hand = Hand(services, held)
    held.finish_poll()
    assert "Proxy: proxy.example:8080." in hand.text("home.link.text")
    hand.click("home.link.check")
    assert hand.page == "diagnosis.checks"


def test_it_is_reached_from_a_failed_action_and_leads_back_to_it(
    hand: Hand, held: HeldJobs, services: FakeServices
) -> None:
    services.devices.listed = Refused(Failure.TLS_UNTRUSTED, details="Klinik CA")
    hand.click("home.account.1.manage")
    hand.click("account.devices")
    held.finish()
    assert "Aussteller des Zertifikats: Klinik CA." in hand.text("devices.unloaded.problem.text")
    hand.click("devices.unloaded.problem.check")
    assert hand.page == "diagnosis.checks"
    hand.click("diagnosis.back")
    assert hand.page == "devices.unloaded"


def test_what_is_not_of_the_network_offers_no_check(
    hand: Hand, held: HeldJobs, services: FakeServices
) -> None:
    services.devices.listed = Refused(Failure.DEVICE_LOCKED)
    hand.click("home.account.1.manage")
    hand.click("account.devices")
    held.finish()
    assert not hand.button("devices.unloaded.problem.check").isVisible()


def test_the_result_is_copied(hand: Hand, held: HeldJobs) -> None:
    open_from_help(hand)
    held.finish()
    hand.click("diagnosis.copy")
    assert support_code(RESULTS) in clipboard()
    assert "[In Ordnung] Uhrzeit (N170)" in clipboard()
    assert hand.text("diagnosis.told") == window_text("The result is on the clipboard.")


def test_the_support_file_is_shown_before_it_is_saved(
    hand: Hand, held: HeldJobs, tmp_path: Path
) -> None:
    open_from_help(hand)
    held.finish()
    hand.click("diagnosis.file")
    content = hand.named("diagnosis.file_page.content")
    assert isinstance(content, QTextBrowser)
    shown = content.toPlainText()
    assert support_code(RESULTS) in shown
    hand.click("diagnosis.file_page.save")
    dialog = hand.window.findChildren(QFileDialog)[0]
    assert support_code(RESULTS) in dialog.selectedFiles()[0]
    dialog.fileSelected.emit(str(tmp_path / "support.txt"))
    dialog.reject()
    held.finish()
    assert (tmp_path / "support.txt").read_text("utf-8") == shown
    assert "support.txt" in hand.text("diagnosis.file_page.told")


def test_a_file_that_cannot_be_saved_is_told(hand: Hand, held: HeldJobs, tmp_path: Path) -> None:
    open_from_help(hand)
    held.finish()
    hand.click("diagnosis.file")
    hand.navigator.presenters.diagnostics.save(tmp_path / "missing" / "support.txt", "x")
    held.finish()
    assert window_text("Nothing can be saved …") in hand.text("diagnosis.file_page.told")


def test_the_support_file_names_no_user(services: FakeServices) -> None:
    home = Path.home()
    addresses = f"file://{home}/p.pac", (home / "p.pac").as_uri(), f"file:///{home.as_posix()}"
    results = [Result(Check.ROUTE, Finding.PAC_ASKED, {**FACTS, "pac": pac}) for pac in addresses]
    config = Config("https://portal.example", home / "profile", log_folder=home / "logs")
    text = report_text(results, config, services.branding.product).lower()
    for form in (str(home), home.as_posix(), home.as_uri().removeprefix("file://")):
        assert form.lower() not in text
    assert str(Path("~/logs")) in text


@pytest.mark.parametrize(
    ("home", "text", "told"),
    [
        (PureWindowsPath(r"C:\Users\Müller"), r"C:\Users\Müller\p.pac", r"~\p.pac"),
        (
            PureWindowsPath(r"C:\Users\Müller"),
            "file:///c:/users/m%C3%BCller/p.pac",
            "file://~/p.pac",
        ),
        (PureWindowsPath(r"C:\Users\Müller"), "file://C:/Users/Müller/p.pac", "file://~/p.pac"),
        (PurePosixPath("/home/müller"), "file:///home/m%C3%BCller/p.pac", "file://~/p.pac"),
    ],
)
def test_the_home_folder_is_known_in_every_form(
    home: PurePath, text: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: home)
    assert without_home(text) == told


def test_the_folder_of_the_logs_is_opened(services: FakeServices, held: HeldJobs) -> None:
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    hand = Hand(services, held, open_url)
    open_from_help(hand)
    held.finish()
    hand.click("diagnosis.folder")
    assert opened == [Path("/logs").absolute().as_uri()]


def test_who_has_not_logged_in_at_the_proxy_can_do_so_and_is_checked_again(
    hand: Hand, held: HeldJobs, services: FakeServices
) -> None:
    wanted = Result(Check.PROXY, Finding.PROXY_LOGIN_NEEDED, FACTS)
    services.examiner.results = [wanted]
    open_from_help(hand)
    held.finish()
    services.examiner.results = list(RESULTS)
    hand.click("diagnosis.login")
    held.finish_all()
    assert services.examiner.asked == 1
    assert hand.text("diagnosis.summary.success.title") == window_text("All is well.")
