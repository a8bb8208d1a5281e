"""What becomes of the translations in a .po file when German texts change."""

from pathlib import Path

import pytest
from babel.messages.mofile import write_mo

from hints import Untranslated, report
from portal_texts import read, untranslated, update

TEMPLATE = """
<h1>{{ _("Sie sind noch nicht angemeldet.") }}</h1>
<a>{{ _("Weiter") }}</a>
<p>{% trans count=n %}{{ count }} Datei hochgeladen{% pluralize %}\
{{ count }} Dateien hochgeladen{% endtrans %}</p>
"""
ENGLISH = """
msgid "Sie sind noch nicht angemeldet."
msgstr "You are not logged in yet."

msgid "Weiter"
msgstr "Next"

#, python-format
msgid "%(count)s Datei hochgeladen"
msgid_plural "%(count)s Dateien hochgeladen"
msgstr[0] "%(count)s file uploaded"
msgstr[1] "%(count)s files uploaded"
"""
# Each test runs pybabel several times.
pytestmark = pytest.mark.heavy


class Site:
    """A portal's template and its catalogue, wholly translated at first."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.catalogue = folder / "portal", folder / "en.po"
        self.page = self.folder / "templates" / "page.html"
        self.page.parent.mkdir(parents=True)
        self.page.write_text(TEMPLATE, "utf-8")
        self.catalogue.write_text(ENGLISH, "utf-8")

    def change(self, old: str, new: str) -> str:
        """Change the template, bring the catalogue in step, and return what is told."""
        text = self.page.read_text("utf-8")
        assert old in text
        self.page.write_text(text.replace(old, new), "utf-8")
        return report(update(self.catalogue, self.folder))

    @property
    def missing(self) -> list[Untranslated]:
        return untranslated(self.catalogue)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_what_has_not_changed_is_not_told(site: Site) -> None:
    assert site.change("Weiter", "Weiter") == ""
    assert site.catalogue.read_text("utf-8").strip() == ENGLISH.strip()


def test_a_changed_text_has_its_old_words_as_a_hint_and_is_told(site: Site) -> None:
    told = site.change("noch nicht angemeldet", "noch nicht eingeloggt")
    assert told.splitlines() == [
        "en.po: 1 text without a translation.",
        "  text",
        "    new German:  Sie sind noch nicht eingeloggt.",
        "    old German:  Sie sind noch nicht angemeldet.",
        "    old words:   You are not logged in yet.",
    ]
    assert '#| msgid "Sie sind noch nicht angemeldet."' in site.catalogue.read_text("utf-8")


def test_a_hint_is_not_shown_to_users(site: Site, tmp_path: Path) -> None:
    site.change("noch nicht angemeldet", "noch nicht eingeloggt")
    with (tmp_path / "en.mo").open("w+b") as file:
        write_mo(file, read(site.catalogue))
        file.seek(0)
        assert b"logged in" not in file.read()


def test_a_hint_stays_and_is_told_until_it_is_translated(site: Site) -> None:
    site.change("noch nicht angemeldet", "noch nicht eingeloggt")
    assert "old words:   You are not logged in yet." in site.change("Weiter", "Weiter")
    assert site.catalogue.read_text("utf-8").count("#| msgid") == 1
    text = site.catalogue.read_text("utf-8").replace("#, fuzzy\n", "")
    site.catalogue.write_text(text, "utf-8")
    assert site.change("Weiter", "Weiter") == ""
    assert "angemeldet" not in site.catalogue.read_text("utf-8")


def test_a_text_that_changes_twice_keeps_the_text_that_was_translated(site: Site) -> None:
    site.change("noch nicht angemeldet", "noch nicht eingeloggt")
    site.change("noch nicht eingeloggt", "noch immer nicht eingeloggt")
    (missing,) = site.missing
    assert missing.new.source == "Sie sind noch immer nicht eingeloggt."
    assert missing.new.translation == "You are not logged in yet."
    assert missing.old == "Sie sind noch nicht angemeldet."


def test_a_wholly_different_text_takes_the_place_of_the_only_one_that_is_gone(site: Site) -> None:
    told = site.change("Weiter", "Los")
    assert "new German:  Los" in told
    assert "old words:   Next" in told


def test_a_removed_text_is_told_with_its_translation(site: Site) -> None:
    assert site.change('<a>{{ _("Weiter") }}</a>', "") == "  no longer used: Weiter (Next)"
    assert "Weiter" not in site.catalogue.read_text("utf-8")


def test_a_change_that_is_taken_back_needs_no_translation(site: Site) -> None:
    site.change("noch nicht angemeldet", "noch nicht eingeloggt")
    assert site.change("noch nicht eingeloggt", "noch nicht angemeldet") == ""
    assert site.catalogue.read_text("utf-8").strip() == ENGLISH.strip()


def test_a_changed_plural_keeps_both_forms_as_hints(site: Site) -> None:
    told = site.change("Datei hochgeladen", "Datei ist hochgeladen")
    assert "old words:   %(count)s file uploaded | %(count)s files uploaded" in told


def test_a_plural_in_place_of_a_single_text_has_its_words_in_each_form(site: Site) -> None:
    site.change(
        '{{ _("Weiter") }}', "{% trans n %}Weiter{% pluralize %}Weiter zu {{ n }}{% endtrans %}"
    )
    (missing,) = site.missing
    assert missing.new.translation in ("Next", "Next | Next")
