"""Pages that are rendered once for each case, and filled with texts."""

import pytest
from jinja2 import DictLoader

from portal.platform.branding import load_branding
from portal.platform.language import LANGUAGES, use_language
from portal.web.pages import Assets, Pages

TEMPLATES = {
    "shown.html": "<b title=\"{{ who }}\">{{ who }}</b> 100 % {{ '%(who)s' }} {{ left }}",
    "asked.html": "{% if who %}{{ who }}{% else %}nobody{% endif %}{{ session.role }}",
    "compared.html": "{% if who == 'Max' %}{{ who }}{% endif %}",
    "changed.html": "{{ who | upper }}",
    "cut.html": "{{ who[:1] }}",
    "counted.html": "{{ who | length }}",
    "part.html": "{{ language() }}{% if rows is defined %}{{ rows }}{% endif %}",
}


@pytest.fixture
def pages() -> Pages:
    branding = load_branding()
    made = Pages(branding, Assets(branding))
    for environment in made._environments.values():
        environment.loader = DictLoader(TEMPLATES)
    use_language("de")
    return made


def filled(pages: Pages, name: str, left: int = 0, role: str = "", **texts: str | None) -> str:
    return bytes(pages.filled_page(name, {"left": left}, role, **texts).body).decode()


def test_a_text_is_escaped_and_nothing_in_it_is_put_in(pages: Pages) -> None:
    shown = filled(pages, "shown.html", who='<"&%(left)s%')
    text = "&lt;&#34;&amp;%(left)s%"
    assert shown == f'<b title="{text}">{text}</b> 100 % %(who)s 0'


def test_each_page_has_its_own_texts_and_each_case_its_page(pages: Pages) -> None:
    assert filled(pages, "shown.html", left=1, who="Max").endswith(" 1")
    assert filled(pages, "shown.html", left=2, who="Max").endswith(" 2")
    assert filled(pages, "shown.html", left=1, who="Eva").startswith('<b title="Eva">Eva<')


def test_a_page_may_ask_whether_a_text_is_there(pages: Pages) -> None:
    assert filled(pages, "asked.html", who="Max") == "Max"
    assert filled(pages, "asked.html", who="") == "nobody"
    assert filled(pages, "asked.html", role="admin", who=None) == "nobodyadmin"
    assert filled(pages, "asked.html", role="user", who="Eva") == "Evauser"


@pytest.mark.parametrize("name", ["compared", "changed", "cut", "counted"])
def test_whatever_else_a_page_does_with_a_text_fails_at_once(pages: Pages, name: str) -> None:
    with pytest.raises(TypeError):
        filled(pages, f"{name}.html", who="Max")


def test_a_part_without_values_is_made_once_for_each_language(pages: Pages) -> None:
    for language in LANGUAGES:
        use_language(language)
        assert pages.fragment("part.html") is pages.fragment("part.html")
        assert pages.fragment("part.html") == language
        assert pages.fragment("part.html", rows="<") == f"{language}&lt;"
