"""One application with the app's own look; secrets in a log fail any test."""

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.support.screens.fakes import FakeServices
from tests.unit.ui.held_jobs import HeldJobs
from ui.app import build_application

SECRETS = ("482913", "905271", "362517", "10542963", "1054 2963", "TICKET-TEXT")


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    present = QApplication.instance()
    return present if isinstance(present, QApplication) else build_application()


@pytest.fixture
def zone(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets this computer's time zone by its name, on systems where a variable does."""

    def choose(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        if sys.platform != "win32":
            time.tzset()

    yield choose
    monkeypatch.undo()
    if sys.platform != "win32":
        time.tzset()


@pytest.fixture
def services() -> Iterator[FakeServices]:
    services = FakeServices()
    yield services
    services.logins.over.set()


@pytest.fixture
def held(qapp: QApplication) -> HeldJobs:
    return HeldJobs()


@pytest.fixture(autouse=True)
def no_secret_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    told = [record for record in caplog.get_records("call") if says_secret(record)]
    assert told == []


@pytest.fixture(autouse=True)
def windows_are_gone_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def says_secret(record: logging.LogRecord) -> bool:
    return any(secret in record.getMessage() for secret in SECRETS)
