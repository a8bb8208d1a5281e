"""Every limit of the portal, defined once: settings, counters, texts and the operators' table
come from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from crypto.protocol import Counted
from portal.platform.asgi import NetworkList, subscriber
from portal.platform.clock import Clock
from portal.platform.language import marked as _
from portal.platform.rate_limits import Rate, RateLimit, SharedRates

SETTING_PREFIX: Final = "rate_"


class By(StrEnum):
    """What is counted."""

    ADDRESS = Counted.ADDRESS
    """A network address; many people may share one, so these limits are generous."""
    ACCOUNT = Counted.ACCOUNT
    """A user name, or its e-mail address, whether it has an account or not."""
    DEVICE = Counted.DEVICE
    BROWSER = "browser"
    SESSION = "session"
    REGISTRATION = "registration"
    PORTAL = "portal"
    """Everything, whoever it is."""


@dataclass(frozen=True)
class Definition:
    """One limit."""

    rate: Rate
    by: By
    what: str
    """For operators."""
    sentence: str = ""
    """For users, where a page tells it; German, marked to be translated."""


class Limit(Enum):
    """What costs us something, or somebody else."""

    STARTS_BY_ADDRESS = Definition(
        Rate(600, 600),
        By.ADDRESS,
        "logins begun in a browser",
        _("Aus Ihrem Netzwerk wurden in kurzer Zeit sehr viele Anmeldungen begonnen."),
    )
    STARTS_BY_ACCOUNT = Definition(
        Rate(3, 600),
        By.ACCOUNT,
        "logins begun in a browser",
        _("Für diesen Benutzernamen wurden in kurzer Zeit mehrere Anmeldungen begonnen."),
    )
    STARTS_BY_KNOWN_BROWSER = Definition(
        Rate(10, 600),
        By.BROWSER,
        "logins begun in a browser that has finished one for the same account",
        _("In diesem Browser wurden in kurzer Zeit sehr viele Anmeldungen begonnen."),
    )
    CHANGES_BY_ACCOUNT = Definition(
        Rate(10, 600),
        By.ACCOUNT,
        "changes of devices begun by somebody who is logged in",
        _("An Ihrem Zugang wurden in kurzer Zeit sehr viele Änderungen begonnen."),
    )
    ACTIVATIONS_BY_ADDRESS = Definition(Rate(200, 600), By.ADDRESS, "activation codes tried")
    ACTIVATIONS_BY_LOGIN = Definition(
        Rate(10, 600), By.ACCOUNT, "activation codes tried from one address"
    )
    STRANGERS_BY_ADDRESS = Definition(
        Rate(10, 3600), By.ADDRESS, "entries of the audit log about names that nobody has"
    )
    STRANGERS_IN_ALL = Definition(
        Rate(60, 3600), By.PORTAL, "entries of the audit log about names that nobody has"
    )
    MESSAGES_BY_DEVICE = Definition(Rate(240, 60), By.DEVICE, "messages of the app")
    FAILURES_BY_ADDRESS = Definition(
        Rate(600, 60), By.ADDRESS, "messages that are not signed by a known device"
    )
    TICKETS_BY_ADDRESS = Definition(
        Rate(1200, 600),
        By.ADDRESS,
        "logins finished in a browser",
        _("Aus Ihrem Netzwerk wurden in kurzer Zeit sehr viele Anmeldungen abgeschlossen."),
    )
    PICTURES_BY_SESSION = Definition(
        Rate(600, 600),
        By.SESSION,
        "pictures of certificates that a clerk looks at",
        _("In dieser Sitzung wurden in kurzer Zeit sehr viele Seiten angesehen."),
    )
    FIRST_VIEWS_BY_SESSION = Definition(
        Rate(1, 36_000), By.SESSION, "entries of the audit log about one file and one clerk"
    )
    REGISTRATIONS_BY_ADDRESS = Definition(
        Rate(200, 86_400),
        By.ADDRESS,
        "registrations begun",
        _("Aus Ihrem Netzwerk wurden innerhalb eines Tages sehr viele Registrierungen begonnen."),
    )
    EMAILS_BY_ADDRESS = Definition(
        Rate(120, 3600),
        By.ADDRESS,
        "e-mails caused by a registration or a reset",
        _("Aus Ihrem Netzwerk wurden in kurzer Zeit sehr viele E‑Mails angefordert."),
    )
    EMAILS_IN_AN_HOUR = Definition(
        Rate(4, 3600),
        By.ACCOUNT,
        "e-mails caused by a registration or a reset",
        _(
            "Für diese E‑Mail‑Adresse wurden in kurzer Zeit schon mehrere E‑Mails angefordert. "
            "Sehen Sie bitte im Posteingang und im Spam-Ordner nach."
        ),
    )
    EMAILS_IN_A_DAY = Definition(
        Rate(8, 86_400),
        By.ACCOUNT,
        "e-mails caused by a registration or a reset",
        _(
            "Für diese E‑Mail‑Adresse wurden innerhalb eines Tages viele E‑Mails angefordert. "
            "Sehen Sie bitte im Posteingang und im Spam-Ordner nach."
        ),
    )
    LINKS_BY_ADDRESS = Definition(
        Rate(300, 600),
        By.ADDRESS,
        "links of e-mails opened",
        _("Aus Ihrem Netzwerk wurden in kurzer Zeit sehr viele Links aus E‑Mails geöffnet."),
    )
    CODES_BY_REGISTRATION = Definition(
        Rate(10, 3600),
        By.REGISTRATION,
        "activation codes given",
        _("Für diese Registrierung wurden in kurzer Zeit sehr viele Codes angefordert."),
    )
    INSTITUTIONS_BY_ADDRESS = Definition(
        Rate(150, 600),
        By.ADDRESS,
        "IK numbers looked up",
        _("Aus Ihrem Netzwerk wurden in kurzer Zeit sehr viele IK‑Nummern nachgeschlagen."),
    )
    BARRIERS_BY_ADDRESS = Definition(
        Rate(10, 3600),
        By.ADDRESS,
        "barriers reported",
        _("Aus Ihrem Netzwerk wurden in kurzer Zeit mehrere Barrieren gemeldet."),
    )
    UPLOADS_BY_ADDRESS = Definition(
        Rate(120, 600),
        By.ADDRESS,
        "uploads",
        _("Aus Ihrem Netzwerk wurden in kurzer Zeit sehr viele Bescheinigungen hochgeladen."),
    )
    UPLOADS_BY_REGISTRATION = Definition(
        Rate(30, 600),
        By.REGISTRATION,
        "uploads",
        _("Für diese Registrierung wurde in kurzer Zeit sehr oft etwas hochgeladen."),
    )
    PICTURES_BY_REGISTRATION = Definition(
        Rate(200, 600),
        By.REGISTRATION,
        "pictures of an applicant's own files",
        _("Für diese Registrierung wurden in kurzer Zeit sehr viele Seiten angesehen."),
    )
    CERTIFICATE_FORMS_BY_ADDRESS = Definition(
        Rate(60, 600),
        By.ADDRESS,
        "certificate forms made",
        _("Aus Ihrem Netzwerk wurde in kurzer Zeit sehr oft ein Formular abgerufen."),
    )

    @property
    def setting(self) -> str:
        """Its name in `portal.toml`."""
        return SETTING_PREFIX + self.name.lower()


Rates = Mapping[Limit, Rate]
"""What an operator has set; all others are as they are defined."""


@dataclass(frozen=True)
class Exceeded:
    """One too many."""

    limit: Limit
    retry_after: int
    """Seconds until the next one may come."""


class RateLimits:
    """The counters of all limits, made once: what two features use is counted together."""

    def __init__(
        self,
        rates: Rates,
        clock: Clock,
        *,
        exempt: tuple[str, ...] = (),
        ipv6_prefix: int = 56,
        shared: SharedRates | None = None,
        refused: Callable[[Limit], None] = lambda _limit: None,
    ) -> None:
        """Start to count.

        Args:
            rates: those that differ from their definition.
            clock: what time it is.
            exempt: networks that limits by address do not hold for.
            ipv6_prefix: how many bits of an IPv6 address are one subscriber's.
            shared: where several processes count together.
            refused: is told of each that is one too many.
        """
        self._shared = shared
        self._rates = rates
        self._exempt = NetworkList(exempt)
        self._ipv6_prefix = ipv6_prefix
        self._refused = refused
        self._counted = {limit: RateLimit(self.rate(limit), clock) for limit in Limit}

    def rate(self, limit: Limit) -> Rate:
        """For what is counted in the database."""
        return self._rates.get(limit, limit.value.rate)

    def subscriber(self, ip: str) -> str:
        """What is counted in the place of an address."""
        return subscriber(ip, self._ipv6_prefix)

    def is_exempt(self, ip: str) -> bool:
        """Whether limits by address do not hold for this one."""
        return ip in self._exempt

    async def take(self, limit: Limit, key: str) -> Exceeded | None:
        """Count one more for `key`, an address where the limit is by address; None if it passes."""
        if self._shared is None:
            return self.take_share(limit, key)
        counted = self._counted_as(limit, key)
        if counted is None:
            return None
        return self._told(limit, await self._shared.take(limit.name, self.rate(limit), counted))

    def take_share(self, limit: Limit, key: str, processes: int = 1) -> Exceeded | None:
        """The same in memory: of several processes each has its share."""
        counted = self._counted_as(limit, key)
        if counted is None:
            return None
        return self._told(limit, self._counted[limit].take(counted, processes))

    def _told(self, limit: Limit, wait: int) -> Exceeded | None:
        if not wait:
            return None
        self._refused(limit)
        return Exceeded(limit, wait)

    def _counted_as(self, limit: Limit, key: str) -> str | None:
        """What is counted; None where nothing is."""
        if limit.value.by is not By.ADDRESS:
            return key
        return None if self.is_exempt(key) else self.subscriber(key)

    async def take_email(self, address: str, login: str) -> Exceeded | None:
        """Count an e-mail to `login` that somebody at `address` caused.

        User names that have an account and those that have none are counted alike.
        """
        return (
            await self.take(Limit.EMAILS_BY_ADDRESS, address)
            or await self.take(Limit.EMAILS_IN_AN_HOUR, login)
            or await self.take(Limit.EMAILS_IN_A_DAY, login)
        )
