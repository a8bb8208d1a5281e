"""The portal's texts: gettext's .po files, brought in step with code and templates by Babel.

What is untranslated after a change is "fuzzy" and has the old text as "#| msgid" and its
translation as a hint; the portal shows no fuzzy translation. What is gone is kept as obsolete
until nothing is untranslated.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import denormalize, read_po, write_po

from environment import ROOT, program
from hints import Changes, Text, Untranslated, pair
from processes import Word, succeed

PORTAL = ROOT / "portal"
# `marked` is for texts that are translated where they are shown.
_KEYWORDS = ("translated", "translated_many:1,2", "marked")
_PREVIOUS = "| msgid "


def extract(target: Path, folder: Path = PORTAL) -> None:
    """Write the texts of the pages and code in a folder, in German, to a .pot file."""
    mapping = ROOT / "pyproject.toml"
    keywords = [f"--keyword={keyword}" for keyword in _KEYWORDS]
    # Nothing that depends on the day, the machine or the number of a line.
    bare = ("--omit-header", "--no-wrap", "--no-location")
    options: list[Word] = [f"--mapping={mapping}", *keywords, *bare, "-o", target, folder]
    succeed([program("pybabel"), "--quiet", "extract", *options])


def update(path: Path, folder: Path = PORTAL) -> Changes:
    """Bring the texts of a folder into a .po file, with hints for what is untranslated now."""
    catalogue = read(path)
    before = [_text(message) for message in catalogue if message.id and not message.fuzzy]
    previous = {message.id: message.previous_id for message in catalogue}
    with tempfile.TemporaryDirectory() as temporary:
        found = Path(temporary) / "portal.pot"
        extract(found, folder)
        catalogue.update(read(found), no_fuzzy_matching=True)
    for message in catalogue:
        message.previous_id = previous.get(message.id, []) if message.fuzzy else []
    _add_hints(catalogue)
    left = _untranslated(catalogue)
    with path.open("wb") as file:
        write_po(
            file,
            catalogue,
            width=0,
            omit_header=True,
            include_previous=True,
            ignore_obsolete=not left,
        )
    known = {_text(message).source for message in catalogue if message.id}
    known |= {each.old for each in left}
    return Changes(path, left, removed=[text for text in before if text.source not in known])


def untranslated(path: Path) -> list[Untranslated]:
    """The texts of a .po file without a finished translation."""
    return _untranslated(read(path))


def read(path: Path) -> Catalog:
    """A .po file named for its language, or a .pot file."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem if path.suffix == ".po" else None)
    for message in (*catalogue, *catalogue.obsolete.values()):
        _read_previous(message)
    return catalogue


def _read_previous(message: Message) -> None:
    """Babel reads what it wrote as "#| msgid" as a comment."""
    previous = [each for each in message.user_comments if each.startswith("| ")]
    message.user_comments = [each for each in message.user_comments if each not in previous]
    message.previous_id = [
        denormalize(each.removeprefix(_PREVIOUS)) for each in previous if each.startswith(_PREVIOUS)
    ]


def _add_hints(catalogue: Catalog) -> None:
    new = {_text(message): message for message in catalogue if message.id}
    gone = {_text(message): message for message in catalogue.obsolete.values()}
    missing = [text for text in new if not text.translation]
    for text, old in pair(missing, [each for each in gone if each.translation]).items():
        _add_hint(new[text], gone[old])
        catalogue.obsolete = {
            key: message for key, message in catalogue.obsolete.items() if message != gone[old]
        }


def _add_hint(message: Message, old: Message) -> None:
    previous = old.previous_id or [_forms(old.id)[0]]
    words = _forms(old.string)
    plural = isinstance(message.id, (list, tuple))
    message.string = (words[0], words[-1]) if plural else words[0]
    if previous != [_forms(message.id)[0]]:
        message.previous_id = previous
        message.flags.add("fuzzy")


def _untranslated(catalogue: Catalog) -> list[Untranslated]:
    return [
        Untranslated(_text(message), next(iter(message.previous_id), ""))
        for message in catalogue
        if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]


def _text(message: Message) -> Text:
    return Text("", _forms(message.id)[0], " | ".join(filter(None, _forms(message.string))))


def _forms(text: str | Sequence[str] | None) -> list[str]:
    return [text or ""] if isinstance(text, str | None) else list(text)
