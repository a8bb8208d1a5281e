"""Several portals that wake each other by a real NATS server, and tell when they cannot."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.monitoring.health import Check, Finding, Level
from portal.platform.database import listening
from tests.cluster.served import served_cluster
from tests.cluster.trials import trial
from tests.support.device_life import LivingDevice
from tests.support.exposition import read_exposition
from tests.support.nats import PASSWORD, USER, NatsServer, nats_server
from tests.support.patience import until
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, portal_beside, running_portal
from tests.support.postgres import Databases, temporary_postgres


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[NatsServer]:
    with nats_server(tmp_path, rights=True) as server:
        yield server


@pytest.fixture
def portals(
    tmp_path: Path,
    postgres_databases: Databases,
    nats: NatsServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[list[RunningPortal]]:
    """All on NATS, but for its being killed."""
    monkeypatch.setattr(listening, "_BEAT_SECONDS", 0.5)
    (tmp_path / "password").write_text(PASSWORD)
    with (
        postgres_databases.migrated() as url,
        running_portal(
            tmp_path,
            database_url=url,
            nats_servers=(nats.address,),
            nats_user=USER,
            nats_password_file=str(tmp_path / "password"),
        ) as first,
        portal_beside(first) as second,
        portal_beside(first) as third,
    ):
        portals = [first, second, third]
        until(lambda: not any(finding(one).words for one in portals), what="NATS")
        yield portals


def finding(portal: RunningPortal) -> Finding:
    health = portal.run(portal.app.metrics.examination.health())
    return next(one for one in health.findings if one.check is Check.NATS)


def test_a_login_goes_on_at_whichever_portal_is_asked_next(
    portals: list[RunningPortal], nats: NatsServer
) -> None:
    first, second, third = portals
    first.create_account("max@abc.de", cleared=True)
    device = LivingDevice(first.url, client=second.http)
    device.activate("max@abc.de", first.issue_code("max@abc.de"))
    device.confirm()
    device.poll()
    browser = Browser(first.url)
    before = nats.messages
    with ThreadPoolExecutor(2) as threads:
        prompt = threads.submit(device.poll, device.tag, 25)
        cid = browser.begin("max@abc.de")
        challenge = prompt.result()["challenge"]
        page = threads.submit(browser.stage, cid)
        device.http = third.http
        ticket = device.respond(challenge)["ticket"]
        assert browser.finish(ticket) == {"result": "done"}
        assert page.result() == "finished"
    assert nats.messages > before


def test_the_operator_is_told_what_is_wrong_with_nats(
    portals: list[RunningPortal], nats: NatsServer
) -> None:
    portal = portals[0]
    nats.kill()
    told = until(lambda: one if (one := finding(portal)).words else None)
    assert told.level is Level.WARNING
    assert told.words.startswith("NATS is not used (")
    assert "PostgreSQL's NOTIFY takes its place: look at its servers" in told.words
    metrics = read_exposition(portal.run(portal.app.metrics.text()))
    assert metrics["portal_health", (("check", "nats"),)] == Level.WARNING
    assert portal.run(portal.app.metrics.examination.health()).is_ready
    nats.start()
    until(lambda: finding(portal).level is Level.OK, what="NATS")


def test_no_login_is_lost_or_doubled_when_nats_is_killed(tmp_path: Path) -> None:
    with (
        temporary_postgres(durable=True) as url,
        nats_server(tmp_path) as nats,
        served_cluster(
            tmp_path, url, 3, behind_nginx=False, nats=nats.address, beat_seconds=1
        ) as cluster,
    ):
        outcome = trial(cluster, people=4, logins=8, rounds=0, nats=nats)
    assert outcome.wrong == []
    assert outcome.logins >= 8
    # By NATS or NOTIFY. Who looks by himself does so after a minute, but for the first seconds.
    assert outcome.prompt < 2
