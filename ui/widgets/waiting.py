"""While the app works, and when it was interrupted."""

from PySide6.QtCore import Signal

from authenticator.failures import Problem
from ui.texts import optional_message
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.outcome import SealPage, message_sign
from ui.widgets.page import Page
from ui.widgets.progress import BusyBar
from ui.widgets.symbols import Sign


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


class InterruptedPage(SealPage):
    """What happened, what to do, and the way on."""

    retried = Signal()
    went_back = Signal()

    def __init__(self, name: str, title: str, words: str, back: str = "") -> None:
        super().__init__(name, title)
        self.text.setText(words)
        self.text.setVisible(bool(words))
        self._problem = Notice(f"{name}.problem", Tone.WARNING)
        self.body.addWidget(self._problem)
        self.primary = Button(f"{name}.retry", self.tr("Erneut versuchen"), ButtonRole.PRIMARY)
        self.primary.clicked.connect(self.retried)
        self.back = Button(f"{name}.back", back) if back else None
        if self.back is not None:
            self.back.clicked.connect(self.went_back)
        self.set_stacked_actions(*filter(None, (self.primary, self.back)))
        self.end()

    def show_state(self, problem: Problem | None) -> None:
        """Say what happened, if anything did but that the user stopped waiting."""
        message = optional_message(problem)
        self._problem.show_message(message)
        self.seal.show_sign(Sign.WAITING if message is None else message_sign(message))
