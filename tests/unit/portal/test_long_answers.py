"""However long names are and however many there are of them: the app can read the answer."""

from tests.support.device import Device
from tests.support.portal_server import RunningPortal

LONGEST = "🏥" * 64
_COLUMNS = "SELECT name FROM pragma_table_info('devices')"
_LOGIN = (
    "INSERT INTO logins (account_id, at, kind, result, ip, browser, os, device, what, changes) "
    "SELECT account_id, :n, 'action', 'done', :ip, :forty, :forty, :name, :what, 20 "
    "FROM devices WHERE id = :d"
)


def test_many_devices_with_long_names(portal: RunningPortal, device: Device) -> None:
    names = [row[0] for row in portal.query(_COLUMNS)]
    others = [name for name in names if name not in ("id", "name", "os")]
    copy = (
        f"INSERT INTO devices (id, name, os, {', '.join(others)}) "
        f"SELECT :new, :name, :name, {', '.join(others)} FROM devices WHERE id = :d"
    )
    for number in range(60):
        portal.execute(copy, new=f"{number:032x}", name=LONGEST, d=device.dev)
    listed = device.send(device.sign("devices", {}))["devices"]
    assert len(listed) == 50
    assert listed[0]["name"] == LONGEST


def test_many_logins_from_long_names(portal: RunningPortal, device: Device) -> None:
    for number in range(20):
        values = {"n": portal.clock.now() + number, "ip": "f" * 45, "forty": "ä" * 40}
        portal.execute(_LOGIN, **values, name=LONGEST, what="Ä" * 400, d=device.dev)
    assert len(device.send(device.sign("history", {}))["logins"]) == 20
