"""What a walk is made of."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.walks.eyes import Eyes, Thing
from tests.support.walks.hands import Hand
from tests.support.walks.world import World


@dataclass(frozen=True)
class Walker:
    """Who walks: senses, one way to act, and the world outside the app."""

    eyes: Eyes
    hand: Hand
    world: World


@dataclass(frozen=True)
class Press:
    """Use a button, or choose one of several."""

    thing: Thing

    def take(self, walker: Walker) -> None:
        walker.hand.press(self.thing)


@dataclass(frozen=True)
class Type:
    """Fill a field."""

    thing: Thing
    text: str | Callable[[World], str]

    def take(self, walker: Walker) -> None:
        text = self.text if isinstance(self.text, str) else self.text(walker.world)
        walker.hand.type(self.thing, text)


@dataclass(frozen=True)
class See:
    """A page comes to the front."""

    page: str

    def take(self, walker: Walker) -> None:
        walker.eyes.wait_for(f"{self.page}.title")


@dataclass(frozen=True)
class Hear:
    """The app says something by itself, wherever the focus is."""

    words: str

    def take(self, walker: Walker) -> None:
        walker.eyes.wait_until_said(self.words)


@dataclass(frozen=True)
class Happen:
    """Something is done outside the app."""

    event: Callable[[World], object]

    def take(self, walker: Walker) -> None:
        walker.eyes.forget_said()
        self.event(walker.world)


Step = Press | Type | See | Hear | Happen
