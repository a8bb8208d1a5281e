"""Real windows under the desktops' own themes."""

import json
import subprocess
import sys

import pytest

from tests.support.screens.desktops import DESKTOPS, desktop


def sizes_under(name: str) -> dict[str, float]:
    """Pixels of the screen by kind of widget."""
    with desktop(name) as variables:
        program = [sys.executable, "-m", "tests.support.font_sizes"]
        told = subprocess.run(program, env=variables, capture_output=True, check=True, text=True)
    sizes: dict[str, float] = json.loads(told.stdout)
    return sizes


@pytest.mark.parametrize("name", DESKTOPS)
def test_all_text_has_the_body_size_and_captions_are_smaller(name: str) -> None:
    sizes = sizes_under(name)
    body, small, value = sizes.pop("body"), sizes.pop("small"), sizes.pop("value")
    assert sizes.pop("QLineEdit") == value
    assert set(sizes.values()) == {body}
    assert small < body < value


def test_a_larger_text_of_gnome_makes_all_texts_larger() -> None:
    usual, larger = sizes_under("gnome"), sizes_under("gnome-larger-text")
    assert {name: size * 1.5 for name, size in usual.items()} == larger
