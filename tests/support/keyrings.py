"""Backends in place of the system's keyring, for tests of what is around it."""

import threading

from keyring.errors import KeyringLocked, PasswordDeleteError, PasswordSetError

from authenticator.failures import Failure, Refused


class MemoryBackend:
    """Keeps texts in a dictionary; can be made to fail after some changes, or altogether."""

    def __init__(self) -> None:
        self.is_locked = False
        self.is_missing = False
        self._answers = threading.Event()
        self._answers.set()
        self.texts: dict[tuple[str, str], str] = {}
        self.overwritten = 0
        self._left: int | None = None
        self._quick: int | None = None

    def fail_after(self, *, changes: int | None) -> None:
        """Fail each change after so many more; None works again."""
        self._left = changes

    def be_slow(self) -> None:
        """Answer nothing until `answer_now`, as behind a prompt."""
        self._answers.clear()

    def be_slow_after(self, *, changes: int) -> None:
        """Make so many more changes, and answer nothing from the next one on."""
        self._quick = changes

    def answer_now(self) -> None:
        """Answer what waits, and everything that comes."""
        self._quick = None
        self._answers.set()

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.texts.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._change(PasswordSetError)
        self.overwritten += (service, username) in self.texts
        self.texts[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._change(PasswordDeleteError)
        del self.texts[service, username]

    def _open(self) -> None:
        self._answers.wait()
        if self.is_missing:
            # As `secret_store` says it where no service is there to ask.
            raise Refused(Failure.KEYRING_MISSING)
        if self.is_locked:
            raise KeyringLocked

    def _change(self, error: type[Exception]) -> None:
        if self._quick is not None:
            if self._quick == 0:
                self.be_slow()
            self._quick -= 1
        self._open()
        if self._left is None:
            return
        if self._left == 0:
            raise error
        self._left -= 1


class BrokenBackend:
    """Answers only when `answer` is set, as a keyring does behind a prompt that nobody sees."""

    def __init__(self, answer: threading.Event) -> None:
        self._answer = answer

    def get_password(self, service: str, username: str) -> str | None:
        self._answer.wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._answer.wait()

    def delete_password(self, service: str, username: str) -> None:
        self._answer.wait()
