"""Bringing regions and their responsibility into the database."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import BindParameter, Connection, bindparam, delete, exists, insert, select, update

from portal.accounts.tables import ACCOUNTS
from portal.db.statement import Statement
from portal.institutions.files import ImportProblem
from portal.institutions.regions_file import Area
from portal.institutions.responsibility import all_regions
from portal.institutions.tables import REGIONS, RESPONSIBILITIES
from portal.registration.tables import REGISTRATIONS

_code: Final[BindParameter[str]] = bindparam("code_")

_CHANGE: Final = Statement(
    update(REGIONS)
    .where(REGIONS.c.code == _code)
    .values(name=bindparam("name_"), email=bindparam("email_"))
)
_ADD: Final = Statement(insert(REGIONS), columns=["code", "name", "email"])
_REMOVE: Final = Statement(delete(REGIONS).where(REGIONS.c.code == _code))
_USED: Final = Statement(
    select(REGIONS.c.code)
    .where(REGIONS.c.code == _code)
    .where(
        exists().where(REGISTRATIONS.c.region == REGIONS.c.code)
        | exists().where(ACCOUNTS.c.region == REGIONS.c.code)
    )
)
_FORGET: Final = Statement(delete(RESPONSIBILITIES))
_GIVE: Final = Statement(insert(RESPONSIBILITIES), columns=["kind", "prefix", "region"])


def import_regions(connection: Connection, areas: Iterable[Area]) -> None:
    """Put these regions in the place of those that are there.

    Raises:
        ImportProblem: one that is missing here still has registrations or clerks.
    """
    areas = list(areas)
    _FORGET.change(connection)
    _remove_others(connection, {area.region.code for area in areas})
    for area in areas:
        region = area.region
        if not _CHANGE.change(
            connection, code_=region.code, name_=region.name, email_=region.email
        ):
            _ADD.change(connection, code=region.code, name=region.name, email=region.email)
        for kind, prefix in area.prefixes:
            _GIVE.change(connection, kind=kind, prefix=prefix, region=region.code)


def _remove_others(connection: Connection, kept: set[str]) -> None:
    for region in all_regions(connection):
        if region.code in kept:
            continue
        if _USED.one(connection, code_=region.code) is not None:
            raise ImportProblem(
                f"Region {region.code} ({region.name}) still has registrations or clerks: "
                "keep it in the file, without prefixes if it is to get no more."
            )
        _REMOVE.change(connection, code_=region.code)
