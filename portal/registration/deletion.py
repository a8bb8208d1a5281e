"""Deleting a registration with all that belongs to it (requirement P6)."""

from typing import Final

from sqlalchemy import Connection, bindparam, delete, select

from portal.accounts.codes import void_code
from portal.accounts.service import Account, delete_account, find_account
from portal.audit.events import Event
from portal.audit.log import note
from portal.db.statement import Statement
from portal.devices.removal import delete_devices
from portal.login.removal import delete_logins
from portal.mail.outbox import withdraw, withdraw_all
from portal.registration.states import Kind
from portal.registration.store import Registration
from portal.registration.tables import REGISTRATIONS

_R: Final = REGISTRATIONS.c
_DELETE = Statement(delete(REGISTRATIONS).where(_R.id == bindparam("id_")))
_IDS_OF_ACCOUNT = Statement(select(_R.id).where(_R.account_id == bindparam("account")))


def delete_registration(connection: Connection, registration: Registration, now: int) -> None:
    """Delete it with its visits, its attachments' rows and all letters about it, and the account
    that came with it, unless that was ever cleared.

    The files of the attachments are left for `certificates.storage` to sweep, and a letter that
    says it is to be posted afterwards, without the registration's id.
    """
    account = _account_that_goes(connection, registration)
    ids = [registration.id]
    if account is not None:
        ids = [id_ for (id_,) in _IDS_OF_ACCOUNT.all(connection, account=account.id)]
    for id_ in ids:
        withdraw(connection, id_)
        _DELETE.change(connection, id_=id_)
    if account is not None:
        delete_logins(connection, account.id, account.login)
        delete_devices(connection, account.id)
        void_code(connection, account.id)
        delete_account(connection, account.id)
        withdraw_all(connection, account.login)
    note(
        connection,
        Event.REGISTRATION_DELETED,
        now,
        account=registration.account_id,
        registration=registration.id,
        with_account=account is not None,
    )


def _account_that_goes(connection: Connection, registration: Registration) -> Account | None:
    if registration.kind is not Kind.NEW or registration.account_id is None:
        return None
    account = find_account(connection, registration.login)
    if account is None or account.id != registration.account_id:
        return None
    ever_cleared = account.cleared or account.reset_at is not None
    return None if ever_cleared else account
