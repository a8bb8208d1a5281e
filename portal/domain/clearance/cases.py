"""One registration with all that a clerk has to know of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, or_, select

from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.events import Event
from portal.domain.audit.log import AUDIT
from portal.domain.clearance.clerk import VISIBLE, Clerk
from portal.domain.clearance.decisions import Shown
from portal.domain.devices.administration import ListedDevice, devices_of
from portal.domain.institutions.directory import Institution, find_institution
from portal.domain.institutions.regions import REGIONS
from portal.domain.registration.registrations import Registration, State, find_registration
from portal.domain.registration.tables import REGISTRATIONS
from portal.platform.database.statement import Statement

_MOST_STEPS: Final = 50
_STEPS: Final = (
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
    """What a clerk did."""

    at: int
    event: Event
    clerk: str
    """The name; "" if there is no such account any more, or it was an operator."""


@dataclass(frozen=True)
class Sheet:
    """What the page of a registration shows."""

    registration: Registration
    region: str
    """The name of the regional AOK, "" where nobody is responsible."""
    institution: Institution | None
    devices: list[ListedDevice]
    steps: list[Step]
    """The newest first."""
    first_clerk: str
    """The name of who has cleared first, if anybody."""
    is_own: bool
    is_second_look: bool
    """Whether this clerk has cleared first, so that somebody else must."""

    @property
    def shown(self) -> Shown:
        return Shown(self.registration.ordered_at or 0, self.registration.first_clerk)

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
    def asked_at(self) -> int | None:
        """When a clerk last asked, if ever."""
        asked = (step.at for step in self.steps if step.event is Event.REGISTRATION_ASKED)
        return next(asked, None)

    @property
    def shows_files(self) -> bool:
        """While it is the user's turn, what lies there is not handed in."""
        return self.registration.state is not State.OPEN


_R: Final = REGISTRATIONS.c
_A: Final = AUDIT.c
_VISIBLE = Statement(
    select(_R.id, REGIONS.c.name)
    .join_from(REGISTRATIONS, REGIONS, isouter=True)
    .where(_R.id == bindparam("id_"), VISIBLE)
)
_STEPS_OF = Statement(
    select(_A.at, _A.event, _A.facts)
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
    return Sheet(
        registration,
        region=row[1] or "",
        institution=find_institution(connection, registration.ik),
        devices=[] if account is None else devices_of(connection, account),
        steps=list(_steps(connection, registration)),
        first_clerk=_name(connection, registration.first_clerk),
        is_own=account == clerk.id or registration.login == clerk.login,
        is_second_look=registration.state is State.ORDERED and registration.first_clerk == clerk.id,
    )


def _steps(connection: Connection, registration: Registration) -> Iterator[Step]:
    values = {"account": registration.account_id, "since": registration.created_at}
    for at, event, facts in _STEPS_OF.all(connection, **values):
        values = json.loads(facts)
        if values["registration"] == registration.id:
            yield Step(at, Event(event), _name(connection, values.get("clerk")))


def _name(connection: Connection, account: int | None) -> str:
    row = None if account is None else _NAME.one(connection, account=account)
    return "" if row is None else str(row[0])
