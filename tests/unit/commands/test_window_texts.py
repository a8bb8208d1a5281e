"""What becomes of the translations in a .ts file when German texts change."""

from pathlib import Path

import pytest

from hints import Untranslated, report
from window_texts import translations, untranslated, update

CODE = """
from PySide6.QtCore import QObject

class Page(QObject):
    def texts(self, n):
        self.tr("Möchten Sie sich jetzt anmelden?")
        self.tr("Weiter")
        self.tr("Noch %n Versuch(e).", "", n)
"""
ENGLISH = {
    "Möchten Sie sich jetzt anmelden?": "Log in now?",
    "Weiter": "Next",
    "Noch %n Versuch(e).": "%n try left. | %n tries left.",
}
CATALOGUE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB">
<context>
    <name>Page</name>
    <message>
        <source>Möchten Sie sich jetzt anmelden?</source>
        <translation>Log in now?</translation>
    </message>
    <message>
        <source>Weiter</source>
        <translation>Next</translation>
    </message>
    <message numerus="yes">
        <source>Noch %n Versuch(e).</source>
        <translation>
            <numerusform>%n try left.</numerusform>
            <numerusform>%n tries left.</numerusform>
        </translation>
    </message>
</context>
</TS>
"""
# Each test runs lupdate several times.
pytestmark = pytest.mark.heavy


class Window:
    """A window's code and its catalogue, wholly translated at first."""

    def __init__(self, folder: Path) -> None:
        self.source, self.catalogue = folder / "page.py", folder / "en.ts"
        self.source.write_text(CODE, "utf-8")
        self.catalogue.write_text(CATALOGUE, "utf-8")

    def change(self, old: str, new: str) -> str:
        """Change the code, bring the catalogue in step, and return what is told."""
        code = self.source.read_text("utf-8")
        assert old in code
        self.source.write_text(code.replace(old, new), "utf-8")
        return report(update([self.source], self.catalogue))

    def translate(self, hint: str, english: str) -> None:
        """As a translator does: write the words and take the mark away."""
        text = self.catalogue.read_text("utf-8")
        unfinished = f'<translation type="unfinished">{hint}<'
        assert unfinished in text
        self.catalogue.write_text(text.replace(unfinished, f"<translation>{english}<"), "utf-8")

    @property
    def missing(self) -> list[Untranslated]:
        return untranslated(self.catalogue)

    @property
    def english(self) -> dict[str, str]:
        return {source: words for (_, source), words in translations(self.catalogue).items()}


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path)


def test_what_has_not_changed_stays_byte_for_byte(window: Window) -> None:
    assert window.change("Weiter", "Weiter") == ""
    assert window.catalogue.read_text("utf-8") == CATALOGUE


def test_a_changed_text_has_its_old_words_as_a_hint_and_is_told(window: Window) -> None:
    told = window.change("jetzt anmelden?", "jetzt einloggen?")
    assert told.splitlines() == [
        "en.ts: 1 text without a translation.",
        "  Page",
        "    new German:  Möchten Sie sich jetzt einloggen?",
        "    old German:  Möchten Sie sich jetzt anmelden?",
        "    old words:   Log in now?",
    ]
    hint = "<oldsource>Möchten Sie sich jetzt anmelden?</oldsource>"
    assert hint in window.catalogue.read_text("utf-8")


def test_a_hint_stays_and_is_told_until_it_is_translated(window: Window) -> None:
    window.change("jetzt anmelden?", "jetzt einloggen?")
    assert "old words:   Log in now?" in window.change("Weiter", "Weiter")
    window.translate("Log in now?", "Sign in now?")
    assert window.change("Weiter", "Weiter") == ""
    assert window.english["Möchten Sie sich jetzt einloggen?"] == "Sign in now?"
    assert "anmelden" not in window.catalogue.read_text("utf-8")


def test_a_text_that_changes_twice_keeps_the_text_that_was_translated(window: Window) -> None:
    window.change("jetzt anmelden?", "jetzt einloggen?")
    window.change("jetzt einloggen?", "sofort einloggen?")
    (missing,) = window.missing
    assert missing.new.source == "Möchten Sie sich sofort einloggen?"
    assert missing.new.translation == "Log in now?"
    assert missing.old == "Möchten Sie sich jetzt anmelden?"


def test_a_wholly_different_text_takes_the_place_of_the_only_one_that_is_gone(
    window: Window,
) -> None:
    told = window.change('"Weiter"', '"Los"')
    assert "new German:  Los" in told
    assert "old words:   Next" in told


def test_a_text_of_a_renamed_class_keeps_its_translation(window: Window) -> None:
    told = window.change("class Page", "class Sheet")
    assert window.missing == []
    assert window.english == ENGLISH
    assert "3 texts moved to Sheet, translation kept." in told


def test_a_text_that_changes_in_a_renamed_class_has_a_hint_too(window: Window) -> None:
    window.change("class Page", "class Sheet")
    window.change("jetzt anmelden?", "jetzt einloggen?")
    (missing,) = window.missing
    assert missing.new.context == "Sheet"
    assert missing.new.translation == "Log in now?"


def test_a_removed_text_is_told_with_its_translation(window: Window) -> None:
    told = window.change('        self.tr("Weiter")\n', "")
    assert told == "  no longer used: Weiter (Next)"
    assert window.english.keys() == ENGLISH.keys() - {"Weiter"}


def test_a_change_that_is_taken_back_needs_no_translation(window: Window) -> None:
    window.change("jetzt anmelden?", "jetzt einloggen?")
    assert window.change("jetzt einloggen?", "jetzt anmelden?") == ""
    assert window.catalogue.read_text("utf-8") == CATALOGUE


def test_a_changed_plural_keeps_both_forms_as_hints(window: Window) -> None:
    told = window.change("Noch %n Versuch(e).", "Noch genau %n Versuch(e).")
    assert "old words:   %n try left. | %n tries left." in told
    assert window.english["Noch genau %n Versuch(e)."] == "%n try left. | %n tries left."


def test_a_plural_in_place_of_a_single_text_has_its_words_in_each_form(window: Window) -> None:
    window.change('"Weiter")', '"Weiter zu %n Konten", "", n)')
    assert window.english["Weiter zu %n Konten"] == "Next | Next"


def test_a_new_text_has_no_hint(window: Window) -> None:
    told = window.change('"Weiter"', '"Weiter"), self.tr("Ihr Gerät ist gesperrt."')
    assert "new German:  Ihr Gerät ist gesperrt." in told
    assert "old" not in told
