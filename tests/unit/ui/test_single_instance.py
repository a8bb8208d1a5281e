"""Second starts: real sockets, and a real second process."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from authenticator.branding import load_branding
from authenticator.desktop import profile_lock
from authenticator.desktop.profile_lease import LIFETIME
from authenticator.desktop.profile_lock import Holder, ProfileLock
from authenticator.desktop.session import host_name
from authenticator.desktop.single_instance import LONGEST_MESSAGE, Message
from authenticator.failures import Failure, Refused
from authenticator.model import Secret
from crypto.app_link import ActivationLink
from crypto.errors import Malformed
from tests.unit.ui.test_start import ROOT, code_shown, page_of
from ui.app import Startup
from ui.application import Application
from ui.languages import GERMAN
from ui.main_window import MainWindow
from ui.navigation.navigator import Navigator
from ui.single_instance import addresses, server
from ui.single_instance.addresses import forget_address, new_address
from ui.single_instance.client import send
from ui.single_instance.ipc_listener import IpcListener
from ui.single_instance.server import REFUSED, HandoverServer
from ui.single_instance.startup_lock import StartupLock, activation_token, take_profile

PORTAL = "https://portal.example"
LINK = ActivationLink(PORTAL, "max@abc.de", "10542963").text


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with TemporaryDirectory(prefix="aok-test-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield new_address()


@pytest.fixture
def heard(qapp: QApplication, address: str) -> Iterator[list[Message]]:
    ear = HandoverServer()
    messages: list[Message] = []
    ear.received.connect(messages.append)
    assert ear.listen(address)
    yield messages
    remove(qapp, ear)


def remove(app: QApplication, ear: HandoverServer, window: MainWindow | None = None) -> None:
    """Now, and not when Python comes to it."""
    ear.close()
    for each in filter(None, (ear, window)):
        each.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def call(qtbot: QtBot, address: str, data: bytes) -> bytes | None:
    """What the server says to `data`, once it has hung up; None where it does not."""
    caller, said = QLocalSocket(), bytearray()
    caller.readyRead.connect(lambda: said.extend(caller.readAll().data()))
    caller.connected.connect(lambda: caller.write(data))
    with qtbot.waitSignal(caller.disconnected, raising=False) as hung_up:
        caller.connectToServer(address)
    return bytes(said) if hung_up.signal_triggered else None


def test_a_message_arrives_and_is_confirmed(
    qtbot: QtBot, heard: list[Message], address: str
) -> None:
    assert call(qtbot, address, Message(LINK, "token").line) == b"ok\n"
    assert heard == [Message(LINK, "token")]


@pytest.mark.parametrize(
    "data", [b"GET / HTTP/1.1\n", b'{"v":2,"link":"","token":""}\n', b"\xff\n"]
)
def test_what_is_no_message_is_refused(
    qtbot: QtBot, heard: list[Message], address: str, data: bytes
) -> None:
    assert call(qtbot, address, data) == REFUSED
    assert heard == []


def test_a_message_without_an_end_is_cut_off(
    qtbot: QtBot, heard: list[Message], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_LONGEST", 600_000)
    assert call(qtbot, address, b"x" * (LONGEST_MESSAGE + 1)) == b""
    assert heard == []


def test_callers_that_say_nothing_keep_no_other_out(
    qtbot: QtBot, heard: list[Message], address: str
) -> None:
    silent = [QLocalSocket() for _ in range(20)]
    for caller in silent:
        caller.connectToServer(address)
    # Those over the limit are sent away at once; the others are cut off after a while.
    apart = QLocalSocket.LocalSocketState.UnconnectedState
    qtbot.waitUntil(lambda: sum(caller.state() is apart for caller in silent) >= 12)
    for caller in silent:
        caller.abort()
    qtbot.waitUntil(lambda: call(qtbot, address, Message().line) == b"ok\n")
    assert heard == [Message()]


def test_a_caller_that_says_nothing_is_cut_off(
    qtbot: QtBot, heard: list[Message], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_LONGEST", 1)
    assert call(qtbot, address, b"") == b""


@pytest.mark.only_on("posix", reason="pipes of Windows are no files")
def test_only_this_user_reaches_the_socket(heard: list[Message], address: str) -> None:
    socket, folder = Path(address), Path(address).parent
    assert stat.S_IMODE(socket.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0


@pytest.mark.only_on("posix", reason="pipes of Windows are no files")
def test_a_folder_too_long_for_a_socket_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ("long" * 20)
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    assert Path(new_address()).parent != folder


@pytest.mark.only_on("posix", reason="pipes of Windows are no files")
def test_a_folder_that_others_can_enter_is_not_used(address: str) -> None:
    folder = Path(address).parent
    folder.chmod(0o755)
    assert Path(new_address()).parent != folder


@pytest.mark.only_on("posix", reason="pipes of Windows are no files")
def test_without_a_private_folder_one_is_made_that_nobody_can_have_made_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o1777)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(addresses, "_LONGEST_FOLDER", 200)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    # As another user could have made it, were it the same for each start.
    (tmp_path / f"aok-2faktor-{os.getuid()}").mkdir(mode=0o777)
    first, second = Path(new_address()), Path(new_address())
    assert first.parent != second.parent
    for each in (first, second):
        assert each.parent.parent == tmp_path
        assert stat.S_IMODE(each.parent.stat().st_mode) == 0o700
        forget_address(str(each))
        assert not each.parent.exists()


@pytest.mark.only_on("posix", reason="pipes of Windows are no files")
def test_where_others_can_replace_folders_there_is_no_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o777)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(addresses, "_LONGEST_FOLDER", 200)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert new_address() == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.only_on("posix", reason="pipes of Windows are no files")
def test_a_start_that_is_not_the_first_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(addresses, "_LONGEST_FOLDER", 200)
    monkeypatch.setattr("tempfile.tempdir", str(shared))
    lock = ProfileLock(tmp_path)
    assert lock.take(Holder("elsewhere", "", ""))
    with pytest.raises(Refused):
        take_profile(tmp_path, Message(), patience=0)
    assert list(shared.iterdir()) == []


def test_addresses_cannot_be_guessed(address: str) -> None:
    assert new_address() != address


def test_nobody_listening_is_found_out_at_once(qapp: QApplication, address: str) -> None:
    assert not send(Message(), address, 60)


def test_a_hung_window_holds_nobody_up(heard: list[Message], address: str) -> None:
    # The server's thread is this one, and it is busy here: as if the window hung.
    assert not send(Message(), address, 0.05)


@pytest.mark.only_on("posix", reason="pipes of Windows leave nothing behind")
def test_the_socket_of_a_crashed_process_is_removed(tmp_path: Path, address: str) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as left:
        left.bind(address)
    lock = ProfileLock(tmp_path)
    assert lock.take(Holder(host_name(), "", address))
    lock.release()
    startup_lock = take_profile(tmp_path, Message(LINK))
    assert startup_lock is not None
    assert startup_lock.link == LINK
    assert "10542963" not in repr(startup_lock)
    assert not Path(address).exists()


def test_only_sockets_of_ours_are_removed(tmp_path: Path) -> None:
    for name in ("aok-2fa-file", "other"):
        (tmp_path / name).write_text("a file")
        forget_address(str(tmp_path / name))
        assert (tmp_path / name).exists()


def test_the_desktops_token_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    monkeypatch.setenv("DESKTOP_STARTUP_ID", "one")
    assert activation_token() == "one"


NO_LOCKS = """
import errno, sys
from authenticator.desktop import profile_lock

