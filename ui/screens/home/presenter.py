"""The accounts of this app, what the portal says about each, and the requests that come in."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from authenticator.failures import Failure, Problem
from authenticator.flows.watching import Connecting, Halted, Link, OpeningKey
from authenticator.model import Account, Binding, PollResult
from authenticator.services.ports import RequestPort
from authenticator.values import dataclass
from ui.jobs import JobRunner
from ui.screens.home.watcher import Watcher


@dataclass(frozen=True)
class AccountStatus:
    """What is known of one account."""

    binding: Binding
    account: Account | None = None
    """None until the portal answered for the first time."""
    link: Link = OpeningKey()


class HomePresenter(QObject):
    """One watcher an account."""

    changed = Signal(object)
    """Carries a tuple of `AccountStatus`."""
    requests_changed = Signal(object, object)
    """Carries a `Binding` and its open `LoginRequest` or None."""
    account_changed = Signal(object)
    """Carries an `Account` as the portal sent it."""
    demand_changed = Signal(object)
    """Carries why the portal serves this version no longer, a `Problem`, also when it says so again
    after `ask_halted`; None once it serves it."""
    news_came = Signal(object)
    """Carries the `Binding` of which the portal has something to tell that it had not before."""

    def __init__(
        self, service: RequestPort, polling: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._polling = polling
        self._accounts: dict[str, AccountStatus] = {}
        self._watchers: dict[str, Watcher] = {}
        self._tags: dict[str, str] = {}
        self.demand: Problem | None = None
        """What `demand_changed` told last."""
        self._asks_again = False

    @property
    def accounts(self) -> tuple[AccountStatus, ...]:
        """The accounts, in the order of the profile."""
        return tuple(self._accounts.values())

    def show_bindings(self, bindings: tuple[Binding, ...]) -> None:
        """Watch exactly these accounts."""
        for gone in self._watchers.keys() - {binding.id for binding in bindings}:
            self._watchers.pop(gone).end()
        self._accounts = {
            one.id: self._accounts.get(one.id, AccountStatus(one)) for one in bindings
        }
        for binding in bindings:
            if binding.id not in self._watchers:
                self._watch(binding)
        self.changed.emit(self.accounts)

    def ask_now(self) -> None:
        """Try every cut connection again at once."""
        for watcher in self._watchers.values():
            watcher.ask()

    def ask_anew(self, binding: Binding) -> None:
        """The account's device has a new key, or is known at a new workplace: ask for its state."""
        if binding.id in self._watchers:
            self._watchers[binding.id].ask_anew()

    def ask_halted(self) -> None:
        """Ask again where the portal did not serve this version."""
        self._asks_again = True
        for status in self.accounts:
            if _demand(status) is not None:
                self.ask_anew(status.binding)

    def _watch(self, binding: Binding) -> None:
        watcher = Watcher(self._service, binding, self._polling, self)
        self._watchers[binding.id] = watcher

        def on_poll(watched: PollResult) -> None:
            self._change(binding, account=watched.account)
            self.account_changed.emit(watched.account)
            self.requests_changed.emit(binding, watched.request)
            if self._tags.get(binding.id) != watched.tag:
                self._tags[binding.id] = watched.tag
                self.news_came.emit(binding)

        watcher.polled.connect(on_poll)
        watcher.link_changed.connect(lambda link: self._change(binding, link=link))
        watcher.ask()

    def _change(self, binding: Binding, **news: Account | Link) -> None:
        status = self._accounts.get(binding.id)
        if status is None:
            return
        changed = replace(status, **news)  # type: ignore[arg-type]
        if changed != status:
            self._accounts[binding.id] = changed
            self.changed.emit(self.accounts)
            self._tell_demand()

    def _tell_demand(self) -> None:
        """While the portal is asked again, the last answer counts."""
        asking = any(isinstance(one.link, OpeningKey | Connecting) for one in self.accounts)
        demand = next((found for one in self.accounts if (found := _demand(one))), None)
        if asking or (demand == self.demand and not self._asks_again):
            return
        self.demand, self._asks_again = demand, False
        self.demand_changed.emit(demand)


def _demand(status: AccountStatus) -> Problem | None:
    link = status.link
    if isinstance(link, Halted) and link.problem.failure is Failure.UPGRADE_REQUIRED:
        return link.problem
    return None
