"""One window a profile: held by the operating system, so that a crash lets go of it.

Where the file system has no locks, a lease in the profile's folder takes their place.
"""

import errno
import json
import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from authenticator.failures import Failure, Refused
from authenticator.values import dataclass

if TYPE_CHECKING:
    from authenticator.desktop.profile_lease import ProfileLease

_LOG: Final = logging.getLogger(__name__)
_VERSION: Final = 1
_LARGEST: Final = 4096
_LOCKED_BYTE: Final = 1 << 20
"""Far behind the record: on Windows nobody else can read the byte that is locked."""
_NO_LOCKS: Final = frozenset(
    (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL)
)
"""What says that a file system has no locks. After any other error nobody knows who has it."""


@dataclass(frozen=True)
class Holder:
    """Who has the profile open."""

    host: str
    session: str
    """As `session_name` gives it."""
    address: str
    """Where it takes messages; not to be guessed, and known only to who can read the profile."""
    since: str = ""
    """When it took the profile, by its own clock, seconds since 1970; empty where unknown."""
    display: str = ""
    """As `display_name` gives it."""

    def is_beyond(self, other: "Holder") -> bool:
        """Whether a window of `other` surely appears on another screen than this one's."""
        displays = self.display, other.display
        # One has a colon and the other none: X11 and Wayland, maybe of the same desktop.
        comparable = len({":" in display for display in displays}) == 1
        return (
            self.host != other.host
            or _differ(self.session, other.session)
            or (comparable and _differ(*displays))
        )


class ProfileLock:
    """Kept until `release`, or until the process ends, in whatever way."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "running.lock"
        self._handle: int | None = None
        self._lease: ProfileLease | None = None

    @property
    def folder(self) -> Path:
        """The folder of the profile."""
        return self._path.parent

    @property
    def needs_renewal(self) -> bool:
        """Whether `renew` must be called every `profile_lease.RENEWAL` seconds."""
        return self._lease is not None

    def take(self, mine: Holder) -> bool:
        """Take the profile for `mine`; False while another process has it.

        Raises:
            Refused: PROFILE_UNWRITABLE: nobody can tell whether another process has it.
        """
        try:
            return self._take(mine)
        except OSError as error:
            _LOG.warning("the profile cannot be locked: %s", type(error).__name__)
            details = str(self._path.parent)
            raise Refused(Failure.PROFILE_UNWRITABLE, details=details) from error

    def renew(self) -> bool:
        """Keep the profile; False where another process has it now, so that this one must end."""
        return self._lease is None or self._lease.renew()

    def _take(self, mine: Holder) -> bool:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except (BlockingIOError, PermissionError):
            os.close(handle)
            return False
        except OSError as error:
            os.close(handle)
            if error.errno not in _NO_LOCKS:
                raise
            _LOG.warning("this file system has no locks: %s", error.errno)
            return self._take_lease(mine)
        self._handle = handle
        _write(handle, _record(mine))
        return True

    def _take_lease(self, mine: Holder) -> bool:
        from authenticator.desktop.profile_lease import ProfileLease

        self._lease = ProfileLease(self._path.parent)
        # Where there is no address to tell two starts of one session apart, this does.
        return self._lease.take(_record(mine, start=os.urandom(8).hex()))

    def holder(self) -> Holder | None:
        """Who has taken it; None where that cannot be read, or not yet."""
        path = self._path if self._lease is None else self._lease.path
        try:
            with path.open("rb") as file:
                content = json.loads(file.read(_LARGEST))
            if content.pop("v") != _VERSION:
                return None
            content.pop("start", None)
            holder = Holder(**content)
        except (OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
            return None
        return holder if all(isinstance(text, str) for text in vars(holder).values()) else None

    def release(self) -> None:
        """Let go."""
        if self._lease is not None:
            self._lease.release()
            self._lease = None
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _lock(handle: int) -> None:
    """Lock without waiting; the system lets go when `handle` is closed or the process ends."""
    if sys.platform == "win32":
        from authenticator.desktop.windows_lock import lock_byte

        lock_byte(handle, _LOCKED_BYTE)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _record(holder: Holder, **more: str) -> bytes:
    return json.dumps({"v": _VERSION, **more, **asdict(holder)}).encode()


def _write(handle: int, content: bytes) -> None:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, content)
        os.ftruncate(handle, len(content))
    except OSError as error:
        _LOG.warning("the lock's record cannot be written: %s", type(error).__name__)
