"""One registration with all that a clerk has to know of it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, or_, select

from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.entries import AUDIT
from portal.domain.audit.log import Event
from portal.domain.certificates.attachments import Attachment, attachments_of
from portal.domain.clearance.access import VISIBLE, Clerk
from portal.domain.devices.administration import ListedDevice, all_devices
from portal.domain.institutions.directory import Institution, find_institution
from portal.domain.institutions.regions import REGIONS
from portal.domain.providers.providers import holder_of, provider_of
from portal.domain.registration.registrations import (
    REGISTRATIONS,
    Kind,
    Registration,
    State,
    find_registration,
)
from portal.platform.database.statement import Statement

_MOST_STEPS: Final = 50
# What decisions change themselves, and no clerk decides about.
_DECIDED: Final = frozenset({"state", "first_clerk", "first_shown", "decided_by", "decided_at"})
_STEPS: Final = (
    Event.REGISTRATION_ORDERED,
    Event.REGISTRATION_TAKEN_BACK,
    Event.DEVICE_CONFIRMED,
    Event.DEVICE_LOCKED,
    Event.DEVICE_SUSPECT,
    Event.DEVICE_REVOKED,
    Event.KEY_ROTATED,
    Event.REGISTRATION_FIRST_CLEARANCE,
    Event.REGISTRATION_CLEARED,
    Event.REGISTRATION_ASKED,
    Event.REGISTRATION_REFUSED,
)


class Directory(StrEnum):
    """What the directory says of the IK number that was given."""

    MATCH = "match"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Step:
    """What a clerk did, or what became of the registration and its devices."""

    at: int
    event: Event
    clerk: str
    """The name; "" if there is no such account any more, or it was no clerk."""
    device: str
    """The name; "" if there is no such device any more, or it is about none."""


@dataclass(frozen=True)
class Content:
    """What a decision is about."""

    registration: Registration
    region: str
    """The name of the regional AOK, "" where nobody is responsible."""
    institution: Institution | None
    devices: list[ListedDevice]
    attachments: list[Attachment]
    """What was handed in, in the order in which it came."""
    holder: str
    """The name of another provider that has the IK number cleared, "" where none has."""

    @property
    def digest(self) -> str:
        """Another one for everything that is not the same, but for what decisions change."""
        content = asdict(self)
        for name in _DECIDED:
            del content["registration"][name]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Sheet(Content):
    """What the page of a registration shows."""

    content: str
    """The digest."""
    steps: list[Step]
    """The newest first."""
    first_clerk: str
    """The name of who has cleared first, if anybody."""
    clerk_id: int
    """Who looks at it."""
    is_own: bool

    @property
    def first(self) -> int | None:
        """Who has cleared first, while everything is as it was then."""
        registration = self.registration
        return registration.first_clerk if registration.first_shown == self.content else None

    @property
    def is_second_look(self) -> bool:
        """Whether this clerk has cleared first, so that somebody else must."""
        return self.is_waiting and self.first == self.clerk_id

    @property
    def shown(self) -> str:
        """For the form: a decision holds for this alone."""
        return f"{self.content}-{self.first or ''}"

    @property
    def directory(self) -> Directory:
        if self.institution is None:
            return Directory.UNKNOWN
        names = (self.institution.name, self.registration.institution)
        given, known = (" ".join(name.split()).casefold() for name in names)
        return Directory.MATCH if given == known else Directory.DIFFERS

    @property
    def is_waiting(self) -> bool:
        return self.registration.state is State.ORDERED

    @property
    def can_be_decided(self) -> bool:
        return self.is_waiting and not self.is_own

    @property
    def can_be_cleared(self) -> bool:
        """A further IK number that somebody else has cannot."""
        return not (self.registration.kind is Kind.IK and self.holder)

    @property
    def asked_at(self) -> int | None:
        """When a clerk last asked, if ever."""
        asked = (step.at for step in self.steps if step.event is Event.REGISTRATION_ASKED)
        return next(asked, None)


_R: Final = REGISTRATIONS.c
_A: Final = AUDIT.c
_VISIBLE = Statement(
    select(_R.id, REGIONS.c.name)
    .join_from(REGISTRATIONS, REGIONS, isouter=True)
    .where(_R.id == bindparam("id_"), VISIBLE)
)
_STEPS_OF = Statement(
    select(_A.at, _A.event, _A.device_id, _A.facts)
    .where(
        _A.account_id == bindparam("account"),
        _A.at >= bindparam("since"),
        or_(*(_A.event == event for event in _STEPS)),
    )
    .order_by(_A.seq.desc())
    .limit(_MOST_STEPS)
)
_NAME = Statement(select(ACCOUNTS.c.name).where(ACCOUNTS.c.id == bindparam("account")))


def find_sheet(connection: Connection, clerk: Clerk, id_: str) -> Sheet | None:
    """None where there is none that this clerk may know of."""
    row = _VISIBLE.one(connection, id_=id_, region_=clerk.region)
    registration = None if row is None else find_registration(connection, id_)
    if row is None or registration is None:
        return None
    account = registration.account_id
    content = Content(
        registration,
        region=row[1] or "",
        institution=find_institution(connection, registration.ik),
        devices=[] if account is None else all_devices(connection, account),
        attachments=_handed_in(connection, registration),
        holder=_other_holder(connection, registration),
    )
    return Sheet(
        **vars(content),
        content=content.digest,
        steps=list(_steps(connection, content)),
        first_clerk=_name(connection, registration.first_clerk),
        clerk_id=clerk.id,
        is_own=account == clerk.id or registration.login == clerk.login,
    )


def _handed_in(connection: Connection, registration: Registration) -> list[Attachment]:
    """While it is the user's turn, what lies there is not handed in."""
    if registration.state is State.OPEN:
        return []
    return attachments_of(connection, registration.id)


def _other_holder(connection: Connection, registration: Registration) -> str:
    holder, own = holder_of(connection, registration.ik), registration.provider_id
    if own is None and registration.account_id is not None:
        found = provider_of(connection, registration.account_id)
        own = None if found is None else found.id
    return "" if holder is None or holder.id == own else holder.name


def _steps(connection: Connection, content: Content) -> Iterator[Step]:
    registration, names = content.registration, {one.id: one.name for one in content.devices}
    values = {"account": registration.account_id, "since": registration.created_at}
    for at, event, device, text in _STEPS_OF.all(connection, **values):
        facts = json.loads(text)
        if facts.get("registration", registration.id) == registration.id:
            name = names.get(facts.get("new", device), "")
            yield Step(at, Event(event), _name(connection, facts.get("clerk")), name)


def _name(connection: Connection, account: int | None) -> str:
    row = None if account is None else _NAME.one(connection, account=account)
    return "" if row is None else str(row[0])
