"""The workflows of GitHub Actions, which nothing here can run: their form, and what they call."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEXTS = {path.name: path.read_text("utf-8") for path in FILES}
# By Debian's own Python, which has a parser (python3-yaml).
READ = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)"
PINNED = re.compile(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
RUNNERS = {"ubuntu-24.04", "windows-2025", "macos-15"}
EXPRESSION = re.compile(r"\$\{\{(.+?)\}\}")


def read(text: str) -> dict[str, Any]:
    words = ("/usr/bin/python3", "-c", READ)
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


WORKFLOWS = {name: read(text) for name, text in TEXTS.items()}
JOBS = [(name, job) for flow in WORKFLOWS.values() for name, job in flow["jobs"].items()]


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, job in JOBS:
        for step in job["steps"]:
            yield name, step


def scripts() -> Iterator[str]:
    return (step["run"] for _, step in steps() if "run" in step)


def test_every_action_is_one_commit_of_its_makers_and_says_which_version_that_is() -> None:
    used = [line for text in TEXTS.values() for line in text.splitlines() if "uses:" in line]
    assert len(used) == len([1 for _, step in steps() if "uses" in step]) > 10
    assert [line for line in used if not PINNED.search(line)] == []
    versions = {line.partition("uses: ")[2] for line in used}
    assert len(versions) == len({each.partition("@")[0] for each in versions})


def test_nothing_may_be_written_but_by_the_job_that_publishes() -> None:
    assert [flow["permissions"] for flow in WORKFLOWS.values()] == [{"contents": "read"}] * 2
    given = {name: job["permissions"] for name, job in JOBS if "permissions" in job}
    rights = ("contents", "id-token", "attestations")
    assert given == {"publish": dict.fromkeys(rights, "write")}
    publish = WORKFLOWS["release.yml"]["jobs"]["publish"]
    assert not [step for step in publish["steps"] if "actions/checkout" in step.get("uses", "")]
    assert publish["if"] == "startsWith(github.ref, 'refs/tags/')"
    for _, step in steps():
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"] == {"persist-credentials": False}


def test_secrets_are_seen_by_the_step_alone_that_needs_them() -> None:
    for name, job in JOBS:
        for value in job.get("env", {}).values():
            secret = "secrets." in value
            assert not secret or value.endswith("!= '' }}"), f"{name}: {value}"
    assert not any("secrets." in script for script in scripts())
    assert all("pull_request_target" not in text for text in TEXTS.values())


def test_what_others_wrote_is_never_put_into_a_script() -> None:
    assert [script for script in scripts() if EXPRESSION.search(script)] == []


def test_jobs_end_and_wait_for_jobs_that_are_there() -> None:
    for flow in WORKFLOWS.values():
        for job in flow["jobs"].values():
            assert job["timeout-minutes"] <= 90
            needs = job.get("needs", [])
            assert ({needs} if isinstance(needs, str) else set(needs)) <= set(flow["jobs"])
            systems = job.get("strategy", {}).get("matrix", {}).get("system", [job["runs-on"]])
            assert set(systems) <= RUNNERS


def test_what_one_job_uploads_another_downloads() -> None:
    release = WORKFLOWS["release.yml"]["jobs"].values()
    all_steps = [step for job in release for step in job["steps"]]
    up = {s["with"]["name"] for s in all_steps if "/upload-artifact@" in s.get("uses", "")}
    down = [s["with"] for s in all_steps if "/download-artifact@" in s.get("uses", "")]
    assert {each["name"] for each in down if "name" in each} <= up
    assert any("name" not in each for each in down), "publish takes all"


@pytest.mark.parametrize("script", list(scripts()))
def test_a_shell_can_read_each_script(script: str) -> None:
    if "Get-ChildItem" in script:
        assert script.count("{") == script.count("}")
        assert script.count("(") == script.count(")")
    else:
        subprocess.run(("bash", "-n"), input=script, text=True, check=True)


def test_only_commands_files_and_settings_that_are_there_are_named() -> None:
    help_text = subprocess.run(
        [sys.executable, ROOT / "run", "--help"], capture_output=True, text=True, check=True
    ).stdout
    known = set(re.findall(r"^  (\w+)", help_text, re.MULTILINE))
    called = {word for each in scripts() for word in re.findall(r"(?:\./|python )run (\w+)", each)}
    assert called <= known
    assert {"test", "package", "sbom"} <= called
    files = {each for script in scripts() for each in re.findall(r"^[\w.]+/[\w./]+$", script)}
    assert {".ci/run", "packaging/macos/package.sh"} == files
    assert all(os.access(ROOT / name, os.X_OK) for name in files)
    code = "".join(
        path.read_text("utf-8")
        for folder in ("packaging", ".ci")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".sh", ".spec", ""} and path.is_file()
    )
    settings = {name for text in TEXTS.values() for name in re.findall(r"\bAOK_\w+", text)}
    assert [name for name in settings if name not in code] == []
