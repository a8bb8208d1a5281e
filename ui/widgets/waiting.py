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
        self.body.addWidget(Text(words))
        self.body.addWidget(BusyBar(f"{name}.progress", words))
        self.body.addStretch(1)
        if can_go_back:
            back = Button(f"{name}.back", self.tr("Zurück"))
            back.clicked.connect(self.went_back)
            self.set_actions(None, back)


class InterruptedPage(Page):
    """What happened, what to do, and the way on."""

    retried = Signal()
    went_back = Signal()

    def __init__(self, name: str, title: str, words: str, back: str = "") -> None:
        super().__init__(name, title)
        self._problem = Notice(f"{name}.problem", Tone.WARNING)
        self.body.addWidget(self._problem)
        if words:
            self.body.addWidget(Text(words))
        self.body.addStretch(1)
        again = Button(f"{name}.retry", self.tr("Erneut versuchen"), ButtonRole.PRIMARY)
        again.clicked.connect(self.retried)
        button = Button(f"{name}.back", back) if back else None
        if button is not None:
            button.clicked.connect(self.went_back)
        self.set_actions(again, button)

    def show_state(self, problem: Problem | None) -> None:
        """Say what happened, if anything did but that the user stopped waiting."""
        self._problem.show_message(optional_message(problem))
