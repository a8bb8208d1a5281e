import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from authenticator.desktop import machine
from authenticator.desktop.machine import machine_id
from authenticator.failures import Failure, Refused
from authenticator.programs import ProgramFailed


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("sys.platform", "linux")
    machine_id.cache_clear()
    yield
    machine_id.cache_clear()


def read(answers: dict[str, str | OSError], monkeypatch: pytest.MonkeyPatch) -> None:
    """Files as `answers` has them; all others are not there."""

    def read_text(path: Path, encoding: str) -> str:
        answer = answers.get(path.as_posix(), FileNotFoundError())
        if isinstance(answer, OSError):
            raise answer
        return answer

    monkeypatch.setattr(Path, "read_text", read_text)


def test_the_systems_own_identity_is_taken_where_it_has_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read({"/etc/machine-id": "one\n", "/var/lib/dbus/machine-id": "two"}, monkeypatch)
    assert machine_id() == b"one"


def test_the_host_name_stands_for_a_system_without_an_identity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read({}, monkeypatch)
    assert machine_id() == socket.gethostname().encode()


@pytest.mark.parametrize("error", [PermissionError(), OSError(24, "too many open files")])
def test_an_identity_that_cannot_be_read_just_now_is_not_replaced_by_another(
    monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    with monkeypatch.context() as patch:
        read({"/etc/machine-id": error, "/var/lib/dbus/machine-id": "two"}, patch)
        with pytest.raises(Refused) as refusal:
            machine_id()
    assert refusal.value.problem.failure is Failure.MACHINE_UNREADABLE
    read({"/etc/machine-id": "one"}, monkeypatch)
    assert machine_id() == b"one"


def test_a_mac_that_is_too_busy_to_answer_is_not_taken_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def too_slow(*_words: str, seconds: float) -> str:
        raise ProgramFailed

    monkeypatch.setattr(machine, "run_program", too_slow)
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(Refused) as refusal:
        machine_id()
    assert refusal.value.problem.failure is Failure.MACHINE_UNREADABLE
