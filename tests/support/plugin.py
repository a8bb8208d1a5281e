"""The fixtures that every test of this project may ask for; docs/qa.md says what for.

A pytest plugin: loaded by tests/conftest.py, elsewhere by `-p tests.support.plugin`. What is slow
to import is imported by the fixture that needs it, for most tests need none of it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from authenticator.services.composition import Services
    from tests.contract.app import App
    from tests.contract.way import Way
    from tests.support.clock import ManualClock
    from tests.support.keyrings import MemoryBackend
    from tests.support.mail_server import MailServer
    from tests.support.network import Network
    from tests.support.portal_server import RunningPortal
    from tests.support.postgres import Databases
    from tests.support.proxy import RunningProxy
    from tests.support.window import Window

OpenWindow = Callable[["Services"], "Window"]


@pytest.fixture(scope="session")
def postgres_databases() -> "Iterator[Databases]":
    """Makes databases on a real PostgreSQL."""
    from tests.support.postgres import Databases, temporary_postgres

    with temporary_postgres() as url:
        yield Databases(url)


@pytest.fixture(scope="session")
def new_postgres_database(postgres_databases: "Databases") -> Callable[[], str]:
    """Makes empty databases; each call gives the address of a new one."""
    return postgres_databases.empty


@pytest.fixture
def migrated_database(postgres_databases: "Databases") -> Iterator[str]:
    """The address of one with this version's tables, which is gone after the test."""
    with postgres_databases.migrated() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[RunningPortal]":
    """The real portal with one cleared account, on each database that it runs on."""
    from tests.contract.app import LOGIN
    from tests.support.portal_server import running_portal

    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("migrated_database")
    with running_portal(tmp_path, database_url=url) as running:
        running.create_account(LOGIN, "Maren Montag", "Praxis Montag", cleared=True)
        yield running


@pytest.fixture
def clock(portal: "RunningPortal") -> "ManualClock":
    """The portal's clock, which stands still until it is moved."""
    from tests.support.clock import ManualClock

    assert isinstance(portal.clock, ManualClock)
    return portal.clock


@pytest.fixture
def app(portal: "RunningPortal", tmp_path: Path) -> "Iterator[App]":
    """One user's app on this portal; nothing is activated yet."""
    from tests.contract.app import App

    app = App(portal, tmp_path)
    yield app
    app.keyring.answer_now()


@pytest.fixture
def keyring(app: "App") -> "MemoryBackend":
    """The app's keyring, in memory: `is_locked`, `is_missing`, `be_slow()`."""
    return app.keyring


@pytest.fixture
def network() -> "Iterator[Network]":
    """What lies between app and portal; it loses requests and answers when told to."""
    from tests.support.network import Network

    with Network().in_place() as running:
        yield running


@pytest.fixture
def way(tmp_path: Path) -> "Iterator[Way]":
    """A portal behind TLS with a certificate of a clinic's own, and the app on the way there."""
    from tests.contract.way import portal_behind_tls

    with portal_behind_tls(tmp_path) as running:
        yield running


@pytest.fixture
def proxy(tmp_path: Path) -> "Iterator[RunningProxy]":
    """A real proxy that wants no login; `running_proxy` makes others."""
    from tests.support.proxy import running_proxy

    with running_proxy(tmp_path) as running:
        yield running


@pytest.fixture
def mails() -> "Iterator[MailServer]":
    """A real mail server that receives."""
    from tests.support.mail_server import mail_server

    with mail_server() as running:
        yield running


@pytest.fixture(scope="session")
def qapp() -> "QApplication":
    """The Qt application with the app's own look."""
    from PySide6.QtWidgets import QApplication

    from ui.app import build_application

    present = QApplication.instance()
    return present if isinstance(present, QApplication) else build_application()


@pytest.fixture
def open_window(qapp: "QApplication", qtbot: "QtBot") -> Iterator[OpenWindow]:
    """Opens the app's window on services; it is gone after the test."""
    from PySide6.QtCore import QEvent

    from tests.support.window import Window

    yield lambda services: Window(services, qtbot)
    for window in qapp.topLevelWidgets():
        window.close()
        window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
