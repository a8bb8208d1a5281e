"""All tables of all rooms, for migrations."""

from portal.accounts import tables as _accounts
from portal.audit import tables as _audit
from portal.certificates import tables as _certificates
from portal.db.metadata import METADATA
from portal.devices import tables as _devices
from portal.institutions import tables as _institutions
from portal.login import tables as _login
from portal.mail import tables as _mail
from portal.registration import tables as _registration
from portal.selfcare import tables as _selfcare

__all__ = ["METADATA"]

ROOMS = (
    _accounts,
    _audit,
    _certificates,
    _devices,
    _institutions,
    _login,
    _mail,
    _registration,
    _selfcare,
)
