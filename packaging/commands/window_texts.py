"""The window's texts: Qt's .ts files, brought in step with the code by lupdate.

lupdate keeps the translation of a text that is gone as "vanished". Here it becomes the hint of the
text that takes its place: Qt's `oldsource` beside an "unfinished" translation. A text that only
moved to another context keeps its translation. Once nothing is unfinished, the rest is dropped.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from environment import program
from hints import Changes, Text, Untranslated, pair
from processes import succeed

_GONE = ("vanished", "obsolete")


def update(sources: Sequence[Path], catalogue: Path) -> Changes:
    """Bring the texts of `sources` into a .ts file, with hints for what is untranslated now."""
    before = [text for text, message in _messages(_root(catalogue)) if _kind(message) == ""]
    _lupdate(sources, catalogue)
    root = _root(catalogue)
    moved = _finish_moved(root)
    _drop_old_hints(root)
    _add_hints(root)
    catalogue.write_bytes(ElementTree.tostring(root))
    unfinished = any(_kind(message) == "unfinished" for _, message in _messages(root))
    # Once more for Qt's own layout.
    _lupdate(sources, catalogue, *(() if unfinished else ("-no-obsolete",)))
    left = untranslated(catalogue)
    known = {source for _, source in translations(catalogue)} | {each.old for each in left}
    removed = [text for text in before if text.source not in known]
    return Changes(catalogue, left, moved, removed)


def translations(catalogue: Path) -> dict[tuple[str, str], str]:
    """Of the texts in use, by context and German text."""
    return {
        (text.context, text.source): text.translation
        for text, message in _messages(_root(catalogue))
        if _kind(message) not in _GONE
    }


def untranslated(catalogue: Path) -> list[Untranslated]:
    """The texts in use without a finished translation."""
    return [
        Untranslated(text, message.findtext("oldsource", ""))
        for text, message in _messages(_root(catalogue))
        if _kind(message) == "unfinished" or not (text.translation or _kind(message))
    ]


def _lupdate(sources: Sequence[Path], catalogue: Path, *options: str) -> None:
    # Line numbers would change with every edit of the code.
    bare = ("-locations", "none", *options)
    succeed([program("pyside6-lupdate"), *bare, *sources, "-ts", catalogue])


def _finish_moved(root: Element) -> list[Text]:
    """Finish the texts that vanished from another context with the same translation."""
    gone: dict[str, set[str]] = {}
    for text, message in _messages(root):
        if _kind(message) == "vanished":
            gone.setdefault(text.source, set()).add(text.translation)
    moved = []
    for text, message in _messages(root):
        # lupdate has filled in the translation of the same text elsewhere.
        if _kind(message) == "unfinished" and gone.get(text.source) == {text.translation}:
            _translation(message).attrib.clear()
            moved.append(text)
    return moved


def _drop_old_hints(root: Element) -> None:
    """Qt keeps the old text of a message that is finished."""
    for _, message in _messages(root):
        old = message.find("oldsource")
        if old is not None and not _kind(message):
            message.remove(old)


def _add_hints(root: Element) -> None:
    messages = dict(_messages(root))
    moved = {text.source for text, message in messages.items() if _kind(message) == ""}
    new = [text for text in messages if _kind(messages[text]) == "unfinished"]
    gone = [
        text
        for text in messages
        if _kind(messages[text]) in _GONE and text.translation and text.source not in moved
    ]
    for text, old in pair([text for text in new if not text.translation], gone).items():
        _add_hint(messages[text], messages[old])
        for context in root:
            if messages[old] in context:
                context.remove(messages[old])


def _add_hint(message: Element, old: Element) -> None:
    source = old.findtext("oldsource") or old.findtext("source")
    _copy_translation(message, old)
    if message.findtext("source") == source:
        # The change was taken back.
        _translation(message).attrib.clear()
    else:
        ElementTree.SubElement(message, "oldsource").text = source


def _copy_translation(message: Element, old: Element) -> None:
    translation = _translation(message)
    if message.get("numerus") == old.get("numerus"):
        translation[:] = _translation(old)[:]
        translation.text = _translation(old).text
    elif message.get("numerus"):
        for form in translation:
            form.text = _words(old)
    else:
        translation.text = _words(old)


def _root(catalogue: Path) -> Element:
    return ElementTree.parse(catalogue).getroot()


def _messages(root: Element) -> Iterator[tuple[Text, Element]]:
    for context in root.iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            yield Text(name, message.findtext("source", ""), _words(message)), message


def _translation(message: Element) -> Element:
    found = message.find("translation")
    assert found is not None
    return found


def _kind(message: Element) -> str:
    """Qt's word for the state of the translation; "" while it is finished and in use."""
    return _translation(message).get("type", "")


def _words(message: Element) -> str:
    translation = _translation(message)
    forms = [form.text or "" for form in translation.iter("numerusform")]
    return " | ".join(filter(None, forms)) if forms else translation.text or ""
