"""What a change of the German texts does to a translation, and how that is told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from environment import ROOT

# Below this, two texts have no more in common than two sentences about the same thing.
_SIMILAR = 0.6
_SAME_CONTEXT = 0.1


@dataclass(frozen=True)
class Text:
    """A German text, where it is used ("" if unknown) and its translation ("" if none)."""

    context: str
    source: str
    translation: str = ""


@dataclass(frozen=True)
class Untranslated:
    """A text whose translation, if it has one, is only a hint; `old` is the text hinted at."""

    new: Text
    old: str = ""


@dataclass(frozen=True)
class Changes:
    """What an update found in one catalogue."""

    catalogue: Path
    untranslated: Sequence[Untranslated] = field(default=())
    moved: Sequence[Text] = field(default=())
    """Texts that kept their translation in another context."""
    removed: Sequence[Text] = field(default=())
    """Texts that are no longer used and that nothing seems to replace."""


def pair(new: Sequence[Text], gone: Sequence[Text]) -> dict[Text, Text]:
    """For each new text the gone one that it most likely replaces, if there is one.

    Similar texts belong together, those of one context first. What is left over belongs together
    where a context has exactly one new and one gone text.
    """
    scores = ((_likeness(each, old), each, old) for each in new for old in gone)
    likely = (score for score in scores if score[0] >= _SIMILAR)
    found: dict[Text, Text] = {}
    for _, each, old in sorted(likely, key=lambda score: -score[0]):
        if each not in found and old not in found.values():
            found[each] = old
    for each in new:
        rest = [old for old in _of(each, gone) if old not in found.values()]
        alone = [other for other in _of(each, new) if other not in found]
        if len(rest) == 1 and alone == [each]:
            found[each] = rest[0]
    return found


def report(changes: Changes) -> str:
    """Plain sentences, each text on a line of its own; "" if there is nothing to say."""
    parts = [*_untranslated(changes), *_moved(changes.moved), *_removed(changes.removed)]
    return "\n".join(parts)


def _likeness(new: Text, old: Text) -> float:
    ratio = SequenceMatcher(None, new.source, old.source, autojunk=False).ratio()
    return ratio + (_SAME_CONTEXT if new.context == old.context else 0)


def _of(text: Text, texts: Iterable[Text]) -> list[Text]:
    return [each for each in texts if each.context == text.context]


def _untranslated(changes: Changes) -> Iterator[str]:
    if not changes.untranslated:
        return
    path = changes.catalogue
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    yield f"{name}: {_count(len(changes.untranslated))} without a translation."
    for text in changes.untranslated:
        yield f"  {text.new.context or 'text'}"
        yield f"    new German:  {text.new.source}"
        if text.old:
            yield f"    old German:  {text.old}"
        if text.new.translation:
            yield f"    old words:   {text.new.translation}"


def _moved(texts: Sequence[Text]) -> Iterator[str]:
    if texts:
        contexts = ", ".join(sorted({text.context for text in texts}))
        yield f"  {_count(len(texts))} moved to {contexts}, translation kept."


def _removed(texts: Sequence[Text]) -> Iterator[str]:
    for text in texts:
        yield f"  no longer used: {text.source} ({text.translation})"


def _count(number: int) -> str:
    return "1 text" if number == 1 else f"{number} texts"
