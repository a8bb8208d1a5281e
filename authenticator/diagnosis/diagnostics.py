"""Makes the checks one after the other. Each has an end; between them it can be stopped."""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Final

from authenticator.config import Config
from authenticator.desktop.remote_session import remote_session
from authenticator.diagnosis import machine_checks
from authenticator.diagnosis.connection_check import ConnectionCheck
from authenticator.diagnosis.machine_checks import check_round_trip
from authenticator.diagnosis.results import Check, Finding, Result
from authenticator.failures import Refused
from authenticator.model import Binding, DeviceStatus
from authenticator.network.access import Network
from authenticator.network.portal_client import PortalClient
from authenticator.storage.secret_store import SecretStore
from authenticator.time_limit import run_with_timeout

CHECK_LIMIT: Final = 40.0
"""Seconds for one check; names that are not resolved can take that long."""

_LOG: Final = logging.getLogger(__name__)


class Diagnostics:
    """Blocking; one run at a time."""

    def __init__(
        self,
        config: Config,
        network: Network,
        secrets: SecretStore,
        bindings: Callable[[], tuple[Binding, ...]],
        status: Callable[[Binding], DeviceStatus],
        *,
        links: Callable[[], bool] | None,
    ) -> None:
        self._config = config
        self._network = network
        self._secrets = secrets
        self._bindings = bindings
        self._status = status
        self._links = links

    def ask_portal(self) -> None:
        """Fetch the portal's keys, as any work does; a proxy's question is asked once more.

        Raises:
            Refused: why the portal was not reached.
        """
        self._network.logins.ask_again()
        config = self._config
        PortalClient(config.portal, network=self._network, root=config.portal_root).key_set()

    def examine(self, cancelled: threading.Event) -> Iterator[Result]:
        """The results, as they come; ends early once `cancelled` is set."""
        connection = ConnectionCheck(self._config, self._network)
        works: dict[Check, Callable[[], Result]] = {
            Check.ROUTE: connection.find_route,
            Check.NAME: connection.resolve,
            Check.REACH: connection.connect,
            Check.PROXY: connection.pass_proxy,
            Check.TLS: connection.shake_hands,
            Check.ANSWER: connection.ask,
            Check.CLOCK: connection.compare_clocks,
            Check.VERSION: connection.compare_versions,
            Check.SESSION: lambda: machine_checks.check_session(remote_session()),
            Check.KEYRING: lambda: machine_checks.check_keyring(self._secrets),
            Check.LINKS: lambda: machine_checks.check_links(self._links),
            Check.ROUND_TRIP: lambda: check_round_trip(self._bindings(), self._status),
        }
        try:
            for check, work in works.items():
                if cancelled.is_set():
                    return
                result = _ended(check, work)
                _LOG.info("diagnosis: %s %s", check.value, result.finding.number)
                yield result
        finally:
            connection.close()


def _ended(check: Check, work: Callable[[], Result]) -> Result:
    try:
        return run_with_timeout(CHECK_LIMIT, work, Refused, OSError, name="diagnosis")
    except (Refused, OSError):
        # A time-out is one of the latter.
        return Result(check, Finding.CHECK_FAILED)
