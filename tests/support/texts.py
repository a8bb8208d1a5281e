"""The German texts that window and portal show, found by their English translation.

So the wording is in one place: a changed German text changes no test. The beginning of a
translation is enough where "…" follows it, and `{name}` is filled in as the code does it. A
hyphen in the English words stands for either one, the usual one and the one that does not break.
"""

import re
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_PLACEHOLDER = re.compile(r"\{(\w+)\}|%\((\w+)\)[sd]")

HYPHEN = "\N{NON-BREAKING HYPHEN}"

Text = tuple[str, str, str]
"""Where it is used ("" in the portal), in English, in German."""


def window_text(english: str, context: str = "", **values: object) -> str:
    """A text of the window; `context` where several have this translation."""
    return _find(_window_texts(), english, context, values)


def portal_text(english: str, **values: object) -> str:
    """A text of the portal's pages and mails."""
    return _find(_portal_texts(), english, "", values)


def catalogue_texts() -> list[Text]:
    """All texts of window and portal that have a translation."""
    return [*_window_texts(), *_portal_texts()]


def _find(texts: list[Text], english: str, context: str, values: dict[str, object]) -> str:
    english = english.replace("-", HYPHEN)
    there = [
        (where, words.replace("-", HYPHEN), german)
        for where, words, german in texts
        if context in ("", where)
    ]
    found = {german for _, translation, german in there if translation == english}
    if not found and english.endswith("…"):
        beginning = english.removesuffix("…").rstrip()
        found = {german for _, words, german in there if words.startswith(beginning)}
    if len(found) != 1:
        raise LookupError(f"{len(found)} texts are '{english}' in English: {sorted(found)}")
    return _PLACEHOLDER.sub(lambda match: str(values[match[1] or match[2]]), found.pop())


@cache
def _window_texts() -> list[Text]:
    root = ElementTree.parse(_ROOT / "ui" / "translations" / "en.ts").getroot()
    return [
        (
            context.findtext("name", ""),
            message.findtext("translation", ""),
            message.findtext("source", ""),
        )
        for context in root.iter("context")
        for message in context.iter("message")
    ]


@cache
def _portal_texts() -> list[Text]:
    from babel.messages.pofile import read_po

    with (_ROOT / "portal" / "translations" / "en.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="en") if message.id]
    pairs = (zip(_forms(each.string), _forms(each.id), strict=True) for each in messages)
    return [("", english, german) for pair in pairs for english, german in pair]


def _forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [text or ""] if isinstance(text, str | None) else list(text)
