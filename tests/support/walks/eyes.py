"""What a person perceives of the app: what is on the screen, has the focus and was said aloud."""

from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from jeepney import HeaderFields, Message

from tests.support.patience import until
from tests.support.screen_reader import Control, Gone, Role, ScreenReader, State

_LIMIT: Final = 30.0
_FOCUSED: Final = "focused"
# jeepney's word for a match of one argument would hide the others.
_ANNOUNCEMENT: Final = "Announcement"


@dataclass(frozen=True)
class Thing:
    """A control as testers (`id`), screen readers (`role`, `name`) and people know it."""

    id: str
    role: Role
    name: str


class Eyes:
    """Looks through the accessibility tree, and remembers what the app told of by itself."""

    def __init__(self, reader: ScreenReader) -> None:
        self._reader = reader
        self._events: deque[Message] = reader.listen(
            "object:state-changed:focused", "object:announcement"
        )
        self._ids: dict[tuple[str, str], str] = {}
        self._said: list[str] = []
        self._focused: Control | None = None
        self.focus_moves = 0

    def find(self, end: str) -> Control | None:
        """What can be seen under this object name."""
        seen = self._reader.seen()
        return next((one for one in seen if self.id_of(one).endswith(f".{end}")), None)

    def wait_for(self, end: str) -> Control:
        """As soon as it can be seen."""
        return until(lambda: self.find(end), _LIMIT, end)

    def wait_usable(self, end: str) -> Control:
        """As soon as it can be used."""

        def usable() -> Control | None:
            seen = self.find(end)
            return seen if seen is not None and seen.has(State.SENSITIVE) else None

        return until(usable, _LIMIT, f"that {end} can be used")

    def find_as_told(self, thing: Thing) -> Control:
        """By role and name alone, as a screen reader's user would.

        Raises:
            AssertionError: there is none in time, or several could be meant.
        """

        def is_it(one: Control) -> bool:
            # A page that leaves takes with it what was seen a moment ago.
            with suppress(Gone):
                return one.role == thing.role and one.name == thing.name
            return False

        def found() -> list[Control]:
            return [one for one in self._reader.seen() if is_it(one)]

        found_one = until(found, _LIMIT, f"{thing.role.name} “{thing.name}”")
        assert len(found_one) == 1, [self.id_of(one) for one in found_one]
        return found_one[0]

    def id_of(self, control: Control) -> str:
        """Object names from the window down to it; these never change."""
        key = control.owner, control.path
        if key not in self._ids:
            try:
                self._ids[key] = control.id
            except Gone:
                return ""
        return self._ids[key]

    @property
    def focus(self) -> str:
        """Where the keyboard is, as far as the app told."""
        self._take_in()
        return self.id_of(self._focused) if self._focused is not None else ""

    def wait_for_focus(self, moves: int) -> None:
        """As soon as the app told of more than `moves` moves of the focus."""

        def moved() -> bool:
            self._take_in()
            return self.focus_moves > moves

        until(moved, _LIMIT, "a move of the focus")

    def wait_until_said(self, words: str) -> None:
        """As soon as `words` are said aloud; what was said before them is forgotten."""

        def said() -> bool:
            self._take_in()
            return any(words in each for each in self._said)

        try:
            until(said, _LIMIT, f"“{words}”")
        except AssertionError as error:
            raise AssertionError(f"{error}; said was {self._said}") from None
        while words not in self._said.pop(0):
            continue

    def forget_said(self) -> None:
        """What comes from now on counts."""
        self._take_in()
        self._said.clear()

    def _take_in(self) -> None:
        self._reader.wait(0.01)
        while self._events:
            event = self._events.popleft()
            fields = event.header.fields
            if fields[HeaderFields.member] == _ANNOUNCEMENT:
                self._said.append(str(event.body[3][1]))
            elif event.body[0] == _FOCUSED and event.body[1]:
                sender, path = fields[HeaderFields.sender], fields[HeaderFields.path]
                self._focused = Control(self._reader, sender, path)
                self.focus_moves += 1
