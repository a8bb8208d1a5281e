"""Devices with their states, instances of their keys, wrong PINs, and responses that may be asked
for again.
"""

from enum import StrEnum
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from crypto.protocol import DeviceState
from portal.platform.database.engines import COUNTED, METADATA


class DeviceEvent(StrEnum):
    CONFIRM = "confirm"
    SUSPECT = "suspect"
    CLEAR = "clear"
    LOCK = "lock"
    REVOKE = "revoke"


_MOVES: Final = {
    (DeviceState.PROVISIONAL, DeviceEvent.CONFIRM): DeviceState.ACTIVE,
    (DeviceState.ACTIVE, DeviceEvent.SUSPECT): DeviceState.SUSPECT,
    (DeviceState.SUSPECT, DeviceEvent.CLEAR): DeviceState.ACTIVE,
    (DeviceState.ACTIVE, DeviceEvent.LOCK): DeviceState.LOCKED,
}


def advance(state: DeviceState, event: DeviceEvent) -> DeviceState:
    """The next state; an event that does not fit changes nothing."""
    if event is DeviceEvent.REVOKE:
        return DeviceState.REVOKED
    return _MOVES.get((state, event), state)


DEVICES: Final = Table(
    "devices",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("point", LargeBinary, nullable=False),
    # The PIN public key, wrapped under a key that is not in the database.
    Column("pin_wrapped", LargeBinary, nullable=False),
    Column("pin_version", Integer, nullable=False),
    # Without wrong PINs, but with what is reserved: see `pin_tries`.
    Column("tries_left", Integer, nullable=False),
    Column("budget_left", Integer, nullable=False),
    Column("attempt", Text, nullable=False),
    Column("provisional_until", BigInteger, nullable=False),
    # Whether the secret may travel with its user's profile.
    Column("roaming", Boolean, nullable=False),
    # The device whose code this one was activated with, and what the code was for.
    Column("invited_by", Text, index=True),
    Column("invite_mode", Text),
    # Hash of the last request with a recorded answer; nonces are bound to it.
    Column("generation", Text, nullable=False),
    # The values that the one instance of a key that does not roam may have: what was sent to it
    # last, and before. Both are empty until the ratchet first advances.
    Column("ratchet", Text, nullable=False),
    Column("ratchet_before", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("os", Text, nullable=False),
    Column("app", Text, nullable=False),
    Column("terms", Text, nullable=False),
    Column("terms_sha256", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("activated_at", BigInteger),
    Column("locked_at", BigInteger),
    Column("last_login_at", BigInteger),
)

# Instances of a device key, by the machine that they are on. A device without any takes the first
# that sends a request.
DEVICE_INSTANCES: Final = Table(
    "device_instances",
    METADATA,
    Column("device_id", Text, ForeignKey("devices.id", ondelete="CASCADE"), primary_key=True),
    Column("inst", Text, primary_key=True),
    Column("first_seen", BigInteger, nullable=False),
    # A day too early at most; of a roaming key the one unused longest gives way to another.
    Column("last_used", BigInteger, nullable=False),
    # What its computer is called; empty where the device's own name says it.
    Column("name", Text, nullable=False),
    sqlite_with_rowid=False,
)

PIN_FAILURES: Final = Table(
    "pin_failures",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("device_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_pin_failures_device_id_at", "device_id", "at"),
)

# A PIN try that is taken, by this row alone, and not verified. `content` is what verifying takes,
# wrapped under a key that is not in the database; in the tree of its key it would not fit a page.
PIN_RESERVATIONS: Final = Table(
    "pin_reservations",
    METADATA,
    Column("device_id", Text, ForeignKey("devices.id", ondelete="CASCADE"), primary_key=True),
    Column("jti", Text, primary_key=True),
    Column("reserved_at", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# No foreign key: a refused activation has no device. `answer` is empty between the commit
# that takes a try of a code and the one with its result; for a PIN the row above stands for it.
# Rows come one behind the other, since an answer is large: keys by chance would touch, and split, a
# page of their own each.
ANSWERS: Final = Table(
    "answers",
    METADATA,
    Column("id", COUNTED, primary_key=True),
    Column("device_id", Text, nullable=False),
    Column("jti", Text, nullable=False),
    Column("request_hash", Text, nullable=False),
    Column("answer", LargeBinary),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("device_id", "jti"),
)
