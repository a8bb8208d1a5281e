"""While the app works, and when it was interrupted."""

from PySide6.QtCore import Signal

from authenticator.failures import Problem
from ui.texts import optional_message
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.progress import BusyBar


class BusyPage(Page):
    """Something short is under way."""

    went_back = Signal()

    def __init__(self, name: str, title: str, words: str, *, can_go_back: bool) -> None:
        super().__init__(name, title)
        if can_go_back:
            self.add_way_back(f"{name}.back").clicked.connect(self.went_back)
        self.body.addWidget(Text(words))
        self.body.addWidget(BusyBar(f"{name}.progress", words))
        self.body.addStretch(1)


class InterruptedPage(Page):
    """What happened, what to do, and the way on."""

    retried = Signal()
    went_back = Signal()

    def __init__(self, name: str, title: str, words: str, back: str = "") -> None:
        super().__init__(name, title)
        if back:
            self.add_way_back(f"{name}.back", back).clicked.connect(self.went_back)
        self._problem = Notice(f"{name}.problem", Tone.WARNING)
        self.body.addWidget(self._problem)
        if words:
            self.body.addWidget(Text(words))
        self.primary = Button(f"{name}.retry", self.tr("Erneut versuchen"), ButtonRole.PRIMARY)
        self.primary.clicked.connect(self.retried)
        self.set_stacked_actions(self.primary)
        self.body.addStretch(1)

    def show_state(self, problem: Problem | None) -> None:
        """Say what happened, if anything did but that the user stopped waiting."""
        self._problem.show_message(optional_message(problem))
