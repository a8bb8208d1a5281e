"""Taking uploads in, removing them, and handing the certificate in."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from enum import Enum, auto

from sqlalchemy import Connection, bindparam, update

from crypto.encoding import b64url
from portal.domain.audit.log import Event, record_event
from portal.domain.certificates.attachments import (
    LONGEST,
    Attachment,
    NotStored,
    Storage,
    attachments_of,
    delete_attachment,
    find_attachment,
    insert_attachment,
)
from portal.domain.certificates.examination import Examination
from portal.domain.certificates.file_types import Reason, Refused, named
from portal.domain.certificates.multipart_upload import (
    Delivery,
    Received,
    UploadTimeouts,
    receive_files,
)
from portal.domain.certificates.refusals import MOST_BYTES, MOST_FILES, Refusal
from portal.domain.certificates.upload_slots import UploadSlots
from portal.domain.devices.devices import lock_devices
from portal.domain.registration.lifecycle import order_if_complete
from portal.domain.registration.registrations import (
    REGISTRATIONS,
    Registration,
    State,
    find_registration,
)
from portal.domain.topics import registration_topic
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement, advisory_lock

_ID_BYTES = 16
_LAST_SECONDS = 0.5
_R = REGISTRATIONS.c
_SET_HANDED_IN = Statement(
    update(REGISTRATIONS)
    .where(_R.id == bindparam("id_"), _R.state == State.OPEN)
    .values(certificate_at=bindparam("at"))
)


class Missing(Enum):
    """Why there is nothing to hand in."""

    FILE = auto()
    NEW_FILE = auto()
    """A clerk has asked since the last one came."""


class Closed(Exception):
    """The registration is not, or no more, in the user's hands."""


class NoFile(Exception):
    """The form was sent without any file."""


class Stopping(Exception):
    """The portal is about to stop; nothing of the form is kept."""


@dataclass(frozen=True)
class Uploads:
    """The attachments of registrations."""

    database: Database
    clock: Clock
    storage: Storage
    examination: Examination
    timeouts: UploadTimeouts = UploadTimeouts()  # noqa: RUF009  frozen
    slots: UploadSlots = field(default_factory=UploadSlots)

    async def take(
        self,
        registration: Registration,
        pieces: AsyncIterator[bytes],
        content_type: str,
        address: str,
    ) -> list[Refusal]:
        """Receive a form's files, check them and keep the good ones; the others.

        `address` is that of the network they come from.

        Raises:
            Closed, LimitReached, NoFile, Stopping, TooMuch, TooSlow, Unreadable: nothing is kept.
        """
        with self.slots.slot(registration.id, address) as pace:
            there = await self.database.read(lambda c: attachments_of(c, registration.id))
            receiving = receive_files(
                pieces,
                content_type,
                self.storage,
                pace,
                most_bytes=MOST_BYTES - sum(one.size for one in there),
                most_files=MOST_FILES - len(there),
                timeouts=self.timeouts,
            )
            delivery = await _unless(self.slots.stopping, receiving)
            if not delivery.files and not delivery.refused:
                raise NoFile
            return await self._keep_good(registration.id, address, delivery)

    async def _keep_good(
        self, registration_id: str, address: str, delivery: Delivery
    ) -> list[Refusal]:
        refused = delivery.refused
        try:
            while delivery.files:
                try:
                    await self._keep(registration_id, address, delivery.files[0])
                except Refused as error:
                    refused.append(Refusal(delivery.files[0].name, error.reason, error.foreign))
                    self.storage.delete(delivery.files[0].stored_as)
                delivery.files.pop(0)
        finally:
            self.storage.delete(*(one.stored_as for one in delivery.files))
        return refused

    async def remove(self, registration_id: str, id_: str) -> bool:
        """Delete an attachment of this registration; False if it has none of this name.

        Raises:
            Closed
        """
        now = self.clock.now()

        def work(connection: Connection) -> str | None:
            registration = _open(connection, registration_id)
            found = find_attachment(connection, registration_id, id_)
            if found is None:
                return None
            delete_attachment(connection, id_)
            notify(connection, registration_topic(registration_id))
            if not _not_seen(registration, attachments_of(connection, registration_id)):
                _SET_HANDED_IN.change(connection, id_=registration_id, at=None)
            account = registration.account_id
            record_event(
                connection, Event.CERTIFICATE_REMOVED, now, account=account, kind=found.kind
            )
            return found.stored_as

        stored_as = await self.database.write(work)
        if stored_as is None:
            return False
        self.storage.delete(stored_as)
        return True

    async def hand_in(self, registration_id: str) -> Missing | None:
        """ "Weiter": from now on the certificate counts as given, unless something is missing.

        Raises:
            Closed
        """
        now = self.clock.now()

        def work(connection: Connection) -> Missing | None:
            registration = _open(connection, registration_id)
            if registration.account_id is not None:
                # One that is just being revoked counts no more.
                lock_devices(connection, registration.account_id)
            missing = self._what_is_missing(connection, registration)
            if missing is not None:
                return missing
            _SET_HANDED_IN.change(connection, id_=registration_id, at=now)
            order_if_complete(connection, _open(connection, registration_id), now)
            notify(connection, registration_topic(registration_id))
            return None

        return await self.database.write(work)

    async def missing(self, registration_id: str) -> Missing | None:
        """What keeps the registration from being handed in; nothing if a clerk has it."""

        def work(connection: Connection) -> Missing | None:
            found = find_registration(connection, registration_id)
            return None if found is None else self._what_is_missing(connection, found)

        return await self.database.read(work)

    def _what_is_missing(
        self, connection: Connection, registration: Registration
    ) -> Missing | None:
        files = [*filter(self.is_there, attachments_of(connection, registration.id))]
        if not files:
            return Missing.FILE
        return None if _not_seen(registration, files) else Missing.NEW_FILE

    def is_there(self, attachment: Attachment) -> bool:
        """Whether its file still exists."""
        return self.storage.has(attachment.stored_as)

    async def _keep(self, registration_id: str, address: str, received: Received) -> None:
        path = self.storage.path(received.stored_as)
        kind = await self.examination.kind_of(path, registration_id, address)
        now = self.clock.now()
        try:
            await asyncio.to_thread(self.storage.make_durable, received.stored_as, now)
        except NotStored as error:
            raise Refused(Reason.NOT_STORED) from error
        name = named(received.name, kind, LONGEST)
        attachment = Attachment(
            id=b64url(secrets.token_bytes(_ID_BYTES)),
            registration_id=registration_id,
            name=name,
            kind=kind,
            size=received.size,
            stored_as=received.stored_as,
            added_at=now,
            sent_name="" if name == received.name else received.name,
        )
        await self.database.write(lambda c: _add(c, attachment))


