"""What a command is, and the one way in which it refuses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


class Trouble(Exception):
    """One clear sentence: what is wrong and what to do about it."""


@dataclass(frozen=True)
class Command:
    """One word after ``./run``; ``act`` gets the words behind it and returns the exit code."""

    name: str
    words: str
    summary: str
    act: Callable[[Sequence[str]], int]
