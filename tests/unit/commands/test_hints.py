"""Which old text a new one takes the place of."""

from hints import Text, pair

OLD = Text("Page", "Möchten Sie sich jetzt anmelden?", "Log in now?")
NEW = Text("Page", "Möchten Sie sich jetzt einloggen?")


def test_similar_texts_belong_together() -> None:
    other = Text("Page", "Ihr Gerät ist gesperrt.", "Your device is locked.")
    assert pair([NEW], [other, OLD]) == {NEW: OLD}


def test_of_equally_similar_texts_the_one_of_the_same_context_is_taken() -> None:
    elsewhere = Text("Card", OLD.source, "Do you want to log in?")
    assert pair([NEW], [elsewhere, OLD]) == {NEW: OLD}


def test_an_old_text_belongs_to_one_new_text_only() -> None:
    second = Text("Page", "Möchten Sie sich jetzt einwählen?")
    assert list(pair([NEW, second], [OLD]).values()) == [OLD]


def test_what_alone_is_left_of_a_context_belongs_together() -> None:
    old, new = Text("Page", "Weiter", "Next"), Text("Page", "Los")
    assert pair([NEW, new], [OLD, old]) == {NEW: OLD, new: old}


def test_dissimilar_texts_of_different_contexts_do_not_belong_together() -> None:
    assert pair([Text("Card", "Los")], [Text("Page", "Weiter", "Next")]) == {}


def test_dissimilar_texts_are_not_guessed_where_there_are_several() -> None:
    new = [Text("Page", "Los"), Text("Page", "Abbrechen")]
    assert pair(new, [Text("Page", "Weiter", "Next")]) == {}
