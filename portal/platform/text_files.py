"""Text files of operators: settings, lists, regions."""

from pathlib import Path

from crypto.errors import Malformed
from crypto.text_files import decode_text


class UnreadableFile(Exception):
    """Says in one sentence why a file is not read, and what to do."""


def read_text_file(path: Path) -> str:
    """The text of a file as any editor saves it.

    Raises:
        FileNotFoundError: there is none.
        UnreadableFile: it is there and cannot be read.
    """
    try:
        return decode_text(path.read_bytes())
    except FileNotFoundError:
        raise
    except OSError as error:
        if path.is_dir():
            raise UnreadableFile(f"{path} is a folder: put a file in its place.") from error
        raise UnreadableFile(
            f"{path} cannot be read ({error.strerror}): check its rights."
        ) from error
    except Malformed as error:
        raise UnreadableFile(f"{path} is no text file: save it as text (UTF-8).") from error
