"""A state machine as a table: each arrow once, everything else changes nothing."""

import itertools
from collections.abc import Callable, Sequence
from typing import TypeVar

S = TypeVar("S")
E = TypeVar("E")


def strays(advance: Callable[[S, E], S], arrows: Sequence[tuple[S, E, S]]) -> list[tuple[S, E]]:
    """Pairs of kinds that are no arrow and change the state all the same."""
    states = list(dict.fromkeys(state for a, _, b in arrows for state in (a, b)))
    events = list(dict.fromkeys(event for _, event, _ in arrows))
    kinds = {(type(a), type(event)) for a, event, _ in arrows}
    return [
        (state, event)
        for state, event in itertools.product(states, events)
        if (type(state), type(event)) not in kinds and advance(state, event) is not state
    ]
