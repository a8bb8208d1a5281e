"""Where this user's profile lies. Asked for before the window is drawn: imports little."""

from pathlib import Path
from typing import Final

VENDOR: Final = "AOK"
FOLDER: Final = "AOK 2-Faktor App"


def profile_folder(named: Path | None = None) -> Path:
    """The folder that is named on the command line, or the system's usual."""
    if named is not None:
        return named
    import platformdirs

    return platformdirs.user_data_path(FOLDER, VENDOR, roaming=True)
