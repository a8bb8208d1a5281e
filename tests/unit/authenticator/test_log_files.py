import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from authenticator.desktop.log_files import (
    FILE_NAME,
    FILES,
    LARGEST,
    begin_logging,
    end_logging,
    log_version,
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "log"
    handler = begin_logging(folder)
    assert handler is not None
    yield folder
    end_logging(handler)


def test_what_the_app_says_is_written_and_what_libraries_say_is_not(folder: Path) -> None:
    logging.getLogger("authenticator.network.portal_client").info(
        "no answer of the portal: AZF-3001"
    )
    logging.getLogger("ui.jobs").error("a job failed")
    logging.getLogger("authenticator").debug("a detail")
    logging.getLogger("urllib3").warning("a library's words")
    written = (folder / FILE_NAME).read_text()
    assert (
        "INFO authenticator.network.portal_client: no answer of the portal: AZF-3001\n" in written
    )
    assert "ERROR ui.jobs: a job failed\n" in written
    assert "a detail" not in written
    assert "library" not in written


def test_who_begins_again_writes_each_line_once_and_to_the_new_folder_alone(
    folder: Path, tmp_path: Path
) -> None:
    logging.getLogger("ui").info("first")
    places = (folder, tmp_path / "other")
    for place in places:
        begin_logging(place)
        logging.getLogger("ui").info("to %s", place.name)
    begin_logging(None)
    logging.getLogger("ui").info("to nowhere")
    texts = [(place / FILE_NAME).read_text() for place in places]
    words = [[line.partition(": ")[2] for line in text.splitlines()] for text in texts]
    assert words == [["first", "to log"], ["to other"]]


def test_old_files_make_room_for_new_ones(folder: Path) -> None:
    line = "x" * 50_000
    for _ in range(FILES * LARGEST // len(line) + 20):
        logging.getLogger("authenticator").info(line)
    files = list(folder.iterdir())
    assert len(files) == FILES
    assert all(file.stat().st_size <= LARGEST for file in files)


@pytest.mark.only_on("posix", reason="modes")
def test_nobody_else_may_look_into_the_folder(folder: Path) -> None:
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert begin_logging(file / "log") is None
    assert begin_logging(None) is None


def test_the_file_is_opened_by_the_first_line(folder: Path) -> None:
    assert list(folder.iterdir()) == []
    log_version()
    assert " INFO authenticator.desktop.log_files: version " in (folder / FILE_NAME).read_text()


def test_a_file_that_cannot_be_written_stops_nobody_and_is_tried_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / FILE_NAME).mkdir()
    logging.getLogger("ui").error("lost")
    (folder / FILE_NAME).rmdir()
    logging.getLogger("ui").error("written")
    assert "lost" not in (folder / FILE_NAME).read_text()
    assert "ERROR ui: written\n" in (folder / FILE_NAME).read_text()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("lines_before", [0, 1])
def test_a_line_that_comes_when_the_log_has_ended_opens_no_file(
    tmp_path: Path, lines_before: int
) -> None:
    handler = begin_logging(tmp_path)
    assert handler is not None
    for _ in range(lines_before):
        logging.getLogger("ui").info("before")
    end_logging(handler)
    handler.handle(logging.makeLogRecord({"msg": "late"}))
    files = [(file.name, file.read_text().count("\n")) for file in tmp_path.iterdir()]
    assert files == [(FILE_NAME, 1)] * lines_before
