"""Three ways to use the app, each of which has to be enough by itself."""

import subprocess
from collections.abc import Mapping
from typing import Final, Protocol

from tests.support.patience import until
from tests.support.screen_reader import Control, Role
from tests.support.walks.eyes import Eyes, Thing

_FAR: Final = 60
"""So many Tabs lead round any page."""
_TURNS: Final = 40


class Hand(Protocol):
    """What a person does to a control."""

    def press(self, thing: Thing) -> None:
        """A button, or one of several choices."""

    def type(self, thing: Thing, text: str) -> None:
        """Replace what is in a field."""


class ScreenReaderHand:
    """Finds by role and name, acts through AT-SPI: neither keys nor places."""

    def __init__(self, eyes: Eyes) -> None:
        self._eyes = eyes

    def press(self, thing: Thing) -> None:
        self._control(thing).press()

    def type(self, thing: Thing, text: str) -> None:
        self._control(thing).fill(text)

    def _control(self, thing: Thing) -> Control:
        self._eyes.wait_usable(thing.id)
        control = self._eyes.find_as_told(thing)
        assert self._eyes.id_of(control).endswith(f".{thing.id}")
        return control


class KeyboardHand:
    """Tab, arrows, Space and letters; goes where the app says that the focus is."""

    def __init__(self, eyes: Eyes, variables: Mapping[str, str]) -> None:
        self._eyes = eyes
        self._tool = XTool(variables)

    def press(self, thing: Thing) -> None:
        self._eyes.wait_usable(thing.id)
        self._go_to(thing)
        self._tool.key("space")

    def type(self, thing: Thing, text: str) -> None:
        self._eyes.wait_usable(thing.id)
        self._go_to(thing)
        self._tool.replace(text)

    def _go_to(self, thing: Thing) -> None:
        until(self._tool.is_there, what="that a window has the keyboard")
        passed = []
        for _ in range(_FAR):
            focus = self._eyes.focus
            if focus.endswith(f".{thing.id}"):
                return
            passed.append(focus)
            moves = self._eyes.focus_moves
            self._tool.key("Down" if self._is_beside(focus, thing) else "Tab")
            self._eyes.wait_for_focus(moves)
        raise AssertionError(f"the keyboard does not come to {thing.id}, only to {passed}")

    def _is_beside(self, focus: str, thing: Thing) -> bool:
        """Whether the focus is at another choice of the same group."""
        group = thing.id.rpartition(".")[0]
        return thing.role is Role.RADIO_BUTTON and f".{group}." in focus


class MouseHand:
    """Clicks where the control is on the screen, and scrolls where it is not yet."""

    def __init__(self, eyes: Eyes, variables: Mapping[str, str]) -> None:
        self._eyes = eyes
        # Qt tells places in its own pixels.
        self._tool = XTool(variables, int(variables.get("QT_SCALE_FACTOR", 1)))

    def press(self, thing: Thing) -> None:
        until(self._tool.is_there, what="that the window manager has placed a window")
        until(lambda: self._points_at(thing), what=f"that {thing.id} stays where it is")
        self._tool.click()

    def type(self, thing: Thing, text: str) -> None:
        self.press(thing)
        self._tool.replace(text)

    def _points_at(self, thing: Thing) -> bool:
        """Whether it is where the mouse was moved to: a new window is moved and grows at first."""
        spot = self._spot(thing)
        self._tool.move(*spot)
        return self._spot(thing) == spot

    def _spot(self, thing: Thing) -> tuple[int, int]:
        self._eyes.wait_usable(thing.id)
        for _ in range(_TURNS):
            seen = self._eyes.wait_for(thing.id)
            spot, hidden = _middle(seen), _hidden_by(seen)
            if hidden is None:
                return spot
            down = spot[1] > _middle(hidden)[1]
            self._tool.turn_wheel(*_middle(hidden), down=down)
        raise AssertionError(f"the mouse cannot bring {thing.id} into view")


class XTool:
    """Keys and mouse of a real screen."""

    def __init__(self, variables: Mapping[str, str], scale: int = 1) -> None:
        """`scale` is the number of the screen's pixels in one of a place."""
        self._variables = variables
        self._scale = scale

    def is_there(self) -> bool:
        """Whether a window has the keyboard: before, keys go to nobody.

        The window manager names it before the server has moved the focus.
        """
        active = self._said("getactivewindow")
        return bool(active) and active == self._said("getwindowfocus")

    def _said(self, word: str) -> bytes:
        words = ["xdotool", word]
        done = subprocess.run(words, env=self._variables, capture_output=True, check=False)
        return b"" if done.returncode else done.stdout

    def key(self, name: str) -> None:
        self._run("key", "--clearmodifiers", name)

    def replace(self, text: str) -> None:
        self._run("key", "--clearmodifiers", "ctrl+a")
        self._run("type", "--delay", "1", text)

    def move(self, x: int, y: int) -> None:
        self._run(*self._move(x, y))

    def click(self) -> None:
        """Where the mouse is."""
        self._run("click", "1")

    def turn_wheel(self, x: int, y: int, *, down: bool) -> None:
        self._run(*self._move(x, y), "click", "5" if down else "4")

    def _move(self, x: int, y: int) -> tuple[str, ...]:
        return "mousemove", str(x * self._scale), str(y * self._scale)

    def _run(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._variables, check=True)


def _middle(control: Control) -> tuple[int, int]:
    left, top, width, height = control.place
    return left + width // 2, top + height // 2


def _hidden_by(seen: Control) -> Control | None:
    """The innermost of what it lies in that does not show its middle, if any."""
    x, y = _middle(seen)
    around = seen.parent
    while True:
        left, top, width, height = around.place
        if not (left <= x < left + width and top <= y < top + height):
            return around
        if around.role == Role.WINDOW:
            return None
        around = around.parent
