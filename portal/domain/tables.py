"""All tables of all features, for migrations."""

from portal.domain.accounts import tables as _accounts
from portal.domain.actions import tables as _selfcare
from portal.domain.audit import tables as _audit
from portal.domain.certificates import tables as _certificates
from portal.domain.devices import tables as _devices
from portal.domain.email import tables as _mail
from portal.domain.institutions import tables as _institutions
from portal.domain.logins import tables as _login
from portal.domain.registration import tables as _registration
from portal.platform.database.metadata import METADATA

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
