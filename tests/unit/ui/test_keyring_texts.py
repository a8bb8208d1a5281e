"""The keyring has the name that users of the system know, in every text and language."""

import re
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from authenticator.diagnosis.results import Check, Finding, Result
from authenticator.failures import Failure, Problem
from authenticator.flows import activation as machine
from authenticator.flows.watching import OpeningKey
from authenticator.model import Secret
from authenticator.network.proxy_logins import Question
from authenticator.storage.system_keyring import SystemKeyring, system_keyring
from authenticator.terms import load_plain_summary, load_terms
from tests.support.screens.fakes import ACCOUNT, BINDING, LOGIN, FakeServices
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs
from tests.unit.ui.test_texts import UI
from ui import keyring_texts
from ui.languages import ENGLISH, GERMAN, PLAIN
from ui.navigation.navigator import Navigator
from ui.screens.diagnostics.texts import result_words
from ui.screens.home.presenter import AccountStatus
from ui.screens.home.texts import readiness
from ui.screens.proxy_login.presenter import ProxyLoginPresenter
from ui.screens.proxy_login.view import ProxyLoginPage
from ui.texts import failure_message
from ui.widgets.labels import Text
from window_texts import translations

WINDOWS = r"Windows-Anmeldeinformationsverwaltung|Anmelde-Informations-Verwaltung"
BUNCH = r"Schlüssel-?[Bb]und"
NAMES = {
    SystemKeyring.CREDENTIAL_MANAGER: {
        GERMAN: WINDOWS,
        PLAIN: WINDOWS,
        ENGLISH: "Windows Credential Manager",
    },
    SystemKeyring.KEYCHAIN: {GERMAN: BUNCH, PLAIN: BUNCH, ENGLISH: "[Kk]eychain"},
    SystemKeyring.SECRET_SERVICE: {GERMAN: BUNCH, PLAIN: BUNCH, ENGLISH: "[Kk]eyring"},
    SystemKeyring.KWALLET: {
        GERMAN: rf"{BUNCH} \(KWallet\)",
        PLAIN: rf"{BUNCH} \(KWallet\)",
        ENGLISH: r"[Kk]eyring \(KWallet\)",
    },
}
ON_LINUX = (SystemKeyring.SECRET_SERVICE, SystemKeyring.KWALLET)
ANY = re.compile(
    rf"{BUNCH}|Anmelde-?[Ii]nformations|keyring|keychain|credential|wallet|KeePass", re.IGNORECASE
)
EVERYWHERE = [(system, language) for system in NAMES for language in NAMES[system]]


@pytest.fixture(params=EVERYWHERE, ids=lambda case: f"{case[0].name}-{case[1]}")
def where(
    request: pytest.FixtureRequest, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[SystemKeyring, str]]:
    """A system and the language of its window."""
    system, language = request.param
    monkeypatch.setattr(keyring_texts, "system_keyring", lambda: system)
    translator = QTranslator()
    if language != GERMAN:
        assert translator.load(language, str(UI / "translations"))
        qapp.installTranslator(translator)
    yield system, language
    qapp.removeTranslator(translator)


def told(found: Finding) -> str:
    words = result_words(Result(Check.KEYRING, found, {"code": Failure.INTERNAL.code, "ahead": ""}))
    return f"{words.title} {words.found} {words.advice}"


def all_texts(system: SystemKeyring) -> Iterator[str]:
    for failure in Failure:
        message = failure_message(Problem(failure))
        yield f"{message.title} {message.text}"
    for finding in Finding:
        # Only Linux can lack one; what can be installed there is named.
        if finding is not Finding.KEYRING_MISSING or system in ON_LINUX:
            yield told(finding)
    opening = readiness([AccountStatus(BINDING, ACCOUNT, OpeningKey())])
    yield f"{opening.title} {opening.text}"


def strangers(text: str, own: str) -> list[str]:
    """Words for keyrings that are not the one of this system."""
    products = re.sub("GNOME Keyring, KWallet (oder|or) KeePassXC", "", text)
    return ANY.findall(re.sub(own, "", products))


def test_each_text_has_the_name_of_its_system(where: tuple[SystemKeyring, str]) -> None:
    system, language = where
    own = NAMES[system][language]
    texts = list(all_texts(system))
    assert sum(bool(re.search(own, text)) for text in texts) > len(Failure.__members__) / 10
    assert [text for text in texts if strangers(text, own)] == []
    assert [text for text in texts if "eyring}" in text] == []


def test_pages_have_the_name_of_their_system(
    where: tuple[SystemKeyring, str], services: FakeServices, held: HeldJobs
) -> None:
    own = NAMES[where[0]][where[1]]
    hand = Hand(services, held)
    presenter = hand.window.findChildren(Navigator)[0].presenters.activation
    presenter._enter(machine.Confirming(LOGIN, Secret("482913"), 1))
    proxy = ProxyLoginPage(ProxyLoginPresenter())
    proxy.show_question(Question("proxy.example:8080", wrong=False))
    for page in (hand.window, proxy):
        words = " ".join(each.text() for each in page.findChildren(Text))
        assert re.search(own, words)
        assert strangers(words, own) == []


def test_windows_is_told_neither_of_a_password_nor_of_a_lock(
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    monkeypatch.setattr(keyring_texts, "system_keyring", lambda: SystemKeyring.CREDENTIAL_MANAGER)
    message = failure_message(Problem(Failure.KEYRING_LOCKED))
    opening = readiness([AccountStatus(BINDING, ACCOUNT, OpeningKey())])
    words = f"{message.title} {message.text} {told(Finding.KEYRING_LOCKED)} {opening.text}"
    assert re.findall(r"(?i)kennwort\b|sperr", words) == []


def test_no_other_text_of_the_window_names_a_keyring() -> None:
    own = {"CredentialManager", "KWallet", "Keychain", "Keyring"}
    products = "Ihre IT muss einen einrichten: GNOME Keyring, KWallet oder KeePassXC."
    for name in ("en", "de_plain"):
        found = {
            source
            for (context, source), words in translations(UI / "translations" / f"{name}.ts").items()
            if context not in own and ANY.search(re.sub(r"\{\w+\}", "", f"{source} {words}"))
        }
        assert found <= {products}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_terms_are_one_text_for_all_systems_and_name_none(language: str) -> None:
    assert ANY.findall(load_terms(language).html + load_plain_summary()) == []


@pytest.mark.parametrize(
    ("platform", "keyring"),
    [
        ("win32", SystemKeyring.CREDENTIAL_MANAGER),
        ("darwin", SystemKeyring.KEYCHAIN),
        ("linux", SystemKeyring.SECRET_SERVICE),
    ],
)
def test_each_system_has_its_keyring(
    platform: str, keyring: SystemKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert system_keyring() is keyring
