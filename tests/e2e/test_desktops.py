"""Real windows under the desktops' own themes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.x_screen import desktop_variables, x_screen


@pytest.mark.parametrize("desktop", ["GNOME", "XFCE", "KDE", ""])
def test_all_text_has_the_body_size_and_captions_are_smaller(desktop: str, tmp_path: Path) -> None:
    with x_screen() as display:
        variables = desktop_variables(display, tmp_path) | {"XDG_CURRENT_DESKTOP": desktop}
        program = [sys.executable, "-m", "tests.support.font_sizes"]
        told = subprocess.run(program, env=variables, capture_output=True, check=True, text=True)
    sizes = json.loads(told.stdout)
    body, small = sizes.pop("body"), sizes.pop("small")
    assert set(sizes.values()) == {body}
    assert small < body
