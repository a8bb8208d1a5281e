"""What templates have from the start, and what they look up for each page."""

import re
from collections.abc import Callable

import pytest

from portal.platform.branding import load_branding
from portal.platform.language import LANGUAGES, use_language
from portal.web.pages import Assets, Pages
from portal.web.template_environment import TemplateEnvironment

FUNCTIONS: dict[str, Callable[..., str]] = {"asset": str.upper}


@pytest.fixture
def environment() -> TemplateEnvironment:
    return TemplateEnvironment("en", {"brand": load_branding(), "product": "App"}, FUNCTIONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_looks_up_what_is_the_same_on_every_page(language: str) -> None:
    branding = load_branding()
    (environment,) = (
        one
        for name, one in Pages(branding, Assets(branding))._environments.items()
        if name == language
    )
    names = environment.list_templates()
    assert len(names) > 50
    for name in names:
        source = environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]
        compiled = environment.compile(source, name, raw=True)
        found = re.findall(r"resolve\('(brand|product|asset|once|language)'\)", compiled)
        assert not found, name


def test_texts_are_translated_and_what_is_in_them_is_escaped(
    environment: TemplateEnvironment,
) -> None:
    use_language("en")
    text = "{% trans name=who %}Guten Tag, {{ name }}{% endtrans %}"
    assert environment.from_string(text).render(who="<b>") == "Welcome, &lt;b&gt;"


def test_signs_of_percent_stay(environment: TemplateEnvironment) -> None:
    text = "{% trans name=who %}100 % {{ name }}{% endtrans %} {{ _('50 %%') }}"
    assert environment.from_string(text).render(who="x") == "100 % x 50 %"


def test_members_of_constants_and_results_of_functions_are_written_in(
    environment: TemplateEnvironment,
) -> None:
    text = "{{ brand.publisher }} {{ product }} {{ asset('a.css') }} {{ language() }}"
    assert "resolve(" not in environment.compile(text, raw=True).replace("resolve_or", "")
    assert environment.from_string(text).render().endswith(" App A.CSS en")


def test_a_function_of_what_is_not_known_yet_is_called(environment: TemplateEnvironment) -> None:
    assert environment.from_string("{{ asset(name) }}").render(name="b") == "B"
