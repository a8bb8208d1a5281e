"""Submission to a clerk, clearance (requirement P9) and deletion (requirement P6) of a
registration.
"""

from typing import Final

from sqlalchemy import Connection, Integer, and_, bindparam, delete, exists, or_, select, update

from crypto.protocol import DeviceState
from portal.domain.accounts.accounts import (
    Account,
    clear_account,
    delete_account,
    find_account,
    get_account,
)
from portal.domain.accounts.codes import void_code
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.administration import delete_devices
from portal.domain.devices.devices import end_attempts, lock_devices
from portal.domain.devices.tables import DEVICES
from portal.domain.email.outbox import Email, EmailKind, enqueue, withdraw, withdraw_all
from portal.domain.institutions.regions import responsible_region
from portal.domain.logins.endings import delete_logins
from portal.domain.providers.providers import delete_if_empty, note_region
from portal.domain.registration.further_iks import forget_number, ik_email
from portal.domain.registration.progress import DEVICE_SECONDS
from portal.domain.registration.registrations import (
    REGISTRATIONS,
    Kind,
    Registration,
    State,
    find_registration,
    registration_of_account,
)
from portal.domain.topics import registration_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement

_R: Final = REGISTRATIONS.c
CLEARED: Final = {
    "state": State.CLEARED,
    "reason": "",
    "decided_by": bindparam("clerk", type_=Integer),
    "decided_at": bindparam("now_"),
}
_CLEAR = Statement(
    update(REGISTRATIONS)
    .where(_R.id == bindparam("id_"), _R.state != State.CLEARED)
    .values(CLEARED)
)


def clear_by_command(connection: Connection, login: str, now: int) -> Account:
    """Let an account log in, and decide its newest registration, so that no clerk does.

    Raises:
        AccountProblem: there is none.
    """
    account = get_account(connection, login)
    lock_devices(connection, account.id)
    newest = registration_of_account(connection, account.id)
    if newest is None or not _CLEAR.change(connection, id_=newest.id, now_=now, clerk=None):
        return clear_account(connection, login, now)
    return let_in(connection, newest, None, now)


def clear_by_admin(
    connection: Connection, registration: Registration, now: int, by: str = ""
) -> None:
    """Let somebody in of whom an LE-Admin has decided: an invited user whose device is active, or a
    user who gets a new device, by the LE-Admin with the name `by`.

    To be called with the account's devices locked.
    """
    if _CLEAR.change(connection, id_=registration.id, now_=now, clerk=None):
        let_in(connection, registration, None, now, by=by)


def let_in(
    connection: Connection,
    registration: Registration,
    clerk: int | None,
    now: int,
    *,
    by: str = "",
) -> Account:
    """Notify the user of a registration that was just cleared, and clear the account.

    To be called with its devices locked. A device that is not active by now stays outside: nobody
    was shown it.
    """
    if registration.account_id is not None:
        end_attempts(connection, registration.account_id)
    is_reset = registration.kind is Kind.RESET
    kind = EmailKind.RESET_CLEARED if is_reset else EmailKind.CLEARED
    login, language, id_ = registration.login, registration.language, registration.id
    facts = {"by": by, "until": str(now + DEVICE_SECONDS)} if is_reset else {}
    enqueue(connection, Email(kind, login, language, id_, facts), now)
    account = clear_account(connection, login, now)
    note_region(connection, account.provider_id or 0, registration.ik, registration.region)
    cleared = Event.REGISTRATION_CLEARED
    record_event(connection, cleared, now, account=account.id, registration=id_, clerk=clerk)
    notify(connection, registration_topic(id_))
    return account


_HAS_DEVICE: Final = exists().where(
    DEVICES.c.account_id == _R.account_id, DEVICES.c.state == DeviceState.ACTIVE
)
# A reset gets its device after the clearance; a further IK number needs none.
_COMPLETE: Final = and_(
    _R.state == State.OPEN,
    _R.confirmed_at.is_not(None),
    _R.certificate_at.is_not(None),
    or_(_R.kind == Kind.RESET, _R.kind == Kind.IK, _HAS_DEVICE),
)
_ORDER = Statement(
    update(REGISTRATIONS)
    .where(_R.id == bindparam("id_"), _COMPLETE)
    .values(state=State.ORDERED, ordered_at=bindparam("now_"), region=bindparam("region_"))
)


def order_if_complete(connection: Connection, registration: Registration, now: int) -> bool:
    """Give the registration to the clerks if the user has it and nothing is missing.

    Looks at the row as it is now, whatever `registration` says. To be called in the transaction
    that has changed that row: of two that complete it at once, the later one sees both.
    """
    region = responsible_region(connection, registration.ik, registration.postal_code)
    code = None if region is None else region.code
    if not _ORDER.change(connection, id_=registration.id, now_=now, region_=code):
        return False
    id_, language = registration.id, registration.language
    email = Email(EmailKind.ORDERED, registration.login, language, id_)
    if registration.kind is Kind.IK:
        email = ik_email(registration, "ordered", now)
    enqueue(connection, email, now)
    if region is not None and region.email:
        enqueue(connection, Email(EmailKind.ORDER, region.email), now)
    record_event(
        connection,
        Event.REGISTRATION_ORDERED,
        now,
        account=registration.account_id,
        registration=id_,
    )
    return True


_DELETE = Statement(delete(REGISTRATIONS).where(_R.id == bindparam("id_")))
_IDS_OF_ACCOUNT = Statement(select(_R.id).where(_R.account_id == bindparam("account")))


def delete_registration(connection: Connection, registration: Registration, now: int) -> None:
    """Delete it with its visits, its attachments' rows and all e-mails about it, and the account
    that came with it, unless that was ever cleared.

    The files of the attachments are left for `certificates.attachments` to sweep. An e-mail that
    says it is to be queued afterwards, without the registration's id.
    """
    account = _account_that_goes(connection, registration)
    if account is None:
        _delete(connection, registration.id)
    else:
        delete_whole_account(connection, account)
    record_event(
        connection,
        Event.REGISTRATION_DELETED,
        now,
        account=registration.account_id,
        registration=registration.id,
        with_account=account is not None,
    )


def delete_whole_account(connection: Connection, account: Account) -> None:
    """Delete an account with its registrations, devices, logins and e-mails, and its provider
    where nobody is left there.

    What the audit log says of it stays. An e-mail about it is to be queued afterwards.
    """
    for (id_,) in _IDS_OF_ACCOUNT.all(connection, account=account.id):
        _delete(connection, id_)
    delete_logins(connection, account.id, account.login)
    delete_devices(connection, account.id)
    void_code(connection, account.id)
    delete_account(connection, account.id)
    delete_if_empty(connection, account.provider_id or 0)
    withdraw_all(connection, account.login)


def _delete(connection: Connection, id_: str) -> None:
    found = find_registration(connection, id_)
    if found is not None:
        forget_number(connection, found)
    withdraw(connection, id_)
    _DELETE.change(connection, id_=id_)
    notify(connection, registration_topic(id_))


def _account_that_goes(connection: Connection, registration: Registration) -> Account | None:
    if registration.kind in (Kind.RESET, Kind.IK) or registration.account_id is None:
        return None
    account = find_account(connection, registration.login)
    if account is None or account.id != registration.account_id:
        return None
    ever_cleared = account.cleared or account.reset_at is not None
    return None if ever_cleared else account
