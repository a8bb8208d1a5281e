"""Bring the texts of window and portal into their translations; run by .venv's Python."""

import sys

import portal_texts
import translations
import window_texts
from environment import ROOT
from hints import Changes, report


def update() -> list[Changes]:
    """Bring each catalogue in step and make the compiled ones."""
    portal = sorted((portal_texts.PORTAL / "translations").glob("*.po"))
    changes = [portal_texts.update(catalogue) for catalogue in portal]
    sources = sorted((ROOT / "ui").rglob("*.py"))
    for catalogue in sorted(translations.FOLDER.glob("*.ts")):
        plain = catalogue == translations.PLAIN
        chosen = translations.PLAIN_SOURCES if plain else sources
        changes.append(window_texts.update(chosen, catalogue))
    translations.compile_stale()
    return changes


if __name__ == "__main__":
    for told in map(report, update()):
        if told:
            sys.stdout.write(f"{told}\n")
