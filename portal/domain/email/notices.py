"""E-mails about what happened to the devices and logins of an account."""

from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, select

from crypto.protocol import DeviceState
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.devices.devices import DeviceActivated, DeviceEnded
from portal.domain.devices.workplaces import WorkplaceEnrolled
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.platform.database.statement import Statement

_A: Final = ACCOUNTS.c
_READER = Statement(select(_A.login, _A.language, _A.cleared).where(_A.id == bindparam("account")))


class Notice(StrEnum):
    """What was unusual; the e-mail's fact `what`."""

    REPORTED = "reported"
    LOCKED = "locked"
    SUSPECT = "suspect"
    CODE_USED_UP = "code-used-up"
    """Wrong activation codes, from the address that the right one was fetched from: it is void."""
    CODE_GUESSED = "code-guessed"
    """Wrong activation codes from elsewhere: the right one is still good at its address."""


# What its user did not do, and wants to know.
_SUSPICIOUS: Final = {DeviceState.LOCKED: Notice.LOCKED, DeviceState.SUSPECT: Notice.SUSPECT}


def email_new_device(connection: Connection, event: DeviceActivated) -> None:
    """Tell the user that a device was added."""
    device = event.device
    name = device.device_name
    _enqueue_notice(connection, EmailKind.NEW_DEVICE, device.account_id, event.at, device=name)


def email_new_workplace(connection: Connection, event: WorkplaceEnrolled) -> None:
    """Tell the user that a device's key is used on a further computer."""
    device, name = event.device, event.name
    _enqueue_notice(
        connection,
        EmailKind.NEW_WORKPLACE,
        device.account_id,
        event.at,
        device=device.device_name,
        workplace=name,
    )


def email_ended_device(connection: Connection, event: DeviceEnded) -> None:
    """Tell the user that a device was locked or suspected; a removal was his own."""
    what = _SUSPICIOUS.get(event.state)
    if what is not None:
        device = event.device
        notify_suspicious(connection, device.account_id, device.device_name, what, event.at)


def notify_suspicious(
    connection: Connection, account_id: int, device: str, what: Notice, now: int
) -> None:
    _enqueue_notice(connection, EmailKind.SUSPICIOUS, account_id, now, device=device, what=what)


def _enqueue_notice(
    connection: Connection, kind: EmailKind, account_id: int, now: int, **facts: str
) -> None:
    reader = _READER.one(connection, account=account_id)
    if reader is None:
        return
    login, language, cleared = reader
    facts |= {"at": str(now), "cleared": "yes" if cleared else ""}
    enqueue(connection, Email(kind, login, language, facts=facts), now)
