"""Brings a question from the work that waits for it to the window, and the answer back."""

from queue import Queue

from PySide6.QtCore import QObject, Qt, Signal

from authenticator.network.proxy_logins import Question
from authenticator.network.routes import ProxyLogin


class ProxyLoginPresenter(QObject):
    """At most one question at a time, as `ProxyLogins` sees to."""

    asked = Signal(object)
    """Carries a `Question`."""
    ended = Signal()
    """It was answered, one way or the other."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answers: Queue[ProxyLogin | None] = Queue(1)
        self.waits = False
        """Whether a question is open."""
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def ask(self, question: Question) -> ProxyLogin | None:
        """Called by background work, which waits here until a person has answered."""
        self._arrived.emit(question)
        return self._answers.get()

    def answer(self, login: ProxyLogin | None) -> None:
        """What the person has entered; None when they would rather not."""
        if self.waits:
            self.waits = False
            self._answers.put(login)
            self.ended.emit()

    def _show(self, question: Question) -> None:
        self.waits = True
        self.asked.emit(question)
