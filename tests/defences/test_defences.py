"""The table of defences holds together: every text, test and threat that it names is there."""

import ast
import re
import subprocess
import tomllib
from collections import Counter
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import pytest

import defences
from command import Trouble
from defences import Defence, rows, taken_out
from environment import ROOT

ROWS = rows()
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
QUOTED = re.compile(r"`([^`]+)`")
TEST = re.compile(r"tests/\S+\.py(?:::\S+)?")


def table(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of docs/security.md, without its first two lines."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@cache
def functions(file: str) -> frozenset[str]:
    """The names of a test file's functions, with their class in front."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            inner = (each.name for each in node.body if isinstance(each, ast.FunctionDef))
            found |= {f"{node.name}::{name}" for name in inner}
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return frozenset(found)


def is_test(text: str) -> bool:
    """Whether a file of tests, or a test in it, is there."""
    file, _, name = text.partition("::")
    there = (ROOT / file).is_file()
    return there and (not name or name.partition("[")[0] in functions(file))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_defence_is_in_its_file_once_and_what_takes_its_place_is_python(row: Defence) -> None:
    source = (ROOT / row.file).read_text("utf-8")
    ast.parse(taken_out(row, source))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_defence_names_tests_that_exist(row: Defence) -> None:
    assert row.tests
    assert [test for test in row.tests if not is_test(test)] == []


def test_ids_are_unique() -> None:
    assert [id_ for id_, number in Counter(row.id for row in ROWS).items() if number > 1] == []


def test_every_threat_names_defences_or_tests_that_exist() -> None:
    ids = {row.id for row in ROWS}
    threats = table("Threats")
    assert threats
    for threat in threats:
        named = QUOTED.findall(threat[3])
        assert named, threat[0]
        assert [name for name in named if name not in ids and not is_test(name)] == []


def test_every_defence_is_named_by_a_threat() -> None:
    named = {name for threat in table("Threats") for name in QUOTED.findall(threat[3])}
    assert [row.id for row in ROWS if row.id not in named] == []


def test_every_test_and_defence_that_the_page_names_exists() -> None:
    ids = {row.id for row in ROWS}
    assert [name for name in TEST.findall(PAGE.replace("`", " ")) if not is_test(name)] == []
    cells = [name for row in table("OWASP ASVS 5.0") for name in QUOTED.findall(row[-1])]
    assert [name for name in cells if name not in ids and not is_test(name)] == []


def test_vulnerabilities_are_reported_to_the_support_that_the_branding_names() -> None:
    branding = tomllib.loads((ROOT / "packaging" / "branding.toml").read_text("utf-8"))
    support = branding["support"]
    wanted = {support["technical_email"], support["technical_hotline"]}
    assert {contact for contact in wanted if contact not in PAGE} == set()


def named(pattern: str, page: str) -> set[str]:
    """What the lines of a document name that the pattern fits."""
    return set(re.findall(pattern, (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE))


def test_what_a_defence_is_there_for_stands_in_the_documents() -> None:
    heading = r"^##+ (.+)$"
    there = named(heading, "protocol.md") | named(r"^\| `(\w+)` \|", "protocol.md")
    there |= named(r"^(\d)\. ", "protocol.md")
    there |= {f"docs/operators.md, {section}" for section in named(heading, "operators.md")}
    requirements = {one for row in table("OWASP ASVS 5.0") for one in row[0].split(", ")}
    there |= {f"ASVS {one}" for one in requirements}
    there |= {f"ASVS V{one.partition('.')[0]}" for one in requirements}
    for first, last in re.findall(
        r"\bP(\d+)(?:–P(\d+))?", "\n".join(named(r"^\| (.+)$", "requirements.md"))
    ):
        there |= {f"P{number}" for number in range(int(first), int(last or first) + 1)}
    promises = {one for row in ROWS for one in row.promise.split("; ")}
    assert promises - there == set()


DEFENCE = Defence("one", "a threat", "1", "file.py", "text", "nothing", ("tests/a.py::test_b[c]",))


@pytest.mark.parametrize("source", ["", "text text"])
def test_a_text_that_is_not_there_once_is_trouble(source: str) -> None:
    with pytest.raises(Trouble, match="'one' is not exactly once"):
        taken_out(DEFENCE, source)


@pytest.mark.parametrize(
    ("code", "told", "wrong"),
    [
        (1, "FAILED tests/a.py::test_b[c] - assert 1 == 2", ""),
        (0, "1 passed", "no test fails"),
        (2, "ERROR tests/a.py - SyntaxError", "exit 2"),
        (4, "ERROR: not found: tests/a.py::test_b", "exit 4"),
        (1, "ERROR tests/a.py::test_b[c] - OSError", "a test could not be started"),
        (1, "FAILED tests/a.py::test_x - assert 0", "passes all the same: tests/a.py::test_b[c]"),
    ],
)
def test_only_a_failure_of_each_named_test_counts(code: int, told: str, wrong: str) -> None:
    done = SimpleNamespace(returncode=code, stdout=told)
    assert defences._result_of(DEFENCE, done)[0] == wrong  # type: ignore[arg-type]


def test_the_more_tests_there_are_the_longer_they_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = []

    def endless(*_: object, limit: int) -> None:
        limits.append(limit)
        raise subprocess.TimeoutExpired("pytest", limit)

    monkeypatch.setattr(defences, "_pytest", endless)
    many = replace(DEFENCE, tests=tuple(f"tests/a.py::test_{number}" for number in range(500)))
    for row in (DEFENCE, many):
        with pytest.raises(Trouble, match="do not end"):
            defences._check_unchanged([row], ROOT, {})
    assert limits == [605, 3100]
