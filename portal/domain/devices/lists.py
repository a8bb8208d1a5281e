"""A user's devices, as the pages show them, and the names that users give them."""

import unicodedata
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from crypto.protocol import DeviceState
from crypto.typed_text import is_readable, without_unseen
from portal.domain.devices.instances import Workplace, workplaces
from portal.domain.devices.tables import DEVICES
from portal.platform.database.compiled import Row
from portal.platform.database.statement import Statement

LONGEST: Final = 64

_LIGATURES: Final = {
    ord(sign): unicodedata.normalize("NFKC", sign) for sign in map(chr, range(0xFB00, 0xFB07))
}
"""What is copied from a PDF has one sign for "fi", say, which looks like the letters."""
_QUOTES: Final = str.maketrans(dict.fromkeys('„“”‟"«»', "'"))


def normalised_name(text: str) -> str:
    """On one line, in NFC, without what nobody sees, ligatures as letters."""
    seen = unicodedata.normalize("NFC", without_unseen(text))
    return " ".join(seen.translate(_LIGATURES).split())


def is_acceptable_name(name: str) -> bool:
    """Whether a normalised text can be the new name of a device."""
    return 0 < len(name) <= LONGEST and is_readable(name) and name == name.translate(_QUOTES)


def quotable(name: str) -> str:
    """A name that cannot leave the quotation marks of the sentence that it stands in."""
    plain = "".join(letter if is_readable(letter) else " " for letter in name)
    return normalised_name(plain).translate(_QUOTES)[:LONGEST] or "ohne Namen"


@dataclass(frozen=True)
class Listed:
    """One device."""

    id: str
    name: str
    os: str
    state: str
    activated_at: int | None
    last_login_at: int | None
    workplaces: list[Workplace] = field(default_factory=list)
    """Of one that roams, where there are several."""


_D = DEVICES.c
_OF_ACCOUNT = Statement(
    select(_D.id, _D.name, _D.os, _D.state, _D.activated_at, _D.last_login_at)
    .where(_D.account_id == bindparam("account"), _D.state != DeviceState.PROVISIONAL)
    .order_by(_D.activated_at, _D.id)
)
LAST_LOGIN: Final = select(func.max(_D.last_login_at)).where(_D.account_id == bindparam("account"))
_LAST_LOGIN = Statement(LAST_LOGIN)


def last_login_at(connection: Connection, account_id: int) -> int | None:
    """When somebody last logged in with any device of the account, removed ones too."""
    (at,) = _LAST_LOGIN.all(connection, account=account_id)[0]
    return None if at is None else int(at)


def devices_of(connection: Connection, account_id: int) -> list[Listed]:
    """Those that the account has, the oldest first."""
    return [one for one in _all(connection, account_id) if one.state != DeviceState.REVOKED]


def names_of(connection: Connection, account_id: int) -> dict[str, str]:
    """Names by id, of removed devices too."""
    return {one.id: one.name for one in _all(connection, account_id)}


def find_own(connection: Connection, account_id: int, dev: str) -> Listed | None:
    """The device, if the account has it."""
    return next((one for one in devices_of(connection, account_id) if one.id == dev), None)


def _all(connection: Connection, account_id: int) -> list[Listed]:
    return [_listed(connection, row) for row in _OF_ACCOUNT.all(connection, account=account_id)]


def _listed(connection: Connection, row: Row) -> Listed:
    one, found = Listed(*row), workplaces(connection, row[0])
    return replace(one, workplaces=found) if len(found) > 1 else one
