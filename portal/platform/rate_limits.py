"""How often something may happen (GCRA), counted in memory: a restart resets all counts."""

import math
from dataclasses import dataclass, field

from portal.platform.clock import Clock

_MOST_KEYS = 50_000


@dataclass(frozen=True)
class Rate:
    """`most` times in `seconds`, in a burst or spread out."""

    most: int
    seconds: int


class RateLimit:
    """The generic cell rate algorithm: one number per key (ITU-T I.371, annex A)."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._full_at: dict[str, float] = {}
        self._forget_at = 0

    def take(self, key: str) -> int:
        """Count one more for `key`: 0 when it may pass, else the seconds to wait."""
        now = self._clock.now()
        step = self._rate.seconds / self._rate.most
        known = self._full_at.get(key, now)
        # Further ahead than the period is only what was counted before the clock was set back.
        due = now if known > now + self._rate.seconds else max(known, now)
        wait = due + step - now - self._rate.seconds
        if wait > 0:
            return math.ceil(wait)
        self._forget(now)
        self._full_at[key] = due + step
        return 0

    def _forget(self, now: int) -> None:
        """Keys are people's addresses: none is kept for longer than twice the period."""
        if len(self._full_at) < _MOST_KEYS and now < self._forget_at:
            return
        self._forget_at = now + self._rate.seconds
        self._full_at = {key: due for key, due in self._full_at.items() if due > now}
        while len(self._full_at) >= _MOST_KEYS:
            self._full_at.pop(next(iter(self._full_at)))


@dataclass(frozen=True)
class Rates:
    """How often one address, account or device may do what costs us something."""

    starts_by_address: Rate = field(default=Rate(60, 600))
    starts_by_account: Rate = field(default=Rate(3, 600))
    changes_by_account: Rate = field(default=Rate(10, 600))
    activations_by_address: Rate = field(default=Rate(30, 600))
    activations_by_login: Rate = field(default=Rate(10, 600))
    messages_by_device: Rate = field(default=Rate(240, 60))
    failures_by_address: Rate = field(default=Rate(120, 60))
    tickets_by_address: Rate = field(default=Rate(120, 600))
    pictures_by_session: Rate = field(default=Rate(600, 600))
    first_views_by_session: Rate = field(default=Rate(1, 36_000))
    """Of one attachment: what is written to the audit log in a session of ten hours at most."""
    registrations_by_address: Rate = field(default=Rate(20, 86_400))
    emails_by_address: Rate = field(default=Rate(30, 3600))
    emails_in_an_hour: Rate = field(default=Rate(4, 3600))
    """To one e-mail address, because somebody registers or asks for a reset."""
    emails_in_a_day: Rate = field(default=Rate(8, 86_400))
    links_by_address: Rate = field(default=Rate(60, 600))
    codes_by_registration: Rate = field(default=Rate(10, 3600))
    institutions_by_address: Rate = field(default=Rate(40, 600))
    barriers_by_address: Rate = field(default=Rate(3, 3600))
    uploads_by_address: Rate = field(default=Rate(60, 600))
    uploads_by_registration: Rate = field(default=Rate(30, 600))
    certificate_forms_by_address: Rate = field(default=Rate(30, 600))


class RateLimits:
    """Every limit of `Rates`, made once: what two features use is counted together.

    `starts_by_account` and `changes_by_account` are missing: they are counted in the database.
    """

    def __init__(self, rates: Rates, clock: Clock) -> None:
        def limit(rate: Rate) -> RateLimit:
            return RateLimit(rate, clock)

        self.starts_by_address = limit(rates.starts_by_address)
        self.activations_by_address = limit(rates.activations_by_address)
        self.activations_by_login = limit(rates.activations_by_login)
        self.messages_by_device = limit(rates.messages_by_device)
        self.failures_by_address = limit(rates.failures_by_address)
        self.tickets_by_address = limit(rates.tickets_by_address)
        self.pictures_by_session = limit(rates.pictures_by_session)
        self.first_views_by_session = limit(rates.first_views_by_session)
        self.registrations_by_address = limit(rates.registrations_by_address)
        self.emails_by_address = limit(rates.emails_by_address)
        self.emails_in_an_hour = limit(rates.emails_in_an_hour)
        self.emails_in_a_day = limit(rates.emails_in_a_day)
        self.links_by_address = limit(rates.links_by_address)
        self.codes_by_registration = limit(rates.codes_by_registration)
        self.institutions_by_address = limit(rates.institutions_by_address)
        self.barriers_by_address = limit(rates.barriers_by_address)
        self.uploads_by_address = limit(rates.uploads_by_address)
        self.uploads_by_registration = limit(rates.uploads_by_registration)
        self.certificate_forms_by_address = limit(rates.certificate_forms_by_address)

    def take_email(self, address: str, login: str) -> int:
        """Count an e-mail to `login` that somebody at `address` caused: seconds to wait, or 0.

        User names that have an account and those that have none are counted alike.
        """
        return (
            self.emails_by_address.take(address)
            or self.emails_in_an_hour.take(login)
            or self.emails_in_a_day.take(login)
        )
