"""What was typed into forms, from the POST that brought it to the page that shows it again.

A POST is answered by a redirect, so "back" and "reload" never send anything again. What the next
page needs to know stays here meanwhile: in memory, and for one browser only, which is known by the
hash of its visit cookie (docs/adr/0023-form-states.md). Where several processes serve the portal,
`shared_forms` has it in the database besides.
"""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from portal.platform.clock import Clock
from portal.platform.limits import Exceeded

SECONDS: Final = 1800
MOST_BYTES: Final = 32_768
"""Of what is kept of one form."""
MOST_OF_BROWSER: Final = 8
MOST_OF_NETWORK: Final = 400
"""Of one network: nobody can push out what somebody elsewhere has typed."""
MOST_IN_ALL: Final = 4000
FORM: Final = "form"
"""The parameter of an address that names what was kept; worth nothing without the cookie."""
_ID_BYTES: Final = 16


@dataclass(frozen=True)
class Kept:
    """A form as it was posted."""

    fields: Mapping[str, str] = field(repr=False)
    action: str = ""
    """Where it was posted, as the route says it."""
    is_checked: bool = False
    """Whether it came back because of a mistake, which its page is to name."""
    exceeded: Exceeded | None = None
    """What was too often, where that is why it came back."""
    account: int | None = None
    """Whose page it was: nobody else sees it, should somebody else log in here."""
    resume: str = ""
    """The page to go back to by itself after the next login; "" for none."""

    @property
    def size(self) -> int:
        """Bytes, roughly."""
        return sum(len(name) + len(text.encode()) for name, text in self.fields.items())


@dataclass(frozen=True)
class State:
    """One form of one browser."""

    browser: bytes
    network: str
    """"" where it was posted to another process."""
    until: int
    kept: Kept


@dataclass(frozen=True)
class Changes:
    """What became different; None for what is gone."""

    states: dict[str, State | None] = field(default_factory=dict)
    accounts: dict[bytes, int | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.states or self.accounts)


class FormStates:
    """Bounded in time, size and number; the oldest go first."""

    def __init__(self, clock: Clock, *, shared: bool = False) -> None:
        """`shared` notes what changes, for other processes."""
        self._clock = clock
        self._shared = shared
        self._states: OrderedDict[str, State] = OrderedDict()
        self._accounts: OrderedDict[bytes, tuple[int, bytes]] = OrderedDict()
        self._changes = Changes()

    def __len__(self) -> int:
        return len(self._states)

    def keep(self, browser: bytes, network: str, kept: Kept) -> str | None:
        """Keep a form for a browser; its id, or None where it is too large.

        Args:
            browser: hash of its visit cookie.
            network: where it is, as `RateLimits.subscriber` says, so that nobody can push out what
                somebody elsewhere has typed.
            kept: what was posted.
        """
        self._drop_old()
        if kept.size > MOST_BYTES:
            return None
        for id_ in self._make_room(self._ids_of(browser), MOST_OF_BROWSER):
            self._note(id_, None)
        of_network = [i for i, one in self._states.items() if one.network == network]
        self._make_room(of_network, MOST_OF_NETWORK)
        self._make_room(list(self._states), MOST_IN_ALL)
        id_ = secrets.token_urlsafe(_ID_BYTES)
        self._put(id_, State(browser, network, self._clock.now() + SECONDS, kept))
        return id_

    def find(self, browser: bytes | None, id_: str) -> Kept | None:
        """What was kept for this browser under an id."""
        self._drop_old()
        state = self._states.get(id_)
        return state.kept if state is not None and state.browser == browser else None

    def forget(self, browser: bytes | None) -> None:
        """Whoever sits at this browser next sees nothing of it."""
        for id_ in self._ids_of(browser):
            del self._states[id_]
            self._note(id_, None)
        if browser is not None:
            self._accounts.pop(browser, None)
            self._note_account(browser, None)

    def move(self, old: bytes | None, new: bytes) -> None:
        """The browser has a new cookie."""
        for id_ in self._ids_of(old):
            self._put(id_, replace(self._states[id_], browser=new))

    def note_account(self, browser: bytes | None, account: int, session: bytes) -> None:
        """Who is logged in: what is typed there may come when the session has ended."""
        if browser is None:
            return
        if self._accounts.get(browser) != (account, session):
            self._note_account(browser, account)
        self._accounts[browser] = account, session
        self._accounts.move_to_end(browser)
        if len(self._accounts) > MOST_IN_ALL:
            self._accounts.popitem(last=False)

    def account_of(self, browser: bytes | None) -> int | None:
        """Who was logged in last."""
        return self._accounts.get(browser or b"", (None,))[0]

    def resume(self, browser: bytes | None, account: int) -> str:
        """The page that this account's typed form waits at since its session ended, told once."""
        self._drop_old()
        for id_ in reversed(self._ids_of(browser)):
            state = self._states[id_]
            if state.kept.resume and state.kept.account == account:
                self._put(id_, replace(state, kept=replace(state.kept, resume="")))
                return with_form(state.kept.resume, id_)
        return ""

    def take_changes(self) -> Changes:
        """What has changed since the last time, to be stored."""
        changes, self._changes = self._changes, Changes()
        return changes

    def put_back(self, changes: Changes) -> None:
        """They could not be stored; what has changed since counts."""
        for id_, state in changes.states.items():
            self._changes.states.setdefault(id_, state)
        for browser, account in changes.accounts.items():
            self._changes.accounts.setdefault(browser, account)

    @property
    def has_changes(self) -> bool:
        return bool(self._changes)

    def replace_all(self, browser: bytes, found: Mapping[str, State], account: int | None) -> None:
        """What is stored of a browser takes the place of what is known, but for what is about to be
        stored.
        """
        for id_ in self._ids_of(browser):
            if id_ not in self._changes.states:
                del self._states[id_]
        for id_, state in found.items():
            if id_ not in self._changes.states:
                self._states[id_] = state
        if browser not in self._changes.accounts:
            self._accounts.pop(browser, None)
            if account is not None:
                self._accounts[browser] = account, b""

    def _put(self, id_: str, state: State) -> None:
        self._states[id_] = state
        self._note(id_, state)

    def _note(self, id_: str, state: State | None) -> None:
        if self._shared:
            self._changes.states[id_] = state

    def _note_account(self, browser: bytes, account: int | None) -> None:
        if self._shared:
            self._changes.accounts[browser] = account

    def _ids_of(self, browser: bytes | None) -> list[str]:
        return [id_ for id_, state in self._states.items() if state.browser == browser]

    def _make_room(self, ids: list[str], most: int) -> list[str]:
        oldest = ids[: max(len(ids) - most + 1, 0)]
        for id_ in oldest:
            del self._states[id_]
        return oldest

    def _drop_old(self) -> None:
        now = self._clock.now()
        for id_ in [id_ for id_, state in self._states.items() if state.until <= now]:
            del self._states[id_]


def with_form(page: str, id_: str | None) -> str:
    """The address of a page that is to show what was kept under an id."""
    return page if id_ is None else f"{page}?{FORM}={id_}"
