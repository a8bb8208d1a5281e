"""What is longer than a line is seen whole."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from ui.widgets.labels import Text

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize("letter", ["a", "e\u0301", "\u05d0\u05b8", "\U0001242b", FAMILY])
def test_a_word_longer_than_a_line_breaks_between_letters_and_never_within_one(
    qapp: QApplication, letter: str
) -> None:
    word = letter * 40
    text = Text(word)
    assert QLabel.text(text).split("\u200b") == [letter] * 40
    assert text.text() == text.accessibleName() == word
    text.setText(f"Zugang von {word} sperren")
    assert QLabel.text(text).split("\u200b")[1:-1] == [letter] * 38
    assert text.accessibleName() == f"Zugang von {word} sperren"


def test_a_long_word_takes_as_many_lines_as_it_needs(qapp: QApplication) -> None:
    text = Text("m" * 60)
    letter = text.fontMetrics().horizontalAdvance("m")
    lines = text.heightForWidth(20 * letter) / text.fontMetrics().height()
    assert lines >= 3


def test_words_of_the_app_stay_as_they_are_and_are_read_as_they_stand(qapp: QApplication) -> None:
    words = "Arbeitgeberbescheinigung und https://gp.meine.aok.de/login"
    text = Text("m" * 60)
    text.setText(words)
    assert QLabel.text(text) == words
    assert text.accessibleName() == ""


def test_what_can_be_copied_has_no_sign_that_nobody_sees(qapp: QApplication) -> None:
    address = "https://gesundheitspartner.klinik.example:8443/login"
    text = Text(address)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    assert QLabel.text(text) == address
    text.setText(f"{address}/finish")
    assert QLabel.text(text) == f"{address}/finish"
