"""Every text of the portal can be read in English."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from environment import ROOT
from hints import Changes, report
from portal.platform.language import ENGLISH, GERMAN
from portal_texts import extract, untranslated

CATALOGUE = ROOT / "portal" / "translations" / "en.po"
TEMPLATES = ROOT / "portal" / "web" / "templates"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?\w+|href=\"[^\"]*\"")
JINJA = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
READ_ALOUD = ("alt", "aria-label", "placeholder", "title")
# Pages of prose are whole in each language.
WHOLE = (f".{GERMAN}.html", f".{ENGLISH}.html")


@cache
def texts(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, locale=ENGLISH) if message.id]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Message]:
    """What stands in templates and code."""
    path = tmp_path_factory.mktemp("texts") / "portal.pot"
    extract(path)
    return texts(path)


def test_the_catalogue_has_the_texts_that_there_are_and_no_others(
    found: list[Message],
) -> None:
    wanted, there = ({message.id for message in all_} for all_ in (found, texts(CATALOGUE)))
    assert wanted
    assert wanted ^ there == set(), "'./run texts' brings them in step"


def test_every_text_has_an_english_translation() -> None:
    missing = untranslated(CATALOGUE)
    assert not missing, report(Changes(CATALOGUE, missing))


def test_translations_have_the_same_placeholders_and_links() -> None:
    for message in texts(CATALOGUE):
        wanted, translated = _ids(message)[-1], _strings(message)[-1]
        assert sorted(PLACEHOLDER.findall(translated)) == sorted(PLACEHOLDER.findall(wanted))


def test_the_catalogue_names_no_day_and_no_machine() -> None:
    text = CATALOGUE.read_text("utf-8")
    assert not re.search(r"^#:|Creation-Date|\d{4}-\d\d-\d\d", text, re.MULTILINE)


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(TEMPLATES.rglob("*.html")) if not path.name.endswith(WHOLE)],
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_no_template_has_a_text_that_is_not_marked(path: Path) -> None:
    reader = _Reader()
    reader.feed(JINJA.sub("", path.read_text("utf-8")))
    assert [text for text in reader.texts if WORD.search(text)] == []


def test_pages_of_prose_are_there_in_both_languages() -> None:
    german, english = (
        {path.name.removesuffix(ending) for path in TEMPLATES.rglob(f"*{ending}")}
        for ending in WHOLE
    )
    assert german == english


class _Reader(HTMLParser):
    """What of a page is read: its text, and what a screen reader says."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value or "" for name, value in attrs if name in READ_ALOUD]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def _ids(message: Message) -> list[str]:
    return _parts(message.id)


def _strings(message: Message) -> list[str]:
    return _parts(message.string)


def _parts(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text)
