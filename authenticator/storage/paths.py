"""Where this user's files are. Imported before the first window: cheap."""

from pathlib import Path
from typing import Final

import platformdirs

VENDOR: Final = "AOK"
FOLDER: Final = "AOK 2-Faktor App"


def profile_folder(given: Path | None = None) -> Path:
    """The folder of the profile: as the command line has it, else where the system keeps such."""
    return given or platformdirs.user_data_path(FOLDER, VENDOR, roaming=True)


def log_folder() -> Path:
    """Where the system keeps logs of programs."""
    return platformdirs.user_log_path(FOLDER, VENDOR)
