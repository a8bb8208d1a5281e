"""The start of the app, as its users begin it."""

from pathlib import Path

from tests.support.x_screen import x_screen
from tests.windows.machine import Machine


def test_it_fills_its_window_and_takes_its_place_in_the_desktop(
    windows: Machine, tmp_path: Path
) -> None:
    with x_screen() as display:
        program = ("-m", "tests.windows.start_program", tmp_path / "profile")
        done = windows.python(*program, seconds=600, display=display)
    # wine names a font of Windows that it does not have.
    assert done.words == "shown: introduction, in Noto Sans\n"
    assert done.code == 0
