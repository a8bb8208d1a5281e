"""Bringing institutions into the directory."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from portal.institutions.directory import Institution
from portal.institutions.files import Fault, read_institutions
from portal.institutions.tables import INSTITUTIONS

_AT_ONCE: Final = 2_000

_DELETE: Final = delete(INSTITUTIONS).where(INSTITUTIONS.c.ik.in_(bindparam("iks", expanding=True)))


@dataclass(frozen=True)
class Sorted:
    """A whole file, read before anything is written and anybody has to wait."""

    good: list[Institution]
    wrong: list[Fault]


def sorted_rows(path: Path) -> Sorted:
    """What is good and what is wrong in a file.

    Raises:
        ImportProblem: it is no such file as a whole.
    """
    rows = Sorted([], [])
    for row in read_institutions(path):
        if isinstance(row, Fault):
            rows.wrong.append(row)
        else:
            rows.good.append(row)
    return rows


def import_institutions(
    connection: Connection, institutions: list[Institution], *, replace: bool
) -> None:
    """Write them over those with the same IK number, or (`replace`) over all."""
    if replace:
        connection.execute(delete(INSTITUTIONS))
    for start in range(0, len(institutions), _AT_ONCE):
        some = institutions[start : start + _AT_ONCE]
        connection.execute(_DELETE, {"iks": [institution.ik for institution in some]})
        connection.execute(insert(INSTITUTIONS), [vars(institution) for institution in some])


def institution_count(connection: Connection) -> int:
    return int(connection.scalar(select(func.count()).select_from(INSTITUTIONS)) or 0)
