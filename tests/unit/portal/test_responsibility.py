"""Which regional AOK is responsible."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from portal.domain.institutions.directory import INSTITUTIONS, Institution, find_institution
from portal.domain.institutions.regions import REGIONS, RESPONSIBILITIES, responsible_region
from portal.platform.database.engines import sync_transaction
from tests.support.portal_server import migrate_cached


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A database with three regions and nobody responsible."""
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    migrate_cached(url)
    with sync_transaction(url) as connection:
        regions = [{"code": code, "name": f"AOK {code}", "email": ""} for code in ("a", "b", "c")]
        connection.execute(insert(REGIONS), regions)
        yield connection


def give(connection: Connection, kind: str, prefix: str, region: str) -> None:
    values = {"kind": kind, "prefix": prefix, "region": region}
    connection.execute(insert(RESPONSIBILITIES), [values])


def responsible(connection: Connection, ik: str, postal_code: str) -> str | None:
    region = responsible_region(connection, ik, postal_code)
    return None if region is None else region.code


def test_without_a_fitting_prefix_nobody_is_responsible(connection: Connection) -> None:
    give(connection, "postal_code", "80", "a")
    assert responsible(connection, "108018007", "10115") is None
    assert responsible(connection, "", "") is None


def test_the_longest_prefix_of_the_postal_code_wins(connection: Connection) -> None:
    give(connection, "postal_code", "8", "a")
    give(connection, "postal_code", "881", "b")
    assert responsible(connection, "260326822", "88131") == "b"
    assert responsible(connection, "260326822", "80331") == "a"


def test_the_ik_number_comes_before_the_postal_code(connection: Connection) -> None:
    give(connection, "postal_code", "88131", "a")
    give(connection, "ik", "26", "b")
    give(connection, "ik", "260326822", "c")
    assert responsible(connection, "260326822", "88131") == "c"
    assert responsible(connection, "260120196", "88131") == "b"
    assert responsible(connection, "108018007", "88131") == "a"


@pytest.mark.parametrize("kind", ["ik", "postal_code"])
def test_the_empty_prefix_is_for_all_others(connection: Connection, kind: str) -> None:
    give(connection, kind, "", "a")
    give(connection, "postal_code", "88", "b")
    assert responsible(connection, "260326822", "88131") == "b"
    assert responsible(connection, "260326822", "10115") == "a"
    assert responsible(connection, "260326822", "") == "a"


def test_an_institution_is_found_by_its_whole_number(connection: Connection) -> None:
    known = Institution("260326822", "Klinik am See", "Uferweg 1", "88131", "Lindau")
    connection.execute(insert(INSTITUTIONS), [vars(known)])
    assert find_institution(connection, "260326822") == known
    assert find_institution(connection, "26032682") is None
    assert find_institution(connection, "2603268%") is None
