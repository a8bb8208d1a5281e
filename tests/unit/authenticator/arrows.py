"""A flow as a table: each arrow once, everything else changes nothing."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

NEW: Final = 9
"""The token that each event is offered for the attempt that it may begin."""


@dataclass(frozen=True)
class Flow:
    """One flow with all its arrows."""

    name: str
    advance: Callable[[Any, Any, int], Any]
    states: Any
    events: Any
    arrows: Sequence[tuple[Any, Any, Any]]

    def missing(self) -> set[type]:
        """States and events that no arrow shows."""
        shown = {type(value) for arrow in self.arrows for value in arrow}
        return {*get_args(self.states), *get_args(self.events)} - shown

    def strays(self) -> list[tuple[object, object]]:
        """Pairs of kinds that are no arrow and change the state all the same."""
        states = dict.fromkeys(state for a, _, b in self.arrows for state in (a, b))
        events = dict.fromkeys(event for _, event, _ in self.arrows)
        kinds = {(type(a), type(event)) for a, event, _ in self.arrows}
        return [
            (state, event)
            for state, event in itertools.product(states, events)
            if (type(state), type(event)) not in kinds
            and self.advance(state, event, NEW) is not state
        ]

    def arrows_with(self, kind: type) -> Iterator[tuple[Any, Any]]:
        """State and event of the arrows whose event is of this kind."""
        return ((state, event) for state, event, _ in self.arrows if isinstance(event, kind))