def refuse(handle):
    raise OSError(errno.ENOLCK, "no locks")

profile_lock._lock = refuse
from ui.__main__ import main
sys.exit(main())
"""


def refuse_to_lock(handle: int) -> None:
    raise OSError(errno.ENOLCK, "no locks")


def second_start(profile: Path, *words: str, has_locks: bool = True) -> "subprocess.Popen[bytes]":
    program = ["-m", "ui"] if has_locks else ["-c", NO_LOCKS]
    command = [sys.executable, *program, "--portal", PORTAL, "--profile", str(profile), *words]
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    # What the window of another test has got.
    variables.pop("XDG_ACTIVATION_TOKEN", None)
    return subprocess.Popen(command, env=variables)


@pytest.mark.parametrize("has_locks", [True, False], ids=["locks", "a lease"])
def test_a_second_start_hands_its_link_over_and_ends(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    has_locks: bool,
) -> None:
    if not has_locks:
        monkeypatch.setattr(profile_lock, "_lock", refuse_to_lock)
    startup_lock = take_profile(tmp_path, Message())
    assert startup_lock is not None
    window = MainWindow(load_branding())
    Startup(
        qapp, window, portal=PORTAL, profile=tmp_path, language=GERMAN, startup_lock=startup_lock
    )
    window.show()
    qtbot.waitUntil(lambda: page_of(window) == "activation.terms")
    window.showMinimized()
    with second_start(tmp_path, "--open-link", LINK, has_locks=has_locks) as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=30_000)
        assert process.returncode == 0
    assert not window.isMinimized()
    navigator = window.findChildren(Navigator)[0]
    assert navigator.presenters.activation._offered == ("max@abc.de", Secret("10542963"))
    startup_lock.lock.release()


def test_a_window_whose_profile_another_computer_has_taken_says_so_and_does_nothing_more(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile_lock, "_lock", refuse_to_lock)
    startup_lock = take_profile(tmp_path, Message())
    assert startup_lock is not None
    window = MainWindow(load_branding())
    Startup(
        qapp, window, portal=PORTAL, profile=tmp_path, language=GERMAN, startup_lock=startup_lock
    )
    window.show()
    qtbot.waitUntil(lambda: bool(window.findChildren(IpcListener)))
    assert page_of(window) == "activation.terms"
    (listener,) = window.findChildren(IpcListener)
    listener.renew()
    assert page_of(window) == "activation.terms"
    lease = tmp_path / "running.lease"
    ended = lease.stat().st_mtime - LIFETIME - 1
    os.utime(lease, (ended, ended))
    assert ProfileLock(tmp_path).take(Holder("elsewhere", "", ""))
    listener.renew()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(window)
    (said,) = [one for one in qapp.topLevelWidgets() if isinstance(one, MainWindow)]
    assert Failure.PROFILE_LOST.code in code_shown(said)
    said.close()
    said.deleteLater()


def test_links_wait_until_somebody_can_open_them(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(load_branding())
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    entrance = IpcListener(app, window, StartupLock(ProfileLock(tmp_path), "", "first"))
    entrance.attend(Message("second"))
    opened: list[str] = []
    entrance.open_by(opened.append)
    entrance.attend(Message())
    entrance.attend(Message("third"))
    assert opened == ["first", "second", "third"]


@pytest.mark.parametrize("words", [(), ("--hidden", "--open-link", LINK)], ids=["plain", "a link"])
def test_a_second_start_in_the_background_leaves_the_window_where_it_is_and_any_other_shows_it(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, words: tuple[str, ...]
) -> None:
    startup_lock = take_profile(tmp_path, Message())
    assert startup_lock is not None
    window = MainWindow(load_branding())
    heard: list[Message] = []
    listener = IpcListener(qapp, window, startup_lock)
    listener._server.received.connect(heard.append)
    window.showMinimized()
    for starts, (options, shown) in enumerate([(("--hidden",), False), (words, True)], 1):
        with second_start(tmp_path, *options) as process:
            qtbot.waitUntil(lambda: process.poll() is not None, timeout=30_000)
            assert process.returncode == 0
        assert len(heard) == starts
        assert window.isMinimized() is not shown
    startup_lock.lock.release()
    remove(qapp, listener._server, window)


def test_a_window_of_an_earlier_version_is_there_for_a_start_in_the_background_too(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It refuses the message, whose member `show` it does not know; others are sent again."""
    refused: list[bytes] = []

    def refuse(line: bytes) -> Message:
        refused.append(line)
        raise Malformed("of a later version")

    monkeypatch.setattr(server, "read_message", refuse)
    startup_lock = take_profile(tmp_path, Message())
    assert startup_lock is not None
    earlier = HandoverServer()
    assert earlier.listen(startup_lock.address)
    with second_start(tmp_path, "--hidden") as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=30_000)
        assert process.returncode == 0
    assert refused == [Message(shows_window=False).line]
    with second_start(tmp_path) as process:
        qtbot.waitUntil(lambda: len(refused) > 2, timeout=30_000)
        process.kill()
    startup_lock.lock.release()
    remove(qapp, earlier)


def test_macos_tells_of_links_by_an_event(qapp: QApplication, tmp_path: Path) -> None:
    assert isinstance(qapp, Application)
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl(LINK)))
    entrance = IpcListener(
        qapp, MainWindow(load_branding()), StartupLock(ProfileLock(tmp_path), "", "")
    )
    opened: list[str] = []
    entrance.open_by(opened.append)
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl(LINK)))
    assert opened == [LINK, LINK]
