"""Who may import what, where import-linter's contracts (pyproject.toml) are too coarse."""

from pathlib import Path

import pytest

from tests.architecture.sources import (
    imported_names,
    names_imported_at_once,
    product_modules,
    short,
)

LINUX_MODULES = ("bus", "desktop_notification", "linux_locks")


def importers(library: str) -> set[str]:
    return {
        short(path)
        for path in product_modules()
        if any(f"{name}.".startswith(f"{library}.") for name in imported_names(path))
    }


@pytest.mark.parametrize(
    ("library", "places"),
    [
        ("requests", {"network/portal_client.py", "network/timed_adapter.py"}),
        ("keyring", {"storage/secret_store.py"}),
        ("subprocess", {"programs.py"}),
        ("spnego", {"network/proxy_schemes.py"}),
    ],
)
def test_a_library_that_reaches_outside_is_imported_in_one_place(
    library: str, places: set[str]
) -> None:
    app = {name for name in importers(library) if name.startswith(("authenticator/", "ui/"))}
    assert app <= {f"authenticator/{place}" for place in places}


def test_what_linux_alone_has_is_imported_where_it_is_used() -> None:
    # Windows and macOS start the same program, without D-Bus.
    for_linux = {f"ui/desktop_integration/{name}.py" for name in LINUX_MODULES}
    names = ["jeepney", *(f"ui.desktop_integration.{name}" for name in LINUX_MODULES)]
    at_once = {
        short(path)
        for path in product_modules()
        for imported in names_imported_at_once(path)
        if any(f"{imported}.".startswith(f"{name}.") for name in names)
    }
    assert at_once == for_linux


@pytest.mark.parametrize("library", ["PySide6.QtWidgets", "PySide6.QtGui"])
def test_presenters_know_no_window(library: str) -> None:
    presenters = {name for name in importers(library) if Path(name).name == "presenter.py"}
    assert presenters == set()


@pytest.mark.parametrize("library", ["sqlalchemy", "starlette"])
def test_what_serves_the_portal_stays_in_the_portal(library: str) -> None:
    assert {name for name in importers(library) if not name.startswith("portal/")} == set()


def test_ui_sorts_nothing_by_language() -> None:
    # The shipped app has no ICU data for it, see packaging/commands/icu.py.
    ui = [path for path in product_modules() if short(path).startswith("ui/")]
    words = ("QCollator", "localeAwareCompare", "setSortLocaleAware")
    users = [short(path) for path in ui if any(word in path.read_text("utf-8") for word in words)]
    assert users == []


def test_the_app_reads_no_clock_that_can_be_set_but_for_certificates() -> None:
    app = [path for path in product_modules() if short(path).startswith("authenticator/")]
    words = ("time.time(", "datetime.now", "datetime.utcnow", "date.today")
    users = {short(path) for path in app if any(word in path.read_text("utf-8") for word in words)}
    # What is simulated stands in the place of the portal's clock, and certificates have dates.
    assert users == {"authenticator/simulation/portal.py", "authenticator/network/certificates.py"}


def test_frozen_dataclasses_of_the_app_compile_no_methods() -> None:
    app = [path for path in product_modules() if short(path).startswith(("authenticator/", "ui/"))]
    standard = [path for path in app if "dataclasses.dataclass" in imported_names(path)]
    assert {short(path) for path in standard if "frozen=True" in path.read_text("utf-8")} == {
        "authenticator/values.py"
    }
