"""The file system of the app's profile is really full, may only be read, or is forbidden."""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, redirect_stderr
from functools import partial
from itertools import product
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final
from unittest import mock

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from authenticator.failures import Failure, Refused
from tests.faults.own_namespace import Disk, in_own_namespace, mounted, with_mode
from tests.faults.portal_served import PROCESSES
from tests.faults.series import Fault, Series
from tests.faults.users import DEEDS, Deed, User, go_on, one_account, prepared, what_is_wrong
from tests.support.keyrings import MemoryBackend
from tests.support.portal_server import RunningPortal, running_portal
from ui.__main__ import main
from ui.main_window import MainWindow

_MOST: Final = 6
"""More pages, or files, than the app needs for one change of its profile."""
_START_SECONDS: Final = 120
_FAILED: Final = "start.failed"


def _full(
    deed: Deed, portal: RunningPortal, disk: Disk, begin: Callable[[], None], *, restart: bool
) -> list[str]:
    """What was begun on a full disk is done once there is room; `restart` while it is full."""
    user, wrong = prepared(deed, portal, disk.path), []
    refused = None
    with disk.troubled(begin):
        try:
            deed.act(user)
        except Refused as refusal:
            refused = refusal.problem.failure
        if restart:
            user.restart()
            wrong += _wrong_while_full(user)
    if refused not in (None, Failure.PROFILE_UNWRITABLE):
        wrong.append(f"said {refused}")
    wrong += go_on(deed, user) if refused else []
    return wrong + what_is_wrong(user)


def _wrong_while_full(user: User) -> list[str]:
    try:
        user.services.bindings()
    except Refused as refusal:
        return [f"cannot be read while full: {refusal.problem.failure.name}"]
    return []


def _uses(portal: RunningPortal, disk: Disk) -> Iterator[Fault]:
    kinds = {"pages": disk.leave, "files": disk.leave_files}
    for deed, (kind, leave), number in product(DEEDS, kinds.items(), range(_MOST)):
        for restart in (False, True):
            then = "restart" if restart else "same run"
            begin = partial(leave, number)
            name = f"{deed.name}, room for {number} {kind}, {then}"
            yield Fault(name, partial(_full, deed, portal, disk, begin, restart=restart))


def _show_and_tell(line: Connection, portal: str, profile: Path) -> None:
    """Be the program until it shows its first page; tell that page and all that it says."""
    show = MainWindow.show_screen

    def told(window: MainWindow, page: QWidget) -> None:
        show(window, page)
        texts = [label.text() for label in page.findChildren(QLabel)]
        line.send((page.objectName(), " ".join(texts), errors.getvalue()))
        QTimer.singleShot(0, QApplication.quit)

    with (
        redirect_stderr(io.StringIO()) as errors,
        mock.patch.object(MainWindow, "show_screen", told),
    ):
        main(["--portal", portal, "--profile", str(profile), "--language", "de"])


def _first_page(portal: str, profile: Path) -> tuple[str, str, str]:
    line, theirs = PROCESSES.Pipe()
    program = PROCESSES.Process(target=_show_and_tell, args=(theirs, portal, profile))
    program.start()
    theirs.close()
    try:
        if not line.poll(_START_SECONDS):
            return "", "", "it shows nothing"
        page, said, errors = line.recv()
        return page, said, errors
    except EOFError:
        return "", "", "it ended without a page"
    finally:
        program.kill()
        program.join()


def _starts(user: User, fault: AbstractContextManager[None], said: Failure) -> list[str]:
    """Its first page names the fault, or is what it always is; when it is over all is there."""
    profile = user.app.folder / "profile"
    with fault:
        page, text, errors = _first_page(user.portal.url, profile)
    wrong = [errors] if "Traceback" in errors else []
    if page == _FAILED and said.code not in text:
        wrong.append(f"said {text}")
    if page != _FAILED:
        wrong += _wrong_with_page(user, page, text)
    # The program has a keyring of its own: it is asked for its page alone.
    page, text, errors = _first_page(user.portal.url, profile)
    return wrong + _wrong_with_page(user, page, text) + what_is_wrong(user)


def _wrong_with_page(user: User, page: str, text: str) -> list[str]:
    """Of somebody with an account the first page names it, and nobody is told of a failure."""
    named = user.logins[0] if user.logins else ""
    is_right = page != _FAILED and text and named in text.replace("\u200b", "")
    return [] if is_right else [f"shows {page} {text}"]


def _ways_to_start(
    disk: Disk, user: User
) -> Iterator[tuple[str, AbstractContextManager[None], Failure]]:
    unwritable, unreadable = Failure.PROFILE_UNWRITABLE, Failure.PROFILE_UNREADABLE
    for (kind, leave), number in product(
        {"pages": disk.leave, "files": disk.leave_files}.items(), range(3)
    ):
        fault = disk.troubled(partial(leave, number))
        yield f"room for {number} {kind}", fault, unwritable
    yield "a disk that may only be read", disk.troubled(disk.forbid_writing), unwritable
    profile = user.app.folder / "profile"
    if user.logins:
        yield "its folder forbidden", with_mode(profile, 0), unwritable
        yield "its folder for reading only", with_mode(profile, 0o500), unwritable
        yield "profile.json forbidden", with_mode(profile / "profile.json", 0), unreadable
    else:
        yield "the folder above it forbidden", with_mode(profile.parent, 0), unwritable


def faults(folder: Path) -> Iterator[Fault]:
    """To be called in a namespace of its own."""
    with running_portal(folder) as portal, mounted(folder / "disk") as disk:
        yield from _uses(portal, disk)
        for who in ("somebody new", "a user"):
            user = User.new(portal, disk.path, MemoryBackend())
            user.app.folder.mkdir()
            if who == "a user":
                one_account(user)
            for name, fault, said in _ways_to_start(disk, user):
                yield Fault(f"start of {who} with {name}", partial(_starts, user, fault, said))


SERIES: Final = Series("app disk", in_own_namespace("app_disk"), about=234, sampled=61)
