"""One word for each thing in every text that a user reads (docs/style.md has the table)."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.texts import HYPHEN, catalogue_texts

ROOT = Path(__file__).parents[2]
GERMAN, ENGLISH = "German", "English"
FILES = {
    GERMAN: (
        *("portal/jobs/email/templates/de/*.txt", "portal/web/templates/info/*.de.html"),
        *("authenticator/terms.de.html", "docs/users.md", "docs/administrators.md"),
        *("portal/domain/certificates/sandbox/form.html", "packaging/linux/aok-2faktor.de.1"),
    ),
    ENGLISH: (
        *("portal/jobs/email/templates/en/*.txt", "portal/web/templates/info/*.en.html"),
        *("authenticator/terms.en.html", "packaging/linux/aok-2faktor.1"),
    ),
}
# Comments and instructions of templates, tags, placeholders, and what is quoted as code.
NOT_READ = re.compile(
    r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]+>|\{\w*\}|%\(\w+\)[sd]"
    r"|`[^`]*`|\]\([^)]*\)|^    .*?$",
    re.DOTALL | re.MULTILINE,
)
QUOTED = re.compile(r'"([^"]*)"')


def rows(heading: str) -> Iterator[list[str]]:
    """The rows of the table of docs/style.md whose first line begins with this heading."""
    lines = (ROOT / "docs" / "style.md").read_text("utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


def refused(language: str) -> re.Pattern[str]:
    column = {GERMAN: 1, ENGLISH: 3}[language]
    words = [word.strip() for row in rows("German") for word in row[column].split(",")]
    choice = "|".join(re.escape(word) for word in words if word)
    return re.compile(rf"(?<![\w\-\u2011(])(?:{choice})(?![\w\-\u2011])")


PRINTED = [row[0] for row in rows("text")]
HEADS = "|".join(head.strip() for row in rows("behind") for head in row[0].split(","))
BREAKING = re.compile(rf"(?<![\w\-{HYPHEN}./@#])(?:{HEADS})-(?=[A-Za-z])")
# What is laid out for a reader, and not searched, copied or compared as it is.
LAID_OUT = (
    *("authenticator/terms.*.html", "portal/domain/certificates/sandbox/form.html"),
    *("portal/web/templates/**/*.html", "portal/jobs/email/templates/**/*.txt"),
)


def readable(text: str) -> str:
    """What a user reads of a text: quoted arguments of a template's calls, too."""
    arguments = (
        found
        for part in re.findall(r"\{[{%].*?[}%]\}", text, re.DOTALL)
        for found in QUOTED.findall(part)
    )
    within_words = re.sub("</?span[^>]*>", "", text)
    shown = " ".join([NOT_READ.sub(" ", within_words), *arguments])
    for printed in PRINTED:
        shown = shown.replace(printed, "")
    return shown


def texts(language: str) -> Iterator[tuple[str, str]]:
    for where, english, german in catalogue_texts():
        yield where, _usual(german if language == GERMAN else english)
    for pattern in FILES[language]:
        for path in sorted(ROOT.glob(pattern)):
            yield path.name, _usual(path.read_text("utf-8"))


def _usual(text: str) -> str:
    # A manual page writes its hyphens behind a backslash.
    return text.replace(HYPHEN, "-").replace("\\-", "-")


def laid_out() -> Iterator[tuple[str, str]]:
    for where, english, german in catalogue_texts():
        yield where, english
        yield where, german
    plain = ElementTree.parse(ROOT / "ui" / "translations" / "de_plain.ts").getroot()
    for said in plain.iter("translation"):
        yield "de_plain.ts", said.text or ""
    for pattern in LAID_OUT:
        for path in sorted(ROOT.glob(pattern)):
            yield path.name, re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("language", FILES)
def test_a_thing_has_one_word_in_every_text(language: str) -> None:
    wrong = refused(language)
    found = [
        f"{where}: {match[0]!r} in …{shown[max(0, match.start() - 40) : match.end() + 40]}…"
        for where, shown in ((where, readable(text)) for where, text in texts(language))
        for match in wrong.finditer(shown)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (GERMAN, "Geben Sie Ihre PIN ein."),
        (GERMAN, "auf Ihrem anderen\nRechner"),
        (GERMAN, '{{ say.link("Zum Upload", links.status) }}'),
        (GERMAN, "Öffnen Sie die AOK 2-Faktor-App."),
        (GERMAN, "Öffnen Sie AOK Zweifaktor."),
        (GERMAN, "um sich einzuloggen"),
        (ENGLISH, "Please sign in again."),
        (ENGLISH, "Open the authenticator app."),
    ],
)
def test_another_word_is_found(language: str, text: str) -> None:
    assert refused(language).search(readable(text))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (GERMAN, "Jetzt einloggen"),
        (GERMAN, "AOK Zweifaktor App Login, die AOK 2-Faktor App"),
        (GERMAN, "Ihr PIN-Code für {login}, Ihr PIN\u2011Code"),
        (GERMAN, "das Institutionskennzeichen (IK)"),
        (GERMAN, "<a href='/download'>Datei</a> `portal.toml` [Hilfe](#login)"),
        (ENGLISH, "Enter your PIN to log in."),
    ],
)
def test_the_right_word_is_not_found(language: str, text: str) -> None:
    assert not refused(language).search(readable(text))


def test_english_of_the_window_has_one_apostrophe_and_says_it_department() -> None:
    wrong = re.compile(r"(?<=[a-z])'|\b[Yy]our IT(?! department)(?![\w\-\u2011])")
    assert wrong.search("Please ask your IT.")
    assert wrong.search("the portal's help")
    assert [text for where, text, _ in catalogue_texts() if where and wrong.search(text)] == []


def test_no_sentence_is_sorry_or_calls_a_thing_easy() -> None:
    flourish = re.compile(
        r"\b(?:leider|einfach (?:noch|nur)|unfortunately|simply)\b|!(?!=)", re.IGNORECASE
    )
    shown = [text for _, *pair in catalogue_texts() for text in pair]
    assert [text for text in shown if flourish.search(text)] == []


def test_no_line_ends_behind_a_short_beginning() -> None:
    found = [
        f"{where}: {text[max(0, match.start() - 40) : match.end() + 20]!r}"
        for where, text in laid_out()
        for match in BREAKING.finditer(text)
    ]
    assert found == [], "U+2011 is missing behind these beginnings (docs/style.md, Hyphens)"


@pytest.mark.parametrize(
    "text", ["Ihre E-Mail", f"E{HYPHEN}Mail-Adresse", "an (IP-Adresse)", "„QR-Code“", "an e-mail"]
)
def test_a_hyphen_that_breaks_is_found(text: str) -> None:
    assert BREAKING.search(text)


@pytest.mark.parametrize(
    "text",
    [f"PIN{HYPHEN}Code", f"E{HYPHEN}Mail{HYPHEN}Adresse", "no-e-mail", "/pin-lost", "AOK-Region"],
)
def test_other_hyphens_may_break(text: str) -> None:
    assert not BREAKING.search(text)


@pytest.mark.parametrize("language", FILES)
def test_no_file_of_the_list_is_missing(language: str) -> None:
    patterns = (*FILES[language], *LAID_OUT)
    assert [pattern for pattern in patterns if not list(ROOT.glob(pattern))] == []
