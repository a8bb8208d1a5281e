"""The files of the profile are at fault when the app starts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Final
from unittest import mock

from authenticator.failures import Failure, Refused
from tests.faults.series import Fault, Series
from tests.faults.users import User, one_account, second_activation, what_is_wrong
from tests.support.keyrings import MemoryBackend
from tests.support.portal_server import RunningPortal, running_portal

FILES: Final = (("profile.json",), ("profile.copy.json",), ("profile.json", "profile.copy.json"))
_SAID: Final = {
    Failure.PROFILE_UNREADABLE,
    Failure.PROFILE_DAMAGED,
    Failure.PROFILE_TOO_NEW,
}
Damage = Callable[[Path], None]


def _written(content: bytes) -> Damage:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: Final[dict[str, Damage]] = {
    "empty": _written(b""),
    "zeroed": _written(b"\0" * 600),
    "cut": _cut,
    "garbage": _written(b"\xff\xfe\x00{"),
    "another object": _written(b'{"v": 1}'),
    "wrong types": _written(b'{"v": 1, "bindings": [{"id": 1, "login": null}]}'),
    "of a newer version": _written(b'{"v": 2, "accounts": []}'),
    "a folder": _a_folder,
    "missing": Path.unlink,
}
READ_ERRORS: Final = (PermissionError, TimeoutError, InterruptedError, OSError)


@contextmanager
def _unreadable(names: tuple[str, ...], error: type[OSError]) -> Iterator[None]:
    whole = Path.read_bytes

    def busy(path: Path) -> bytes:
        if path.name in names:
            raise error
        return whole(path)

    with mock.patch.object(Path, "read_bytes", busy):
        yield


def _filled(portal: RunningPortal, folder: Path) -> tuple[User, Path]:
    user = User.new(portal, folder, MemoryBackend())
    one_account(user)
    second_activation(user)
    return user, user.app.folder / "profile"


def _contents(profile: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in profile.glob("profile*.json") if path.is_file()
    }


def _started(user: User, profile: Path) -> list[str]:
    """A start with the fault in place: all accounts, or a word and no change."""
    before = _contents(profile)
    user.restart()
    wrong = []
    try:
        if len(user.services.bindings()) != len(user.logins):
            wrong.append("an account is missing, and nothing was said")
        user.services.activation.unfinished()
    except Refused as refusal:
        if refusal.problem.failure not in _SAID:
            wrong.append(f"said {refusal.problem.failure.name}")
        try:
            second_activation(user)
            wrong.append("the profile was changed all the same")
        except Refused:
            pass
    if _contents(profile) != before:
        wrong.append("a file was changed")
    return wrong


def _damaged(
    portal: RunningPortal, folder: Path, names: tuple[str, ...], damage: Damage
) -> list[str]:
    user, profile = _filled(portal, folder)
    whole = _contents(profile)
    for name in names:
        damage(profile / name)
    wrong = [] if damage is Path.unlink and len(names) > 1 else _started(user, profile)
    for name in names:
        # Somebody brings the file back from a backup.
        if (profile / name).is_dir():
            (profile / name).rmdir()
        (profile / name).write_bytes(whole[name])
    return wrong + what_is_wrong(user)


def _busy(
    portal: RunningPortal, folder: Path, names: tuple[str, ...], error: type[OSError]
) -> list[str]:
    user, profile = _filled(portal, folder)
    before = _contents(profile)
    with _unreadable(names, error):
        user.restart()
        wrong = []
        try:
            found = user.services.bindings()
        except Refused as refusal:
            if refusal.problem.failure is not Failure.PROFILE_UNREADABLE:
                wrong.append(f"said {refusal.problem.failure.name}")
        else:
            if len(found) != len(user.logins):
                wrong.append("an account is missing, and nothing was said")
    if _contents(profile) != before:
        wrong.append("a file was changed")
    return wrong + what_is_wrong(user)


def _faults(folder: Path) -> Iterator[Fault]:
    with running_portal(folder) as portal:
        for names, (what, damage) in product(FILES, DAMAGES.items()):
            yield _damage_fault(portal, folder, names, what, damage)
        for names, error in product(FILES, READ_ERRORS):
            yield _busy_fault(portal, folder, names, error)


def _damage_fault(
    portal: RunningPortal, folder: Path, names: tuple[str, ...], what: str, damage: Damage
) -> Fault:
    name = f"{' and '.join(names)} {what}"
    return Fault(name, lambda: _damaged(portal, folder, names, damage))


def _busy_fault(
    portal: RunningPortal, folder: Path, names: tuple[str, ...], error: type[OSError]
) -> Fault:
    name = f"{' and '.join(names)} unreadable ({error.__name__})"
    return Fault(name, lambda: _busy(portal, folder, names, error))


SERIES: Final = Series("profile at the start", _faults, about=39)
