"""Programs that the app starts: none waits for ever, none gets the packing's variables."""

import os
import re
import sys
from pathlib import Path

import pytest

from authenticator.programs import (
    ProgramFailed,
    restore_environment,
    run_program,
    system_environment,
)

BUNDLE = "/opt/app/_internal"
TELL = "import os; print(*map('='.join, os.environ.items()), sep='\\n')"


@pytest.mark.parametrize(
    ("given", "system"),
    [
        ({"LD_LIBRARY_PATH": BUNDLE}, {}),
        (
            {"LD_LIBRARY_PATH": f"{BUNDLE}{os.pathsep}/usr/x", "LD_LIBRARY_PATH_ORIG": "/usr/x"},
            {"LD_LIBRARY_PATH": "/usr/x"},
        ),
        ({"LD_LIBRARY_PATH": f"{BUNDLE}/lib"}, {}),
        ({"LD_LIBRARY_PATH": f"{BUNDLE}-of-another"}, {"LD_LIBRARY_PATH": f"{BUNDLE}-of-another"}),
        ({"DYLD_LIBRARY_PATH": BUNDLE, "LIBPATH": BUNDLE}, {}),
        ({"DYLD_LIBRARY_PATH": "/usr/x"}, {"DYLD_LIBRARY_PATH": "/usr/x"}),
        ({"_PYI_ARCHIVE_FILE": "x", "_PYI_PARENT_PROCESS_LEVEL": "1", "_MEIPASS2": "x"}, {}),
        ({"PATH": "/bin", "QT_PLUGIN_PATH": "/q"}, {"PATH": "/bin", "QT_PLUGIN_PATH": "/q"}),
    ],
)
def test_what_packing_has_added_is_taken_away_and_nothing_else(
    given: dict[str, str], system: dict[str, str]
) -> None:
    assert system_environment(given, BUNDLE) == system


def test_a_packed_program_gives_the_system_its_own_variables_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = {**os.environ, "LD_LIBRARY_PATH": BUNDLE, "QML2_IMPORT_PATH": "/desktop"}
    monkeypatch.setattr(sys, "start_environment", given, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", BUNDLE, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", BUNDLE)
    monkeypatch.setenv("QT_PLUGIN_PATH", f"{BUNDLE}/plugins")
    monkeypatch.setenv("QML2_IMPORT_PATH", f"{BUNDLE}/qml")
    restore_environment()
    lines = run_program(sys.executable, "-c", TELL, seconds=60).splitlines()
    assert [line for line in lines if BUNDLE in line] == []
    assert "QML2_IMPORT_PATH=/desktop" in lines


def test_from_its_source_the_program_changes_no_variable() -> None:
    before = dict(os.environ)
    restore_environment()
    assert dict(os.environ) == before


@pytest.mark.parametrize("words", [("false",), ("no-such-program",), (str(Path(__file__).parent),)])
def test_a_program_that_fails_is_told_by_its_name_alone(words: tuple[str, ...]) -> None:
    with pytest.raises(ProgramFailed, match=f"^{re.escape(words[0])}: [A-Za-z]+$"):
        run_program(*words, seconds=60)
