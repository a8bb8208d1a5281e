import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetricsF, QTextLayout
from PySide6.QtWidgets import QApplication

from authenticator.failures import Failure, Problem
from authenticator.flows.activation_input import PinFault
from authenticator.flows.approval import Outcome
from authenticator.model import Stage
from crypto.protocol import Counted, DeviceState, LoginKind, LoginResult, Mode
from hints import Changes, report
from tests.support.screens.fakes import login_request
from tests.support.screens.samples import LOGINS
from tests.support.texts import HYPHEN
from ui.screens.approval.texts import outcome_words, request_words
from ui.screens.login_history.texts import (
    brief_login_words,
    change_words,
    login_tone,
    login_words,
)
from ui.texts import (
    device_state_text,
    failure_message,
    pin_fault_text,
    stage_text,
    wait_text,
)
from ui.widgets.notice import Tone
from window_texts import translations, untranslated

UI = Path(__file__).parents[3] / "ui"
CATALOGUE = UI / "translations" / "en.ts"
PLACEHOLDER = re.compile(r"\{[^}]*\}")


def first_line(qapp: QApplication, text: str, width: float) -> tuple[str, bool]:
    """What fits into it, and whether the app's font has all of the letters."""
    layout = QTextLayout(text, qapp.font())
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    layout.endLayout()
    runs = line.glyphRuns()
    whole = all(glyph != 0 for run in runs for glyph in run.glyphIndexes())
    return text[: line.textLength()], whole and len(runs) == 1


def test_no_line_ends_within_a_word_whose_hyphen_does_not_break(qapp: QApplication) -> None:
    width = QFontMetricsF(qapp.font()).horizontalAdvance("Ihr PIN-Co")
    assert first_line(qapp, "Ihr PIN-Code", width)[0] == "Ihr PIN-"
    assert first_line(qapp, f"Ihr PIN{HYPHEN}Code", width)[0] == "Ihr "


def test_the_font_has_the_hyphen_that_does_not_break(qapp: QApplication) -> None:
    text = f"Ihr PIN{HYPHEN}Code"
    assert first_line(qapp, text, 10_000) == (text, True)


@pytest.mark.parametrize("failure", Failure)
def test_every_failure_says_what_happened_what_to_do_and_its_code(failure: Failure) -> None:
    message = failure_message(Problem(failure))
    assert message.title.endswith(".")
    assert message.text.endswith(".")
    assert message.code == failure.code


@pytest.mark.parametrize("fault", PinFault)
def test_every_pin_fault_has_an_advice(fault: PinFault) -> None:
    assert pin_fault_text(fault).endswith(".")


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_line(stage: Stage) -> None:
    assert stage_text(stage)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_title_and_a_sentence(outcome: Outcome, mode: Mode) -> None:
    title, text = outcome_words(outcome, mode)
    assert title
    assert text.endswith(".")


@pytest.mark.parametrize("mode", Mode)
def test_every_mode_has_its_words(mode: Mode) -> None:
    words = request_words(login_request(mode=mode, action="Gerät entfernen"), "Portal")
    assert words.title
    assert words.approve
    assert "Portal" in words.lead


@pytest.mark.parametrize("state", DeviceState)
def test_every_device_state_has_its_words(state: DeviceState) -> None:
    assert device_state_text(state)


@pytest.mark.parametrize("kind", [*LoginKind, "unheard-of"])
@pytest.mark.parametrize("result", [*LoginResult, "unheard-of"])
def test_every_past_login_has_its_words(kind: str, result: str) -> None:
    login = replace(LOGINS[0], kind=kind, result=result)
    assert login_words(login)
    assert len(brief_login_words(login)) <= len("Nicht ausgeführt")
    assert (login_tone(login) is Tone.SUCCESS) is (result == "done")


def test_results_of_past_logins_differ() -> None:
    told = {login_words(replace(LOGINS[0], result=result)) for result in LoginResult}
    assert len(told) == len(LoginResult)


def test_a_wrong_pin_tells_the_tries_that_are_left() -> None:
    assert "Noch 3 Versuche" in failure_message(Problem(Failure.PIN_WRONG, tries_left=3)).title
    last = failure_message(Problem(Failure.PIN_WRONG, tries_left=1)).title
    assert "Noch 1 Versuch," in last
    assert "gesperrt" in last


def test_too_many_tries_tell_how_long_to_wait() -> None:
    assert "40 Sekunden" in failure_message(Problem(Failure.RATE_LIMITED, retry_after=40)).text
    assert "10 Minuten" in wait_text(600)
    assert "2 Minuten" in wait_text(91)


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (Counted.ADDRESS, "Aus Ihrem Netzwerk"),
        (Counted.ACCOUNT, "Für diesen Benutzernamen"),
        (Counted.DEVICE, "Diese App"),
    ],
)
def test_too_many_tries_tell_what_was_too_much(counted: Counted, words: str) -> None:
    problem = Problem(Failure.RATE_LIMITED, retry_after=40, details=counted.value)
    assert failure_message(problem).text.startswith(words)
    assert "40 Sekunden" in failure_message(problem).text


@pytest.mark.only_on("posix", reason="the catalogue is the same everywhere")
def test_the_catalogue_has_the_texts_of_the_code_and_no_others(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ts"
    sources = sorted(str(path) for path in UI.rglob("*.py"))
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    subprocess.run([tool, *sources, "-ts", fresh], check=True, capture_output=True)
    differing = translations(fresh).keys() ^ translations(CATALOGUE).keys()
    assert not differing, f"'./run texts' brings them into {CATALOGUE.name}: {sorted(differing)}"


def test_every_text_has_an_english_one() -> None:
    missing = untranslated(CATALOGUE)
    assert not missing, report(Changes(CATALOGUE, missing))


def test_english_texts_keep_the_placeholders() -> None:
    english = translations(CATALOGUE)
    wrong = [
        source
        for (_, source), text in english.items()
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(text))
    ]
    assert wrong == []


def test_german_texts_use_german_quotes_and_no_straight_ones(qapp: QApplication) -> None:
    assert [source for _, source in translations(CATALOGUE) if '"' in source or "'" in source] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (1, "Gerät „Büro“ entfernen"),
        (2, "Gerät „Büro“ entfernen – und eine weitere Änderung"),
        (20, "Gerät „Büro“ entfernen – und 19 weitere Änderungen"),
    ],
)
def test_the_history_names_the_first_change_and_counts_the_others(changes: int, words: str) -> None:
    login = replace(LOGINS[0], kind="action", what="Gerät „Büro“ entfernen", changes=changes)
    assert change_words(login) == words
    assert change_words(replace(LOGINS[0], what="", changes=0)) == ""


@pytest.mark.parametrize("result", ["done", "denied", "reported", "expired"])
def test_the_history_tells_changes_from_logins(result: str) -> None:
    login = replace(LOGINS[0], result=result)
    change = login_words(replace(login, kind="action"))
    assert change.startswith("Änderung")
    assert change != login_words(replace(login, kind="browser"))
