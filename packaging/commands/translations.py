"""Texts in other languages: of the window in ui/translations, of the portal in its own.

Of the window's the .ts files are kept in git and the .qm files are made from them; the portal
reads its .po files as they are.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from command import Trouble
from environment import ROOT, program
from processes import Word, succeed

FOLDER = ROOT / "ui" / "translations"
PLAIN = FOLDER / "de_plain.ts"
# What the activation shows: only this is said in plain language.
PLAIN_SOURCES = (
    *sorted((ROOT / "ui" / "screens" / "activation").glob("*.py")),
    *(ROOT / "ui" / name for name in ("failure_texts.py", "network_texts.py", "texts.py")),
    *(
        ROOT / "ui" / "widgets" / f"{name}.py"
        for name in (
            *("check_button", "code_field", "new_pin", "notice"),
            *("pin_field", "progress", "waiting"),
        )
    ),
)
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
    if not (catalogues := sorted(set(FOLDER.glob("*.ts")) - {PLAIN})):
        raise Trouble(f"there is no .ts in {FOLDER}; make an empty one for the language first.")
    sources = sorted((ROOT / "ui").rglob("*.py"))
    _update_window(sources, catalogues)
    _update_window(PLAIN_SOURCES, [PLAIN])
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


def _update_window(sources: Sequence[Path], catalogues: Sequence[Path]) -> None:
    # Line numbers would change with every edit of the code.
    options = ["-no-obsolete", "-locations", "none"]
    succeed([program("pyside6-lupdate"), *options, *sources, "-ts", *catalogues])


def _update_portal() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "portal.pot"
        extract(found)
        for catalogue in sorted((PORTAL / "translations").glob("*.po")):
            # What is new is left empty: a guess would look like a translation.
            options = ["--no-fuzzy-matching", "--ignore-obsolete", *_BARE]
            files: list[Word] = ["-l", catalogue.stem, "-i", found, "-o", catalogue]
            succeed([program("pybabel"), "--quiet", "update", *options, *files])
