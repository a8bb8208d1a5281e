"""Texts in other languages: of the window in ui/translations, of the portal in its own.

Of the window's the .ts files are kept in git and the .qm files are made from them; the portal
reads its .po files as they are.
"""

import tempfile
from pathlib import Path

from command import Trouble
from environment import ROOT, program
from processes import Word, succeed

FOLDER = ROOT / "ui" / "translations"
PORTAL = ROOT / "portal"
# `marked` is for texts that are translated where they are shown.
_KEYWORDS = ("translated", "translated_many:1,2", "marked")
# Nothing that depends on the day, the machine or the number of a line.
_BARE = ("--omit-header", "--no-wrap")


def compile_stale() -> None:
    """Make each .qm that is missing or older than its .ts."""
    for source in FOLDER.glob("*.ts"):
        target = source.with_suffix(".qm")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            succeed([program("pyside6-lrelease"), source, "-qm", target])


def update() -> None:
    """Bring the texts into each .ts and .po, then make the .qm files."""
    _update_portal()
    if not (catalogues := sorted(FOLDER.glob("*.ts"))):
        raise Trouble(f"there is no .ts in {FOLDER}; make an empty one for the language first.")
    sources = sorted((ROOT / "ui").rglob("*.py"))
    # Line numbers would change with every edit of the code.
    options = ["-no-obsolete", "-locations", "none"]
    succeed([program("pyside6-lupdate"), *options, *sources, "-ts", *catalogues])
    compile_stale()


def extract(target: Path) -> None:
    """Write the texts of the portal's pages and code, in German, to a .pot file."""
    mapping = ROOT / "pyproject.toml"
    keywords = [f"--keyword={keyword}" for keyword in _KEYWORDS]
    options: list[Word] = [
        f"--mapping={mapping}",
        *keywords,
        *_BARE,
        "--no-location",
        "-o",
        target,
        PORTAL,
    ]
    succeed([program("pybabel"), "--quiet", "extract", *options])


def _update_portal() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "portal.pot"
        extract(found)
        for catalogue in sorted((PORTAL / "translations").glob("*.po")):
            # What is new is left empty: a guess would look like a translation.
            options = ["--no-fuzzy-matching", "--ignore-obsolete", *_BARE]
            files: list[Word] = ["-l", catalogue.stem, "-i", found, "-o", catalogue]
            succeed([program("pybabel"), "--quiet", "update", *options, *files])
