import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from authenticator.model import Secret
from tests.support.texts import window_text
from ui.widgets.code_field import CodeField
from ui.widgets.digits_field import DigitsField
from ui.widgets.field_message import FieldMessage
from ui.widgets.new_pin import NewPin
from ui.widgets.pin_field import PinField
from ui.widgets.symbols import Symbol

CODE = Secret("10542963")


@pytest.fixture
def code(qtbot: QtBot) -> CodeField:
    field = CodeField("code", window_text("Activation code:"))
    qtbot.addWidget(field)
    field.show()
    return field


@pytest.fixture
def pin(qtbot: QtBot) -> PinField:
    field = PinField("pin", window_text("PIN:"))
    qtbot.addWidget(field)
    field.show()
    return field


def is_plain(hint: FieldMessage) -> bool:
    """Whether it blames nothing and praises nothing."""
    return not hint.findChildren(Symbol)[0].isVisibleTo(hint)


def paste(edit: QLineEdit, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    edit.setFocus()
    edit.paste()


def test_a_typed_code_is_shown_in_two_groups(code: CodeField) -> None:
    QTest.keyClicks(code.edit, "10542963")
    assert code.edit.text() == "1054 2963"
    assert code.code == CODE


@pytest.mark.parametrize(
    "text",
    [
        "1054 2963",
        "10542963",
        "1054-2963",
        " 1054\u00a02963\n",
        "\uff11\uff10\uff15\uff14 \uff12\uff19\uff16\uff13",
        "Benutzername maler.montag@abc.de Aktivierungscode 1054 2963",
    ],
)
def test_a_pasted_code_is_taken_whatever_stands_around_it(code: CodeField, text: str) -> None:
    paste(code.edit, text)
    assert code.edit.text() == "1054 2963"
    assert code.code == CODE


@pytest.mark.parametrize(
    "text", ["1054\u200b2963", "1054/2963", "*1054* *2963*", "1054_2963", "\u202a1054 2963\u202c"]
)
def test_what_is_shown_is_what_is_sent(code: CodeField, text: str) -> None:
    paste(code.edit, text)
    assert code.edit.text() == "1054 2963"
    assert code.code == CODE


@pytest.mark.parametrize("digits", ["24122025", "20251224", "20242025", "00417265"])
def test_any_eight_digits_can_be_typed(code: CodeField, digits: str) -> None:
    QTest.keyClicks(code.edit, digits)
    assert code.edit.text() == f"{digits[:4]} {digits[4:]}"
    assert code.code == Secret(digits)
    code.clear()
    paste(code.edit, digits)
    assert code.code == Secret(digits)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("24.12.2025", "It looks like a date or …"),
        ("62730-144", "It looks like a date or …"),
        ("Code 1054 2963 oder 2054 2963", "There are several numbers …"),
        ("089/62730-144", "These are more than 8 digits."),
        ("Telefon 62730144", "The activation code has digits only."),
    ],
)
def test_what_is_no_code_stays_as_it_was_pasted(code: CodeField, text: str, words: str) -> None:
    paste(code.edit, text)
    assert code.edit.text() == text
    assert code.code is None
    assert code.hint.words == window_text(words)


def test_what_is_missing_is_said_while_typing(code: CodeField) -> None:
    QTest.keyClicks(code.edit, "10542")
    assert code.hint.words == "Noch 3 Ziffern."
    QTest.keyClicks(code.edit, "96")
    assert code.hint.words == window_text("1 digit to go.")


def test_a_letter_is_kept_out_and_said_at_once(code: CodeField) -> None:
    QTest.keyClicks(code.edit, "1054296x")
    assert code.edit.text() == "1054 296"
    assert code.hint.words == window_text("The activation code has digits only.")
    assert code.code is None


def test_a_ninth_digit_changes_nothing_and_is_no_error(code: CodeField) -> None:
    QTest.keyClicks(code.edit, "105429631")
    assert code.code == CODE
    assert code.hint.words == window_text("These are more than 8 digits.")
    assert is_plain(code.hint)


@pytest.mark.parametrize("typed", ["1054-2963", "1054/2963", "1054 2963"])
def test_signs_between_the_digits_are_typed_for_nothing(code: CodeField, typed: str) -> None:
    QTest.keyClicks(code.edit, typed)
    assert code.code == CODE


@pytest.mark.parametrize("before", ["10", "99887766", "Telefon 62730144"])
@pytest.mark.parametrize("text", ["1054 2963", "10542963", "Ihr Code lautet 1054 2963."])
def test_a_pasted_code_fills_all_cells_whatever_they_held(
    code: CodeField, before: str, text: str
) -> None:
    paste(code.edit, before)
    paste(code.edit, text)
    assert code.code == CODE
    assert code.edit.cursorPosition() == len("1054 2963")


