"""Bodies of the portal's answers, read strictly into the app's own values."""

from typing import Final

from authenticator import __version__
from authenticator.failures import Failure, Refused
from authenticator.model import Account, Claim, DeviceInfo, DeviceStatus, PastLogin, Secret
from crypto.encoding import JsonObject, require_members, unb64url
from crypto.errors import CryptoError, Malformed
from crypto.keys import PrivateKey
from crypto.protocol import ClaimState, DeviceState, Line, MessageName
from crypto.sealed_body import open_body
from crypto.version import version_order

_ACCOUNT: Final = {
    "login": str,
    "name": str,
    "provider": str,
    "cleared": bool,
    "reported": bool,
}
_STATUS: Final = {"state": str, "account": dict, "left": int, "pv": int}
_CLAIM: Final[dict[str, type]] = {"state": str, "ip": str, "browser": str, "os": str, "line": str}

_LOGIN: Final[dict[str, type]] = {
    "at": int,
    "kind": str,
    "result": str,
    "ip": str,
    "browser": str,
    "os": str,
    "device": str,
    "what": str,
    "changes": int,
}
_DEVICE: Final[dict[str, type]] = {
    "dev": str,
    "name": str,
    "os": str,
    "state": str,
    "activated": int,
    "last_login": int,
    "this": bool,
}


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
    return DeviceStatus(state, read_account(value["account"]), value["left"], value["pv"])


def read_claim(body: JsonObject) -> Claim:
    """Answer to `claim`; raises like `read_account`."""
    value = _members(body, _CLAIM)
    try:
        known = {"state": ClaimState(value["state"]), "line": Line(value["line"])}
        return Claim(**{**value, **known})
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


def check_version(body: JsonObject) -> None:
    """Whether this version of the app is one that the portal still serves (answer to `poll`).

    A portal that does not know the member demands nothing.

    Raises:
        Refused: UPGRADE_REQUIRED, with the lowest version where it can be read.
    """
    lowest = body.get("lowest_version", "")
    if lowest == "":
        return
    try:
        wanted = version_order(lowest) if isinstance(lowest, str) else None
    except Malformed:
        wanted = None
    if wanted is None:
        raise Refused(Failure.UPGRADE_REQUIRED)
    if version_order(__version__) < wanted:
        raise Refused(Failure.UPGRADE_REQUIRED, details=lowest)


def read_devices(body: JsonObject) -> tuple[DeviceInfo, ...]:
    """Answer to `devices`; raises like `read_account`."""
    entries = _members(body, {"devices": list})["devices"]
    return tuple(_device(entry) for entry in entries)


def read_history(body: JsonObject) -> tuple[PastLogin, ...]:
    """Answer to `history`; raises like `read_account`."""
    entries = _members(body, {"logins": list})["logins"]
    return tuple(PastLogin(**_members(entry, _LOGIN)) for entry in entries)


def read_invitation(body: JsonObject) -> tuple[str, int]:
    """Sealed code and seconds of an answer to `invite`; raises like `read_account`."""
    value = _members(body, {"sealed": str, "expires_in": int})
    return value["sealed"], value["expires_in"]


def read_sealed_code(sealed: str, dev: str, reader: PrivateKey) -> Secret:
    """The activation code that was sealed for this device alone.

    Raises:
        Refused: FOREIGN_ANSWER.
    """
    try:
        content = open_body(MessageName.INVITE, dev, unb64url(sealed), reader, {"code": str})
    except CryptoError as error:
        raise Refused(Failure.FOREIGN_ANSWER) from error
    return Secret(content["code"])


def _device(entry: object) -> DeviceInfo:
    if isinstance(entry, dict) and entry.get("last_login") is None:
        value = {**_members({**entry, "last_login": 0}, _DEVICE), "last_login": None}
    else:
        value = _members(entry, _DEVICE)
    try:
        return DeviceInfo(**{**value, "state": DeviceState(value["state"])})
    except ValueError as error:
        raise Refused(Failure.UPGRADE_REQUIRED) from error
