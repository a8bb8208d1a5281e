"""Bringing institutions into the directory."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from portal.institutions.directory import Institution
from portal.institutions.files import Fault, read_institutions
from portal.institutions.tables import INSTITUTIONS

_AT_ONCE: Final = 2_000

_DELETE: Final = delete(INSTITUTIONS).where(INSTITUTIONS.c.ik == bindparam("ik_"))


def faults_of(path: Path) -> list[Fault]:
    """What is wrong in a file, before anything is written and anybody has to wait.

    Raises:
        ImportProblem: it is no such file as a whole.
    """
    return [row for row in read_institutions(path) if isinstance(row, Fault)]


def import_institutions(connection: Connection, path: Path, *, replace: bool) -> int:
    """Write the good rows of a file over those with the same IK number, or (`replace`) over all;
    how many.
    """
    if replace:
        connection.execute(delete(INSTITUTIONS))
    good = (row for row in read_institutions(path) if isinstance(row, Institution))
    count = 0
    for some in _batches(good):
        connection.execute(_DELETE, [{"ik_": institution.ik} for institution in some])
        connection.execute(insert(INSTITUTIONS), [vars(institution) for institution in some])
        count += len(some)
    return count


def institution_count(connection: Connection) -> int:
    return int(connection.scalar(select(func.count()).select_from(INSTITUTIONS)) or 0)


def _batches(rows: Iterable[Institution]) -> Iterator[list[Institution]]:
    rows = iter(rows)
    while some := list(islice(rows, _AT_ONCE)):
        yield some
