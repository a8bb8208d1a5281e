"""How often somebody may begin, be written to, or get a code."""

from dataclasses import dataclass

from portal.clock import Clock
from portal.rate_limits import RateLimit
from portal.rates import Rates


@dataclass(frozen=True)
class Limits:
    """Counts names that have an account and names that have none alike."""

    registrations_by_address: RateLimit
    institutions_by_address: RateLimit
    letters_by_address: RateLimit
    letters_in_an_hour: RateLimit
    letters_in_a_day: RateLimit
    links_by_address: RateLimit
    codes_by_registration: RateLimit

    def letter(self, address: str, login: str) -> int:
        """Count a letter to `login` that somebody at `address` caused: seconds to wait, or 0."""
        return (
            self.letters_by_address.take(address)
            or self.letters_in_an_hour.take(login)
            or self.letters_in_a_day.take(login)
        )


def limits(rates: Rates, clock: Clock) -> Limits:
    return Limits(
        registrations_by_address=RateLimit(rates.registrations_by_address, clock),
        institutions_by_address=RateLimit(rates.institutions_by_address, clock),
        letters_by_address=RateLimit(rates.letters_by_address, clock),
        letters_in_an_hour=RateLimit(rates.letters_in_an_hour, clock),
        letters_in_a_day=RateLimit(rates.letters_in_a_day, clock),
        links_by_address=RateLimit(rates.links_by_address, clock),
        codes_by_registration=RateLimit(rates.codes_by_registration, clock),
    )
