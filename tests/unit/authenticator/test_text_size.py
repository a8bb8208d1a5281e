import pytest

from authenticator.desktop.text_size import text_scale


@pytest.mark.parametrize(
    ("stored", "scale"),
    [(100, 1), (101, 1.01), (150, 1.5), (225, 2.25)],
)
def test_the_text_is_as_large_as_windows_slider_says(stored: int, scale: float) -> None:
    assert text_scale(lambda: stored) == scale


@pytest.mark.parametrize("stored", [None, 0, -1, 99, "150", b"\x96"])
def test_what_is_no_size_changes_nothing(stored: object) -> None:
    assert text_scale(lambda: stored) == 1


def test_no_text_is_larger_than_the_slider_allows() -> None:
    assert text_scale(lambda: 1000) == 2.25


def test_other_systems_say_it_by_the_font_itself() -> None:
    assert text_scale() >= 1
