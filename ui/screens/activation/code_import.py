"""Looks for user name and code where the user points: clipboard, screen, picture."""

from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from authenticator.failures import Problem, Refused
from authenticator.flows.incoming_links import FillIn, find_activations, scanned_activations
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
    ONE_OF_SEVERAL = auto()
    """There are activations that differ, and none is likelier than another."""


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
            self._report(find_activations(text, self._portal), Missing.IN_CLIPBOARD)
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

        def work() -> frozenset[FillIn] | Missing:
            pictures = load()
            if not pictures:
                return unreadable
            texts = (text for each in pictures for text in read(each))
            return scanned_activations(texts, self._portal)

        def report(outcome: frozenset[FillIn] | Missing) -> None:
            if isinstance(outcome, Missing):
                self.missed.emit(outcome)
            else:
                self._report(outcome, missing)

        self._actions.run(self, work, report, self._refuse)

    def _report(self, found: frozenset[FillIn], missing: Missing) -> None:
        if len(found) == 1:
            (only,) = found
            self.found.emit(only.login, only.code)
        else:
            self.missed.emit(Missing.ONE_OF_SEVERAL if found else missing)

    def _refuse(self, problem: Problem) -> None:
        self.refused.emit(problem)
