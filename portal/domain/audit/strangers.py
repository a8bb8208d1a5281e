"""Entries of the audit log that anybody on the internet can cause, so many and no more."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from typing import Final

from sqlalchemy import Connection

from portal.domain.audit.log import Event, Fact, record_event, taken_back
from portal.platform.clock import Interval
from portal.platform.limits import Limit, RateLimits

_SUMMARY_SECONDS: Final = 3600


class StrangersLog:
    """Records what was done under names that nobody has.

    Beyond the limits an entry is written and taken back, which is as much work as one that stays:
    answers are not to tell which names exist by their time. It is counted, and once an hour one
    entry has the number. Counts are in memory, for the same reason: a restart forgets those of the
    last hour, and of several processes each keeps its share.
    """

    def __init__(self, limits: RateLimits, processes: Callable[[], int] = lambda: 1) -> None:
        """`processes` says how many count."""
        self._limits = limits
        self._processes = processes
        self._lock = threading.Lock()
        self._unrecorded: Counter[Event] = Counter()
        self._interval = Interval(_SUMMARY_SECONDS)

    def record(
        self,
        connection: Connection,
        event: Event,
        now: int,
        *,
        ip: str,
        account: int | None = None,
        device: str | None = None,
        **facts: Fact,
    ) -> None:
        """See `record_event`; `ip` is where it came from."""
        scope = nullcontext() if self._is_kept(event, ip) else taken_back(connection)
        with scope:
            record_event(connection, event, now, account=account, device=device, ip=ip, **facts)

    def summarise(self, connection: Connection, now: int) -> None:
        """Record what was only counted, once an hour."""
        with self._lock:
            if not self._interval.is_due(now):
                return
            counted, self._unrecorded = self._unrecorded, Counter()
            self._interval.begin(now)
        for event, number in counted.items():
            record_event(connection, event, now, unrecorded=number)

    def _is_kept(self, event: Event, ip: str) -> bool:
        # Transactions of several threads come here.
        take, processes = self._limits.take_share, self._processes()
        with self._lock:
            exceeded = take(Limit.STRANGERS_BY_ADDRESS, ip, processes)
            exceeded = exceeded or take(Limit.STRANGERS_IN_ALL, "", processes)
            if exceeded is not None:
                self._unrecorded[event] += 1
        return exceeded is None