async def _unless(stopping: asyncio.Event, receiving: Coroutine[None, None, Delivery]) -> Delivery:
    """What was received, unless the portal is about to stop and not much is missing any more.

    Raises:
        Stopping, and what `receiving` raises
    """
    received = asyncio.create_task(receiving)
    stopped = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait((received, stopped), return_when=asyncio.FIRST_COMPLETED)
        if not received.done():
            # A browser that is still sending would not see the answer.
            await asyncio.wait((received,), timeout=_LAST_SECONDS)
        if not received.done():
            raise Stopping
        return received.result()
    finally:
        received.cancel()
        stopped.cancel()
        await asyncio.wait((received, stopped))


def _add(connection: Connection, attachment: Attachment) -> None:
    """
    Raises:
        Closed: a clerk has it by now.
        Refused: another upload was faster, and now it is too much.
    """
    # Two uploads at once would each find enough space.
    advisory_lock(connection, hashlib.sha256(attachment.registration_id.encode()).digest())
    registration = _open(connection, attachment.registration_id)
    there = attachments_of(connection, attachment.registration_id)
    if len(there) >= MOST_FILES:
        raise Refused(Reason.TOO_MANY)
    if sum(one.size for one in there) + attachment.size > MOST_BYTES:
        raise Refused(Reason.TOO_BIG)
    insert_attachment(connection, attachment)
    notify(connection, registration_topic(attachment.registration_id))
    account, kind = registration.account_id, attachment.kind
    record_event(
        connection, Event.CERTIFICATE_UPLOADED, attachment.added_at, account=account, kind=kind
    )


def _not_seen(registration: Registration, files: list[Attachment]) -> list[Attachment]:
    """Those that no clerk has had before.

    Nothing is added while a clerk has it: what is older than the last order lay there when the
    clerk asked.
    """
    return [file for file in files if file.added_at > (registration.ordered_at or 0)]


def _open(connection: Connection, registration_id: str) -> Registration:
    found = find_registration(connection, registration_id)
    if found is None or found.state is not State.OPEN:
        raise Closed
    return found
