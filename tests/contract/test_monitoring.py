"""What the portal tells its operator, on both databases."""

from portal.monitoring.health import Check, Level
from tests.support.exposition import read_exposition
from tests.support.portal_server import RunningPortal


def test_health_and_metrics_can_be_read_on_each_database(portal: RunningPortal) -> None:
    first = read_exposition(portal.run(portal.app.metrics.text()))
    portal.create_account("erika@abc.de")
    second = read_exposition(portal.run(portal.app.metrics.text()))
    created = "portal_events_total", (("event", "account-created"),)
    assert (first[created], second[created]) == (0, 1)
    assert second["portal_audit_entries", ()] == first["portal_audit_entries", ()] + 1
    health = portal.run(portal.app.metrics.examination.health())
    assert health.is_ready
    assert {one.check: one.level for one in health.findings}[Check.DATABASE] is Level.OK
