"""ui/translations: the .ts files are kept in git, the .qm files are made from them."""

from command import Trouble
from environment import ROOT, program
from processes import succeed

FOLDER = ROOT / "ui" / "translations"


def compile_stale() -> None:
    """Make each .qm that is missing or older than its .ts."""
    for source in FOLDER.glob("*.ts"):
        target = source.with_suffix(".qm")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            succeed([program("pyside6-lrelease"), source, "-qm", target])


def update() -> None:
    """Bring the texts of ui/ into each .ts, then make the .qm files."""
    if not (catalogues := sorted(FOLDER.glob("*.ts"))):
        raise Trouble(f"there is no .ts in {FOLDER}; make an empty one for the language first.")
    sources = sorted((ROOT / "ui").rglob("*.py"))
    # Line numbers would change with every edit of the code.
    options = ["-no-obsolete", "-locations", "none"]
    succeed([program("pyside6-lupdate"), *options, *sources, "-ts", *catalogues])
    compile_stale()