def test_in_a_full_code_a_digit_is_replaced_where_it_is_clicked(code: CodeField) -> None:
    QTest.keyClicks(code.edit, "10549963")
    fifth = code.edit._cell_at(4, is_small=False).center().toPoint()
    QTest.mouseClick(code.edit, Qt.MouseButton.LeftButton, pos=fifth)
    QTest.keyClicks(code.edit, "2")
    assert code.code == CODE
    QTest.keyClicks(code.edit, "8")
    assert code.edit.text() == "1054 2863"


def test_a_digit_can_be_put_right_in_the_middle(code: CodeField) -> None:
    QTest.keyClicks(code.edit, "1054963")
    for _ in range(3):
        QTest.keyClick(code.edit, Qt.Key.Key_Left)
    QTest.keyClicks(code.edit, "2")
    assert code.edit.text() == "1054 2963"
    QTest.keyClick(code.edit, Qt.Key.Key_Backspace)
    assert code.edit.text() == "1054 963"
    assert code.edit.cursorPosition() in {4, 5}


def test_backspace_walks_over_the_gap(code: CodeField) -> None:
    QTest.keyClicks(code.edit, "10542")
    for _ in range(3):
        QTest.keyClick(code.edit, Qt.Key.Key_Backspace)
    assert code.edit.text() == "10"


def test_a_pin_is_hidden_until_it_is_asked_for(pin: PinField) -> None:
    QTest.keyClicks(pin.edit, "482913")
    assert pin.edit.echoMode() is QLineEdit.EchoMode.Password
    assert "482913" not in pin.edit.displayText()
    pin.toggle.click()
    assert pin.edit.displayText() == "482913"
    assert pin.toggle.accessibleName() == "PIN‑Code verbergen"
    pin.take()
    assert pin.edit.echoMode() is QLineEdit.EchoMode.Password


def test_only_six_digits_stay_in_a_pin_field(pin: PinField) -> None:
    QTest.keyClicks(pin.edit, "482a")
    assert pin.digits == "482"
    assert pin.hint.words == window_text("Please enter digits only.")
    QTest.keyClicks(pin.edit, "913")
    assert pin.digits == "482913"
    assert pin.hint.words == ""


@pytest.mark.parametrize("make", [PinField, DigitsField])
def test_a_seventh_digit_changes_nothing_and_is_no_error(
    qtbot: QtBot, make: type[PinField | DigitsField]
) -> None:
    field = make("field", "PIN:")
    qtbot.addWidget(field)
    QTest.keyClicks(field.edit, "482913")
    QTest.keyClicks(field.edit, "0")
    assert field.edit.text() == "482913"
    assert field.is_complete
    assert is_plain(field.hint)
    assert "genau 6 Ziffern" in field.hint.words


def test_a_seventh_digit_leaves_what_is_said_of_the_new_pin(qtbot: QtBot) -> None:
    new = NewPin("pin", "PIN:", "PIN:")
    qtbot.addWidget(new)
    QTest.keyClicks(new._first.edit, "4829130")
    assert window_text("Well chosen.") in new._first.edit.accessibleDescription()
    QTest.keyClicks(new._second.edit, "4829137")
    assert window_text("Both PINs are the same.") in new._second.edit.accessibleDescription()
    assert new.is_good


