"""The AOK's clerk, logged in by one click: her app does what any app does, without a window."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from authenticator.config import Config
from authenticator.failures import Failure, Refused
from authenticator.model import Binding, Secret, Ticket
from authenticator.services.composition import Services, build_services
from crypto.protocol import ClaimState, Line

_PIN: Final = Secret("305816")


class Clerk:
    """Her app: activated when it is first needed, its key in the desktop's own keyring."""

    def __init__(
        self,
        login: str,
        portal: str,
        profile: Path,
        issue_code: Callable[[], str],
        open_url: Callable[[str], None],
    ) -> None:
        """
        Args:
            login: her user name.
            portal: its address.
            profile: folder of her app's profile.
            issue_code: gives a fresh activation code of hers.
            open_url: opens an address in her browser.
        """
        self._login = login
        self._portal = portal
        self._profile = profile
        self._issue_code = issue_code
        self._open_url = open_url
        self._one_at_a_time = threading.Lock()

    def log_in(self) -> str:
        """Open the portal in her browser, logged in.

        Returns:
            The support code of what went wrong, else "".
        """
        with self._one_at_a_time:
            services = build_services(Config(self._portal, self._profile))
            try:
                binding, ticket = self._begin(services)
            except Refused as refusal:
                return refusal.problem.failure.code
            self._open_url(ticket.url)
            arguments = (services, binding, ticket)
            threading.Thread(target=_let_in, args=arguments, daemon=True).start()
            return ""

    def _begin(self, services: Services) -> tuple[Binding, Ticket]:
        for binding in services.bindings():
            try:
                return binding, services.logins.begin(binding, _PIN)
            except Refused as refusal:
                if refusal.problem.failure not in _ACTIVATE_AGAIN:
                    raise
                services._store.remove(binding)
        code = Secret(self._issue_code().replace(" ", ""))
        services.activation.activate(self._login, code, _PIN, lambda _: None)
        (binding,) = services.bindings()
        return binding, services.logins.begin(binding, _PIN)


_ACTIVATE_AGAIN: Final = {
    Failure.DEVICE_UNKNOWN,
    Failure.DEVICE_REVOKED,
    Failure.KEY_MISSING,
}


def _let_in(services: Services, binding: Binding, ticket: Ticket) -> None:
    """Answer whoever redeems the ticket, as the app does: yes only to this very computer."""
    try:
        claim = services.logins.follow(binding, ticket)
        while claim.state is ClaimState.UNCLAIMED:
            claim = services.logins.follow(binding, ticket)
        if claim.state is ClaimState.CLAIMED:
            services.logins.answer_claim(binding, ticket, claim.line is Line.SAME)
    except Refused:
        # Her browser says that the login has ended; another click begins another.
        return
