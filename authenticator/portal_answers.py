"""Bodies of the portal's answers, read strictly into the app's own values."""

from typing import Final

from authenticator.failures import Failure, Refused
from authenticator.model import Account, Claim, ClaimState, DeviceState, DeviceStatus
from crypto.encoding import JsonObject, require_members
from crypto.errors import Malformed

_ACCOUNT: Final = {"login": str, "name": str, "provider": str, "cleared": bool}
_STATUS: Final = {"state": str, "account": dict, "left": int}
_CLAIM: Final = {"state": str, "ip": str, "browser": str, "os": str, "same_address": bool}


def read_account(value: object) -> Account:
    """An account object.

    Raises:
        Refused: UPGRADE_REQUIRED: the portal speaks a form that this version does not know.
    """
    return Account(**_members(value, _ACCOUNT))


def read_status(body: JsonObject) -> DeviceStatus:
    """Answer to `status`; raises like `read_account`."""
    value = _members(body, _STATUS)
    try:
        state = DeviceState(value["state"])
    except ValueError as error:
        raise Refused(Failure.UPGRADE_REQUIRED) from error
    return DeviceStatus(state, read_account(value["account"]), value["left"])


def read_claim(body: JsonObject) -> Claim:
    """Answer to `claim`; raises like `read_account`."""
    value = _members(body, _CLAIM)
    try:
        return Claim(**{**value, "state": ClaimState(value["state"])})
    except ValueError as error:
        raise Refused(Failure.UPGRADE_REQUIRED) from error


def read_ticket(body: JsonObject) -> str:
    """The ticket of an approval or an app login; raises like `read_account`."""
    ticket: str = _members(body, {"ticket": str, "expires_in": int})["ticket"]
    return ticket


def _members(value: object, members: dict[str, type]) -> JsonObject:
    if not isinstance(value, dict):
        raise Refused(Failure.UPGRADE_REQUIRED)
    try:
        require_members(value, members)
    except Malformed as error:
        raise Refused(Failure.UPGRADE_REQUIRED) from error
    return value
