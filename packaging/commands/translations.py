"""The window's translations: .ts files are kept in git, .qm files are made from them.

The portal reads its .po files as they are.
"""

from environment import ROOT, program
from processes import succeed

FOLDER = ROOT / "ui" / "translations"
PLAIN = FOLDER / "de_plain.ts"
# What is shown up to the end of the activation: only this is said in plain language.
PLAIN_SOURCES = (
    *sorted((ROOT / "ui" / "screens" / "activation").glob("*.py")),
    *sorted((ROOT / "ui" / "screens" / "introduction").glob("*.py")),
    *(
        ROOT / "ui" / f"{name}.py"
        for name in ("failure_texts", "keyring_texts", "network_texts", "profile_texts", "texts")
    ),
    *(
        ROOT / "ui" / "widgets" / f"{name}.py"
        for name in (
            *("code_field", "new_pin", "notice", "pin_field", "pin_page", "pin_rules"),
            *("progress", "waiting", "window_buttons"),
        )
    ),
)


def compile_stale() -> None:
    """Make each .qm that is missing or older than its .ts."""
    for source in FOLDER.glob("*.ts"):
        target = source.with_suffix(".qm")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            # An unfinished one is a hint for the translator; German is shown until it is done.
            succeed([program("pyside6-lrelease"), "-nounfinished", source, "-qm", target])
