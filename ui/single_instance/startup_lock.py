"""A start finds out whether it is the first on its profile. Nothing heavy is imported for it."""

import os
import time
from dataclasses import field
from pathlib import Path
from typing import Final

from authenticator.desktop.profile_lock import Holder, ProfileLock
from authenticator.desktop.session import display_name, host_name, session_name
from authenticator.desktop.single_instance import PATIENCE, Message, is_first
from authenticator.desktop.take_over import TakeOverRequest
from authenticator.failures import Refused
from authenticator.values import dataclass
from ui.single_instance.addresses import forget_address, new_address

_TOKENS: Final = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")


@dataclass(frozen=True)
class StartupLock:
    """The one start that has the profile, for as long as its lock is kept."""

    lock: ProfileLock
    address: str
    """Where it has to listen for the starts after it."""
    link: str = field(repr=False)
    """What it was started for; empty for a plain start."""


def activation_token() -> str:
    """What the desktop gave this start to bring a window forward; to be read before Qt does."""
    return next(filter(None, map(os.environ.get, _TOKENS)), "")


def new_holder() -> Holder:
    """This process, as the record of the profile's lock names it."""
    now = str(int(time.time()))
    return Holder(host_name(), session_name(), new_address(), now, display_name())


def take_profile(
    folder: Path, message: Message, *, patience: float = PATIENCE
) -> StartupLock | None:
    """Take the profile, or hand `message` over to the window that has it open: then None.

    Raises:
        Refused: OPEN_ELSEWHERE, NOT_ANSWERING.
    """
    lock = ProfileLock(folder)
    before = lock.holder()
    mine = new_holder()

    def hand_over(address: str, seconds: float) -> bool:
        from ui.single_instance.client import send

        return send(message, address, seconds)

    try:
        first = is_first(lock, mine, hand_over, patience=patience)
    except Refused:
        forget_address(mine.address)
        raise
    if not first:
        forget_address(mine.address)
        return None
    TakeOverRequest(folder).clear()
    if before is not None:
        forget_address(before.address)
    return StartupLock(lock, mine.address, message.link)
