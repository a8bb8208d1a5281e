"""Devices that are activated one after the other, whatever happens beneath the portal."""

import itertools
import threading
from contextlib import suppress
from typing import Final

from tests.cluster.served import Cluster
from tests.faults.portal_served import ReturningDevice
from tests.support.device import PortalProblem
from tests.support.patience import until

_NUMBERS: Final = itertools.count(1)
_ACTIVE: Final = "SELECT count(*) FROM devices WHERE id = :d AND state = 'active'"
_RECORDED: Final = """
    SELECT count(*) FROM audit JOIN accounts ON accounts.id = audit.account_id
    WHERE accounts.login = :l AND audit.event = 'device-activated'
"""


class Newcomers:
    """Accounts with a code each."""

    def __init__(self, cluster: Cluster, number: int) -> None:
        self._cluster = cluster
        self._codes = {f"newcomer{next(_NUMBERS)}@abc.example": "" for _ in range(number)}
        for login in self._codes:
            cluster.beside.create_account(login, cleared=True)
            self._codes[login] = cluster.beside.issue_code(login)
        self.acknowledged: dict[str, str] = {}
        """The device of each login whose activation was answered."""
        self._thread = threading.Thread(target=self._activate_all)

    def begin(self) -> None:
        """Let one after the other activate a device."""
        self._thread.start()

    def go_on(self, number: int) -> None:
        """Until so many more are through."""
        wanted = len(self.acknowledged) + number
        until(lambda: len(self.acknowledged) >= wanted, 120, "activations")

    def end(self) -> None:
        """Until all are through."""
        self._thread.join()

    def what_is_wrong(self) -> list[str]:
        """Whoever was not activated, or was and is not known, or twice."""
        query = self._cluster.beside.query
        wrong = [f"{login}: not activated" for login in self._codes.keys() - self.acknowledged]
        for login, device in self.acknowledged.items():
            active, recorded = query(_ACTIVE, d=device)[0][0], query(_RECORDED, l=login)[0][0]
            if (active, recorded) != (1, 1):
                wrong.append(f"{login}: {active} active devices, {recorded} entries of the log")
        return wrong

    def _activate_all(self) -> None:
        for login, code in self._codes.items():
            device = ReturningDevice(self._cluster.url, client=self._cluster.client())
            # Who is refused is not among the acknowledged.
            with device.http, suppress(PortalProblem):
                device.activate(login, code)
                device.confirm()
                self.acknowledged[login] = device.dev
