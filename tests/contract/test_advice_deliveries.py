"""Deliveries of payment advices into a running portal, on each database that it runs on."""

import dataclasses
import json
import os
import time
from pathlib import Path

import pytest

from portal.__main__ import main
from portal.domain.advices.deliveries import QUARANTINE, REFUSED, SETTLED_SECONDS
from tests.contract.app import LOGIN
from tests.support.advices import (
    add_advices,
    announced,
    clear_ik,
    listed,
    provider_of,
    put_delivery,
)
from tests.support.clerk_cases import logged_in
from tests.support.portal_server import RunningPortal
from tests.support.providers import new_ik

DAY = 86_400


def emails(portal: RunningPortal) -> list[str]:
    rows = portal.query("SELECT facts FROM outbox WHERE kind = 'advices' ORDER BY created_at")
    return [json.loads(facts)["number"] for (facts,) in rows]


def test_a_delivery_is_seen_once_its_ik_is_cleared_and_told_once_a_day(
    portal: RunningPortal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By the watched folder, while nobody has the IK number.
    folder, ik = tmp_path / "in", new_ik()
    folder.mkdir()
    watch = dataclasses.replace(portal.app.maintenance.advices, folder=folder)
    put_delivery(folder, [announced(ik=ik, reference="A-1"), announced(ik=ik, amount="viel")])
    assert portal.run(watch.take_deliveries()).incomplete == 1
    settled = time.time() - SETTLED_SECONDS - 1
    os.utime(folder / "avise.xml", (settled, settled))
    assert portal.run(watch.take_deliveries()).advices == {"waiting": 1, REFUSED: 1}
    assert (folder / QUARANTINE / "avise.xml").is_file()
    browser = logged_in(portal, LOGIN)
    portal.maintain()
    assert listed(browser.open("/advices").text) == []

    # The clearance brings it to its provider; each user is told once a day.
    clear_ik(portal, provider_of(portal, LOGIN), ik)
    portal.clock.advance(600)
    portal.maintain()
    assert listed(browser.open("/advices").text) == ["A-1"]
    assert emails(portal) == []
    portal.clock.advance(601)
    portal.maintain()
    assert emails(portal) == ["1"]

    # By the command, again and again.
    monkeypatch.setenv("AOK_PORTAL_PUBLIC_URL", portal.settings.public_url)
    monkeypatch.setenv("AOK_PORTAL_DATABASE_URL", portal.settings.database_url)
    said = put_delivery(folder, [announced(ik=ik, reference="B-2", issued="2026-11-29")], "b.csv")
    command = ["advices", "import", str(folder), "--data", str(portal.settings.data)]
    assert main(command) == 0
    put_delivery(folder, said)
    assert main(command) == 0
    browser = logged_in(portal, LOGIN)
    assert listed(browser.open("/advices").text) == ["B-2", "A-1"]
    assert listed(browser.open("/advices?sort=amount&search=b-2").text) == ["B-2"]
    portal.query("SELECT 1")
    assert main(["advices", "count", "--data", str(portal.settings.data)]) == 0

    # Bundled, until the user wants no more of them.
    portal.execute("UPDATE advices SET received_at = :now", now=portal.clock.now())
    portal.clock.advance(601)
    portal.maintain()
    assert emails(portal) == ["1"]
    portal.clock.advance(DAY)
    portal.maintain()
    assert emails(portal)[-1] == "2"
    portal.execute("UPDATE advices SET received_at = :now", now=portal.clock.now() + 1)
    logged_in(portal, LOGIN).post_only("/advices/notices", wanted="0")
    portal.clock.advance(2 * DAY)
    portal.maintain()
    assert emails(portal) == ["1", "2"]

    # What was kept long enough goes for good, and the same delivery does not bring it back.
    portal.clock.advance((portal.settings.keep_advices_days + 3) * DAY)
    portal.maintain()
    assert portal.query("SELECT count(*) FROM advices")[0][0] == 0
    assert portal.query("SELECT coalesce(sum(number), 0) FROM advice_totals")[0][0] == 0
    put_delivery(folder, said)
    assert main(command) == 0
    assert portal.query("SELECT count(*) FROM advices")[0][0] == 0


def test_many_advices_are_read_and_moved_together(portal: RunningPortal) -> None:
    browser, provider = logged_in(portal, LOGIN), provider_of(portal, LOGIN)
    ids = [*map(str, add_advices(portal, provider, 60, ik=new_ik()))]

    def lying(folder: str) -> int:
        sql = "SELECT count(*) FROM advices WHERE folder = :f AND provider_id = :p"
        counted = "SELECT sum(number) FROM advice_totals WHERE folder = :f AND provider_id = :p"
        found = portal.query(sql, f=folder, p=provider)[0][0]
        assert found == (portal.query(counted, f=folder, p=provider)[0][0] or 0)
        return int(found)

    before = lying("current")
    for do, folder, number in (
        ("read", "current", before),
        ("unread", "current", before),
        ("archive", "archive", 60),
        ("delete", "deleted", 60),
        ("restore", "archive", 60),
        ("back", "current", before),
    ):
        # One that is nobody's, beside them.
        browser.post_only("/advices/change", do=do, id=[*ids, "2147483647"])
        assert lying(folder) == number, do
        reads = portal.query("SELECT count(*) FROM advice_reads")[0][0]
        assert reads == (60 if do == "read" else 0), do
    query = "&".join(f"id={id_}" for id_ in ids)
    assert len(browser.open(f"/advices/csv?{query}").text.splitlines()) == 61
