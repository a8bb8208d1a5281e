"""Ends the program at a chosen call."""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

KEYRING_WRITE = "authenticator.storage.secret_store.KeyringStore.write"
SEND = "authenticator.network.portal_client.PortalClient.exchange"


class Killed(BaseException):
    """The program ends here; nothing of it catches this."""


@contextmanager
def killed_at(target: str, call: int, *, done: bool) -> Iterator[None]:
    """Die at the given call of `target`: after it was `done`, or instead."""
    module, name = target.rsplit(".", 1)
    original, calls = getattr(pkgutil.resolve_name(module), name), 0

    def dying(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls != call:
            return original(*args, **kwargs)
        if done:
            original(*args, **kwargs)
        raise Killed

    with mock.patch(target, dying):
        try:
            yield
        except Killed:
            return
    raise AssertionError(f"{target} was called {calls} times only")
