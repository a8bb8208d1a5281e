"""What is written down. The names are for ever: old entries keep theirs."""

from enum import StrEnum


class Event(StrEnum):
    ACCOUNT_CREATED = "account-created"
    ACCOUNT_CLEARED = "account-cleared"
    ACCOUNT_RESET = "account-reset"
    CODE_ISSUED = "code-issued"
    DEVICE_ACTIVATED = "device-activated"
    """A code was used; the PIN has still to be typed a second time."""
    DEVICE_CONFIRMED = "device-confirmed"
    DEVICE_LOCKED = "device-locked"
    DEVICE_SUSPECT = "device-suspect"
    DEVICE_TRUSTED = "device-trusted"
    DEVICE_REVOKED = "device-revoked"
    DEVICE_RENAMED = "device-renamed"
    PIN_WRONG = "pin-wrong"
    PIN_CHANGED = "pin-changed"
    KEY_ROTATED = "key-rotated"
    LOGIN_BEGUN = "login-begun"
    LOGIN_APPROVED = "login-approved"
    LOGIN_DENIED = "login-denied"
    LOGIN_REPORTED = "login-reported"
    LOGIN_FINISHED = "login-finished"
    TICKET_ALARM = "ticket-alarm"
    SESSION_ENDED = "session-ended"
    KEYS_ROTATED = "keys-rotated"
