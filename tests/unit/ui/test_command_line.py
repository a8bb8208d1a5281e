"""Whatever the command line refuses, it says code, what happened and what to do, in one line."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from authenticator.failures import Details, Failure
from tests.unit.ui.test_start import ROOT, WRONG_POLICY, python
from ui.__main__ import main

# In a process of its own: English stays the language of the application that says it.
ALL_REFUSALS = """
import io, json
from contextlib import redirect_stdout
from unittest.mock import patch

from authenticator.failures import Details, Failure, Refused, SettingFault
from crypto.protocol import Counted
from crypto.typed_settings import EXPECTED
from ui import self_check
from ui.__main__ import main
from ui.languages import GERMAN, install_language

FAULT = SettingFault("/etc/policy.toml", 3, "tray", "'yes'", EXPECTED[bool])
CALLS = {name: name.split() for name in (
    "--forget-accounts", "--show-policy", "--show-policy --json", "--self-check"
)}

def refusal(failure):
    details = {Details.LIMIT: Counted.DEVICE.value, Details.SETTING: FAULT.sentence}
    setting = FAULT if failure.details is Details.SETTING else None
    return Refused(failure, details=details.get(failure.details, ""), setting=setting)

def said(words):
    with redirect_stdout(io.StringIO()) as printed:
        code = main(words)
    return code, printed.getvalue()

app = self_check.build_application()
# What else it looks at takes a second each time, and is right.
self_check.components = lambda: ()
self_check._loads = lambda _: True
found = {}
for failure in Failure:
    install_language(app, GERMAN)
    places = ("policy.loading", "policy.report")
    patches = [patch(f"authenticator.{place}.load_config") for place in places]
    patches += [patch("ui.self_check.load_config"), patch("ui.self_check.build_application")]
    for each in patches[:-1]:
        each.start().side_effect = refusal(failure)
    patches[-1].start().return_value = app
    found[failure.code] = {name: said(words) for name, words in CALLS.items()}
    patch.stopall()
print(json.dumps(found))
"""
LINE = re.compile(r"AZF-\d{4} \S.*[.?]")
SENTENCE = re.compile(r"[.?](?: |$)")
GERMAN = re.compile("[äöüß\N{NON-BREAKING HYPHEN}{}]| (?:Bitte|Sie) ")

Said = dict[str, dict[str, tuple[int, str]]]


@pytest.fixture(scope="module")
def all_refusals() -> Said:
    """Exit code and output of each command for each failure."""
    said: Said = json.loads(python("-c", ALL_REFUSALS))
    return said


@pytest.mark.parametrize("failure", Failure)
def test_every_refusal_is_one_line_with_code_and_sentences(
    all_refusals: Said, failure: Failure
) -> None:
    said = all_refusals[failure.code]
    assert {code for code, _ in said.values()} == {1}
    (problem,) = json.loads(said["--show-policy --json"][1])["problems"]
    lines = {
        said["--forget-accounts"][1],
        said["--show-policy"][1],
        f"{problem['sentence']}\n",
        f"{json.loads(said['--self-check'][1])['problem']}\n",
    }
    (line,) = lines
    assert LINE.fullmatch(line.removesuffix("\n")), line
    assert line.startswith(f"{failure.code} ")
    assert problem["code"] == failure.code
    assert len(SENTENCE.findall(line.strip())) >= 2, "what happened, and what to do"
    assert not GERMAN.search(line), line
    if failure.details is Details.SETTING:
        assert "/etc/policy.toml, line 3: tray = 'yes'" in line


def test_a_value_that_does_not_hold_is_told_with_place_and_remedy(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("tray = 'yes'")
    sentence = f"AZF-9003 {policy}:1: tray = 'yes': give true or false"
    report = json.loads(python("-c", WRONG_POLICY, str(policy)))
    assert report["problem"] == sentence
    calls = "import ui.__main__\nui.__main__.main(['--show-policy', *sys.argv[2:]])"
    script = f"{WRONG_POLICY.partition('from ui.self_check')[0]}{calls}"
    assert f"problem: {sentence}\n" in python("-c", script, str(policy))
    (problem,) = json.loads(python("-c", script, str(policy), "--json"))["problems"]
    assert problem["sentence"] == sentence


def test_links_that_cannot_be_registered_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("authenticator.desktop.url_scheme.register_url_scheme", lambda _: False)
    assert main(["--register-links"]) == 1
    assert len(SENTENCE.findall(capsys.readouterr().err)) == 2


@pytest.mark.only_on("linux", reason="other systems always have a keyring")
def test_the_program_without_a_keyring_says_what_is_missing(tmp_path: Path) -> None:
    nowhere = f"unix:path={tmp_path / 'none'}"
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "DBUS_SESSION_BUS_ADDRESS": nowhere}
    words = [sys.executable, "-m", "ui", "--forget-accounts", "--profile", str(tmp_path)]
    done = subprocess.run(words, env=variables, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(f"{Failure.KEYRING_MISSING.code} The keyring is missing ")
    assert len(SENTENCE.findall(done.stdout.strip())) >= 2
