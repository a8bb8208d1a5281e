"""All tables of all rooms, for migrations."""

from portal.accounts import tables as _accounts
from portal.audit import tables as _audit
from portal.db.metadata import METADATA
from portal.devices import tables as _devices
from portal.login import tables as _login
from portal.selfcare import tables as _selfcare

__all__ = ["METADATA"]

ROOMS = (_accounts, _audit, _devices, _login, _selfcare)
