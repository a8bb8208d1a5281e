"""Looks for user name and code where the user points: clipboard, screen, picture."""

from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from authenticator.desktop.incoming_links import FillIn, find_activation
from authenticator.failures import Problem, Refused
from ui.jobs import JobRunner

Picture = TypeVar("Picture")


class Missing(Enum):
    """What was looked for in vain."""

    IN_CLIPBOARD = auto()
    ON_SCREEN = auto()
    IN_PICTURE = auto()
    PICTURE = auto()
    """The file is no picture that can be read."""
    SCREEN = auto()
    """The desktop gives no picture of the screen."""


class CodeImport(QObject):
    """Finds, or says that there is nothing; never chooses between two."""

    found = Signal(str, object)
    """Carries user name, empty where only a code was found, and code."""
    missed = Signal(object)
    """Carries what is missing."""
    refused = Signal(object)
    """Carries the problem of a link that is not followed."""

    def __init__(self, portal: str, actions: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._portal = portal
        self._actions = actions

    def search_text(self, text: str) -> None:
        """Look into what the clipboard holds."""
        try:
            self._report(find_activation(text, self._portal), Missing.IN_CLIPBOARD)
        except Refused as refusal:
            self.refused.emit(refusal.problem)

    def search_pictures(
        self,
        load: Callable[[], list[Picture]],
        read: Callable[[Picture], Iterable[str]],
        missing: Missing,
        unreadable: Missing,
    ) -> None:
        """Look into the QR codes of pictures, in the background.

        Args:
            load: brings the pictures; none when they cannot be had.
            read: the texts of a picture's QR codes.
            missing: said when no picture holds one activation.
            unreadable: said when there is no picture.
        """

        def work() -> FillIn | Missing | None:
            pictures = load()
            if not pictures:
                return unreadable
            return _the_one((text for each in pictures for text in read(each)), self._portal)

        def report(outcome: FillIn | Missing | None) -> None:
            if isinstance(outcome, Missing):
                self.missed.emit(outcome)
            else:
                self._report(outcome, missing)

        self._actions.run(self, work, report, self._refuse)

    def _report(self, found: FillIn | None, missing: Missing) -> None:
        if found is None:
            self.missed.emit(missing)
        else:
            self.found.emit(found.login, found.code)

    def _refuse(self, problem: Problem) -> None:
        self.refused.emit(problem)


def _the_one(texts: Iterable[str], portal: str) -> FillIn | None:
    """The only activation among several codes; the refusal of a link where there is none."""
    found: set[FillIn] = set()
    refusal: Refused | None = None
    for text in texts:
        try:
            activation = find_activation(text, portal)
        except Refused as refused:
            refusal = refused
        else:
            found |= {activation} if activation else set()
    if not found and refusal is not None:
        raise refusal
    return found.pop() if len(found) == 1 else None
