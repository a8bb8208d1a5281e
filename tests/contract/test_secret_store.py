"""One contract for every place where a secret may lie; each class runs it on one of them."""

import threading
from collections.abc import Iterator

import pytest
import secretstorage

from authenticator.failures import Failure, Refused
from authenticator.storage.secret_store import (
    PROBE,
    SERVICE,
    KeyringStore,
    SecretStore,
    WriteAhead,
    open_secret_store,
    probe,
)
from keyring_session import keyring_session
from tests.support.keyrings import BrokenBackend, MemoryBackend

# keyring leaves its connection to the bus open when an unlock prompt is not answered.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*/tmp/.*dbus:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("keyrings_are_closed"),
]

LONG = "x" * 600


class Contract:
    """What every working store does."""

    @pytest.fixture
    def store(self) -> Iterator[SecretStore]:
        raise NotImplementedError

    def test_what_was_written_is_read(self, store: SecretStore) -> None:
        store.write("one", "text ä €")
        store.write("two", LONG)
        assert store.read("one") == "text ä €"
        assert store.read("two") == LONG

    def test_what_was_never_written_is_none(self, store: SecretStore) -> None:
        assert store.read("never") is None

    def test_writing_replaces(self, store: SecretStore) -> None:
        store.write("one", "old")
        store.write("one", "new")
        assert store.read("one") == "new"

    def test_what_was_deleted_is_gone_and_may_be_deleted_again(self, store: SecretStore) -> None:
        store.write("one", "text")
        store.delete("one")
        store.delete("one")
        assert store.read("one") is None

    def test_the_probe_succeeds_and_leaves_nothing(self, store: SecretStore) -> None:
        probe(store)
        probe(store)

    def test_several_threads_do_not_disturb_each_other(self, store: SecretStore) -> None:
        def work(number: int) -> None:
            store.write(f"thread-{number}", str(number))
            seen.append(store.read(f"thread-{number}") == str(number))

        seen: list[bool] = []
        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == [True] * 4


class TestMemory(Contract):
    @pytest.fixture
    def store(self) -> Iterator[SecretStore]:
        backend = MemoryBackend()
        yield KeyringStore(lambda: backend)
        assert (SERVICE, PROBE) not in backend.texts


class TestWriteAhead(Contract):
    """As on Windows, where an overwritten secret would leave a copy."""

    @pytest.fixture
    def backend(self) -> MemoryBackend:
        return MemoryBackend()

    @pytest.fixture
    def store(self, backend: MemoryBackend) -> Iterator[SecretStore]:
        yield KeyringStore(lambda: WriteAhead(backend))
        assert not [name for _, name in backend.texts if name.endswith(".next")]

    def test_nothing_is_ever_overwritten_but_deleted_first(self, backend: MemoryBackend) -> None:
        store = KeyringStore(lambda: WriteAhead(backend))
        store.write("one", "old")
        store.write("one", "new")
        assert backend.overwritten == 0

    @pytest.mark.parametrize("crash", range(4))
    def test_a_failure_at_any_step_leaves_the_old_or_the_new_text_and_is_told_rightly(
        self, backend: MemoryBackend, crash: int
    ) -> None:
        store = KeyringStore(lambda: WriteAhead(backend))
        store.write("one", "old")
        backend.fail_after(changes=crash)
        if crash < 2:
            with pytest.raises(Refused):
                store.write("one", "new")
        else:
            # The new text is there, under the spare's name: it would be wrong to say otherwise.
            store.write("one", "new")
        backend.fail_after(changes=None)
        assert store.read("one") == ("old" if crash < 2 else "new")
        store.write("one", "newest")
        assert store.read("one") == "newest"
        assert set(backend.texts) == {(SERVICE, "one")}
        assert backend.overwritten == 0


class TestSystemKeyring(Contract):
    """The operating system's own: Secret Service, Keychain, Credential Manager."""

    @pytest.fixture
    def store(self) -> Iterator[SecretStore]:
        store = open_secret_store(roaming=False)
        yield store
        for name in ("one", "two", *(f"thread-{n}" for n in range(4))):
            store.delete(name)

    def test_no_variable_puts_another_backend_in_its_place(
        self, store: SecretStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        store.write("one", "text")
        assert open_secret_store(roaming=False).read("one") == "text"


def test_a_locked_keyring_is_found_by_the_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    with keyring_session() as session:
        for name, value in session.items():
            monkeypatch.setenv(name, value)
        store = open_secret_store(roaming=False, time_limit=2.0)
        probe(store)
        with secretstorage.dbus_init() as bus:
            secretstorage.get_default_collection(bus).lock()
        with pytest.raises(Refused) as refusal:
            probe(store)
        assert refusal.value.problem.failure is Failure.KEYRING_LOCKED


def test_a_missing_keyring_is_found_by_the_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    with pytest.raises(Refused) as refusal:
        probe(open_secret_store(roaming=False))
    assert refusal.value.problem.failure is Failure.KEYRING_MISSING


def test_a_keyring_that_comes_later_is_found_without_a_restart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = open_secret_store(roaming=False)
    with monkeypatch.context() as patch:
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        with pytest.raises(Refused):
            probe(store)
    probe(store)


def test_a_keyring_that_never_answers_counts_as_locked() -> None:
    answer = threading.Event()
    store = KeyringStore(lambda: BrokenBackend(answer), time_limit=0.05)
    with pytest.raises(Refused) as refusal:
        store.read("one")
    answer.set()
    assert refusal.value.problem.failure is Failure.KEYRING_LOCKED


def test_a_keyring_that_forgets_does_not_pass_the_probe() -> None:
    class Forgetful(MemoryBackend):
        def get_password(self, service: str, username: str) -> str | None:
            return None

    backend = Forgetful()
    with pytest.raises(Refused) as refusal:
        probe(KeyringStore(lambda: backend))
    assert refusal.value.problem.failure is Failure.KEYRING_FAILED
