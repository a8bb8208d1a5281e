"""`portal audit`: what an operator sees of the log."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.__main__ import main
from tests.support.postgres import temporary_postgres

pytestmark = pytest.mark.heavy

URL = "http://127.0.0.1:8642"
MAX, ERIKA = "max@abc.de", "erika@abc.de"

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; exit code, and what it printed: JSON, or the text."""

    def run(*words: str) -> tuple[int, Any]:
        code = main([*words, "--data", str(data)])
        printed = capsys.readouterr()
        if code and not printed.out:
            return code, printed.err
        return code, json.loads(printed.out) if "--json" in words else printed.out

    return run


@pytest.fixture
def filled(run: Run) -> Run:
    """A portal with two accounts, of which one has a code: three entries."""
    run("init", "--public-url", URL)
    for login in (MAX, ERIKA):
        run("account", "create", login, "--name", "N", "--provider", "P")
    run("code", "issue", MAX)
    return run


def tamper(data: Path, statement: str) -> None:
    with sqlite3.connect(data / "portal.sqlite") as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("DROP TRIGGER audit_no_delete")
        connection.execute(statement)


def test_a_log_in_order(filled: Run) -> None:
    code, told = filled("audit", "verify", "--json")
    assert (code, told["ok"], told["entries"], told["broken"]) == (0, True, 3, None)
    code, text = filled("audit", "verify")
    assert code == 0
    assert text.startswith("3 entries, ok\nhead 3:")


def test_a_broken_log_names_the_first_broken_entry(filled: Run, data: Path) -> None:
    tamper(data, "UPDATE audit SET at = 1 WHERE seq = 2")
    code, told = filled("audit", "verify", "--json")
    assert (code, told["ok"], told["broken"]) == (1, False, 2)
    code, text = filled("audit", "verify")
    assert code == 1
    assert text.startswith("broken at entry 2")


def test_a_cut_off_end_is_found_by_the_head_of_an_earlier_run(filled: Run, data: Path) -> None:
    head = filled("audit", "verify", "--json")[1]["head"]
    assert filled("audit", "verify", "--expect-head", head)[0] == 0
    tamper(data, "DELETE FROM audit WHERE seq = 3")
    assert filled("audit", "verify")[0] == 0
    code, told = filled("audit", "verify", "--expect-head", head, "--json")
    assert (code, told["broken"]) == (1, 3)


def test_a_cut_off_end_is_found_by_the_head_that_the_server_kept(filled: Run, data: Path) -> None:
    (data / "audit-head").write_text(filled("audit", "verify", "--json")[1]["head"])
    assert filled("audit", "verify", "--json")[1]["anchored"] == 3
    tamper(data, "DELETE FROM audit WHERE seq = 3")
    assert filled("audit", "verify", "--json")[1]["broken"] == 3


def test_a_head_that_is_none_is_refused_in_a_sentence(filled: Run) -> None:
    code, said = filled("audit", "verify", "--expect-head", "three")
    assert code == 1
    assert said.startswith("portal: 'three' is no head: give SEQ:HASH")


def test_entries_are_listed_in_order(filled: Run) -> None:
    events = [entry["event"] for entry in filled("audit", "list", "--json")[1]["entries"]]
    assert events == ["account-created", "account-created", "code-issued"]
    lines = filled("audit", "list", "--most", "1")[1].splitlines()
    assert len(lines) == 1
    assert "code-issued" in lines[0]


def test_entries_of_one_account(filled: Run) -> None:
    entries = filled("audit", "list", "--account", ERIKA, "--json")[1]["entries"]
    assert [(entry["seq"], entry["event"]) for entry in entries] == [(2, "account-created")]
    code, said = filled("audit", "list", "--account", "nobody@abc.de")
    assert (code, "no account" in said) == (1, True)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with temporary_postgres() as url:
        yield url


def test_what_a_command_has_done_is_kept_on_postgresql(run: Run, postgres: str) -> None:
    run("init", "--public-url", URL, "--database-url", postgres)
    run("account", "create", MAX, "--name", "N", "--provider", "P")
    assert run("account", "show", MAX, "--json")[1]["login"] == MAX
    assert run("audit", "verify", "--json")[1]["entries"] == 1


def test_new_keys_of_the_portal_are_written_down(filled: Run) -> None:
    filled("keys", "rotate")
    last = filled("audit", "list", "--json")[1]["entries"][-1]
    assert (last["event"], last["facts"]) == ("keys-rotated", {"seq": 2, "at_once": False})
