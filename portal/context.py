"""What every part of the portal shares, made once by the composition root."""

from dataclasses import dataclass

from portal.domain.accounts.codes import CodeHashes
from portal.domain.audit.strangers import StrangersLog
from portal.domain.registration.links import Links
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.database.listening import Others
from portal.platform.database.notifications import Notifier
from portal.platform.keys.key_ring import KeyRing
from portal.platform.limits import RateLimits
from portal.platform.measures import Measures
from portal.platform.settings import Settings
from portal.platform.storage_failures import Outage


@dataclass(frozen=True)
class AppContext:
    """One for each portal; features add what is theirs alone."""

    settings: Settings
    keys: KeyRing
    clock: Clock
    database: Database
    notifier: Notifier
    others: Others
    measures: Measures
    outage: Outage
    codes: CodeHashes
    limits: RateLimits
    strangers: StrangersLog
    links: Links
