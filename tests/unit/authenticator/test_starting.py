"""What the window gets at the start, and what the first job builds."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from authenticator.config import Config
from authenticator.model import Binding
from authenticator.services.composition import Services
from authenticator.services.starting import StartingServices
from authenticator.storage.profile_store import ProfileStore

BINDING = Binding("1" * 32, "https://portal.example", "max@abc.de", activated=False)


@pytest.fixture
def services(tmp_path: Path) -> StartingServices:
    return StartingServices(Config("https://portal.example", tmp_path), language="de")


def test_jobs_that_come_at_once_get_the_same_services(services: StartingServices) -> None:
    got: list[Services] = []
    threads = [threading.Thread(target=lambda: got.append(services.built())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(got) == 3
    assert all(one is got[0] for one in got)


def test_a_proxy_asks_the_person_whom_the_window_has_named(services: StartingServices) -> None:
    assert services.built().network.logins is services.proxy_logins


def test_what_a_job_writes_into_the_profile_is_what_the_window_reads(
    services: StartingServices, tmp_path: Path
) -> None:
    assert services.activation.unfinished() is None
    built = services.built()
    built._store._profile.put(BINDING)
    assert services.activation.unfinished() == BINDING
    finished = replace(BINDING, activated=True)
    built._store._profile.put(finished)
    assert services.bindings() == built.bindings() == (finished,)
    assert ProfileStore(tmp_path).bindings() == (finished,)
