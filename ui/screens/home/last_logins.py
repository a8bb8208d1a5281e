"""The newest logins of all accounts: asked for while or once the overview is shown.

They are beside the point of the overview: where they cannot be had, nothing is said about it.
"""

from typing import Final

from PySide6.QtCore import QObject, Signal

from authenticator.model import Binding, PastLogin
from authenticator.services.ports import DevicePort
from ui.jobs import JobRunner

COUNT: Final = 2
"""How many are shown."""

AccountLogin = tuple[Binding, PastLogin]


class LastLogins(QObject):
    changed = Signal(object)
    """Carries a tuple of `AccountLogin`, newest first; None until the portal answered."""

    def __init__(
        self, service: DevicePort, reading: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._reading = reading
        self._known: dict[str, tuple[AccountLogin, ...]] = {}
        self._asked: set[str] = set()

    @property
    def newest(self) -> tuple[AccountLogin, ...] | None:
        """Of all accounts together, or None until the portal answered about one."""
        if not self._known:
            return None
        every = [entry for entries in self._known.values() for entry in entries]
        return tuple(sorted(every, key=lambda entry: -entry[1].at)[:COUNT])

    def ask(self, binding: Binding) -> None:
        """Ask the portal, unless an answer about this account is under way."""
        if binding.id in self._asked:
            return
        self._asked.add(binding.id)
        self._reading.run(
            self,
            lambda: self._service.history(binding),
            lambda logins: self._take(binding, logins),
            lambda _problem: self._asked.discard(binding.id),
        )

    def keep_only(self, bindings: tuple[Binding, ...]) -> None:
        """Forget accounts that are gone."""
        kept = {binding.id for binding in bindings}
        gone = self._known.keys() - kept
        for each in gone:
            del self._known[each]
        if gone:
            self.changed.emit(self.newest)

    def _take(self, binding: Binding, logins: tuple[PastLogin, ...]) -> None:
        self._asked.discard(binding.id)
        self._known[binding.id] = tuple((binding, login) for login in logins[:COUNT])
        self.changed.emit(self.newest)
