"""What a slow, failing or hanging keyring does to what is stored there."""

import threading
from collections.abc import Iterator

import pytest
from keyring.errors import KeyringLocked

from authenticator.failures import Failure, Refused
from authenticator.storage.secret_store import PROBE, SERVICE, InDoubt, KeyringStore, probe
from tests.support.keyrings import MemoryBackend

LONG, SHORT = 60.0, 0.3


@pytest.fixture
def backend() -> Iterator[MemoryBackend]:
    backend = MemoryBackend()
    yield backend
    backend.answer_now()


@pytest.fixture
def store(backend: MemoryBackend) -> KeyringStore:
    return KeyringStore(lambda: backend, time_limit=SHORT)


def answers_again(store: KeyringStore, backend: MemoryBackend) -> None:
    """What was given up ends now; what is asked from now on is waited for."""
    backend.answer_now()
    store._time_limit = LONG


def write_late(store: KeyringStore, backend: MemoryBackend, name: str, text: str) -> None:
    """A write that is given up while the keyring is at it."""
    backend.be_slow()
    with pytest.raises(InDoubt) as refusal:
        store.write(name, text)
    assert refusal.value.problem.failure is Failure.KEYRING_LOCKED


def test_a_write_that_ends_late_never_overwrites_one_that_came_after_it(
    store: KeyringStore, backend: MemoryBackend
) -> None:
    write_late(store, backend, "one", "given up")
    answers_again(store, backend)
    store.write("one", "newer")
    assert store.read("one") == "newer"


def test_a_call_that_was_given_up_before_it_began_is_never_carried_out(
    store: KeyringStore, backend: MemoryBackend
) -> None:
    write_late(store, backend, "one", "begun")
    with pytest.raises(Refused) as refusal:
        store.write("one", "not begun")
    assert not isinstance(refusal.value, InDoubt)
    with pytest.raises(Refused):
        store.delete("one")
    answers_again(store, backend)
    assert store.read("one") == "begun"


def test_a_keyring_that_hangs_is_asked_one_thing_at_a_time(
    store: KeyringStore, backend: MemoryBackend
) -> None:
    backend.be_slow()
    for number in range(3):
        with pytest.raises(Refused):
            store.read(str(number))
    waiting = [thread for thread in threading.enumerate() if thread.name == "keyring"]
    assert len(waiting) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_error_that_nobody_foresaw_stops_no_later_call() -> None:
    class Surprising(MemoryBackend):
        def get_password(self, service: str, username: str) -> str | None:
            if username == "one":
                raise LookupError
            return None

    surprising = Surprising()
    store = KeyringStore(lambda: surprising)
    with pytest.raises(Refused) as refusal:
        store.read("one")
    assert refusal.value.problem.failure is Failure.INTERNAL
    assert store.read("two") is None
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join()


class Deaf(MemoryBackend):
    """Writes, and says that it did not; may refuse to be read then."""

    is_readable = True

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password)
        raise OSError

    def get_password(self, service: str, username: str) -> str | None:
        if not self.is_readable:
            raise OSError
        return super().get_password(service, username)


def test_a_write_that_is_refused_and_there_all_the_same_has_succeeded() -> None:
    deaf = Deaf()
    KeyringStore(lambda: deaf).write("one", "text")
    assert deaf.texts == {(SERVICE, "one"): "text"}


def test_a_write_of_which_nobody_can_tell_what_came_of_it_is_in_doubt() -> None:
    deaf = Deaf()
    deaf.is_readable = False
    with pytest.raises(InDoubt) as refusal:
        KeyringStore(lambda: deaf).write("one", "text")
    assert refusal.value.problem.failure is Failure.KEYRING_FAILED


def test_a_locked_keyring_has_surely_not_written(backend: MemoryBackend) -> None:
    backend.is_locked = True
    with pytest.raises(Refused) as refusal:
        KeyringStore(lambda: backend).write("one", "text")
    assert not isinstance(refusal.value, InDoubt)


def test_a_probe_that_is_written_late_does_not_stay(
    store: KeyringStore, backend: MemoryBackend
) -> None:
    backend.be_slow()
    with pytest.raises(Refused):
        probe(store)
    answers_again(store, backend)
    store.read("anything, after what was given up")
    assert store.read("and after what is tidied up") is None
    assert backend.texts == {}


def test_a_probe_that_cannot_be_deleted_goes_as_soon_as_the_keyring_works_again() -> None:
    class Stubborn(MemoryBackend):
        is_stubborn = True

        def delete_password(self, service: str, username: str) -> None:
            if self.is_stubborn:
                raise KeyringLocked
            super().delete_password(service, username)

    stubborn = Stubborn()
    store = KeyringStore(lambda: stubborn)
    with pytest.raises(Refused):
        probe(store)
    assert (SERVICE, PROBE) in stubborn.texts
    stubborn.is_stubborn = False
    store.read("anything")
    assert store.read("after what is tidied up") is None
    assert stubborn.texts == {}


def test_a_keyring_that_its_user_keeps_locked_is_asked_once() -> None:
    class Locked(MemoryBackend):
        asked = 0

        def set_password(self, service: str, username: str, password: str) -> None:
            self.asked += 1
            raise KeyringLocked

        def get_password(self, service: str, username: str) -> str | None:
            self.asked += 1
            raise KeyringLocked

    locked = Locked()
    store = KeyringStore(lambda: locked)
    with pytest.raises(Refused):
        probe(store)
    assert locked.asked == 1


def test_a_probe_that_a_killed_program_left_goes_with_the_next_one(
    backend: MemoryBackend,
) -> None:
    backend.texts[SERVICE, PROBE] = "left over"
    probe(KeyringStore(lambda: backend))
    assert backend.texts == {}
