"""Uploaded files are there as long as their rows, and no longer."""

from pathlib import Path

import pytest

from portal.domain.certificates.attachments import Storage
from tests.support.portal_server import RunningPortal
from tests.support.uploads import samples
from tests.support.uploads.registrations import registered, upload, working_on

pytestmark = pytest.mark.heavy

HOUR = 3600


def stored(portal: RunningPortal) -> list[Path]:
    return sorted((portal.settings.data / "uploads").iterdir())


def swept(portal: RunningPortal) -> int:
    storage, now = Storage(portal.settings.data / "uploads"), portal.clock.now()
    return portal.write(lambda connection: storage.sweep(connection, now))


@pytest.mark.parametrize("name", ["", "../portal.sqlite", "a", "A" * 32, "0" * 31 + "/", "0" * 33])
def test_no_other_name_is_ever_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        Storage(tmp_path).path(name)


def test_a_file_whose_row_is_gone_is_deleted_after_an_hour(own_portal: RunningPortal) -> None:
    ids = [registered(own_portal), registered(own_portal)]
    for id_ in ids:
        upload(working_on(own_portal, id_), ("a.pdf", samples.pdf()))
    assert len(stored(own_portal)) == 2
    own_portal.execute("DELETE FROM attachments WHERE registration_id = :r", r=ids[0])
    own_portal.clock.advance(HOUR)
    assert swept(own_portal) == 0
    own_portal.clock.advance(1)
    assert swept(own_portal) == 1
    (left,) = own_portal.query("SELECT stored_as FROM attachments")
    assert [path.name for path in stored(own_portal)] == list(left)


def test_the_rows_go_with_the_registration(own_portal: RunningPortal) -> None:
    id_ = registered(own_portal)
    upload(working_on(own_portal, id_), ("a.pdf", samples.pdf()))
    own_portal.execute("DELETE FROM registrations WHERE id = :r", r=id_)
    assert own_portal.query("SELECT * FROM attachments") == []
    own_portal.clock.advance(HOUR + 1)
    assert swept(own_portal) == 1


def test_what_is_no_upload_is_left_alone(tmp_path: Path, own_portal: RunningPortal) -> None:
    folder = own_portal.settings.data / "uploads"
    folder.mkdir()
    (folder / "notes.txt").write_text("the operator's")
    own_portal.clock.advance(10 * 365 * 24 * HOUR)
    assert swept(own_portal) == 0


def test_without_any_upload_there_is_nothing_to_do(own_portal: RunningPortal) -> None:
    assert swept(own_portal) == 0
