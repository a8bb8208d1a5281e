"""A user with an app that works, what he does with it, and what must hold after each fault."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count, product
from pathlib import Path
from typing import Final

from authenticator.failures import Failure, Refused
from authenticator.model import Binding, PinRequired
from authenticator.services.composition import Services
from authenticator.storage.secret_store import TIME_LIMIT
from crypto.protocol import DeviceState, InviteMode
from crypto.statements import Decision
from tests.contract.app import OTHER_PIN, PIN, App, activate
from tests.faults.series import Fault
from tests.support.keyrings import MemoryBackend
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal

_NUMBERS: Final = count(1)
_TRIES: Final = 8
_DEVICES: Final = """
    select d.state, d.tries_left, d.budget_left from devices d
    join accounts a on a.id = d.account_id where a.login = :login and d.state <> 'provisional'
"""


@dataclass
class User:
    """One person, one computer."""

    portal: RunningPortal
    app: App
    services: Services
    logins: list[str] = field(default_factory=list)
    """Accounts that must work in the end."""
    browser: Browser | None = None
    wrong_pins: int = 0
    """Answers that a PIN was wrong."""
    restarts: int = 0
    """Each may have cut off a wrong PIN that was counted and not answered."""

    @classmethod
    def new(cls, portal: RunningPortal, folder: Path, keyring: MemoryBackend) -> "User":
        """Somebody who has just installed the app."""
        app = App(portal, folder / f"user-{next(_NUMBERS)}", keyring)
        return cls(portal, app, app.start())

    def restart(self) -> None:
        """The program was killed or closed; it starts again."""
        self.app.keyring_limit = TIME_LIMIT
        self.services = self.app.start()
        self.restarts += 1

    def order(self) -> str:
        """A cleared account; its user name."""
        login = f"user{next(_NUMBERS)}@abc.example"
        self.portal.create_account(login, cleared=True)
        self.logins.append(login)
        return login

    def activate(self, login: str) -> None:
        """Until the account is there: what an earlier try has left is finished first."""
        left = self.services.activation.unfinished()
        if left is not None and isinstance(self.services.activation.resume(left), PinRequired):
            self.services.activation.confirm(left, PIN)
        if login not in {each.login for each in self.services.bindings()}:
            activate(self.services, self.portal.issue_code(login), login=login)

    def binding(self) -> Binding:
        """Of the account that was activated first."""
        return next(each for each in self.services.bindings() if each.login == self.logins[0])


def nothing(_: User) -> None:
    """The app was never used."""


def one_account(user: User) -> None:
    user.activate(user.order())
    user.services.logins.begin(user.binding(), PIN)
    user.restart()
    user.restarts = 0


def request(user: User) -> None:
    one_account(user)
    user.browser = Browser(user.portal.url)
    user.browser.begin(user.logins[0])


def first_activation(user: User) -> None:
    user.activate(user.logins[0] if user.logins else user.order())


def second_activation(user: User) -> None:
    user.activate(user.logins[1] if len(user.logins) > 1 else user.order())


def pin_change(user: User) -> None:
    if user.services.logins.status(user.binding()).pin_version == 1:
        user.services.devices.change_pin(user.binding(), PIN, OTHER_PIN)


def key_renewal(user: User) -> None:
    user.services.devices.renew_key(user.binding(), PIN)


def app_login(user: User) -> None:
    user.services.logins.begin(user.binding(), PIN)


def wrong_pin(user: User) -> None:
    try:
        user.services.logins.begin(user.binding(), OTHER_PIN)
    except Refused as refusal:
        if refusal.problem.failure is not Failure.PIN_WRONG:
            raise
        user.wrong_pins += 1


def approval(user: User) -> None:
    asked = user.services.logins.watch(user.binding(), "").request
    if asked is not None:
        user.services.logins.answer(user.binding(), asked, Decision.APPROVE, PIN)


def invitation(user: User) -> None:
    user.services.devices.invite(user.binding(), PIN, InviteMode.ADD)


def leaving(user: User) -> None:
    if user.services.bindings():
        user.services.devices.leave(user.binding())
    user.logins = []


@dataclass(frozen=True)
class Deed:
    """Something that a user does; done again after a fault, it is done once."""

    name: str
    prepare: Callable[[User], None]
    act: Callable[[User], None]


def prepared(
    deed: Deed, portal: RunningPortal, folder: Path, keyring: MemoryBackend | None = None
) -> User:
    """A user who is about to do it."""
    user = User.new(portal, folder, keyring or MemoryBackend())
    deed.prepare(user)
    return user


DEEDS: Final = (
    Deed("activation", nothing, first_activation),
    Deed("second account", one_account, second_activation),
    Deed("PIN change", one_account, pin_change),
    Deed("key renewal", one_account, key_renewal),
    Deed("login in the app", one_account, app_login),
    Deed("wrong PIN", one_account, wrong_pin),
    Deed("approval", request, approval),
    Deed("invitation", one_account, invitation),
    Deed("leaving", one_account, leaving),
)


def go_on(deed: Deed, user: User) -> list[str]:
    """Do it again until it is done, as somebody does who reads what the app says."""
    refusals = []
    for _ in range(_TRIES):
        try:
            deed.act(user)
        except Refused as refusal:
            refusals.append(refusal.problem.failure)
            if refusal.problem.failure is Failure.RATE_LIMITED:
                user.portal.clock.advance(refusal.problem.retry_after or 60)
        else:
            return []
    return [f"not done after {_TRIES} tries: {', '.join(each.name for each in refusals)}"]


def what_is_wrong(user: User) -> list[str]:
    """After everything: what is lost, left over or counted wrongly."""
    most = 15 - user.wrong_pins
    budgets = range(most - (user.restarts if user.wrong_pins else 0), most + 1)
    user.restart()
    wrong = []
    bindings = user.services.bindings()
    if sorted(each.login for each in bindings) != sorted(user.logins):
        wrong.append(f"accounts in the app: {len(bindings)} for {len(user.logins)}")
    for binding in bindings:
        wrong += _wrong_with(user, binding, budgets)
    known = {each.id for each in bindings}
    if left := [name for _, name in user.app.keyring.texts if name not in known]:
        wrong.append(f"left over in the keyring: {', '.join(left)}")
    return wrong


def _wrong_with(user: User, binding: Binding, budgets: range) -> list[str]:
    try:
        status = user.services.logins.status(binding)
        pin = PIN if status.pin_version == 1 else OTHER_PIN
        user.services.logins.begin(binding, pin)
    except Refused as refusal:
        return [f"cannot log in: {refusal.problem.failure.name}"]
    wrong = [] if status.state is DeviceState.ACTIVE else [f"device is {status.state.value}"]
    rows = [tuple(row) for row in user.portal.query(_DEVICES, login=binding.login)]
    if rows not in [[("active", 5, budget)] for budget in budgets]:
        wrong.append(f"devices at the portal: {rows}")
    return wrong


def at_each_number(
    folder: Path,
    what: str,
    ways: Sequence[str],
    number_of: Callable[[Deed, RunningPortal, Path], int],
    inject: Callable[..., list[str]],
) -> Iterator[Fault]:
    """Each way to go wrong at each call or message of each deed, with and without a restart.

    Args:
        folder: to work in.
        what: the calls or messages are called.
        ways: in which each of them goes wrong.
        number_of: how many of them a deed has.
        inject: brings one fault about: (deed, portal, folder, way, number, restart=…).
    """
    with running_portal(folder) as portal:
        for deed in DEEDS:
            for number in range(1, number_of(deed, portal, folder) + 1):
                for way, restart in product(ways, (False, True)):
                    then = "restart" if restart else "same run"
                    name = f"{deed.name}, {what} {number} {way}, {then}"
                    given = deed, portal, folder, way, number
                    yield Fault(name, partial(inject, *given, restart=restart))
