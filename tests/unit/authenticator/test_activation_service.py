import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import pytest

from authenticator.config import Config
from authenticator.model import Account, Secret, Stage
from authenticator.services import pin_proofs
from authenticator.services.activation import ActivationService
from authenticator.services.composition import build_services
from authenticator.services.pin_proofs import derive_twice
from crypto.keys import PrivateKey
from crypto.pin import PinCost

CHEAP = PinCost(memory=64, passes=1, lanes=1)


class Slow(ActivationService):
    """Tells of each activation that begins, and lets it end when it may."""

    begun: SimpleQueue[str]
    may_end: threading.Event

    def _activate(
        self, login: str, code: Secret, pin: Secret, report: Callable[[Stage], None]
    ) -> Account:
        self.begun.put(login)
        assert self.may_end.wait(20)
        return Account(login, "", "", cleared=False)


def test_another_code_waits_until_the_activation_that_was_left_has_ended(tmp_path: Path) -> None:
    config = Config("https://portal.example", tmp_path, log_folder=None)
    service = build_services(config).activation
    service.__class__ = Slow
    assert isinstance(service, Slow)
    service.begun, service.may_end = SimpleQueue(), threading.Event()
    ended: SimpleQueue[str] = SimpleQueue()

    def activate(login: str) -> None:
        service.activate(login, Secret("10542963"), Secret("482913"), lambda _: None)
        ended.put(login)

    threads = [threading.Thread(target=activate, args=(name,)) for name in ("first", "second")]
    threads[0].start()
    assert service.begun.get(timeout=20) == "first"
    threads[1].start()
    threads[1].join(0.2)
    assert service.begun.empty()
    service.may_end.set()
    for thread in threads:
        thread.join(20)
    assert service.begun.get(timeout=1) == "second"
    assert {ended.get(timeout=1), ended.get(timeout=1)} == {"first", "second"}


def test_the_key_of_a_new_pin_is_derived_twice_from_what_was_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: SimpleQueue[PrivateKey] = SimpleQueue()

    def derive(pin: str, *, root: bytes, salt: bytes, version: int, cost: PinCost) -> PrivateKey:
        assert (pin, root, salt, version, cost) == ("482913", b"r" * 32, b"s" * 16, 1, CHEAP)
        made.put(PrivateKey.from_uniform(secrets.token_bytes(48)))
        return made.get()

    monkeypatch.setattr(pin_proofs, "pin_key", derive)
    keys = derive_twice(Secret("482913"), root=b"r" * 32, salt=b"s" * 16, cost=CHEAP)
    first, second = (key.result(20).public.hex() for key in keys)
    assert first != second, "the second is derived, not copied"
