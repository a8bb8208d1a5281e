"""Texts of window and portal by their English translation."""

import pytest

from tests.support.texts import portal_text, window_text


def test_a_text_is_found_by_its_translation_or_the_beginning_of_it() -> None:
    whole = window_text("Please enter all 8 digits of the activation code.")
    assert whole.startswith("Bitte geben Sie alle 8 Ziffern")
    assert window_text("Please enter all 8 …") == whole


def test_placeholders_are_filled_in() -> None:
    assert window_text("valid for {countdown}", countdown="2:41") == "2:41 gültig"
    text = portal_text("%(count)s file uploaded, not yet handed in", count=1)
    assert text == "1 Datei hochgeladen, noch nicht eingereicht"


def test_what_is_not_there_or_not_alone_is_refused_with_what_was_found() -> None:
    with pytest.raises(LookupError, match="0 texts are 'Nothing like it'"):
        portal_text("Nothing like it")
    with pytest.raises(LookupError, match=r"\d\d texts are 'You …'"):
        window_text("You …")
