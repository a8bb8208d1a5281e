"""Commands in the documents can be copied as they stand."""

import re

import pytest

from tests.architecture.sources import ROOT
from tests.support.documents import (
    IS_WINDOWS_COMMAND,
    documents,
    fenced,
    inline,
    unfenced,
    windows_commands,
)

TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in documents()}
COMMANDS = [(name, command) for name, text in TEXTS.items() for command in windows_commands(text)]
QUOTED = re.compile(r'"[^"]*"')
FOLDERS_WITH_SPACES = ("Program Files", "AOK 2-Faktor App")
# What PowerShell, and partly the command prompt, read as more than a sign.
NOT_PLAIN = re.compile(r"[(){};@$&|`']")


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_a_windows_command_is_quoted_for_both_shells(name: str, command: str) -> None:
    assert command.count('"') % 2 == 0
    bare = QUOTED.sub("", command)
    assert not NOT_PLAIN.search(bare), f"{name}: {command}"
    assert not [folder for folder in FOLDERS_WITH_SPACES if folder in bare]


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_variables_of_the_command_prompt_hold_what_they_are_to_say(name: str, command: str) -> None:
    # The prompt puts them in before it runs anything of the line.
    assert "%ERRORLEVEL%" not in command or command == "echo %ERRORLEVEL%", name


def test_there_are_windows_commands_and_all_are_marked_as_such() -> None:
    assert len(COMMANDS) > 15
    unmarked = [
        line.strip()
        for text in TEXTS.values()
        for line in [
            *re.findall(r"^ {4,}(\S.*)$", unfenced(text), re.MULTILINE),
            *(line for block in fenced(text, "text") for line in block.splitlines()),
        ]
        if IS_WINDOWS_COMMAND.match(line)
    ]
    assert unmarked == []


@pytest.mark.parametrize("name", TEXTS)
def test_no_path_has_its_backslashes_twice(name: str) -> None:
    codes = [*inline(TEXTS[name]), *fenced(TEXTS[name], "bat")]
    assert [code for code in codes if re.search(r"[\w%:}]\\\\[\w%{]", code)] == []
