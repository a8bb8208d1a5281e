"""What a request is known by until its answer is forgotten."""

from typing import NamedTuple

from portal.domain.devices.instances import RatchetAdvance


class IdempotencySlot(NamedTuple):
    """Which request an answer is for."""

    dev: str
    jti: str
    request_hash: str
    message: str
    generation: str = ""
    """The device's generation when the request was looked at."""
    advances: bool = False
    """Whether its answer makes earlier nonces stale: each recorded one but that of `activate`."""
    ratchet: RatchetAdvance | None = None
    """What its answer does to the instance that asked, where it does something."""
    touched: tuple[int, ...] = ()
    """Accounts whose devices its answer may change, the asking one among them; empty where that is
    the only one."""
