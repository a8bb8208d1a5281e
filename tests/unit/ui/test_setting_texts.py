"""A policy that cannot be used is told to administrators in the window's language."""

from pathlib import Path

import pytest

from authenticator.config import Config
from authenticator.failures import Failure, Problem, Refused, SettingFault
from authenticator.network import rules
from authenticator.network.certificates import Why
from authenticator.policy import checks, ownership
from authenticator.policy.loading import load_config
from authenticator.policy.sources import (
    PROPERTY_TYPES,
    REGISTRY_TYPES,
    PolicyFile,
    Unreadable,
)
from authenticator.portal_address import PORTAL_ADDRESS
from crypto import setting_problems
from crypto.setting_problems import SyntaxFault
from crypto.typed_settings import EXPECTED, setting_names
from ui.setting_texts import remedy_words, setting_text
from ui.texts import failure_message

MISSING = Path("/none.pem").absolute()
REMEDIES = (
    *(each.value for kind in (SyntaxFault, Unreadable, Why) for each in kind),
    *(EXPECTED[str], EXPECTED[bool]),
    *(setting_problems.NEAREST, setting_problems.KNOWN, setting_problems.NO_SECTIONS),
    *(PORTAL_ADDRESS, checks.THUMBPRINT, checks.WHOLE_PATH, checks.ONE_PROXY),
    *(
        checks.HTTPS_PAGE,
        checks.CONTACT,
        checks.MINUTES,
        EXPECTED[int],
        PROPERTY_TYPES[str],
        *REGISTRY_TYPES.values(),
    ),
    *(rules.PROXY_FORM, rules.PAC_FORM),
    *(ownership.BELONGS, ownership.WRITABLE, ownership.LINK),
    *(ownership.CHANGEABLE, ownership.KEY_CHANGEABLE),
)


def problem_of(tmp_path: Path, policy: str) -> Problem:
    file = tmp_path / "policy.toml"
    file.write_text(policy)
    sources = (PolicyFile(file, check=lambda _: None),)
    try:
        found = load_config(
            None, tmp_path, default_portal="https://portal.example", sources=sources
        )
    except Refused as refusal:
        return refusal.problem
    return Problem(Failure.POLICY_INVALID, setting=found.faults[0])


def test_every_remedy_has_words() -> None:
    assert remedy_words().keys() == set(REMEDIES)


@pytest.mark.parametrize("name", setting_names(Config))
@pytest.mark.parametrize(
    "value", ["[1]", "{a = 1}", f'"{"x y " * 60}"', "77", "1.5", "2025-12-24", '"\\u0001"']
)
def test_a_wrong_value_of_any_setting_has_words(tmp_path: Path, name: str, value: str) -> None:
    problem = problem_of(tmp_path, f"\n{name} = {value}")
    assert problem.setting is not None
    text = failure_message(problem).text
    assert f"\nBetroffen: {tmp_path / 'policy.toml'}, Zeile 2: {name}" in text
    assert remedy_words()[problem.setting.remedy] in text


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("roamin = true", "Zeile 1: roamin. Den Namen gibt es nicht. Meinen Sie roaming?"),
        ("x = 1", "Zeile 1: x. Den Namen gibt es nicht. Möglich: code_transfer, download_page, "),
        ("roaming = 1", "Zeile 1: roaming = 1. Geben Sie true oder false an."),
        ("a = 1\na = 2", "Zeile 2: a. Das steht zweimal da. Löschen Sie eines."),
        ('proxy = "http://me:hunter2@x:1"', "Zeile 1: proxy. Geben Sie http://Name:Port, "),
        (f"extra_ca = '{MISSING}'", f"Zeile 1: extra_ca = '{MISSING}'. Diese Datei gibt es nicht."),
    ],
)
def test_file_line_name_value_and_remedy_are_told(tmp_path: Path, policy: str, words: str) -> None:
    text = failure_message(problem_of(tmp_path, policy)).text
    assert f"\nBetroffen: {tmp_path / 'policy.toml'}, {words}" in text
    assert "hunter2" not in text


def test_what_users_can_change_is_told_with_the_command_that_helps() -> None:
    fault = SettingFault("/etc/x", remedy=ownership.BELONGS, name="1000")
    assert setting_text(fault) == (
        "Betroffen: /etc/x. Gehört dem Benutzer 1000. Geben Sie es root (chown root /etc/x)."
    )
    message = failure_message(Problem(Failure.POLICY_CHANGEABLE, setting=fault))
    assert message.text.endswith(f"\n{setting_text(fault)}")
