import re
from pathlib import Path

import pytest

from authenticator.config import Config, load_config, portal_address
from authenticator.failures import Failure, Refused
from authenticator.network.rules import NetworkRules
from authenticator.policy.sources import PolicyFile
from authenticator.storage.paths import log_folder
from crypto.typed_settings import setting_names

DEFAULT = "https://portal.example"
ADMINISTRATORS = Path(__file__).parents[3] / "docs" / "administrators.md"


def load(tmp_path: Path, policy: str | None = None, portal: str | None = None) -> Config:
    file = tmp_path / "policy.toml"
    if policy is not None:
        file.write_text(policy)
    source = PolicyFile(file, check=lambda _: None)
    return load_config(portal, tmp_path, default_portal=DEFAULT, sources=(source,))


def test_without_policy_and_command_line_the_branding_says_where_the_portal_is(
    tmp_path: Path,
) -> None:
    assert load(tmp_path) == Config(DEFAULT, tmp_path, log_folder=log_folder())


def test_the_policy_wins_over_the_command_line(tmp_path: Path) -> None:
    found = load(tmp_path, 'portal = "https://policy.example/"', "https://mine.example")
    assert found.portal == "https://policy.example"


def test_a_policy_may_pin_the_portal_and_let_secrets_roam(tmp_path: Path) -> None:
    found = load(tmp_path, f'portal_root = "{"ab" * 32}"\nroaming = true')
    assert found.portal_root == b"\xab" * 32
    assert found.roaming


def test_a_policy_may_settle_the_network(tmp_path: Path) -> None:
    proxy = load(tmp_path, 'proxy = "http://proxy.example:8080"\nextra_ca = "/etc/ca.pem"')
    assert proxy.network == NetworkRules("http://proxy.example:8080", extra_ca=Path("/etc/ca.pem"))
    script = load(tmp_path, 'proxy_pac = "https://pac.example/proxy.pac"')
    assert script.network == NetworkRules(pac="https://pac.example/proxy.pac")


def test_a_policy_may_move_the_logs_or_switch_them_off(tmp_path: Path) -> None:
    assert load(tmp_path, 'log_folder = "~/logs"').log_folder == Path.home() / "logs"
    assert load(tmp_path, 'log_folder = ""').log_folder is None


@pytest.mark.parametrize(
    "policy",
    [
        "portal = ",
        "unknown = 1",
        'roaming = "yes"',
        'portal_root = "abc"',
        'portal = "http://portal.example"',
        "\x00",
        'proxy = "proxy.example"',
        'proxy = "http://user:password@proxy.example:8080"',
        'proxy_pac = "proxy.pac"',
        'proxy = "direct"\nproxy_pac = "https://pac.example/proxy.pac"',
        "extra_ca = true",
        "log_folder = false",
        'profile = "/tmp"',
    ],
)
def test_a_policy_that_cannot_be_understood_is_never_ignored(tmp_path: Path, policy: str) -> None:
    with pytest.raises(Refused) as refusal:
        load(tmp_path, policy)
    assert refusal.value.problem.failure is Failure.POLICY_INVALID


@pytest.mark.parametrize(
    ("policy", "details"),
    [
        ('portl = "https://x"', "1: the setting 'portl' is unknown: did you mean portal?"),
        ('\nroaming = "yes"', "2: roaming is 'yes': give true or false"),
        ('portal_root = "abc"', "1: portal_root is 'abc': give 64 hexadecimal characters"),
        ("roaming = maybe", "1: not valid TOML"),
        (
            'proxy = "direct"\nproxy_pac = "https://pac.example/proxy.pac"',
            "2: proxy_pac has a wrong value: give only one of proxy and proxy_pac",
        ),
    ],
)
def test_a_wrong_policy_names_file_line_setting_value_and_remedy(
    tmp_path: Path, policy: str, details: str
) -> None:
    with pytest.raises(Refused) as refusal:
        load(tmp_path, policy)
    assert refusal.value.problem.details.startswith(f"{tmp_path / 'policy.toml'}:{details}")


def test_a_password_in_a_policy_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        load(tmp_path, 'proxy = "http://user:hunter2@proxy.example:8080"')
    assert "hunter2" not in refusal.value.problem.details


def test_a_wrong_address_on_the_command_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        load(tmp_path, portal="http://portal.example")
    assert refusal.value.problem.details.startswith("--portal: portal has a wrong value")


@pytest.mark.parametrize("name", setting_names(Config))
def test_every_setting_takes_a_value_of_its_type(tmp_path: Path, name: str) -> None:
    values = {"portal": '"https://a.example"', "portal_root": f'"{"ab" * 32}"', "proxy": '"direct"'}
    values |= {"proxy_pac": '"file:///a.pac"', "roaming": "true", "code_transfer": "true"}
    found = load(tmp_path, f"{name} = {values.get(name, repr('/some/path'))}")
    assert getattr(found, name) != getattr(load(tmp_path, ""), name)


def test_every_setting_is_documented_for_administrators() -> None:
    text = ADMINISTRATORS.read_text("utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert documented >= set(setting_names(Config))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://Portal.Example/", "https://portal.example"),
        ("https://portal.example:8443", "https://portal.example:8443"),
        ("http://127.0.0.1:8642", "http://127.0.0.1:8642"),
        ("http://localhost:8642", "http://localhost:8642"),
        ("http://[::1]:8642", "http://[::1]:8642"),
    ],
)
def test_addresses_have_one_form(text: str, address: str) -> None:
    assert portal_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "portal.example",
        "http://portal.example",
        "http://127.0.0.1.portal.example",
        "ftp://127.0.0.1",
        "https://user@portal.example",
        "https://portal.example/path",
        "https://portal.example?x=1",
        "javascript:alert(1)",
    ],
)
def test_only_https_or_this_machine_is_an_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"^give |Invalid"):
        portal_address(text)
