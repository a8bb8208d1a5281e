"""A process for uploads that an attacker has taken over gets nowhere."""

import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.domain.certificates.sandbox import isolation
from portal.domain.certificates.sandbox.isolation import Isolation, isolate, landlock_version
from portal.domain.certificates.sandbox_start import (
    Report,
    SandboxStart,
    best_start,
    bubblewrap_options,
    sandbox_start,
)
from tests.support.portal_server import RunningPortal
from tests.support.uploads.snooping import listening, snooped, targets

pytestmark = pytest.mark.heavy

EVERYTHING = {
    "the database",
    "the keys",
    "an upload",
    "a changed upload",
    "the data folder",
    "a new file",
    "a removed file",
    "the portal's environment",
    "TCP",
    "UDP",
    "a Unix socket",
    "an abstract Unix socket",
    "a signal",
    "a program",
    "another process",
}
NO_LANDLOCK = "isolation.landlock_version = lambda: 0"
NO_SECCOMP = "isolation.filter_system_calls = lambda: False"


@pytest.fixture
def there(portal: RunningPortal, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What is to be had: files of a running portal, its port, sockets, its process."""
    assert landlock_version(), "this kernel has no Landlock"
    found = targets(portal.settings.data, tmp_path)
    abstract = f"\0portal-test-{os.getpid()}"
    with tempfile.TemporaryDirectory() as short:
        path = f"{short}/socket"
        with listening(socket.AF_UNIX, path), listening(socket.AF_UNIX, abstract):
            names = {"socket": path, "abstract": abstract}
            yield found | names | {"port": portal.settings.port, "pid": os.getpid()}
    (portal.settings.data / "new").unlink(missing_ok=True)


def test_without_its_means_it_would_reach_everything(there: dict[str, Any]) -> None:
    assert snooped(there, "sandbox.isolate = lambda: None") == EVERYTHING


def test_it_reaches_nothing(there: dict[str, Any]) -> None:
    """Neither the portal's database, nor its keys, nor any network or process."""
    assert snooped(there) == set()


def test_landlock_alone_keeps_it_from_files_tcp_and_signals(there: dict[str, Any]) -> None:
    reached = {"UDP", "a Unix socket", "another process"}
    reached |= set() if landlock_version() >= 4 else {"TCP"}
    reached |= set() if landlock_version() >= 6 else {"an abstract Unix socket", "a signal"}
    assert snooped(there, NO_SECCOMP) == reached


@pytest.mark.parametrize("version", range(1, landlock_version() + 1))
def test_each_version_of_landlock_keeps_it_from_files(there: dict[str, Any], version: int) -> None:
    """The newest kernel takes what older ones understand."""
    assert snooped(there, f"isolation.landlock_version = lambda: {version}") == set()


def test_the_filter_alone_keeps_it_from_network_and_processes(there: dict[str, Any]) -> None:
    files = {
        "the database",
        "the keys",
        "an upload",
        "a changed upload",
        "the data folder",
        "a new file",
        "a removed file",
        "the portal's environment",
    }
    assert snooped(there, NO_LANDLOCK) == files


def test_bubblewrap_keeps_it_from_files_where_landlock_is_missing(there: dict[str, Any]) -> None:
    bubblewrap = shutil.which("bwrap")
    assert bubblewrap is not None, "please install bubblewrap"
    assert snooped(there, NO_LANDLOCK, (bubblewrap, *bubblewrap_options())) == set()


def test_elsewhere_than_on_linux_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation.sys, "platform", "darwin")  # type: ignore[attr-defined]
    assert isolate() == Isolation(0, seccomp=False)


# --- which means are taken, and what the log says

WITH_LANDLOCK = Report(landlock=4, seccomp=True)
WITHOUT = Report(landlock=0, seccomp=True)


@pytest.mark.parametrize(
    ("plain", "bubblewrap", "wrapped", "expected"),
    [
        (WITH_LANDLOCK, "/usr/bin/bwrap", None, "Landlock 4"),
        (WITHOUT, "/usr/bin/bwrap", WITHOUT, "bubblewrap"),
        (WITHOUT, "/usr/bin/bwrap", None, "NOTHING"),
        (WITHOUT, None, None, "NOTHING"),
    ],
)
def test_the_first_means_that_works_is_taken_and_logged(
    plain: Report,
    bubblewrap: str | None,
    wrapped: Report | None,
    expected: str,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    def attempt(command: tuple[str, ...]) -> Report | None:
        return wrapped if command[0] == bubblewrap else plain

    start = best_start(attempt, bubblewrap)
    assert (start.command[0] == bubblewrap) == (expected == "bubblewrap")
    with caplog.at_level(logging.INFO):
        start.log(tmp_path)
    (record,) = caplog.records
    assert record.getMessage().endswith(f"from files by {expected}, from the network by seccomp")
    assert (record.name == "portal.alarm") == (expected == "NOTHING")


@pytest.mark.parametrize(
    ("report", "network"),
    [
        (Report(landlock=4), "Landlock 4 (TCP only)"),
        (Report(landlock=3), ""),
        (Report(bubblewrap=True), "bubblewrap"),
    ],
)
def test_the_log_does_not_claim_more_than_is_in_force(report: Report, network: str) -> None:
    assert report.network == network


def test_a_data_folder_among_programs_is_an_alarm(caplog: pytest.LogCaptureFixture) -> None:
    SandboxStart((), WITH_LANDLOCK).log(Path(os.__file__).parent / "data")
    (record,) = caplog.records
    assert record.name == "portal.alarm"
    assert "kept from files by NOTHING" in record.getMessage()


def test_a_process_that_does_not_start_is_an_alarm(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    best_start(lambda _command: None, None).log(tmp_path)
    (record,) = caplog.records
    assert record.name == "portal.alarm"
    assert "none will be taken" in record.getMessage()


def test_here_files_and_network_are_out_of_reach() -> None:
    start: SandboxStart = sandbox_start()
    assert start.report.files
    assert start.report.network == "seccomp"
