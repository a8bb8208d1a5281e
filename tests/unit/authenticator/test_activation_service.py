import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from authenticator.config import Config
from authenticator.model import Account, Secret, Stage
from authenticator.services.activation import ActivationService
from authenticator.services.composition import build_services


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
