import tomllib
from pathlib import Path

import pytest

from authenticator.components import DIRECT, Component, components

ROOT = Path(__file__).parents[3]


def test_the_list_begins_with_what_the_app_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = project["project"]["optional-dependencies"]["app"]
    names = [text.partition(";")[0].partition("!")[0].partition(">")[0].strip() for text in asked]
    assert list(DIRECT) == names


@pytest.fixture(scope="module")
def found() -> tuple[Component, ...]:
    return tuple(components())


def test_each_component_has_a_version_a_licence_and_its_text(found: tuple[Component, ...]) -> None:
    assert {"Python", "cryptography", "PySide6_Essentials"} <= {each.name for each in found}
    assert [each.name for each in found if not (each.version and each.licence)] == []
    assert [each.name for each in found if len(each.text) < 500] == []


def test_what_only_the_portal_and_the_tests_need_is_not_listed(
    found: tuple[Component, ...],
) -> None:
    assert {"pytest", "starlette", "sqlalchemy"} & {each.name.lower() for each in found} == set()


def test_qt_is_taken_under_the_lesser_gpl_with_both_texts(found: tuple[Component, ...]) -> None:
    qt = next(each for each in found if each.name == "PySide6_Essentials")
    assert qt.licence == "LGPL-3.0-only"
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt.text
    assert "GNU GENERAL PUBLIC LICENSE" in qt.text