def test_a_good_pin_is_praised_once_and_not_with_each_digit_of_its_repetition(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("ui.widgets.pin_field.announce", lambda _, words: said.append(words))
    new = NewPin("pin", "PIN:", "PIN:")
    qtbot.addWidget(new)
    QTest.keyClicks(new._first.edit, "482913")
    QTest.keyClicks(new._second.edit, "482913")
    assert said == [window_text("Well chosen."), window_text("Both PINs are the same.")]


def test_what_stands_in_place_of_the_label_describes_the_field(pin: PinField) -> None:
    pin.say_wrong("Falsch.")
    assert "Falsch." in pin.edit.accessibleDescription()
    QTest.keyClicks(pin.edit, "4")
    assert "Falsch." not in pin.edit.accessibleDescription()


def test_what_is_pasted_with_more_than_six_digits_is_refused_whole(pin: PinField) -> None:
    paste(pin.edit, "48291")
    paste(pin.edit, "1054 2963")
    assert pin.digits == "48291"
    assert not is_plain(pin.hint)
    assert pin.hint.words == window_text("The PIN has exactly 6 digits.")


@pytest.mark.parametrize("make", [PinField, DigitsField])
def test_all_digits_are_selected_by_ctrl_a_and_replaced_by_the_next(
    qtbot: QtBot, make: type[PinField | DigitsField]
) -> None:
    field = make("field", "PIN:")
    qtbot.addWidget(field)
    QTest.keyClicks(field.edit, "482913")
    QTest.keyClick(field.edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert field.edit.selectedText() == "482913"
    QTest.keyClicks(field.edit, "90")
    assert field.edit.text() == "90"
    QTest.keyClick(field.edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.edit.text() == ""


def test_some_of_the_digits_are_never_selected(pin: PinField) -> None:
    QTest.keyClicks(pin.edit, "482913")
    QTest.keyClick(pin.edit, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert not pin.edit.hasSelectedText()
    assert pin.edit.cursorPosition() == 6


def test_the_mouse_selects_nothing_that_x11_would_copy(pin: PinField) -> None:
    QTest.keyClicks(pin.edit, "482913")
    pin.toggle.setChecked(True)
    left, right = pin.edit.rect().center(), pin.edit.rect().center()
    left.setX(1)
    right.setX(pin.edit.width() - 1)
    QTest.mouseDClick(pin.edit, Qt.MouseButton.LeftButton)
    assert not pin.edit.hasSelectedText()
    # The third click of a line edit selects all.
    QTest.mousePress(pin.edit, Qt.MouseButton.LeftButton)
    assert not pin.edit.hasSelectedText()
    QTest.mouseRelease(pin.edit, Qt.MouseButton.LeftButton)
    QTest.mousePress(pin.edit, Qt.MouseButton.LeftButton, pos=left)
    QTest.mouseMove(pin.edit, right)
    assert not pin.edit.hasSelectedText()
    QTest.mouseRelease(pin.edit, Qt.MouseButton.LeftButton, pos=right)
    assert not pin.edit.hasSelectedText()


def test_taking_the_pin_empties_the_field_for_good(pin: PinField) -> None:
    QTest.keyClicks(pin.edit, "482913")
    assert pin.take() == Secret("482913")
    pin.edit.undo()
    assert pin.digits == ""
    assert not pin.edit.isUndoAvailable()


@pytest.mark.parametrize("shown", [False, True])
def test_a_pin_never_reaches_the_clipboard(pin: PinField, shown: bool) -> None:
    QGuiApplication.clipboard().setText("as before")
    QTest.keyClicks(pin.edit, "482913")
    pin.toggle.setChecked(shown)
    control = Qt.KeyboardModifier.ControlModifier
    for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_Insert):
        QTest.keyClick(pin.edit, key, control)
    QTest.keyClick(pin.edit, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text() == "as before"


def test_a_pin_field_has_no_context_menu_and_accepts_no_drag(pin: PinField) -> None:
    assert pin.edit.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu
    assert not pin.edit.dragEnabled()


def test_a_pin_is_pasted_whole(pin: PinField) -> None:
    paste(pin.edit, " 482 913\n")
    assert pin.digits == "482913"


def test_digits_come_and_go_at_the_end_wherever_the_field_is_clicked(pin: PinField) -> None:
    QTest.keyClicks(pin.edit, "482")
    QTest.keyClick(pin.edit, Qt.Key.Key_Home)
    QTest.mouseClick(pin.edit, Qt.MouseButton.LeftButton, pos=pin.edit.rect().topLeft())
    QTest.keyClicks(pin.edit, "9")
    assert pin.digits == "4829"
    QTest.keyClick(pin.edit, Qt.Key.Key_Backspace)
    assert pin.digits == "482"


@pytest.mark.parametrize("shown", [False, True])
def test_a_pin_is_never_selected_which_on_x11_is_as_good_as_copied(
    pin: PinField, shown: bool
) -> None:
    QTest.keyClicks(pin.edit, "482913")
    pin.toggle.setChecked(shown)
    QTest.mouseDClick(pin.edit, Qt.MouseButton.LeftButton)
    pin.edit.selectAll()
    assert not pin.edit.hasSelectedText()


def test_tab_leads_from_the_pin_to_its_repetition(qtbot: QtBot) -> None:
    new = NewPin("new", window_text("PIN:"), window_text("Repeat PIN:"))
    qtbot.addWidget(new)
    new.show()
    new.edit.setFocus()
    names = []
    for _ in range(2):
        QTest.keyClick(new.focusWidget(), Qt.Key.Key_Tab)
        names.append(new.focusWidget().objectName())
    assert names == ["new.second", "new.show"]


def test_a_hint_is_no_window_of_its_own_and_comes_with_its_parent(qtbot: QtBot) -> None:
    hint = FieldMessage("hint", window_text("1 digit to go."))
    assert not hint.isVisible()
    page = QWidget()
    qtbot.addWidget(page)
    hint.setParent(page)
    page.show()
    assert hint.isVisible()


def test_a_field_is_described_by_what_stands_below_it(code: CodeField, pin: PinField) -> None:
    assert "8 Ziffern" in code.edit.accessibleDescription()
    QTest.keyClicks(code.edit, "1x")
    assert code.edit.accessibleDescription() == code.hint.words
    QTest.keyClicks(pin.edit, "1x")
    first, _, second = pin.edit.accessibleDescription().partition(". ")
    assert first == window_text("6 digits, hidden while typing")
    assert second == pin.hint.words != ""


def test_what_a_screen_reader_sets_counts_as_typed(code: CodeField, pin: PinField) -> None:
    for edit, text in ((code.edit, "1054-2963"), (pin.edit, "482 913")):
        QAccessible.queryAccessibleInterface(edit).setText(QAccessible.Text.Value, text)
    assert code.code == CODE
    assert pin.is_complete
