"""The virus scanner is asked on a real socket, and no answer is never taken for "clean"."""

import asyncio
from pathlib import Path

import pytest

from portal.domain.certificates.examination import Scanner, ScannerProblem
from portal.platform.settings import SettingsProblem, load_settings
from tests.support.portal_server import free_port
from tests.support.uploads.samples import EICAR
from tests.support.uploads.scanner_daemon import scanner_daemon


def finds(address: str, path: Path, seconds: float = 10) -> bool:
    return asyncio.run(Scanner(address, seconds).finds(path))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"harmless" * 30_000)
    return path


def test_the_whole_file_is_shown_to_it(file: Path) -> None:
    with scanner_daemon() as daemon:
        assert not finds(daemon.address, file)
    assert daemon.scanned == [file.read_bytes()]


def test_it_says_what_it_has_found(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"text before\n" + EICAR)
    with scanner_daemon(str(tmp_path / "clamd.ctl")) as daemon:
        assert finds(daemon.address, file)


@pytest.mark.parametrize(
    "answer",
    [b"", b"\0", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"x" * 9000, b"OK\0"],
)
def test_another_answer_is_a_problem(file: Path, answer: bytes) -> None:
    with scanner_daemon() as daemon:
        daemon.answer = answer
        with pytest.raises(ScannerProblem):
            finds(daemon.address, file)


def test_nobody_there_is_a_problem(file: Path, tmp_path: Path) -> None:
    for address in (f"127.0.0.1:{free_port()}", str(tmp_path / "nobody.ctl")):
        with pytest.raises(ScannerProblem):
            finds(address, file)


URL = "https://portal.example.de"


@pytest.mark.parametrize("value", ["/run/clamav/clamd.ctl", "scanner:3310", "[::1]:3310"])
def test_the_setting_is_a_socket_or_an_address(tmp_path: Path, value: str) -> None:
    assert load_settings(tmp_path, {}, public_url=URL, clamd=value).clamd == value


@pytest.mark.parametrize("value", ["clamd", "run/clamd.ctl", "host:port", ":3310", "http://a:1"])
def test_another_setting_is_refused_with_a_sentence(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsProblem, match="clamd is"):
        load_settings(tmp_path, {"AOK_PORTAL_CLAMD": value}, public_url=URL)


def test_silence_is_a_problem(file: Path) -> None:
    with scanner_daemon() as daemon, pytest.raises(ScannerProblem):
        finds(daemon.address, file, seconds=0)
